import Synchronization

// SAFETY: the audio thread writes the samples that the queue has room for, the reader's thread reads those that wait in
// it; both ends are published with release and read with acquire ordering.
/// The master as the audio thread renders it, for a meter's thread: a ring for one writer and one reader. The audio
/// thread never waits; what finds the ring full is left out, so nobody has to read.
package final class MasterTap: @unchecked Sendable {
  /// One and a half seconds wait for the reader.
  fileprivate let memory = RingMemory(capacity: 1 << 16, first: SIMD2<Float>.zero)
  private var ring: RingMemory<SIMD2<Float>>.Pointers { memory.pointers }

  init() {}

  /// Takes what has come in, oldest first: stereo, interleaved. Never waits. One reading thread.
  /// - Returns: frames taken: as many as fit into `frames`, or there are.
  package func read(into frames: UnsafeMutableBufferPointer<Float>) -> Int {
    AudioThread.mustNotCall()
    let from = ring.taken.pointee.load(ordering: .relaxed)
    let count = min(frames.count / 2, ring.written.pointee.load(ordering: .acquiring) - from)
    for index in 0..<max(0, count) {
      let frame = ring.slots[(from + index) & (ring.capacity - 1)]
      frames[2 * index] = frame.x
      frames[2 * index + 1] = frame.y
    }
    ring.taken.pointee.store(from + max(0, count), ordering: .releasing)
    return max(0, count)
  }

  /// The writing end; holds pointers into a tap whose owner outlives it.
  // SAFETY: as above; used by the audio thread only.
  struct Writer: ~Copyable, @unchecked Sendable {
    private let ring: RingMemory<SIMD2<Float>>.Pointers

    init(_ tap: MasterTap) { ring = tap.memory.pointers }

    /// `rendered`: four channels interleaved, of which the first two are taken.
    @_noLocks func push(_ rendered: UnsafePointer<Float>, frames: Int) {
      let to = ring.written.pointee.load(ordering: .relaxed)
      guard to + frames - ring.taken.pointee.load(ordering: .acquiring) <= ring.capacity else { return }
      for frame in 0..<frames {
        ring.slots[(to + frame) & (ring.capacity - 1)] = SIMD2(rendered[4 * frame], rendered[4 * frame + 1])
      }
      ring.written.pointee.store(to + frames, ordering: .releasing)
    }
  }
}
