import FoundationEssentials
import Glibc
import Music
import Synchronization

/// The media program, `segue-media`: it alone touches files of music. A file that makes it crash or hang is a failed load
/// with a reason, never the end of the music.
package struct MediaProgram: Sendable {
  package let executable: String
  /// How long one file may take in all, by its length; nil where that is not known.
  let patience: @Sendable (Seconds?) -> Seconds

  /// How long the program may say nothing: a disk that spins up takes ten seconds, a 3 h file a while to be probed.
  static let silenceLimit: Int32 = 30_000

  package init(
    executable: String, patience: @escaping @Sendable (Seconds?) -> Seconds = { MediaLimits.patience(for: $0) }
  ) {
    self.executable = executable
    self.patience = patience
  }

  /// Finds the program: where SEGUE_MEDIA says, beside this one, else on the PATH.
  /// - Throws: `.program` with what to do.
  package static func find() throws(MediaError) -> MediaProgram {
    if let path = getenv("SEGUE_MEDIA") { return MediaProgram(executable: String(cString: path)) }
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var folders = [folder(of: own)]
    if let list = getenv("PATH") { folders += String(cString: list).split(separator: ":").map(String.init) }
    for folder in folders where access(folder + "/segue-media", X_OK) == 0 {
      return MediaProgram(executable: folder + "/segue-media")
    }
    throw MediaError(
      .program, path: "",
      "segue-media, which reads music files, is not beside segue nor on the PATH: build it with swift build.")
  }

  /// Begins to decode a file to stereo at `rate`; returns when its first frames can come.
  /// - Parameter stream: the audio stream in a file that holds several.
  package func decode(_ path: String, stream: Int = 0, rate: SampleRate) throws(MediaError) -> Decoding {
    try checkReadable(path)
    let arguments = ["decode", "--rate", "\(rate.hz)", "--stream", "\(stream)", path]
    let child = try Child(executable, arguments, for: path, patience: patience)
    return try Decoding(child, path: path, rate: rate)
  }

  /// Reads tags and content of files, in their order. A file that cannot be read has its `failure`.
  package func probe(_ paths: [String]) -> [ProbedFile] {
    var probed: [ProbedFile] = []
    var crashes = Crashes()
    // One program for all; where it dies, the file that it died of is named and another one goes on behind it.
    while probed.count < paths.count {
      let rest = Array(paths[probed.count...])
      var running: Child?
      do throws(MediaError) {
        let child = try Child(executable, ["probe"] + rest, for: rest[0])
        running = child
        defer { child.end() }
        while probed.count < paths.count {
          let path = paths[probed.count]
          let result = try child.result(for: path)
          probed.append(try decoded(ProbedFile.self, result, path))
        }
      } catch {
        let path = paths[probed.count]
        guard let failure = crashes.judge(error, of: running, at: path) else { continue }
        probed.append(ProbedFile(path: path, failure: failure))
      }
    }
    return probed
  }

  /// The version of FFmpeg's libraries that it reads with; nil when it does not run.
  package func decoderVersion() -> String? {
    guard let child = try? Child(executable, ["version"], for: executable) else { return nil }
    defer { child.end() }
    guard let result = try? child.result(for: executable) else { return nil }
    return try? decoded([String].self, result, executable).first
  }

  /// Listens to a whole file. Blocks until done. - Parameter progress: is told shares 0…1.
  package func analyze(
    _ path: String, cancellation: Cancellation? = nil, progress: (Double) -> Void = { _ in }
  ) throws(MediaError) -> HeardTrack {
    try checkReadable(path)
    var crashes = Crashes()
    while true {
      let child = try Child(executable, ["analyze", path], for: path, patience: patience)
      defer { child.end() }
      cancellation?.watch(child)
      do throws(MediaError) {
        return try heard(path, by: child, progress)
      } catch {
        if let failure = crashes.judge(error, of: child, at: path) { throw failure }
      }
    }
  }

  private func heard(_ path: String, by child: Child, _ progress: (Double) -> Void) throws(MediaError) -> HeardTrack {
    child.allow(nil, at: .cd)
    var heard = HeardTrack(TrackAnalysis(path: path))
    while true {
      let (kind, bytes) = try child.next(for: path)
      switch kind {
      case .header: child.allow(try decoded(DecodingHeader.self, bytes, path), at: .cd)
      case .progress: progress(bytes.double ?? 0)
      case .waveform: heard.waveform = Waveform(bytes: Array(bytes))
      case .features: heard.features = TrackFeatures(blob: Array(bytes))
      case .result:
        heard.analysis = try decoded(TrackAnalysis.self, bytes, path)
        return heard
      case .failure: throw try decoded(MediaError.self, bytes, path)
      default: break
      }
    }
  }
}

