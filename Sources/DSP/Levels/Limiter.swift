import CRealtime

// SAFETY: the rings belong to this value alone and are freed with it.
/// A look-ahead true-peak limiter that passes what lies below its ceiling bit for bit, `latency` frames late, switched
/// on or off.
///
/// Each frame asks for the gain that brings the highest level between its samples to the ceiling. The lowest gain asked
/// for is held from the look-ahead on until no cycle of a bass note of 45 Hz and up can fall in between, so that it
/// does not follow the wave. It recovers in 70 ms after a single peak, and as slowly as the last half second was
/// limited after many: no pumping. Two box filters in a row (in whole numbers, so that unity is exact) bring it to the
/// peak without a corner. One thread.
///
/// More than fifteen stored properties: the state of one algorithm, all of it touched by each frame.
package struct Limiter: ~Copyable, @unchecked Sendable {
  /// Frames of delay: 1.45 ms at 44.1 kHz. Constant, so that switching never moves the sound.
  package static var latency: Int {
    @_noLocks get { 64 }
  }
  /// Frames of each of the two box filters: with the detector's delay they arrive when the peak does.
  private static var box: Int {
    @_noLocks get { 26 }
  }
  private static var unity: Double {
    @_noLocks get { 4_294_967_296 }
  }

  private let ceiling: Float
  /// Frames for which a gain is held.
  private let hold: Int
  private let fast: Double
  private let remembers: Bool
  private let slowDown: Double
  private let slowUp: Double
  private var detector = TruePeak()
  private let delay: UnsafeMutablePointer<StereoFrame>
  private let peaks: UnsafeMutablePointer<Float>
  /// A queue whose gains rise from the oldest to the newest: the first is the lowest of the last `hold` frames.
  private let asked: UnsafeMutablePointer<(gain: Double, frame: Int)>
  private var askedFirst = 0
  private var askedEnd = 0
  private var envelope = 1.0
  private var average = 1.0
  private let boxes: UnsafeMutablePointer<Int64>
  private var sums = (Int64(Limiter.box) << 32, Int64(Limiter.box * Limiter.box) << 32)
  private var slot = 0
  /// Frames since all of the gains above were 1.
  private var resting = 0
  private var index = 0
  /// The lowest gain of the last `process`.
  package private(set) var reduction = 1.0

  /// - Parameters:
  ///   - ceiling: linear amplitude between the samples; −1 dBTP by default.
  ///   - isForMasters: it recovers in 40 ms whatever went before, for sound that is measured afterwards and may be
  ///     pushed: a limiter that remembers gives ever less the more it is given.
  package init(sampleRate: Double, ceiling: Float = 0.891_250_9, isForMasters: Bool = false) {
    self.ceiling = ceiling
    remembers = !isForMasters
    hold = min(1000, 60 + Int(0.0112 * sampleRate))
    fast = 1 / ((isForMasters ? 0.04 : 0.07) * sampleRate)
    slowDown = 1 / (0.25 * sampleRate)
    slowUp = 1 / (0.6 * sampleRate)
    delay = .allocate(capacity: 64)
    delay.initialize(repeating: .zero, count: 64)
    peaks = .allocate(capacity: 68)
    peaks.initialize(repeating: 0, count: 68)
    asked = .allocate(capacity: 1024)
    asked.initialize(repeating: (1, 0), count: 1024)
    boxes = .allocate(capacity: 2 * Self.box)
    for place in 0..<Self.box {
      boxes[place] = Int64(1) << 32
      boxes[Self.box + place] = Int64(Self.box) << 32
    }
  }

  deinit {
    delay.deallocate()
    peaks.deallocate()
    asked.deallocate()
    boxes.deallocate()
  }

  /// Works in place on 64 frames at most. `strength`: 1 limits, 0 only delays; between them while it is switched.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, strength: Double
  ) {
    reduction = 1
    detector.measure(sound, frames: frames, above: ceiling, peaks: peaks)
    for frame in 0..<frames {
      let late = delay[index & 63]
      delay[index & 63] = sound[frame]
      index += 1
      let gain = peaks[frame] > ceiling || resting < 2 * Self.box ? follow(peaks[frame]) : 1
      if gain < 1 && strength > 0 {
        let applied = 1 + strength * (gain - 1)
        reduction = min(reduction, applied)
        sound[frame] = late * Float(applied)
      } else {
        sound[frame] = late
      }
    }
  }

  @_noLocks private mutating func follow(_ peak: Float) -> Double {
    // A quarter of a decibel lower than must be: another meter reads noise and treble a little higher.
    let lowest = lowestAsked(with: peak > ceiling ? 0.97 * Double(ceiling / peak) : 1)
    average += (lowest - average) * (lowest < average ? slowDown : slowUp)
    if lowest < envelope {
      envelope = lowest
    } else {
      envelope += max(0, (remembers ? min(lowest, average) : lowest) - envelope) * fast
      if lowest == 1 && envelope > 0.999_5 {
        (envelope, average) = (1, 1)
      }
    }
    resting = envelope == 1 && lowest == 1 ? resting + 1 : 0
    return smoothed(envelope)
  }

  /// The lowest gain asked for in the last `hold` frames.
  @_noLocks private mutating func lowestAsked(with gain: Double) -> Double {
    while askedEnd > askedFirst, asked[(askedEnd - 1) & 1023].gain >= gain { askedEnd -= 1 }
    if gain < 1 {
      asked[askedEnd & 1023] = (gain, index)
      askedEnd += 1
    }
    while askedFirst < askedEnd, asked[askedFirst & 1023].frame <= index - hold { askedFirst += 1 }
    return askedFirst < askedEnd ? asked[askedFirst & 1023].gain : 1
  }

  @_noLocks private mutating func smoothed(_ gain: Double) -> Double {
    let whole = Int64(gain * Self.unity)
    sums.0 += whole - boxes[slot]
    boxes[slot] = whole
    sums.1 += sums.0 - boxes[Self.box + slot]
    boxes[Self.box + slot] = sums.0
    slot = slot + 1 == Self.box ? 0 : slot + 1
    return Double(sums.1) / (Double(Self.box * Self.box) * Self.unity)
  }
}
