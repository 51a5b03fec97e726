import Engine
import FoundationEssentials
import Glibc
import Music
import Support
import Testing

@testable import Workstation

private let tracks = ["con_garage_120", "con_techno_130_5", "con_drift_121"]

/// The whole program as a DJ has it: the real binary in a terminal, real music, a sound server.
@Suite(
  "A party", .tags(.slow),
  .enabled(if: InstalledSegue.isBuilt, "segue is not built"),
  .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"),
  .enabled(if: NullSink.isInstalled, "PulseAudio is not installed"),
  .enabled(if: tracks.allSatisfy { Corpus.track($0) != nil }, "the corpus is not there"), .serialized, .waits)
struct PartyTests {
  @Test("browse, load, play, pick a suggestion, sync, swap, crossfade, record, quit")
  func set() throws {
    let segue = try InstalledSegue(config: "recording = float\nperiod = 1024\nperiods = 8\n")
    try linkMusic(into: segue.music)
    #expect(try segue.run("scan", segue.music).status == 0)
    let sink = try NullSink()
    defer { sink.end() }
    try perform(segue, sink)

    let made = names(in: segue.data + "/recordings")
    let recording = try sound(of: "\(segue.data)/recordings/" + #require(made.first { $0.hasSuffix(".wav") }))
    let cue = Programs.contents("\(segue.data)/recordings/" + (try #require(made.first { $0.hasSuffix(".cue") })))
    #expect(cue.contains("TITLE \"con_garage_120\"") && cue.contains("TITLE \"con_techno_130_5\""))
    #expect(recording.count > 2 * 25 * 44_100)
    try compare(recording, with: sink)

    let journals = segue.data + "/journals/"
    let journal = Programs.contents(journals + (try #require(names(in: journals).first)))
    for line in [
      "swap a at bar", "swap off at bar", "crossfade b over 16 beats", "deck b sync", "deck b play at bar",
    ] {
      #expect(journal.contains(line), "“\(line)” is not in the journal")
    }
    let rendered = try Rendered(journal, in: segue.folder, name: "again")
    let found = ExactStretches(of: recording, in: rendered.samples)
    #expect(found.stretches.count == 1)
    #expect(found.exact == found.total, "frames of the recording that segue render gives bit for bit")

    try measureKicks(of: journal, in: segue.folder)
  }

  /// The tracks and their stems, without what else lies there.
  private func linkMusic(into folder: String) throws {
    for name in tracks {
      let path = try #require(Corpus.track(name))
      symlink(path, folder + "/" + (path.split(separator: "/").last ?? ""))
    }
    symlink(try #require(Corpus.folder) + "/ready/stems", folder + "/stems")
  }

  // MARK: The set

  private func perform(_ segue: InstalledSegue, _ sink: NullSink) throws {
    let alsa = segue.folder.path + "/asound.conf"
    try writeText("</usr/share/alsa/alsa.conf>\n\(sink.configuration)\n", to: alsa)
    let terminal = try segue.open("--device", "segue_pulse", adding: ["ALSA_CONFIG_PATH": alsa])
    try terminal.wait(for: "segue_pulse 44.1 kHz", "con_garage_120", "con_drift_121")

    // Browse and load.
    try terminal.type("/garage")
    try terminal.press("Enter")
    try terminal.wait(for: "1 of 1")
    try terminal.press("[")
    try terminal.wait(for: "A  ■ con_garage_120", "●VOC")
    // What would fit a little faster and four semitones lower?
    try terminal.command("deck a tempo = 4; deck a key = -4; deck a seek 15")
    try terminal.wait(for: "124.80", "0:15.0")
    try terminal.command("record on")
    try terminal.wait(for: "● REC 0:")
    try terminal.press("f")
    try terminal.wait(for: "A  ▶ con_garage_120", "What fits next after deck A", "con_techno_130_5", "4B → 4A")

    // Pick what is suggested. The same tempo stands on both decks once it follows.
    try terminal.command("deck b load suggested")
    try terminal.wait(for: "B  ■ con_techno_130_5")
    let wide = try terminal.wait(for: "both decks' stems") { $0.contains { $0.pieces("●VOC") == 2 } }
    expectScreen(wide, 120, 35, ["Library /garage", "What fits next after deck A", "● REC", "dropout"])
    // As it was recorded it shall be heard: the other one comes down to its tempo.
    try terminal.command("deck a tempo reset; deck a key = 0; deck b tempo = -8")
    try terminal.wait(for: "120.00")
    try terminal.press("l")
    try terminal.command("deck b play at bar")
    try terminal.wait(for: "B  ▶ con_techno_130_5")
    let recorded = try seconds(of: try terminal.screen())

    try terminal.resize(width: 80, height: 24)
    let small = try terminal.wait(for: "the same tempo twice, at 80 columns") { screen in
      screen.contains { $0.pieces("120.00") == 2 } && screen[0].count <= 80
    }
    expectScreen(small, 80, 24, ["A  ▶ con_garage_120", "B  ▶ con_techno_130_5", "Library", "MAIN", "● REC"])

    try wait(terminal, untilRecorded: recorded + 8)
    try terminal.command("swap a at bar")
    try terminal.resize(width: 200, height: 50)
    try wait(terminal, untilRecorded: recorded + 14)
    let large = try terminal.screen()
    expectScreen(
      large, 200, 50,
      [
        "A  ▶ con_garage_120", "B  ▶ con_techno_130_5", "vocals", "energy", "What fits next after deck A",
        "segue_pulse",
        "dropout", "● REC 0:",
      ])
    try terminal.command("swap off at bar")
    try wait(terminal, untilRecorded: recorded + 18)
    // Sixteen beats at 120 take 8 s.
    try terminal.command("crossfade b over 16 beats")
    try wait(terminal, untilRecorded: recorded + 27)
    try terminal.press("f")
    try terminal.wait(for: "A  ■ con_garage_120")
    try terminal.command("record off")
    try terminal.wait(for: "recorded \(segue.data)")
    try terminal.quit()
    #expect(try terminal.waitForEnd() == 0)
  }

  private func expectScreen(_ screen: [String], _ width: Int, _ height: Int, _ texts: [String]) {
    let whole = screen.joined(separator: "\n")
    for text in texts { #expect(whole.contains(text), "“\(text)” at \(width) × \(height):\n\(whole)") }
    #expect(screen.prefix { !$0.isEmpty }.count <= height)
    #expect(screen.allSatisfy { $0.count <= width })
  }

  private func wait(_ terminal: TmuxTerminal, untilRecorded seconds: Int) throws {
    try terminal.wait(for: "● REC at \(seconds) s") { try self.seconds(of: $0) >= seconds }
  }

  /// The recording's length as the status line has it: "● REC 1:05".
  private func seconds(of screen: [String]) throws -> Int {
    let line = screen.joined(separator: "\n")
    guard let mark = line.firstRange(of: "● REC ") else { return 0 }
    let parts = line[mark.upperBound...].prefix { $0.isNumber || $0 == ":" }.split(separator: ":").compactMap {
      Int($0)
    }
    return parts.reduce(0) { 60 * $0 + $1 }
  }

  // MARK: What came of it

  /// The sink got what was recorded. A busy machine drops frames at an xrun; what is between is exact.
  private func compare(_ recording: [Float], with sink: NullSink) throws {
    let heard = sink.recorded().withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let found = ExactStretches(of: recording, in: heard)
    #expect(found.share >= 0.95)
    #expect(found.longest > 44_100)
  }

  private func measureKicks(of journal: String, in folder: ScratchFolder) throws {
    let sides = try ["a", "b"].map {
      try Rendered(drums(of: $0, in: journal), in: folder, name: "drums-\($0)")
    }
    let set = try Journal(parsing: journal, name: "party")
    var strikes: [[Double]] = []
    for (deck, side) in zip([DeckID.a, .b], sides) {
      let name = tracks[Int(deck.rawValue)]
      let beats = deck == .a ? side.report.decks.a : side.report.decks.b
      let grid = try #require(
        set.entries.compactMap { entry in
          if case .refresh(deck, let spec) = entry.what, case .known(let grid) = spec.grid { grid } else { nil }
        }.last)
      let truth = try Self.truth(of: name)
      strikes.append(
        Kicks.strikes(
          in: side.samples, at: beats.map(\.frame), like: try drums(of: name),
          sourceBeats: beats.map { beat in
            let place = grid.frame(ofBeat: beat.beat)
            return truth.min { abs($0 * 44_100 - place) < abs($1 * 44_100 - place) }! * 44_100
          }))
    }
    let offsets = Kicks.offsets(strikes[0], strikes[1])
    #expect(offsets.count >= 16)
    #expect(offsets.allSatisfy { abs($0) < 5 })
  }

  /// The set up to the swap with one deck's drums alone.
  private func drums(of deck: String, in journal: String) -> String {
    var lines: [String] = []
    for line in journal.split(separator: "\n").map(String.init) {
      let words = line.split(separator: " ").map(String.init)
      if words.dropFirst().first == "swap" {
        lines.append("+12 seconds end")
        break
      }
      lines.append(line)
      if line.hasPrefix("rate ") { lines.append("@0 crossfader = \(deck == "a" ? -1 : 1)") }
      if words.count > 3, words[1...3] == ["deck", deck, "refresh"], line.hasSuffix(" stems") {
        lines += ["bass", "other", "vocals"].map { "\(words[0]) stem \(deck) \($0) mute on" }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func truth(of name: String) throws -> [Double] {
    struct Truth: Decodable { var beats: [Double] }
    let text = Programs.contents("\(try #require(Corpus.folder))/truth/\(name).json")
    return try JSONDecoder().decode(Truth.self, from: Data(text.utf8)).beats
  }

  private func drums(of name: String) throws -> [Float] {
    let folder = "\(try #require(Corpus.folder))/ready/stems/htdemucs/\(name)/"
    return try sound(of: folder + #require(names(in: folder).first { $0.hasPrefix("drums.") }))
  }
}

extension String {
  /// How often a text occurs in it.
  fileprivate func pieces(_ text: String) -> Int { ranges(of: text).count }
}
