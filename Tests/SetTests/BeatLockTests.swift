import Engine
import Music
import Support
import Testing

/// Beat lock on real music: two tracks of different tempos whose beats are known exactly, ninety seconds of a set with
/// everything in it that moves time. `segue-bench sync` plays ten minutes of it.
@Suite(
  "Beat lock", .tags(.slow),
  .enabled(
    if: Corpus.track("lmms_EsoXLB-CPU") != nil && Corpus.track("con_techno_130_5") != nil, "the corpus is not there"))
struct BeatLockTests {
  private static func record(_ name: String, _ bpm: Double, stems: [StemKind], start: Double) throws
    -> BeatLockSet.Record
  {
    let path = try #require(Corpus.track(name))
    let ending = path.split(separator: ".").last.map(String.init) ?? "ogg"
    let folder = "\(try #require(Corpus.folder))/ready/stems/htdemucs/\(name)/"
    let whole = try sound(of: path)
    return BeatLockSet.Record(
      bpm: bpm, sound: whole,
      stems: try stems.map { ($0, Array(try sound(of: "\(folder)\($0.rawValue).\(ending)").prefix(whole.count))) },
      start: start)
  }

  @Test func kicksOfTwoRealTracksLieTogether() throws {
    let set = BeatLockSet(
      try Self.record("lmms_EsoXLB-CPU", 128, stems: [.drums, .bass, .other], start: 40),
      try Self.record("con_techno_130_5", 130.5, stems: [.vocals, .drums, .bass, .other], start: 16), seconds: 90)
    #expect(set.engine.count > 80)
    #expect(BeatLockSet.quantile(set.engine, 0.5) <= 0.3)
    #expect(BeatLockSet.quantile(set.engine, 0.99) <= 1)
    #expect(BeatLockSet.quantile(set.engine, 1) <= 2)
    #expect(set.unrecognised * 50 < set.sought)
  }
}
