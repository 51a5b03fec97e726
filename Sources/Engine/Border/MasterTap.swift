import Synchronization

/// The master as the audio thread renders it, for a meter's thread: a ring for one writer and one reader. The audio thread
/// never waits; what finds the ring full is left out, so nobody has to read.
// SAFETY: the audio thread writes the samples between `tail + capacity` and `head`, the reader's thread reads those between
// `tail` and `head`; both ends are published with release and read with acquire ordering.
package final class MasterTap: @unchecked Sendable {
  /// Frames that wait for the reader: one and a half seconds.
  private static let capacity = 1 << 16
  fileprivate let ring: UnsafeMutablePointer<SIMD2<Float>>
  /// Frames written and read so far.
  fileprivate let head: UnsafeMutablePointer<Atomic<Int>>
  fileprivate let tail: UnsafeMutablePointer<Atomic<Int>>

  init() {
    ring = .allocate(capacity: Self.capacity)
    ring.initialize(repeating: .zero, count: Self.capacity)
    head = .allocate(capacity: 1)
    tail = .allocate(capacity: 1)
    head.initialize(to: Atomic(0))
    tail.initialize(to: Atomic(0))
  }

  deinit {
    ring.deallocate()
    head.deinitialize(count: 1)
    head.deallocate()
    tail.deinitialize(count: 1)
    tail.deallocate()
  }

  /// Takes what has come in, oldest first: stereo, interleaved. Never waits. One reading thread.
  /// - Returns: frames taken: as many as fit into `frames`, or there are.
  package func read(into frames: UnsafeMutableBufferPointer<Float>) -> Int {
    let from = tail.pointee.load(ordering: .relaxed)
    let count = min(frames.count / 2, head.pointee.load(ordering: .acquiring) - from)
    for index in 0..<max(0, count) {
      let frame = ring[(from + index) & (Self.capacity - 1)]
      frames[2 * index] = frame.x
      frames[2 * index + 1] = frame.y
    }
    tail.pointee.store(from + max(0, count), ordering: .releasing)
    return max(0, count)
  }

  /// The writing end; holds pointers into a tap whose owner outlives it.
  // SAFETY: as above; used by the audio thread only.
  struct Writer: ~Copyable, @unchecked Sendable {
    private let ring: UnsafeMutablePointer<SIMD2<Float>>
    private let head: UnsafeMutablePointer<Atomic<Int>>
    private let tail: UnsafeMutablePointer<Atomic<Int>>
    private let mask = MasterTap.capacity - 1

    init(_ tap: MasterTap) {
      ring = tap.ring
      head = tap.head
      tail = tap.tail
    }

    /// `rendered`: four channels interleaved, of which the first two are taken.
    @_noLocks func push(_ rendered: UnsafePointer<Float>, frames: Int) {
      let to = head.pointee.load(ordering: .relaxed)
      guard to + frames - tail.pointee.load(ordering: .acquiring) <= mask + 1 else { return }
      for frame in 0..<frames { ring[(to + frame) & mask] = SIMD2(rendered[4 * frame], rendered[4 * frame + 1]) }
      head.pointee.store(to + frames, ordering: .releasing)
    }
  }
}
