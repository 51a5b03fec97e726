/// Soft takeover: a knob that does not stand where its control does moves nothing until it has come past it. A control
/// that something else has moved since (sync, a glide, another hand) is free again.
///
/// A fast hand is told of in few messages: what counts is whether the control lies between the last place of the knob
/// and this one, not only whether this one is near.
package struct Takeover: Sendable {
  /// Where the knob was last, in the control's unit.
  private var knob: Double?
  /// What the control was last set to by the knob; nil while it is free.
  private var held: Double?
  /// The part of the range that counts as the same place: three of 128 steps.
  private static let near = 3.0 / 128

  /// Knob and control have not met.
  package init() {}

  /// Whether the knob has the control.
  package var isHeld: Bool { held != nil }

  /// The knob comes to a place. - Parameters:
  ///   - value: where, in the control's unit.
  ///   - passed: where it has been on its way.
  ///   - control: where the control stands; nil where nobody knows: then the knob has it.
  ///   - span: of the knob, from end to end.
  /// - Returns: whether the control follows.
  package mutating func turn(
    to value: Double, passing passed: ClosedRange<Double>, control: Double?, span: Double
  ) -> Bool {
    defer { knob = value }
    guard let control else {
      held = value
      return true
    }
    let slack = Self.near * span
    if let before = held, abs(before - control) > slack { held = nil }
    if held == nil {
      let way = min(passed.lowerBound, knob ?? value)...max(passed.upperBound, knob ?? value)
      guard way.contains(control) || abs(value - control) <= slack else { return false }
    }
    held = value
    return true
  }
}
