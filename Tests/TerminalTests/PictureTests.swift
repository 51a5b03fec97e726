import CZlib
import Music
import Support
import Testing
import Workstation

@testable import Terminal

/// Waveforms as pictures: what is in their pixels, and what a terminal is told of them.
struct PictureTests {
  private static let cell = PictureWriter.CellSize(width: 8, height: 16)

  /// Each role a colour of its own.
  private static func colour(_ role: Role) -> RGB { (role.rawValue, 255 - role.rawValue, 7) }

  private func role(_ bytes: ArraySlice<UInt8>) -> Role? {
    let bytes = Array(bytes)
    guard bytes[1] == 255 - bytes[0], bytes[2] == 7 else { return nil }
    return Role(rawValue: bytes[0])
  }

  /// Both decks play a minute that is silent but for mids from second 10 to 11; a beat is half a second.
  private func playing(at position: Double) -> Snapshot {
    var snapshot = Snapshot()
    let columns = Int(60 * Waveform.columnsPerSecond)
    for deck in Deck.allCases {
      snapshot[deck].track = Track(id: TrackID(1), path: "/music/one.flac", duration: Seconds(60))
      snapshot[deck].waveform = Waveform(
        bytes: (0..<columns).flatMap { column -> [UInt8] in
          let second = Double(column) / Waveform.columnsPerSecond
          return (10..<11).contains(second) ? [0, 200, 0] : [0, 0, 0]
        }, peaks: [])
      snapshot[deck].grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0))
      snapshot.sound[deck].hasTrack = true
      snapshot.sound[deck].isPlaying = true
      snapshot.sound[deck].position = TrackTime(position)
      snapshot.sound[deck].length = Seconds(60)
    }
    return snapshot
  }

  private func frame(_ snapshot: Snapshot, _ change: (inout Interface) -> Void = { _ in }) -> Frame {
    var interface = Interface()
    interface.canShowPictures = true
    change(&interface)
    return draw(snapshot, interface, width: 120, height: 35)
  }

  // MARK: What is in it

  @Test(arguments: [Deck.a, .b]) func soundIsWhereItsTimeIs(_ deck: Deck) throws {
    var snapshot = playing(at: 10)
    snapshot.sound[deck].loopIn = TrackTime(9)
    snapshot.sound[deck].loopOut = TrackTime(10)
    snapshot.sound[deck].isLooping = true
    snapshot.sound[deck].hotCues[0] = TrackTime(12)
    let picture = try #require(frame(snapshot).pictures.first { $0.subject.deck == deck })
    let pixels = WavePixels(
      picture.subject, span: 8..<13, width: 1000, height: 60, cells: 120, colour: Self.colour)
    func role(_ second: Double, _ place: Int) -> Role? {
      let row = deck == .a ? 59 - place : place
      let first = 3 * (row * 1000 + Int(((second - 8) * 200).rounded(.down)))
      return self.role(pixels.bytes[first..<first + 3])
    }
    let mid: Role = deck == .a ? .midA : .midB
    // Its edges lie within a column of the data.
    for second in [10.02, 10.2, 10.8, 10.98] { #expect(role(second, 0) == mid) }
    #expect(role(11.02, 0) == .background && role(10.8, 59) == .background)
    // Without a kick; and the loop's ground where nothing sounds.
    #expect(role(9.2, 40) == .loopGround && role(8.8, 40) == .background)
    #expect(role(9.001, 0) == .loop && role(12.001, 0) == .hotCue)
    // Dashes, beside beats that are dashes, too, and bars that are whole.
    #expect(role(12.001, 4) == .phrase || role(12.001, 4) == .bar)
    #expect(role(11.501, 0) == .faint && role(11.501, 4) == .background)
  }

  /// The picture's middle is the playhead's, whatever the tempo.
  @Test func theWindowIsAroundThePlayhead() throws {
    var snapshot = playing(at: 20)
    snapshot.sound.deckB.ratio = TempoRatio(1.1)
    for picture in frame(snapshot).pictures {
      let cell = picture.seconds / 120
      #expect(abs(picture.start + (Double(picture.playhead) + 0.5) * cell - 20) < 1e-9)
    }
    let seconds = frame(snapshot).pictures.map(\.seconds)
    #expect(seconds.count == 2 && abs(seconds[1] / seconds[0] - 1.1) < 1e-6)
  }

  @Test func cellsUnderItAreBlankAndFlagsStandBesideIt() throws {
    var snapshot = playing(at: 10)
    snapshot.sound.deckA.hotCues[0] = TrackTime(10.5)
    let frame = frame(snapshot)
    #expect(frame.pictures.count == 2)
    for picture in frame.pictures {
      for y in picture.rect.y..<picture.rect.bottom {
        for x in 0..<120 where x != picture.playhead { #expect(frame[x, y].glyph == 32) }
      }
    }
    let flags = try #require(frame.pictures.first).rect.y - 1
    #expect(frame.row(flags).contains("1"))
  }

  @Test func whatLiesBeforeItIsSeen() {
    let snapshot = playing(at: 10)
    let plain = draw(snapshot, Interface(), width: 120, height: 35)
    #expect(plain.pictures.isEmpty)
    let covered = frame(snapshot) { $0.help = HelpPage() }
    #expect(covered.pictures.isEmpty)
    var interface = Interface()
    interface.help = HelpPage()
    #expect(covered == draw(snapshot, interface, width: 120, height: 35))
    // By choice characters, and where there is no room for both.
    var chosen = snapshot
    chosen.waveView.glyphs = .quadrant
    #expect(frame(chosen) == plain && frame(chosen).pictures.isEmpty)
    chosen.waveView.glyphs = .pixels
    #expect(frame(chosen).pictures.count == 2)
    #expect(draw(chosen, Interface(), width: 120, height: 35) == plain)
  }

  // MARK: What the terminal is told

  /// A terminal that shows pictures.
  private struct Terminal {
    var writer = PictureWriter()
    var screen = ShownScreen(columns: 120, rows: 35)
    /// - Returns: how many bytes it took.
    mutating func show(_ pictures: [WavePicture]) -> Int {
      let bytes = writer.difference(to: pictures, cell: PictureTests.cell, colour: PictureTests.colour)
      screen.show(bytes)
      #expect(screen.strangers.isEmpty)
      return bytes.count
    }
    var shown: ShownPictures { screen.pictures }
    /// Of a deck's waveform.
    func place(_ row: Int) -> ShownPictures.Place? { shown.places.values.first { $0.row == row && $0.columns == 120 } }
  }

  @Test func aPictureIsSentOnceAndThenMoved() throws {
    var terminal = Terminal()
    let first = frame(playing(at: 10)).pictures
    _ = terminal.show(first)
    // Two waveforms and the playhead.
    #expect(terminal.shown.sent == 3 && terminal.shown.places.count == 4)
    #expect(terminal.show(first) == 0)
    let row = first[0].rect.y
    let before = try #require(terminal.place(row))
    #expect(before.rows == first[0].rect.height && before.column == 0)
    // Half a second on, by half a second's pixels.
    #expect(terminal.show(frame(playing(at: 10.5)).pictures) < 400)
    let after = try #require(terminal.place(row))
    #expect(terminal.shown.sent == 3 && terminal.shown.places.count == 4)
    let perSecond = Double(before.width) / first[0].seconds
    #expect(abs(Double(after.x - before.x) - 0.5 * perSecond) <= 1 && after.width == before.width)
    // Beyond its end there is another one, and the old one is taken away.
    _ = terminal.show(frame(playing(at: 40)).pictures)
    #expect(terminal.shown.sent == 5 && terminal.shown.pictures.count == 3 && terminal.shown.places.count == 4)
    _ = terminal.show([])
    #expect(terminal.shown.places.isEmpty && terminal.show([]) == 0)
    _ = terminal.show(first)
    #expect(terminal.shown.places.count == 4)
  }

  @Test func aPlaceOfThePictureShowsItsTime() throws {
    var terminal = Terminal()
    let picture = try #require(frame(playing(at: 10.25)).pictures.first)
    _ = terminal.show([picture])
    let (name, place) = try #require(terminal.shown.places.first { $0.value.columns == 120 })
    let sent = try #require(terminal.shown.pictures[name.picture])
    var count = uLong(sent.width * sent.height * 3)
    var pixels = [UInt8](repeating: 0, count: Int(count))
    #expect(uncompress(&pixels, &count, sent.data, uLong(sent.data.count)) == Z_OK && sent.format == 24)
    // The mids of deck A begin a quarter of a second left of the playhead.
    let foot = 3 * (sent.height - 1) * sent.width
    let lit = (0..<place.width).filter { role(pixels[(foot + 3 * (place.x + $0))...].prefix(3)) == .midA }
    let perSecond = Double(place.width) / picture.seconds
    let playhead = (Double(picture.playhead) + 0.5) / 120 * Double(place.width)
    // A column of the data is wide; the beat's line may be the first of them.
    let column = perSecond / Waveform.columnsPerSecond
    #expect(abs(Double(try #require(lit.first)) - (playhead - 0.25 * perSecond)) <= column + 2)
  }

  @Test func whatItShowsHasChanged() {
    var terminal = Terminal()
    var snapshot = playing(at: 10)
    _ = terminal.show(frame(snapshot).pictures)
    // A tempo that is moved a little stretches it.
    snapshot.sound.deckA.ratio = TempoRatio(1.08)
    _ = terminal.show(frame(snapshot).pictures)
    #expect(terminal.shown.sent == 3)
    snapshot.sound.deckA.hotCues[2] = TrackTime(11)
    _ = terminal.show(frame(snapshot).pictures)
    #expect(terminal.shown.sent == 4)
    snapshot.deckB.grid = BeatGrid(bpm: BPM(121), firstBeat: TrackTime(0))
    _ = terminal.show(frame(snapshot).pictures)
    #expect(terminal.shown.sent == 5 && terminal.shown.pictures.count == 3)
    // After the screen was cleared all of it is sent again.
    terminal.writer.forget()
    terminal.screen.show("\u{1B}[H\u{1B}[2J".utf8)
    _ = terminal.show(frame(snapshot).pictures)
    #expect(terminal.shown.pictures.count == 3 && terminal.shown.places.count == 4)
  }

  // MARK: What it answers

  @Test func onlyTheAnswerIsTaken() {
    func events(_ text: String, in chunks: Int = 64) -> [InputEvent] {
      var parser = InputParser()
      let bytes = Array(text.utf8)
      return stride(from: 0, to: bytes.count, by: chunks).flatMap { start in
        parser.feed(bytes[start..<min(bytes.count, start + chunks)], at: 0.001 * Double(start))
      }
    }
    let answer = "\u{1B}_" + String(decoding: PictureWriter.answer, as: UTF8.self) + "\u{1B}\\"
    #expect(events(answer) == [.showsPictures] && events(answer, in: 1) == [.showsPictures])
    for other in ["\u{1B}_Gi=1;OK\u{1B}\\", answer.replacing("OK", with: "EINVAL:no"), "\u{1B}_G;OK\u{1B}\\"] {
      #expect(events(other).isEmpty)
    }
    #expect(events(answer.replacing("_", with: "P")).isEmpty)
    let long = "\u{1B}_" + String(repeating: "x", count: 5000) + "\u{1B}\\"
    #expect(events(long + answer) == [.showsPictures])
  }
}
