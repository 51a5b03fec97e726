import CRealtime
import DSP
import Music

/// One reading of a track: what a deck plays is its current voice; the ones before it fade away beside it. A seek, a
/// loop or a change of key lock is a crossfade from one voice to another.
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
  /// Added to `place` when read: holds a deck at its recorded tempo on whole frames, so that samples pass untouched;
  /// glides when the tempo moves, half a frame at most.
  var residual = 0.0
  /// 0…1 of its crossfade; the gain is `level` or its equal-power curve.
  var level = 1.0
  /// ControlChange of `level` per frame.
  var slope = 0.0
  var isEqualPower = false
  /// The pitch that a stretched voice keeps while it fades away, whatever the deck's has become.
  var heldPitch: Double?
  /// What a hand on the platter makes of the speed: 1 when it turns by itself, negative backwards; and its change per
  /// frame within the segment.
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
    let soft = smoothstep(level)
    return isEqualPower ? rt_sin(soft * (Double.pi / 2)) : soft
  }

  /// A groove that passes slowly sounds softly, and one that stands not at all: no step where the platter stops or
  /// turns.
  @_noLocks func slowGrooveGain(_ speed: Double) -> Double { min(1, abs(speed) * 4) }

  /// Source frames passed in so many frames, at the speed 1.
  @_noLocks func distance(_ frames: Int) -> Double { Double(frames) * (speed + speedSlope * 0.5 * Double(frames)) }

  /// Fades from where it is. A fade under way keeps its curve, so that it has no step.
  @_noLocks mutating func fadeOut(frames: Double, equalPower: Bool) {
    if level >= 1 { isEqualPower = equalPower }
    slope = -1 / max(1, frames)
  }
}
