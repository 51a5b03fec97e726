import Music
import Synchronization

// SAFETY: the ring's memory is written by the audio thread between `written` and `taken + capacity` and read by the
// reader's thread between `taken` and `written` only; both ends are published with release and read with acquire
// ordering. Outputs take turns (one has stopped, its thread joined, before the next starts), so there is one writer at
// a time.
/// Hands the master's frames (or the decks') from the audio thread to a recorder's thread: a ring for one writer and
/// one reader.
///
/// Every output of a program's life pushes every frame it renders through the same tap, so the tap's clock is the
/// engine's, and a recording goes on while the device is changed. The audio thread never waits: what finds the ring
/// full is counted as lost.
package final class RecordingTap: @unchecked Sendable {
  private enum Phase { static let idle = 0, armed = 1, recording = 2 }

  /// Of each frame, the first so many channels are kept: 2 or 4.
  package let channels: Int
  /// Its counts are of frames.
  private let memory: RingMemory<Float>
  private let ring: RingMemory<Float>.Pointers
  /// Frames.
  private let capacity: Int
  private let phase = Atomic<Int>(Phase.idle)
  private let clock: Atomic<Int64>
  private let first = Atomic<Int64>(.max)
  private let end = Atomic<Int64>(.max)
  private let lost = Atomic<Int>(0)

  /// - Parameters:
  ///   - capacity: frames that wait for the reader at most; the default is 11 s, longer than a disk is known to stall.
  ///   - channels: how many of the four channels of each frame are taken: the first 2 (the master), or all 4.
  ///   - clock: the frame that the engine renders next.
  package init(capacity: Int = 1 << 19, channels: Int = 2, clock: ClockFrame = ClockFrame(0)) {
    self.capacity = max(1, capacity)
    self.channels = min(renderedChannels, max(1, channels))
    self.clock = Atomic(clock.value)
    memory = RingMemory(capacity: self.capacity * self.channels, first: 0)
    ring = memory.pointers
  }

  /// The frame that is rendered next; any thread.
  package var frame: ClockFrame { ClockFrame(clock.load(ordering: .relaxed)) }

  /// Frames of this recording that found the ring full.
  package var lostFrames: Int { lost.load(ordering: .relaxed) }

  /// The first frame recorded (exact from the first frame read on), or to be recorded; nil when nothing was asked for.
  package var firstFrame: ClockFrame? {
    let frame = first.load(ordering: .acquiring)
    return frame == .max ? nil : ClockFrame(frame)
  }

  /// Whether the last frame of the recording is in the ring; the reader then drains it and is done.
  package var isComplete: Bool { phase.load(ordering: .acquiring) == Phase.idle }

  /// Whether what is rendered is recorded, or soon will be; any thread, the audio thread too.
  var isWanted: Bool { @_noLocks get { phase.load(ordering: .acquiring) != Phase.idle } }

  /// Begins a recording; the reader's thread.
  ///
  /// - Parameter start: nil, or a frame that has passed, is the frame that is rendered next.
  /// - Returns: false when a recording is under way.
  package func start(at start: ClockFrame? = nil) -> Bool {
    AudioThread.mustNotCall()
    guard isComplete else { return false }
    ring.taken.pointee.store(ring.written.pointee.load(ordering: .relaxed), ordering: .relaxed)
    lost.store(0, ordering: .relaxed)
    end.store(.max, ordering: .relaxed)
    first.store(max(start?.value ?? 0, frame.value), ordering: .relaxed)
    phase.store(Phase.armed, ordering: .releasing)
    return true
  }

  /// Ends the recording before this frame; nil, or a frame that has passed, before the frame that is rendered next. It
  /// is complete when the clock has come there (`isComplete`). Any thread.
  package func stop(before frame: ClockFrame? = nil) {
    end.store(frame?.value ?? 0, ordering: .releasing)
  }

  /// Takes what has come in, oldest first: `channels` interleaved. Never waits. The reader's thread.
  ///
  /// - Returns: frames taken: as many as fit into `frames`, or there are.
  package func read(into frames: UnsafeMutableBufferPointer<Float>) -> Int {
    AudioThread.mustNotCall()
    let from = ring.taken.pointee.load(ordering: .relaxed)
    let count = min(frames.count / channels, ring.written.pointee.load(ordering: .acquiring) - from)
    guard count > 0, let base = frames.baseAddress else { return 0 }
    let offset = from % capacity
    let unbroken = min(count, capacity - offset)
    base.update(from: ring.slots + offset * channels, count: unbroken * channels)
    (base + unbroken * channels).update(from: ring.slots, count: (count - unbroken) * channels)
    ring.taken.pointee.store(from + count, ordering: .releasing)
    return count
  }

  /// Every rendered frame, in order: 4 channels, of which the first `channels` are taken. The audio thread.
  @_noLocks
  func push(_ rendered: UnsafePointer<Float>, frames count: Int) {
    let now = clock.load(ordering: .relaxed)
    clock.store(now + Int64(count), ordering: .relaxed)
    let phase = self.phase.load(ordering: .acquiring)
    if phase == Phase.idle { return }
    let end = self.end.load(ordering: .acquiring)
    let begin = max(first.load(ordering: .relaxed), now)
    let stop = min(max(end, now), now + Int64(count))
    if begin < stop {
      if phase == Phase.armed {
        // The clock may have gone on between the reader's looking at it and its word coming through.
        first.store(begin, ordering: .releasing)
        self.phase.store(Phase.recording, ordering: .relaxed)
      }
      copy(rendered + Int(begin - now) * renderedChannels, frames: Int(stop - begin))
    }
    if end <= now + Int64(count) { self.phase.store(Phase.idle, ordering: .releasing) }
  }

  @_noLocks
  private func copy(_ rendered: UnsafePointer<Float>, frames count: Int) {
    let to = ring.written.pointee.load(ordering: .relaxed)
    let room = min(count, capacity - (to - ring.taken.pointee.load(ordering: .acquiring)))
    for frame in 0..<room {
      let slot = ring.slots + ((to + frame) % capacity) * channels
      for channel in 0..<channels { slot[channel] = rendered[frame * renderedChannels + channel] }
    }
    ring.written.pointee.store(to + room, ordering: .releasing)
    if room < count { lost.store(lost.load(ordering: .relaxed) + count - room, ordering: .relaxed) }
  }
}
