import DSP
import Music

/// A control that is set to a value, or moved by an amount.
struct ControlChange {
  let value: Double
  let isRelative: Bool
  let over: Glide
  let sampleRate: Double

  @_noLocks init(value: Double, isRelative: Bool, over: Glide, sampleRate: Double) {
    self.value = value
    self.isRelative = isRelative
    self.over = over
    self.sampleRate = sampleRate
  }

  /// Moves a ramp, within the control's range. - Parameter short: seconds that a move takes when the command gives
  /// no duration.
  @_noLocks func apply(to ramp: inout Ramp, from low: Double, to high: Double, short: Double = 0.01) {
    let wanted = isRelative ? ramp.target + value : value
    ramp.glide(to: min(high, max(low, wanted)), over: over, sampleRate: sampleRate, short: short)
  }
}

extension Ramp {
  /// Moves as a command asks. - Parameter short: seconds where the command gives no duration.
  @_noLocks mutating func glide(to target: Double, over glide: Glide, sampleRate: Double, short: Double = 0.01) {
    switch glide {
    case .short: move(to: target, frames: short * sampleRate)
    case .beats(let beats): move(to: target, beats: beats.isFinite ? beats : 0)
    case .seconds(let seconds): move(to: target, frames: seconds.isFinite ? seconds * sampleRate : 0, soft: false)
    }
  }
}
