/// Takes away what lies below hearing: a Butterworth high-pass of 24 dB per octave at 22 Hz. 30 Hz loses 0.4 dB, 40 Hz
/// 0.04. One thread.
package struct RumbleFilter: BitwiseCopyable, Sendable {
  private var first = StateVariable()
  private var second = StateVariable()
  private let firstTuning: StateVariable.Tuning
  private let secondTuning: StateVariable.Tuning

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    let corner = StateVariable.tangent(22, sampleRate)
    firstTuning = StateVariable.Tuning(g: corner, k: 1.847_759)
    secondTuning = StateVariable.Tuning(g: corner, k: 0.765_367)
  }

  /// Works in place.
  package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for frame in 0..<frames {
      let once = first.split(SIMD2<Double>(sound[frame]), firstTuning).high
      sound[frame] = StereoFrame(second.split(once, secondTuning).high)
    }
  }
}
