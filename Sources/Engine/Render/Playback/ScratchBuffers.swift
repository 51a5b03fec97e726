import CRealtime
import DSP

/// Scratch memory and tables that both decks use in turn.
/// A view: the memory belongs to a `ScratchMemory`. Each of one segment, 64 frames, unless it says otherwise.
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
  /// Controls through a segment, one value a frame; each stage overwrites them.
  let controlCurve: UnsafeMutablePointer<Double>
  let controlCurve2: UnsafeMutablePointer<Double>
  let bands: UnsafeMutablePointer<SIMD4<Double>>
  /// The crossfader's gain for the deck, and by how much its bands differ from that; a value a frame.
  let sides: UnsafeMutablePointer<Double>
  let weights: UnsafeMutablePointer<SIMD4<Double>>
  /// Both decks' bands, 64 frames each, and what the mix is to have more of one deck's.
  let apart: UnsafeMutablePointer<BandFrame>
  let extra: UnsafeMutablePointer<StereoFrame>

  fileprivate init() {
    interpolator = .allocate(capacity: 1)
    interpolator.initialize(to: Interpolator())
    planes = .allocate(capacity: 4 * Self.planeStride)
    planes.initialize(repeating: 0, count: 4 * Self.planeStride)
    window = .allocate(capacity: Self.planeStride)
    window.initialize(repeating: .zero, count: Self.planeStride)
    voice = .allocate(capacity: Console.quantum)
    voice.initialize(repeating: .zero, count: Console.quantum)
    stem = .allocate(capacity: Console.quantum)
    stem.initialize(repeating: .zero, count: Console.quantum)
    deck = .allocate(capacity: Console.quantum)
    deck.initialize(repeating: .zero, count: Console.quantum)
    controlCurve = .allocate(capacity: Console.quantum)
    controlCurve.initialize(repeating: 0, count: Console.quantum)
    controlCurve2 = .allocate(capacity: Console.quantum)
    controlCurve2.initialize(repeating: 0, count: Console.quantum)
    bands = .allocate(capacity: Console.quantum)
    bands.initialize(repeating: .zero, count: Console.quantum)
    sides = .allocate(capacity: Console.quantum)
    sides.initialize(repeating: 1, count: Console.quantum)
    weights = .allocate(capacity: Console.quantum)
    weights.initialize(repeating: .zero, count: Console.quantum)
    apart = .allocate(capacity: 2 * Console.quantum)
    apart.initialize(repeating: BandFrame(), count: 2 * Console.quantum)
    extra = .allocate(capacity: Console.quantum)
    extra.initialize(repeating: .zero, count: Console.quantum)
  }

  fileprivate func free() {
    interpolator.deinitialize(count: 1)
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

/// Owns the scratch memory.
struct ScratchMemory: ~Copyable {
  let buffers = ScratchBuffers()

  init() {}

  deinit { buffers.free() }
}
