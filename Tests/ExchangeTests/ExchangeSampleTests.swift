import Foundation
import Music
import Testing

@testable import Exchange

/// Files that DJ programs really wrote, against what code that shares nothing with this found in them.
@Suite(.enabled(if: sampleFolder != nil, "no samples of other programs: SEGUE_EXCHANGE does not name them"))
struct ExchangeSampleTests {
  private struct Expected: Decodable {
    struct Track: Decodable {
      struct Cue: Decodable {
        var kind: String
        var pad: Int
        var start: Double
        var length: Double?
        var name: String?
        var rgb: [Int]?
      }
      var title: String?
      var path: String?
      var volume: String?
      var parts: [String]?
      var key: String?
      var bpm: Double?
      var seconds: Double?
      var anchors: [[Double]]?
      var grid: [Double]?
      var hot: [Cue]
      var memory: [Cue]?
    }
    var tracks: Int
    var track: [Track]
  }

  private func expected(_ name: String) throws -> Expected {
    let data = try Data(contentsOf: URL(fileURLWithPath: try #require(sampleFolder) + "/expected.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try JSONDecoder().decode(
      Expected.self, from: JSONSerialization.data(withJSONObject: try #require(all[name])))
  }

  @Test(arguments: [
    "offset-twins/rekordbox541.xml", "rekordbox-xml/rb561-hotcues-loops-windows.xml",
    "rekordbox-xml/rb586-memory-cues-playlists.xml", "rekordbox-xml/rb662-several-tempos-german.xml",
    "offset-twins/traktor2.nml", "traktor/nml19-hotcues-loops-windows.nml", "traktor/nml19-mac-volume.nml",
    "traktor/nml19-not-analysed.nml",
  ])
  func collections(name: String) throws {
    let (read, known) = (readFile(try #require(sampleFolder) + "/" + name), try expected(name))
    #expect(read.fault == nil && read.tracks.count == known.tracks)
    for (track, known) in zip(read.tracks, known.track) {
      #expect(track.tags.title == known.title)
      if let path = known.path {
        #expect(track.path == (path.hasPrefix("/C:") || path.hasPrefix("/D:") ? String(path.dropFirst()) : path))
      }
      if let parts = known.parts { #expect(track.path.hasSuffix("/" + parts.joined(separator: "/"))) }
      #expect(track.tags.bpm ?? 0 == known.bpm ?? 0)
      if let key = known.key, !key.isEmpty {
        #expect(track.tags.key.flatMap(MusicalKey.init(parsing:)) == MusicalKey(parsing: key))
      }
      let hot = track.cues.filter { $0.pad != nil }.sorted { $0.pad! < $1.pad! }
      #expect(hot.map { $0.pad! - 1 } == known.hot.map(\.pad).sorted())
      for (cue, known) in zip(hot, known.hot.sorted { $0.pad < $1.pad }) {
        #expect(abs(cue.seconds - known.start) < 1e-6)
        if let length = known.length { #expect(abs((cue.end ?? 0) - cue.seconds - length) < 2e-6) }
        if let rgb = known.rgb { #expect(cue.colour == UInt32(rgb[0] << 16 | rgb[1] << 8 | rgb[2])) }
      }
      if let memory = known.memory { #expect(track.cues.count { $0.pad == nil } == memory.count) }
      let grid = ForeignGrid.grid(
        track.marks, places: track.cues.map(\.seconds), tempoHasTwoDecimals: known.path != nil)
      if let anchors = known.anchors {
        #expect((grid?.anchors.count ?? 0) == anchors.count)
        for (anchor, known) in zip(grid?.anchors ?? [], anchors) {
          #expect(abs(anchor.time.value - known[0]) < 1e-6 && abs(anchor.bpm.value - known[1]) < 0.006)
        }
      }
      if let marks = known.grid { #expect(track.marks.map { ($0.seconds * 1e6).rounded() / 1e6 } == marks) }
    }
  }

  @Test func engine() throws {
    let read = readFile(try #require(sampleFolder) + "/engine/engine240-m.db")
    #expect(read.fault == nil && read.tracks.map(\.tags.title) == ["One – été", "Two"])
    let (first, second) = (read.tracks[0], read.tracks[1])
    let keys = read.tracks.map { $0.tags.key.flatMap(MusicalKey.init(parsing:)) }
    #expect(keys == [MusicalKey(parsing: "C"), MusicalKey(parsing: "Ebm")])
    #expect(first.rating == 3 && first.path.hasSuffix("/Music/House/One – été.mp3"))
    let grid = try #require(ForeignGrid.grid(first.marks))
    #expect(abs(grid.time(of: BeatPosition(0)).value - 0.030429) < 1e-6 && grid.downbeat == 0)
    #expect(grid.anchors.count == 1 && abs(grid.anchors[0].bpm.value - 124) < 1e-6, "\(first.marks)")
    let hot = first.cues.filter { $0.pad != nil }
    #expect(hot.map(\.pad) == [1, 4] && hot.map(\.name) == ["Intro", "Drop ✨"])
    #expect(hot.map(\.colour) == [0xFF0000, 0x00C800] && abs(hot[1].seconds - 61.965913) < 1e-6)
    let loop = try #require(first.cues.first { $0.kind == .loop })
    #expect(abs(loop.seconds - 30.998171) < 1e-6 && abs((loop.end ?? 0) - 38.740107) < 1e-6)
    for (mark, known) in zip(second.marks, [(-1.041667, 180.960002), (33.441092, 182.098112)]) {
      #expect(abs(mark.seconds - known.0) < 1e-6 && abs(mark.bpm - known.1) < 1e-5)
    }
    #expect(read.lists == [ForeignList(folders: ["Folder"], name: "Inner", tracks: ["2", "1"])])
  }

  /// Its tracks and beats as code that shares nothing with this found them.
  @Test func stick() throws {
    let folder = try #require(sampleFolder) + "/rekordbox-usb"
    let read = readFile(try #require(ForeignPlaces.libraries(in: folder).first))
    #expect(read.fault == nil && read.tracks.count == 6)
    let tracks = Dictionary(uniqueKeysWithValues: read.tracks.map { ($0.key, $0) })
    let (first, second) = (try #require(tracks["1"]), try #require(tracks["2"]))
    #expect(first.path == folder + "/Contents/Loopmasters/UnknownAlbum/Demo Track 1.mp3" && first.seconds == 172)
    #expect(first.tags.artist == "Loopmasters" && first.tags.key == "Fm" && first.size == 6_899_624)
    #expect(first.marks == [.init(seconds: 0.025, bpm: 128, barBeat: 1)])
    #expect(second.marks == [.init(seconds: 0.025, bpm: 120, barBeat: 1)])
    #expect(tracks["6"]?.tags.title == "SIREN" && tracks["6"]?.marks.isEmpty == true)
    #expect(
      read.lists == [
        ForeignList(folders: ["Folder"], name: "Sub Playlist", tracks: ["1", "2"]),
        ForeignList(name: "Playlist 1", tracks: ["1", "2"]),
      ])
  }

  @Test func serato() throws {
    let folder = try #require(sampleFolder) + "/serato"
    func tags(_ name: String, _ tag: String) throws -> ForeignTrack {
      var (tags, track) = (SeratoTags(), ForeignTrack())
      tags.take(tag, [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/tags/" + name))))
      tags.add(to: &track)
      return track
    }
    let grid = try tags("beatgrid-changing-tempo.id3.bin", "Serato BeatGrid").marks
    let places = [0.071026, 16.469694, 36.891781, 239.980408, 244.095734, 301.660278, 350.927307, 424.702515]
    #expect(zip(grid, places).allSatisfy { abs($0.seconds - $1) < 1e-6 } && grid.count == places.count)
    #expect(abs(grid[0].bpm - 32 * 60 / (16.469694 - 0.071026)) < 1e-4 && abs(grid[7].bpm - 116.996) < 1e-3)
    let terminal = try tags("beatgrid-terminal_only_with_footer_0x37.id3.bin", "Serato BeatGrid").marks
    #expect(terminal.count == 1 && abs(terminal[0].seconds - 0.304994) < 1e-6 && terminal[0].bpm == 115)
    let old = try tags("markers-hotcues_with_names.id3.bin", "Serato Markers_").cues
    #expect(old.map(\.seconds) == [0, 218.456, 60.004] && old.map(\.colour) == [0xCC0000, 0xCC8800, 0x0000CC])
    #expect(try tags("markers2-bpmlock.ogg.bin", "serato_markers2").cues.isEmpty)
    let flac = try tags("markers2-hotcues_and_loops.flac.bin", "SERATO_MARKERS_V2").cues
    #expect(flac.compactMap(\.pad) == [1, 2, 4, 6, 8])
    #expect(flac.filter { $0.pad != nil }.map(\.seconds) == [0, 0.254, 21.124, 125.472, 213.391])
    #expect(flac.filter { $0.kind == .loop }.map(\.name) == ["", "Electric Guitar", "Locked ILoop"])
    #expect(flac.filter { $0.kind == .loop }.map(\.end) == [146.341, 100.428, 2.341])
    let named = try tags("markers2-hotcues_with_names.id3.bin", "Serato Markers2").cues
    #expect(named.map(\.name) == ["Hello, World!", "äöüß", "éèê"])
    #expect(try tags("markers2-saved_loops.id3.bin", "Serato Markers2").cues.map(\.name) == ["", "", "", "Test"])
    let database = readFile(folder + "/_Serato_/database V2")
    #expect(database.fault == nil && database.tracks.map(\.tags.bpm) == [126, 126, 123, 124])
    #expect(database.tracks.map(\.seconds) == [382.93, 537.31, 439.64, 302] && database.tracks[2].tags.key == "Am")
    #expect(database.lists.map(\.name) == ["80s Mashup"] && database.lists[0].tracks == [database.tracks[1].key])
  }

  @Test func iTunes() throws {
    let read = readFile(try #require(sampleFolder) + "/itunes/itunes_library_unix.xml")
    #expect(read.fault == nil && read.tracks.count == 3 && read.tracks.map(\.rating) == [4, 5, nil])
    #expect(read.tracks[2].path == "/Music/Alt-J/An Awesome Wave/02 ❦ (Ripe & Ruin).mp3")
    #expect(read.tracks.map(\.plays) == [0, 31, 8])
  }

  /// Kinds of MP3, and what is left out of each.
  @Test func origins() throws {
    struct Case: Decodable {
      var kind: String
      var ffmpeg_first_click_s: Double
      var rekordbox_would_say_s: Double
      var traktor_would_say_s: Double
    }
    let folder = try #require(sampleFolder)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/expected.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let cases = try JSONDecoder().decode(
      [String: Case].self, from: JSONSerialization.data(withJSONObject: try #require(all["mp3-offset-cases"])))
    let kinds: [String: SoundOrigin.Kind] = [
      "A": .mp3WithoutTag, "B": .mp3OfOthers, "C": .mp3OfLAMEBroken, "D": .mp3OfLAME,
    ]
    #expect(cases.count == 8)
    for (name, known) in cases {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/mp3-offset-cases/" + name)))
      // Behind an ID3v2 tag, whose length is in four bytes of seven bits.
      let start = bytes.starts(with: "ID3".utf8) ? 10 + bytes[6..<10].reduce(0) { $0 << 7 | Int($1) } : 0
      let origin = try #require(SoundOrigin(mpeg: Array(bytes[start...].prefix(16_384))), "\(name)")
      #expect(origin.kind == kinds[known.kind], "\(name)")
      let (rekordbox, traktor) = (
        try #require(origin.offset(of: .rekordboxXML)), try #require(origin.offset(of: .traktor))
      )
      #expect(abs(known.rekordbox_would_say_s - rekordbox - known.ffmpeg_first_click_s) < 0.0002, "\(name)")
      #expect(abs(known.traktor_would_say_s - traktor - known.ffmpeg_first_click_s) < 0.0002, "\(name)")
    }
  }
}
