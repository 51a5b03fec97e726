import CRealtime

/// A gate that opens for the first half of each period of the beat. Its edges are 5 ms of a raised curve and come that
/// much before their beat, so that a kick on it keeps its attack; wherever the beat jumps to, the gain goes there by
/// such an edge. One thread.
package struct Gate: BitwiseCopyable, Sendable {
  /// 0 closed … 1 open, before the curve.
  private var opening = 1.0
  private let step: Double
  private let lead: Double

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    step = 1 / (0.005 * sampleRate)
    lead = 0.005 * sampleRate
  }

  /// Works in place; bit for bit through when the amount is 0.
  /// - Parameters:
  ///   - amounts: one value a frame: how far the gate closes, 0…1.
  ///   - beat: at the first frame; `speed`: beats per frame, 0 leaves the gate open.
  ///   - period: in beats.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, amounts: UnsafePointer<Double>, isOff: Bool,
    beat: Double, speed: Double, period: Double
  ) {
    if isOff {
      opening = 1
      return
    }
    let turns = 1 / max(1e-3, period)
    for frame in 0..<frames {
      let place = (beat + (Double(frame) + lead) * speed) * turns
      let isOpen = speed <= 0 || place - rt_floor(place) < 0.5
      opening = isOpen ? min(1, opening + step) : max(0, opening - step)
      let gain = smoothstep(opening)
      sound[frame] *= Float(1 - min(1, max(0, amounts[frame])) * (1 - gain))
    }
  }
}
