import Platform
import Testing
import Workstation

@testable import Terminal

struct KeymapTests {
  @Test func theStandardMapIsWhole() {
    let (keymap, faults) = Keymap().overlaid(with: standardKeymapText)
    #expect(faults.isEmpty)
    #expect(Keymap.repeatedKeys(in: standardKeymapText).isEmpty)
    #expect(keymap.bindings.count > 120)
    for binding in keymap.bindings {
      #expect(!binding.actions.isEmpty, "\(binding.chord.name)")
      #expect(Chord(name: binding.chord.name) == binding.chord)
      // What ends by its key is ended by it.
      #expect(binding.onRelease == binding.actions.compactMap(\.release), "\(binding.chord.name)")
    }
    #expect(keymap.bindings.count { !$0.onRelease.isEmpty } == 2 + 2 + 16 + 2)
  }

  /// What `segue keys` prints is the keymap: alone, and laid over itself.
  @Test func thePrintedKeysLoadAgain() {
    for base in [Keymap(), .standard] {
      let (keymap, faults) = base.overlaid(with: Keymap.standardText())
      #expect(faults.isEmpty)
      #expect(keymap.bindings == Keymap.standard.bindings)
    }
    #expect(Keymap.standardText().lines.allSatisfy { $0.count <= 120 || $0.hasPrefix("macro ") })
  }

  /// A key says the very words that the prompt echoes and the journal writes.
  @Test func keysAreWrittenAsTheTableHasThem() throws {
    for line in standardKeymapText.lines where line.contains(" = ") && !line.hasPrefix("#") {
      for command in line[line.firstRange(of: " = ")!.upperBound...].split(separator: ";").map({ $0.trimmed })
      where ScreenCommand(rawValue: command) == nil {
        // `at` and `over` may be said in either order.
        let order = { (line: String) in line.split(separator: " ").sorted() }
        let written = try CommandTable.parse(command).line
        #expect(order(written) == order(command), "\(command) is written as \(written)")
      }
    }
  }

  @Test func theHandsAreMirrored() {
    // Whatever the left hand says to deck A, the right hand says to deck B; on every page of the pads too.
    let pads = Keymap.standard.bindings.filter { $0.group.hasPrefix("Pads") }
    func commands(_ letter: String) -> [String] {
      let own = Keymap.standard.bindings.filter { $0.group.hasPrefix("Deck \(letter.uppercased())") }
      return (own + pads.filter { $0.actions[0].text.hasPrefix("deck \(letter) ") })
        .flatMap { $0.actions.map(\.text) + $0.onRelease.map(\.line) }
    }
    let (left, right) = (commands("a"), commands("b"))
    #expect(left.map { $0.replacing(" a ", with: " b ", maxReplacements: 1) }.sorted() == right.sorted())
  }

  @Test func thePageOfEffectsHasThemUnderBothHands() {
    let keymap = Keymap.standard
    var page = Keymap.Section.decks
    for _ in 1...5 { page = keymap.page(after: page, by: 1) }
    #expect(page == .effects && keymap.page(after: page, by: 1) == .decks)
    func said(_ name: String) -> [String]? {
      Chord(name: name).flatMap { keymap.binding(for: $0, in: .browser, page: .effects)?.actions.map(\.text) }
    }
    for (index, effect) in ["echo", "reverb", "flanger", "gate"].enumerated() {
      #expect(said("1234".map(String.init)[index]) == ["deck a \(effect) toggle"])
      #expect(said("0987".map(String.init)[index]) == ["deck b \(effect) toggle"])
    }
    #expect(said("!") == ["deck a echo out"] && said(")") == ["deck b echo out"])
    #expect(said("$") == ["deck a effects off"] && said("&") == ["deck b effects off"])
  }

  @Test func aUsersFileLiesOverIt() {
    let (keymap, faults) = Keymap.standard.overlaid(
      with: """
        # mine
        f = deck a play at beat; deck a sync on
        alt+f =
        g =
        [suggestions]
        f = suggest down
        """)
    #expect(faults.isEmpty)
    let f = Chord(.character("f"))
    #expect(keymap.binding(for: f, in: .browser)?.actions.map(\.text) == ["deck a play at beat", "deck a sync on"])
    #expect(keymap.binding(for: f, in: .suggestions)?.actions.map(\.text) == ["suggest down"])
    #expect(keymap.binding(for: Chord(.character("g")), in: .decks) == nil)
    #expect(keymap.binding(for: Chord(.character("h")), in: .suggestions)?.actions.map(\.text) == ["crossfader +0.1"])
  }

  @Test func brokenLinesAreNamedAndTheDefaultStays() {
    let (keymap, faults) = Keymap.standard.overlaid(
      with:
        "f = deck a cue\nbanana = deck a play\njust words\n[kitchen]\nx = deck a play\n[decks]\nrelease f11 = deck a "
        + "cue release\r\n"
    )
    #expect(faults.map(\.line) == [2, 3, 4, 7])
    #expect(faults[0].sentence == "line 2: banana is not a key")
    #expect(keymap.binding(for: Chord(.character("x")), in: .decks)?.actions.map(\.text) == ["deck a kill high toggle"])
    #expect(keymap.binding(for: Chord(.character("f")), in: .decks)?.actions.map(\.text) == ["deck a cue"])
  }

  /// A file may say commands as people do, and name what is done when a key comes up; what it does not know is a fault.
  @Test func aUsersCommandsAreReadOnce() throws {
    let (keymap, faults) = Keymap.standard.overlaid(
      with:
        "f9 = sync b\nf10 = deck a roll 1/2\nf11 = deck a cue\nrelease f11 =\nf12 = theme paper at bar\nf8 = bogus\n")
    func binding(_ key: Int) -> Keymap.Binding? { keymap.binding(for: Chord(.function(key)), in: .decks) }
    #expect(binding(9)?.actions.map(\.text) == ["deck b sync on"])
    #expect(binding(10)?.onRelease.map(\.line) == ["deck a roll off"])
    #expect(binding(11)?.onRelease == [])
    #expect(
      faults.map(\.sentence) == [
        "line 5: “theme paper” can't wait for the bar: it happens at once",
        "line 6: “bogus” isn't a command: help lists them all",
      ])
  }

  @Test(arguments: ["ctrl+r", "alt+Q", "shift+up", "F", "f12", "space", "semicolon", "hash", "plus", "equals", "alt+,"])
  func keyNamesRoundTrip(_ name: String) throws {
    #expect(try #require(Chord(name: name)).name == name)
  }
}
