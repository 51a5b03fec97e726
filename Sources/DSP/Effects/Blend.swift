import CRealtime

/// The dry and the wet share of an insert effect: equal power, and at 0 exactly the dry sound. Computed anew only where
/// the amount moves.
struct Blend: BitwiseCopyable, Sendable {
  private var amount = 0.0
  private(set) var dry: Float = 1
  private(set) var send: Float = 0

  @_noLocks init() {}

  @inline(__always)
  @_noLocks mutating func follow(_ wanted: Double) {
    if wanted != amount { set(wanted) }
  }

  @_noLocks private mutating func set(_ wanted: Double) {
    amount = wanted
    let share = min(1, max(0, wanted))
    dry = share >= 1 ? 0 : Float(rt_cos(share * (Double.pi / 2)))
    send = Float(rt_sin(share * (Double.pi / 2)))
  }
}
