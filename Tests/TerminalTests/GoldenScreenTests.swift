import Glibc
import Platform
import Testing
import Workstation

@testable import Terminal

/// Whole screens in what they say and how they look, at every size and in every depth of colour. What they say is kept
/// as text, once a size, where people read it: at 80 × 24 with the attributes of each row as runs. The look at each
/// depth is a hash a row: a row that differs is printed. `SEGUE_MAKE_GOLDENS=1 swift test --filter GoldenScreenTests`
/// writes all of it anew.
struct GoldenScreenTests {
  static let sizes = [(80, 24), (100, 30), (120, 35), (200, 50), (300, 80)]
  static let depths: [ColourDepth] = [.direct, .palette, .sixteen, .monochrome]
  static let scenes: [String] = Scene.allCases.map(\.rawValue)

  @Test(arguments: scenes) func screensLookAsTheyDid(_ name: String) throws {
    let scene = try #require(Scene(rawValue: name))
    var looks: [String] = []
    for (width, height) in Self.sizes {
      let frame = scene.frame(width: width, height: height)
      // The large sizes are read once; there the other scenes' rows are in the hashes.
      if width <= 120 || scene == .playing {
        try checkGolden(text(of: frame, withRuns: width == 80), "screens/\(name)-\(width)x\(height).txt")
      }
      for depth in Self.depths {
        let rows = (0..<height).map { hash(of: frame, row: $0, depth) }
        looks.append("\(width)x\(height) \(depth): " + rows.joined(separator: " "))
      }
    }
    try checkGolden(looks.joined(separator: "\n") + "\n", "screens/\(name).looks")
  }

  /// A golden that every frame passes would be none.
  @Test func aColourThatChangesIsSeen() {
    var frame = Scene.playing.frame(width: 80, height: 24)
    let before = Self.depths.map { hash(of: frame, row: 3, $0) }
    var cell = frame[10, 3]
    cell.ink = .failure
    cell.paper = .selection
    frame[10, 3] = cell
    let after = Self.depths.map { hash(of: frame, row: 3, $0) }
    #expect(zip(before, after).allSatisfy { $0 != $1 })
  }

  /// Under 60 × 18 a sentence says so, and that the music goes on.
  @Test(arguments: [(59, 18), (60, 17), (20, 5)]) func aScreenThatIsTooSmallSaysSo(_ width: Int, _ height: Int) {
    let text = draw(sampleSnapshot(), Interface(), width: width, height: height).plainText
    #expect(text.contains("Segue needs 60 × 18") && text.contains("the music goes on"))
  }

