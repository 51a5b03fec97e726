import Testing
import Workstation

@testable import Terminal

struct KeymapTests {
  @Test func theStandardMapIsWhole() {
    let (keymap, faults) = Keymap().overlaid(with: standardKeymapText, checksCommands: true)
    #expect(faults.isEmpty)
    #expect(Keymap.repeatedKeys(in: standardKeymapText).isEmpty)
    #expect(keymap.bindings.count > 120)
    for binding in keymap.bindings {
      #expect(!binding.commands.isEmpty && binding.commands.allSatisfy { !$0.isEmpty }, "\(binding.chord.name)")
      #expect(Chord(name: binding.chord.name) == binding.chord)
    }
  }

  /// What `segue keys` prints is the keymap: alone, and laid over itself.
  @Test func thePrintedKeysLoadAgain() {
    for base in [Keymap(), .standard] {
      let (keymap, faults) = base.overlaid(with: Keymap.standardText, checksCommands: true)
      #expect(faults.isEmpty)
      #expect(keymap.bindings == Keymap.standard.bindings)
    }
    #expect(lines(of: Keymap.standardText).allSatisfy { $0.count <= 120 })
  }

  @Test func theStandardMapSpeaksTheLanguage() {
    let first: Set<String> = [
      "deck", "stem", "swap", "crossfade", "crossfader", "master", "headphone", "limiter", "record", "browse", "sort",
      "suggest", "bass", "mids", "highs",
    ]
    for command in Keymap.standard.bindings.flatMap({ $0.commands + $0.onRelease })
    where InterfaceWord(rawValue: command) == nil {
      let words = command.split(separator: " ").map(String.init)
      #expect(first.contains(words[0]), "\(command)")
      if words[0] == "deck" || words[0] == "stem" { #expect(words[1] == "a" || words[1] == "b", "\(command)") }
    }
  }

  @Test func aKeySaysTheVeryWordsThatTheJournalWrites() throws {
    for command in Keymap.standard.bindings.flatMap({ $0.commands + $0.onRelease })
    where InterfaceWord(rawValue: command) == nil {
      // `at` and `over` may be said in either order.
      let order = { (line: String) in line.split(separator: " ").sorted() }
      let line = try CommandTable.parse(command).line
      #expect(order(line) == order(command), "\(command) is written as \(line)")
    }
  }

  @Test func theHandsAreMirrored() {
    // Whatever the left hand says to deck A, the right hand says to deck B; on every page of the pads too.
    let pads = Keymap.standard.bindings.filter { $0.group.hasPrefix("Pads") }
    func commands(_ letter: String) -> [String] {
      let own = Keymap.standard.bindings.filter { $0.group.hasPrefix("Deck \(letter.uppercased())") }
      return (own + pads.filter { $0.commands[0].hasPrefix("deck \(letter) ") }).flatMap { $0.commands + $0.onRelease }
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
      Chord(name: name).flatMap { keymap.binding(for: $0, in: .browser, page: .effects)?.commands }
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
    #expect(keymap.binding(for: f, in: .browser)?.commands == ["deck a play at beat", "deck a sync on"])
    #expect(keymap.binding(for: f, in: .suggestions)?.commands == ["suggest down"])
    #expect(keymap.binding(for: Chord(.character("g")), in: .decks) == nil)
    #expect(keymap.binding(for: Chord(.character("h")), in: .suggestions)?.commands == ["crossfader +0.1"])
  }

  @Test func brokenLinesAreNamedAndTheDefaultStays() {
    let (keymap, faults) = Keymap.standard.overlaid(
      with:
        "f = deck a cue\nbanana = deck a play\njust words\n[kitchen]\nx = deck a play\n[decks]\nrelease f9 = deck a cue release\r\n"
    )
    #expect(faults.map(\.line) == [2, 3, 4, 7])
    #expect(faults[0].sentence == "line 2: banana is not a key")
    #expect(keymap.binding(for: Chord(.character("x")), in: .decks)?.commands == ["deck a kill high toggle"])
    #expect(keymap.binding(for: Chord(.character("f")), in: .decks)?.commands == ["deck a cue"])
  }

  @Test(arguments: ["ctrl+r", "alt+Q", "shift+up", "F", "f12", "space", "semicolon", "hash", "plus", "equals", "alt+,"])
  func keyNamesRoundTrip(_ name: String) throws {
    #expect(try #require(Chord(name: name)).name == name)
  }
}
