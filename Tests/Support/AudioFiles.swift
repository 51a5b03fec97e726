import Glibc
import Music

/// Sound files that tests write byte by byte, so that what a decoder says can be held against what is in them; and
/// signals whose place can be found again by correlation.
package enum AudioFiles {
  /// How samples lie in a WAVE file.
  package enum Coding: Sendable {
    case int16, int24, float32
    fileprivate var bytes: Int { self == .int16 ? 2 : self == .int24 ? 3 : 4 }
  }

  /// A WAVE file of interleaved samples. Integer codings take whole numbers in their own scale.
  package static func wave(_ samples: [Float], channels: Int, rate: Int, coding: Coding) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(samples.count * coding.bytes)
    for sample in samples {
      switch coding {
      case .int16: body += little(UInt64(bitPattern: Int64(sample)), 2)
      case .int24: body += little(UInt64(bitPattern: Int64(sample)), 3)
      case .float32: body += little(UInt64(sample.bitPattern), 4)
      }
    }
    return waveHead(dataBytes: body.count, channels: channels, rate: rate, coding: coding) + body
  }

  /// The head of a WAVE file that promises so many bytes of samples.
  package static func waveHead(dataBytes: Int, channels: Int, rate: Int, coding: Coding) -> [UInt8] {
    let frame = channels * coding.bytes
    var head = Array("RIFF".utf8) + little(UInt64(36 + dataBytes), 4) + Array("WAVEfmt ".utf8) + little(16, 4)
    head += little(coding == .float32 ? 3 : 1, 2) + little(UInt64(channels), 2) + little(UInt64(rate), 4)
    head += little(UInt64(rate * frame), 4) + little(UInt64(frame), 2) + little(UInt64(8 * coding.bytes), 2)
    return head + Array("data".utf8) + little(UInt64(dataBytes), 4)
  }

  private static func little(_ value: UInt64, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// Writes a file; a file that is there already is replaced.
  package static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "wbe") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  /// A file of that many bytes that takes no room on the disk, after the bytes it begins with.
  package static func writeSparse(_ head: [UInt8], bytes: Int, to path: String) {
    write(head, to: path)
    truncate(path, bytes)
  }

  /// Whole numbers of 16 bits, as floats: noise without its highest tones, which lossy coders would drop, in bursts
  /// that make its place plain. Interleaved stereo; the sides differ.
  package static func noise(frames: Int, seed: UInt64, level: Float = 9000) -> [Float] {
    var dice = SeededRandom(seed: seed)
    var smooth: (Float, Float) = (0, 0)
    var samples: [Float] = []
    samples.reserveCapacity(2 * frames)
    for frame in 0..<frames {
      smooth.0 += 0.3 * (Float.random(in: -1...1, using: &dice) - smooth.0)
      smooth.1 += 0.3 * (Float.random(in: -1...1, using: &dice) - smooth.1)
      let swell: Float = frame / 3000 % 2 == 0 ? 1 : 0.3
      samples.append((level * swell * smooth.0 * 2).rounded())
      samples.append((level * swell * smooth.1 * 2).rounded())
    }
    return samples
  }

  /// By how many frames `heard` lies behind `original` (left channels of interleaved stereo), and how alike they are
  /// there: 1 is the same but for level.
  package static func lag(of heard: [Float], behind original: [Float], within reach: Int) -> (
    frames: Int, likeness: Double
  ) {
    let window = 16384
    let start = reach
    var best = (frames: 0, likeness: -1.0)
    for lag in -reach...reach {
      var (product, a, b) = (0.0, 1e-12, 1e-12)
      for frame in start..<(start + window) {
        let (first, second) = (2 * frame, 2 * (frame + lag))
        guard first < original.count, second < heard.count else { break }
        let (x, y) = (Double(original[first]), Double(heard[second]))
        product += x * y
        a += x * x
        b += y * y
      }
      let likeness = product / (a * b).squareRoot()
      if likeness > best.likeness { best = (lag, likeness) }
    }
    return best
  }
}
