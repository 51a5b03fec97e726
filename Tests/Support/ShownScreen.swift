/// What a terminal shows and has switched on, from the bytes that a program sends it: a grid of characters, the modes
/// that a program leaves behind if it forgets them, and whatever does not belong into the bytes of a program with
/// manners.
package struct ShownScreen {
  /// Private modes (`CSI ? n h`) that are on: 1049 the alternate screen, 25 the cursor, 7 lines that wrap, 2004 marked
  /// pastes, 1002 the mouse …
  package private(set) var modes: Set<Int> = [7, 25]
  /// The kitty protocol's flags, one stack for each of both screens; the last is what holds.
  package private(set) var keyboard: [Int] = []
  private var otherKeyboard: [Int] = []
  /// Questions that wait for the terminal's answer, as they came: "[?u".
  package var questions: [String] = []
  /// Sequences and controls that nothing here asks for, such as a tag would bring along.
  package private(set) var strangers: [String] = []
  /// Pictures over the characters.
  package private(set) var pictures = ShownPictures()
  /// How many frames were ended (mode 2026).
  package private(set) var frames = 0
  private var cells: [[Character]]
  private var cursor = (x: 0, y: 0)
  private var kept = (x: 0, y: 0)
  private var open: [UInt8] = []

  /// All blank.
  package init(columns: Int, rows: Int) { cells = Self.blank(columns, rows) }

  private static func blank(_ columns: Int, _ rows: Int) -> [[Character]] {
    Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  /// The rows on the screen.
  package var rows: [String] { cells.map { String($0) } }
  /// All of it in one text.
  package var text: String { rows.joined(separator: "\n") }
  /// The flags of the kitty protocol that hold now; 0 without it.
  package var keyboardFlags: Int { keyboard.last ?? 0 }

  /// As after `TIOCSWINSZ`: what was there may be anything; here it is blank.
  package mutating func resize(columns: Int, rows: Int) { cells = Self.blank(columns, rows) }

  /// Takes what was sent.
  package mutating func show(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      open.append(byte)
      if isWhole { take() }
    }
  }

  /// Whether what is open has its end.
  private var isWhole: Bool {
    guard let first = open.first, let last = open.last else { return false }
    switch first {
    case 0x1B:
      guard open.count > 1 else { return false }
      switch open[1] {
      case UInt8(ascii: "["): return open.count > 2 && (0x40...0x7E).contains(last)
      case UInt8(ascii: "("), UInt8(ascii: ")"): return open.count > 2
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
        return last == 7 || open.suffix(2) == [0x1B, UInt8(ascii: "\\")]
      default: return true
      }
    case 0xC2..<0xE0: return open.count == 2
    case 0xE0..<0xF0: return open.count == 3
    case 0xF0..<0xF5: return open.count == 4
    default: return true
    }
  }

  private mutating func take() {
    let bytes = open
    open = []
    switch bytes[0] {
    case 0x1B: takeSequence(bytes)
    case 0x0D: cursor.x = 0
    case 0x0A: cursor.y += 1
    case 0x08: cursor.x -= 1
    // Shift in: the usual characters.
    case 0x0F: break
    case 0..<0x20, 0x7F: strange(bytes)
    default:
      let text = String(decoding: bytes, as: UTF8.self)
      guard let scalar = text.unicodeScalars.first, scalar != "\u{FFFD}" || bytes == [0xEF, 0xBF, 0xBD],
        !Self.turns(scalar)
      else { return strange(bytes) }
      put(scalar)
    }
  }

  /// Controls of eight bits, and what turns the direction of a whole line.
  private static func turns(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F: true
    default: false
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    guard cells.indices.contains(cursor.y), cells[cursor.y].indices.contains(cursor.x) else { return }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format:
      let x = max(0, cursor.x - 1)
      let joined = String(cells[cursor.y][x]) + String(scalar)
      if joined.count == 1, let character = joined.first { cells[cursor.y][x] = character }
    default:
      cells[cursor.y][cursor.x] = Character(scalar)
      cursor.x += 1
    }
  }

  private mutating func strange(_ bytes: [UInt8]) {
    strangers.append(String(decoding: bytes, as: UTF8.self).debugDescription)
  }

  private mutating func takeSequence(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x1B, UInt8(ascii: "_"), UInt8(ascii: "G")]) { return takePicture(bytes) }
    guard bytes[1] == UInt8(ascii: "[") else {
      if bytes[1] == UInt8(ascii: "7") { kept = cursor }
      if bytes[1] == UInt8(ascii: "8") { cursor = kept }
      // Sets of characters, the keypad, and the cursor kept and put back.
      if !["(", ")", "=", ">", "7", "8"].contains(Character(Unicode.Scalar(bytes[1]))) { strange(bytes) }
      return
    }
    let body = String(decoding: bytes[2..<(bytes.count - 1)], as: UTF8.self)
    let numbers = body.drop { !$0.isNumber }.split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0) ?? 0
    }
    switch (body.first, Character(Unicode.Scalar(bytes[bytes.count - 1]))) {
    case ("?", "h"), ("?", "l"): switchModes(numbers, on: bytes.last == UInt8(ascii: "h"))
    case ("?", "u"), (_, "c"), (_, "n"), (">", "q"):
      questions.append(String(decoding: bytes[1...], as: UTF8.self))
    case (">", "u"): keyboard.append(numbers.first ?? 0)
    case ("<", "u"): keyboard.removeLast(min(max(1, numbers.first ?? 1), keyboard.count))
    case (_, "H"):
      cursor = (max(1, numbers.count > 1 ? numbers[1] : 1) - 1, max(1, numbers.first ?? 1) - 1)
    case (_, "d"): cursor.y = max(1, numbers.first ?? 1) - 1
    case (_, "G"): cursor.x = max(1, numbers.first ?? 1) - 1
    case (_, "C"): cursor.x += max(1, numbers.first ?? 1)
    case (_, "J"): clear()
    case (_, "K"):
      for x in cells.indices.contains(cursor.y) ? Array(cells[cursor.y].indices.dropFirst(cursor.x)) : [] {
        cells[cursor.y][x] = " "
      }
    // Looks, the scrolling region, insertion, the title's stack: nothing that a person would call dirt.
    case (_, "m"), (_, "r"), (_, "l"), (_, "h"), (_, "t"), (_, "X"): break
    default: strange(bytes)
    }
  }

  private mutating func takePicture(_ bytes: [UInt8]) {
    let command = bytes[3..<max(3, bytes.count - 2)]
    let words = String(decoding: command.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
    if words.split(separator: ",").contains("a=q") {
      questions.append("_G" + words)
    } else if !pictures.take(command, cursor: cursor) {
      strange(bytes)
    }
  }

  /// Below and behind the cursor.
  private mutating func clear() {
    if cursor == (0, 0) { pictures.clear() }
    for y in cells.indices where y >= cursor.y {
      for x in cells[y].indices where y > cursor.y || x >= cursor.x { cells[y][x] = " " }
    }
  }

  private mutating func switchModes(_ numbers: [Int], on: Bool) {
    for number in numbers {
      if number == 1049, modes.contains(1049) != on {
        swap(&keyboard, &otherKeyboard)
        pictures.clear()
        if on { (keyboard, cells) = ([], Self.blank(cells.first?.count ?? 0, cells.count)) }
      }
      if number == 2026, !on { frames += 1 }
      if on { modes.insert(number) } else { modes.remove(number) }
    }
  }
}
