/// What a track sounds like from beat to beat, compact: all that naming its sections, mix points and energy needs, so
/// that they can be decided again without decoding the file. Some 25 bytes a beat.
///
/// A cell is one beat of the grid that the track was analysed with, or half a second where there was none. Cells keep
/// their own times: a grid that a DJ has corrected since reads them by overlap (`mean(from:to:)`).
package struct TrackFeatures: Sendable, Hashable {
  /// The bands of `Cell.levels`: borders in Hz at 30 · (16000 ∕ 30)^(n ∕ 8).
  package static let bandCount = 8
  /// The bands that have a floor: these, from 144 Hz to 3.3 kHz, hold a track's notes.
  package static let floorBands = 2...5

  /// One beat as numbers.
  package struct Cell: Sendable, Hashable {
    /// Mean level of the bands, dB relative to a fixed level below the track's own loudness; −60…67.
    package var levels: [Float]
    /// The quarter of the beat that is softest, in the bands `floorBands`: what sounds on between the strokes. dB as
    /// `levels`.
    package var floors: [Float]
    /// How much starts in the bands 0–1, 2–3, 4–5 and 6–7; 1 is the track's mean.
    package var onsets: [Float]
    /// Twelve pitch classes, C first, the strongest 1; all 0 where there are no notes.
    package var chroma: [Float]
    /// Root mean square of both channels, dBFS; −100 is silence.
    package var loudness: Float
    /// Share of the side signal in the power, 0 (mono) … 1.
    package var width: Float

    /// All numbers of one beat, as the properties have them.
    package init(
      levels: [Float], floors: [Float], onsets: [Float], chroma: [Float], loudness: Float, width: Float
    ) {
      self.levels = levels
      self.floors = floors
      self.onsets = onsets
      self.chroma = chroma
      self.loudness = loudness
      self.width = width
    }
  }

  /// Borders of the cells in seconds, rising: one more than there are cells.
  package private(set) var times: [Double]
  /// Seconds where the sound starts and ends; nil in silence.
  package private(set) var soundingRange: ClosedRange<Double>?
  /// `stride` bytes a cell.
  private(set) var bytes: [UInt8]

  static let stride = 8 + 4 + 4 + 6 + 2
  /// The first byte of a blob; raised when its layout changes.
  private static let version: UInt8 = 1

  /// Cells.
  package var count: Int { times.count - 1 }

  /// Keeps what fits in a byte: reading a cell back gives it to half a dB, a fortieth of an octave of onsets, a
  /// fifteenth of a note.
  ///
  /// - Precondition: `times` has one value more than `cells`.
  package init(times: [Double], cells: [Cell], soundingRange: ClosedRange<Double>?) {
    precondition(times.count == cells.count + 1, "a cell lies between two times")
    self.times = times.map(Self.kept)
    self.soundingRange = soundingRange.map { Self.kept($0.lowerBound)...Self.kept($0.upperBound) }
    bytes = []
    bytes.reserveCapacity(cells.count * Self.stride)
    for cell in cells {
      bytes += cell.levels.map(Self.level)
      bytes += cell.floors.map(Self.level)
      bytes += cell.onsets.map { Self.byte(40 * Self.logarithm(1 + max(0, $0))) }
      for note in Swift.stride(from: 0, to: 12, by: 2) {
        bytes.append(Self.nibble(cell.chroma[note]) | Self.nibble(cell.chroma[note + 1]) << 4)
      }
      bytes.append(Self.byte(-2.5 * cell.loudness))
      bytes.append(Self.byte(255 * cell.width))
    }
  }

  /// - Precondition: 0 ≤ `index` < `count`.
  package subscript(index: Int) -> Cell {
    Cell(lanes(of: index))
  }

  private static func level(_ value: Float) -> UInt8 { byte(2 * (value + 60)) }
  private static func byte(_ value: Float) -> UInt8 { value >= 0 ? UInt8(min(255, value.rounded())) : 0 }
  private static func nibble(_ value: Float) -> UInt8 { UInt8(min(15, max(0, (15 * value).rounded()))) }
  /// Times are kept to a ten-thousandth of a second.
  private static func kept(_ seconds: Double) -> Double {
    (min(400_000, max(0, seconds)) * 10_000).rounded() / 10_000
  }
}

