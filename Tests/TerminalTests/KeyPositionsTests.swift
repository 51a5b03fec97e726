import Platform
import Testing
import Workstation

@testable import Terminal

/// Keys by their places: every layout, every key.
struct KeyPositionsTests {
  @Test(arguments: KeyboardLayout.allCases)
  func eachKeyOfAUSBoardIsReachedOnceOnEveryBoard(_ layout: KeyboardLayout) {
    let board = KeyPositions(layout)
    #expect(board.rows.map(\.plain.count) == KeyPositions.us.rows.map(\.plain.count), "\(layout)")
    #expect(board.rows.map(\.shifted.count) == KeyPositions.us.rows.map(\.shifted.count), "\(layout)")
    #expect(board.characters.count == 2 * KeyPositions.count)
    #expect(Set(board.characters).count == board.characters.count, "\(layout) writes a character with two keys")
    for character in KeyPositions.us.characters {
      let here = board.character(atUS: character)
      #expect(here.flatMap(board.us) == character, "\(layout) \(character)")
    }
    // A dead key writes what is on the board, and the keys that load and turn the pads are struck once.
    #expect(board.dead.isSubset(of: board.characters))
    #expect(board.beside.map(board.characters.contains) != false)
    for needed in "`[]" {
      #expect(board.character(atUS: needed).map(board.dead.contains) == false, "\(layout) \(needed)")
    }
  }

  /// Each key of the standard map does on each board what it does on a US one, and no key does two things.
  @Test(arguments: KeyboardLayout.allCases)
  func eachKeyDoesTheSameOnEveryBoard(_ layout: KeyboardLayout) {
    let board = KeyPositions(layout)
    let moved = Keymap.standard.on(layout)
    for binding in Keymap.standard.bindings {
      let there = moved.bindings.filter { $0.section == binding.section && $0.chord == binding.chord.on(board) }
      #expect(there.map(\.actions) == [binding.actions], "\(layout) \(binding.chord.name)")
    }
    // `?` opens the help unless its place has something else to do.
    let isTaken = board.us("?").flatMap { Keymap.standard.binding(for: Chord(.character($0)), in: .browser) } != nil
    #expect(moved.label(of: .help) == (isTaken ? "\(board.character(atUS: "?")!)" : "?"), "\(layout)")
  }

  /// What `segue keys` prints on a board reads back there.
  @Test func thePrintedKeysLoadAgainOnAnotherBoard() {
    let moved = Keymap.standard.on(.fr)
    let (printed, faults) = moved.overlaid(with: Keymap.standardText(on: .fr))
    #expect(faults.isEmpty && printed.bindings == moved.bindings)
  }

  private func press(_ character: Character, _ interface: inout Interface, plain: Character? = nil) -> [String] {
    interface.handle(.press(Chord(.character(character)), plain: plain.map { .character($0) }), snapshot: Snapshot())
      .map { request in
        if case .command(let command) = request { command.line } else { "\(request)" }
      }
  }

  @Test func aGermanHandPlaysByPlaces() {
    var interface = Interface(keymap: Keymap.standard.on(.de), layout: .de, history: [])
    // Shift-7 is a stem's key and no search; Shift-0 does nothing to the master; Z and Y have each other's places.
    #expect(press("/", &interface) == ["stem b other mute toggle"])
    #expect(interface.entry == nil)
    #expect(press("=", &interface) == ["stem b vocals mute toggle"])
    #expect(press("z", &interface) == ["deck b headphones toggle"])
    #expect(press("y", &interface) == ["swap off at bar"])
    #expect(press("ö", &interface) == ["deck b loop 4"])
    #expect(press("ü", &interface) == ["deck a load selected"])
    #expect(press("<", &interface).isEmpty && interface.page == .moreCues)
    #expect(press("?", &interface).isEmpty && interface.help != nil)
    interface.help = nil
    #expect(press("Ö", &interface).isEmpty && interface.entry != nil)
    // What is typed is typed by character.
    for character in "play z" { _ = press(character, &interface) }
    #expect(press("ä", &interface).isEmpty)
    guard case .prompt(let editor) = interface.entry else {
      Issue.record("no prompt")
      return
    }
    #expect(editor.text == "play zä")
  }

  @Test func theDigitsOfAnAZERTYBoardAreItsTopRow() {
    var interface = Interface(keymap: Keymap.standard.on(.fr), layout: .fr, history: [])
    #expect("&é\"'".map { press($0, &interface) } == (1...4).map { ["deck a hotcue \($0)"] })
    #expect("1234".flatMap { press($0, &interface) }.allSatisfy { $0.hasPrefix("stem a ") })
    #expect(press("q", &interface) == ["deck a loop 4"])
    #expect(press("<", &interface) == ["deck a load selected"])
  }

