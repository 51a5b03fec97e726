import Dispatch
import Glibc
import Music
import Platform
import Synchronization

/// The mix, encoded and sent to one mount, on a thread of its own. Whoever has sound leaves it in a queue and waits for
/// nobody; a server that is gone, refuses or takes nothing costs this stream alone, and is tried again until the stream
/// is closed.
package final class MountStream: Sendable {
  private let mount: Mount
  private let station: Station
  private let rate: SampleRate
  private let queue: StreamQueue
  private let shown: Mutex<StreamStatus>
  private let titles: TitleTeller
  private let ended = DispatchSemaphore(value: 0)
  private let report: @Sendable (Report) -> Void

  /// What is to be said of it.
  package enum Report: Sendable, Hashable {
    case onAir
    /// Each reason once, until the server has taken the stream.
    case lost(String)
  }

  /// Sound that waits for the encoder at most, seconds.
  private static let mostQueued = 10.0
  /// Sound that a server may leave with us before it counts as gone, seconds.
  private static let mostUnsent = 10.0
  /// A server that has not answered by then does not.
  private static let patience = 10.0

  /// Begins to connect.
  /// - Parameters:
  ///   - title: of what plays now.
  ///   - rate: of what it is given.
  ///   - report: any thread.
  package init(
    _ mount: Mount, _ station: Station, title: StreamTitle?, rate: SampleRate,
    report: @escaping @Sendable (Report) -> Void
  ) {
    (self.mount, self.station, self.rate, self.report) = (mount, station, rate, report)
    queue = StreamQueue(capacity: Int(Self.mostQueued * rate.hz))
    shown = Mutex(StreamStatus(mount))
    titles = TitleTeller(mount)
    let first = title ?? StreamTitle(artist: nil, title: station.name)
    DispatchQueue(label: "segue.air \(mount.path)", qos: .userInitiated).async { @Sendable [self] in
      run(first)
      ended.signal()
    }
  }

  /// The mix goes on with this: interleaved stereo, ±1 full scale. Never waits.
  package func put(_ samples: [Float]) { queue.put(.sound(samples)) }

  /// What is put from here on is this track.
  package func begin(_ title: StreamTitle) { queue.put(.track(title)) }

  /// The stream ends with what it has. - Parameter seconds: how long that is waited for.
  package func close(within seconds: Double = 0) {
    queue.close()
    if seconds > 0 { _ = ended.wait(timeout: .now() + seconds) }
  }

  /// From any thread.
  package var status: StreamStatus {
    var status = shown.withLock { $0 }
    let counts = queue.counts
    (status.queuedSeconds, status.droppedSeconds) =
      (Double(counts.waiting) / rate.hz, Double(counts.dropped) / rate.hz)
    return status
  }

  // MARK: The stream's thread

  private func run(_ first: StreamTitle) {
    var (title, backOff, dice, said) = (first, BackOff(), SystemRandomNumberGenerator(), "")
    while !queue.isClosed {
      show { $0.state = .connecting }
      var connection: ServerConnection?
      do throws(StreamError) {
        let opened = try ServerConnection(mount, station)
        connection = opened
        try waitUntilOpen(opened, &title)
        if queue.isClosed { break }
        (said, backOff) = ("", BackOff())
        try send(over: opened, &title)
      } catch {
        if queue.isClosed { break }
        let wait = backOff.wait(isRefused: connection?.isRefused ?? false, using: &dice)
        show { status in
          (status.state, status.since) = (.waiting(until: monotonicSeconds() + wait, why: error.description), nil)
          status.unsentBytes = 0
        }
        if said != error.description { report(.lost(error.description)) }
        said = error.description
        connection = nil
        let until = monotonicSeconds() + wait
        while !queue.isClosed, monotonicSeconds() < until { leaveOut(&title, until - monotonicSeconds()) }
      }
    }
    show { ($0.state, $0.since) = (.ended, nil) }
  }

  private func show(_ change: (inout StreamStatus) -> Void) { shown.withLock { change(&$0) } }

  /// What is played while nobody takes it is lost to this stream's listeners; the title is kept.
  private func leaveOut(_ title: inout StreamTitle, _ seconds: Double) {
    for case .track(let next) in queue.take(within: min(0.1, max(0, seconds))) { title = next }
  }

  private func waitUntilOpen(_ connection: ServerConnection, _ title: inout StreamTitle) throws(StreamError) {
    let due = monotonicSeconds() + Self.patience
    while try !connection.isOpen(), !queue.isClosed {
      guard monotonicSeconds() < due else { throw StreamError("the server does not answer") }
      leaveOut(&title, 0.05)
    }
  }

  private func send(over connection: ServerConnection, _ title: inout StreamTitle) throws(StreamError) {
    let encoder = try mount.format.makeEncoder(rate: rate, title: title)
    show { status in
      (status.state, status.since) = (.onAir, monotonicSeconds())
      status.connections += 1
    }
    report(.onAir)
    titles.tell(title)
    while true {
      let isLast = queue.isClosed
      for item in queue.take(within: 0.2) {
        let bytes: [UInt8]
        switch item {
        case .sound(let samples): bytes = try encode(samples, encoder)
        case .track(let next):
          bytes = try encoder.begin(next)
          title = next
          titles.tell(next)
        }
        try pass(bytes, connection)
      }
      try pass([], connection)
      guard isLast else { continue }
      try pass(encoder.finish(), connection)
      // What is still with us may go out yet.
      for _ in 0..<20 where connection.waiting > 0 {
        usleep(25_000)
        try pass([], connection)
      }
      return
    }
  }

  private func encode(_ samples: [Float], _ encoder: any StreamEncoder) throws(StreamError) -> [UInt8] {
    let began = threadSeconds()
    var failure: StreamError?
    let bytes = samples.withUnsafeBufferPointer { frames -> [UInt8] in
      do throws(StreamError) {
        return try encoder.encode(frames)
      } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    let load = (threadSeconds() - began) * rate.hz / Double(max(1, samples.count / 2))
    // Over some seconds: 0.1 s pieces.
    show { $0.encoderLoad += (load - $0.encoderLoad) / 50 }
    return bytes
  }

  private func pass(_ bytes: [UInt8], _ connection: ServerConnection) throws(StreamError) {
    let waited = connection.waiting
    if !bytes.isEmpty || waited > 0 { try connection.send(bytes) }
    let waiting = connection.waiting
    show { status in
      status.bytes += bytes.count
      status.unsentBytes = waiting
    }
    guard Double(waiting) < Self.mostUnsent * Double(mount.format.bytesPerSecond) else {
      throw StreamError("the server takes no more sound")
    }
  }
}

/// CPU time of the thread that asks.
private func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Tells the server of an MP3 mount what plays, on a thread of its own: one that does not answer holds up no sound.
private final class TitleTeller: Sendable {
  private let mount: Mount
  private let thread: DispatchQueue
  /// What is to be told, and a number that tells it from what came before.
  private let wanted = Mutex<(title: StreamTitle, number: Int)?>(nil)
  private let number = Atomic<Int>(0)

  init(_ mount: Mount) {
    self.mount = mount
    thread = DispatchQueue(label: "segue.titles \(mount.path)", qos: .utility)
  }

  /// Never waits; a newer title takes an older one's place.
  func tell(_ title: StreamTitle) {
    if mount.format.carriesTitles { return }
    let number = self.number.add(1, ordering: .relaxed).newValue
    wanted.withLock { $0 = (title, number) }
    thread.async { @Sendable [self] in
      // A mount that has only just begun may not be known yet where titles are told.
      for attempt in 0..<5 {
        guard let (title, latest) = wanted.withLock({ $0 }), latest == number else { return }
        if ServerConnection.tell(title, to: mount) { return }
        usleep(UInt32(200_000 * (attempt + 1)))
      }
    }
  }
}
