import CRealtime
import DSP
import Music

/// The gain that holds a blend as loud as is fair: when it works, and how much of it is applied. The audio thread only.
struct FairBlendSection: BitwiseCopyable {
  var mode = FairBlendMode.auto
  /// Of whole sounds, and of bands while some are swapped.
  var whole: FairBlend
  var bands: FairBands
  private var strength = Ramp(0)
  private let sampleRate: Double
  /// What the master is multiplied by at the end of this segment and of the last one; and a low band that is not
  /// swapped while others are.
  private(set) var gain = 1.0
  private var lastGain = 1.0
  private(set) var lowGain = 1.0

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    whole = FairBlend(sampleRate: sampleRate)
    bands = FairBands(sampleRate: sampleRate)
  }

  /// What the blend is to be corrected by in the segment that is rendered next. - Parameters:
  ///   - levels: the decks' channel faders.
  ///   - sides: the crossfader's gains.
  ///   - bandShare: 0: the blend is one of whole sounds … 1: one of bands.
  ///   - isBlending: a crossfade or a band swap is under way.
  @_noLocks mutating func follow(
    levels: SIMD2<Double>, sides: SIMD2<Double>, bandShare: Double, isBlending: Bool, frames: Int
  ) {
    let wanted: Double =
      switch mode {
      case .off: 0
      case .auto: isBlending ? 1 : 0
      case .on: 1
      }
    if strength.target != wanted { strength.move(to: wanted, frames: 0.25 * sampleRate) }
    strength.advance(frames: frames, beats: 0)
    whole.follow(levels: levels, sides: sides, frames: frames)
    lastGain = gain
    let goal = bandShare == 0 ? whole.gain : whole.gain + bandShare * (bands.upper - whole.gain)
    gain = goal == 1 ? 1 : 1 + strength.value * (goal - 1)
    lowGain = 1 + strength.value * (bands.low - 1)
  }

  /// The gain moves in a line through the segment; nothing at all at unity.
  @_noLocks func apply(to sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    if lastGain == 1 && gain == 1 { return }
    let step = (gain - lastGain) / Double(frames)
    for frame in 0..<frames { sound[frame] *= Float(lastGain + step * Double(frame)) }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.fairBlend = mode
    snapshot.fairDecibels = gain == 1 ? 0 : 20 * rt_log10(gain)
  }
}
