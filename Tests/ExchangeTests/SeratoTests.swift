import Foundation
import Music
import Support
import Testing

@testable import Exchange

/// What Serato writes into files of music and beside them.
@Suite struct SeratoTests {
  private static func big(_ number: Int, _ count: Int) -> [UInt8] { DatabaseFiles.big(number, count) }

  private static func entry(_ name: String, _ body: [UInt8]) -> [UInt8] {
    joined(Array(name.utf8), [0], big(body.count, 4), body)
  }

  /// Cues at 0.5 s and, on pad 7, at 60 s; what is black at the beginning is none. A loop.
  static let entries = joined(
    [1, 1], entry("COLOR", [0, 255, 255, 255]),
    entry("CUE", joined([0, 0], big(500, 4), [0, 0xCC, 0, 0, 0, 0], Array("Intro é".utf8), [0])),
    entry("CUE", joined([0, 1], big(0, 4), [0, 0, 0, 0, 0, 0, 0])),
    entry("CUE", joined([0, 6], big(60_000, 4), [0, 0, 0xCC, 0, 0, 0, 0])),
    entry(
      "LOOP",
      joined([0, 0], big(1000, 4), big(3000, 4), [255, 255, 255, 255, 0, 0x27, 0xAA, 0xE1, 0, 0, 0])), [0])

  static func wrapped(_ name: String, _ content: [UInt8]) -> [UInt8] {
    func base64(_ bytes: [UInt8]) -> [UInt8] {
      Array(Data(bytes).base64EncodedString(options: .lineLength76Characters).utf8.filter { $0 != 0x3D && $0 != 0x0D })
    }
    return base64(joined(Array("application/octet-stream\0\0\(name)\0".utf8), [1, 1], base64(content)))
  }

  private static func tag(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    joined(Array(name.utf8), big(bytes.count, 4), bytes)
  }

  private static func text(_ name: String, _ text: String) -> [UInt8] {
    tag(name, Array(text.utf16.map { big(Int($0), 2) }.joined()))
  }

  static func database() -> [UInt8] {
    let first = joined(
      text("ttyp", "mp3"), text("pfil", "Music/été.mp3"), text("tsng", "Été"), text("tlen", "06:22.93"),
      text("tbpm", "126.00"), text("tkey", "C#m"))
    return joined(
      text("vrsn", "2.0/Serato Scratch LIVE Database"), tag("otrk", first), tag("otrk", text("pfil", "b.mp3")))
  }

  static func crate() -> [UInt8] {
    joined(
      text("vrsn", "1.0/Serato ScratchLive Crate"), tag("osrt", []), tag("otrk", text("ptrk", "b.mp3")),
      tag("otrk", text("ptrk", "Music/été.mp3")))
  }

  @Test("Cues come out of every wrapping", arguments: [0, 1, 2])
  func wrappings(kind: Int) throws {
    let plain = Array(Data(Self.entries).base64EncodedString().utf8.filter { $0 != 0x3D })
    let bytes = [Self.wrapped("Serato Markers2", Self.entries), joined([1, 1], plain, [0, 0, 0]), plain][kind]
    var (tags, track) = (SeratoTags(), ForeignTrack())
    tags.take("Serato Markers2", bytes)
    tags.add(to: &track)
    #expect(
      track.cues == [
        ForeignCue(.cue, pad: 1, seconds: 0.5, name: "Intro é", colour: 0xCC0000),
        ForeignCue(.cue, pad: 7, seconds: 60, colour: 0x00CC00), ForeignCue(.loop, seconds: 1, end: 3),
      ])
  }

  @Test("The older list decides on the first five pads; names are the newer one's")
  func bothLists() {
    func packed(_ number: Int) -> [UInt8] { [21, 14, 7, 0].map { UInt8(number >> $0 & 127) } }
    let unset: [UInt8] = [127, 127, 127, 127, 127]
    func slot(_ start: Int?, _ end: Int?, _ colour: Int, _ kind: UInt8) -> [UInt8] {
      let first = start.map { joined([0], packed($0)) } ?? unset
      let last = end.map { joined([0], packed($0)) } ?? unset
      return joined(first, last, [0, 127, 127, 127, 127, 127], packed(colour), [kind, 0])
    }
    let free = slot(nil, nil, 0, 0)
    let slots = joined(
      slot(700, nil, 0xCC8800, 1), free, free, free, free, slot(2000, 4000, 0, 3), free, free, free, free, free, free,
      free, free)
    var (tags, track) = (SeratoTags(), ForeignTrack())
    tags.take("Serato Markers_", joined([2, 5], Self.big(14, 4), slots, packed(0xFFFFFF)))
    tags.add(to: &track)
    #expect(
      track.cues == [
        ForeignCue(.cue, pad: 1, seconds: 0.7, colour: 0xCC8800), ForeignCue(.loop, seconds: 2, end: 4),
      ])
    tags.take("Serato Markers2", Self.entries)
    track.cues = []
    tags.add(to: &track)
    #expect(track.cues.map(\.seconds) == [0.7, 60, 1] && track.cues[0].name == "Intro é")
  }

  @Test("A grid of several tempos, and the tempo of its last part")
  func grid() throws {
    func float(_ number: Float) -> [UInt8] { Self.big(Int(number.bitPattern), 4) }
    let bytes = joined([1, 0], Self.big(2, 4), float(0.25), Self.big(32, 4), float(16.25), float(126), [0x37])
    let wrapped = joined(Array("application/octet-stream\0\0Serato BeatGrid\0".utf8), bytes)
    var (tags, track) = (SeratoTags(), ForeignTrack())
    tags.take("SERATO_BEATGRID", Array(Data(wrapped).base64EncodedString().utf8))
    tags.take("Serato Autotags", joined([1, 1], Array("125.50\0-3.257\00.000\0".utf8)))
    tags.add(to: &track)
    #expect(track.marks == [.init(seconds: 0.25, bpm: 120, barBeat: 1), .init(seconds: 16.25, bpm: 126)])
    #expect(track.tags.bpm == 125.5)
  }

  @Test("Tracks of the database, crates beside it and their folders")
  func database() throws {
    let folder = try ScratchFolder()
    let own = folder.path + "/_Serato_"
    try FileManager.default.createDirectory(atPath: own + "/Subcrates", withIntermediateDirectories: true)
    try Data(Self.database()).write(to: URL(fileURLWithPath: own + "/database V2"))
    try Data(Self.crate()).write(to: URL(fileURLWithPath: own + "/Subcrates/House%%Late.crate"))
    let read = readFile(own + "/database V2")
    #expect(read.fault == nil && read.format == .serato && read.tracks.count == 2)
    #expect(read.tracks[0].path == folder.path + "/Music/été.mp3" && read.tracks[0].seconds == 382.93)
    #expect(read.tracks[0].tags.key == "C#m" && read.tracks[0].tags.bpm == 126)
    #expect(read.lists == [ForeignList(folders: ["House"], name: "Late", tracks: ["b.mp3", "Music/été.mp3"])])
    let crate = readFile(own + "/Subcrates/House%%Late.crate")
    #expect(crate.tracks.map(\.path) == [folder.path + "/b.mp3", folder.path + "/Music/été.mp3"])
    #expect(ForeignPlaces.libraries(in: folder.path) == [own + "/database V2"])
  }
}
