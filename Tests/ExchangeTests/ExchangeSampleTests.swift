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
