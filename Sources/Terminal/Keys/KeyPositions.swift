import Workstation

/// Which character each key writes, row by row, in the places of a US keyboard: the accent key and the digits, then the
/// rows of Q, A and Z. So a key of one board is found on another by its place.
///
/// A dead key writes nothing until the next one; struck twice it writes its accent, which stands here. Where a dead key
/// has one of the decks' first keys (load, the pads' page), the key beside the left Shift, which a US board lacks,
/// takes its place: `<` on a German board turns the pads.
struct KeyPositions: Sendable {
  /// The rows of a US board without Shift and with it.
  static let us = KeyPositions(.us)

  /// Characters row by row: without Shift, with Shift.
  let rows: [(plain: [Character], shifted: [Character])]
  /// Keys that have to be struck twice.
  let dead: Set<Character>
  /// What the key beside the left Shift writes, where it stands for a dead one.
  let beside: Character?

  /// The number of keys that write something: those of a US board.
  static let count = 47

  init(_ layout: KeyboardLayout) {
    let text = Self.texts[layout] ?? Self.usTexts
    rows = zip(text.plain, text.shifted).map { (Array($0), Array($1)) }
    dead = Set(text.dead)
    beside = text.beside.first
  }

  private var plain: [Character] { rows.flatMap(\.plain) }
  private var shifted: [Character] { rows.flatMap(\.shifted) }

  /// All that the board writes without AltGr, in one order for all boards.
  var characters: [Character] { plain + shifted }

  /// What this board writes where a US board writes `character`; nil for what no key of a US board writes.
  func character(atUS character: Character) -> Character? {
    Self.place(of: character, on: Self.us.characters).map { characters[$0] }
  }

  /// What a US board writes with the same key; nil for a character that takes AltGr, or another board.
  func us(_ character: Character) -> Character? {
    Self.place(of: character, on: characters).map { Self.us.characters[$0] }
  }

  /// The same key with Shift. - Parameter character: as it writes without.
  func shifted(_ character: Character) -> Character? {
    Self.place(of: character, on: plain).map { shifted[$0] }
  }

  /// The same key without Shift; the character itself where it needs none.
  func unshifted(_ character: Character) -> Character {
    Self.place(of: character, on: shifted).map { plain[$0] } ?? character
  }

  private static func place(of character: Character, on board: [Character]) -> Int? {
    board.firstIndex(of: character)
  }

  // MARK: The boards

  private typealias Texts = (plain: [String], shifted: [String], dead: String, beside: String)

  private static let usTexts: Texts = (
    ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"],
    ["~!@#$%^&*()_+", "QWERTYUIOP{}|", "ASDFGHJKL:\"", "ZXCVBNM<>?"], "", ""
  )

  private static let texts: [KeyboardLayout: Texts] = western.merging(others) { $1 }

  private static let western: [KeyboardLayout: Texts] = [
    .us: usTexts,
    .uk: (
      ["`1234567890-=", "qwertyuiop[]#", "asdfghjkl;'", "zxcvbnm,./"],
      ["¬!\"£$%^&*()_+", "QWERTYUIOP{}~", "ASDFGHJKL:@", "ZXCVBNM<>?"], "", ""
    ),
    .de: (
      ["<1234567890ß´", "qwertzuiopü+#", "asdfghjklöä", "yxcvbnm,.-"],
      [">!\"§$%&/()=?`", "QWERTZUIOPÜ*'", "ASDFGHJKLÖÄ", "YXCVBNM;:_"], "´`", "<"
    ),
    .fr: (
      ["²&é\"'(-è_çà)=", "azertyuiop<$*", "qsdfghjklmù", "wxcvbn,;:!"],
      ["~1234567890°+", "AZERTYUIOP>£µ", "QSDFGHJKLM%", "WXCVBN?./§"], "", "<"
    ),
    .be: (
      ["²&é\"'(§è!çà)-", "azertyuiop<$µ", "qsdfghjklmù", "wxcvbn,;:="],
      ["³1234567890°_", "AZERTYUIOP>*£", "QSDFGHJKLM%", "WXCVBN?./+"], "", "<"
    ),
    .es: (
      ["º1234567890'¡", "qwertyuiop<+ç", "asdfghjklñ´", "zxcvbnm,.-"],
      ["ª!\"·$%&/()=?¿", "QWERTYUIOP>*Ç", "ASDFGHJKLÑ¨", "ZXCVBNM;:_"], "´¨", "<"
    ),
    .it: (
      ["\\1234567890'ì", "qwertyuiopè+ù", "asdfghjklòà", "zxcvbnm,.-"],
      ["|!\"£$%&/()=?^", "QWERTYUIOPé*§", "ASDFGHJKLç°", "ZXCVBNM;:_"], "", ""
    ),
    .nordic: (
      ["§1234567890+´", "qwertyuiopå<'", "asdfghjklöä", "zxcvbnm,.-"],
      ["½!\"#¤%&/()=?`", "QWERTYUIOPÅ>*", "ASDFGHJKLÖÄ", "ZXCVBNM;:_"], "´`", "<"
    ),
    .no: (
      ["|1234567890+\\", "qwertyuiopå<'", "asdfghjkløæ", "zxcvbnm,.-"],
      ["§!\"#¤%&/()=?`", "QWERTYUIOPÅ>*", "ASDFGHJKLØÆ", "ZXCVBNM;:_"], "`", "<"
    ),
    .dk: (
      ["½1234567890+´", "qwertyuiopå<'", "asdfghjklæø", "zxcvbnm,.-"],
      ["§!\"#¤%&/()=?`", "QWERTYUIOPÅ>*", "ASDFGHJKLÆØ", "ZXCVBNM;:_"], "´`", "<"
    ),
    .ch: (
      ["§1234567890'^", "qwertzuiopü<$", "asdfghjklöä", "yxcvbnm,.-"],
      ["°+\"*ç%&/()=?`", "QWERTZUIOPè>£", "ASDFGHJKLéà", "YXCVBNM;:_"], "^`", "<"
    ),
    .pt: (
      ["\\1234567890'«", "qwertyuiop+<~", "asdfghjklçº", "zxcvbnm,.-"],
      ["|!\"#$%&/()=?»", "QWERTYUIOP*>^", "ASDFGHJKLÇª", "ZXCVBNM;:_"], "~^", "<"
    ),
    .br: (
      ["'1234567890-=", "qwertyuiop\\[]", "asdfghjklç~", "zxcvbnm,.;"],
      ["\"!@#$%¨&*()_+", "QWERTYUIOP|{}", "ASDFGHJKLÇ^", "ZXCVBNM<>:"], "~^¨", "\\"
    ),
  ]

