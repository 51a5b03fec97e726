import CZlib

/// What Qt packs: the length of what comes out, then zlib's stream.
enum Inflated {
  /// More is a damaged file, or one that means harm.
  private static let most = 16 << 20

  /// - Returns: nil for what is none, or not as long as it says.
  static func bytes(_ packed: [UInt8]) -> [UInt8]? {
    guard let length = packed.big(0, 4), (1...most).contains(length), packed.count > 4 else { return nil }
    var count = uLongf(length)
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
      let status = packed.withUnsafeBufferPointer {
        uncompress(buffer.baseAddress, &count, $0.baseAddress! + 4, uLong($0.count - 4))
      }
      filled = status == Z_OK ? Int(count) : 0
    }
    return bytes.count == length ? bytes : nil
  }
}
