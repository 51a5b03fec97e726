import FoundationEssentials
import Music
import Testing

@Suite struct TrackTests {
  @Test(arguments: [
    ("/m/a.b.flac", nil, "a.b"), ("/m/.flac", nil, ".flac"), ("/m/noending", "", "noending"),
    ("/m/x.mp3", "Baby", "Baby"),
    ("", nil, ""),
  ])
  func aTrackWithoutATitleIsCalledAsItsFile(path: String, title: String?, expected: String) {
    #expect(Track(id: TrackID(1), path: path, tags: Tags(title: title)).title == expected)
  }

  /// Files without tags are named after a custom that half of all collections keep; a tag of either always wins.
  @Test(arguments: [
    ("Ida Quay - Harbour Lights.flac", "Ida Quay", "Harbour Lights"),
    ("03 - Ida Quay - Harbour Lights.mp3", "Ida Quay", "Harbour Lights"),
    ("03. Ida Quay – Harbour - Lights.mp3", "Ida Quay", "Harbour - Lights"),
    ("50 Cent - In Da Club.mp3", "50 Cent", "In Da Club"), ("a-ha - Take On Me.ogg", "a-ha", "Take On Me"),
    ("03 - Harbour Lights.wav", nil, "03 - Harbour Lights"), ("Harbour-Lights.wav", nil, "Harbour-Lights"),
    (" - .wav", nil, " - "), ("Ida -  - .wav", nil, "Ida -  - "), ("日本 - の夜.wav", "日本", "の夜"),
  ])
  func artistAndTitleAreTakenFromFileNames(_ file: String, _ artist: String?, _ title: String) {
    let bare = Track(id: TrackID(1), path: "/music - all/" + file)
    #expect(bare.artist == artist && bare.title == title)
    let titled = Track(id: TrackID(1), path: bare.path, tags: Tags(title: "T"))
    #expect(titled.title == "T" && titled.artist == nil)
    let credited = Track(id: TrackID(1), path: bare.path, tags: Tags(artist: "A"))
    #expect(credited.artist == "A" && file.hasPrefix(credited.title))
    #expect(Track(id: TrackID(1), path: bare.path, tags: Tags(title: "T", artist: "A")).artist == "A")
  }

  @Test func aWaveformsColumnsAreItsBytes() {
    let waveform = Waveform(bytes: [1, 2, 3, 9, 8, 7])
    #expect(waveform.columns == 2)
    #expect(waveform[1] == Waveform.Column(low: 9, mid: 8, high: 7))
    #expect(waveform[1].peak == 9 && waveform.level(1) == 9)
    let heard = Waveform(bytes: [1, 2, 3, 9, 8, 7], peaks: [5, 17])
    #expect(heard.level(1) == 17 && Waveform(blob: heard.blob) == heard)
    #expect(Waveform(blob: [1, 2, 3]) == nil && Waveform(bytes: [1, 2, 3], peaks: [1, 2]).peaks.isEmpty)
    let twice = Waveform(bytes: [1, 2, 3, 1, 2, 3, 9, 8, 7], peaks: [5, 5, 17])
    #expect(heard.joined(first: 1, heard, dropping: 0) == twice)
  }

  @Test func vocalsSwapAgainstEverythingElse() {
    #expect(StemKind.allCases.filter { $0.bus == .vocal } == [.vocals])
  }
}

@Suite struct FoldingTests {
  @Test(arguments: [
    ("Âme", "ame"), ("KÖLSCH", "kolsch"), ("Röyksopp", "royksopp"), ("Łódź", "lodz"), ("Straße", "strasse"),
    ("ПРИВЕТ", "привет"),
    ("Four Tet", "four tet"), ("e\u{301}", "e"),
  ])
  func accentsAndCaseGo(text: String, expected: String) { #expect(text.folded == expected) }
}

@Suite struct SongNameTests {
  @Test(arguments: [
    ("Inner City Life", "inner city life"), ("Inner City Life", "Inner City Life (Remastered)"),
    ("Inner City Life", "Inner City Life (2011 Remaster)"), ("Inner City Life", "Inner City Life - Remastered 2011"),
    ("Inner City Life", "Inner City Life (Original Mix)"), ("Inner City Life", "Inner City Life [Radio Edit]"),
    ("Inner City Life", "Inner  City Life (feat. Diane)"), ("Inner City Life", "Inner City Life feat. Diane"),
    ("Café", "CAFE"), ("Re:Stacks", "Re: Stacks"), ("Baby", "Baby (Extended Mix) [Remastered]"),
  ])
  func releasesOfOneSongHaveOneName(a: String, b: String) {
    #expect(SongName(artist: "Goldie", title: a) == SongName(artist: "goldie feat. Somebody", title: b))
    #expect(SongName(artist: "Goldie", title: a) != nil)
  }

  @Test(arguments: [
    ("Baby", "Baby (Dub)"), ("Baby", "Baby (Someone Remix)"), ("Baby", "Baby (Live)"), ("Baby", "Babe"),
    ("Baby", "Baby - Instrumental"), ("Baby (Pt. 1)", "Baby (Pt. 2)"), ("1999", "2000"), ("Original", "Radio"),
  ])
  func otherRecordsHaveOtherNames(a: String, b: String) {
    #expect(SongName(artist: "Four Tet", title: a) != SongName(artist: "Four Tet", title: b))
  }

