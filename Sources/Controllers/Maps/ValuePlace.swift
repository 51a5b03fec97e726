import Platform

/// The place in a command that a control's value goes into.
///
/// `{0..1}` from end to end, `{-26..0..12}` with what it is in the middle, `{1..8}` the place in a run, `{step}` or
/// `{step * 2}` the ticks that an encoder was turned, `{up|down}` a word for back and one for forwards, said once a
/// tick.
struct ValuePlace: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case range(low: Double, middle: Double?, high: Double)
    case steps(times: Double)
    case words(back: String, forwards: String)
  }

  let kind: Kind
  let before: String
  let after: String

  /// - Returns: nil where the command has no such place. - Throws: what is wrong with it.
  static func find(in command: String) throws(MapFault) -> ValuePlace? {
    guard let open = command.firstIndex(of: "{") else {
      if command.contains("}") { throw MapFault("a } stands without its {") }
      return nil
    }
    guard let close = command[open...].firstIndex(of: "}") else { throw MapFault("a { stands without its }") }
    let after = String(command[command.index(after: close)...])
    if after.contains("{") { throw MapFault("a command has one value: {…} stands twice") }
    let inside = command[command.index(after: open)..<close].trimmed
    return ValuePlace(kind: try kind(inside), before: String(command[..<open]), after: after)
  }

  private static func kind(_ text: String) throws(MapFault) -> Kind {
    let words = text.split(separator: "|").map { $0.trimmed }
    if words.count == 2 { return .words(back: words[0], forwards: words[1]) }
    if text == "step" { return .steps(times: 1) }
    if text.hasPrefix("step") {
      let parts = text.split(separator: "*").map { $0.trimmed }
      if parts.count == 2, parts[0] == "step", let times = Double(parts[1]), times.isFinite {
        return .steps(times: times)
      }
    }
    let numbers = text.components(of: "..").map { Double($0.trimmed) }
    if numbers.count == 2, let low = numbers[0], let high = numbers[1], low.isFinite, high.isFinite {
      return .range(low: low, middle: nil, high: high)
    }
    if numbers.count == 3, let low = numbers[0], let middle = numbers[1], let high = numbers[2],
      [low, middle, high].allSatisfy(\.isFinite)
    {
      return .range(low: low, middle: middle, high: high)
    }
    throw MapFault("a value is {0..1}, {-26..0..12}, {step * 2} or {up|down}, not {\(text)}")
  }

  /// The command with this text as its value.
  func text(_ value: String) -> String { before + value + after }

  /// What a position between the ends means.
  /// - Parameters:
  ///   - position: 0…`top`.
  ///   - top: 127 or 16383.
  /// - Returns: nil where this is no range.
  func value(_ position: Int, top: Int) -> Double? {
    guard case .range(let low, let middle, let high) = kind else { return nil }
    guard let middle else { return low + (high - low) * Double(position) / Double(top) }
    // The middle is no whole number of steps from both ends, and a hand that rests there means it: a notch of one step
    // of the coarse kind to both sides.
    let (centre, notch) = ((top + 1) / 2, top > 127 ? 64 : 1)
    let distance = position - centre
    if abs(distance) <= notch { return middle }
    return distance < 0
      ? low + (middle - low) * Double(position) / Double(centre - notch)
      : middle + (high - middle) * Double(distance - notch) / Double(top - centre - notch)
  }

  /// A value as a command has it: three places are finer than any hand.
  static func number(_ value: Double) -> String {
    let text = fixed(abs(value), 4)
    var short = text[...]
    while short.hasSuffix("0") { short = short.dropLast() }
    if short.hasSuffix(".") { short = short.dropLast() }
    return (value < 0 && short != "0" ? "-" : "") + short
  }

  /// A command that stands for all that this place can give: for whoever asks whether there is such a command.
  var example: String {
    switch kind {
    case .range(let low, let middle, _): text(Self.number(middle ?? low))
    case .steps(let times): text(Self.number(times))
    case .words(let back, _): text(back)
    }
  }
}

/// A command of a map, or the state of a light, read once: with the place of its value, if it has one.
struct LineTemplate: Sendable, Hashable {
  /// As it is written.
  let text: String
  let place: ValuePlace?

  /// - Throws: what is wrong with the value's place.
  init(_ text: String) throws(MapFault) { (self.text, place) = (text, try ValuePlace.find(in: text)) }

  /// A line that stands for all that this one can give.
  var example: String { place?.example ?? text }

  /// What it says for one control of a run. - Parameter index: of the control, from 0.
  func filled(_ index: Int) -> String {
    guard let place, case .range(let low, _, _) = place.kind else { return text }
    return place.text(ValuePlace.number(low + Double(index)))
  }
}
