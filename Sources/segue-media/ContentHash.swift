import CFFmpeg
import CNettle
import Media

/// A hash of the sound as it is coded: SHA-256 over the codec's number and its packets (`MediaLimits.hashedBytes` at
/// most), the first 128 bits of it.
///
/// Nettle uses the processor's own instructions; FFmpeg's hash takes a twelfth of a whole analysis.
struct ContentHash {
  private var hash = sha256_ctx()
  private(set) var bytes = 0

  init(codec: UInt32) {
    nettle_sha256_init(&hash)
    withUnsafeBytes(of: codec.littleEndian) {
      nettle_sha256_update(&hash, $0.count, $0.bindMemory(to: UInt8.self).baseAddress)
    }
  }

  var isFull: Bool { bytes >= MediaLimits.hashedBytes }

  mutating func add(_ packet: UnsafeMutablePointer<AVPacket>) {
    guard !isFull else { return }
    nettle_sha256_update(&hash, Int(packet.pointee.size), packet.pointee.data)
    bytes += Int(packet.pointee.size)
  }

  /// Hexadecimal; nil where there was nothing to hash.
  var text: String? {
    guard bytes > 0 else { return nil }
    var whole = hash
    var digest = [UInt8](repeating: 0, count: 16)
    nettle_sha256_digest(&whole, digest.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
