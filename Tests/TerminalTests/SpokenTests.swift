import Music
import Platform
import Testing
import Workstation

@testable import Terminal

/// What is said where there is no screen.
@Suite struct SpokenTests {
  @Test func signsBecomeWords() {
    #expect(spoken("8A → 9A, −1.2 %") == "8A to 9A, minus 1.2 percent")
    #expect(spoken("→ deck b sync on") == "deck b sync on")
    #expect(spoken("energy +1 · 16 bars") == "energy plus 1, 16 bars")
    #expect(spoken("1024 × 2") == "1024 times 2")
    #expect(spokenCommand("→ deck b jump -32") == "Deck B: jump minus 32")
    #expect(spokenCommand("crossfade b over 32 beats") == "crossfade b over 32 beats")
    #expect(spoken("a+b") == "a+b")
  }

  @Test func aDeckIsToldInOneSentence() {
    var snapshot = sampleSnapshot()
    #expect(
      snapshot.sentences(on: .deck(.a)).first
        == "Deck A: Night Bus to Norrköping by Kassiopeia Bloom, 4 minutes 19 left, 120 BPM, 8A, playing.")
    #expect(snapshot.sentences(on: .deck(.a))[1] == "It is in the intro, 10 bars to the build.")
    let changes = snapshot.sentences(on: .deck(.b)).joined(separator: " ")
    for words in ["follows deck A", "loop of 4 beats", "lows killed", "highs 6 dB", "key shifted by 1"] {
      #expect(changes.contains(words), "\(changes)")
    }
    #expect(snapshot.sentences(on: .deck(.a)).contains { $0.contains("vocals muted") })
    snapshot.sound.deckA.position = TrackTime(-1.8)
    #expect(snapshot.sentences(on: .deck(.a))[0].contains("2 seconds before the beginning"))
    snapshot.deckA = LoadedDeck()
    #expect(snapshot.sentences(on: .deck(.a)) == ["Deck A is empty."])
  }

  @Test func cuesAndSwapsAreTold() {
    var snapshot = sampleSnapshot()
    snapshot.sound.swap = .b
    snapshot.sound.deckA.hotCues[1] = TrackTime(62.9)
    snapshot.deckA.cueMarks[1] = CueMark(label: "drop")
    let lines = snapshot.sentences(on: .deck(.a))
    #expect(lines.contains("The vocals of deck B are over its instrumental."))
    #expect(lines.last?.contains("2 drop at 1 minute 2") == true, "\(lines)")
    #expect(snapshot.sentences(on: .deck(.b)).contains("Its vocals are over the instrumental of deck A."))
  }

  @Test func howTheBeatsLieIsTold() {
    var snapshot = sampleSnapshot()
    snapshot.sound.deckA.isPlaying = true
    snapshot.sound.deckB.isPlaying = true
    for deck in Command.Deck.allCases { snapshot.sound[deck].slipPosition = nil }
    snapshot.sound.deckB.bpm = BPM(120)
    snapshot.sound.deckB.barOffset = 0
    snapshot.sound.deckB.phaseError = Beats(0.01)
    #expect(snapshot.sentences(on: .part(.decks)).last == "In phase.")
    snapshot.sound.deckB.phaseError = Beats(-0.1)
    #expect(snapshot.sentences(on: .part(.decks)).last == "Deck B is 50 milliseconds late.")
    snapshot.sound.deckB.phaseError = Beats(0)
    snapshot.sound.deckB.barOffset = 1
    #expect(
      snapshot.sentences(on: .part(.decks)).last
        == "Beats in phase; the bars of deck B begin 1 beat later: b jump 1 puts them together.")
    snapshot.sound.deckB.isPlaying = false
    #expect(snapshot.sentences(on: .part(.decks)).last?.contains("phase") == false)
  }

  /// As the screen's clocks have it, which show whole seconds that have passed.
  @Test func timesAreThoseOfTheScreen() {
    var snapshot = sampleSnapshot()
    for (left, words) in [(205.7, "3 minutes 25 left"), (59.9, "59 seconds left"), (3725, "1 hour 2 minutes left")] {
      snapshot.sound.deckA.length = Seconds(snapshot.sound.deckA.position.value + left)
      #expect(snapshot.sentences(on: .deck(.a))[0].contains(words))
    }
  }

  @Test func theLastRecordingIsTold() {
    var snapshot = sampleSnapshot()
    snapshot.status.recording = nil
    snapshot.status.lastRecording = nil
    #expect(snapshot.sentences(on: .part(.recording)) == ["Nothing was recorded in this set yet."])
    snapshot.status.lastRecording = "/music/gig.wav"
    #expect(snapshot.sentences(on: .part(.recording)) == ["Not recording. The last recording is /music/gig.wav"])
    snapshot.status.recording = Status.Recording(path: "/music/gig.wav", seconds: 61)
    #expect(snapshot.sentences(on: .part(.recording)) == ["Recording for 1 minute 1, to /music/gig.wav"])
  }

  @Test func listsAreToldFromTheSelectedRow() {
    var snapshot = sampleSnapshot()
    snapshot.suggestions.selected = 1
    let lines = snapshot.sentences(on: .part(.suggestions))
    #expect(lines[0] == "12 suggestions after deck A.")
    #expect(lines[1].hasPrefix("Selected: 2: ") && lines[1].contains("score 90") && lines[1].contains("8A to 9A"))
    #expect(lines.count == 7 && lines[6] == "6 more below.")
    #expect(snapshot.sentences(on: .part(.library))[1].hasPrefix("Selected: 4: "))
    #expect(snapshot.sentences(on: .part(.queue)) == ["The queue is empty."])
    #expect(snapshot.sentences(on: .part(.mixer))[0] == "The crossfader is 50 percent towards deck B.")
    snapshot.suggestions.rows = []
    #expect(snapshot.sentences(on: .part(.suggestions)) == ["Nothing in the library fits after deck A."])
  }

  /// No sign that a voice stumbles over is in anything that is said, and no control character of a tag.
  @Test func nothingButWords() {
    var snapshot = sampleSnapshot()
    snapshot.deckA.track?.tags.title = "\u{1B}[31mred\u{7}\nline"
    let topics = [SayTopic.deck(.a), .deck(.b)] + SayTopic.Part.allCases.map { .part($0) }
    for line in topics.flatMap(snapshot.sentences) {
      #expect(!line.contains { "→−×·●○▶■".contains($0) }, "\(line)")
      #expect(!line.unicodeScalars.contains { $0.value < 32 }, "\(line)")
    }
  }

  // MARK: Announcements

  @Test func theFirstLookSaysNothingAndAfterItChangesAlone() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    #expect(announcer.changes(in: snapshot, level: .all).isEmpty)
    #expect(announcer.changes(in: snapshot, level: .all).isEmpty)
    snapshot.sound.deckA.isPlaying = false
    #expect(announcer.changes(in: snapshot, level: .some) == ["Deck A stops."])
    #expect(announcer.changes(in: snapshot, level: .some).isEmpty)
    snapshot.sound.deckB.follows = nil
    snapshot.sound.deckB.sync = false
    #expect(announcer.changes(in: snapshot, level: .some) == ["Deck B: sync off."])
  }

  @Test func whatGlidesIsSaidOnceItRests() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    _ = announcer.changes(in: snapshot, level: .some)
    var said: [String] = []
    for step in 1...20 {
      snapshot.sound.crossfader = 0.5 + 0.025 * Double(step)
      said += announcer.changes(in: snapshot, level: .some)
    }
    #expect(said.isEmpty)
    for _ in 0..<5 { said += announcer.changes(in: snapshot, level: .some) }
    #expect(said == ["The crossfader is at deck B."])
  }

  /// A long fade moves by less than a percent from look to look: it goes on all the same.
  @Test func aSlowFadeIsSaidOnce() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    _ = announcer.changes(in: snapshot, level: .some)
    var said: [String] = []
    for step in 1...500 {
      snapshot.sound.crossfader = 0.5 + 0.001 * Double(step)
      said += announcer.changes(in: snapshot, level: .some)
    }
    for _ in 0..<5 { said += announcer.changes(in: snapshot, level: .some) }
    #expect(said == ["The crossfader is at deck B."])
  }

  @Test func whatAHandSwitchesIsSaidByItself() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    func rest() -> [String] { (0..<5).flatMap { _ in announcer.changes(in: snapshot, level: .some) } }
    snapshot.sound.deckA.slip = false
    _ = rest()
    snapshot.sound.deckA.kills[2] = true
    #expect(rest() == ["Deck A: highs killed."])
    snapshot.sound.deckA.slip = true
    #expect(rest() == ["Deck A: slip on."])
    snapshot.sound.deckA.kills[2] = false
    #expect(rest() == ["Deck A: highs back."])
    snapshot.sound.deckA.slip = false
    #expect(rest() == ["Deck A: slip off."])
    snapshot.sound.deckA.hotCues[6] = TrackTime(32.5)
    #expect(rest() == ["Deck A: hot cue 7 set at 32 seconds."])
    snapshot.sound.deckA.hotCues[6] = nil
    #expect(rest() == ["Deck A: hot cue 7 cleared."])
  }

  @Test func aBassSwapIsSaidWhenItBeginsAndWhenItIsThere() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    for deck in Command.Deck.allCases { snapshot.sound[deck].kills = InlineArray(repeating: false) }
    snapshot.sound.bandSwaps[0] = nil
    func rest() -> [String] { (0..<5).flatMap { _ in announcer.changes(in: snapshot, level: .some) } }
    _ = rest()
    for step in 0..<10 {
      snapshot.sound.bandSwaps[0] = SoundModel.BandSwap(to: .b, progress: 0.1 * Double(step))
      let said = announcer.changes(in: snapshot, level: .some)
      #expect(said == (step == 0 ? ["The bass is going over to deck B."] : []))
    }
    snapshot.sound.bandSwaps[0] = nil
    snapshot.sound.deckA.kills[0] = true
    #expect(rest().first == "Deck B has the bass.")
  }

  @Test func aListThatWasToldIsNotSaidAgain() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    _ = announcer.changes(in: snapshot, level: .some)
    snapshot.browser.selected = snapshot.browser.firstRow
    var other = announcer
    #expect(other.changes(in: snapshot, level: .some).first?.hasPrefix("Selected: ") == true)
    #expect(announcer.changes(in: snapshot, level: .some, listIsTold: true).isEmpty)
    #expect(announcer.changes(in: snapshot, level: .some).isEmpty)
  }

  @Test func theEndComesNearer() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    snapshot.deckA.sections = []
    var said: [String] = []
    for tenth in 0..<800 {
      snapshot.sound.deckA.position = TrackTime(240 + 0.1 * Double(tenth))
      said += announcer.changes(in: snapshot, level: .some)
    }
    #expect(said == ["Deck A: 1 minute left.", "Deck A: 30 seconds left.", "Deck A: 10 seconds left."])
  }

  @Test func howMuchIsSaidIsChosen() {
    func said(_ level: Announcements) -> [String] {
      var (announcer, snapshot) = (Announcer(), sampleSnapshot())
      _ = announcer.changes(in: snapshot, level: level)
      snapshot.sound.deckA.position = TrackTime(90)
      snapshot.sound.deckA.isPlaying = true
      snapshot.sound.swap = .b
      return announcer.changes(in: snapshot, level: level)
    }
    #expect(said(.off).isEmpty)
    #expect(said(.some) == ["Vocals of deck B over deck A."])
    #expect(said(.all) == ["Deck A: build.", "Vocals of deck B over deck A."])
  }

  @Test func aTrackThatComesIsSaidWithoutItsSwitches() {
    var (announcer, snapshot) = (Announcer(), sampleSnapshot())
    let whole = snapshot
    snapshot.deckB = LoadedDeck()
    snapshot.sound.deckB = DeckModel()
    _ = announcer.changes(in: snapshot, level: .some)
    let said = announcer.changes(in: whole, level: .some)
    #expect(said.count == 1 && said[0].hasPrefix("Deck B: Glass Harbour (Extended Mix) by Ilse & the Tides, 125 BPM"))
  }

  // MARK: Lines

  /// Every command can be typed: no line of the table means anything else in plain mode, which has its own help.
  @Test func everyCommandIsReachable() {
    let helps = ["help": "", "help text": "text"]
    for row in CommandTable.rows {
      let line = row.syntax.replacing("<", with: "").replacing(">", with: "")
      #expect(PlainRequest(line) == helps[line].map { .help($0) } ?? .command(line), "\(line)")
    }
  }

  @Test func helpBeginsInTenLinesAndFindsByWords() {
    let help = PlainHelp(
      CommandTable.rows.map { CommandHelp(syntax: $0.syntax, summary: $0.summary, section: $0.section.rawValue) })
    #expect(help.lines(on: "").count == 10)
    #expect(help.lines(on: "all").count > CommandTable.rows.count)
    #expect(help.lines(on: "crates").contains { $0.hasPrefix("crate add <text>") })
    let stems = help.lines(on: "stems")
    for command in ["stem <deck> <stem> mute", "swap <deck>", "mash <deck>"] {
      #expect(stems.contains { $0.hasPrefix(command) }, "\(command)")
    }
    // "The same" comes with what it is the same as.
    let numbers = help.lines(on: "number> level")
    #expect(numbers.contains { $0.hasPrefix("stem <deck> <stem> level") })
    #expect(help.lines(on: "zzz").first?.hasPrefix("No command has “zzz” in it") == true)
  }

  @Test func linesAsTheyAreTyped() {
    #expect(PlainRequest("") == .decks)
    #expect(PlainRequest(": deck a play") == .command("deck a play"))
    #expect(PlainRequest("/bpm:128") == .search("bpm:128"))
    #expect(PlainRequest("help sync") == .help("sync"))
    #expect(PlainRequest("Keys") == .keys)
    var input = LineReader()
    #expect(input.feed(Array("deck a pl".utf8)).isEmpty)
    #expect(input.feed(Array("ay\r\n\nquit".utf8)) == [.typed("deck a play"), .typed("")])
    #expect(input.finish() == .typed("quit"))
    #expect(input.finish() == nil)
    #expect(input.feed(Array(repeating: 0x61, count: LineReader.longest + 1) + [0x0A]) == [.tooLong])
    #expect(input.feed([0xFF, 0x61, 0x0A]) == [.typed("\u{FFFD}a")])
  }
}
