import DSP
import Dispatch
import Engine
import Glibc
import Music
import Synchronization

/// How loud the master is, by EBU R128.
package struct MasterLoudness: Sendable, Hashable {
  /// Of the last 400 ms, of the last 3 s, and since the last `meter reset`; nil where there is nothing to measure.
  package var momentary: LUFS?
  /// Of the last three seconds; nil for silence.
  package var shortTerm: LUFS?
  /// Since the meter was reset, gated.
  package var integrated: LUFS?
  /// The highest level between the samples of the last second and a half, and since the last `meter reset`.
  package var truePeak: Decibels?
  /// Since the meter was reset.
  package var highestTruePeak: Decibels?
  /// Left against right over the last half second: 1 is mono, 0 unrelated, −1 cancels itself in mono; nil in silence.
  package var correlation: Double?
  /// Nothing measured yet.
  package init() {}
}

/// Measures the master on a thread of its own: what measures loudness allocates memory, and nobody waits for it.
final class MasterMeter: Sendable {
  private let shown = Mutex(MasterLoudness())
  private let isStopped = Atomic<Bool>(false)
  private let resets = Atomic<Int>(0)
  private let ended = DispatchSemaphore(value: 0)

  /// Begins to listen. A rate that libebur128 does not take leaves the meter empty.
  init(_ tap: MasterTap, rate: SampleRate) {
    DispatchQueue(label: "segue.meter", qos: .utility).async { @Sendable [self] in
      if let loudness = RunningLoudness(sampleRate: rate) { run(tap, loudness, rate) }
      ended.signal()
    }
  }

  var loudness: MasterLoudness { shown.withLock { $0 } }

  /// The integrated loudness and the highest peak begin anew.
  func reset() { resets.add(1, ordering: .relaxed) }

  /// Returns when the thread is gone: a twentieth of a second.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    ended.wait()
    ended.signal()
  }

  private func run(_ tap: MasterTap, _ loudness: RunningLoudness, _ rate: SampleRate) {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * 8192)
    defer { buffer.deallocate() }
    var reading = MasterReading(rate: rate)
    var resetsDone = 0
    while !isStopped.load(ordering: .relaxed) {
      let wanted = resets.load(ordering: .relaxed)
      if wanted != resetsDone {
        resetsDone = wanted
        loudness.reset()
        reading.highest = .silence
      }
      let count = tap.read(into: buffer)
      if count > 0 {
        let samples = UnsafeBufferPointer(rebasing: buffer[..<(2 * count)])
        reading.take(samples, peak: loudness.add(samples))
      }
      // The tap holds a second and a half.
      guard count < 8192 else { continue }
      let words = reading.words(of: loudness)
      shown.withLock { $0 = words }
      usleep(50_000)
    }
  }
}

/// What the meter's thread remembers besides loudness.
private struct MasterReading {
  private let rate: Double
  var highest = Gain.silence
  private var recent = Gain.silence
  /// Frames since `recent` was reached.
  private var age = 0
  private var left = 0.0
  private var right = 0.0
  private var both = 0.0

  init(rate: SampleRate) { self.rate = rate.hz }

  mutating func take(_ samples: UnsafeBufferPointer<Float>, peak: Gain) {
    let frames = samples.count / 2
    highest = max(highest, peak)
    age += frames
    if peak >= recent || Double(age) > 1.5 * rate {
      recent = peak
      age = 0
    }
    var sums = (left: 0.0, right: 0.0, both: 0.0)
    for frame in 0..<frames {
      let (l, r) = (Double(samples[2 * frame]), Double(samples[2 * frame + 1]))
      sums = (sums.left + l * l, sums.right + r * r, sums.both + l * r)
    }
    let keep = exp(-Double(frames) / (0.5 * rate))
    (left, right, both) = (left * keep + sums.left, right * keep + sums.right, both * keep + sums.both)
  }

  func words(of loudness: RunningLoudness) -> MasterLoudness {
    var words = MasterLoudness()
    words.momentary = loudness.momentary
    words.shortTerm = loudness.shortTerm
    words.integrated = loudness.integrated
    words.truePeak = recent > .silence ? recent.decibels : nil
    words.highestTruePeak = highest > .silence ? highest.decibels : nil
    // Below −80 dBFS there is only noise to compare.
    let power = (left * right).squareRoot()
    words.correlation = power > 1e-8 * 0.5 * rate ? both / power : nil
    return words
  }
}
