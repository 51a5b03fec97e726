/// What the two halves of a track, its voice and its instrumental, sound like apart, over time: what a mashup is
/// planned by. Measured from stems that were laid on their track; in cells of half a second, whatever the grid is, so
/// that a corrected grid needs no second look. Some 35 bytes a cell.
package struct StemFacts: Sendable, Hashable {
  /// Bands of a cell: from n to n + 1 of `borders`.
  package static let bandCount = 10
  /// 100 Hz … 8 kHz, evenly in octaves.
  package static let borders: [Double] = [100, 155, 240, 373, 578, 896, 1388, 2151, 3332, 5163, 8000]
  /// Seconds of a cell; cell n begins at n times that.
  package static let cellSeconds = 0.5
  /// What is quieter is silence, dBFS.
  package static let silence: Float = -100

  /// Twelve pitch classes, C first, the strongest 1; all 0 in silence.
  package struct Pitches: Sendable, Hashable {
    fileprivate var bytes = [UInt8](repeating: 0, count: 12)

    /// Silence.
    package init() {}

    /// Keeps what fits in a byte. - Parameter strengths: 12 values, 0 or more each.
    package init(_ strengths: [Double]) {
      guard let strongest = strengths.max(), strongest > 0, strongest.isFinite, strengths.count == 12 else { return }
      bytes = strengths.map { $0 > 0 ? UInt8((255 * $0 / strongest).rounded()) : 0 }
    }

    /// One lane each, the others 0.
    package var lanes: SIMD16<Float> {
      var lanes = SIMD16<Float>.zero
      for note in 0..<12 { lanes[note] = Float(bytes[note]) / 255 }
      return lanes
    }
  }

  /// One bus in one cell.
  package struct Cell: Sendable, Hashable {
    /// Mean power of each band, dBFS; `silence` or more.
    package var levels: [Float]
    /// Twelve pitch classes, C first, the strongest 1; all 0 without notes.
    package var chroma: [Float]

    /// - Parameters:
    ///   - levels: of `bandCount` bands, dBFS.
    ///   - chroma: 12 values, 0…1.
    package init(levels: [Float], chroma: [Float]) {
      self.levels = levels
      self.chroma = chroma
    }

    /// Nothing is heard.
    package static let silent = Cell(
      levels: [Float](repeating: StemFacts.silence, count: StemFacts.bandCount),
      chroma: [Float](repeating: 0, count: 12))
  }

  /// Integrated over the sung parts; nil where the voice is silent.
  package var voiceLoudness: LUFS?
  /// Integrated; nil where the instrumental is silent.
  package var instrumentalLoudness: LUFS?
  /// The lowest partial that the voice has, but for a twentieth of the time, Hz; nil where nothing is sung.
  package var lowestPartial: Double?
  /// The same for half of the time: its register.
  package var usualPartial: Double?
  /// Where the voice sings, seconds, rising and apart.
  package var sung: [ClosedRange<Double>]
  /// How much of the voice is left in the instrumental, dB relative to the voice; nil where nothing can be found.
  package var leftover: Decibels?
  /// How strongly each pitch class sounds where the voice sings, whatever sounds it: twelve, C first.
  package private(set) var voicePitches: Pitches
  /// How strongly each pitch class sounds in the instrumental for as long as notes do, over the whole track: drums that
  /// are tuned among it, others hardly.
  package private(set) var instrumentalPitches: Pitches

  private var voiceBytes: [UInt8]
  private var instrumentalBytes: [UInt8]
  static let stride = bandCount + 6

  /// Cells.
  package var count: Int { voiceBytes.count / Self.stride }

  /// Keeps what fits in a byte: half a decibel, a fifteenth of a note.
  /// - Precondition: as many cells of the one as of the other.
  package init(
    voice: [Cell], instrumental: [Cell], sung: [ClosedRange<Double>], voiceLoudness: LUFS? = nil,
    instrumentalLoudness: LUFS? = nil, lowestPartial: Double? = nil, usualPartial: Double? = nil,
    leftover: Decibels? = nil, voicePitches: Pitches = Pitches(), instrumentalPitches: Pitches = Pitches()
  ) {
    precondition(voice.count == instrumental.count, "both halves are as long")
    voiceBytes = voice.flatMap(Self.bytes)
    instrumentalBytes = instrumental.flatMap(Self.bytes)
    self.sung = sung
    (self.voiceLoudness, self.instrumentalLoudness) = (voiceLoudness, instrumentalLoudness)
    (self.lowestPartial, self.usualPartial) = (lowestPartial, usualPartial)
    self.leftover = leftover
    (self.voicePitches, self.instrumentalPitches) = (voicePitches, instrumentalPitches)
  }

  /// The voice in a cell. - Precondition: 0 ≤ `cell` < `count`.
  package func voice(_ cell: Int) -> Cell { Self.cell(voiceBytes, cell) }
  /// The instrumental in a cell. - Precondition: as for `voice`.
  package func instrumental(_ cell: Int) -> Cell { Self.cell(instrumentalBytes, cell) }

  private static func bytes(_ cell: Cell) -> [UInt8] {
    cell.levels.map { byte(2 * ($0 - silence)) }
      + Swift.stride(from: 0, to: 12, by: 2).map {
        byte(15 * cell.chroma[$0]) & 15 | byte(15 * cell.chroma[$0 + 1]) << 4
      }
  }

  private static func byte(_ value: Float) -> UInt8 { value >= 0 ? UInt8(min(255, value.rounded())) : 0 }

  private static func cell(_ bytes: [UInt8], _ index: Int) -> Cell {
    let start = index * stride
    return Cell(
      levels: (0..<bandCount).map { Float(bytes[start + $0]) / 2 + silence },
      chroma: (0..<12).map { note in
        let pair = bytes[start + bandCount + note / 2]
        return Float(note % 2 == 0 ? pair & 15 : pair >> 4) / 15
      })
  }
}

