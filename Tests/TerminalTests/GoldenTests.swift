import Glibc
import Music
import Platform
import Testing
import Workstation

@testable import Terminal

/// Whole screens as text. Colours are not in them: `ViewTests` looks at roles where they carry the meaning.
/// `SEGUE_MAKE_GOLDENS=1 swift test --filter GoldenTests` writes them anew.
struct GoldenTests {
  static let sizes = [(80, 24), (120, 35), (200, 50), (60, 18)]

  @Test(arguments: sizes)
  func wholeScreen(_ width: Int, _ height: Int) throws {
    var snapshot = sampleSnapshot()
    snapshot.browser.rows = Array(snapshot.browser.rows.prefix(browserRows(width: width, height: height)))
    try check(draw(snapshot, Interface(), width: width, height: height), "screen-\(width)x\(height)")
  }

  @Test func emptyProgram() throws {
    try check(draw(Snapshot(), Interface(), width: 80, height: 24), "empty-80x24")
  }

  /// The pads' page of effects, and what is on: in the least room, beside a loop, and where there is more.
  @Test(arguments: [(80, 24), (120, 35)])
  func effects(_ width: Int, _ height: Int) throws {
    var interface = Interface()
    interface.page = .effects
    var snapshot = sampleSnapshot()
    snapshot.sound.deckA.roll = nil
    snapshot.sound.deckA.slipPosition = nil
    snapshot.sound.deckA.effects[2] = EffectModel(.echo, isOn: true, beats: 0.75)
    snapshot.sound.deckA.metronome = true
    snapshot.sound.deckB.effects = [
      EffectModel(.gate, isOn: true, beats: 1), EffectModel(.flanger, isOn: true),
      EffectModel(.echo, isOn: true, beats: 1), EffectModel(.reverb, isOn: true),
    ]
    try check(draw(snapshot, interface, width: width, height: height), "effects-\(width)x\(height)")
  }

  /// The row of sliders, and what is steered to.
  @Test(arguments: [(80, 24), (120, 35), (200, 50)])
  func sliders(_ width: Int, _ height: Int) throws {
    var interface = Interface()
    interface.focus = .suggestions
    var snapshot = sampleSnapshot()
    let values = ["energy": -0.25, "bass": 0.5, "vocals": -1]
    snapshot.steering = SteeringModel(
      sliders: ["energy", "tempo", "bass", "harmony", "density", "vocals", "tension"].map {
        .init(name: $0, value: values[$0] ?? 0)
      }, selected: 2, isShown: true, words: "energy −0.25, bass +0.5, vocals −1")
    snapshot.browser.rows = Array(snapshot.browser.rows.prefix(browserRows(width: width, height: height)))
    try check(draw(snapshot, interface, width: width, height: height), "sliders-\(width)x\(height)")
  }

  /// The two waveforms, in every kind of character that they are made of; somebody sings on deck B.
  @Test(arguments: WaveGlyphs.allCases.filter { $0 != .pixels })
  func waveforms(_ glyphs: WaveGlyphs) throws {
    var snapshot = sampleSnapshot()
    snapshot.deckB.vocals = [TrackAnalysis.VocalSpan(start_seconds: 58, end_seconds: 60, confidence: 1)]
    var frame = Frame(width: 80, height: 15)
    for deck in Deck.allCases {
      let rect = Rect(x: 0, y: deck == .a ? 0 : 8, width: 80, height: 7)
      let axis = TimeAxis(deck, snapshot.sound, width: 80, perCell: glyphs.columns)
      drawWaveform(deck, snapshot, axis, glyphs, asPicture: false, in: rect, on: &frame)
    }
    try check(frame, "waves-\(glyphs.rawValue)")
    // And what of it is a kick.
    var kicks = frame
    for y in 0..<15 {
      for x in 0..<80 {
        let isKick = frame[x, y].ink == .kick || frame[x, y].paper == .kick
        kicks.put(isKick ? "K" : ".", x, y, Style(.text))
      }
    }
    try check(kicks, "kicks-\(glyphs.rawValue)")
  }

  @Test func help() throws {
    var interface = Interface()
    interface.commandHelp = [CommandHelp(syntax: "deck a|b play", summary: "start", section: "Decks")]
    interface.help = HelpPage(showsList: true)
    try check(draw(sampleSnapshot(), interface, width: 100, height: 130), "help-100x130")
  }

  /// The picture of the keyboard: in the least room, with three layers, and on another board with a key explained.
  @Test(arguments: [(80, 24), (120, 35)])
  func keyboard(_ width: Int, _ height: Int) throws {
    var interface = Interface()
    interface.help = HelpPage()
    try check(draw(sampleSnapshot(), interface, width: width, height: height), "keyboard-\(width)x\(height)")
    interface.use(Keymap.standard.on(.de), on: .de)
    interface.help?.explained = Chord(.character("z"))
    interface.help?.turns = 1
    try check(draw(sampleSnapshot(), interface, width: width, height: height), "keyboard-de-\(width)x\(height)")
  }

  @Test func filteredHelp() throws {
    var interface = Interface()
    interface.help = HelpPage(showsList: true, filter: LineEditor("roll"), isTyping: true)
    try check(draw(sampleSnapshot(), interface, width: 80, height: 24), "help-roll-80x24")
  }

  private func check(_ frame: Frame, _ name: String) throws {
    let path = goldenFolder + "/" + name + ".txt"
    if getenv("SEGUE_MAKE_GOLDENS") != nil {
      mkdir(goldenFolder, 0o755)
      let file = try #require(fopen(path, "w"))
      fputs(frame.plainText + "\n", file)
      fclose(file)
    }
    let golden = try #require(textFile(path), "\(path) is missing")
    let drawn = (frame.plainText + "\n").lines
    for (row, (expected, found)) in zip(golden.lines, drawn).enumerated() {
      #expect(found == expected, "\(name), row \(row)")
    }
    #expect(golden.lines.count == drawn.count)
  }
}

/// Beside this file.
private let goldenFolder = String(#filePath.dropLast("GoldenTests.swift".count)) + "Goldens"
