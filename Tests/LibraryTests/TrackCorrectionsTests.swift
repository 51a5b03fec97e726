import Library
import Music
import Platform
import Testing

@Suite struct TrackCorrectionsTests {
  private func library() throws -> (Library, TrackID) {
    let library = try Library.inMemory()
    try library.upsert([FileStamp(path: "/m/a.flac", bytes: 10, modified: 1)])
    return (library, try library.store(heard(bpm: 124, key: "C major"), waveform: nil))
  }

  private func heard(bpm: Double, key: String) -> TrackAnalysis {
    var analysis = TrackAnalysis(path: "/m/a.flac")
    analysis.content_id = String(repeating: "ab", count: 16)
    analysis.bpm = bpm
    analysis.grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1))
    analysis.key = key
    return analysis
  }

  @Test func aKeySetByHandOutlivesAnalysis() throws {
    let (library, track) = try library()
    try library.setKeyEdit(MusicalKey(parsing: "8A"), of: track)
    try library.store(heard(bpm: 124, key: "G major"), waveform: nil)
    #expect(try library.track(track)?.key == MusicalKey(parsing: "A minor"))
    try library.setKeyEdit(nil, of: track)
    #expect(try library.track(track)?.key == MusicalKey(parsing: "G major"))
  }

  @Test func aLockedGridIsTheOneThatWasHeardThen() throws {
    let (library, track) = try library()
    #expect(try !library.isGridLocked(track))
    try library.lockGrid(true, of: track)
    try library.store(heard(bpm: 62, key: "C major"), waveform: nil)
    #expect(try library.isGridLocked(track))
    #expect(try library.grid(of: track)?.bpm(at: TrackTime(0)) == BPM(124))
    #expect(try library.track(track)?.bpm == BPM(124))
    try library.lockGrid(false, of: track)
    #expect(try library.gridEdit(of: track)?.bpm(at: TrackTime(0)) == BPM(124))
    try library.setGridEdit(nil, of: track)
    #expect(try library.grid(of: track)?.bpm(at: TrackTime(0)) == BPM(62))
  }

  @Test func sectionsAreTheDJs() throws {
    let (library, track) = try library()
    let mended = [TrackAnalysis.Section(label: "drop", start_seconds: 0, end_seconds: 30)]
    try library.setSectionEdit(mended, of: track)
    try library.store(heard(bpm: 124, key: "C major"), waveform: nil)
    #expect(try library.sectionEdit(of: track) == mended)
    try library.setSectionEdit(nil, of: track)
    #expect(try library.sectionEdit(of: track) == nil)
  }
}
