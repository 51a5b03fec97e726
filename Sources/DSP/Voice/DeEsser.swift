import CRealtime

/// Takes the edge off sibilants: while most of a voice's energy lies above 4 kHz, a shelf takes it back there. At a
/// depth of 0 it lets go of what it does, then it is the identity, bit for bit, and costs nothing. One thread.
package struct DeEsser: BitwiseCopyable {
  private let tuning: StateVariable.Tuning
  private var filter = StateVariable()
  private var highPower = 0.0
  private var power = 0.0
  private var gain = 1.0
  private let follow: Double
  private let attack: Double
  private let release: Double

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    tuning = StateVariable.Tuning(hz: 4000, sampleRate: sampleRate)
    follow = 1 - rt_exp(-1 / (0.003 * sampleRate))
    attack = 1 - rt_exp(-1 / (0.002 * sampleRate))
    release = 1 - rt_exp(-1 / (0.05 * sampleRate))
  }

  /// Nothing is taken away now.
  private var isOpen: Bool {
    @_noLocks get { gain >= 0.999_99 }
  }

  /// In place. - Parameter depth: the most that is taken away, dB.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, depth: Double
  ) {
    if depth <= 0, isOpen { return }
    let least = rt_pow(10, -max(0, depth) / 20)
    for frame in 0..<frames {
      let x = SIMD2<Double>(sound[frame])
      let (_, band, high) = filter.split(x, tuning)
      highPower += follow * ((high * high).sum() - highPower)
      power += follow * ((x * x).sum() - power)
      let isSharp = highPower > 0.4 * power && highPower > 1e-6
      let wanted = isSharp ? least : 1
      gain += (wanted < gain ? attack : release) * (wanted - gain)
      guard !isOpen else { continue }
      sound[frame] = StereoFrame(x + (rt_sqrt(gain) - 1) * tuning.k * band + (gain - 1) * high)
    }
  }
}
