import Music
import Platform
import Testing
import Workstation

@testable import Terminal

/// What a key asks for that says this line.
private func said(_ line: String) -> Interface.Request {
  do { return .command(try CommandTable.parse(line)) } catch { return .say("\(line): \(error)") }
}

/// Keys in, requests out.
struct InterfaceTests {
  private func press(_ keys: String, _ interface: inout Interface, _ snapshot: Snapshot = Snapshot()) -> [Interface
    .Request]
  {
    keys.split(separator: " ").flatMap { name -> [Interface.Request] in
      guard let chord = Chord(name: String(name)) else { return [.say("\(name) is not a key")] }
      return interface.handle(.press(chord, plain: nil), snapshot: snapshot) { line in
        ["deck a play", "deck a pause", "deck b play"].filter { $0.hasPrefix(line) }
      }
    }
  }

  /// Escape closes what stands in the suggestions' place, with nothing waiting too.
  @Test func escapeClosesWhatCoversTheList() {
    var (interface, snapshot) = (Interface(), Snapshot())
    #expect(press("escape", &interface, snapshot) == [])
    snapshot.suggestions.taste = ["Taste “main”"]
    #expect(press("escape", &interface, snapshot) == [said("cancel")])
    (snapshot.suggestions.taste, snapshot.suggestions.isExplained) = (nil, true)
    #expect(press("escape", &interface, snapshot) == [said("cancel")])
  }

  /// Partners for mashups take the suggestions' place and the keys, and give both back.
  @Test func partnersHaveTheKeys() {
    var interface = Interface()
    var snapshot = Snapshot()
    snapshot.mashups = MashupList()
    interface.openHelpIfAsked(snapshot)
    #expect(interface.focus == .suggestions)
    let keys = "down right enter ctrl+b f9 escape"
    let lines = ["mashups down", "mashups forward", "mashups load", "audition mashup", "why", "mashups off"]
    #expect(press(keys, &interface, snapshot) == lines.map(said))
    interface.openHelpIfAsked(Snapshot())
    #expect(interface.focus == .browser)
    #expect(press("ctrl+v ctrl+o", &interface) == ["mashups", "mashups of selected"].map(said))
  }

  @Test(arguments: [
    ("f", ["deck a toggle"]), ("g alt+h", ["crossfader -0.1", "crossfade b over 16 beats"]),
    ("space f", ["deck a toggle at bar"]), ("space space q", ["stem a vocals mute toggle at phrase"]),
    ("space space space q", ["stem a vocals mute toggle"]), ("space escape q", ["stem a vocals mute toggle"]),
    ("space 5", ["swap a at bar"]), ("space ctrl+l", ["limiter toggle at bar"]),
    ("space space alt+m", ["bass to b over 8 bars at bar"]),
    ("space alt+a", ["deck a fader = 0 over 8 beats at bar"]),
    ("tab [ up", ["deck a load suggested", "suggest up"]), ("tab tab up", ["queue up"]),
    ("tab tab enter", ["queue load next"]), ("tab tab tab up", ["browse up"]), ("ctrl+a", ["auto toggle"]),
  ])
  func playing(_ keys: String, _ commands: [String]) {
    var interface = Interface()
    #expect(press(keys, &interface) == commands.map(said))
  }

  /// Space and a key do what the prompt does with `at bar`, of every key that there is: the same command, or the same
  /// refusal. A key that names its own moment keeps it.
  @Test func whatCanWaitIsOneTablesAffair() throws {
    let (keymap, _) = Keymap.standard.overlaid(with: "f11 = deck a grid tap\nf12 = search bars at night")
    var waiting = 0
    var refused = 0
    for binding in keymap.bindings where binding.section == .decks {
      for case .command(let command) in binding.actions where command.at == .now {
        var interface = Interface(keymap: keymap, history: [])
        let requests = press("space " + binding.chord.name, &interface)
        if command.canWait {
          #expect(requests.contains(said(command.line + " at bar")), "\(binding.chord.name)")
          waiting += 1
        } else {
          let refusal = "“\(command.line)” can't wait for the bar: it happens at once"
          #expect(requests == [.say(refusal)], "\(binding.chord.name)")
          // What looks for text takes every word as text.
          if case .search = command.action {
          } else {
            #expect(said(command.line + " at bar") == .say("\(command.line) at bar: \(refusal)"))
          }
          refused += 1
        }
      }
    }
    #expect(waiting > 100 && refused > 10)
  }

