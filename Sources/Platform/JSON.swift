/// A value of JSON, to be written: what is not known is said as null.
package enum JSON: Sendable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case null
  case bool(Bool)
  /// Written as the shortest text that reads back as the same number; null when it is not finite.
  case number(Double)
  case text(String)
  case list([JSON])
  /// In the order in which it is written.
  case object([(name: String, value: JSON)])

  /// A list of its elements.
  package init(arrayLiteral elements: JSON...) { self = .list(elements) }
  /// A text.
  package init(stringLiteral text: String) { self = .text(text) }
  /// A number.
  package init(integerLiteral number: Int) { self = .number(Double(number)) }
  /// A number, or null.
  package init(_ number: Double?) { self = number.map(JSON.number) ?? .null }
  /// A whole number, or null.
  package init(_ number: Int?) { self = number.map { .number(Double($0)) } ?? .null }
  /// A text, or null.
  package init(_ text: String?) { self = text.map(JSON.text) ?? .null }

  /// One line, without blanks between.
  package var line: String {
    switch self {
    case .null: "null"
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .number(let value): Self.written(value)
    case .text(let text): Self.quoted(text)
    case .list(let values): "[" + values.map(\.line).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.name) + ":" + $0.value.line }.joined(separator: ",") + "}"
    }
  }

  private static func written(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
