/// The stereo picture: the side is taken out of the lows, so that a club's one bass channel plays all of them, and may
/// be made narrower; the middle passes bit for bit as far as left + right does. One thread.
package struct SideShaper: BitwiseCopyable, Sendable {
  private var filter = StateVariable()
  private let tuning: StateVariable.Tuning?
  private let width: Double

  /// - Parameters:
  ///   - monoBelow: Hz, where the side is 3 dB down (12 dB per octave); nil: it keeps its lows.
  ///   - width: the side's gain, 0…1.
  package init(sampleRate: Double, monoBelow: Double?, width: Double) {
    tuning = monoBelow.map { StateVariable.Tuning(hz: $0, sampleRate: sampleRate) }
    self.width = width
  }

  /// Works in place.
  package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for frame in 0..<frames {
      let x = SIMD2<Double>(sound[frame])
      let mid = 0.5 * (x.x + x.y)
      var side = SIMD2(repeating: 0.5 * (x.x - x.y))
      if let tuning { side = filter.split(side, tuning).high }
      sound[frame] = StereoFrame(SIMD2(mid + width * side.x, mid - width * side.x))
    }
  }
}
