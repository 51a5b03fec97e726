import FoundationEssentials
import Music
import Support
import Testing
import Workstation

/// What other programs rely on: statuses, and lines of JSON in which every key is there.
@Suite("segue as a tool", .enabled(if: InstalledSegue.isBuilt, "segue is not built"))
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
    try #require(lines.count == 1)
    #expect(
      try Keys(lines[0]).names == [
        "path", "score", "camelot", "camelot_relation", "key_shift_semitones", "tempo_change_percent", "energy_step",
        "vocal_clash", "reasons",
      ])
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
    let words = try segue.run("suggest", segue.music + "/one.flac", "--limit", "5")
    #expect(words.output.contains("two.flac") && words.output.split(separator: "\n").count == 1)
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