  /// The rows as text; then, by wish, for each row its runs of one look: `12 text/surface bold`.
  private func text(of frame: Frame, withRuns: Bool) -> String {
    var lines = (0..<frame.height).map { frame.row($0) }
    guard withRuns else { return lines.joined(separator: "\n") + "\n" }
    lines.append("--- columns ink/paper emphasis, row by row")
    for y in 0..<frame.height {
      var runs: [(count: Int, look: String)] = []
      for x in 0..<frame.width {
        let cell = frame[x, y]
        // What is blank has no ink.
        let ink = cell.glyph == 32 ? "" : cell.ink.name
        let marks = [(Emphasis.bold, "b"), (.reverse, "r"), (.underline, "u")]
        let emphasis = marks.filter { cell.emphasis.contains($0.0) && cell.glyph != 32 }.map(\.1).joined()
        let look = "\(ink)/\(cell.paper == .background ? "" : cell.paper.name)\(emphasis.isEmpty ? "" : " " + emphasis)"
        if runs.last?.look == look { runs[runs.count - 1].count += 1 } else { runs.append((1, look)) }
      }
      lines.append("\(y): " + runs.map { "\($0.count) \($0.look)" }.joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// FNV-1a of a row's glyphs, colours and emphases, as a terminal of this depth is told them; 16 bits of it.
  private func hash(of frame: Frame, row: Int, _ depth: ColourDepth) -> String {
    let palette = Palette(theme: depth == .sixteen ? .sixteen : .standard, depth: depth)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func take(_ value: UInt32) {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        hash = (hash ^ UInt64((value >> shift) & 255)) &* 0x100_0000_01B3
      }
    }
    for x in 0..<frame.width {
      let cell = frame[x, row]
      let look = palette.look(of: cell)
      take(look.glyph)
      take(cell.mark)
      take(UInt32(truncatingIfNeeded: palette.numbers[Int(look.ink)]))
      take(UInt32(truncatingIfNeeded: palette.numbers[Int(look.paper)]))
      take(UInt32(look.emphasis.rawValue))
    }
    let text = String((hash ^ hash >> 32 ^ hash >> 16) & 0xFFFF, radix: 16)
    return String(repeating: "0", count: 4 - text.count) + text
  }
}

/// What a DJ may have before them.
private enum Scene: String, CaseIterable {
  case firstRun = "first-run"
  case emptyLibrary = "empty-library"
  case playing, mash, search, help, error
  case noDevice = "no-device"
  case blendPlan = "blend-plan"
  case booth

  func frame(width: Int, height: Int) -> Frame {
    var (snapshot, interface) = (sampleSnapshot(), Interface())
    switch self {
    case .firstRun:
      snapshot = Snapshot()
      snapshot.status.device = "default 44.1 kHz"
      snapshot.status.isSilent = false
      snapshot.status.jobs = [JobProgress(name: "making the demo crate", done: 7, total: 100)]
    case .emptyLibrary: snapshot = Snapshot()
    case .playing: break
    case .mash:
      snapshot.mash = "MASH: voice +2, −3.1 %, +1.0 LU"
      snapshot.sound.swap = .a
    case .search:
      for key in ["/", "b", "p", "m"] {
        guard let chord = Chord(name: key) else { continue }
        _ = interface.handle(.press(chord, plain: nil), snapshot: snapshot)
      }
      snapshot.browser.query = "bpm"
    case .help:
      interface.commandHelp = [CommandHelp(syntax: "deck a|b play", summary: "start", section: "Decks")]
      interface.help = HelpPage()
    case .error:
      snapshot.status.messages = [
        Message(weight: .failure, text: "Deck A is playing: stop it first, or load the other deck.", number: 2)
      ]
    case .noDevice:
      snapshot.status.device = "no sound device: silent clock"
      snapshot.status.isSilent = true
      snapshot.status.recording = nil
    case .blendPlan:
      interface.focus = .suggestions
      snapshot.status.auto = "out in 0:48 · 16 bars · bass swap at 14 · both instrumental"
      snapshot.status.coming = ComingBlend(
        title: "Copper Garden", words: ["out in 0:48", "16 bars", "bass swap at 14", "both instrumental"],
        kind: "long blend", reasons: ["on a phrase", "8A → 9A", "no two voices"])
      snapshot.suggestions.isExplained = true
      snapshot.suggestions.rows[0].why = [
        "key 0.95 × 24 % = 22.8", "tempo 0.90 × 20 % = 18.0", "energy 0.70 × 12 % = 8.4",
      ]
    case .booth: snapshot.view = .booth
    }
    let rows = browserRows(width: width, height: height, view: snapshot.view)
    snapshot.browser.rows = Array(snapshot.browser.rows.prefix(rows))
    return draw(snapshot, interface, width: width, height: height)
  }
}

/// Compares with a file beside the tests, or writes it.
private func checkGolden(_ text: String, _ name: String) throws {
  let folder = String(#filePath.dropLast("GoldenScreenTests.swift".count)) + "Goldens"
  let path = folder + "/" + name
  if getenv("SEGUE_MAKE_GOLDENS") != nil {
    mkdir(folder + "/screens", 0o755)
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }
  let golden = try #require(textFile(path), "\(path) is missing")
  for (row, (expected, found)) in zip(golden.lines, text.lines).enumerated() where expected != found {
    Issue.record("\(name), line \(row + 1)\n  was \(expected)\n  is  \(found)")
    return
  }
  #expect(golden.lines.count == text.lines.count, "\(name)")
}
