import Foundation
import Support

/// A stick as rekordbox fills it, made for tests: tables of pages, and a track's own files.
enum StickFiles {
  private static func little(_ number: Int, _ count: Int) -> [UInt8] { DatabaseFiles.little(number, count) }
  private static func big(_ number: Int, _ count: Int) -> [UInt8] { DatabaseFiles.big(number, count) }

  /// Short and in ASCII, or in UTF-16.
  static func text(_ text: String) -> [UInt8] {
    if text.utf8.allSatisfy({ $0 < 0x80 }), text.utf8.count < 126 {
      return joined([UInt8((text.utf8.count + 1) << 1 | 1)], Array(text.utf8))
    }
    let units = Array(text.utf16.map { little(Int($0), 2) }.joined())
    return joined([0x90], little(units.count + 4, 2), [0], units)
  }

  /// A page with rows; those that are not `isThere` were deleted.
  private static func page(_ kind: Int, number: Int, _ rows: [(isThere: Bool, bytes: [UInt8])]) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: 4096)
    func put(_ bytes: [UInt8], _ place: Int) { page.replaceSubrange(place..<place + bytes.count, with: bytes) }
    put(joined(little(number, 4), little(kind, 4), little(0, 4)), 4)
    put(joined(little(rows.count, 3), [0x24]), 24)
    var place = 40
    for (index, row) in rows.enumerated() {
      put(row.bytes, place)
      let group = 4096 - 36 * (index / 16)
      put(little(place - 40, 2), group - 6 - 2 * (index % 16))
      let present = Int(page[group - 4]) | Int(page[group - 3]) << 8
      put(little(row.isThere ? present | 1 << (index % 16) : present, 2), group - 4)
      place += row.bytes.count + 3 & ~3
    }
    return page
  }

  private static func track(_ id: Int, title: String, path: String, analysis: String, key: Int) -> [UInt8] {
    var row = [UInt8](repeating: 0, count: 0x5E)
    func put(_ number: Int, _ count: Int, _ place: Int) {
      row.replaceSubrange(place..<place + count, with: little(number, count))
    }
    put(0x24, 2, 0)
    for (number, count, place) in [
      (5000, 4, 0x10), (key, 4, 0x20), (12_850, 4, 0x38), (1, 4, 0x3C), (1, 4, 0x40), (1, 4, 0x44), (id, 4, 0x48),
      (9, 2, 0x4E), (2019, 2, 0x50), (240, 2, 0x54), (4, 1, 0x59),
    ] { put(number, count, place) }
    var (offsets, texts): ([UInt8], [UInt8]) = ([], [])
    for index in 0..<21 {
      offsets += little(0x5E + 42 + texts.count, 2)
      texts += text(index == 14 ? analysis : index == 16 ? "note" : index == 17 ? title : index == 20 ? path : "")
    }
    return joined(row, offsets, texts)
  }

  /// Numbers of four bytes.
  private static func words(_ numbers: Int...) -> [UInt8] { Array(numbers.map { little($0, 4) }.joined()) }

  /// Two tracks and one that was deleted, a folder with a list.
  static func tables() -> [UInt8] {
    let artist = joined(little(0x60, 2), [0, 0], little(1, 4), [3, 10], text("Artist"))
    let album = joined(words(0x80, 0, 1, 1, 0), [3, 22], text("Album"))
    let rows: [(kind: Int, rows: [(Bool, [UInt8])])] = [
      (
        0,
        [
          (true, track(7, title: "One – été", path: "/Contents/X/a.mp3", analysis: analysisPath, key: 2)),
          (false, track(8, title: "Gone", path: "/Contents/X/gone.mp3", analysis: "", key: 0)),
          (true, track(9, title: "Two", path: "/Contents/X/b.wav", analysis: "/PIONEER/../../../etc/x.DAT", key: 0)),
        ]
      ),
      (1, [(true, joined(words(1), text("House")))]), (2, [(true, artist)]), (3, [(true, album)]),
      (5, [(true, joined(words(2, 2), text("Am")))]),
      (
        7,
        [
          (true, joined(words(1, 0, 0, 2, 0), text("List"))), (true, joined(words(0, 0, 1, 1, 1), text("Folder"))),
        ]
      ),
      (8, [(true, words(2, 7, 2)), (true, words(1, 9, 2))]),
    ]
    var file = words(0, 4096, rows.count, 0, 0, 0, 0)
    for (index, table) in rows.enumerated() { file += words(table.kind, 0, index + 1, index + 1) }
    file += [UInt8](repeating: 0, count: 4096 - file.count)
    for (index, table) in rows.enumerated() { file += page(table.kind, number: index + 1, table.rows) }
    return file
  }

  static let analysisPath = "/PIONEER/USBANLZ/P001/00000001/ANLZ0000.DAT"

  private static func file(_ sections: [[UInt8]]) -> [UInt8] {
    let body = Array(sections.joined())
    return joined(
      Array("PMAI".utf8), big(28, 4), big(28 + body.count, 4), [UInt8](repeating: 0, count: 16), body)
  }

  private static func section(_ name: String, head: [UInt8], _ body: [UInt8]) -> [UInt8] {
    joined(Array(name.utf8), big(12 + head.count, 4), big(12 + head.count + body.count, 4), head, body)
  }

  /// 128.5 a minute from 37 ms on, the first beat the third of its bar; times in whole milliseconds. Hot cue A too.
  static func first() -> [UInt8] {
    var beats: [UInt8] = []
    for beat in 0..<500 {
      let time = Int((37 + Double(beat) * 60_000 / 128.5).rounded())
      beats += joined(big((beat + 2) % 4 + 1, 2), big(12_850, 2), big(time, 4))
    }
    let body = joined([1, 0, 3, 0xE8], big(1000, 4), big(-1, 4), [UInt8](repeating: 0, count: 16))
    let cue = section("PCPT", head: joined(big(1, 4), big(1, 4), big(0x10000, 4), big(0, 4)), body)
    return file([
      section("PQTZ", head: joined(big(0, 4), big(0x80000, 4), big(500, 4)), beats),
      section("PCOB", head: joined(big(1, 4), big(1, 4), big(-1, 4)), cue),
    ])
  }

  /// Hot cue A with its name, E that loops, a memory cue whose entry ends before its name.
  static func second() -> [UInt8] {
    func cue(_ pad: Int, _ kind: Int, _ start: Int, _ end: Int, _ name: String?, _ colour: [UInt8]) -> [UInt8] {
      let start = joined([UInt8(kind), 0, 3, 0xE8], big(start, 4), big(end, 4), [0, 0, 0, 0])
      guard let name else { return section("PCP2", head: big(pad, 4), start) }
      let words = Array((name + "\0").utf16.map { big(Int($0), 2) }.joined())
      let rest = joined([0, 0, 0, 0], big(1, 2), big(1, 2), big(words.count, 4), words, [0x2A], colour)
      return section("PCP2", head: big(pad, 4), joined(start, rest))
    }
    let hot = joined(cue(1, 1, 1000, -1, "Drop ✨", [0, 200, 0]), cue(5, 2, 2000, 4000, "", [255, 0, 0]))
    return file([
      section("PCO2", head: joined(big(1, 4), big(2, 2), [0, 0]), hot),
      section("PCO2", head: joined(big(0, 4), big(1, 2), [0, 0]), cue(0, 1, 500, -1, nil, [])),
    ])
  }

  /// Writes all of it into a folder. - Returns: where its tables are.
  static func write(in folder: String, tables: [UInt8] = tables()) throws -> String {
    let files = FileManager.default
    let place = folder + (analysisPath as NSString).deletingLastPathComponent
    try files.createDirectory(atPath: place, withIntermediateDirectories: true)
    try files.createDirectory(atPath: folder + "/PIONEER/rekordbox", withIntermediateDirectories: true)
    try Data(first()).write(to: URL(fileURLWithPath: place + "/ANLZ0000.DAT"))
    try Data(second()).write(to: URL(fileURLWithPath: place + "/ANLZ0000.EXT"))
    try Data(tables).write(to: URL(fileURLWithPath: folder + "/PIONEER/rekordbox/export.pdb"))
    return folder + "/PIONEER/rekordbox/export.pdb"
  }
}
