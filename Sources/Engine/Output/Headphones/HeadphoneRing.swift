import Music
import Synchronization

/// The cue bus from the audio thread to the thread of a second card: the last second and a half of it, and
/// where the first card is in it. The audio thread writes and never looks who reads.
// SAFETY: the ring is written by the audio thread ahead of `written`, which is published with release ordering; the
// reader reads behind `written` and keeps clear of what may be written over.
final class HeadphoneRing: @unchecked Sendable {
  /// Frames.
  static let capacity = 1 << 16
  /// Its counts are of frames; nothing is ever taken out.
  private let memory = RingMemory(capacity: capacity * 2, first: Float(0))
  private let slots: UnsafeMutablePointer<Float>
  private let frames: UnsafeMutablePointer<Atomic<Int>>
  private let clock = TripleBuffer(HeadphoneClock())
  private var writer: TripleBufferWriter<HeadphoneClock>
  /// What is published; the audio thread's.
  private let newest = UnsafeMutablePointer<HeadphoneClock>.allocate(capacity: 1)

  init() {
    (slots, frames) = (memory.pointers.slots, memory.pointers.written)
    newest.initialize(to: HeadphoneClock())
    writer = TripleBufferWriter(clock)
  }

  deinit {
    newest.deallocate()
  }

  /// Frames written so far; any thread.
  var written: Int { @_noLocks get { frames.pointee.load(ordering: .acquiring) } }

  /// The audio thread: rendered frames (4 channels), of which the cue bus is kept.
  @_noLocks
  func push(_ rendered: UnsafePointer<Float>, frames count: Int) {
    let to = frames.pointee.load(ordering: .relaxed)
    for frame in 0..<count {
      let slot = slots + ((to + frame) & (Self.capacity - 1)) * 2
      slot[0] = rendered[frame * 4 + 2]
      slot[1] = rendered[frame * 4 + 3]
    }
    frames.pointee.store(to + count, ordering: .releasing)
  }

  /// The audio thread: where its card is.
  @_noLocks
  func publish(_ now: HeadphoneClock) {
    newest.pointee = now
    writer.give(newest)
  }

  /// The second card's thread: where the first card last said to be.
  func latest() -> HeadphoneClock { clock.read() }

  /// The second card's thread: frames from `place` on, as frames of 4 channels with the cue bus on the first two.
  @_noLocks
  func read(from place: Int, into frames: UnsafeMutablePointer<Float>, count: Int) {
    for frame in 0..<count {
      let slot = slots + ((place + frame) & (Self.capacity - 1)) * 2
      let to = frames + frame * 4
      (to[0], to[1], to[2], to[3]) = (slot[0], slot[1], 0, 0)
    }
  }

  /// Whether the frames from `place` on are still there, and `count` of them already.
  @_noLocks
  func has(from place: Int, count: Int) -> Bool {
    let written = self.written
    return place >= 0 && written - place >= count && written - place < Self.capacity * 3 / 4
  }
}

/// Where the first card is: it has played up to this frame of the ring at this moment.
struct HeadphoneClock: BitwiseCopyable, Sendable {
  var played = 0.0
  /// Nanoseconds of the monotonic clock; 0 before it began.
  var at: Int64 = 0
  /// The first card's buffer and period, in frames of the engine.
  var buffer = 0.0
  var period = 0.0
}
