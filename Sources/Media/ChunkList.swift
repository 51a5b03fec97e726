/// The chunks of a WAVE, RF64, AIFF or CAF file as they lie in it, whatever its head says of its whole length.
package struct ChunkList: Sendable {
  /// One chunk.
  package struct Chunk: Sendable {
    /// Its four letters.
    package var id: String
    /// The range of the file that holds its body, as far as the file goes.
    package var body: Range<Int>
    /// The size that its head gives.
    var promised: UInt64
    /// Where that is written.
    var sizeField: Range<Int>
  }

  enum Family: Sendable { case wave, aiff, caf }

  let family: Family
  /// The chunks that were found, in the file's order.
  package private(set) var chunks: [Chunk] = []
  private static let mostChunks = 4096

  /// - Returns: nil for a file of another kind.
  package init?(_ file: FileBytes) {
    let start = ID3v2Head.end(of: file, at: 0) ?? 0
    let head = file.bytes(at: start, count: 12)
    guard head.count == 12 else { return nil }
    switch (String(decoding: head[..<4], as: UTF8.self), String(decoding: head[8...], as: UTF8.self)) {
    case ("RIFF", "WAVE"), ("RF64", "WAVE"), ("BW64", "WAVE"): family = .wave
    case ("FORM", "AIFF"), ("FORM", "AIFC"): family = .aiff
    case ("caff", _): family = .caf
    default: return nil
    }
    walk(file, from: start + (family == .caf ? 8 : 12))
  }

  /// The first chunk of a name.
  package func first(_ id: String) -> Chunk? { chunks.first { $0.id == id } }

  private mutating func walk(_ file: FileBytes, from start: Int) {
    var place = start
    while chunks.count < Self.mostChunks, let chunk = Self.chunk(of: file, at: place, family, sizes: first("ds64")) {
      chunks.append(chunk)
      // What a chunk of no length or too short a length is followed by tells where the sound really ends.
      guard let next = Self.next(after: chunk, in: file, family) else { break }
      place = next
    }
  }

  /// The chunk whose head lies at `place`; nil where there is none.
  private static func chunk(of file: FileBytes, at place: Int, _ family: Family, sizes: Chunk?) -> Chunk? {
    let width = family == .caf ? 8 : 4
    let head = file.bytes(at: place, count: 4 + width)
    guard head.count == 4 + width, head[..<4].allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    let id = String(decoding: head[..<4], as: UTF8.self)
    var promised = family == .wave ? head[4...].littleEndian : head[4...].bigEndian
    var sizeField = place + 4..<place + 4 + width
    if id == "data", promised == 0xFFFF_FFFF, let sizes, sizes.body.count >= 16 {
      // RF64 keeps the size of its sound in a chunk before it.
      sizeField = sizes.body.lowerBound + 8..<sizes.body.lowerBound + 16
      promised = file.bytes(at: sizeField.lowerBound, count: 8).littleEndian
    }
    let start = place + 4 + width
    let end = promised < UInt64(file.count - start) ? start + Int(promised) : file.count
    return Chunk(id: id, body: start..<end, promised: promised, sizeField: sizeField)
  }

  /// Where the next chunk may begin: at an even place, though some forget that.
  private static func next(after chunk: Chunk, in file: FileBytes, _ family: Family) -> Int? {
    let end = chunk.body.upperBound
    if family == .caf || chunk.body.count % 2 == 0 { return end < file.count ? end : nil }
    let isPadded = Self.chunk(of: file, at: end + 1, family, sizes: nil) != nil
    return isPadded || Self.chunk(of: file, at: end, family, sizes: nil) == nil ? end + 1 : end
  }
}

/// The head of an ID3v2 tag.
package enum ID3v2Head {
  /// Where the tag that begins at `place` ends; nil where there is none.
  package static func end(of file: FileBytes, at place: Int) -> Int? {
    let head = file.bytes(at: place, count: 10)
    guard head.count == 10, head.starts(with: "ID3".utf8), head[3] < 0xFF, head[4] < 0xFF,
      head[6...].allSatisfy({ $0 < 0x80 })
    else { return nil }
    let size = head[6...].reduce(0) { $0 << 7 | Int($1) }
    return min(file.count, place + 10 + size + (head[5] & 0x10 != 0 ? 10 : 0))
  }
}
