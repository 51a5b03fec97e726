/// Turns the bytes that a terminal sends into keys: UTF-8, the sequences of VT220 and xterm (CSI and SS3), bracketed
/// paste, and the kitty keyboard protocol (sw.kovidgoyal.net/kitty/keyboard-protocol, `CSI u`). Mouse reports and
/// answers that nobody asked for are read and dropped. Sequences may come in pieces of any size.
struct InputParser: Sendable {
  private var pending: [UInt8] = []
  private var pasted: [UInt8]?
  private static let pasteBegin = Array("\u{1B}[200~".utf8)
  private static let pasteEnd = Array("\u{1B}[201~".utf8)
  /// Longer than any sequence of use: what grows beyond is noise.
  private static let longestSequence = 128

  init() {}

  /// Bytes are kept back that could begin a sequence; if nothing follows within 25 ms, `flush` says what they are.
  var isWaiting: Bool { !pending.isEmpty }

  mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    pending += bytes
    var events: [InputEvent] = []
    while !pending.isEmpty {
      if pasted != nil {
        guard takePaste(&events) else { break }
        continue
      }
      if pending.starts(with: Self.pasteBegin) {
        pending.removeFirst(Self.pasteBegin.count)
        pasted = []
        continue
      }
      guard let length = takeOne(&events) else { break }
      pending.removeFirst(length)
    }
    return events
  }

  /// Takes what was kept back for what it is by itself: a lone ESC is the Escape key.
  mutating func flush() -> [InputEvent] {
    guard pasted == nil, let first = pending.first else { return [] }
    let rest = Array(pending.dropFirst())
    pending = []
    guard first == 0x1B else { return feed(rest) }
    if let next = rest.first, rest.count == 1, next >= 0x20, next < 0x7F {
      return [.press(Chord(.character(Character(Unicode.Scalar(next))), .alt), plain: nil)]
    }
    return [.press(Chord(.escape), plain: nil)] + feed(rest)
  }

  // MARK: One key

  /// - Returns: how many bytes were understood; nil when more must come first.
  private func takeOne(_ events: inout [InputEvent]) -> Int? {
    let first = pending[0]
    guard first == 0x1B else { return takeCharacter(at: 0, [], &events) }
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "["): return takeCSI(&events)
    case UInt8(ascii: "O"): return takeSS3(&events)
    case 0x1B:
      events.append(.press(Chord(.escape), plain: nil))
      return 1
    default: return takeCharacter(at: 1, .alt, &events)
    }
  }

  private func takeCharacter(at start: Int, _ modifiers: Modifiers, _ events: inout [InputEvent]) -> Int? {
    let first = pending[start]
    func press(_ key: Key, _ more: Modifiers = []) {
      events.append(.press(Chord(key, modifiers.union(more)), plain: nil))
    }
    switch first {
    case 0x0D, 0x0A: press(.enter)
    case 0x09: press(.tab)
    case 0x08, 0x7F: press(.backspace)
    case 0x00: press(.character(" "), .control)
    case 0x1B: press(.escape)
    case 0x01...0x1A: press(.character(Character(Unicode.Scalar(first + 0x60))), .control)
    case 0x1C...0x1F: press(.character(Character(Unicode.Scalar(first + 0x40))), .control)
    case 0x20..<0x7F: press(.character(Character(Unicode.Scalar(first))))
    default:
      let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
      // A byte that begins nothing is dropped alone, so that the rest of the line is not lost with it.
      guard length > 1, first < 0xF5 else { return start + 1 }
      let available = pending[start...].prefix(length)
      guard available.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return start + 1 }
      guard available.count == length else { return nil }
      let text = String(decoding: available, as: UTF8.self)
      if let character = text.first, character != "\u{FFFD}" { press(.character(character)) }
      return start + length
    }
    return start + 1
  }

  // MARK: Sequences

  private func takeSS3(_ events: inout [InputEvent]) -> Int? {
    guard pending.count > 2 else { return nil }
    let final = pending[2]
    if let key = Self.letterKeys[final] { events.append(.press(Chord(key), plain: nil)) }
    return 3
  }

  private func takeCSI(_ events: inout [InputEvent]) -> Int? {
    guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      return pending.count > Self.longestSequence ? pending.count : nil
    }
    // X10 mouse reports, which some terminals still send, have three bytes after their final one.
    if pending[end] == UInt8(ascii: "M"), end == 2 { return pending.count >= 6 ? 6 : nil }
    let body = String(decoding: pending[2..<end], as: UTF8.self)
    interpret(body, final: pending[end], &events)
    return end + 1
  }

  private func interpret(_ body: String, final: UInt8, _ events: inout [InputEvent]) {
    if body.hasPrefix("?") {
      if final == UInt8(ascii: "u") { events.append(.canRelease) }
      return
    }
    guard !body.hasPrefix("<"), !body.hasPrefix(">") else { return }
    let fields = body.split(separator: ";", omittingEmptySubsequences: false).map { field in
      field.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    }
    func value(_ field: Int, _ part: Int = 0) -> Int {
      field < fields.count && part < fields[field].count ? fields[field][part] : 0
    }
    let bits = max(value(1) - 1, 0)
    let modifiers = Modifiers(rawValue: UInt8(truncatingIfNeeded: bits & 7))
    let kind = Kind(rawValue: value(1, 1)) ?? .press

    if final == UInt8(ascii: "u") {
      // Only the first three modifiers are known here: super and hyper belong to the desktop.
      guard bits & 0b11_1000 == 0 else { return }
      appendKitty(
        code: value(0), shifted: value(0, 1), base: value(0, 2), text: value(2), modifiers, kind, &events)
      return
    }
    let key = final == UInt8(ascii: "~") ? Self.numberKeys[value(0)] : Self.letterKeys[final]
    if final == UInt8(ascii: "Z") {
      events.append(.press(Chord(.tab, .shift), plain: nil))
    } else if let key {
      let chord = Chord(key, modifiers)
      events.append(kind.event(chord, nil))
    }
  }

  /// What a key does, in the numbers of the kitty protocol.
  private enum Kind: Int {
    case press = 1
    case again
    case release

    func event(_ chord: Chord, _ plain: Key?) -> InputEvent {
      switch self {
      case .press: .press(chord, plain: plain)
      case .again: .again(chord, plain: plain)
      case .release: .release(chord, plain: plain)
      }
    }
  }

  private func appendKitty(
    code: Int, shifted: Int, base: Int, text: Int, _ modifiers: Modifiers, _ kind: Kind,
    _ events: inout [InputEvent]
  ) {
    var modifiers = modifiers
    let key: Key
    var plain: Key?
    switch code {
    case 13, 57414: key = .enter
    case 27: key = .escape
    case 9: key = .tab
    case 127: key = .backspace
    case 57358...57454, 0..<32: return
    default:
      guard var character = Self.character(code) else { return }
      let held = modifiers.contains(.shift)
      if modifiers.intersection([.alt, .control]).isEmpty, let written = Self.character(text) {
        character = written
      } else if held, let upper = Self.character(shifted) {
        character = upper
      } else if held, character.isLetter {
        character = Character(character.uppercased())
      }
      key = .character(character)
      if let here = Self.character(base) {
        plain = .character(held && here.isLetter ? Character(here.uppercased()) : here)
      }
      modifiers.remove(.shift)
    }
    let chord = Chord(key, modifiers)
    events.append(kind.event(chord, plain))
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

  // MARK: Paste

  /// - Returns: whether there may be more to read.
  private mutating func takePaste(_ events: inout [InputEvent]) -> Bool {
    pasted? += pending
    pending = []
    guard var text = pasted, let end = firstIndex(of: Self.pasteEnd, in: text) else { return false }
    pending = Array(text[(end + Self.pasteEnd.count)...])
    text.removeSubrange(end...)
    pasted = nil
    events.append(.paste(String(decoding: text, as: UTF8.self)))
    return true
  }

  private func firstIndex(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= pattern.count else { return nil }
    return (0...bytes.count - pattern.count).first { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }
  }
}
