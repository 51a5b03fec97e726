import CRealtime
import DSP
import Music

/// What lies behind the decks: crossfader, crossovers, the fair blend's gain, master and headphones. The audio thread
/// only.
struct Mixer: ~Copyable {
  var crossfader: Crossfader
  var crossovers: Crossovers
  var fair: FairBlendSection
  var master: MasterSection
  var phones = HeadphoneSection()
  /// Whose vocals are over the other deck's instrumental.
  var swap: DeckID?
  /// Deck A's sound before its fader.
  let firstSound: UnsafeMutablePointer<StereoFrame>
  /// Both decks behind fader and crossfader, before effects: what a blend is judged by.
  let blended: UnsafeMutablePointer<StereoFrame>
  private let sampleRate: Double

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    crossfader = Crossfader(sampleRate: sampleRate)
    crossovers = Crossovers(sampleRate: sampleRate)
    fair = FairBlendSection(sampleRate: sampleRate)
    master = MasterSection(sampleRate: sampleRate)
    firstSound = .allocate(capacity: Console.quantum)
    firstSound.initialize(repeating: .zero, count: Console.quantum)
    blended = .allocate(capacity: Console.quantum)
    blended.initialize(repeating: .zero, count: Console.quantum)
  }

  deinit {
    firstSound.deallocate()
    blended.deallocate()
  }

  @_noLocks mutating func move(_ control: MixerControl, _ value: Double, relative: Bool, over: Glide) {
    guard value.isFinite else { return }
    let move = ControlChange(value: value, isRelative: relative, over: over, sampleRate: sampleRate)
    switch control {
    case .crossfader: crossfader.setPosition(move)
    case .master: master.setLevel(move)
    case .headphoneMix: phones.setMix(move)
    case .headphoneLevel: phones.setLevel(move)
    }
  }

  /// The crossfader's gain for each side at the segment's end.
  var sides: SIMD2<Double> {
    @_noLocks get { crossfader.sides }
  }

  /// Empties the buses, and moves the controls that the decks need over the segment that is rendered next.
  @_noLocks mutating func begin(frames: Int, beats: Double) {
    rt_zero(master.bus, Int64(frames * 8))
    rt_zero(phones.bus, Int64(frames * 8))
    crossfader.advance(frames: frames, beats: beats)
    crossovers.advance(frames: frames, beats: beats)
  }

  /// What the blend is to be corrected by in the segment that is rendered next. - Parameters:
  ///   - levels: the decks' channel faders.
  ///   - bandShare: 0: the blend is one of whole sounds … 1: one of bands.
  @_noLocks mutating func followFairBlend(
    levels: SIMD2<Double>, bandShare: Double, isSwapping: Bool, frames: Int
  ) {
    crossfader.endFade()
    fair.follow(
      levels: levels, sides: sides, bandShare: bandShare, isFading: crossfader.isFading, isSwapping: isSwapping,
      frames: frames)
  }

  /// Takes a deck's sound as it goes into the blend. - Parameter index: 0 begins a segment, 1 ends it.
  @_noLocks mutating func takeBlended(
    _ index: Int, _ sound: UnsafePointer<StereoFrame>, inBands: Bool, frames: Int
  ) {
    if index == 0 {
      rt_copy(blended, sound, Int64(frames * 8))
    } else {
      for frame in 0..<frames { blended[frame] += sound[frame] }
      fair.hear(blended, sides: sides, inBands: inBands, frames: frames)
    }
  }

  /// Master gain, limiter, headphones; writes `frames` frames of four channels: master left, right, headphones left,
  /// right.
  @_noLocks mutating func finish(
    into output: UnsafeMutablePointer<Float>, frames: Int, beats: Double, scratch: ScratchBuffers
  ) {
    master.process(frames: frames, beats: beats, curve: scratch.controlCurve)
    phones.write(
      master.bus, into: output, frames: frames, beats: beats, curve: scratch.controlCurve,
      curve2: scratch.controlCurve2)
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.swap = swap
    crossfader.describe(into: &snapshot)
    crossovers.describe(into: &snapshot)
    fair.describe(into: &snapshot)
    master.describe(into: &snapshot)
    phones.describe(into: &snapshot)
  }
}
