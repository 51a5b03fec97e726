import CRealtime

/// Four bands that sum to an all-pass: Linkwitz-Riley crossovers of 24 dB per octave at 120 Hz, 1 kHz and 6 kHz (S.
/// Linkwitz, JAES 1976), each branch brought in phase with the crossover of the other one. One thread.
package struct MasterBands: BitwiseCopyable, Sendable {
  /// Low, low mids, high mids, high.
  package static let count = 4
  /// Where they meet, Hz.
  package static let crossovers = (low: 120.0, middle: 1000.0, high: 6000.0)

  private var middle = Crossover()
  private var low = Crossover()
  private var high = Crossover()
  private var lowPhase = StateVariable()
  private var highPhase = StateVariable()
  private let tunings: (low: StateVariable.Tuning, middle: StateVariable.Tuning, high: StateVariable.Tuning)

  /// - Parameter sampleRate: Hz, 16,000 or more.
  package init(sampleRate: Double) {
    let places = Self.crossovers
    tunings = (
      StateVariable.Tuning(hz: places.low, sampleRate: sampleRate),
      StateVariable.Tuning(hz: places.middle, sampleRate: sampleRate),
      StateVariable.Tuning(hz: places.high, sampleRate: sampleRate)
    )
  }

  /// The four bands of the next frames.
  package mutating func split(
    _ sound: UnsafePointer<StereoFrame>, frames: Int,
    into bands: UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>
  ) {
    for frame in 0..<frames {
      let halves = middle.split(SIMD2<Double>(sound[frame]), tunings.middle)
      let lower = low.split(lowPhase.allPass(halves.low, tunings.high), tunings.low)
      let upper = high.split(highPhase.allPass(halves.high, tunings.low), tunings.high)
      bands[0][frame] = StereoFrame(lower.low)
      bands[1][frame] = StereoFrame(lower.high)
      bands[2][frame] = StereoFrame(upper.low)
      bands[3][frame] = StereoFrame(upper.high)
    }
  }
}

/// One Linkwitz-Riley crossover of 24 dB per octave.
private struct Crossover: BitwiseCopyable, Sendable {
  private var first = StateVariable()
  private var lowAgain = StateVariable()
  private var highAgain = StateVariable()

  @inline(__always)
  mutating func split(
    _ x: SIMD2<Double>, _ tuning: StateVariable.Tuning
  ) -> (low: SIMD2<Double>, high: SIMD2<Double>) {
    let once = first.split(x, tuning)
    return (lowAgain.split(once.low, tuning).low, highAgain.split(once.high, tuning).high)
  }
}
