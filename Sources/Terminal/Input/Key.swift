/// A key as a person names it.
enum Key: Sendable, Hashable {
  /// What the key writes: `a`, `A`, `;`, `é`.
  case character(Character)
  case enter, escape, tab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case function(Int)

  private static let names: [(String, Key)] = [
    ("enter", .enter), ("escape", .escape), ("tab", .tab), ("backspace", .backspace), ("delete", .delete),
    ("insert", .insert), ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
    ("end", .end), ("pageup", .pageUp), ("pagedown", .pageDown), ("space", .character(" ")), ("plus", .character("+")),
    ("equals", .character("=")), ("semicolon", .character(";")), ("hash", .character("#")),
  ]

  /// As keymap files write it. Signs that mean something in such a file have names.
  var name: String {
    if let pair = Self.names.first(where: { $0.1 == self }) { return pair.0 }
    return switch self {
    case .character(let character): String(character)
    case .function(let number): "f\(number)"
    default: "?"
    }
  }

  init?(name: String) {
    if let pair = Self.names.first(where: { $0.0 == name.lowercased() }) {
      self = pair.1
    } else if name.count == 1, let character = name.first {
      self = .character(character)
    } else if name.lowercased().hasPrefix("f"), let number = Int(name.dropFirst()), (1...24).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }
}

extension Character {
  /// The capital of a letter that has one of its own: ß has two.
  var withShift: Character {
    let capitals = uppercased()
    return isLetter && capitals.count == 1 ? Character(capitals) : self
  }
}

struct Modifiers: OptionSet, Sendable, Hashable {
  let rawValue: UInt8
  init(rawValue: UInt8) { self.rawValue = rawValue }
  /// For keys that write nothing; a shifted letter is simply another character.
  static let shift = Modifiers(rawValue: 1)
  static let alt = Modifiers(rawValue: 2)
  static let control = Modifiers(rawValue: 4)
}

/// A key with the modifiers that are held.
struct Chord: Sendable, Hashable {
  var key: Key
  var modifiers: Modifiers
  init(_ key: Key, _ modifiers: Modifiers = []) {
    self.key = key
    self.modifiers = modifiers
  }

  /// `alt+q`, `ctrl+r`, `shift+up`, `F`.
  var name: String {
    var name = ""
    if modifiers.contains(.control) { name += "ctrl+" }
    if modifiers.contains(.alt) { name += "alt+" }
    if modifiers.contains(.shift) { name += "shift+" }
    return name + key.name
  }

  /// As people write it, signs as themselves: `alt+;`.
  var label: String {
    guard case .character(let character) = key, character != " " else { return name }
    return String(name.dropLast(key.name.count)) + String(character)
  }

  init?(name: String) {
    var rest = name[...]
    var modifiers: Modifiers = []
    let prefixes: [(String, Modifiers)] = [("ctrl+", .control), ("alt+", .alt), ("shift+", .shift)]
    while let (prefix, modifier) = prefixes.first(where: { rest.lowercased().hasPrefix($0.0) }) {
      modifiers.insert(modifier)
      rest = rest.dropFirst(prefix.count)
    }
    guard var key = Key(name: String(rest)) else { return nil }
    if modifiers.contains(.shift), case .character(let character) = key, character.isLetter {
      key = .character(character.withShift)
      modifiers.remove(.shift)
    }
    self.init(key, modifiers)
  }
}

/// Input from the terminal.
enum InputEvent: Sendable, Hashable {
  /// `plain` is what a US keyboard writes with the key at this place, where the terminal tells it and it is something
  /// else: a binding is looked for there first.
  case press(Chord, plain: Key?)
  /// The key is held down and repeats.
  case autorepeat(Chord, plain: Key?)
  case release(Chord, plain: Key?)
  case paste(String)
  /// A paste that began and never ended: it is dropped.
  case pasteWithoutEnd
  /// The terminal answered that it reports when a key comes up.
  case reportsKeyUp
  /// The terminal answered that it shows pictures.
  case showsPictures
  case mouse(MouseEvent)
}