// Logarithm and power to the base of 2 without a mathematics library: what is stored must read back alike everywhere.
extension TrackFeatures {
  /// log₂ of 1 or more, by halving and a parabola; `power` is its exact inverse.
  private static func logarithm(_ value: Float) -> Float {
    guard value.isFinite, value > 1 else { return 0 }
    return Float(value.exponent) + (value.significand - 1)
  }

  static func power(_ value: Float) -> Float {
    let whole = value.rounded(.down)
    return Float(sign: .plus, exponent: Int(whole), significand: 1 + value - whole)
  }
}

// MARK: - As bytes and as JSON

extension TrackFeatures {
  /// The whole as bytes, for a database: a version, the counts, the times in ten-thousandths of a second, the cells.
  package var blob: [UInt8] {
    var out: [UInt8] = [Self.version]
    func append(_ value: UInt32) {
      for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
    append(UInt32(count))
    append(soundingRange.map { Self.ticks($0.lowerBound) } ?? .max)
    append(soundingRange.map { Self.ticks($0.upperBound) } ?? .max)
    for time in times { append(Self.ticks(time)) }
    return out + bytes
  }

  /// Nil for bytes that no `blob` is made of, or that another version wrote.
  package init?(blob: [UInt8]) {
    guard blob.count >= 17, blob[0] == Self.version else { return nil }
    func number(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(blob[at + $1]) << UInt32(8 * $1) } }
    let count = Int(number(1))
    let header = 13 + 4 * (count + 1)
    guard count < 10_000_000, blob.count == header + Self.stride * count else { return nil }
    times = (0...count).map { Double(number(13 + 4 * $0)) / 10_000 }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
    let (first, last) = (number(5), number(9))
    soundingRange = first <= last && last != .max ? Double(first) / 10_000...Double(last) / 10_000 : nil
    bytes = Array(blob[header...])
  }

  private static func ticks(_ seconds: Double) -> UInt32 { UInt32((seconds * 10_000).rounded()) }
}

extension TrackFeatures: Codable {
  /// Reads the text that `encode` writes.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let blob = Base64.bytes(text), let features = TrackFeatures(blob: blob) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "these are no features of a track")
    }
    self = features
  }

  /// Writes `blob` as one text in base64.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Base64.text(blob))
  }
}

/// Bytes as text of 64 letters (RFC 4648).
private enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for at in stride(from: 0, to: bytes.count, by: 3) {
      let left = bytes.count - at
      let word =
        UInt32(bytes[at]) << 16 | (left > 1 ? UInt32(bytes[at + 1]) << 8 : 0) | (left > 2 ? UInt32(bytes[at + 2]) : 0)
      out.append(letters[Int(word >> 18)])
      out.append(letters[Int(word >> 12 & 63)])
      out.append(left > 1 ? letters[Int(word >> 6 & 63)] : UInt8(ascii: "="))
      out.append(left > 2 ? letters[Int(word & 63)] : UInt8(ascii: "="))
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Nil for text that is no base64.
  static func bytes(_ text: String) -> [UInt8]? {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, letter) in letters.enumerated() { table[Int(letter)] = UInt8(value) }
    var out: [UInt8] = []
    var (word, bits) = (UInt32(0), 0)
    for letter in text.utf8 where letter != UInt8(ascii: "=") {
      let value = table[Int(letter)]
      guard value < 64 else { return nil }
      word = word << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
        word &= (1 << UInt32(bits)) - 1
      }
    }
    return out
  }
}
