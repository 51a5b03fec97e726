import Music
import Platform
import Testing
import Workstation

@testable import Terminal

struct LayoutTests {
  private func screen(
    _ snapshot: Snapshot, _ interface: Interface = Interface(), _ width: Int = 120, _ height: Int = 35
  ) -> String {
    draw(snapshot, interface, width: width, height: height).plainText
  }

  /// Every view at every size uses all rows, each once.
  @Test(arguments: ScreenView.allCases) func bandsFillTheScreen(_ view: ScreenView) throws {
    for (width, height) in [(60, 18), (80, 24), (99, 29), (100, 30), (120, 35), (160, 45), (200, 50), (300, 80)] {
      let layout = try #require(Layout(width: width, height: height, view: view))
      let lists = layout.browser.height + (layout.nextTracks?.height ?? 0)
      let rows =
        layout.deckA.height + layout.overviewA.height + 2 * layout.waveA.height + layout.axis.height + lists + 1
      #expect(rows == height, "\(view) \(width) × \(height)")
      #expect(layout.status.y == height - 1 && layout.deckB.right == width)
      var snapshot = sampleSnapshot()
      snapshot.view = view
      #expect(draw(snapshot, Interface(), width: width, height: height).height == height)
    }
    // At 120 × 35 a waveform has seven rows.
    if view == .all { #expect(Layout(width: 120, height: 35)?.waveA.height == 7) }
  }

  @Test func viewsShowWhatTheyAreFor() {
    var snapshot = sampleSnapshot()
    snapshot.view = .booth
    let booth = screen(snapshot)
    #expect(!booth.contains("Library") && booth.contains("IN PHASE") && booth.contains("build in 9.5 bars"))
    snapshot.view = .library
    let library = screen(snapshot)
    #expect(library.contains("Library") && library.contains("−4:19.0") && library.contains("120.00"))
    #expect(browserRows(width: 120, height: 35, view: .library) >= 28)
    snapshot.view = .decks
    #expect(!screen(snapshot).contains("What fits next") && screen(snapshot).contains("LEVEL"))
  }

  /// Bars of the track's own grid; without one, seconds as heard.
  @Test func whatComesIsCountedDown() {
    var snapshot = sampleSnapshot()
    func words() -> String? { Countdown(snapshot.sound.deckA, snapshot.deckA)?.text }
    // 120 BPM: a bar is two seconds; the sample's second section begins at 80 s.
    snapshot.sound.deckA.position = TrackTime(64)
    #expect(words() == "build in 8.0 bars")
    snapshot.sound.deckA.position = TrackTime(63.6)
    #expect(words() == "build in 8.2 bars")
    snapshot.sound.deckA.position = TrackTime(-1.87)
    #expect(words() == "intro in 0.9 bars")
    // The build is there: what is said is the section behind it.
    snapshot.sound.deckA.position = TrackTime(79.97)
    #expect(words().map { $0.hasPrefix("build") } == false)
    snapshot.sound.deckA.position = TrackTime(310)
    #expect(words() == "ends in 5.0 bars")
    snapshot.deckA.grid = nil
    snapshot.sound.deckA.ratio = TempoRatio(2)
    snapshot.sound.deckA.position = TrackTime(60)
    #expect(words() == "build in 0:10")
    snapshot.sound.deckA.position = TrackTime(.nan)
    #expect(words() == nil)
    (snapshot.sound.deckA.position, snapshot.deckA.sections) = (TrackTime(60), [])
    #expect(words() == nil)
  }

  @Test func phaseIsSaidInWords() {
    var sound = sampleSnapshot().sound
    sound.deckA.slipPosition = nil
    #expect(phaseWords(sound, width: 20)?.text == " IN PHASE ")
    sound.deckB.barOffset = -1
    #expect(phaseWords(sound, width: 20)?.text == "B BAR −1 :b jump -1")
    #expect(phaseWords(sound, width: 18)?.text == "B BAR −1")
    // A tenth of a beat at 120 BPM.
    sound.deckB.phaseError = Beats(0.1)
    #expect(phaseWords(sound, width: 20)?.text == "B 50 ms early")
    sound.deckB.phaseError = Beats(-0.1)
    #expect(phaseWords(sound, width: 20)?.text == "B 50 ms late")
    sound.deckB.isPlaying = false
    #expect(phaseWords(sound, width: 20) == nil)
    var snapshot = sampleSnapshot()
    snapshot.sound = sound
    #expect(screen(snapshot).contains("A plays"))
  }

  /// Each flag in brackets while it is on, and nowhere while it is off.
  @Test func flagsAreReadWithoutColour() {
    var snapshot = sampleSnapshot()
    let on = screen(snapshot)
    for flag in ["[SYNC]", "[LEAD]", "[LOOP 4]", "[SLIP]", "[ROLL 1/4]", "[QBAR]"] {
      #expect(on.contains(flag), "\(flag)")
    }
    for deck in Deck.allCases {
      snapshot.sound[deck].sync = false
      (snapshot.sound[deck].slip, snapshot.sound[deck].slipPosition, snapshot.sound[deck].roll) = (false, nil, nil)
      (snapshot.sound[deck].quantize, snapshot.sound[deck].keyLock, snapshot.sound[deck].isLooping) = (
        false, false, false
      )
      snapshot[deck].autoGain = .off
    }
    snapshot.sound.leader = nil
    let off = screen(snapshot)
    for flag in ["SYNC", "LEAD", "LOOP", "SLIP", "ROLL", "QBAR", "KEY", "AUTO"] {
      #expect(!off.contains(flag), "\(flag)")
    }
    #expect(off.contains("loop 4"))
    snapshot.sound.deckB.sync = true
    snapshot.sound.deckB.refusedPercent = 36
    #expect(screen(snapshot).contains("[SYNC +36%]"))
  }

  /// The lamp of a recording stands in the same place whatever else there is to say.
  @Test(arguments: [(60, 18), (80, 24), (120, 35)]) func nothingDisplacesTheLamp(_ width: Int, _ height: Int) {
    var snapshot = sampleSnapshot()
    snapshot.status.recording = Status.Recording(path: "set.wav", seconds: 5047)
    snapshot.status.isSilent = true
    snapshot.status.device = "no sound device: silent clock"
    snapshot.status.messages = [
      Message(weight: .failure, text: String(repeating: "a long message ", count: 20), number: 2)
    ]
    var (prompt, help, search) = (Interface(), Interface(), Interface())
    for character in ":deck a gain" {
      _ = prompt.handle(.press(Chord(.character(character)), plain: nil), snapshot: snapshot)
    }
    _ = search.handle(.press(Chord(.character("/")), plain: nil), snapshot: snapshot)
    help.help = HelpPage()
    for interface in [Interface(), prompt, help, search] {
      let last = screen(snapshot, interface, width, height).lines.last ?? ""
      #expect(last.hasSuffix("● REC 1:24:07"), "\(last)")
    }
  }

  @Test func aSmallScreenShowsTwoSuggestions() {
    let snapshot = sampleSnapshot()
    let rows = snapshot.suggestions.rows
    var interface = Interface()
    for focus in [Interface.Focus.browser, .queue] {
      interface.focus = focus
      let text = screen(snapshot, interface, 80, 24)
      #expect(text.contains("96 \(rows[0].track.title)".prefix(12)) && text.contains("90 \(rows[1].track.title)"))
      #expect(text.contains("Tab: "))
    }
  }

  /// What is neutral has one row; five controls that are turned are all there on the smallest full screen.
  @Test func neutralKnobsFold() {
    var snapshot = sampleSnapshot()
    for deck in Deck.allCases {
      (snapshot.sound[deck].eqDecibels, snapshot.sound[deck].kills) = ([0, 0, 0], [false, false, false])
      snapshot.sound[deck].filter = 0
    }
    for (width, height) in [(80, 24), (100, 30), (120, 35), (200, 50)] {
      let text = screen(snapshot, Interface(), width, height)
      #expect(text.contains("EQ FILT TRIM 0") && !text.contains("HIGH"), "\(width)")
    }
    snapshot.sound.deckA.eqDecibels = [-3, 2, 1]
    snapshot.sound.deckB.filter = -0.4
    snapshot.sound.deckB.trimDecibels = 2
    for (width, height) in [(60, 18), (80, 24), (100, 30), (120, 35), (200, 50)] {
      let text = screen(snapshot, Interface(), width, height)
      for name in ["HIGH", "MID", "LOW", "FIL", "TRI", "LEVEL", "MAIN"] {
        #expect(text.contains(name), "\(width) \(name)")
      }
    }
    #expect(screen(snapshot, Interface(), 80, 24).contains("LP40 +2"))
  }

  /// A knob that is not neutral is not drawn so, however little it is turned.
  @Test func aKnobThatIsTurnedIsSeen() {
    for (decibels, side) in [(-0.1, -1), (0.1, 1), (0, 0)] {
      var frame = Frame(width: 15, height: 1)
      frame.bipolar(decibels / 24, in: frame.bounds, ink: .accent)
      #expect(frame.row(0).contains("●") == (side != 0), "\(decibels)")
      #expect(side == 0 || frame[7 + side, 0].glyph == 0x25CF, "\(decibels)")
    }
  }

  /// The columns that were asked for, in their order; one without anything to show gives its room away.
  @Test func columnsAreChosen() throws {
    var snapshot = sampleSnapshot()
    snapshot.browser.rows = Array(snapshot.browser.rows.prefix(6))
    snapshot.browser.columns = try BrowserColumn.read("key, title stems genre answer").get()
    let heading = try #require(screen(snapshot, Interface(), 160, 45).lines.first { $0.contains("stems") })
    let places = ["key", "title", "stems", "genre"].compactMap { heading.firstRange(of: $0)?.lowerBound }
    #expect(places.count == 4 && places == places.sorted())
    #expect(!heading.contains("artist") && !heading.contains("answer"))
    snapshot.browser.rows[0].answer = .keep
    #expect(screen(snapshot, Interface(), 160, 45).contains("answer"))
    for index in snapshot.browser.rows.indices { snapshot.browser.rows[index].tags.genre = nil }
    #expect(!screen(snapshot, Interface(), 160, 45).contains("genre"))
    // However many are asked for and however narrow it is, the first is there.
    snapshot.browser.columns = BrowserColumn.allCases
    for width in [60, 80, 116] { #expect(screen(snapshot, Interface(), width, 40).contains("title")) }
    #expect(try BrowserColumn.read("standard").get().isEmpty)
    for wrong in ["", "title colour", "standard title"] {
      #expect(throws: BadColumns.self) { try BrowserColumn.read(wrong).get() }
    }
  }

  /// Whoever has two empty decks sees seven keys, as they are bound.
  @Test(arguments: [(80, 24), (120, 35), (200, 50)]) func theFirstKeysAreThere(_ width: Int, _ height: Int) {
    var snapshot = Snapshot()
    let text = screen(snapshot, Interface(), width, height)
    #expect(text.contains("Keys for a first mix") && text.contains("play A, play B") && text.contains("all keys"))
    snapshot.deckA.track = Track(id: TrackID(1), path: "/music/a.flac")
    #expect(!screen(snapshot, Interface(), width, height).contains("Keys for a first mix"))
  }
}
