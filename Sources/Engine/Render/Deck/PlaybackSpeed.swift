import CRealtime
import DSP
import Music

/// How fast a deck plays and at what pitch: the tempo control, key lock and key shift, nudges. The audio thread only.
struct PlaybackSpeed: BitwiseCopyable {
  /// Percent off the recorded tempo. Sync moves a follower's.
  private(set) var tempo = Ramp(0)
  /// The most that `tempo` may be off, percent.
  private(set) var range = 10.0
  var keyLock = true
  var engine = KeyLockEngine.faster
  /// Semitones.
  private(set) var keyShift = Ramp(0)
  /// Of this quantum: source frames per output frame by the tempo alone; with sync's trim and nudges; and the factor on
  /// all frequencies.
  private(set) var baseRatio = 1.0
  private(set) var ratio = 1.0
  private(set) var pitch = 1.0
  /// Track frames still to be made up for by a nudge.
  private(set) var nudgeLeft = 0.0

  @_noLocks init() {}

  // MARK: Commands

  @_noLocks mutating func setTempo(_ move: ControlChange) { move.apply(to: &tempo, from: -range, to: range) }

  /// Sync's: at once, beyond the range where a nudge of the leader goes there.
  @_noLocks mutating func jumpTempo(to percent: Double) { tempo.jump(to: percent) }

  @_noLocks mutating func setRange(_ percent: Double) {
    if percent.isFinite { range = min(50, max(1, percent)) }
  }

  @_noLocks mutating func setKeyShift(_ move: ControlChange) { move.apply(to: &keyShift, from: -12, to: 12) }

  /// As fast and as high as another one, whose glides go on here, too. What stretches stays: each deck's engines are
  /// made for it when they are chosen.
  @_noLocks mutating func adopt(_ other: PlaybackSpeed) {
    (tempo, range, keyShift, keyLock) = (other.tempo, other.range, other.keyShift, other.keyLock)
  }

  /// A push or a drag by so many frames of the track.
  @_noLocks mutating func nudge(by frames: Double) { nudgeLeft += frames }

  /// Who goes elsewhere has nothing left to make up for.
  @_noLocks mutating func dropNudge() { nudgeLeft = 0 }

  // MARK: Rendering

  /// Key lock or key shift need the stretcher. Below half a per mille the difference in pitch (under one cent) is let
  /// pass.
  /// - Parameter isStretching: what sounds is stretched already: it stays so a little longer.
  @_noLocks func needsStretcher(isStretching: Bool) -> Bool {
    let shift = rt_exp2(keyShift.value / 12)
    let stretch = keyLock ? shift / baseRatio : shift
    return abs(stretch - 1) > (isStretching ? 0.0003 : 0.0005)
  }

  /// Moves the controls over the quantum that is rendered next. - Parameter beats: of the clock that controls move by.
  @_noLocks mutating func advance(frames: Int, beats: Double) {
    tempo.advance(frames: frames, beats: beats)
    keyShift.advance(frames: frames, beats: beats)
  }

  /// Speed and pitch of the next quantum. - Parameters:
  ///   - base: the wanted ratio.
  ///   - trim: what sync adds to follow (a factor near 1).
  @_noLocks mutating func update(base: Double, trim: Double, frames: Double, sampleRate: Double, isStretching: Bool) {
    baseRatio = min(2, max(0.25, base))
    var bend = 0.0
    if nudgeLeft != 0 {
      // At most 4 %, and soft at the end.
      let speed = max(-0.04, min(0.04, nudgeLeft / (0.08 * sampleRate)))
      bend = abs(nudgeLeft) < 0.5 ? nudgeLeft / frames : speed
      nudgeLeft -= bend * frames
      if abs(nudgeLeft) < 1e-6 { nudgeLeft = 0 }
    }
    ratio = min(2, max(0.2, baseRatio * trim + bend))
    let shift = keyShift.value == 0 ? 1 : rt_exp2(keyShift.value / 12)
    pitch = keyLock ? shift : ratio * shift
    if !needsStretcher(isStretching: isStretching) && keyLock { pitch = 1 }
  }

  @_noLocks func describe(into state: inout DeckState) {
    state.tempoPercent = tempo.value
    state.tempoTarget = tempo.target
    state.tempoRange = range
    state.keyLock = keyLock
    state.keyLockEngine = engine
    state.keyShift = keyShift.value
    state.keyShiftTarget = keyShift.target
  }
}
