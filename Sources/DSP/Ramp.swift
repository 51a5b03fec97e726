/// A control on its way: every gesture is a ramp, never a step. Moves over frames (with soft ends) or over beats (a
/// straight line that follows a beat clock, whatever the tempo does meanwhile). Plain value; any one thread.
package struct Ramp: BitwiseCopyable, Sendable {
  /// Where the control is now.
  package private(set) var value: Double
  /// Where it is going.
  package private(set) var target: Double
  private var origin: Double
  /// 0…1 from `origin` to `target`.
  private var progress = 1.0
  private var length = 0.0
  private var followsBeats = false
  private var hasSoftEnds = false

  /// At rest.
  @_noLocks package init(_ value: Double) {
    self.value = value
    target = value
    origin = value
  }

  /// It is on its way.
  package var isMoving: Bool {
    @_noLocks get { progress < 1 }
  }

  /// Arrives after so many frames. `soft`: starts and ends with slope zero (smoothstep), so that a short ramp leaves no
  /// corner to hear. A length of zero jumps.
  @_noLocks package mutating func move(to target: Double, frames: Double, soft: Bool = true) {
    start(target, length: frames, beats: false, soft: soft)
  }

  /// Arrives after so many beats of the clock that `advance` is told.
  @_noLocks package mutating func move(to target: Double, beats: Double) {
    start(target, length: beats, beats: true, soft: false)
  }

  /// Jumps.
  @_noLocks package mutating func jump(to target: Double) { start(target, length: 0, beats: false, soft: false) }

  @_noLocks private mutating func start(_ target: Double, length: Double, beats: Bool, soft: Bool) {
    origin = value
    self.target = target
    self.length = length
    followsBeats = beats
    hasSoftEnds = soft
    progress = 0
    if !(length > 0) || target == value {
      progress = 1
      value = target
    }
  }

  /// Goes on by `frames`, in which the clock advances by `beats`.
  @_noLocks package mutating func advance(frames: Int, beats: Double) {
    guard progress < 1 else { return }
    progress += share(frames: frames, beats: beats)
    if progress >= 1 - 1e-9 {
      progress = 1
      value = target
    } else {
      value = value(at: progress)
    }
  }

  /// Goes on like `advance` and writes where the control is at each of the frames, the first one at where it was: a
  /// curve without a corner, whatever the length of a segment is.
  @_noLocks package mutating func trace(frames: Int, beats: Double, into values: UnsafeMutablePointer<Double>) {
    guard progress < 1 else {
      for frame in 0..<frames { values[frame] = value }
      return
    }
    let first = progress
    let step = share(frames: frames, beats: beats) / Double(frames)
    for frame in 0..<frames { values[frame] = value(at: first + step * Double(frame)) }
    advance(frames: frames, beats: beats)
  }

  /// How far `progress` goes in so many frames.
  @_noLocks private func share(frames: Int, beats: Double) -> Double {
    (followsBeats ? max(0, beats) : Double(frames)) / length
  }

  @_noLocks private func value(at progress: Double) -> Double {
    if progress >= 1 { return target }
    let share = hasSoftEnds ? smoothstep(progress) : progress
    return origin + (target - origin) * share
  }
}
