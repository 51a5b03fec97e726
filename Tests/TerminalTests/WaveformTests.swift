import Music
import Support
import Testing
import Workstation

@testable import Terminal

/// What stands in the scrolling waveform where.
struct WaveformTests {
  /// A deck at `position` with a waveform of `seconds`, in which `sound` says the three bands of each column.
  private func snapshot(
    seconds: Double = 30, at position: Double = 10, peak: ((Int) -> UInt8)? = nil,
    _ sound: (Int) -> (UInt8, UInt8, UInt8)
  ) -> Snapshot {
    var snapshot = Snapshot()
    let columns = Int(seconds * Waveform.columnsPerSecond)
    snapshot.deckA.track = Track(id: TrackID(1), path: "/music/one.flac", duration: Seconds(seconds))
    snapshot.deckA.waveform = Waveform(
      bytes: (0..<columns).flatMap { column -> [UInt8] in
        let (low, mid, high) = sound(column)
        return [low, mid, high]
      }, peaks: peak.map { peak in (0..<columns).map(peak) } ?? [])
    snapshot.sound.deckA.hasTrack = true
    snapshot.sound.deckA.isPlaying = true
    snapshot.sound.deckA.position = TrackTime(position)
    snapshot.sound.deckA.length = Seconds(seconds)
    snapshot.deckB = snapshot.deckA
    snapshot.sound.deckB = snapshot.sound.deckA
    return snapshot
  }

  private func columns(_ snapshot: Snapshot, _ deck: Deck = .a, width: Int = 120, zoom: Int = 1) -> [WaveColumn] {
    let axis = TimeAxis(deck, snapshot.sound, width: width, zoom: zoom, perCell: 2)
    return WaveColumn.columns(of: snapshot[deck].zooms, on: axis, places: 21)
  }

  private func waves(_ snapshot: Snapshot, _ glyphs: WaveGlyphs, width: Int = 120, rows: Int = 7) -> Frame {
    var frame = Frame(width: width, height: 2 * rows + 1)
    for deck in Deck.allCases {
      let rect = Rect(x: 0, y: deck == .a ? 0 : rows + 1, width: width, height: rows)
      let axis = TimeAxis(deck, snapshot.sound, width: width, perCell: glyphs.columns)
      drawWaveform(deck, snapshot, axis, glyphs, asPicture: false, in: rect, on: &frame)
    }
    return frame
  }

