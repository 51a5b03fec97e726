/// A look-ahead peak limiter that passes what lies below its ceiling bit for bit, `latency` frames late, switched on or off.
///
/// The gain each frame needs is held for the look-ahead, recovers with a time constant and is averaged over the look-ahead
/// (a box filter): it has arrived when the peak does, without a corner, and no output frame passes the ceiling. One thread.
// SAFETY: the rings belong to this value alone and are freed with it.
package struct Limiter: ~Copyable, @unchecked Sendable {
  /// Frames of look-ahead: 1.5 ms at 44.1 kHz. Constant, so that switching never moves the sound.
  package static var latency: Int {
    @_noLocks get { 64 }
  }
  private let ceiling: Float
  private let recovery: Double
  private let delay: UnsafeMutablePointer<StereoFrame>
  private let needs: UnsafeMutablePointer<Double>
  private let held: UnsafeMutablePointer<Double>
  private var index = 0
  private var envelope = 1.0
  private var sum = 64.0
  /// Frames since a need or an envelope was last below 1.
  private var quiet = 256
  /// The lowest gain of the last `process`.
  package private(set) var reduction = 1.0

  /// - Parameter ceiling: linear amplitude; −1 dBFS by default.
  package init(sampleRate: Double, ceiling: Float = 0.891_250_9) {
    self.ceiling = ceiling
    recovery = 1 / (0.08 * sampleRate)
    delay = .allocate(capacity: 64)
    delay.initialize(repeating: .zero, count: 64)
    needs = .allocate(capacity: 128)
    needs.initialize(repeating: 1, count: 128)
    held = .allocate(capacity: 64)
    held.initialize(repeating: 1, count: 64)
  }

  deinit {
    delay.deallocate()
    needs.deallocate()
    held.deallocate()
  }

  /// Works in place. `strength`: 1 limits, 0 only delays; between them while it is switched.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, strength: Double
  ) {
    reduction = 1
    for frame in 0..<frames {
      let x = sound[frame]
      let peak = max(abs(x.x), abs(x.y))
      let need = peak > ceiling ? Double(ceiling / peak) : 1
      let slot = index & 63
      let late = delay[slot]
      delay[slot] = x
      needs[index & 127] = need
      if need < 1 { quiet = 0 } else { quiet += 1 }
      let gain = quiet > 200 && envelope == 1 ? rest(slot) : follow(slot)
      index += 1
      if gain < 1 && strength > 0 {
        let applied = 1 + strength * (gain - 1)
        reduction = min(reduction, applied)
        sound[frame] = late * Float(applied)
      } else {
        sound[frame] = late
      }
    }
  }

  @inline(__always)
  @_noLocks private mutating func rest(_ slot: Int) -> Double {
    held[slot] = 1
    sum = 64
    return 1
  }

  @_noLocks private mutating func follow(_ slot: Int) -> Double {
    var lowest = 1.0
    for back in 0...64 { lowest = min(lowest, needs[(index - back) & 127]) }
    if lowest < envelope {
      envelope = lowest
    } else {
      envelope += (lowest - envelope) * recovery
      if envelope > 0.999_999 { envelope = 1 }
    }
    if envelope < 1 { quiet = min(quiet, 100) }
    sum += envelope - held[slot]
    held[slot] = envelope
    return min(1, sum / 64)
  }
}
