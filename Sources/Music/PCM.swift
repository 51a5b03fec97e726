import Glibc
import Synchronization

/// A whole track in memory: stereo, interleaved Float, at the engine's rate. It is written once, front to back, by one
/// thread while others read what is already there; a deck can play before the file is fully in.
///
/// The memory is reserved as address space and becomes real as it is written, so the pointer never moves.
// SAFETY: the writer only writes frames at or after `framesReady` and then releases them with a store; readers acquire
// `framesReady` first and never read beyond it. The memory lives as long as the object.
package final class PCM: @unchecked Sendable {
  /// Of both channels.
  package let sampleRate: SampleRate
  /// The most frames that fit.
  package let capacity: Int
  /// What lies before this frame is silence, whatever the track has there; 0 but for a part of a track.
  package let firstFrame: Int
  /// How long the track will be, as far as its file says; `capacity` where it does not.
  package let expectedFrames: Int
  /// 2 × `capacity` samples: left, right, left, right …
  package let samples: UnsafeMutablePointer<Float>
  private let ready: Atomic<Int>
  private let finished = Atomic<Bool>(false)
  private let bytes: Int

  /// Reserves room for `capacity` frames. - Parameter first: a part of a track that begins there.
  /// - Returns: nil when the address space is refused.
  package init?(
    capacity: Int, expecting expectedFrames: Int? = nil, sampleRate: SampleRate, from first: Int = 0
  ) {
    precondition(capacity >= 0 && (0...capacity).contains(first))
    let (size, isTooLong) = capacity.multipliedReportingOverflow(by: 2 * MemoryLayout<Float>.stride)
    if isTooLong { return nil }
    bytes = max(4096, size)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else { return nil }
    samples = memory.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
    firstFrame = first
    ready = Atomic(first)
    self.capacity = capacity
    self.expectedFrames = min(capacity, expectedFrames ?? capacity)
    self.sampleRate = sampleRate
  }

  deinit { munmap(samples, bytes) }

  /// How many frames are there by now. Any thread.
  package var framesReady: Int {
    @_noLocks get { ready.load(ordering: .acquiring) }
  }

  /// True when no more frames will come. Any thread.
  package var isComplete: Bool {
    @_noLocks get { finished.load(ordering: .acquiring) }
  }

  /// Appends interleaved stereo samples. The writing thread only. - Returns: the frames that fitted.
  @discardableResult
  package func append(_ interleaved: UnsafeBufferPointer<Float>) -> Int {
    let start = ready.load(ordering: .relaxed)
    let count = min(interleaved.count / 2, capacity - start)
    guard count > 0, let source = interleaved.baseAddress else { return 0 }
    (samples + 2 * start).update(from: source, count: 2 * count)
    ready.store(start + count, ordering: .releasing)
    return count
  }

  /// Says that the last frame was appended. The writing thread only.
  package func finish() { finished.store(true, ordering: .releasing) }

  /// A finished track from samples that are all at hand; for synthesis and tests.
  package convenience init?(interleaved: [Float], sampleRate: SampleRate) {
    self.init(capacity: interleaved.count / 2, sampleRate: sampleRate)
    interleaved.withUnsafeBufferPointer { _ = append($0) }
    finish()
  }

  /// Of what is there by now.
  package var duration: Seconds { Seconds(Double(framesReady) / sampleRate.hz) }
}

extension UnsafeBufferPointer<Float> {
  /// Whether all samples lie between −`limit` and `limit`; what is no number does not.
  package func allLie(within limit: Float) -> Bool {
    // Eight at a time and without a way out: nearly always they do.
    var lie = SIMDMask<SIMD8<Int32>>(repeating: true)
    let bytes = UnsafeRawBufferPointer(self)
    for index in 0..<count / 8 {
      let eight = bytes.loadUnaligned(fromByteOffset: 32 * index, as: SIMD8<Float>.self)
      lie = lie .& (eight .< limit) .& (eight .> -limit)
    }
    return all(lie) && self[(count & ~7)...].allSatisfy { abs($0) < limit }
  }
}
