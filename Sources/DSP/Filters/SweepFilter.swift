import CRealtime

/// The DJ filter: one control, −1 closes a low-pass, +1 closes a high-pass, 0 is out of the path bit for bit. Two
/// state-variable sections make 24 dB per octave; the second one's damping is the resonance. Control and resonance may
/// be different at every frame. One thread.
package struct SweepFilter: BitwiseCopyable, Sendable {
  private var first = StateVariable()
  private var second = StateVariable()
  private var firstTuning = StateVariable.Tuning(g: 1, k: 1.847_759)
  private var secondTuning = StateVariable.Tuning(g: 1, k: 0.765_367)
  /// What the tunings are for.
  private var position = 0.0
  private var resonance = -1.0
  private let sampleRate: Double

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) { self.sampleRate = sampleRate }

  /// At rest, as it was made.
  @_noLocks package mutating func reset() {
    first = StateVariable()
    second = StateVariable()
    position = 0
  }

  /// The corner in Hz: the low-pass goes from 20 kHz down to 60 Hz, the high-pass from 20 Hz up to 10 kHz.
  @_noLocks package static func corner(at position: Double) -> Double {
    position < 0 ? 20_000 * rt_exp2(8.38 * position) : 20 * rt_exp2(8.97 * position)
  }

  /// 1/Q of the two sections. Resonance 0 is a Butterworth filter, −3 dB at the corner; 0.2 is 0 dB there, 1 is +12 dB.
  @_noLocks package static func damping(resonance: Double) -> SIMD2<Double> {
    SIMD2(1.847_759, 0.765_367 * rt_exp2(-2.5 * min(1, max(0, resonance))))
  }

  /// How much of the filter is heard: all of it, but for the first 8 % of the way, with soft ends.
  @_noLocks package static func share(at position: Double) -> Double {
    smoothstep(min(1, abs(position) / 0.08))
  }

  /// Works in place; one value of the control (−1…1) and of the resonance (0…1) a frame.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, positions: UnsafePointer<Double>,
    resonances: UnsafePointer<Double>
  ) {
    for frame in 0..<frames {
      let wanted = positions[frame]
      if wanted == 0 {
        position = 0
        continue
      }
      if wanted != position || resonances[frame] != resonance { tune(wanted, resonances[frame]) }
      let x = SIMD2<Double>(sound[frame])
      let once = first.split(x, firstTuning)
      let twice = second.split(wanted < 0 ? once.low : once.high, secondTuning)
      let y = wanted < 0 ? twice.low : twice.high
      sound[frame] = StereoFrame(x + (y - x) * Self.share(at: wanted))
    }
  }

  @_noLocks private mutating func tune(_ wanted: Double, _ newResonance: Double) {
    // From the middle or through it: the other filter begins from rest.
    if position * wanted <= 0 {
      first = StateVariable()
      second = StateVariable()
    }
    position = wanted
    resonance = newResonance
    let g = StateVariable.tangent(min(Self.corner(at: wanted), 0.47 * sampleRate), sampleRate)
    let damping = Self.damping(resonance: newResonance)
    firstTuning = StateVariable.Tuning(g: g, k: damping.x)
    secondTuning = StateVariable.Tuning(g: g, k: damping.y)
  }
}
