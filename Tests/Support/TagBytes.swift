/// Containers of tags that tests write byte by byte.
package enum TagBytes {
  private static func number(_ value: Int, isBig: Bool = false) -> [UInt8] {
    let digits = (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isBig ? digits.reversed() : digits
  }

  /// A chunk of RIFF, or of AIFF (`isBig`), padded to an even size.
  package static func chunk(_ id: String, _ body: [UInt8], isBig: Bool = false) -> [UInt8] {
    Array(id.utf8) + number(body.count, isBig: isBig) + body + [UInt8](repeating: 0, count: body.count % 2)
  }

  /// A RIFF file with its size mended.
  package static func riff(_ bytes: [UInt8]) -> [UInt8] { bytes[..<4] + number(bytes.count - 8) + bytes[8...] }

  /// A LIST chunk of INFO. - Parameter isPadded: false as by programs that forget to pad.
  package static func info(_ fields: [(String, [UInt8])], isPadded: Bool = true) -> [UInt8] {
    let items = fields.map { name, text in
      isPadded ? chunk(name, text + [0]) : Array(name.utf8) + number(text.count) + text
    }
    return chunk("LIST", Array("INFO".utf8) + items.joined())
  }

  /// An AIFF file with the sound of a WAVE file of 16 bits, stereo, 44.1 kHz, whose head has 44 bytes, and chunks
  /// behind it.
  package static func aiff(_ wave: [UInt8], _ chunks: [UInt8]) -> [UInt8] {
    let body = stride(from: 44, to: wave.count - 1, by: 2).flatMap { [wave[$0 + 1], wave[$0]] }
    let rate: [UInt8] = [0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0]
    let common = [0, 2] + number(body.count / 4, isBig: true) + [0, 16] + rate
    let all =
      Array("AIFF".utf8) + chunk("COMM", common, isBig: true)
      + chunk("SSND", [UInt8](repeating: 0, count: 8) + body, isBig: true) + chunks
    return Array("FORM".utf8) + number(all.count, isBig: true) + all
  }

  /// ID3v2.3 whose texts are said to be Latin-1.
  package static func id3v2(_ frames: [(String, String)]) -> [UInt8] {
    id3v2(bytes: frames.map { ($0.0, Array($0.1.utf8)) })
  }

  package static func id3v2(bytes frames: [(String, [UInt8])]) -> [UInt8] {
    let body = frames.flatMap { name, text -> [UInt8] in
      Array(name.utf8) + number(text.count + 1, isBig: true) + [0, 0, 0] + text
    }
    let size = [21, 14, 7, 0].map { UInt8(body.count >> $0 & 127) }
    return Array("ID3".utf8) + [3, 0, 0] + size + body
  }

  /// ID3v2 of any version with frames as they stand, encoding and all. - Parameter isUnsynchronised: zeros are put
  /// behind each 0xFF, of the tag or, in 2.4, of each frame.
  package static func id3v2(version: UInt8, frames: [(String, [UInt8])], isUnsynchronised: Bool = false) -> [UInt8] {
    func sevenBits(_ value: Int) -> [UInt8] { [21, 14, 7, 0].map { UInt8(value >> $0 & 127) } }
    func unsynchronised(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap { $0 == 0xFF ? [0xFF, 0] : [$0] } }
    var body = frames.flatMap { name, content -> [UInt8] in
      let content = isUnsynchronised && version == 4 ? unsynchronised(content) : content
      let size =
        version == 2
        ? Array(number(content.count, isBig: true).dropFirst())
        : version == 3 ? number(content.count, isBig: true) : sevenBits(content.count)
      let flags: [UInt8] = version == 2 ? [] : [0, isUnsynchronised && version == 4 ? 2 : 0]
      return Array(name.utf8) + size + flags + content
    }
    if isUnsynchronised, version < 4 { body = unsynchronised(body) }
    return Array("ID3".utf8) + [version, 0, isUnsynchronised ? 0x80 : 0] + sevenBits(body.count) + body
  }

  /// The 128 bytes of ID3v1, of the year 2004.
  package static func id3v1(title: [UInt8], artist: [UInt8], genre: UInt8) -> [UInt8] {
    func field(_ text: [UInt8], _ count: Int) -> [UInt8] {
      Array((text + [UInt8](repeating: 0, count: count)).prefix(count))
    }
    return Array("TAG".utf8) + field(title, 30) + field(artist, 30) + field([], 30) + Array("2004".utf8) + field([], 30)
      + [genre]
  }

  /// APEv2 with a header and a footer.
  package static func ape(_ items: [(String, String)]) -> [UInt8] {
    let body = items.flatMap { name, text -> [UInt8] in
      number(text.utf8.count) + number(0) + Array(name.utf8) + [0] + Array(text.utf8)
    }
    func frame(_ flags: [UInt8]) -> [UInt8] {
      Array("APETAGEX".utf8) + number(2000) + number(body.count + 32) + number(items.count) + flags
        + [UInt8](repeating: 0, count: 8)
    }
    return frame([0, 0, 0, 0xA0]) + body + frame([0, 0, 0, 0x80])
  }
}
