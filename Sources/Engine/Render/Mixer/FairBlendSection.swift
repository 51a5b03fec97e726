import CRealtime
import DSP
import Music

/// The gain that holds a blend as loud as is fair: when it works, and how much of it is applied. The audio thread only.
struct FairBlendSection: BitwiseCopyable {
  var mode = FairBlendMode.auto
  /// Of whole sounds, and of bands while some are swapped.
  var whole: FairBlend
  var bands: FairBands
  /// What both of them missed.
  var excess: BlendExcess
  private var strength = Ramp(0)
  /// 1 while a crossfade is under way.
  private var crossfade = Ramp(0)
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
    excess = BlendExcess(sampleRate: sampleRate)
  }

  /// A blend is corrected, and must be heard for that.
  var isAtWork: Bool {
    @_noLocks get { strength.value > 0 || strength.isMoving }
  }

  /// What the blend is to be corrected by in the segment that is rendered next. - Parameters:
  ///   - levels: the decks' channel faders.
  ///   - sides: the crossfader's gains.
  ///   - bandShare: 0: the blend is one of whole sounds … 1: one of bands.
  ///   - isFading: a crossfade is under way; and isSwapping, a band swap.
  @_noLocks mutating func follow(
    levels: SIMD2<Double>, sides: SIMD2<Double>, bandShare: Double, isFading: Bool, isSwapping: Bool,
    frames: Int
  ) {
    let wanted: Double =
      switch mode {
      case .off: 0
      case .auto: isFading || isSwapping ? 1 : 0
      case .on: 1
      }
    if strength.target != wanted { strength.move(to: wanted, frames: 0.25 * sampleRate) }
    strength.advance(frames: frames, beats: 0)
    if crossfade.target != (isFading ? 1 : 0) { crossfade.move(to: isFading ? 1 : 0, frames: 0.5 * sampleRate) }
    crossfade.advance(frames: frames, beats: 0)
    whole.follow(levels: levels, sides: sides, frames: frames)
    lastGain = gain
    if !isAtWork { excess.reset() }
    let limits = whole.limits + bandShare * (SIMD2(FairBands.least, FairBands.greatest) - whole.limits)
    let corrected = (bandShare == 0 ? whole.gain : whole.gain + bandShare * (bands.upper - whole.gain)) * excess.trim
    let goal = min(limits.y, max(limits.x, corrected))
    gain = goal == 1 ? 1 : 1 + strength.value * (goal - 1)
    lowGain = 1 + strength.value * (bands.low - 1)
  }

  /// Where the blend stands in its bands, while some are swapped.
  @_noLocks mutating func follow(_ stand: FairBands.Stand, frames: Int) {
    bands.follow(stand, crossfade: crossfade.value, frames: frames)
  }

  /// Hears the blend as the decks make it. - Parameters:
  ///   - sides: the crossfader's gains.
  ///   - inBands: some of it is handed over band by band.
  @_noLocks mutating func hear(
    _ blend: UnsafePointer<StereoFrame>, sides: SIMD2<Double>, inBands: Bool, frames: Int
  ) {
    let weights = sides * sides
    let side = weights.sum() > 0 ? weights.y / weights.sum() : 0.5
    excess.follow(
      blend, gain: 0.5 * (lastGain + gain), progress: inBands ? bands.progress : side, frames: frames)
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
