/// Soft takeover: a knob that does not stand where its control does moves nothing until it has come past it. A control
/// that something else has moved since (sync, a glide, another hand) is free again.
///
/// A fast hand is told of in few messages: what counts is whether the control lies between the last place of the knob
/// and this one, not only whether this one is near. And what the knob has just said takes a moment to be so: a control
/// that is seen on its way there is no other hand's.
package struct Takeover: Sendable {
  /// Where the knob was last, in the control's unit.
  private var knob: Double?
  private var hold: Hold?

  /// The knob has the control.
  private struct Hold: Sendable {
    /// What it was last set to.
    var value: Double
    /// From where it was then to there.
    var way: ClosedRange<Double>
    /// It is there by then, seconds.
    var arrival: Double
  }

  /// The part of the range that counts as the same place: three of 128 steps.
  private static let near = 3.0 / 128
  /// What is said is so after this time at the latest, seconds: the way to the audio thread and the control's ramp.
  private static let patience = 0.3

  /// Knob and control have not met.
  package init() {}

  /// Whether the knob has the control.
  package var isHeld: Bool { hold != nil }

  /// The knob comes to a place. - Parameters:
  ///   - value: where, in the control's unit.
  ///   - passed: where it has been on its way.
  ///   - control: where the control stands; nil where nobody knows: then the knob has it.
  ///   - span: of the knob, from end to end.
  ///   - time: now, seconds, of a clock that never goes back.
  /// - Returns: whether the control follows.
  package mutating func turn(
    to value: Double, passing passed: ClosedRange<Double>, control: Double?, span: Double, at time: Double
  ) -> Bool {
    defer { knob = value }
    let slack = Self.near * span
    let place = control ?? value
    if let before = hold, abs(before.value - place) > slack {
      let mayBeOnItsWay = time < before.arrival
      let way = before.way.lowerBound - slack...before.way.upperBound + slack
      if !mayBeOnItsWay || !way.contains(place) { hold = nil }
    }
    if hold == nil {
      let way = min(passed.lowerBound, knob ?? value)...max(passed.upperBound, knob ?? value)
      guard way.contains(place) || abs(value - place) <= slack else { return false }
    }
    hold = Hold(value: value, way: min(place, value)...max(place, value), arrival: time + Self.patience)
    return true
  }
}
