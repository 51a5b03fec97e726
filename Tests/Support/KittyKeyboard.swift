/// What a terminal that speaks the kitty keyboard protocol sends, with all its flags on.
package enum KittyKeyboard {
  /// What a key does.
  package enum Kind: Int {
    case press = 1
    case autorepeat
    case release
  }

  /// The terminal's answers: its flags, and that it is a VT220 with colours.
  package static func answer(_ question: String) -> String? {
    switch question {
    case "[?u": "\u{1B}[?0u"
    case "[c", "[0c": "\u{1B}[?62;22c"
    default: nil
    }
  }

  /// One event of a key that writes a character.
  package static func event(_ key: Character, _ kind: Kind = .press) -> String {
    let scalar = key.unicodeScalars.first?.value ?? 0
    let lower = key.lowercased().unicodeScalars.first?.value ?? 0
    let isUpper = scalar != lower
    let code = isUpper ? "\(lower):\(scalar)" : "\(scalar)"
    let text = kind == .release ? "" : ";\(scalar)"
    return "\u{1B}[\(code);\(isUpper ? 2 : 1):\(kind.rawValue)\(text)u"
  }

  /// A key pressed and let go.
  package static func stroke(_ key: Character) -> String { event(key) + event(key, .release) }

  /// With Control held.
  package static func control(_ key: Character) -> String {
    let scalar = key.unicodeScalars.first?.value ?? 0
    return "\u{1B}[\(scalar);5:1u\u{1B}[\(scalar);5:3u"
  }

  /// With Alt held. - Parameter kind: nil for down and up.
  package static func alt(_ key: Character, _ kind: Kind? = nil) -> String {
    let scalar = key.unicodeScalars.first?.value ?? 0
    let lower = key.lowercased().unicodeScalars.first?.value ?? 0
    let code = scalar == lower ? "\(scalar)" : "\(lower):\(scalar)"
    let kinds = kind.map { [$0] } ?? [.press, .release]
    return kinds.map { "\u{1B}[\(code);\(scalar == lower ? 3 : 4):\($0.rawValue)u" }.joined()
  }

  /// A text, and Enter.
  package static func line(_ text: String) -> String {
    text.map(stroke).joined() + "\u{1B}[13;1:1u\u{1B}[13;1:3u"
  }
}
