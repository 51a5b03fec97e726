import Music
import Platform
import Support
import Testing
import Workstation

@testable import Terminal

struct ViewTests {
  @Test func everySizeDraws() {
    let snapshots = [Snapshot(), sampleSnapshot(), hostileSnapshot()]
    var help = Interface()
    help.help = HelpPage(showsList: true, line: 3)
    var asking = Interface()
    _ = asking.handle(.press(Chord(.character(":")), plain: nil), snapshot: snapshots[0])
    _ = asking.handle(.paste("a rather long line 日本の夜"), snapshot: snapshots[0])
    var queue = Interface()
    queue.focus = .queue
    // Every width and height at least once, and all of the small ones together.
    let small = (1...66).flatMap { width in stride(from: 1, through: 80, by: 13).map { (width, $0) } }
    let rest = (1...250).map { ($0, 1 + $0 * 37 % 80) }
    for (index, (width, height)) in (small + rest).enumerated() {
      let interface = [Interface(), help, asking, queue][index % 4]
      let frame = draw(snapshots[index / 4 % 3], interface, width: width, height: height)
      #expect(frame.width == width && frame.height == height)
    }
  }

  /// The line that is sung lies over the outer row of its deck's waveform, the next one beside it; not where the
  /// waveform would be gone.
  @Test func theLineThatIsSungIsSeen() {
    var snapshot = sampleSnapshot()
    let lines = [(60.0, "Amazing grace! how sweet"), (64, "That saved a wretch")].map {
      Lyrics.Line(TrackTime($0.0), $0.1)
    }
    snapshot.deckA.lyrics = Lyrics(source: .file, lines: lines)
    for (width, height) in [(100, 30), (120, 35), (200, 50)] {
      let rows = draw(snapshot, Interface(), width: width, height: height).plainText.split(separator: "\n")
      let row = rows.first { $0.contains("Amazing grace! how sweet") }
      #expect(row?.contains("That saved a wretch") == true, "\(width) × \(height)")
    }
    #expect(!draw(snapshot, Interface(), width: 80, height: 24).plainText.contains("Amazing"))
    snapshot.deckA.lyrics = Lyrics(plain: ["Amazing grace"])
    #expect(!draw(snapshot, Interface(), width: 120, height: 35).plainText.contains("Amazing"))
  }

  /// The queue stands under the suggestions once something is in it, and what the autopilot will do in the last line;
  /// on a narrow screen the list with the focus is shown.
  @Test func queueAndAutopilotAreSeen() {
    var snapshot = sampleSnapshot()
    #expect(!draw(snapshot, Interface(), width: 140, height: 40).plainText.contains("Queue"))
    snapshot.queue.rows = [Track(id: TrackID(7), path: "/music/lined up.flac")]
    snapshot.status.auto = "out in 0:48 · 16 bars"
    let wide = draw(snapshot, Interface(), width: 140, height: 40).plainText
    for text in ["Queue", "lined up", "AUTO out in 0:48 · 16 bars", "What fits next", "Library"] {
      #expect(wide.contains(text), "\(text)")
    }
    var interface = Interface()
    #expect(!draw(snapshot, interface, width: 80, height: 24).plainText.contains("lined up"))
    interface.focus = .queue
    #expect(draw(snapshot, interface, width: 80, height: 24).plainText.contains("lined up"))
  }

