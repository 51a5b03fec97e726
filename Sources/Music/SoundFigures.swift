/// A number that a track's sound is compared by. Only how tracks stand to each other matters (`SoundScale` ranks them
/// among the library's), so that each may have whatever unit it is measured in.
package enum SoundFigure: Int, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// How hard it drives, 0…1.
  case drive
  /// Beats a minute.
  case tempo
  /// Power below 250 Hz, a share of the whole.
  case lowEnd
  /// The centre of the spectrum, Hz.
  case brightness
  /// Power from 250 Hz to 500 Hz, to 2 kHz, to 6 kHz, and above, dB relative to the whole.
  case lowMid, mid, presence, air
  /// Attacks a second.
  case onsetDensity
  /// The share of it in which somebody sings, by how sure that is.
  case vocals
  /// LUFS.
  case loudness
  /// Between its soft and its loud parts, LU.
  case loudnessRange
  /// The side signal's share in the power.
  case width
  /// How evenly a beat's pitch classes are spread, 0…1.
  case chordSpread
  /// The same of the whole track's.
  case keySpread
  /// How sure its key is, 0…1.
  case keyConfidence
  /// The share of it whose section has another key.
  case keyChanges
  /// Pitch classes that sound with their neighbours and tritones.
  case dissonance
  /// 1 in a minor key, 0 in a major one.
  case minor
  /// How much of the pitch classes changes from beat to beat.
  case chordMotion
  /// How much its energy climbs, a minute.
  case rise
  /// The share of builds and breakdowns.
  case builds
  /// How sure its tempo is, 0…1.
  case beatConfidence
  /// How far the level falls between strokes, dB.
  case strokes
  /// How unevenly attacks are spread over the beats: lows, low mids, high mids, highs.
  case lowHits, lowMidHits, highMidHits, highHits
  /// How much the bands' levels vary, dB.
  case levelRange
}

/// What a track sounds like as numbers, for steering and for comparing it with a list. Small, because all 100,000 are
/// looked at.
package struct SoundFigures: BitwiseCopyable, Sendable, Hashable {
  /// No number where it is not known; the last three lanes are not used.
  private var lanes = SIMD32<Float>(repeating: .nan)

  /// Rises when a figure is measured in another way.
  package static let version = 1

  /// Nothing is known.
  package init() {}

  /// Nil where it is not known.
  package subscript(figure: SoundFigure) -> Float? {
    get { lanes[figure.rawValue].isFinite ? lanes[figure.rawValue] : nil }
    set { lanes[figure.rawValue] = newValue.flatMap { $0.isFinite ? $0 : nil } ?? .nan }
  }

  /// Bit by bit: what is not known is equal to itself.
  package func isSame(as other: SoundFigures) -> Bool {
    SoundFigure.allCases.allSatisfy { lanes[$0.rawValue].bitPattern == other.lanes[$0.rawValue].bitPattern }
  }

  /// As bytes, for a database.
  package var bytes: [UInt8] {
    var out: [UInt8] = []
    for figure in SoundFigure.allCases {
      withUnsafeBytes(of: lanes[figure.rawValue].bitPattern.littleEndian) { out.append(contentsOf: $0) }
    }
    return out
  }

  /// How many `bytes` there are.
  package static let byteCount = 4 * SoundFigure.allCases.count

  /// Reads what `bytes` wrote; nil for another number of bytes.
  package init?(bytes: some RandomAccessCollection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var index = bytes.startIndex
    for figure in SoundFigure.allCases {
      var bits: UInt32 = 0
      for shift in [UInt32(0), 8, 16, 24] {
        bits |= UInt32(bytes[index]) << shift
        index = bytes.index(after: index)
      }
      self[figure] = Float(bitPattern: bits)
    }
  }
}

/// The figures of a whole track, and those of its drops and choruses alone.
package struct TrackSound: BitwiseCopyable, Sendable, Hashable {
  /// Of all that sounds.
  package var whole = SoundFigures()
  /// Of its drops and choruses; as `whole` where it has none.
  package var peaks = SoundFigures()
  /// Nothing is known.
  package init() {}
  /// Those of the whole and of its peaks.
  package init(whole: SoundFigures, peaks: SoundFigures) { (self.whole, self.peaks) = (whole, peaks) }
}
