import Glibc
import Music
import Platform
import Synchronization

/// A running media program.
// SAFETY: `reader` is used by one thread at a time, whoever runs the job; `pid` and the flag are behind the lock.
final class Child: @unchecked Sendable {
  private struct State {
    var pid: pid_t
    var isOver = false
    var wasKilled = false
    var hasCrashed = false
  }
  private let state: Mutex<State>
  private let descriptor: Int32
  /// Our end of its standard input: files to work on go in, and when this process ends, so does the child.
  private let lifeline: Int32
  private var reader: PieceReader
  private let patience: @Sendable (Seconds?) -> Seconds

  init(
    _ executable: String, _ arguments: [String], for path: String,
    patience: @escaping @Sendable (Seconds?) -> Seconds = { _ in Seconds(.infinity) }
  ) throws(MediaError) {
    NoWaiting.check("the start of a media program")
    self.patience = patience
    let started = try Self.start(executable, arguments, path)
    state = Mutex(State(pid: started.pid))
    descriptor = started.output
    lifeline = started.life
    let pid = started.pid
    reader = PieceReader(descriptor: started.output, queued: { Self.secondsInQueue(pid) })
  }

  /// Sets the time limit of the whole job by what the file says of its length, in frames at `rate`; before that (nil)
  /// by the longest length.
  func allow(_ header: DecodingHeader?, at rate: SampleRate) {
    let frames = header?.isEstimate == true ? nil : header?.frames
    let length = frames.map { Seconds(Double($0) / rate.hz) }
    reader.patience = patience(length).value
  }

  /// For how long the process has stood in a core's queue; the kernel counts it. Nought where it does not.
  private static func secondsInQueue(_ pid: pid_t) -> Double {
    let file = open("/proc/\(pid)/schedstat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var text = [UInt8](repeating: 0, count: 128)
    let count = read(file, &text, text.count)
    let numbers = text.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
    guard numbers.count > 1, let nanoseconds = Double(String(decoding: numbers[1], as: UTF8.self)) else { return 0 }
    return nanoseconds / 1e9
  }

  deinit {
    end()
    for end in [descriptor, lifeline] { close(end) }
  }

  private static func start(
    _ executable: String, _ arguments: [String], _ path: String
  ) throws(MediaError) -> (pid: pid_t, output: Int32, life: Int32) {
    let (output, itsOutput) = try sockets(path)
    defer { close(itsOutput) }
    do throws(MediaError) {
      let (itsInput, life) = try sockets(path)
      defer { close(itsInput) }
      do {
        return (try startProgram(executable, arguments, input: itsInput, output: itsOutput), output, life)
      } catch {
        close(life)
        throw MediaError(.notStarted, path: path, "the media program \(executable) does not start: \(error).")
      }
    } catch {
      close(output)
      throw error
    }
  }

  private static func sockets(_ path: String) throws(MediaError) -> (Int32, Int32) {
    do { return try socketEnds() } catch {
      throw MediaError(.notStarted, path: path, "no pipe to the media program can be made: \(error).")
    }
  }

  /// Gives it the next file to work on. That it has died meanwhile is noticed at the next piece.
  func ask(_ path: String) {
    reader.beginJob()
    _ = (Array(path.utf8) + [0]).withUnsafeBytes { send(lifeline, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// The next piece. - Parameter silence: how long it may say nothing, milliseconds.
  /// - Throws: `.timedOut`, `.cancelled`, or `.program` when it died.
  func next(
    for path: String, silence: Int32 = MediaProgram.silenceLimit
  ) throws(MediaError) -> (kind: Piece, bytes: ArraySlice<UInt8>) {
    do throws(PieceReader.Ending) {
      return try reader.next(limit: silence)
    } catch {
      let wasKilled = state.withLock { $0.wasKilled }
      if wasKilled { throw MediaError(.cancelled, path: path, "\(fileName(path)): given up.") }
      switch error {
      case .timedOut where reader.spent >= reader.patience:
        end()
        throw MediaError(
          .timedOut, path: path,
          "\(fileName(path)) was given up after \(lengthText(reader.spent)), far more than its length asks for: the "
            + "file is probably damaged."
        )
      case .timedOut:
        end()
        throw MediaError(
          .timedOut, path: path,
          "\(fileName(path)) was given up: nothing came of it for \(silence / 1000) s. The file "
            + "may be damaged, or its disk asleep."
        )
      case .cutOff:
        throw MediaError(
          .program, path: path,
          "\(fileName(path)) made the media program fail (\(howItEnded())): the file is probably damaged.")
      }
    }
  }

  /// The next piece that is a result. - Throws: the failure that came in its place.
  func result(for path: String) throws(MediaError) -> ArraySlice<UInt8> {
    while true {
      let (kind, bytes) = try next(for: path)
      if kind == .result { return bytes }
      if kind == .failure { throw try decoded(MediaError.self, bytes, path) }
    }
  }

  /// Ends it at once; any thread.
  func kill() {
    state.withLock {
      guard !$0.isOver else { return }
      $0.wasKilled = true
      _ = Glibc.kill($0.pid, SIGKILL)
    }
  }

  /// Lets it know that nobody waits for it any more, as if this process had ended; any thread.
  func hangUp() { shutdown(lifeline, Int32(SHUT_WR)) }

  /// Ends it if it still runs, and waits for it.
  func end() { _ = reap(killing: true) }

  /// A signal that was not ours ended it; known when `next` has said that it died.
  var hasCrashed: Bool { state.withLock { $0.hasCrashed } }

  private func howItEnded() -> String {
    let status = reap(killing: false)
    guard status & 0x7f != 0 else { return "exit status \((status >> 8) & 0xff)" }
    state.withLock { $0.hasCrashed = true }
    return "signal \(status & 0x7f)"
  }

  private func reap(killing: Bool) -> Int32 {
    state.withLock {
      guard !$0.isOver else { return 0 }
      if killing { _ = Glibc.kill($0.pid, SIGKILL) }
      var status: Int32 = 0
      while waitpid($0.pid, &status, 0) < 0 && errno == EINTR {}
      $0.isOver = true
      return status
    }
  }
}
