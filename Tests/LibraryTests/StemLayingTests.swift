import Music
import Platform
import Support
import Testing

@testable import Library

/// How stems lie on their tracks, as it is kept.
@Suite struct StemLayingTests {
  private let laying = StemLaying(
    stems: [
      StemLaying.Stem(
        file: StemFile(kind: .vocals, label: "voice", path: "/m/stems/a/vocals.flac"), lag: Seconds(100.5 / 44_100),
        gain: -0.7071068),
      StemLaying.Stem(
        file: StemFile(kind: .drums, label: "drums", path: "/m/a.stem.mp4", stream: 1), lag: Seconds(0), gain: 1),
    ], length: Seconds(12_345_678 / 44_100), voice: [1e-7, 0.123_456_79], instrumental: [0, 0.1])

  @Test func isReadAsItWasWrittenAndForItsFilesAlone() throws {
    let library = try Library.inMemory()
    let track = try library.upsert([FileStamp(path: "/m/a.flac", bytes: 1, modified: 1)])[0].track
    let facts = StemFacts(voice: [], instrumental: [], sung: [])
    try library.keep(stems: facts, laying: laying, stamp: "one", of: track)
    #expect(try library.stemLaying(of: track, stamp: "one") == laying)
    #expect(try library.stemLaying(of: track, stamp: "other") == nil)
    try library.keep(stems: nil, laying: nil, stamp: "one", of: track)
    #expect(try library.stemLaying(of: track, stamp: "one") == nil)
    #expect(try library.stemStamp(of: track) == "one")
  }

  /// To the frame at the rate at which it was measured, and between frames at others.
  @Test func aLagIsTheSameAtItsRate() {
    let cd = laying.stems[0]
    #expect(cd.frames(at: .cd) == 100.5 && laying.stems[1].frames(at: .video) == 0)
    #expect(abs(cd.frames(at: .video) - 100.5 * 48_000 / 44_100) < 1.0 / 1024)
    for frames in [1105.0, -312, 0.25, 17.0009765625] {
      let stem = StemLaying.Stem(file: cd.file, lag: Seconds(frames / 44_100), gain: 1)
      #expect(stem.frames(at: .cd) == StemLaying.Stem.kept(frames))
    }
  }

  @Test func stemsThatWereHeardBeforeAreHeardAgain() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let migrations = Schema.migrations.prefix { !$0.brings.hasPrefix("how stems lie") }
    do {
      let before = try Library(path: path, migrations: Array(migrations))
      let track = try before.upsert([FileStamp(path: "/m/a.flac", bytes: 1, modified: 1)])[0].track
      try before.write { connection throws(LibraryError) in
        try connection.run("UPDATE track SET has_stems = 1")
        try connection.run(
          "INSERT INTO stem_facts(track_id, version, stamp, bytes) VALUES (?, ?, 'one', x'00')",
          [.integer(track.value), SQLValue(Int(StemFacts.version))])
      }
      #expect(try before.unheardStems().isEmpty)
    }
    let library = try Library(path: path)
    #expect(try library.unheardStems() == [FilePath("/m/a.flac")])
  }
}
