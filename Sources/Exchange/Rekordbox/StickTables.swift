/// The tables of a rekordbox stick (`export.pdb`): pages that hang together, and rows within them. Rows that were
/// deleted still lie there; a bitmap says which are meant.
struct StickTables {
  /// A row, by the page that it lies in.
  struct Row {
    fileprivate let page: [UInt8]
    fileprivate let start: Int

    /// Up to four bytes as a number, behind the row's beginning.
    func number(_ place: Int, _ length: Int) -> Int? { page.little(start + place, length) }

    /// The text at a distance from the row's beginning.
    func text(at distance: Int) -> String {
      let place = start + distance
      guard distance >= 0, let kind = page.little(place, 1) else { return "" }
      // Short ones have their length, and that they are short, in one byte.
      if kind & 1 == 1 {
        return page.part(place + 1, max(0, kind >> 1 - 1)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
      guard let length = page.little(place + 1, 2), let bytes = page.part(place + 4, max(0, length - 4)) else {
        return ""
      }
      if kind == 0x90 {
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
      }
      return kind == 0x40 ? String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) : ""
    }

    /// The text whose distance stands in the row: in one byte, or in two in a long row.
    func text(near: Int, far: Int) -> String {
      let isFar = number(0, 2).map { $0 & 0x04 != 0 } ?? false
      return (isFar ? number(far, 2) : number(near, 1)).map(text(at:)) ?? ""
    }
  }

  /// What a table holds.
  enum Kind: Int {
    case tracks = 0
    case genres = 1
    case artists = 2
    case albums = 3
    case keys = 5
    case lists = 7
    case entries = 8
  }

  private let file: OpenFile
  private let pageLength: Int
  private let tables: [(kind: Int, first: Int, last: Int)]

  /// Nil for what is none, by its head.
  init?(_ file: OpenFile) {
    let head = file.read(at: 0, 4096)
    guard head.little(0, 4) == 0, let length = head.little(4, 4), [1024, 2048, 4096, 8192, 16_384].contains(length),
      let count = head.little(8, 4), (1...200).contains(count)
    else { return nil }
    let tables = (0..<count).compactMap { index -> (kind: Int, first: Int, last: Int)? in
      let place = 28 + 16 * index
      guard let kind = head.little(place, 4), let first = head.little(place + 8, 4),
        let last = head.little(place + 12, 4)
      else { return nil }
      return (kind, first, last)
    }
    guard tables.count == count, tables.contains(where: { $0.kind == Kind.tracks.rawValue && $0.first > 0 }) else {
      return nil
    }
    (self.file, pageLength, self.tables) = (file, length, tables)
  }

  /// Every row of a table that is meant, in the file's order.
  /// - Throws: where its pages do not hang together; rows before were good.
  func rows(of kind: Kind, _ take: (Row) throws(ForeignFault) -> Void) throws(ForeignFault) {
    guard let table = tables.first(where: { $0.kind == kind.rawValue }) else { return }
    let pages = file.count / pageLength
    var (number, seen) = (table.first, 0)
    while number > 0, number < pages {
      seen += 1
      if seen > pages { throw ForeignFault("its pages go round in a circle: it is damaged") }
      let page = file.read(at: number * pageLength, pageLength)
      guard page.count == pageLength, let next = page.little(12, 4) else { break }
      if page.little(8, 4) == kind.rawValue { try rows(page, take) }
      if number == table.last { return }
      number = next
    }
    throw ForeignFault("a page that it names is not there: it is damaged, or was not copied to its end")
  }

  private func rows(_ page: [UInt8], _ take: (Row) throws(ForeignFault) -> Void) throws(ForeignFault) {
    // Pages of the index have no rows.
    guard let counts = page.little(24, 4), page[27] & 0x40 == 0 else { return }
    let count = counts & 0x1FFF
    for index in 0..<count {
      let group = pageLength - 36 * (index / 16)
      guard let present = page.little(group - 4, 2) else { return }
      guard present >> (index % 16) & 1 == 1, let place = page.little(group - 6 - 2 * (index % 16), 2) else { continue }
      try take(Row(page: page, start: 40 + place))
    }
  }
}
