import FoundationEssentials
import Glibc
import Library
import Music
import Platform
import Support
import Testing
import Workstation

/// What other programs rely on: statuses, and lines of JSON in which every key is there.
@Suite("segue as a tool", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct ToolTests {
  @Test("help and version")
  func help() throws {
    let segue = try InstalledSegue()
    for option in ["--help", "-h"] {
      let help = try segue.run(option)
      #expect(help.status == 0 && help.errors.isEmpty)
      for word in ["segue demo", "segue analyze FILE", "segue render JOURNAL", "--device NAME", "Exit status"] {
        #expect(help.output.contains(word))
      }
    }
    let version = try segue.run("--version")
    #expect(version.status == 0 && version.output.hasPrefix("segue "))
  }

  @Test(
    "wrong usage",
    arguments: [
      ["fly"], ["--theme"], ["--nonsense"], ["analyze"], ["render", "set.journal"], ["suggest"],
      ["analyze", "x", "--jobs", "0"],
      ["suggest", "x", "--limit", "none"],
    ])
  func wrongUsage(words: [String]) throws {
    let segue = try InstalledSegue()
    let ended = try Programs.run([segue.program] + words, environment: segue.environment)
    #expect(ended.status == 2)
    #expect(ended.output.isEmpty)
    #expect(ended.errors.hasPrefix("segue: ") && ended.errors.contains("segue --help lists what there is"))
  }

  @Test("analyze: a line for each file, all keys of the contract, status 1 when one failed")
  func analyze() throws {
    let segue = try InstalledSegue()
    let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 30, seed: 3)
    try write(track.signal.samples, to: segue.music + "/good.flac", .flac, tags: Tags(title: "Good", artist: "One"))
    try writeText("no music", to: segue.music + "/bad.mp3")
    let ended = try segue.run("analyze", segue.music + "/good.flac", segue.music + "/bad.mp3", "--json")
    #expect(ended.status == 1)
    #expect(ended.errors.contains("1 of 2 files could not be analysed"))
    let lines = ended.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    let good = try #require(lines.first { $0.contains("good.flac") })
    let bad = try #require(lines.first { $0.contains("bad.mp3") })

    let keys: Set<String> = [
      "path", "content_id", "duration_seconds", "sample_rate_hz", "channels", "tags", "bpm", "bpm_confidence",
      "tempo_regions", "time_signature", "beats", "downbeats", "phrases", "key", "camelot", "key_confidence",
      "tuning_cents", "loudness", "energy", "energy_curve", "brightness_hz", "sections", "vocals", "cues",
      "analysis_version", "elapsed_seconds",
    ]
    #expect(keys.subtracting(try Keys(good).names) == [])
    let object = try JSONDecoder().decode(TrackAnalysis.self, from: Data(good.utf8))
    #expect(abs((object.bpm ?? 0) - 124) < 0.1)
    #expect(object.tags.title == "Good")
    #expect(try Keys(good, at: "tags").names == ["title", "artist", "album", "genre", "year", "bpm", "key"])
    let loudness: Set = ["integrated_lufs", "range_lu", "true_peak_dbtp", "short_term_lufs"]
    #expect(try Keys(good, at: "loudness").names == loudness)
    #expect(
      try Keys(good, at: "cues").names == [
        "first_sound_seconds", "mix_in_seconds", "mix_out_seconds", "last_sound_seconds", "drops", "highlight_seconds",
      ])
    #expect(try Keys(bad).names == ["path", "error"])
  }

  @Test("scan fills the library, suggest reads it")
  func scanAndSuggest() throws {
    let segue = try InstalledSegue()
    let plan: [(name: String, tempo: Double, key: String)] = [
      ("one", 124, "D minor"), ("two", 126, "A minor"), ("three", 96, "F# major"),
    ]
    for (number, track) in plan.enumerated() {
      let key = try #require(MusicalKey(parsing: track.key))
      let made = SyntheticTrack(tempo: { _ in track.tempo }, seconds: 34, key: key, seed: UInt64(number + 1))
      try write(made.signal.samples, to: "\(segue.music)/\(track.name).flac", .flac)
    }
    let unknown = try segue.run("suggest", segue.music + "/one.flac")
    #expect(unknown.status == 1 && unknown.errors.contains("segue scan FOLDER"))

    let scanned = try segue.run("scan", segue.music)
    #expect(scanned.status == 0, "\(scanned.errors)")
    let missing = try segue.run("scan", segue.music + "/nowhere")
    #expect(missing.status == 1 && missing.errors.contains("nowhere is not a folder"))

    let suggested = try segue.run("suggest", segue.music + "/one.flac", "--json")
    #expect(suggested.status == 0)
    let lines = suggested.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    let keys: Set = [
      "path", "score", "camelot", "camelot_relation", "key_shift_semitones", "tempo_change_percent", "energy_step",
      "vocal_clash", "reasons", "needs_work",
    ]
    #expect(try Keys(lines[0]).names == keys)
    let explained = try segue.run("suggest", segue.music + "/one.flac", "--json", "--explain")
    try explains(explained.output, keys)
    struct Line: Decodable {
      var path: String
      var score: Double
      var camelot_relation: String
      var tempo_change_percent: Double
      var reasons: [String]
    }
    let line = try JSONDecoder().decode(Line.self, from: Data(lines[0].utf8))
    #expect(line.path == segue.music + "/two.flac")
    #expect((0...1).contains(line.score))
    #expect(line.camelot_relation == "up")
    #expect(abs(line.tempo_change_percent - (124.0 / 126 - 1) * 100) < 0.2)
    #expect(!line.reasons.isEmpty)
    // A title does as well; of several it asks which.
    #expect(try segue.run("suggest", "one", "--json").output == suggested.output)
    let several = try segue.run("suggest", "t")
    #expect(several.status == 1 && several.errors.contains("finds 2 tracks: name one by its path"))
    let words = try segue.run("suggest", segue.music + "/one.flac", "--limit", "5")
    let said = words.output.split(separator: "\n")
    #expect(said.count == 3 && said[0].contains("two.flac") && said[1] == "takes work:")
    #expect(said[2].contains("three.flac") && said[2].contains("too far for a common beat"))
  }

  /// Each row tells its score as a sum, and the blend as `segue transition --plan` does.
  private func explains(_ output: String, _ keys: Set<String>) throws {
    struct Part: Decodable { var value, weight: Double }
    struct Plan: Decodable {
      var kind: String
      var commands, reasons: [String]
      var out_seconds, in_seconds, confidence: Double
    }
    struct Row: Decodable {
      var score: Double
      var parts: [String: Part]
      var plan: Plan?
    }
    for line in output.split(separator: "\n").map(String.init) {
      #expect(try Keys(line).names == keys.union(["parts", "plan"]))
      let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
      #expect(row.parts.count == 11 && row.plan?.commands.isEmpty == false)
      #expect(abs(row.parts.values.reduce(0) { $0 + $1.value * $1.weight } - row.score) < 1e-9)
      #expect(abs(row.parts.values.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
    }
  }

  @Test("parse says what a line means; a line that is not understood ends it with 2")
  func parse() throws {
    let segue = try InstalledSegue()
    let good = try segue.run("parse", "play a", "b sync; fader b 50%", "deck a seek 1:30")
    #expect(good.status == 0)
    #expect(good.output == "deck a play\ndeck b sync on; deck b fader = 0.5\ndeck a seek 90\n")
    let bad = try segue.run("parse", "deck a tempo 125", "play b")
    #expect(bad.status == 2 && bad.output == "deck b play\n")
    #expect(bad.errors.contains("tempo goes from -50 to 50 %; for a tempo in BPM: deck a bpm 125"))
    #expect(try segue.run("parse").status == 2)
  }

  @Test("render knows sets by number, formats by name, and says what came to nothing; journal names the recording")
  func renderAndJournal() throws {
    let segue = try InstalledSegue()
    let track = segue.music + "/tone.wav"
    try write(ClickTracks.sine(hz: 440, amplitude: 0.1, seconds: 3), to: track, .wav)
    let journals = segue.data + "/journals"
    #expect(makeFolder(journals) == nil)
    let set = "segue journal 1\n@1s end\n@0 deck a load \"\(track)\" nogrid\n@0 deck a play\n"
    try writeText(set, to: journals + "/2026-11-21 20.15.03.journal")
    let rendered = try segue.run("render", "1", "-o", segue.music + "/set.wav")
    #expect(rendered.status == 0 && rendered.output.hasPrefix("rendered 1.0 s"), "\(rendered.errors)")
    #expect(rendered.errors.contains("line 3: its time lies before that of line 2"))
    #expect(!rendered.errors.contains("has no line “end”"))
    let endless = segue.music + "/endless.journal"
    let lines = set.replacing("@1s end\n", with: "").replacing("@0 deck a play", with: "@2s deck a play")
    try writeText(lines, to: endless)
    let whole = try segue.run("render", endless, "-o", segue.music + "/endless.wav")
    #expect(whole.status == 0 && whole.output.hasPrefix("rendered 5."), "\(whole.output)")
    #expect(
      whole.errors.contains("endless.journal has no line “end”: it is rendered until both decks stand still, at 0:02"),
      "\(whole.errors)")
    for name in ["x.xyz", "noending"] {
      let refused = try segue.run("render", "1", "-o", segue.music + "/" + name)
      #expect(refused.status == 2 && refused.errors.contains(".wav, .flac, .ogg, .opus or .mp3"))
      #expect(access(segue.music + "/" + name, F_OK) != 0)
    }
    #expect(
      try segue.run("render", "2", "-o", segue.music + "/set.wav").errors.contains("there is no set 2 among 1 set:"))

    let bare = try segue.run("journal", "1", "--cuesheet")
    #expect(bare.status == 0 && bare.errors.contains("has no recording"))
    let recorded =
      set + "@100 record on \"/gigs/night.flac\" flac\n@200 heard a \"\(track)\" title \"Tone\"\n@300 record off\n"
    try writeText(recorded, to: journals + "/2026-11-22_20.15.03.journal")
    #expect(try segue.run("journal", "1", "--cuesheet").output.contains("FILE \"night.flac\" WAVE"))
    let two = recorded + "@400 record on \"/gigs/late.flac\" flac\n@500 record off\n"
    try writeText(two, to: journals + "/2026-11-23_20.15.03.journal")
    let asked = try segue.run("journal", "1", "--cuesheet")
    #expect(asked.status == 1 && asked.errors.contains("--recording 2 is /gigs/late.flac"))
    #expect(try segue.run("journal").output.contains("1\t2026-11-23 20.15.03\t"))
  }

  @Test("analyze takes folders, keeps the order of its arguments, and failures on stderr; energies are the library's")
  func analyzeManners() throws {
    let segue = try InstalledSegue()
    for (index, name) in ["b", "a", "c"].enumerated() {
      let made = SyntheticTrack(tempo: { _ in 118 + 4 * Double(index) }, seconds: 30, seed: UInt64(index + 5))
      try write(made.signal.samples, to: "\(segue.music)/\(name).flac", .flac)
    }
    let (a, b, c) = (segue.music + "/a.flac", segue.music + "/b.flac", segue.music + "/c.flac")
    let named = try segue.run("analyze", c, "/nowhere/x.flac", a, b)
    let lines = named.output.split(separator: "\n").map(String.init)
    #expect(named.status == 1)
    #expect(lines.map { $0.split(separator: "\t").last.map(String.init) ?? "" } == [c, a, b])
    #expect(!named.output.contains("nowhere") && named.errors.ranges(of: "x.flac").count == 1)
    let whole = try segue.run("analyze", segue.music)
    #expect(whole.status == 0)
    let folder = whole.output.split(separator: "\n").map { String($0.split(separator: "\t").last ?? "") }
    #expect(folder == [a, b, c])
    #expect(try segue.run("scan", segue.music).status == 0)
    let library = try Library(path: segue.data + "/library.sqlite")
    for line in try segue.run("analyze", segue.music, "--json").output.split(separator: "\n") {
      let heard = try JSONDecoder().decode(TrackAnalysis.self, from: Data(line.utf8))
      #expect(try library.track(at: heard.path)?.energy == heard.energy)
    }
    let alone = try segue.run("suggest", a, "--limit", "1")
    #expect(alone.status == 0 && (alone.output.isEmpty == alone.errors.contains("nothing in the library fits")))
  }

  @Test("A reader that has seen enough is no failure")
  func closedPipe() throws {
    let segue = try InstalledSegue()
    try writeText(String(repeating: "play a\n", count: 20_000), to: segue.music + "/lines")
    let piped = try Programs.run(
      ["/bin/bash", "-c", "set -o pipefail; '\(segue.program)' parse - < '\(segue.music)/lines' | head -1"])
    #expect(piped.status == 0 && piped.output == "deck a play\n", "\(piped.errors)")
  }
}

/// The names in a JSON object, whatever they hold.
private struct Keys: Decodable {
  struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  let names: Set<String>

  init(from decoder: any Decoder) throws {
    names = Set(try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue))
  }

  /// Of the whole line.
  init(_ line: String) throws { self = try JSONDecoder().decode(Keys.self, from: Data(line.utf8)) }

  /// Of the object that one of its names holds.
  init(_ line: String, at name: String) throws {
    struct Outer: Decodable {
      let inner: [String: Keys]
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        inner = Dictionary(
          uniqueKeysWithValues: container.allKeys.compactMap { key in
            (try? container.decode(Keys.self, forKey: key)).map { (key.stringValue, $0) }
          })
      }
    }
    self = try #require(try JSONDecoder().decode(Outer.self, from: Data(line.utf8)).inner[name])
  }
}