/// Whose fault it is when a signal ends the media program. Once may be for want of memory; a file over which it happens
/// twice is at fault.
private struct Crashes {
  private var last: String?

  /// - Returns: nil where the file is to be tried once more; else what to say of it.
  mutating func judge(_ error: MediaError, of child: Child?, at path: String) -> MediaError? {
    guard child?.hasCrashed == true else { return MediaError(error.kind, path: path, error.sentence) }
    defer { last = path }
    return last == path ? MediaError(.crashed, path: path, error.sentence) : nil
  }
}

/// Ends a job of the media program from another thread.
package final class Cancellation: Sendable {
  private let state = Mutex<(child: Child?, isCancelled: Bool)>((nil, false))
  package init() {}

  package func cancel() {
    state.withLock {
      $0.isCancelled = true
      $0.child?.kill()
    }
  }

  func watch(_ child: Child) {
    state.withLock {
      $0.child = child
      if $0.isCancelled { child.kill() }
    }
  }
}

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
  private let lifeline: Int32
  private var reader: PieceReader
  private let patience: @Sendable (Seconds?) -> Seconds

  init(
    _ executable: String, _ arguments: [String], for path: String,
    patience: @escaping @Sendable (Seconds?) -> Seconds = { _ in Seconds(.infinity) }
  ) throws(MediaError) {
    self.patience = patience
    // One start at a time: no other child may inherit the pipe before it is marked to be closed.
    let started = try Self.starting.withLock { _ throws(MediaError) in try Self.start(executable, arguments, path) }
    state = Mutex(State(pid: started.pid))
    descriptor = started.output
    lifeline = started.life
    reader = PieceReader(descriptor: started.output)
  }

  /// Sets the time limit of the whole job by what the file says of its length, in frames at `rate`; before that (nil) by
  /// the longest length.
  func allow(_ header: DecodingHeader?, at rate: SampleRate) {
    let frames = header?.isEstimate == true ? nil : header?.frames
    let length = frames.map { Seconds(Double($0) / rate.hz) }
    reader.patience = patience(length).value
  }

  deinit {
    end()
    for end in [descriptor, lifeline] { close(end) }
  }

  private static let starting = Mutex(())

  private static func start(
    _ executable: String, _ arguments: [String], _ path: String
  ) throws(MediaError) -> (pid: pid_t, output: Int32, life: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw MediaError(.program, path: path, "no pipe to the media program can be made: \(errorText(errno)).")
    }
    // The child's standard input: it ends when this process does, and the child with it.
    var life: [Int32] = [0, 0]
    guard pipe(&life) == 0 else {
      let reason = errorText(errno)
      for end in ends { close(end) }
      throw MediaError(.program, path: path, "no pipe to the media program can be made: \(reason).")
    }
    for end in ends + life { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { for end in [ends[1], life[0]] { close(end) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, life[0], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A process group of its own: Ctrl-C and Ctrl-Z at the terminal are not meant for it.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var argv: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, executable, &actions, &attributes, &argv, environ)
    guard code == 0 else {
      for end in [ends[0], life[1]] { close(end) }
      throw MediaError(.program, path: path, "the media program \(executable) does not start: \(errorText(code)).")
    }
    return (pid, ends[0], life[1])
  }

  /// The next piece. - Throws: `.timedOut`, `.cancelled`, or `.program` when it died.
  func next(for path: String) throws(MediaError) -> (kind: Piece, bytes: ArraySlice<UInt8>) {
    do throws(PieceReader.Ending) {
      return try reader.next(limit: MediaProgram.silenceLimit)
    } catch {
      let wasKilled = state.withLock { $0.wasKilled }
      if wasKilled { throw MediaError(.cancelled, path: path, "\(fileName(path)): given up.") }
      switch error {
      case .timedOut where reader.spent >= reader.patience:
        end()
        throw MediaError(
          .timedOut, path: path,
          "\(fileName(path)) was given up after \(clock(Seconds(reader.spent))), far more than its length asks for: the file is probably damaged."
        )
      case .timedOut:
        end()
        throw MediaError(
          .timedOut, path: path,
          "\(fileName(path)) was given up: nothing came of it for \(MediaProgram.silenceLimit / 1000) s. The file may be damaged, or its disk asleep."
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

/// JSON from the media program. - Throws: `.program` when it is not what was promised.
func decoded<Value: Decodable>(
  _ type: Value.Type, _ bytes: ArraySlice<UInt8>, _ path: String
) throws(MediaError) -> Value {
  do {
    return try JSONDecoder().decode(type, from: Data(bytes))
  } catch {
    throw MediaError(
      .program, path: path, "the media program said something that was not understood: is it as new as segue?")
  }
}

extension ArraySlice<UInt8> {
  var double: Double? {
    guard count == 8 else { return nil }
    return withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
  }
}