  private static let others: [KeyboardLayout: Texts] = [
    .cz: (
      [";+ěščřžýáíé=´", "qwertzuiopú)¨", "asdfghjklů§", "yxcvbnm,.-"],
      ["°1234567890%ˇ", "QWERTZUIOP/('", "ASDFGHJKL\"!", "YXCVBNM?:_"], "´ˇ¨°", ""
    ),
    .hu: (
      ["0123456789öüó", "qwertzuiopőúű", "asdfghjkléá", "yxcvbnm,.-"],
      ["§'\"+!%/=()ÖÜÓ", "QWERTZUIOPŐÚŰ", "ASDFGHJKLÉÁ", "YXCVBNM?:_"], "", ""
    ),
    .tr: (
      ["\"1234567890*-", "qwertyuıopğü,", "asdfghjklşi", "zxcvbnmöç."],
      ["é!'^+%&/()=?_", "QWERTYUIOPĞÜ;", "ASDFGHJKLŞİ", "ZXCVBNMÖÇ:"], "^", ""
    ),
    .ru: (
      ["ё1234567890-=", "йцукенгшщзхъ\\", "фывапролджэ", "ячсмитьбю."],
      ["Ё!\"№;%:?*()_+", "ЙЦУКЕНГШЩЗХЪ/", "ФЫВАПРОЛДЖЭ", "ЯЧСМИТЬБЮ,"], "", ""
    ),
    .dvorak: (
      ["`1234567890[]", "',.pyfgcrl/=\\", "aoeuidhtns-", ";qjkxbmwvz"],
      ["~!@#$%^&*(){}", "\"<>PYFGCRL?+|", "AOEUIDHTNS_", ":QJKXBMWVZ"], "", ""
    ),
    .colemak: (
      ["`1234567890-=", "qwfpgjluy;[]\\", "arstdhneio'", "zxcvbkm,./"],
      ["~!@#$%^&*()_+", "QWFPGJLUY:{}|", "ARSTDHNEIO\"", "ZXCVBKM<>?"], "", ""
    ),
  ]
}

extension Chord {
  /// The same key on another board, by its place; a chord with Control goes by what is written on the key, as in every
  /// program. - Returns: itself where the board has no such key.
  func on(_ board: KeyPositions) -> Chord {
    guard case .character(let character) = key, !modifiers.contains(.control),
      let there = board.character(atUS: character)
    else { return self }
    return Chord(.character(there), modifiers)
  }
}

extension Keymap {
  /// The keymap with each key at its place on another board. `?` opens the help there too, where its place has nothing
  /// else to do: it is what the README and messages say.
  func on(_ layout: KeyboardLayout) -> Keymap {
    guard layout != .us else { return self }
    let board = KeyPositions(layout)
    var moved = bindings.map { binding in
      var binding = binding
      binding.chord = binding.chord.on(board)
      return binding
    }
    let help = Chord(.character("?"))
    if var more = bindings.first(where: { $0.actions == [.screen(.help)] }),
      !moved.contains(where: { $0.chord == help })
    {
      more.chord = help
      moved.append(more)
    }
    return Keymap(moved, macros: macros)
  }

  /// The key that does this, as it is written on the board: `?` if it does, else the first with a sign of its own.
  func label(of word: ScreenCommand) -> String {
    let chords = bindings.filter { $0.actions == [.screen(word)] }.map(\.chord)
    let named = chords.first { $0.label == "?" } ?? chords.first { $0.label.count == 1 } ?? chords.first
    return named?.label ?? ""
  }

  /// The keys of the hint for who looks for more of them.
  var hintKeys: (help: String, prompt: String, find: String) {
    (label(of: .help), label(of: .prompt), label(of: .find))
  }
}
