import CRealtime

/// Holds down what a separator left of a voice in an instrumental: the middle of the stereo picture from 250 Hz to 5
/// kHz, where voices are mixed, by 9 dB. It takes other things in the middle with it, so it is only to be shut where
/// there is something to hold down. Open it is the identity, bit for bit. One thread.
package struct BleedGate: BitwiseCopyable {
  private let sampleRate: Double
  private let low: StateVariable.Tuning
  private let high: StateVariable.Tuning
  private var lowCut = StateVariable()
  private var highCut = StateVariable()
  /// What is taken away, 0…1 of the band.
  private var share = Ramp(0)

  private static var depth: Double {
    @_noLocks get { 9 }
  }

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    low = StateVariable.Tuning(hz: 250, sampleRate: sampleRate)
    high = StateVariable.Tuning(hz: 5000, sampleRate: sampleRate)
  }

  /// It lets all through.
  package var isOpen: Bool {
    @_noLocks get { !share.isMoving && share.value == 0 }
  }

  /// Shuts in 30 ms, opens in 300.
  @_noLocks package mutating func shut(_ isShut: Bool) {
    let target = isShut ? 1 - rt_pow(10, -Self.depth / 20) : 0
    if share.target != target { share.move(to: target, frames: (isShut ? 0.03 : 0.3) * sampleRate) }
  }

  /// In place. - Parameter curve: scratch memory, a value a frame.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, curve: UnsafeMutablePointer<Double>
  ) {
    let isOpen = isOpen
    share.trace(frames: frames, beats: 0, into: curve)
    for frame in 0..<frames {
      let middle = 0.5 * Double(sound[frame].x + sound[frame].y)
      let band = highCut.split(lowCut.split(SIMD2(middle, 0), low).high, high).low.x
      if !isOpen { sound[frame] -= StereoFrame(repeating: Float(curve[frame] * band)) }
    }
  }
}
