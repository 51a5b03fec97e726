import Broadcast
import Dispatch
import Engine
import Glibc
import Music
import Platform
import Synchronization

/// Takes the mix from the audio thread's tap and hands it to all that send or keep it, on a thread of its own, which
/// waits for none of them. Listens meanwhile whether there is anything to hear.
final class AirFeed: Sendable {
  private let tap: RecordingTap
  private let sinks = Mutex<[any AirSink]>([])
  private let isWanted = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  /// Frames in a row that nobody can hear.
  private let silent = Atomic<Int>(0)
  private let rate: SampleRate

  /// −60 dB of full scale: a fade's end is softer, music is not.
  private static let threshold: Float = 0.001
  private static let piece = 4096

  init(_ tap: RecordingTap, rate: SampleRate) { (self.tap, self.rate) = (tap, rate) }

  /// Begins; does nothing where it runs.
  func start() {
    guard !isWanted.exchange(true, ordering: .acquiringAndReleasing) else { return }
    DispatchQueue(label: "segue.air", qos: .userInitiated).async { @Sendable [self] in
      // A tap that is being ended takes a moment.
      while !tap.start(), isWanted.load(ordering: .relaxed) { usleep(5000) }
      run()
      tap.stop()
      ended.signal()
    }
  }

  /// Ends, with what was rendered by now handed on.
  func stop() {
    guard isWanted.exchange(false, ordering: .acquiringAndReleasing) else { return }
    _ = ended.wait(timeout: .now() + 1)
    silent.store(0, ordering: .relaxed)
  }

  /// From here on all of these are given the mix.
  func use(_ list: [any AirSink]) { sinks.withLock { $0 = list } }

  /// What plays from now on.
  func begin(_ title: StreamTitle) { for sink in sinks.withLock({ $0 }) { sink.begin(title) } }

  /// How long there was nothing to hear, up to now.
  var silence: Seconds { Seconds(Double(silent.load(ordering: .relaxed)) / rate.hz) }
  /// Frames that were rendered, and lost since this thread was held up for too long.
  var lostFrames: Int { tap.lostFrames }

  private func run() {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * Self.piece)
    defer { buffer.deallocate() }
    while true {
      let isLast = !isWanted.load(ordering: .acquiring)
      let count = tap.read(into: buffer)
      if count > 0 {
        take(Array(buffer[..<(2 * count)]))
        continue
      }
      if isLast { return }
      usleep(25_000)
    }
  }

  private func take(_ samples: [Float]) {
    let peak = samples.reduce(0) { max($0, abs($1)) }
    let frames = samples.count / 2
    if peak < Self.threshold {
      silent.add(frames, ordering: .relaxed)
    } else {
      silent.store(0, ordering: .relaxed)
    }
    for sink in sinks.withLock({ $0 }) { sink.put(samples) }
  }
}
