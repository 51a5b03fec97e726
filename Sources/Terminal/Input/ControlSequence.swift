/// A control sequence (`CSI`) that has come to its final byte, and what it means as a key. Everything else that a
/// terminal says in this form is an answer or a report.
struct ControlSequence {
  /// What a sequence asks for.
  enum Meaning {
    case event(InputEvent)
    case pasteBegins
  }

  private let final: UInt8
  /// `?` or its like, in front of answers.
  private let prefix: UInt8?
  private let fields: [[Int]]

  /// - Returns: nil for what no key can be: with intermediate bytes, or with parameters that are none.
  init?(body: [UInt8], final: UInt8) {
    self.final = final
    prefix = body.first.flatMap { $0 >= 0x3C ? $0 : nil }
    let digits = prefix == nil ? body[...] : body.dropFirst()
    guard digits.allSatisfy({ (0x30...0x3B).contains($0) }) else { return nil }
    fields = digits.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { field in
      field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
        Int(String(decoding: $0, as: UTF8.self)) ?? 0
      }
    }
  }

  private func value(_ field: Int, _ part: Int = 0) -> Int {
    field < fields.count && part < fields[field].count ? fields[field][part] : 0
  }

  /// Nil for what is no key.
  var meaning: Meaning? {
    if prefix == UInt8(ascii: "<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m") {
      let mouse = MouseEvent(button: value(0), x: value(1), y: value(2), isDown: final == UInt8(ascii: "M"))
      return mouse.map { .event(.mouse($0)) }
    }
    if let prefix {
      // The answer to which keyboard protocol is spoken.
      return prefix == UInt8(ascii: "?") && final == UInt8(ascii: "u") ? .event(.reportsKeyUp) : nil
    }
    if final == UInt8(ascii: "~"), fields == [[200]] { return .pasteBegins }
    return event.map(Meaning.event)
  }

  private var event: InputEvent? {
    guard let modifiers = Self.modifiers(value(1)), let kind = Kind(value(1, 1)) else { return nil }
    switch final {
    case UInt8(ascii: "u"): return kittyEvent(modifiers, kind)
    case UInt8(ascii: "~"): return Self.numberKeys[value(0)].map { kind.event(Chord($0, modifiers), nil) }
    case UInt8(ascii: "Z"): return .press(Chord(.tab, .shift), plain: nil)
    // With parameters this is where the cursor stands; F3 has other forms (`SS3 R`, `CSI 13 ~`).
    case UInt8(ascii: "R") where value(0) != 0: return nil
    // A mouse report of rxvt's.
    case UInt8(ascii: "M"): return nil
    default:
      guard value(0) <= 1 else { return nil }
      return Self.letterKeys[final].map { kind.event(Chord($0, modifiers), nil) }
    }
  }

  /// The key of `ESC O`. - Parameter body: modifiers, where a terminal puts them there.
  static func shiftedKey(body: [UInt8], final: UInt8) -> InputEvent? {
    guard body.allSatisfy({ (0x30...0x39).contains($0) }), let key = letterKeys[final],
      let modifiers = modifiers(Int(String(decoding: body, as: UTF8.self)) ?? 0)
    else { return nil }
    return .press(Chord(key, modifiers), plain: nil)
  }

  /// - Parameter number: 1 and the modifiers' bits; 0 where nothing is said.
  /// - Returns: nil with super, hyper or meta: these belong to the desktop. The locks' bits are nothing.
  private static func modifiers(_ number: Int) -> Modifiers? {
    let bits = max(number - 1, 0)
    guard bits < 256, bits & 0b11_1000 == 0 else { return nil }
    return Modifiers(rawValue: UInt8(bits & 7))
  }

  /// What a key does, in the numbers of the kitty protocol.
  private enum Kind: Int {
    case press = 1
    case autorepeat
    case release

    init?(_ number: Int) { self.init(rawValue: number == 0 ? 1 : number) }

    func event(_ chord: Chord, _ plain: Key?) -> InputEvent {
      switch self {
      case .press: .press(chord, plain: plain)
      case .autorepeat: .autorepeat(chord, plain: plain)
      case .release: .release(chord, plain: plain)
      }
    }
  }

  private func kittyEvent(_ modifiers: Modifiers, _ kind: Kind) -> InputEvent? {
    let (code, shifted, base, text) = (value(0), value(0, 1), value(0, 2), value(2))
    var modifiers = modifiers
    let key: Key
    var plain: Key?
    switch code {
    case 13, 57414: key = .enter
    case 27: key = .escape
    case 9: key = .tab
    case 127: key = .backspace
    case 57358...57454, 0..<32: return nil
    default:
      guard var character = Self.character(code) else { return nil }
      let held = modifiers.contains(.shift)
      if modifiers.intersection([.alt, .control]).isEmpty, let written = Self.character(text) {
        character = written
      } else if held, let upper = Self.character(shifted) {
        character = upper
      } else if held {
        character = character.withShift
      }
      key = .character(character)
      plain = Self.place(code: code, shifted: shifted, base: base, isShifted: held, written: character)
      modifiers.remove(.shift)
    }
    return kind.event(Chord(key, modifiers), plain)
  }

  /// What a US board writes with this key; nil where it is the same, where the terminal does not know, and for what
  /// AltGr writes, which no place stands for.
  private static func place(code: Int, shifted: Int, base: Int, isShifted: Bool, written: Character) -> Key? {
    guard let here = Self.character(base) ?? Self.character(code), here.isASCII else { return nil }
    let own = [code, shifted].compactMap(Self.character)
    guard own.contains(written) || own.contains(where: { $0.uppercased() == String(written) }) else { return nil }
    let there = isShifted ? KeyPositions.us.shifted(here) ?? here : here
    return there == written ? nil : .character(there)
  }

  private static func character(_ code: Int) -> Character? {
    guard code >= 32, let value = UInt32(exactly: code), let scalar = Unicode.Scalar(value) else { return nil }
    return Character(scalar)
  }

  private static let letterKeys: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
    UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4), UInt8(ascii: "M"): .enter,
  ]

  private static let numberKeys: [Int: Key] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1),
    12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7),
    19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
  ]
}