  @Test func aHeldCueIsALatchWhereReleasesAreNotTold() {
    var snapshot = Snapshot()
    var interface = Interface()
    #expect(press("d", &interface, snapshot) == [said("deck a cue")])
    #expect(
      interface.handle(.release(Chord(.character("d")), plain: nil), snapshot: snapshot) == [
        said("deck a cue release")
      ])
    snapshot.sound.deckA.isCueing = true
    #expect(press("d", &interface, snapshot) == [said("deck a cue release")])
    // Where they are told, a press is a press.
    _ = interface.handle(.reportsKeyUp, snapshot: snapshot)
    #expect(press("d", &interface, snapshot) == [said("deck a cue")])
  }

  @Test func whatIsHeldIsLetGoForAnotherProgram() {
    var interface = Interface()
    // What latches stays.
    _ = press("d", &interface)
    #expect(interface.letGo().isEmpty)
    _ = interface.handle(.reportsKeyUp, snapshot: Snapshot())
    _ = interface.handle(.release(Chord(.character("d")), plain: nil), snapshot: Snapshot())
    _ = press("k", &interface)
    #expect(interface.letGo().map(\.line) == ["deck b cue release"])
    #expect(interface.handle(.release(Chord(.character("k")), plain: nil), snapshot: Snapshot()).isEmpty)
    #expect(interface.letGo().isEmpty)
  }

  @Test func padsTurnTheirPages() {
    var interface = Interface()
    #expect(press("1 !", &interface) == [said("deck a hotcue 1"), said("stem a vocals mute toggle")])
    // More cues keep the stems on the shifted signs; rolls have slip and the platter there.
    #expect(
      press("` 1 ! 5", &interface)
        == ["deck a hotcue 5", "stem a vocals mute toggle", "swap a at bar"].map(said))
    #expect(
      press("` 1 ! 0 &", &interface)
        == ["deck a roll 1/8", "deck a slip toggle", "deck b roll 1/8", "deck b spinback"].map(said))
    #expect(press("` 4 $", &interface) == [said("deck a jump +64"), said("deck a jump -64")])
    #expect(press("` 2 alt+9", &interface) == [said("deck a loop 2"), said("deck b loop move -1")])
    #expect(press("` 1 )", &interface) == [said("deck a echo toggle"), said("deck b echo out")])
    // After the last page comes the first; the other way round is one key.
    #expect(press("` 1 ~ ~ ~ 3", &interface) == [said("deck a hotcue 1"), said("deck a jump +16")])
    #expect(interface.page == .jumps)
    // A page without a key is passed over.
    let keys = Keymap.standard.bindings.filter { $0.section == .effects }.map { "\($0.chord.name) =" }
    let without = Keymap.standard.overlaid(with: "[effects]\n" + keys.joined(separator: "\n")).keymap
    #expect(without.page(after: .loops, by: 1) == .decks)
  }

  @Test func rollsAreHeldOrLatched() {
    var snapshot = Snapshot()
    var interface = Interface()
    _ = press("` `", &interface, snapshot)
    #expect(press("2", &interface, snapshot) == [said("deck a roll 1/4")])
    snapshot.sound.deckA.roll = Beats(0.25)
    #expect(press("1", &interface, snapshot) == [said("deck a roll 1/8")])
    #expect(press("2", &interface, snapshot) == [said("deck a roll off")])
    snapshot.sound.deckA.roll = nil
    snapshot.sound.deckA.platter = .censor
    #expect(press("@", &interface, snapshot) == [said("deck a censor off")])
    snapshot.sound.deckA.platter = .free

    _ = interface.handle(.reportsKeyUp, snapshot: snapshot)
    #expect(press("space 2", &interface, snapshot) == [said("deck a roll 1/4")])
    // The page was turned, the line is being typed: what is let go is let go.
    _ = press("` :", &interface, snapshot)
    func keyUp(_ key: Character) -> [Interface.Request] {
      interface.handle(.release(Chord(.character(key)), plain: nil), snapshot: snapshot)
    }
    #expect(keyUp("2") == [said("deck a roll off")])
    #expect(keyUp("2").isEmpty)
    // Shift came up before the key.
    _ = press("escape ~ @", &interface, snapshot)
    #expect(keyUp("2") == [said("deck a censor off")])
  }

  @Test func stepsRepeatAndSwitchesDoNot() {
    var interface = Interface()
    func hold(_ name: String) -> [Interface.Request] {
      interface.handle(.autorepeat(Chord(name: name)!, plain: nil), snapshot: Snapshot())
    }
    #expect(hold("g") == [said("crossfader -0.1")])
    #expect(hold("down") == [said("browse down")])
    #expect(hold("e") == [said("deck a nudge -10")])
    for name in ["f", "d", "q", "5", "b", "1", "alt+v", "G", "enter", "space", "/"] {
      #expect(hold(name).isEmpty, "\(name)")
    }
    #expect(interface.pendingMoment == .now && interface.entry == nil)
    _ = press(":", &interface)
    _ = hold("f")
    #expect(press("enter", &interface) == [.typed("f")])
  }

  @Test func lettersTypeInThePromptAndTheSearch() {
    var interface = Interface()
    #expect(press(": f f backspace enter", &interface) == [.typed("f")])
    #expect(
      press("/ f o down enter f", &interface) == [
        said("search f"), said("search fo"), said("browse down"), said("deck a toggle"),
      ])
  }

  /// One press ends one thing: what is open, then what is listened to, then all that waits, a macro with it.
  @Test func escapeEndsWhatIsOpenFirst() {
    var snapshot = Snapshot()
    snapshot.status.pending = ["macro transition: “bass to b over 16 beats” in 5 beats"]
    var interface = Interface()
    for open in [":", "?", "space"] {
      #expect(press("\(open) escape", &interface, snapshot) == [], "\(open)")
      #expect(interface.entry == nil && interface.help == nil && interface.pendingMoment == .now)
    }
    #expect(press("/ escape", &interface, snapshot) == [said("search ")])
    snapshot.audition = AuditionModel()
    #expect(press("escape", &interface, snapshot) == [said("audition stop")])
    snapshot.audition = nil
    #expect(press("escape", &interface, snapshot) == [said("cancel")])
    snapshot.status.pending = []
    // A fade that runs stops where it is.
    snapshot.status.isOnItsWay = true
    #expect(press("escape", &interface, snapshot) == [said("cancel")])
    snapshot.status.isOnItsWay = false
    #expect(press("escape", &interface, snapshot) == [])
  }

  @Test func escapeBringsTheOldSearchBack() {
    var snapshot = Snapshot()
    snapshot.browser.query = "key:8a"
    var interface = Interface()
    // What is typed takes the last query's place.
    #expect(press("/ \" ; escape", &interface, snapshot).first == said("search \\\""))
    #expect(press("/ x escape", &interface, snapshot) == [said("search x"), said("search key:8a")])
    #expect(interface.entry == nil)
    #expect(press("/ enter", &interface, snapshot) == [said("search ")])
  }

  @Test func tabWalksThroughTheCompletions() {
    var interface = Interface()
    #expect(press(": d tab tab enter", &interface) == [.typed("deck a pause")])
    #expect(press(": d tab tab tab tab enter", &interface) == [.typed("deck a play")])
    #expect(press(": d shift+tab enter", &interface) == [.typed("deck b play")])
    #expect(press(": x tab enter", &interface) == [.typed("x")])
    // A word that is whole is ended, so that the next one can be typed.
    #expect(press(": d tab shift+tab tab x enter", &interface) == [.typed("deck a play x")])
    #expect(press(": d e c k space b tab x enter", &interface) == [.typed("deck b play x")])
  }

  @Test func theCompletionsAreAllSeenAndOneIsMarked() {
    for (width, height) in [(80, 24), (120, 35), (200, 50)] {
      var interface = Interface()
      _ = press(":", &interface)
      let words = CommandTable.completions(for: "deck a ").compactMap { $0.split(separator: " ").last.map(String.init) }
      for character in "deck a " {
        _ = interface.handle(.press(Chord(.character(character)), plain: nil), snapshot: Snapshot())
      }
      for chosen in 0..<words.count {
        _ = interface.handle(.press(Chord(.tab), plain: nil), snapshot: Snapshot(), complete: CommandTable.completions)
        let frame = draw(sampleSnapshot(), interface, width: width, height: height)
        let screen = Set(frame.plainText.split { $0 == " " || $0 == "\n" }.map(String.init))
        #expect(words.allSatisfy { screen.contains($0) }, "\(width) columns")
        let marked = frame.cells.filter { $0.paper == .accent && $0.ink == .background && $0.emphasis.contains(.bold) }
        let text = marked.compactMap { Unicode.Scalar($0.glyph).map { String($0) } }.joined()
        #expect(text.trimmingPrefix(" ").hasPrefix(words[chosen] + " "), "\(text), not \(words[chosen])")
      }
    }
  }

  /// A few choices stand in rows with their meaning, many in columns with that of the chosen one; the arrows walk them.
  @Test func choicesSayWhatTheyMean() {
    func screen(_ line: String, _ keys: [Chord], _ width: Int = 80) -> String {
      var interface = Interface(history: ["old"])
      _ = press(":", &interface)
      for chord in line.map({ Chord(.character($0)) }) + keys {
        _ = interface.handle(.press(chord, plain: nil), snapshot: Snapshot(), complete: CommandTable.completions)
      }
      return draw(sampleSnapshot(), interface, width: width, height: 24).plainText
    }
    let auto = screen("auto kind ", [Chord(.tab)])
    #expect(auto.contains("the kind of the next blend"))
    let sync = CommandTable.meaning(ofCompletion: "deck a sync on")
    #expect(!sync.isEmpty && screen("deck a sync o", [Chord(.tab)]).contains(sync))
    #expect(screen("deck a ", [Chord(.tab)]).contains("selected, suggested, at, a file"))
    // Down is Tab, Up is Shift-Tab, while choices are shown.
    let walked = screen("auto kind ", [Chord(.tab), Chord(.down), Chord(.up), Chord(.down)])
    #expect(
      walked.split(separator: "\n").last
        == screen("auto kind ", [Chord(.tab), Chord(.tab)]).split(separator: "\n").last)
    #expect(!walked.contains(":old"))
  }

  @Test func upAndDownWalkThroughTheHistory() {
    var interface = Interface(history: ["one", "two"])
    #expect(press(": t up up enter", &interface) == [.typed("one")])
    #expect(interface.history == ["one", "two", "one"])
    #expect(press(": t up down enter", &interface) == [.typed("t")])
    // Nothing beyond either end.
    #expect(press(": up up up up up up enter", &interface) == [.typed("one")])
  }

  @Test func pasteGoesToThePromptAsOneLine() {
    var interface = Interface()
    #expect(
      interface.handle(.paste("quit\nquit"), snapshot: Snapshot()) == [.say("Paste at the prompt: press : first.")]
    )
    _ = press(":", &interface)
    #expect(interface.handle(.paste("deck a\nplay"), snapshot: Snapshot()).isEmpty)
    #expect(press("enter", &interface) == [.typed("deck a play")])
  }

  @Test func enterLoadsIntoTheDeckThatIsFree() {
    var snapshot = Snapshot()
    var interface = Interface()
    #expect(press("enter", &interface, snapshot) == [said("deck a load selected")])
    snapshot.sound.deckA.hasTrack = true
    snapshot.sound.deckA.isPlaying = true
    #expect(press("enter", &interface, snapshot) == [said("deck b load selected")])
    snapshot.sound.deckB.hasTrack = true
    snapshot.sound.deckB.isPlaying = true
    #expect(press("enter", &interface, snapshot) == [.say("Both decks are playing: stop one first.")])
  }

  @Test func ctrlCAsksBeforeItQuits() {
    var interface = Interface()
    #expect(press("ctrl+c", &interface).isEmpty)
    for width in [60, 80, 120] {
      let line = (draw(Snapshot(), interface, width: width, height: 24).plainText).lines.last ?? ""
      #expect(line.contains(":quit") && line.contains("Enter or y quits, Escape stays"))
    }
    #expect(press("enter", &interface) == [.command(Command(.quit))])
    // What is typed takes the question's place, with its colon or without.
    #expect(press("ctrl+c : q u i t enter", &interface) == [.typed("quit")])
    #expect(press("ctrl+c d enter", &interface) == [.typed("d")])
    #expect(press("ctrl+c backspace enter", &interface) == [.typed("qui")])
    #expect(press("ctrl+c escape f", &interface) == [said("deck a toggle")])
    #expect(!interface.isAskingToQuit)
    // A colon too many says nothing.
    #expect(press(": : : q enter", &interface) == [.typed("q")])
  }

  /// "help sync" and a script's "help" are commands: the program counts them, the screen opens the page.
  @Test func aCommandOpensTheHelp() {
    var interface = Interface()
    var snapshot = Snapshot()
    interface.openHelpIfAsked(snapshot)
    #expect(interface.help == nil)
    snapshot.help.number = 1
    interface.openHelpIfAsked(snapshot)
    #expect(interface.help?.showsList == false)
    (snapshot.help.number, snapshot.help.words) = (2, "sync")
    interface.openHelpIfAsked(snapshot)
    #expect(interface.help?.showsList == true && interface.help?.filter.text == "sync")
    _ = press("escape", &interface)
    _ = press("escape", &interface)
    interface.openHelpIfAsked(snapshot)
    #expect(interface.help == nil)
  }

  @Test func theListOfThemesIsTheScreensOwn() {
    var interface = Interface()
    for line in ["theme list", "themes", "show themes"] {
      for character in ":" + line {
        _ = interface.handle(.press(Chord(.character(character)), plain: nil), snapshot: Snapshot())
      }
      #expect(press("enter", &interface) == [.listThemes])
    }
  }

  @Test func aPasteThatIsOnIsSeenAndItsLossIsSaid() {
    var interface = Interface()
    interface.isPasting = true
    for keys in ["escape", ":"] {
      _ = press(keys, &interface)
      let screen = draw(sampleSnapshot(), interface, width: 80, height: 24).plainText
      #expect(screen.contains("pasting: Escape ends it"), "\(keys)")
    }
    let requests = interface.handle(.pasteWithoutEnd, snapshot: Snapshot())
    #expect(requests == [.say("The paste broke off and was dropped; the keys work again.")])
  }

  @Test func helpScrollsAndCloses() {
    var interface = Interface()
    #expect(press("? down down down f", &interface).isEmpty)
    #expect(interface.help?.line == 2)
    _ = press("end", &interface)
    interface.limitHelp(to: lastHelpLine(interface, width: 80, height: 24))
    let last = draw(Snapshot(), interface, width: 80, height: 24)
    #expect(last.plainText.contains("redraw") || last.plainText.contains("cue plays until pressed again"))
    #expect(press("escape f", &interface) == [said("deck a toggle")])
  }

  @Test func unboundKeysSayWhereToLook() {
    var interface = Interface()
    #expect(press("f11", &interface) == [.say("f11 isn't bound: ? shows the keys, : takes a command.")])
  }
}
