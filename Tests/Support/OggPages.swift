/// Ogg files that tests change by hand.
package enum OggPages {
  /// Writes the checksum of each page anew.
  package static func seal(_ bytes: inout [UInt8]) {
    var start = 0
    while start + 27 <= bytes.count, bytes[start..<start + 4].elementsEqual("OggS".utf8) {
      let segments = Int(bytes[start + 26])
      guard start + 27 + segments <= bytes.count else { return }
      let body = bytes[(start + 27)..<(start + 27 + segments)].reduce(0) { $0 + Int($1) }
      let end = min(bytes.count, start + 27 + segments + body)
      for index in 22..<26 { bytes[start + index] = 0 }
      let sum = checksum(bytes[start..<end])
      for index in 0..<4 { bytes[start + 22 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index)) }
      start = end
    }
  }

  /// CRC-32 with the polynomial 0x04C11DB7, the highest bit first, from 0 (RFC 3533, 6).
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reduce(UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte) << 24) { value, _ in
        value & 0x8000_0000 != 0 ? value << 1 ^ 0x04C1_1DB7 : value << 1
      }
    }
  }
}
