import Library
import Music
import Platform
import Testing

/// What plans need of many tracks at once.
@Suite struct PlanFactsTests {
  private func heard(_ name: String) -> FileAnalysis {
    var analysis = TrackAnalysis(path: "/m/\(name).flac")
    analysis.content_id = String(repeating: name, count: 16)
    analysis.tags.title = "Title \(name)"
    analysis.tags.genre = "House"
    analysis.duration_seconds = 240.5
    analysis.bpm = 124.01
    analysis.bpm_confidence = 0.9
    analysis.grid = BeatGrid(
      anchors: [
        BeatGrid.Anchor(time: TrackTime(0.1234567), beat: BeatPosition(0), bpm: BPM(124.01)),
        BeatGrid.Anchor(time: TrackTime(100), beat: BeatPosition(207), bpm: BPM(123)),
      ], beatsPerBar: 4, downbeat: 1, phraseStart: nil, barsPerPhrase: 8)
    analysis.beats = [0.1, 0.6]
    analysis.key = "C major"
    analysis.tuning_cents = -12.5
    analysis.loudness.integrated_lufs = -8.25
    analysis.loudness.true_peak_dbtp = -0.25
    analysis.loudness.short_term_lufs = [-70, -8.3, -7.9]
    analysis.energy = 7
    analysis.energy_curve = [0, 0.25, 1, 0.987]
    analysis.brightness_hz = 1234.5
    analysis.onset_density_hz = 4.5
    analysis.band_balance = TrackAnalysis.BandBalance(
      sub_db: -3, bass_db: -4, low_mid_db: -9, mid_db: -12, presence_db: -18, air_db: -24)
    analysis.cues = TrackAnalysis.CuePoints(first_sound_seconds: 0.1, mix_out_seconds: 200.5)
    analysis.sections = ["intro", "drop", "outro"].enumerated().map {
      TrackAnalysis.Section(label: $1, start_seconds: Double($0) * 60 + 0.1, end_seconds: Double($0) * 60 + 60.1)
    }
    analysis.vocals = [TrackAnalysis.VocalSpan(start_seconds: 30.3, end_seconds: 44.4, confidence: 0.81)]
    return FileAnalysis(analysis, waveform: nil, features: nil)
  }

  private func library(_ tracks: [FileAnalysis]) throws -> (Library, [TrackID]) {
    let library = try Library.inMemory()
    try library.upsert(tracks.map { FileStamp(path: $0.analysis.path, bytes: 10, modified: 1) })
    return (library, try library.store(tracks).compactMap(\.self))
  }

  /// - Returns: the facts, and for how many they had to be made; these are kept.
  private func read(_ library: Library, _ tracks: [TrackID]) throws -> ([TrackID: TrackAnalysis], made: Int) {
    var new: [NewPlanFacts] = []
    let facts = try library.planFacts(of: tracks) { new += $0 }
    try library.keep(new)
    return (facts, new.count)
  }

  /// Kept facts read back as they were made, to the bit but for the energy curve's thousandths.
  @Test func factsAreMadeOnceAndReadBack() throws {
    let (library, tracks) = try library([heard("a"), heard("b")])
    let (made, count) = try read(library, tracks)
    let (kept, again) = try read(library, tracks + [TrackID(99)])
    #expect(count == 2 && again == 0 && made == kept && kept.count == 2)
    let (facts, full) = (try #require(kept[tracks[0]]), heard("a").analysis)
    #expect(facts.grid == full.grid && facts.sections == full.sections && facts.vocals == full.vocals)
    #expect(facts.onset_density_hz == 4.5)
    #expect(facts.cues == full.cues && facts.band_balance == full.band_balance && facts.key == full.key)
    #expect(facts.loudness == full.loudness)
    #expect(facts.energy_curve == full.energy_curve && facts.energy == 7 && facts.tags.genre == "House")
    #expect(facts.tuning_cents == -12.5 && facts.loudness.integrated_lufs == -8.25 && facts.bpm == 124.01)
    #expect(facts.duration_seconds == 240.5 && facts.brightness_hz == 1234.5 && facts.bpm_confidence == 0.9)
    #expect(facts.tags.title == "Title a" && facts.path == full.path && facts.beats == nil)
  }

  /// Whatever the facts were made from: when it changes they are made anew.
  @Test func factsFollowCorrections() throws {
    let (library, tracks) = try library([heard("a"), heard("b")])
    func changed(_ change: () throws -> Void) throws -> TrackAnalysis? {
      _ = try read(library, tracks)
      try change()
      let (facts, made) = try read(library, tracks)
      #expect(made == 1)
      return facts[tracks[0]]
    }
    let grid = BeatGrid(bpm: BPM(62), firstBeat: TrackTime(0.3))
    let parts = [TrackAnalysis.Section(label: "verse", start_seconds: 0, end_seconds: 9)]
    #expect(try changed { try library.setGridEdit(grid, of: tracks[0]) }?.grid == grid)
    #expect(try changed { try library.setSectionEdit(parts, of: tracks[0]) }?.sections == parts)
    #expect(try changed { try library.setSectionEdit(nil, of: tracks[0]) }?.sections?.count == 3)
    #expect(try changed { try library.setGridEdit(nil, of: tracks[0]) }?.grid == heard("a").analysis.grid)
    var louder = heard("a")
    louder.analysis.loudness.integrated_lufs = -5
    #expect(try changed { try library.store([louder]) }?.loudness.integrated_lufs == -5)
    // A key stands in the track's row, and is read from there.
    try library.setKeyEdit(MusicalKey(parsing: "8A"), of: tracks[0])
    #expect(try library.planFacts(of: tracks)[tracks[0]]?.key == "A minor")
  }

  /// Facts made from what has changed meanwhile are not kept.
  @Test func overtakenFactsAreNotKept() throws {
    let (library, tracks) = try library([heard("a")])
    var new: [NewPlanFacts] = []
    _ = try library.planFacts(of: tracks) { new += $0 }
    let grid = BeatGrid(bpm: BPM(62), firstBeat: TrackTime(0.3))
    try library.setGridEdit(grid, of: tracks[0])
    try library.keep(new)
    #expect(try library.planFacts(of: tracks)[tracks[0]]?.grid == grid)
  }
}