  /// What takes work stands below a line; `why` shows the sum of the selected row, at any size.
  @Test func suggestionsAreSetApartAndExplained() throws {
    var snapshot = sampleSnapshot()
    for index in 3..<12 { snapshot.suggestions.rows[index].needsWork = true }
    snapshot.suggestions.rows[1].why = ["key 0.95 × 24 % = 22.8", "low end 0.50 × 2 % = 1.0"]
    snapshot.suggestions.selected = 1
    func lines(_ width: Int, _ height: Int) -> [String] {
      draw(snapshot, Interface(), width: width, height: height).plainText.split(separator: "\n").map(String.init)
    }
    let list = lines(200, 50)
    let border = try #require(list.firstIndex { $0.contains("takes work ─") })
    func row(_ index: Int) -> Int? {
      list.firstIndex { $0.contains("│ \(96 - 6 * index) " + snapshot.suggestions.rows[index].track.title) }
    }
    #expect(try #require(row(2)) < border && border < #require(row(3)))
    // Where all of it takes work that is said first, and a selection far down is seen all the same.
    for index in 0..<12 { snapshot.suggestions.rows[index].needsWork = true }
    #expect(lines(200, 50).contains { $0.contains("takes work ─") })
    snapshot.suggestions.selected = 11
    #expect(lines(200, 30).contains { $0.contains(snapshot.suggestions.rows[11].track.title) })
    snapshot.suggestions.selected = 1
    snapshot.suggestions.isExplained = true
    let why = lines(200, 50)
    #expect(why.contains { $0.contains("key 0.95 × 24 % = 22.8") } && why.contains { $0.contains("low end 0.50") })
    #expect(why.contains { $0.contains("8A → 9A, −1.2 %, energy +1") } && !why.contains { $0.contains("takes work") })
    for width in [60, 80, 130, 250] { for height in [18, 24, 40] { #expect(!lines(width, height).isEmpty) } }
    snapshot.suggestions.selected = .max - 1
    #expect(!lines(200, 50).isEmpty)
  }

  @Test func noSizeIsTooSmall() {
    for (width, height) in [(0, 0), (-3, 5), (1, 1)] {
      #expect(draw(sampleSnapshot(), Interface(), width: width, height: height).width >= 1)
    }
    #expect(draw(sampleSnapshot(), Interface(), width: 59, height: 30).plainText.contains("needs 60 × 18"))
  }

  /// Help may stand open while the terminal is made as small as can be: it died of that.
  @Test func helpIsLimitedInAnySize() {
    var help = Interface()
    help.help = HelpPage(showsList: true, line: 3)
    help.commandHelp = [CommandHelp(syntax: "deck a|b play", summary: "start", section: "Decks")]
    for width in -2...160 { #expect(lastHelpLine(help, width: width, height: 4) >= 0) }
  }

  @Test func beatsThatSoundTogetherStandTogether() {
    // 120 bpm as recorded and 125 bpm at 0.96 are both 120; both decks stand on a bar.
    var snapshot = sampleSnapshot()
    snapshot.sound.deckA.position = TrackTime(60)
    snapshot.sound.deckB.position = TrackTime(57.6)
    for width in [80, 120, 200] {
      let a = BeatMark.marks(of: snapshot.deckA.grid, on: TimeAxis(.a, snapshot.sound, width: width))
      let b = BeatMark.marks(of: snapshot.deckB.grid, on: TimeAxis(.b, snapshot.sound, width: width))
      #expect(a.map { $0 != nil } == b.map { $0 != nil })
      #expect(a[width / 2] != nil)
      // Out of phase by a quarter of a beat they part.
      snapshot.sound.deckA.position = TrackTime(60.125)
      let parted = BeatMark.marks(
        of: snapshot.deckA.grid, on: TimeAxis(.a, snapshot.sound, width: width))
      #expect(parted.map { $0 != nil } != b.map { $0 != nil })
      snapshot.sound.deckA.position = TrackTime(60)
    }
  }

  /// While a band is swapped, how far it has come stands in its row; then it is killed on the deck that gave it.
  @Test func aBandSwapIsSeen() {
    var snapshot = sampleSnapshot()
    snapshot.sound.bandSwaps[0] = SoundModel.BandSwap(to: .b, progress: 0.37)
    snapshot.sound.fairDecibels = -1.5
    snapshot.sound.crossfaderReversed = true
    for (width, height) in [(80, 24), (120, 35)] {
      let text = draw(snapshot, Interface(), width: width, height: height).plainText
      #expect(text.contains("LOW → B") && text.contains("≈−1.5dB") && text.contains("B ───"))
    }
    snapshot.sound.bandSwaps[0]?.progress = .nan
    #expect(draw(snapshot, Interface(), width: 80, height: 24).plainText.contains("LOW → B"))
  }

  /// What was played tonight is missing from the suggestions, and counted.
  @Test func whatWasPlayedTonightIsCounted() {
    var snapshot = sampleSnapshot()
    #expect(!draw(snapshot, Interface(), width: 120, height: 35).plainText.contains(", 4 played"))
    snapshot.suggestions.leftOut = 4
    #expect(draw(snapshot, Interface(), width: 120, height: 35).plainText.contains(", 4 played"))
  }

  /// The room hears a deck and nobody's bass: the row says so, in words.
  @Test func aMixWithoutBassIsSaid() {
    var snapshot = sampleSnapshot()
    snapshot.sound.deckB.kills[0] = true
    for deck in Deck.allCases {
      snapshot.sound[deck].isPlaying = true
      snapshot.sound[deck].isHeard = true
    }
    func text() -> String { draw(snapshot, Interface(), width: 80, height: 24).plainText }
    #expect(!text().contains("NO BASS"), "deck A has it")
    snapshot.sound.deckA.eqDecibels[0] = -26
    #expect(text().contains("NO BASS"))
    snapshot.sound.deckB.kills[0] = false
    snapshot.sound.deckB.isHeard = false
    #expect(text().contains("NO BASS"), "deck B has it, and is not heard")
    snapshot.sound.deckA.isHeard = false
    #expect(!text().contains("NO BASS"), "the room hears nothing at all")
  }

  @Test func thePadsPageIsSeenAtEverySize() {
    var interface = Interface()
    interface.page = .effects
    for (width, words) in [(60, "effects ech rev fla gat"), (80, "effects echo reverb flanger gate")] {
      #expect(draw(sampleSnapshot(), interface, width: width, height: 24).plainText.contains(words))
    }
  }

  /// A deck that stands is neither early nor late, whatever it followed.
  @Test func aDeckThatStandsHasNoPhase() {
    var snapshot = sampleSnapshot()
    snapshot.sound.deckB.barOffset = 1
    #expect(draw(snapshot, Interface(), width: 120, height: 35).plainText.contains("bar +1") == false, "in a roll")
    snapshot.sound.deckA.roll = nil
    snapshot.sound.deckA.slipPosition = nil
    let playing = draw(snapshot, Interface(), width: 120, height: 35).plainText
    #expect(playing.contains("bar +1") && playing.contains("◆"))
    snapshot.sound.deckB.isPlaying = false
    let standing = draw(snapshot, Interface(), width: 120, height: 35).plainText
    #expect(!standing.contains("bar +1") && standing.contains("·······"))
  }

  @Test func downbeatsThatAreNotKnownAreNotDrawn() {
    var snapshot = sampleSnapshot()
    snapshot.deckA.grid?.downbeat = nil
    snapshot.deckA.grid?.phraseStart = nil
    let axis = TimeAxis(.a, snapshot.sound, width: 120)
    let marks = BeatMark.marks(of: snapshot.deckA.grid, on: axis)
    #expect(marks.contains(.beat) && !marks.contains(.bar) && !marks.contains(.phrase))
  }

  @Test func whatTheDJMustKnowIsOnTheSmallestFullScreen() {
    var snapshot = sampleSnapshot()
    snapshot.status.isSilent = true
    snapshot.status.device = "no sound device: silent clock"
    snapshot.status.dropouts = 12
    snapshot.sound.starvedQuanta = 3
    snapshot.sound.swap = .a
    let text = draw(snapshot, Interface(), width: 80, height: 24).plainText
    for words in ["no sound device", "12 dropouts", "3 starved", "SWAP: vocals of A over B"] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test func tracksWhoseKeysFitAreLit() {
    #expect(MusicalKey.fit(MusicalKey(parsing: "8A"), MusicalKey(parsing: "8B")))
    #expect(MusicalKey.fit(MusicalKey(parsing: "12A"), MusicalKey(parsing: "1A")))
    #expect(MusicalKey.fit(MusicalKey(parsing: "7B"), MusicalKey(parsing: "8B")))
    #expect(!MusicalKey.fit(MusicalKey(parsing: "7B"), MusicalKey(parsing: "8A")))
    #expect(!MusicalKey.fit(MusicalKey(parsing: "3A"), MusicalKey(parsing: "8A")))
    #expect(!MusicalKey.fit(nil, MusicalKey(parsing: "8A")))
  }

  @Test func controlCharactersNeverReachTheScreen() {
    var snapshot = sampleSnapshot()
    let text = "a\u{1B}[31mb\u{7}\u{85}c\u{202E}d\ne"
    snapshot.deckA.track?.tags.title = text
    snapshot.browser.rows[0].tags.title = text
    snapshot.status.messages = [Message(weight: .failure, text: text, number: 2)]
    let frame = draw(snapshot, Interface(), width: 120, height: 35)
    for cell in frame.cells where cell.glyph != Cell.wideTail {
      #expect(cell.glyph >= 0x20 && !(0x7F..<0xA0).contains(cell.glyph) && cell.glyph != 0x202E)
    }
    #expect(frame.plainText.contains("a[31mbcde"))
  }

  @Test(arguments: [60, 80, 120, 200]) func aLongMessageIsShownToItsEnd(_ width: Int) {
    var snapshot = sampleSnapshot()
    let text =
      "The library /home/dj/library.sqlite was written by a newer Segue. Update Segue, or name another library."
    snapshot.status.messages = [Message(weight: .failure, text: text, number: 2)]
    let screen = draw(snapshot, Interface(), width: width, height: 24).plainText
    let words = screen.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains(text))
  }

  /// What waits is a state: it stays beside a message, and the recording stays too.
  @Test(arguments: [60, 80, 120, 200]) func whatLastsIsSeenBesideEveryMessage(_ width: Int) {
    var snapshot = sampleSnapshot()
    snapshot.status.pending = ["deck b play at bar", "swap a at phrase"]
    for text in ["deck a is empty", String(repeating: "a long message ", count: 12) + "end"] {
      snapshot.status.messages = [Message(weight: .failure, text: text, number: 2)]
      let screen = draw(snapshot, Interface(), width: width, height: 24).plainText
      let words = screen.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      #expect(words.contains("▷ deck b play at") && words.contains("● REC") && words.contains(text), "\(text)")
    }
  }

  @Test func messagesOfOneMomentAreAllSeen() {
    var snapshot = sampleSnapshot()
    snapshot.status.messages = (1...3).map { Message(weight: .warning, text: "problem \($0)", number: $0) }
    let screen = draw(snapshot, Interface(), width: 80, height: 24).plainText
    #expect((1...3).allSatisfy { screen.contains("problem \($0)") })
  }

  @Test(arguments: [(80, 24), (120, 35), (200, 50)]) func messagesLieOverNoSelectedRow(_ width: Int, _ height: Int) {
    var snapshot = sampleSnapshot()
    let rows = browserRows(width: width, height: height)
    snapshot.browser.rows = Array(snapshot.browser.rows.prefix(rows))
    snapshot.browser.selected = snapshot.browser.firstRow + rows - 1
    let title = snapshot.browser.rows[rows - 1].title
    snapshot.suggestions.rows = []
    for count in 0...4 {
      snapshot.status.messages = (0..<count).map { Message(weight: .warning, text: "problem \($0)", number: $0) }
      let screen = draw(snapshot, Interface(), width: width, height: height).plainText
      #expect(screen.contains(title), "\(count) messages")
      #expect((0..<count).allSatisfy { screen.contains("problem \($0)") })
    }
  }

  /// Who has played nothing yet looks for the keys: what is being done does not take their place.
  @Test(arguments: [60, 80, 120]) func theHintIsThereForANewcomer(_ width: Int) {
    var snapshot = Snapshot()
    snapshot.status.jobs = [
      JobProgress(name: "making the demo crate", done: 7, total: 100),
      JobProgress(name: "scanning", done: 3, total: nil),
    ]
    snapshot.status.device = "pulse 44.1 kHz, 1024 × 2"
    let screen = draw(snapshot, Interface(), width: width, height: 24).plainText
    #expect(screen.contains("? keys") && (width < 80 || screen.lines.last?.contains("demo crate") == true))
  }

  @Test func progressWithoutProgressIsNoFigure() {
    #expect(jobText(JobProgress(name: "reading", done: 0, total: nil)) == "reading …")
    #expect(jobText(JobProgress(name: "analysing", done: 0, total: 28), isShort: true) == "analysing …")
    #expect(jobText(JobProgress(name: "analysing", done: 7, total: 28), isShort: true) == "analysing 25%")
    #expect(jobText(JobProgress(name: "analysing", done: 7, total: 28)) == "analysing 7 of 28")
    var split = JobProgress(name: "splitting One", done: 43, total: 100)
    split.left = Seconds(39.6)
    #expect(jobText(split) == "splitting One 43%, 0:40 left")
    #expect(jobText(split, isShort: true) == "splitting One 43%")
  }

  @Test func theClockCountsToTheBeginning() {
    #expect(clockTenths(-1.87) == "−0:01.8" && clockTenths(-0.1) == "−0:00.1" && clockTenths(-0.04) == "0:00.0")
    #expect(clockTenths(185.46) == "3:05.4" && clockTenths(-3661) == "−1:01:01.0")
    #expect(clock(-2.5) == "−0:02" && clock(-0.5) == "0:00" && clock(.nan) == "–:––")
    var snapshot = sampleSnapshot()
    snapshot.sound.deckA.position = TrackTime(-1.87)
    for (width, height) in [(80, 24), (120, 35), (200, 50)] {
      #expect(draw(snapshot, Interface(), width: width, height: height).plainText.contains("−0:01.8"))
    }
  }

  @Test func aSearchThatIsNotUnderstoodSaysSo() {
    var snapshot = sampleSnapshot()
    snapshot.browser.query = "foo:bar"
    snapshot.browser.queryError = "“foo:bar”: there is no field foo; there are title, artist"
    (snapshot.browser.rows, snapshot.browser.total) = ([], 0)
    var interface = Interface()
    for key in ["/", "x"] {
      _ = interface.handle(.press(Chord(name: key)!, plain: nil), snapshot: snapshot)
      let screen = draw(snapshot, interface, width: 80, height: 24).plainText
      #expect(screen.contains("there is no field foo") && !screen.contains("nothing found"))
      // Said once: the heading has what was typed.
      #expect(screen.split(separator: "there is no field foo", omittingEmptySubsequences: false).count == 2)
    }
    let screen = draw(snapshot, Interface(), width: 80, height: 24).plainText
    #expect(screen.contains("Library /foo:bar"))
    #expect(screen.split(separator: "there is no field foo", omittingEmptySubsequences: false).count == 2)
  }

  @Test func wrappedLinesKeepEveryWordAndFit() {
    let lines = wrapped("one two 曲曲曲曲曲曲 four", columns: 7)
    #expect(lines.allSatisfy { displayWidth($0) <= 7 })
    #expect(lines.joined().filter { $0 != " " } == "onetwo曲曲曲曲曲曲four")
  }

  /// Values that no engine should send.
  private func hostileSnapshot() -> Snapshot {
    var snapshot = sampleSnapshot()
    let odd: [Double] = [.nan, .infinity, -.infinity, 1e300, -1e300]
    for deck in Deck.allCases {
      snapshot.sound[deck].position = TrackTime(deck == .a ? .nan : 1e300)
      snapshot.sound[deck].length = Seconds(deck == .a ? .infinity : 6800)
      snapshot.sound[deck].ratio = TempoRatio(deck == .a ? .nan : 0)
      snapshot.sound[deck].bpm = BPM(.infinity)
      snapshot.sound[deck].beat = BeatPosition(.nan)
      snapshot.sound[deck].keyShift = 1e18
      snapshot.sound[deck].filter = odd[0]
      snapshot.sound[deck].fader = odd[1]
      snapshot.sound[deck].trimDecibels = odd[2]
      snapshot.sound[deck].eqDecibels = [odd[0], odd[1], odd[3]]
      snapshot.sound[deck].stemLevels[0] = .nan
      snapshot.sound[deck].phaseError = Beats(.nan)
      snapshot.sound[deck].peak = .nan
      snapshot.sound[deck].loopIn = TrackTime(-1e300)
      snapshot.sound[deck].loopOut = TrackTime(.infinity)
      snapshot[deck].loading = .nan
      snapshot[deck].energyCurve = odd
      snapshot[deck].sections[0].start_seconds = .nan
      snapshot[deck].sections[1].end_seconds = -5
      snapshot[deck].stems = Array(repeating: .vocals, count: 9)
    }
    snapshot.sound.crossfader = .nan
    snapshot.sound.headphoneMix = .infinity
    snapshot.sound.limiterDecibels = -.infinity
    snapshot.sound.masterDecibels = .nan
    snapshot.status.load = .nan
    snapshot.status.jobs = [JobProgress(name: "odd", done: .max, total: -1), JobProgress(name: "b", done: 1, total: 0)]
    snapshot.browser.selected = -7
    snapshot.browser.firstRow = .max - 100
    snapshot.suggestions.selected = .max - 1
    snapshot.queue.rows = snapshot.suggestions.rows.map(\.track)
    snapshot.queue.selected = .max - 1
    snapshot.status.auto = String(repeating: "日本", count: 200)
    snapshot.suggestions.rows[0].score = .nan
    return snapshot
  }
}
