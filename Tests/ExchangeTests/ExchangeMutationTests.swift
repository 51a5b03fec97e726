import Foundation
import Music
import Support
import Testing

@testable import Exchange

/// Damaged files: whatever is in them, reading ends, and gives what can be built from.
@Suite struct ExchangeMutationTests {
  private static let bodies: [(name: String, text: String)] = [
    (
      "a.xml",
      """
      <?xml version="1.0"?><DJ_PLAYLISTS><PRODUCT Name="rekordbox" Version="6"/><COLLECTION Entries="1">
      <TRACK TrackID="1" Name="A &amp; B" TotalTime="200" AverageBpm="128.00" Rating="255"
      Location="file://localhost/a%20b.mp3">
      <TEMPO Inizio="0.025" Bpm="128.00" Metro="4/4" Battito="1"/>
      <TEMPO Inizio="60.1" Bpm="127.5" Metro="3/4" Battito="2"/>
      <POSITION_MARK Name="x" Type="4" Start="1.5" End="3.5" Num="2" Red="1" Green="2" Blue="3"/></TRACK></COLLECTION>
      <PLAYLISTS><NODE Type="0" Name="ROOT">
      <NODE Name="P" Type="1" KeyType="0"><TRACK Key="1"/></NODE></NODE></PLAYLISTS>
      </DJ_PLAYLISTS>
      """
    ),
    (
      "a.nml",
      """
      <?xml version="1.0"?><NML VERSION="19"><COLLECTION ENTRIES="1"><ENTRY TITLE="A" ARTIST="B">
      <LOCATION DIR="/:M/:" FILE="a.mp3" VOLUME="C:"></LOCATION><INFO PLAYTIME="200" RANKING="51"></INFO>
      <TEMPO BPM="128.000001"></TEMPO><MUSICAL_KEY VALUE="3"></MUSICAL_KEY>
      <CUE_V2 NAME="g" TYPE="4" START="53.4" LEN="0" HOTCUE="0"></CUE_V2>
      <CUE_V2 NAME="l" TYPE="5" START="5300.4" LEN="1000" HOTCUE="3"></CUE_V2></ENTRY></COLLECTION>
      <PLAYLISTS><NODE TYPE="FOLDER" NAME="$ROOT"><NODE TYPE="PLAYLIST" NAME="P"><PLAYLIST><ENTRY>
      <PRIMARYKEY KEY="C:/:M/:a.mp3"></PRIMARYKEY></ENTRY></PLAYLIST></NODE></NODE></PLAYLISTS></NML>
      """
    ),
    (
      "i.xml",
      """
      <?xml version="1.0"?><plist version="1.0"><dict><key>Tracks</key><dict><key>1</key><dict><key>Track ID</key>
      <integer>1</integer><key>Name</key><string>N</string>
      <key>Location</key><string>file:///a.mp3</string></dict>
      </dict><key>Playlists</key><array><dict><key>Name</key><string>P</string><key>Playlist Items</key><array><dict>
      <key>Track ID</key><integer>1</integer></dict></array></dict></array></dict></plist>
      """
    ),
    (
      "v.xml",
      """
      <?xml version="1.0"?><VirtualDJ_Database Version="8"><Song FilePath="C:\\a.mp3"><Tags Author="A" Bpm="0.5"/>
      <Infos SongLength="100"/><Scan Bpm="0.48" Phase="0.1"/><Poi Pos="1" Type="beatgrid" Bpm="125"/>
      <Poi Pos="2" Num="1"/>
      <Poi Pos="3" Type="loop" Size="4" Slot="1"/></Song></VirtualDJ_Database>
      """
    ),
    (
      "p.xspf",
      """
      <?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/" xml:base="file:///b/"><trackList><track>
      <location>a%20.mp3</location><duration>1000</duration></track></trackList></playlist>
      """
    ),
    ("p.m3u", "#EXTM3U\n#EXTINF:12,A - B\nC:\\m\\a.mp3\n../b.mp3\nfile:///c%20d.mp3\n"),
    ("p.pls", "[playlist]\nFile1=a.mp3\nTitle1=A - B\nLength1=3\nfile7=C:\\x.mp3\nNumberOfEntries=2\n"),
    (
      "p.cue",
      "TITLE \"M\"\nFILE \"m.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"A\"\nINDEX 01 00:00:33\nTRACK 02 AUDIO\n"
        + "INDEX 01 3:0:0\n"
    ),
  ]

