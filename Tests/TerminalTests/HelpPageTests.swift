import Testing
import Workstation

@testable import Terminal

/// The help: the picture of the keyboard, what a key stands for, the list and its filter.
struct HelpPageTests {
  private func press(_ keys: String, _ interface: inout Interface) {
    for name in keys.split(separator: " ") {
      guard let chord = Chord(name: String(name)) else { continue }
      #expect(interface.handle(.press(chord, plain: nil), snapshot: Snapshot()).isEmpty, "\(name)")
    }
  }

  private func screen(_ interface: Interface, _ width: Int = 80, _ height: Int = 24) -> String {
    draw(Snapshot(), interface, width: width, height: height).plainText
  }

  @Test func aKeyExplainsItself() {
    var interface = Interface()
    press("? f", &interface)
    #expect(interface.help?.explained == Chord(.character("f")))
    let lines = screen(interface)
    for words in ["deck a toggle", "deck a lead", "deck a brake", "deck a spinback", "deck a toggle at bar"] {
      #expect(lines.contains(words), "\(words)")
    }
    // Another key takes its place; nothing is done; Escape closes, as the page says.
    press("5 ctrl+r", &interface)
    #expect(screen(interface).contains("record toggle"))
    press("escape", &interface)
    #expect(interface.help == nil)
    press("? ?", &interface)
    #expect(interface.help == nil)
  }

  @Test func tabShowsTheLayers() {
    var interface = Interface()
    press("?", &interface)
    var seen: [String] = []
    for _ in HelpPage.Layer.allCases {
      seen.append(
        screen(interface).split(separator: "\n")[0].split(separator: ":")[1].split(separator: " ")[0].description)
      press("tab", &interface)
    }
    #expect(seen == HelpPage.Layer.allCases.map(\.rawValue))
    #expect(interface.help?.turns == 6)
    press("shift+tab", &interface)
    #expect(screen(interface).contains("Space"))
    // With room three layers stand in each key.
    press("tab", &interface)
    #expect(screen(interface, 120, 35).contains("keys, Shift, Alt"))
  }

  /// A command can be typed out of the list: its letters are no keys of the decks.
  @Test func theListOpensThePrompt() {
    var interface = Interface()
    interface.help = HelpPage(about: "loops")
    press(": q u i t", &interface)
    guard case .prompt(let editor) = interface.entry else {
      Issue.record("no prompt is open")
      return
    }
    #expect(interface.help == nil && editor.text == "quit")
    // In the picture the key explains itself.
    interface = Interface()
    press("? :", &interface)
    #expect(interface.help?.explained != nil && interface.entry == nil)
  }

  @Test func theListIsFiltered() {
    var interface = Interface()
    interface.commandHelp = [
      CommandHelp(syntax: "deck a|b roll BEATS", summary: "a short loop", section: "Loops"),
      CommandHelp(syntax: "quit", summary: "quit Segue", section: "Program"),
    ]
    press("? / r o l l enter", &interface)
    var lines = screen(interface, 100, 40)
    #expect(lines.contains("deck a|b roll BEATS") && lines.contains("roll 1/8") && !lines.contains("quit Segue"))
    press("/ x x x", &interface)
    lines = screen(interface, 100, 40)
    #expect(lines.contains("Nothing has “rollxxx” in it"))
    press("escape", &interface)
    #expect(interface.help?.filter.text == "" && screen(interface, 100, 40).contains("deck a toggle") == false)
    press("tab", &interface)
    #expect(interface.help?.showsList == false)
  }

  /// Each key of the standard map has words of its own that fit its cell, and no two keys of a deck the same ones.
  @Test func everyKeyHasWordsForItsCell() {
    for binding in Keymap.standard.bindings {
      guard case .character = binding.chord.key else { continue }
      let label = KeyLabel(binding)
      let words = label.words.split(separator: " ")
      #expect(words.count <= 2 && words.allSatisfy { $0.count <= 5 }, "\(binding.chord.label): \(label.words)")
      #expect(label.words.count <= 9, "\(binding.chord.label): \(label.words)")
      let text = binding.actions[0].text
      let bare = label.deck == nil ? text : String(text.dropFirst(7))
      #expect(binding.actions.count > 1 || KeyLabel.isKnown(bare), "\(binding.chord.label): \(text)")
    }
    for section in Keymap.Section.allCases {
      let labels = Keymap.standard.bindings.filter { $0.section == section }.compactMap { binding -> String? in
        guard case .character = binding.chord.key else { return nil }
        let label = KeyLabel(binding)
        return "\(label.words) \(label.deck?.title ?? "")"
      }
      // The vocals have two keys.
      let several = Dictionary(grouping: labels, by: \.self).filter { $1.count > 1 }.keys.filter {
        !$0.hasPrefix("voice")
      }
      #expect(several.allSatisfy { $0.hasPrefix("steer") || $0.hasPrefix("hear it") }, "\(section): \(several)")
    }
  }

  /// Every size and board is drawn, and none is cut off at 80 × 24: the last key of each row is whole.
  @Test(arguments: KeyboardLayout.allCases)
  func everyBoardFits(_ layout: KeyboardLayout) {
    var interface = Interface(keymap: Keymap.standard.on(layout), layout: layout, history: [])
    interface.help = HelpPage()
    let rows = screen(interface).split(separator: "\n", omittingEmptySubsequences: false)
    for (row, keys) in interface.board.rows.enumerated() {
      let line = rows[1 + 3 * row]
      #expect(line.contains("┐"), "\(layout)")
      for key in keys.plain where key != interface.board.beside { #expect(line.contains(key), "\(layout) \(key)") }
    }
    for (width, height) in [(60, 18), (79, 24), (81, 23), (300, 80)] { _ = screen(interface, width, height) }
  }
}