  /// Signs on screen and in messages are those of the board.
  @Test func hintsNameTheKeysOfTheBoard() {
    let interface = Interface(keymap: Keymap.standard.on(.de), layout: .de, history: [])
    let screen = draw(Snapshot(), interface, width: 120, height: 35).plainText
    #expect(screen.contains("? keys   Ö command   - search"))
    #expect(interface.padLabels == Interface().padLabels)
  }

  /// Where the terminal tells a key's place, it counts without any setting; with Control the letter does.
  @Test func aTerminalThatTellsPlacesNeedsNoLayout() {
    var parser = InputParser()
    var interface = Interface()
    func typed(_ sequence: String) -> [String] {
      parser.feed(Array("\u{1B}[\(sequence)".utf8), at: 0).flatMap { interface.handle($0, snapshot: Snapshot()) }.map {
        if case .command(let command) = $0 { command.line } else { "\($0)" }
      }
    }
    #expect(typed("122::121;;122u") == ["deck b headphones toggle"])
    #expect(typed("246::59;;246u") == ["deck b loop 4"])
    #expect(typed("55:47;2;47u") == ["stem b other mute toggle"])
    #expect(typed("48:61;2;61u") == ["stem b vocals mute toggle"])
    #expect(typed("1081::113u") == ["stem a vocals mute toggle"])
    #expect(typed("122::121;5u") == ["\(Interface.Request.suspend)"])
    // Caps lock is no Shift.
    #expect(typed("102;65;70u") == ["deck a toggle"])
    // AltGr and Q write @, which is no place: what a file binds to it is done.
    let own = Keymap.standard.overlaid(with: "€ = deck a play").keymap
    interface.use(own, on: .us)
    #expect(typed("101;;8364u") == ["deck a play"])
  }

  @Test func aKeyFileNamesKeysAsTheyAreWritten() {
    let (keymap, faults) = Keymap.standard.on(.de).overlaid(with: "z = deck b play\nö =\n")
    #expect(faults.isEmpty)
    #expect(keymap.binding(for: Chord(.character("z")), in: .browser)?.actions.map(\.text) == ["deck b play"])
    #expect(keymap.binding(for: Chord(.character("ö")), in: .browser) == nil)
  }

  /// Small letters without a capital of their own must not end the program.
  @Test func sharpSHasNoCapital() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}[223;2u".utf8), at: 0) == [.press(Chord(.character("ß")), plain: nil)])
    #expect(Chord(name: "shift+ß") == Chord(.character("ß")))
  }

  /// A lone unshifted key, struck in passing, moves no level of the room and ends nothing.
  @Test func noLoneKeyMovesTheRoom() {
    let grave = ["master ", "headphone ", "limiter ", "record ", "quit", "deck a unload", "deck b unload"]
    for binding in Keymap.standard.bindings where binding.chord.modifiers.isEmpty {
      guard case .character(let key) = binding.chord.key, KeyPositions.us.unshifted(key) == key else { continue }
      for action in binding.actions {
        #expect(!grave.contains { action.text.hasPrefix($0) }, "\(key) = \(action.text)")
      }
    }
  }
}

/// What terminals and machines say of their keys.
struct KeySurroundingsTests {
  @Test func terminalsThatKeepKeysAreKnown() {
    func known(_ environment: [String: String]) -> [String] { TakenKeys.known { environment[$0] }.map(\.terminal) }
    #expect(known([:]).isEmpty)
    #expect(known(["VTE_VERSION": "7600", "TMUX": "socket,1,0"]) == ["tmux", "GNOME Terminal or one of its kind"])
    #expect(known(["TERM_PROGRAM": "Apple_Terminal"]) == ["Terminal of macOS"])
    #expect(known(["TERM_PROGRAM": "WezTerm"]).isEmpty)
  }

  @Test(arguments: [
    ("XKBLAYOUT=\"de\"\nXKBVARIANT=\"\"\n", KeyboardLayout.de), ("XKBLAYOUT=gb", .uk), ("XKBLAYOUT=\"se,us\"", .nordic),
    ("XKBLAYOUT=\"us\"\nXKBVARIANT=\"dvorak\"", .dvorak), ("XKBLAYOUT=\"xx\"", nil), ("", nil),
  ])
  func theMachinesKeyboardIsRead(_ text: String, _ layout: KeyboardLayout?) {
    #expect(machineLayout(text) == layout)
  }
}
