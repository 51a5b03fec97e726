/// The energy of a band, frame by frame: two Linkwitz-Riley filters of 24 dB per octave, one at either end. One thread.
package struct BandEnergy: BitwiseCopyable, Sendable {
  private var first = (low: StateVariable(), high: StateVariable())
  private var second = (low: StateVariable(), high: StateVariable())
  private let low: StateVariable.Tuning
  private let high: StateVariable.Tuning

  /// - Parameter band: from where to where, in hertz.
  package init(_ band: ClosedRange<Double>, sampleRate: Double) {
    low = StateVariable.Tuning(hz: band.lowerBound, sampleRate: sampleRate)
    high = StateVariable.Tuning(hz: band.upperBound, sampleRate: sampleRate)
  }

  /// The sum of the squares of both channels of the next frame.
  @_noLocks package mutating func square(_ left: Float, _ right: Float) -> Double {
    let sound = SIMD2(Double(left), Double(right))
    let above = second.high.split(first.high.split(sound, low).high, low).high
    let within = second.low.split(first.low.split(above, high).low, high).low
    return (within * within).sum()
  }
}
