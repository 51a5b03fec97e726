import Library
import Music
import Platform
import Testing

/// What is decided again, what is not, and what the DJ made stays.
@Suite struct DecisionTests {
  private func heard(
    _ name: String, bpm: Double = 124, drive: Double? = 0.5, hasFeatures: Bool = true
  ) -> FileAnalysis {
    var analysis = TrackAnalysis(path: "/m/\(name).flac")
    analysis.content_id = String(repeating: name, count: 16)
    analysis.bpm = bpm
    analysis.grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1))
    analysis.key = "C major"
    analysis.drive = drive
    analysis.energy = 5
    analysis.energy_curve = [0.25, 1]
    analysis.cues.mix_in_seconds = 0.1
    analysis.sections = [TrackAnalysis.Section(label: "intro", start_seconds: 0.1, end_seconds: 30)]
    let cell = TrackFeatures.Cell(
      levels: [Float](repeating: 1, count: 8), floors: [0, 0, 0, 0], onsets: [1, 1, 1, 1],
      chroma: [Float](repeating: 0.2, count: 12), loudness: -10, width: 0.1)
    let features = TrackFeatures(times: [0, 0.5, 1], cells: [cell, cell], soundingRange: 0...1)
    return FileAnalysis(analysis, waveform: nil, features: hasFeatures ? features : nil)
  }

  private func library(_ tracks: [FileAnalysis]) throws -> (Library, [TrackID]) {
    let library = try Library.inMemory()
    try library.upsert(tracks.map { FileStamp(path: $0.analysis.path, bytes: 10, modified: 1) })
    return (library, try library.store(tracks).compactMap(\.self))
  }

  private func decide(_ library: Library, _ tracks: [TrackID], drive: Double) throws {
    let decisions = TrackDecisions(sections: [], energy_curve: [0.5], drive: drive)
    try library.store(library.derivationInput(of: tracks).map { ($0, decisions) })
  }

  @Test func whatIsDecidedAgainIsReadWithTheRest() throws {
    let (library, tracks) = try library([heard("a")])
    let before = try #require(try library.analysis(of: tracks[0]))
    #expect(before.sections?.first?.label == "intro" && before.cues.mix_in_seconds == 0.1)
    #expect(try library.decided(onlyOutdated: true).isEmpty)
    #expect(try library.decided(onlyOutdated: false) == tracks)
    #expect(try library.derivationInput(of: tracks).first?.features == heard("a").features)
    try decide(library, tracks, drive: 0.7)
    let after = try #require(try library.analysis(of: tracks[0]))
    #expect(after.sections == [] && after.energy_curve == [0.5] && after.drive == 0.7)
    #expect(after.cues == TrackAnalysis.CuePoints())
    #expect(after.grid == before.grid && after.bpm == before.bpm && after.key == before.key)
  }

  /// Who sings at the mix points follows the decision of where these are.
  @Test func voicesAtTheMixPointsAreKeptForSuggestions() throws {
    var sung = heard("a", bpm: 120)
    sung.analysis.vocals = [TrackAnalysis.VocalSpan(start_seconds: 0.1, end_seconds: 4.1, confidence: 1)]
    let (library, tracks) = try library([sung, heard("b")])
    #expect(try library.candidates().map(\.voicesIn?.bits) == [0xFF, nil])
    #expect(try library.track(tracks[0])?.voicesOut == nil)
    var points = TrackAnalysis.CuePoints()
    points.mix_in_seconds = 2.1
    points.mix_out_seconds = 0.1
    let decisions = TrackDecisions(cues: points, drive: 0.5)
    try library.store(library.derivationInput(of: tracks[..<1]).map { ($0, decisions) })
    #expect(try library.candidates().map(\.voicesIn?.bits) == [0xF, nil])
    #expect(try library.track(tracks[0])?.voicesOut?.bits == 0xFF)
  }

  /// A grid and a key that the DJ mended are what is decided from, at once and after the track is heard again.
  @Test func mendedGridsAndKeysOutdateWhatHangsOnThem() throws {
    let (library, tracks) = try library([heard("a"), heard("b")])
    let mended = BeatGrid(bpm: BPM(62), firstBeat: TrackTime(0.3))
    try library.setGridEdit(mended, of: tracks[0])
    try library.setKeyEdit(MusicalKey(parsing: "8A"), of: tracks[1])
    #expect(try Set(library.decided(onlyOutdated: true)) == Set(tracks))
    let grounds = try library.derivationInput(of: tracks)
    #expect(grounds[0].facts.grid == mended && grounds[0].facts.bpm == 62 && grounds[0].facts.key == "C major")
    #expect(grounds[1].facts.grid == heard("b").analysis.grid && grounds[1].facts.key == "A minor")
    try decide(library, tracks, drive: 0.7)
    #expect(try library.decided(onlyOutdated: true).isEmpty)
    #expect(try library.gridEdit(of: tracks[0]) == mended)
    #expect(try library.track(tracks[1])?.key == MusicalKey(parsing: "8A"))
    try library.store([heard("a", bpm: 99), heard("b")])
    #expect(try Set(library.decided(onlyOutdated: true)) == Set(tracks))
    #expect(try library.grid(of: tracks[0]) == mended)
  }

  /// The DJ was quicker than the decision: it waits for the next one.
  @Test func aDecisionThatWasOvertakenIsNotStored() throws {
    let (library, tracks) = try library([heard("a"), heard("b"), heard("c")])
    let old = try library.derivationInput(of: tracks)
    try library.setGridEdit(BeatGrid(bpm: BPM(62), firstBeat: TrackTime(0.3)), of: tracks[0])
    try library.store([heard("b", bpm: 99)])
    try library.store(old.map { ($0, TrackDecisions(drive: 0.9)) })
    #expect(try library.analysis(of: tracks[0])?.drive == 0.5)
    #expect(try library.analysis(of: tracks[1])?.drive == 0.5)
    #expect(try library.analysis(of: tracks[2])?.drive == 0.9)
    #expect(try library.decided(onlyOutdated: true) == [tracks[0]])
  }

  /// Energy follows the whole library; what has no drive keeps what it has.
  @Test func energyIsCalibrated() throws {
    var tracks = (0..<400).map { number in
      heard("\(1000 + number)", drive: 0.6 + 0.1 * Double(number) / 400)
    }
    tracks.append(heard("z", drive: nil))
    let (library, ids) = try library(tracks)
    #expect(try library.calibrateEnergy() > 300)
    let energies = try library.tracks(ids).compactMap(\.energy)
    #expect(energies.count == 401 && energies[400] == 5)
    #expect(zip(energies[..<400], energies[1..<400]).allSatisfy { $0 <= $1 })
    #expect(energies[0] <= 3 && energies[399] >= 9)
    #expect(try library.analysis(of: ids[399])?.energy == energies[399])
    #expect(try library.calibrateEnergy() == 0)
  }

  /// Features of an earlier version are not there: the track is heard again, after those never heard.
  @Test func whatAnEarlierVersionHeardIsHeardAgain() throws {
    var old = heard("a", hasFeatures: false)
    old.analysis.analysis_version = TrackAnalysis.currentVersion - 1
    old.analysis.stage_versions = nil
    let (library, tracks) = try library([old, heard("b")])
    try library.upsert([FileStamp(path: "/m/c.flac", bytes: 10, modified: 1)])
    #expect(try library.unanalysed() == ["/m/c.flac", "/m/a.flac"])
    #expect(try library.decided(onlyOutdated: true) == [tracks[0]])
    #expect(try library.derivationInput(of: tracks).map(\.id) == [tracks[1]])
    #expect(try library.analysis(of: tracks[0])?.sections?.count == 1)
  }
}