  @Test("2,000 damaged versions of each format are read or refused", arguments: bodies.indices)
  func damagedFiles(index: Int) throws {
    let (name, text) = Self.bodies[index]
    let (whole, folder) = (Array(text.utf8), try ScratchFolder())
    var random = SeededRandom(seed: 16 + UInt64(index))
    for _ in 0..<2000 {
      let bytes = mutated(whole, &random)
      try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
      check(readFile(folder.path + "/" + name).tracks)
    }
  }

  private func check(_ tracks: [ForeignTrack]) {
    for track in tracks {
      #expect(track.marks.allSatisfy { $0.seconds.isFinite && $0.bpm > 0 })
      if let grid = ForeignGrid.grid(track.marks, places: track.cues.map(\.seconds), tempoHasTwoDecimals: true) {
        #expect(BeatGrid.canHold(grid.anchors))
      }
      #expect(ForeignPads(track.cues, takesGridPads: true).pads.allSatisfy { (1...8).contains($0.number) })
      #expect(track.rating.map { (1...5).contains($0) } ?? true)
    }
  }

  /// How many of each kind; SEGUE_MUTATIONS asks for more.
  private static let count = ProcessInfo.processInfo.environment["SEGUE_MUTATIONS"].flatMap(Int.init) ?? 300

  @Test("Damaged databases and files of Serato are read or refused", arguments: ["m.db", "x.sqlite", "database V2"])
  func damagedDatabases(name: String) throws {
    let whole =
      switch name {
      case "m.db": try DatabaseFiles.engine(hasOwnTable: true)
      case "x.sqlite": try DatabaseFiles.mixxx()
      default: SeratoTests.database()
      }
    let folder = try ScratchFolder()
    var random = SeededRandom(seed: 160 + UInt64(name.utf8.count))
    for _ in 0..<Self.count {
      try Data(mutated(whole, &random)).write(to: URL(fileURLWithPath: folder.path + "/" + name))
      check(readFile(folder.path + "/" + name).tracks)
    }
  }

  @Test("Damaged sticks are read or refused, whichever of their files it is", arguments: ["pdb", "DAT", "EXT"])
  func damagedSticks(part: String) throws {
    let folder = try ScratchFolder()
    let tables = try StickFiles.write(in: folder.path)
    let analysis = folder.path + StickFiles.analysisPath.dropLast(3)
    let place = part == "pdb" ? tables : analysis + part
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: place)))
    var random = SeededRandom(seed: 170 + UInt64(part.utf8.first ?? 0))
    for _ in 0..<Self.count {
      try Data(mutated(whole, &random)).write(to: URL(fileURLWithPath: place))
      check(readFile(tables).tracks)
    }
  }

  @Test("What Serato packed and what protobuf and zlib pack may be anything")
  func damagedTags() {
    let tags = [SeratoTests.wrapped("Serato Markers2", SeratoTests.entries), SeratoTests.entries]
    var random = SeededRandom(seed: 180)
    for index in 0..<Self.count {
      let bytes = mutated(tags[index % 2], &random)
      var (tags, track) = (SeratoTags(), ForeignTrack())
      for name in ["Markers2", "Markers_", "BeatGrid", "Autotags"] { tags.take("Serato " + name, bytes) }
      tags.add(to: &track)
      check([track])
      let beats = joined(DatabaseFiles.field(1, [8, 200, 1]), DatabaseFiles.field(1, [8, 200, 200, 1]))
      let map = mutated(beats, &random)
      for version in ["BeatMap-1.0", "BeatGrid-2.0"] {
        #expect(MixxxBeats.marks(map, version: version, rate: 44_100).allSatisfy { $0.seconds.isFinite })
      }
      _ = Inflated.bytes(mutated(DatabaseFiles.packed(map), &random))
    }
  }

  private func mutated(_ whole: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = whole
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 3: bytes = Array(bytes[..<place])
      case 4:
        let words = ["1e308", "-1", "nan", "inf", "99999999999999999999", "", "&x;", "\u{0}", "<", "-0.0", "1e-320"]
        bytes.replaceSubrange(place..<end, with: Array(words.randomElement(using: &random)!.utf8))
      // Numbers are what is worth damaging.
      default:
        guard let digit = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else { continue }
        bytes[digit] = Array("0123456789.-e".utf8).randomElement(using: &random)!
      }
    }
    return bytes
  }
}