// MARK: - As bytes

extension StemFacts {
  /// Raised when what is measured, or how it is kept, changes.
  package static let version: UInt8 = 3

  /// The whole as bytes, for a database.
  package var blob: [UInt8] {
    var out: [UInt8] = [Self.version]
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
    }
    for number in [
      voiceLoudness?.value, instrumentalLoudness?.value, lowestPartial, usualPartial, leftover?.value,
    ] { append((number ?? .nan).bitPattern) }
    append(UInt32(sung.count))
    for span in sung {
      append(span.lowerBound.bitPattern)
      append(span.upperBound.bitPattern)
    }
    out += voicePitches.bytes + instrumentalPitches.bytes
    append(UInt32(count))
    return out + voiceBytes + instrumentalBytes
  }

  /// Nil for bytes that no `blob` is made of, or that another version wrote.
  package init?(blob: [UInt8]) {
    var place = 1
    func next<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
      let size = MemoryLayout<Value>.size
      guard place + size <= blob.count else { return nil }
      defer { place += size }
      return blob.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Value.self)) }
    }
    func number() -> Double? { next(UInt64.self).map { Double(bitPattern: $0) }.flatMap { $0.isFinite ? $0 : nil } }
    guard blob.first == Self.version else { return nil }
    voiceLoudness = number().map { LUFS($0) }
    instrumentalLoudness = number().map { LUFS($0) }
    (lowestPartial, usualPartial) = (number(), number())
    leftover = number().map { Decibels($0) }
    guard let spans = next(UInt32.self), Int(spans) <= blob.count else { return nil }
    sung = []
    for _ in 0..<spans {
      guard let start = number(), let end = number(), start <= end else { return nil }
      sung.append(start...end)
    }
    (voicePitches, instrumentalPitches) = (Pitches(), Pitches())
    guard place + 24 <= blob.count else { return nil }
    voicePitches.bytes = Array(blob[place..<place + 12])
    instrumentalPitches.bytes = Array(blob[place + 12..<place + 24])
    place += 24
    guard let count = next(UInt32.self), blob.count == place + 2 * Self.stride * Int(count) else { return nil }
    voiceBytes = Array(blob[place..<place + Self.stride * Int(count)])
    instrumentalBytes = Array(blob[(place + Self.stride * Int(count))...])
  }
}
