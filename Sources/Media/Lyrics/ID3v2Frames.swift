/// The frames of an ID3v2 tag of version 2.2, 2.3 or 2.4 that hold words: FFmpeg hands on one of the two kinds, and of
/// that the text alone.
package struct ID3v2Frames: Sendable {
  /// Names of four letters (three in 2.2) and what stands in them, unpacked.
  package private(set) var frames: [(name: String, body: [UInt8])] = []

  private static let mostBytes = 64 << 20
  private static let mostFrames = 4096

  /// - Parameter tag: from its head on. What is damaged ends it.
  package init(_ tag: [UInt8], wanted: Set<String>) {
    guard tag.count > 10, tag.count <= Self.mostBytes, tag.starts(with: "ID3".utf8), (2...4).contains(tag[3]) else {
      return
    }
    let (version, flags) = (tag[3], tag[5])
    var body = tag[10...]
    // All of it, in 2.4 each frame for itself.
    if flags & 0x80 != 0, version < 4 { body = Self.synchronised(body)[...] }
    if flags & 0x40 != 0 {
      // In 2.2 this bit says that all is packed, in a way that nobody ever wrote down.
      guard version > 2, body.count >= 4 else { return }
      let size = version == 3 ? Int(body.prefix(4).bigEndian) + 4 : Self.sevenBits(body.prefix(4))
      body = body.dropFirst(size)
    }
    let (letters, head) = version == 2 ? (3, 6) : (4, 10)
    var seen = 0
    while body.count > head, seen < Self.mostFrames, body.first != 0 {
      let name = String(decoding: body.prefix(letters), as: UTF8.self)
      let sizeField = body.dropFirst(letters).prefix(letters)
      // Some write 2.4 with sizes as 2.3 has them.
      let isPlain = version < 4 || sizeField.contains { $0 >= 0x80 }
      let size = isPlain ? Int(sizeField.bigEndian) : Self.sevenBits(sizeField)
      guard size > 0, size <= body.count - head else { return }
      if wanted.contains(name) {
        let flags = version == 2 ? 0 : body[body.startIndex + 9]
        if let content = Self.unpacked(body.dropFirst(head).prefix(size), flags, version) {
          frames.append((name, content))
        }
      }
      body = body.dropFirst(head + size)
      seen += 1
    }
  }

  /// Without what stands before a frame's content; nil where it is packed or encrypted.
  private static func unpacked(_ content: ArraySlice<UInt8>, _ flags: UInt8, _ version: UInt8) -> [UInt8]? {
    var content = content
    if version == 3 {
      if flags & 0xC0 != 0 { return nil }
      return Array(content.dropFirst(flags & 0x20 != 0 ? 1 : 0))
    }
    guard version == 4 else { return Array(content) }
    if flags & 0x0C != 0 { return nil }
    if flags & 0x40 != 0 { content = content.dropFirst() }
    if flags & 0x01 != 0 { content = content.dropFirst(4) }
    return flags & 0x02 != 0 ? synchronised(content) : Array(content)
  }

  /// Without the zeros that were put behind each 0xFF.
  private static func synchronised(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var wasFull = false
    for byte in bytes {
      if !(wasFull && byte == 0) { result.append(byte) }
      wasFull = byte == 0xFF
    }
    return result
  }

  private static func sevenBits(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 7 | Int($1 & 0x7F) } }
}

/// The texts of a frame, in the encoding that its first byte names.
struct ID3v2Texts {
  private var rest: ArraySlice<UInt8>
  private let encoding: UInt8
  /// Of UTF-16 without a mark, as the last text with one had it.
  private var isLittle = true

  /// - Parameter body: a frame's, from its encoding on.
  init?(_ body: [UInt8]) {
    guard let encoding = body.first, encoding < 4 else { return nil }
    self.encoding = encoding
    rest = body.dropFirst()
    if encoding == 2 { isLittle = false }
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// What was not read yet.
  var remaining: [UInt8] { Array(rest) }

  /// So many bytes that are no text; nil where there are less.
  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// The next text, to its end mark or the frame's end.
  mutating func text() -> String {
    if encoding == 0 || encoding == 3 {
      let bytes = Array(rest.prefix { $0 != 0 })
      rest = rest.dropFirst(bytes.count + 1)
      return TagEncoding.wholeText(bytes)
    }
    var units: [UInt16] = []
    var isOver = false
    while rest.count >= 2, !isOver {
      let (first, second) = (UInt16(rest[rest.startIndex]), UInt16(rest[rest.startIndex + 1]))
      rest = rest.dropFirst(2)
      if units.isEmpty, (first, second) == (0xFF, 0xFE) {
        isLittle = true
      } else if units.isEmpty, (first, second) == (0xFE, 0xFF) {
        isLittle = false
      } else {
        let unit = isLittle ? second << 8 | first : first << 8 | second
        isOver = unit == 0
        if !isOver { units.append(unit) }
      }
    }
    if rest.count < 2, !isOver { rest = rest.suffix(0) }
    return String(decoding: units, as: UTF16.self)
  }
}
