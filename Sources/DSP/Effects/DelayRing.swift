import CRealtime

/// A ring of stereo frames that is read between its frames.
// SAFETY: the memory belongs to this value alone and is freed with it.
struct DelayRing: ~Copyable, @unchecked Sendable {
  private let frames: UnsafeMutablePointer<StereoFrame>
  let capacity: Int

  /// Silence. - Parameter capacity: a power of two.
  init(capacity: Int) {
    self.capacity = capacity
    frames = .allocate(capacity: capacity)
    frames.initialize(repeating: .zero, count: capacity)
  }

  deinit { frames.deallocate() }

  @_noLocks func clear() { rt_zero(frames, Int64(capacity * 8)) }

  @inline(__always)
  @_noLocks func write(_ frame: StereoFrame, at index: Int) { frames[index & (capacity - 1)] = frame }

  @inline(__always)
  @_noLocks func read(at index: Int) -> StereoFrame { frames[index & (capacity - 1)] }

  /// The sound `delay` frames before `index`: a cubic through the four frames around it (Catmull-Rom), or the frame
  /// itself at a whole one.
  @inline(__always)
  @_noLocks func read(_ delay: Double, before index: Int) -> StereoFrame {
    let whole = Int(delay)
    let fraction = Float(delay - Double(whole))
    let now = read(at: index - whole)
    if fraction == 0 { return now }
    let older = read(at: index - whole - 1)
    let oldest = read(at: index - whole - 2)
    let newer = read(at: index - whole + 1)
    let slope = (older - newer) * 0.5
    let next = (oldest - now) * 0.5
    let c = 3 * (older - now) - 2 * slope - next
    let d = 2 * (now - older) + slope + next
    return now + fraction * (slope + fraction * (c + fraction * d))
  }
}
