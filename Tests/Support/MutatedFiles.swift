import Glibc
import Music

/// Damaged copies of files: what failing disks, broken downloads, bad programs and bad people make of them. Seeded.
package enum Mutation: String, CaseIterable, Sendable {
  /// Single bits anywhere, one in some thousands.
  case flippedBits
  /// The end is missing.
  case cut
  /// The beginning is missing.
  case beheaded
  /// Two blocks have changed places.
  case swapped
  /// A block of zeros, or of noise.
  case overwritten
  /// A block is there twice.
  case repeated
  /// Bytes of the head are replaced by the numbers that programs trip over: 0, −1, the highest, the lowest.
  case lyingHead

  /// A copy of `bytes` with this damage.
  package func applied(to bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    let count = bytes.count
    guard count > 64 else { return bytes }
    switch self {
    case .flippedBits:
      for _ in 0...Int.random(in: 0...(1 + count / 2000), using: &random) {
        bytes[Int.random(in: 0..<count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
    case .cut: bytes.removeLast(Int.random(in: 1..<count, using: &random))
    case .beheaded: bytes.removeFirst(Int.random(in: 1..<min(count, 4096), using: &random))
    case .swapped:
      let size = Int.random(in: 1...(count / 4), using: &random)
      let first = Int.random(in: 0...(count - 2 * size), using: &random)
      let second = Int.random(in: (first + size)...(count - size), using: &random)
      for index in 0..<size { bytes.swapAt(first + index, second + index) }
    case .overwritten:
      let isNoise = Bool.random(using: &random)
      let size = Int.random(in: 1...(count / 4), using: &random)
      let first = Int.random(in: 0...(count - size), using: &random)
      for index in first..<(first + size) { bytes[index] = isNoise ? UInt8.random(in: 0...255, using: &random) : 0 }
    case .repeated:
      let size = Int.random(in: 1...(count / 4), using: &random)
      let first = Int.random(in: 0...(count - size), using: &random)
      bytes.insert(contentsOf: Array(bytes[first..<(first + size)]), at: Int.random(in: 0...count, using: &random))
    case .lyingHead:
      let numbers: [[UInt8]] = [
        [0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [127, 255, 255, 255], [128, 0, 0, 0],
        [1, 0, 0, 0], [0, 0, 0, 1], [0], [255], [127], [128], [0, 0], [255, 255],
      ]
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let number = numbers.randomElement(using: &random) ?? [0]
        let place = Int.random(in: 0..<(min(count, 512) - 4), using: &random)
        for (index, byte) in number.enumerated() { bytes[place + index] = byte }
      }
    }
    return bytes
  }
}

/// What of this process could leak.
package enum Belongings {
  /// Open file descriptors.
  package static var descriptors: Int { (0..<4096).count { fcntl($0, F_GETFD) >= 0 } }

  /// Processes that this one has started and not waited for, dead or alive.
  package static var children: Int {
    guard let tasks = opendir("/proc/self/task") else { return 0 }
    defer { closedir(tasks) }
    var count = 0
    while let task = readdir(tasks) {
      let name = withUnsafeBytes(of: task.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(".") { continue }
      count += Programs.contents("/proc/self/task/\(name)/children").split(separator: " ").count
    }
    return count
  }
}
