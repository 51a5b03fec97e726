/// Tells a key that is held down from one that is pressed again, where the terminal does not: a held key comes some
/// thirty times a second, faster than fingers are.
struct AutorepeatDetector: Sendable {
  private var last: (event: InputEvent, time: Double)?

  /// - Parameters:
  ///   - time: of a clock that never goes back, seconds.
  ///   - reportsKeyUp: the terminal tells the difference by itself.
  /// - Returns: the event, or a repeat in its place.
  mutating func read(_ event: InputEvent, at time: Double, reportsKeyUp: Bool) -> InputEvent {
    guard case .press(let chord, let plain) = event else { return event }
    let before = last
    last = (event, time)
    guard let before, before.event == event, time - before.time < 0.06, !reportsKeyUp else { return event }
    return .autorepeat(chord, plain: plain)
  }
}