  @Test func withoutANameThereIsNoSameness() {
    #expect(SongName(artist: nil, title: "Intro") == nil)
    #expect(SongName(artist: "X", title: nil) == nil)
    #expect(SongName(artist: "…", title: "Intro") == nil)
    #expect(SongName(artist: "X", title: "(Remastered)") == nil)
    #expect(SongName(artist: "X", title: "Track 01") == nil, "two of these are not the same record")
    #expect(SongName(artist: "X", title: "Untitled") == nil)
    #expect(SongName(artist: "X", title: "1999") != nil)
    #expect(SongName(artist: "Unknown Artist", title: "Baby") == nil)
    #expect(SongName.digest(ofArtist: "Various Artists") == nil)
    #expect(SongName(artist: "X", title: "Open (bracket") != nil)
    #expect(SongName.digest(ofArtist: "FOUR tet") == SongName.digest(ofArtist: "Four Tet"))
    #expect(SongName.digest(ofArtist: "Featuring") != nil)
    #expect(SongName.digest(ofArtist: nil) == nil)
  }

  @Test func digestsAreStoredSoTheyMayNeverChange() {
    // FNV-1a of "a", from the test vectors of its makers.
    #expect(ContentID(hex: "a").digest == 0xaf63_dc4c_8601_ec8c)
  }
}

@Suite struct TrackAnalysisTests {
  /// Every key of the contract.
  static let contract = [
    "path", "content_id", "duration_seconds", "sample_rate_hz", "channels", "tags", "bpm", "bpm_confidence",
    "tempo_regions", "time_signature", "beats", "downbeats", "phrases", "key", "camelot", "key_confidence",
    "tuning_cents", "loudness", "energy", "energy_curve", "brightness_hz", "sections", "vocals", "cues",
    "analysis_version", "elapsed_seconds", "title", "artist", "album", "genre", "year", "integrated_lufs", "range_lu",
    "true_peak_dbtp", "first_sound_seconds", "mix_in_seconds", "mix_out_seconds", "last_sound_seconds",
  ]

  @Test func whatIsNotKnownIsWrittenAsNull() throws {
    let json = String(decoding: try JSONEncoder().encode(TrackAnalysis(path: "/m/a.flac")), as: UTF8.self)
    for key in Self.contract where !["path", "tags", "loudness", "cues", "analysis_version"].contains(key) {
      #expect(json.contains("\"\(key)\":null"), "\(key)")
    }
    #expect(try JSONDecoder().decode(TrackAnalysis.self, from: Data(json.utf8)) == TrackAnalysis(path: "/m/a.flac"))
  }

  @Test func everyFactComesBack() throws {
    var analysis = TrackAnalysis(path: "/m/é \"quoted\".flac")
    analysis.content_id = "0123abcd"
    analysis.duration_seconds = 361.25
    analysis.sample_rate_hz = 44_100
    analysis.channels = 2
    analysis.tags = Tags(
      title: "T", artist: "A", album: "B", genre: "G", year: 1999, bpm: 124.5, key: "8A")
    analysis.bpm = 124.02
    analysis.bpm_confidence = 0.9
    analysis.tempo_regions = [.init(start_seconds: 0, bpm: 124.02)]
    analysis.grid = BeatGrid(bpm: BPM(124.02), firstBeat: TrackTime(0.123), phraseStart: 0)
    analysis.time_signature = "4/4"
    analysis.beats = [0.123, 0.6]
    analysis.downbeats = [0.123]
    analysis.phrases = [0.123]
    analysis.key = "A minor"
    analysis.camelot = "8A"
    analysis.key_confidence = 0.7
    analysis.tuning_cents = -12
    analysis.loudness = .init(integrated_lufs: -8.1, range_lu: 4, true_peak_dbtp: 0.3, short_term_lufs: [-9.5, -8])
    analysis.energy = 7
    analysis.energy_curve = [0, 0.5, 1]
    analysis.brightness_hz = 2000
    analysis.drive = 0.6
    analysis.band_balance = .init(
      sub_db: -6, bass_db: -3, low_mid_db: -9, mid_db: -10, presence_db: -15, air_db: -20)
    analysis.onset_density_hz = 4.5
    analysis.stereo_width = 0.1
    analysis.mono_correlation = 0.8
    analysis.sections = [.init(label: "intro", start_seconds: 0, end_seconds: 15)]
    analysis.vocals = [.init(start_seconds: 30, end_seconds: 45, confidence: 0.8)]
    analysis.cues = .init(first_sound_seconds: 0.1, mix_in_seconds: 0.2, mix_out_seconds: 340, last_sound_seconds: 360)
    analysis.cues.drops = [60, 180]
    analysis.cues.highlight_seconds = 60
    analysis.elapsed_seconds = 2.5
    let json = try JSONEncoder().encode(analysis)
    #expect(try JSONDecoder().decode(TrackAnalysis.self, from: json) == analysis)
    let text = String(decoding: json, as: UTF8.self)
    #expect(!text.contains("null"), "the list above must have every fact")
    for key in Self.contract { #expect(text.contains("\"\(key)\":"), "\(key)") }
  }

  @Test func keysThatAreMissingAreNotKnown() throws {
    let json = #"{"path":"/m/a.flac","tags":{},"loudness":{},"cues":{},"analysis_version":1}"#
    var old = TrackAnalysis(path: "/m/a.flac")
    (old.analysis_version, old.stage_versions) = (1, nil)
    #expect(try JSONDecoder().decode(TrackAnalysis.self, from: Data(json.utf8)) == old)
  }
}
