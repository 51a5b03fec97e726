import Glibc

/// The six bands in which engineers speak of a track's tone.
package enum ToneBand: Int, Sendable, Hashable, CaseIterable {
  /// 20–60 Hz.
  case sub
  /// 60–200 Hz.
  case bass
  /// 200–500 Hz.
  case lowMids
  /// 500–2000 Hz.
  case mids
  /// 2–6 kHz.
  case presence
  /// 6–16 kHz.
  case air

  /// From where to where, Hz.
  package var hz: Range<Double> {
    switch self {
    case .sub: 20..<60
    case .bass: 60..<200
    case .lowMids: 200..<500
    case .mids: 500..<2000
    case .presence: 2000..<6000
    case .air: 6000..<16_000
    }
  }

  /// The middle by ratio, Hz.
  package var centre: Double { sqrt(hz.lowerBound * hz.upperBound) }

  /// As it is written in JSON and in tables.
  package var word: String {
    switch self {
    case .sub: "sub"
    case .bass: "bass"
    case .lowMids: "low_mids"
    case .mids: "mids"
    case .presence: "presence"
    case .air: "air"
    }
  }
}

/// How the power of a track is shared out over the six bands: dB relative to their sum, one value a band.
package struct ToneCurve: BitwiseCopyable, Sendable, Hashable {
  private var levels: SIMD8<Double>

  /// - Parameter powers: of each band, linear, in the order of the bands; only their ratios count. A band without power
  ///   has −120 dB.
  package init(powers: SIMD8<Double>) {
    let whole = powers.sum()
    levels = SIMD8(repeating: -120)
    for band in ToneBand.allCases where powers[band.rawValue] > 0 && whole > 0 {
      levels[band.rawValue] = max(-120, 10 * log10(powers[band.rawValue] / whole))
    }
  }

  private init(levels: SIMD8<Double>) { self.levels = levels }

  /// Of one band.
  package subscript(_ band: ToneBand) -> Double { levels[band.rawValue] }

  /// What balanced music has. Between 100 Hz and 4 kHz the long-term spectrum of popular records falls by some 5 dB an
  /// octave (P. D. Pestana, Z. Ma, J. D. Reiss, A. Barbosa, D. A. A. Black, "Spectral Characteristics of Popular
  /// Commercial Recordings 1950–2010", AES 135, 2013), which gives the middle bands; above it falls faster. The low end
  /// is that of dance music.
  package static let balanced = ToneCurve(levels: SIMD8(-8, -3.5, -7, -8, -13, -20, -120, -120))

  /// How far a band may be from the balanced curve and still be a matter of taste, dB either way. The ends of the
  /// spectrum differ most between records.
  package static func room(_ band: ToneBand) -> Double {
    switch band {
    case .sub, .air: 8
    case .bass, .presence: 5
    case .lowMids, .mids: 5
    }
  }

  /// How far each band is above another curve, dB.
  package func above(_ other: ToneCurve) -> [Double] { ToneBand.allCases.map { self[$0] - other[$0] } }

  /// The tonal distance: the root of the mean square of the six differences, dB.
  package func distance(to other: ToneCurve) -> Double {
    let differences = above(other)
    return sqrt(differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count))
  }
}
