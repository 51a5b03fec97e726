import CRealtime

/// Cleans a voice's low end: a high-pass of 24 dB per octave (Butterworth) half an octave under the lowest note that
/// was sung lately, from 50 to 250 Hz. It comes down at once with a lower note and goes up by an octave in six seconds.
/// One thread.
package struct VoiceLowCut: ~Copyable {
  private let sampleRate: Double
  private var pitch: VoicePitch
  /// The lowest note sung lately, Hz.
  private var lowest = 90.0
  private var corner = 60.0
  private var tunings: (StateVariable.Tuning, StateVariable.Tuning)
  private var first = StateVariable()
  private var second = StateVariable()
  private var lastNote = 0.0

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    pitch = VoicePitch(sampleRate: sampleRate)
    tunings = Self.tunings(60, sampleRate)
  }

  /// Where it cuts, Hz.
  package var hz: Double {
    @_noLocks get { corner }
  }

  /// In place.
  @_noLocks package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for frame in 0..<frames {
      let x = SIMD2<Double>(sound[frame])
      if pitch.take(0.5 * (x.x + x.y)) { follow() }
      let once = first.split(x, tunings.0).high
      sound[frame] = StereoFrame(second.split(once, tunings.1).high)
    }
  }

  /// Each 20 ms.
  @_noLocks private mutating func follow() {
    if let hz = pitch.hz {
      // What is found twice running is a note.
      if abs(rt_log2(hz / max(lastNote, 1))) < 0.1 {
        lowest = hz < lowest ? hz : min(hz, lowest * 1.0023)
      }
      lastNote = hz
    }
    let wanted = min(250, max(50, lowest * 0.7))
    guard abs(wanted / corner - 1) > 0.001 else { return }
    corner *= rt_exp2(0.15 * rt_log2(wanted / corner))
    tunings = Self.tunings(corner, sampleRate)
  }

  /// Two sections that make a Butterworth filter of the fourth order.
  @_noLocks private static func tunings(
    _ hz: Double, _ sampleRate: Double
  ) -> (StateVariable.Tuning, StateVariable.Tuning) {
    let g = StateVariable.tangent(hz, sampleRate)
    return (StateVariable.Tuning(g: g, k: 1.847_759_07), StateVariable.Tuning(g: g, k: 0.765_366_86))
  }
}
