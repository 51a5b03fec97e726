import CRealtime
import DSP
import Music

/// One reading of a track: what a deck plays is its current voice; the ones before it fade away beside it. A seek, a loop or
/// a change of key lock is a crossfade from one voice to another.
struct DeckVoice: BitwiseCopyable {
  var isActive = false
  var track: UnsafePointer<RenderTrack>?
  /// Reads the stems' buses instead of the original.
  var isSplit = false
  /// The stretch stream it reads, or nil when it reads the track itself.
  var stream: Int?
  /// A short stand-in at the heard pitch, until a stretch stream is warm.
  var isBridge = false
  /// Frame of the track (read directly) or of the stream's output (stretched) that sounds next.
  var place = 0.0
  /// Added to `place` when read: holds a deck at its recorded tempo on whole frames, so that samples pass untouched; glides
  /// when the tempo moves, half a frame at most.
  var residual = 0.0
  /// 0…1 of its crossfade; the gain is `level` or its equal-power curve.
  var level = 1.0
  /// ControlMove of `level` per frame.
  var slope = 0.0
  var isEqualPower = false
  /// The pitch that a stretched voice keeps while it fades away, whatever the deck's has become.
  var heldPitch: Double?
  /// What a hand on the platter makes of the speed: 1 when it turns by itself, negative backwards; and its change per frame
  /// within the segment.
  var speed = 1.0
  var speedSlope = 0.0

  @_noLocks init(of track: UnsafePointer<RenderTrack>?, split: Bool, stream: Int?, place: Double) {
    self.track = track
    isSplit = split
    self.stream = stream
    self.place = place
  }

  /// Soft at both ends; the gains of two sides, or their squares, still add up to one.
  @_noLocks func gain(_ level: Double) -> Double {
    if level >= 1 { return 1 }
    if level <= 0 { return 0 }
    let soft = level * level * (3 - 2 * level)
    return isEqualPower ? rt_sin(soft * (Double.pi / 2)) : soft
  }

  /// A groove that passes slowly sounds softly, and one that stands not at all: no step where the platter stops or turns.
  @_noLocks func slowGrooveGain(_ speed: Double) -> Double { min(1, abs(speed) * 4) }

  /// Source frames passed in so many frames, at the speed 1.
  @_noLocks func distance(_ frames: Int) -> Double { Double(frames) * (speed + speedSlope * 0.5 * Double(frames)) }

  /// Fades from where it is. A fade under way keeps its curve, so that it has no step.
  @_noLocks mutating func fadeOut(frames: Double, equalPower: Bool) {
    if level >= 1 { isEqualPower = equalPower }
    slope = -1 / max(1, frames)
  }
}

/// A stretcher and where in the track it began.
struct StretcherStream: ~Copyable {
  var stretcher: TimeStretcher
  var track: UnsafePointer<RenderTrack>?
  var isSplit: Bool
  /// The track's frame that was fed first.
  var origin = 0
  /// The stems' gains at the end of what was fed.
  var fedGains = InlineArray<6, Double>(repeating: 1)

  init(isSplit: Bool, sampleRate: Double, engine: TimeStretcher.Engine) {
    self.isSplit = isSplit
    stretcher = TimeStretcher(channels: isSplit ? 4 : 2, sampleRate: sampleRate, engine: engine)
  }

  @_noLocks func position(at place: Double) -> Double { Double(origin) + stretcher.source(atOutput: place) }
  @_noLocks func place(of position: Double) -> Double { stretcher.output(ofSource: position - Double(origin)) }
}

