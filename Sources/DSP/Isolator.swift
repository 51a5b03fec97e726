/// A three-band isolator: Linkwitz-Riley crossovers of 24 dB per octave (S. Linkwitz, Active Crossover Networks for
/// Noncoincident Drivers, JAES 1976) with the low band phase-matched to the upper crossover, so that the bands sum flat.
/// With all bands at unity the sound passes bit for bit; the filters keep running beside it, so that engaging is a short
/// blend between two warm paths. One thread.
package struct Isolator: BitwiseCopyable, Sendable {
  private var lowPass0: Biquad
  private var lowPass1: Biquad
  private var highPass0: Biquad
  private var highPass1: Biquad
  private var lowPhase: Biquad
  private var midPass0: Biquad
  private var midPass1: Biquad
  private var topPass0: Biquad
  private var topPass1: Biquad
  private var gains = SIMD3<Double>(1, 1, 1)
  private var wet = 0.0
  private let blendStep: Double

  /// - Parameters: lowHz, highHz: where bass ends and where treble begins.
  package init(sampleRate: Double, lowHz: Double = 246, highHz: Double = 2500) {
    lowPass0 = Biquad(.lowPass, hz: lowHz, sampleRate: sampleRate)
    lowPass1 = lowPass0
    highPass0 = Biquad(.highPass, hz: lowHz, sampleRate: sampleRate)
    highPass1 = highPass0
    lowPhase = Biquad(.allPass, hz: highHz, sampleRate: sampleRate)
    midPass0 = Biquad(.lowPass, hz: highHz, sampleRate: sampleRate)
    midPass1 = midPass0
    topPass0 = Biquad(.highPass, hz: highHz, sampleRate: sampleRate)
    topPass1 = topPass0
    blendStep = 1 / (0.01 * sampleRate)
  }

  /// Works in place. Gains (linear: low, mid, high) arrive at the last frame in a line from where they were.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, low: Double, mid: Double, high: Double
  ) {
    let target = SIMD3<Double>(low, mid, high)
    let isFlat = target == SIMD3<Double>(1, 1, 1) && gains == target
    let step = (target - gains) / Double(max(1, frames))
    for frame in 0..<frames {
      let dry = sound[frame]
      let x = SIMD2<Double>(dry)
      let bass = lowPhase.process(lowPass1.process(lowPass0.process(x)))
      let rest = highPass1.process(highPass0.process(x))
      let middle = midPass1.process(midPass0.process(rest))
      let top = topPass1.process(topPass0.process(rest))
      gains += step
      if isFlat { wet = max(0, wet - blendStep) } else { wet = min(1, wet + blendStep) }
      guard wet > 0 else { continue }
      let filtered = bass * gains.x + middle * gains.y + top * gains.z
      sound[frame] = StereoFrame(x + (filtered - x) * wet)
    }
    gains = target
  }
}