  /// A click is in one column of the picture and in no other, wherever it lies and however wide the zoom; it is where
  /// its time is.
  @Test(arguments: 0..<WaveView.zooms) func aClickLightsOneColumn(zoom: Int) throws {
    for click in stride(from: 1400, through: 1600, by: 7) {
      let snapshot = snapshot { $0 == click ? (10, 250, 250) : (0, 0, 0) }
      let columns = columns(snapshot, zoom: zoom)
      let lit = columns.indices.filter { columns[$0].height > 0 }
      // Where a column of the picture is finer than the data, two may show the same.
      #expect(lit.count == 1 || zoom == 0 && lit.count <= 2, "\(click)")
      let axis = TimeAxis(.a, snapshot.sound, width: 120, zoom: zoom, perCell: 2)
      let middle = (Double(click) + 0.5) / Waveform.columnsPerSecond
      let span = axis.span(of: try #require(lit.first))
      #expect(span.lowerBound - 0.007 <= middle && middle < span.upperBound + 0.007)
    }
  }

  /// Ten columns further on the picture is the same, ten columns to the left; between two columns it is the same.
  @Test(arguments: [Deck.a, .b]) func playingMovesThePictureByWholeColumns(deck: Deck) {
    var random = SeededRandom(seed: 3)
    let noise = (0..<4500).map { _ in UInt8.random(in: 0...255, using: &random) }
    var snapshot = snapshot { (noise[$0], noise[4499 - $0], noise[$0 / 2]) }
    let one = TimeAxis(deck, snapshot.sound, width: 120, perCell: 2).span(of: 0)
    let step = one.upperBound - one.lowerBound
    let before = columns(snapshot, deck)
    for moved in 1...40 {
      for other in Deck.allCases { snapshot.sound[other].position = TrackTime(10 + Double(moved) * step) }
      #expect(Array(columns(snapshot, deck)[0..<200]) == Array(before[moved..<moved + 200]))
      for other in Deck.allCases { snapshot.sound[other].position = TrackTime(10 + (Double(moved) + 0.3) * step) }
      #expect(Array(columns(snapshot, deck)[0..<200]) == Array(before[moved..<moved + 200]))
    }
  }

  /// Two decks in sync come to their next column in the same frame, though they play other places at other tempi.
  @Test func bothDecksMoveTogether() {
    var snapshot = snapshot { _ in (0, 0, 0) }
    snapshot.sound.deckB.ratio = TempoRatio(124.0 / 126)
    func left(_ deck: Deck) -> Double {
      TimeAxis(deck, snapshot.sound, width: 120, perCell: 2).span(of: 0).lowerBound
    }
    var last = (left(.a), left(.b))
    var steps = 0
    for frame in 1...400 {
      let time = Double(frame) * 0.007
      snapshot.sound.deckA.position = TrackTime(10 + time)
      snapshot.sound.deckB.position = TrackTime(21.234 + time * 124 / 126)
      let next = (left(.a), left(.b))
      // By a column of 25 ms, or by next to nothing.
      let moved = (next.0 - last.0 > 0.012, next.1 - last.1 > 0.012)
      if frame > 1 { #expect(moved.0 == moved.1, "frame \(frame)") }
      if moved.0 { steps += 1 }
      last = next
    }
    #expect(steps > 100)
  }

  /// A loud passage: noise in all bands, and a kick twice a second over lows that are half as loud. The kicks have the
  /// kick's colour, the passage does not.
  @Test func kicksStandOutOfLoudNoise() {
    var random = SeededRandom(seed: 5)
    func noise(_ range: ClosedRange<UInt8>) -> UInt8 { UInt8.random(in: range, using: &random) }
    let kickEvery = 75
    let sound = (0..<4500).map { column -> (UInt8, UInt8, UInt8) in
      let age = column % kickEvery
      let kick = age < 12 ? UInt8(230 - 14 * age) : 0
      return (max(kick, noise(60...120)), noise(120...230), noise(120...230))
    }
    let columns = columns(snapshot { sound[$0] })
    let axis = TimeAxis(.a, snapshot { sound[$0] }.sound, width: 120, perCell: 2)
    for (index, column) in columns.enumerated() {
      let span = axis.span(of: index)
      let first = Int((span.lowerBound * Waveform.columnsPerSecond - 0.5).rounded(.up))
      let holdsAttack = (0..<3).contains { (first + $0) % kickEvery == 0 }
      let age = ((first % kickEvery) + kickEvery) % kickEvery
      if holdsAttack { #expect(2 * column.kick > column.height, "kick in column \(index)") }
      if (30..<kickEvery - 5).contains(age) { #expect(column.kick == 0, "no kick in column \(index)") }
    }
    // On the screen: three kicks a side and more, from the axis to more than half of the wave's height.
    let frame = waves(snapshot { sound[$0] }, .quadrant)
    let bright = (0..<120).filter { frame[$0, 6].ink == .kick || frame[$0, 6].paper == .kick }
    #expect((12...40).contains(bright.count))
    #expect((0..<120).contains { frame[$0, 3].ink == .kick })
  }

  /// A bass that lies there is none, however loud; nor is one that swells.
  @Test func aBassIsNoKick() {
    let held = columns(snapshot { ($0 % 3 == 0 ? 200 : 255, 20, 5) })
    #expect(held.allSatisfy { $0.kick == 0 && $0.band == .low && $0.height > 10 })
    let swelling = columns(snapshot { (UInt8(min(255, $0 / 10)), 5, 5) })
    #expect(swelling.allSatisfy { $0.kick == 0 })
  }

  /// Level is height and band is colour, each deck in its own tint.
  @Test func bandsHaveColoursAndLevelsHeights() {
    let bands: [(WaveColumn.Band, Role, Role)] = [(.low, .lowA, .lowB), (.mid, .midA, .midB), (.high, .highA, .highB)]
    var heights: [Int] = []
    for (index, (band, inkA, inkB)) in bands.enumerated() {
      // Ten seconds of each, the one louder than the other.
      let loud = UInt8(80 + 80 * index)
      let snapshot = snapshot(at: 5) { column in
        let now = column / 1500
        func level(_ band: Int) -> UInt8 { now == band ? UInt8(80 + 80 * band) : 8 }
        return index == now ? (level(0), level(1), level(2)) : (8, 8, 8)
      }
      var moved = snapshot
      for deck in Deck.allCases { moved.sound[deck].position = TrackTime(5 + 10 * Double(index)) }
      let columns = columns(moved)
      #expect(columns[120...130].allSatisfy { $0.band == band }, "\(loud)")
      let frame = waves(moved, .quadrant)
      #expect(frame[70, 6].ink == inkA && frame[70, 8].ink == inkB)
    }
    for level in stride(from: UInt8(20), through: 240, by: 20) {
      // A loud second at the end of the track gives the measure.
      heights.append(columns(snapshot { $0 > 4200 ? (0, 250, 0) : (0, level, 0) })[100].height)
    }
    #expect(heights == heights.sorted() && heights[0] >= 1 && heights[11] >= 18 && Set(heights).count >= 11)
  }

  @Test func silenceAndWhatLiesBeyondTheTrackAreEmpty() {
    let silent = waves(snapshot { _ in (0, 0, 0) }, .quadrant)
    #expect((61..<120).allSatisfy { silent[$0, 6].glyph == 0x20 })
    let end = columns(snapshot(at: 29.9) { _ in (200, 200, 200) })
    #expect(end[100].height > 0 && end[140...].allSatisfy { $0.height == 0 })
    for hostile in [Double.nan, .infinity, -1e300, 1e300] {
      var snapshot = snapshot { _ in (200, 200, 200) }
      snapshot.sound.deckA.position = TrackTime(hostile)
      snapshot.sound.deckB.ratio = TempoRatio(hostile)
      for glyphs in WaveGlyphs.allCases { #expect(waves(snapshot, glyphs).height == 15) }
    }
  }

  /// Who sings is told at the outer edge, dimmed while the voice is off.
  @Test func voicesAreSeen() {
    var snapshot = snapshot { _ in (100, 100, 100) }
    snapshot.deckA.vocals = [TrackAnalysis.VocalSpan(start_seconds: 9, end_seconds: 11, confidence: 1)]
    snapshot.deckA.stems = [.vocals, .drums, .bass, .other]
    #expect(waves(snapshot, .quadrant)[65, 0].ink == .vocals && waves(snapshot, .quadrant)[110, 0].ink != .vocals)
    snapshot.sound.deckA.stemMutes[0] = true
    #expect(waves(snapshot, .quadrant)[65, 0].ink == .faint)
  }

  /// A track of one level whose stems are known: for five seconds the voice is alone, then the bass and, twice as loud,
  /// a drum on each half second.
  private func snapshotWithStems() throws -> Snapshot {
    var snapshot = snapshot(peak: { _ in 255 }) { column in (column % 75 < 8 ? 200 : 50, 100, 50) }
    snapshot.deckA.stems = [.vocals, .drums, .bass]
    let rate = 1000
    func stem(_ level: (Int) -> Float) throws -> PCM {
      let samples = (0..<30 * rate).flatMap { frame -> [Float] in [level(frame), level(frame)] }
      return try #require(PCM(interleaved: samples, sampleRate: SampleRate(hz: Double(rate))))
    }
    snapshot.deckA.stemShapes = StemShapes([
      try stem { $0 < 10 * rate ? 0.4 : 0 }, try stem { $0 >= 10 * rate && $0 % 500 < 60 ? 0.8 : 0 },
      try stem { $0 >= 10 * rate ? 0.4 : 0 },
    ])
    snapshot.deckB = snapshot.deckA
    return snapshot
  }

  private func heard(_ snapshot: Snapshot, _ deck: Deck = .a) -> [WaveColumn] {
    let axis = TimeAxis(deck, snapshot.sound, width: 120, perCell: 2)
    return WaveColumn.columns(of: snapshot[deck].zooms, on: axis, places: 21, heard: HeardStems(deck, snapshot))
  }

  /// While stems are apart the picture is what is heard of them: each in its own colour, what is silent is gone, what
  /// is down is lower, and kicks are the drums'. With all stems up it is the track's.
  @Test func stemsAreSeenAsTheyAreHeard() throws {
    var snapshot = try snapshotWithStems()
    #expect(heard(snapshot).allSatisfy { $0.stem == nil && $0.height == 20 } && heard(snapshot)[0].isFull)
    // Columns before 10 s are the voice's, behind it the bass's and the drums'; 0.025 s each, the middle is 10 s.
    snapshot.sound.deckA.stemMutes[2] = true
    let drums = heard(snapshot)
    #expect(drums[20..<118].allSatisfy { $0.stem == .vocals && $0.height == 20 && !$0.isFull })
    #expect(drums[141].height > 16 && drums[141].stem == .drums && drums[141].kick > 8)
    #expect(drums[130].height == 0 && drums[150].height == 0)
    snapshot.sound.deckA.stemMutes[2] = false
    snapshot.sound.deckA.stemMutes[1] = true
    let bass = heard(snapshot)
    #expect(bass[130].stem == .bass && bass[130].height == 20 && bass[130].kick == 0)
    // With the drum: 0.4 of √(0.8² + 0.4²).
    #expect(bass[141].stem == .bass && bass[141].height == 9 && bass[141].kick == 0)
    snapshot.sound.deckA.stemMutes[1] = false
    snapshot.sound.deckA.stemLevels[2] = 0.5
    #expect(heard(snapshot)[130].height == 10 && heard(snapshot)[130].stem == .bass)
    let frame = waves(snapshot, .quadrant)
    #expect(frame[45, 6].ink == .vocals && frame[65, 6].ink == .bass)
  }

  /// In a swap each deck shows the half that it plays; a deck whose stems are all silent shows nothing.
  @Test func aSwapShowsEachDecksHalf() throws {
    var snapshot = try snapshotWithStems()
    snapshot.sound.swap = .a
    #expect(heard(snapshot)[50].stem == .vocals && heard(snapshot)[130].height == 0)
    #expect(heard(snapshot, .b)[50].height == 0 && heard(snapshot, .b)[130].stem == .bass)
    snapshot.sound.swap = nil
    for stem in 0..<3 { snapshot.sound.deckA.stemMutes[stem] = true }
    #expect(heard(snapshot).allSatisfy { $0 == WaveColumn() })
    #expect(heard(snapshot, .b)[50].stem == nil)
  }

  /// The edge is the meter's red where the signal reaches 0 dB, whatever its bands reach, and nowhere else; an old
  /// analysis does not know.
  @Test func fullScaleIsTheSignals() {
    func red(_ snapshot: Snapshot) -> Int {
      let frame = waves(snapshot, .sextant)
      return (0..<120).count { frame[$0, 0].ink == .meterHigh }
    }
    #expect((15...25).contains(red(snapshot(peak: { $0 % 300 < 50 ? 255 : 254 }) { _ in (90, 20, 20) })))
    #expect(red(snapshot(peak: { _ in 254 }) { _ in (255, 255, 255) }) == 0)
    #expect(red(snapshot { _ in (255, 255, 255) }) == 0)
  }

  /// The signal's peak is the height, the bands are the colour.
  @Test func theSignalIsTheHeight() {
    let high = columns(snapshot(peak: { $0 < 1500 ? 240 : 120 }) { _ in (60, 10, 10) })
    #expect(high[40].height == 20 && high[200].height == 10 && high[200].band == .low)
  }

  /// Each pattern of places is a character of its own, and the one that Unicode has for it.
  @Test func everyPatternIsACharacter() {
    for (glyphs, count) in [(WaveGlyphs.octant, 256), (.sextant, 64), (.quadrant, 16), (.braille, 256)] {
      let all = Set((0..<count).map { glyphs.characters[$0] })
      #expect(all.count == count, "\(glyphs)")
    }
    func scalar(_ text: String) -> UInt32 { text.unicodeScalars.first!.value }
    let quadrants = WaveGlyphs.quadrant.characters
    #expect(quadrants[0b0110] == scalar("▞") && quadrants[0b1100] == scalar("▄"))
    // BLOCK SEXTANT-1, -2345, -12346; BLOCK OCTANT-3, -5, -2345678.
    #expect(WaveGlyphs.sextant.characters[1] == 0x1FB00 && WaveGlyphs.sextant.characters[0b111110] == 0x1FB3B)
    #expect(WaveGlyphs.sextant.characters[0b011110] == 0x1FB1C && WaveGlyphs.sextant.characters[0b101011] == 0x1FB28)
    #expect(WaveGlyphs.octant.characters[4] == 0x1CD00 && WaveGlyphs.octant.characters[16] == 0x1CD09)
    #expect(WaveGlyphs.octant.characters[254] == 0x1CDE5)
    #expect(WaveGlyphs.braille.characters[255] == 0x28FF && WaveGlyphs.braille.characters[2] == 0x2808)
  }

  /// In eighths, halves and letters deck B hangs from the axis as deck A stands on it.
  @Test(arguments: WaveGlyphs.allCases) func bothDecksAreMirrored(glyphs: WaveGlyphs) {
    let frame = waves(snapshot { (UInt8($0 % 70 * 3), 60, 20) }, glyphs)
    func isLit(_ x: Int, _ y: Int) -> Bool { frame[x, y].glyph != 0x20 && frame[x, y].glyph != 0x2800 }
    for x in 0..<120 where x != 60 {
      for row in 0..<6 { #expect(isLit(x, 6 - row) == isLit(x, 8 + row), "\(glyphs) \(x), \(row)") }
    }
  }

  /// Sextants only where the terminal is known to draw them; quadrants, which all fonts have, elsewhere.
  @Test func noTerminalIsGuessedWrong() {
    func kind(_ term: String, _ variables: [String: String] = [:], _ glyphs: GlyphSet = .full) -> WaveGlyphs {
      TerminalKind.waveGlyphs(glyphs, term: term) { variables[$0] }
    }
    #expect(kind("xterm-kitty") == .sextant && kind("foot-extra") == .sextant)
    #expect(kind("xterm-256color") == .quadrant && kind("tmux-256color") == .quadrant)
    #expect(kind("xterm-kitty", ["TMUX": "socket,1,0"]) == .quadrant)
    #expect(kind("xterm-kitty", [:], .ascii) == .ascii && kind("linux", [:], .console) == .half)
    var interface = Interface()
    var view = WaveView()
    view.glyphs = .octant
    #expect(interface.waveGlyphs(view) == .octant)
    interface.hasNoOtherGlyphs = true
    #expect(interface.waveGlyphs(view) == .quadrant)
  }
}