/// Scratch memory and tables that both decks use in turn.
// SAFETY: made before the audio thread begins and freed after it ended; used by it alone between.
struct ScratchBuffers: BitwiseCopyable, @unchecked Sendable {
  static var planeStride: Int {
    @_noLocks get { TimeStretcher.longestFeed }
  }
  let interpolator: UnsafeMutablePointer<Interpolator>
  /// Four planes for feeding a stretcher.
  let planes: UnsafeMutablePointer<Float>
  /// Frames copied out of a track.
  let window: UnsafeMutablePointer<StereoFrame>
  /// One segment each: a voice, a stem, the headphones' bus, a deck.
  let voice: UnsafeMutablePointer<StereoFrame>
  let stem: UnsafeMutablePointer<StereoFrame>
  let deck: UnsafeMutablePointer<StereoFrame>
  /// Controls on their way through a segment, one value a frame; each stage overwrites them.
  let controlCurve: UnsafeMutablePointer<Double>
  let controlCurve2: UnsafeMutablePointer<Double>
  let bands: UnsafeMutablePointer<SIMD4<Double>>
  /// The crossfader's gain for the deck, and by how much its bands differ from that; a value a frame.
  let sides: UnsafeMutablePointer<Double>
  let weights: UnsafeMutablePointer<SIMD4<Double>>
  /// Both decks' bands, 64 frames each, and what the mix is to have more of one deck's.
  let apart: UnsafeMutablePointer<BandFrame>
  let extra: UnsafeMutablePointer<StereoFrame>

  init() {
    interpolator = .allocate(capacity: 1)
    interpolator.initialize(to: Interpolator())
    planes = .allocate(capacity: 4 * Self.planeStride)
    planes.initialize(repeating: 0, count: 4 * Self.planeStride)
    window = .allocate(capacity: Self.planeStride)
    window.initialize(repeating: .zero, count: Self.planeStride)
    voice = .allocate(capacity: 256)
    voice.initialize(repeating: .zero, count: 256)
    stem = .allocate(capacity: 256)
    stem.initialize(repeating: .zero, count: 256)
    deck = .allocate(capacity: 256)
    deck.initialize(repeating: .zero, count: 256)
    controlCurve = .allocate(capacity: 64)
    controlCurve.initialize(repeating: 0, count: 64)
    controlCurve2 = .allocate(capacity: 64)
    controlCurve2.initialize(repeating: 0, count: 64)
    bands = .allocate(capacity: 64)
    bands.initialize(repeating: .zero, count: 64)
    sides = .allocate(capacity: 64)
    sides.initialize(repeating: 1, count: 64)
    weights = .allocate(capacity: 64)
    weights.initialize(repeating: .zero, count: 64)
    apart = .allocate(capacity: 2 * 64)
    apart.initialize(repeating: BandFrame(), count: 2 * 64)
    extra = .allocate(capacity: 64)
    extra.initialize(repeating: .zero, count: 64)
  }

  func free() {
    interpolator.pointee.free()
    interpolator.deallocate()
    planes.deallocate()
    window.deallocate()
    voice.deallocate()
    stem.deallocate()
    deck.deallocate()
    controlCurve.deallocate()
    controlCurve2.deallocate()
    bands.deallocate()
    sides.deallocate()
    weights.deallocate()
    apart.deallocate()
    extra.deallocate()
  }

  /// Turns a piece of sound round.
  @_noLocks func reverse(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for frame in 0..<(frames / 2) {
      let other = sound[frames - 1 - frame]
      sound[frames - 1 - frame] = sound[frame]
      sound[frame] = other
    }
  }

  /// Copies frames of a track, silence before its first frame and after the last one that is there.
  @_noLocks func copy(
    _ samples: UnsafePointer<StereoFrame>, ready: Int, from first: Int,
    into output: UnsafeMutablePointer<StereoFrame>, frames: Int
  ) {
    let start = max(0, min(frames, -first))
    let end = max(start, min(frames, ready - first))
    if start > 0 { rt_zero(output, Int64(start * 8)) }
    if end > start { rt_copy(output + start, samples + (first + start), Int64((end - start) * 8)) }
    if end < frames { rt_zero(output + end, Int64((frames - end) * 8)) }
  }
}
