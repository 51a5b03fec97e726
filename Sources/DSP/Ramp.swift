/// A control on its way: every gesture is a ramp, never a step. Moves over frames (with soft ends) or over beats (a straight
/// line that follows a beat clock, whatever the tempo does meanwhile). Plain value; any one thread.
package struct Ramp: BitwiseCopyable, Sendable {
  /// Where the control is now.
  package private(set) var value: Double
  /// Where it is going.
  package private(set) var target: Double
  private var origin: Double
  /// 0…1 of the way.
  private var progress = 1.0
  private var length = 0.0
  private var followsBeats = false
  private var hasSoftEnds = false

  @_noLocks package init(_ value: Double) {
    self.value = value
    target = value
    origin = value
  }

  package var isMoving: Bool {
    @_noLocks get { progress < 1 }
  }

  /// Arrives after so many frames. `soft`: starts and ends with slope zero (smoothstep), so that a short ramp leaves no corner
  /// to hear. A length of zero jumps.
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

  /// Goes on by `frames`, in which the clock advances by `beats`. The control's way within them is the line from the value
  /// before to `value` after.
  @_noLocks package mutating func advance(frames: Int, beats: Double) {
    guard progress < 1 else { return }
    progress += (followsBeats ? max(0, beats) : Double(frames)) / length
    if progress >= 1 - 1e-9 {
      progress = 1
      value = target
    } else {
      let way = hasSoftEnds ? progress * progress * (3 - 2 * progress) : progress
      value = origin + (target - origin) * way
    }
  }
}
