/// A stereo sound as the ear weighs it when it judges loudness: the head's shelf of 4 dB above 1.7 kHz, and a cut below
/// 38 Hz (ITU-R BS.1770, by its corners, at any rate). One thread.
struct LoudnessWeighting: BitwiseCopyable, Sendable {
  /// Both sections at a rate.
  struct Tuning: BitwiseCopyable, Sendable {
    let shelf: StateVariable.Tuning
    let cut: StateVariable.Tuning

    /// - Parameter sampleRate: Hz.
    init(sampleRate: Double) {
      shelf = StateVariable.Tuning(g: StateVariable.tangent(1681.97, sampleRate), k: 1 / 0.707_175)
      cut = StateVariable.Tuning(g: StateVariable.tangent(38.135, sampleRate), k: 2)
    }
  }

  /// The root of the shelf's 4 dB.
  private static var shelfRoot: Double {
    @_noLocks get { 1.258_925_411_794_167 }
  }
  private var shelf = StateVariable()
  private var cut = StateVariable()

  @_noLocks init() {}

  /// The next frame.
  @inline(__always)
  @_noLocks mutating func weigh(_ x: SIMD2<Double>, _ tuning: Tuning) -> SIMD2<Double> {
    let root = Self.shelfRoot
    let parts = shelf.split(x, tuning.shelf)
    let head = root * root * parts.high + (root * tuning.shelf.k) * parts.band + parts.low
    return cut.split(head, tuning.cut).high
  }
}
