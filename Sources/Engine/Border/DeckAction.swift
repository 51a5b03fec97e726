import Music

/// What a deck can be told. A new case gets a row in `onset` below, a sample (`CommandSamples.swift`), and a row where
/// it is done (`CommandDispatch.swift`); then its row in the command table.
package enum DeckAction: BitwiseCopyable, Sendable, Hashable {
  /// Starts; a braked platter is let go. Told to wait, it waits for the other deck's moment.
  case play
  case pause
  case playToggle
  /// CDJ manner: while it plays, back to the cue point and stop; stopped off the cue point, set it here;
  /// stopped on it, play for as long as `cueRelease` has not come.
  case cuePress
  case cueRelease
  case seek(TrackTime)
  /// Goes to the place of the deck across, into its loop, at its tempo and key; plays in phase with it if it plays.
  /// With the same track on both that is a double.
  case join
  /// By beats of the grid, keeping the phase; negative is backwards.
  case jump(Beats)
  case loopIn
  case loopOut
  /// A loop of this length from here (quantised when quantize is on).
  case loop(Beats)
  /// Leaves the loop, or goes back into the last one.
  case loopToggle
  /// Times this factor: 0.5 halves, 2 doubles.
  case loopScale(Double)
  /// The loop that begins there and is so long. On: the deck is in it, from beyond its end too; off: it is the one that
  /// `loopToggle` enters.
  case loopSet(TrackTime, Seconds, isOn: Bool)
  /// Jumps to hot cue 0…7, or sets it here if it is empty.
  case hotCue(UInt8)
  case hotCueSet(UInt8, TrackTime)
  case hotCueClear(UInt8)
  case cueSet(TrackTime)
  /// A short push (positive, forwards) or drag: moves the phase by so many milliseconds, smoothly.
  case nudge(milliseconds: Double)
  /// Sets a control, or moves it by an amount.
  case set(DeckControl, Double)
  case move(DeckControl, Double)
  /// The greatest percent that tempo may be off: 6, 10, 16 or 50.
  case tempoRange(Double)
  case keyLock(Switch)
  /// What holds the key: quicker, or finer in chords and voices. While it plays, one blends into the other.
  case keyLockEngine(KeyLockEngine)
  case sync(Switch)
  /// Holds a follower so many milliseconds ahead of the leader's beat (negative: behind it), because its attacks come
  /// so much later after its grid; within the command's glide (`short`: a second), at once on a deck that stands.
  case syncOffset(milliseconds: Double)
  /// Makes this deck the one that others follow.
  case lead
  case quantize(Switch)
  case kill(EQBand, Switch)
  case stemMute(UInt8, Switch)
  /// All stems at unity: the original sounds again.
  case stemsReset
  /// Hear this deck in the headphones.
  case headphones(Switch)
  /// The gain that brings the track to the target loudness.
  case autoGain(Decibels)
  /// A click on each beat of the grid, in the headphones only.
  case metronome(Switch)
  // Sound.
  /// The beats of an echo's repeat, of a gate's period, of a flanger's sweep; 1/32…32. A reverb has none.
  case effectBeats(DeckEffect, Double)
  /// All effects to 0; what rings rings out.
  case effectsOff
  /// The deck stops and its last beats repeat by the echo until they have died away.
  case echoOut

  // MARK: Slip, rolls and saved loops

  /// While it is on, the track goes on in silence under loops, jumps, pauses and turns of the platter; their end, or
  /// slip's own, returns to where it would be.
  case slip(Switch)
  /// A loop of so many beats that slips underneath, until `rollOff`; said again, it changes its length.
  case roll(Beats)
  case rollOff
  /// Moves the loop by so many beats, and the playhead in it along.
  case loopMove(Beats)
  /// Keeps the loop in hot cue 0…7; a mere point of that number stays as it is.
  case loopSave(UInt8)
  /// Goes to the loop kept in hot cue 0…7 and stays in it.
  case loopRecall(UInt8)
  /// Empties hot cue 0…7 if a loop is kept there.
  case loopForget(UInt8)
  /// A hot cue with a loop of this length.
  case hotLoopSet(UInt8, TrackTime, Seconds)
  /// What quantize keeps to: a beat, a bar or a phrase. Switches it on; `now` switches it off.
  case quantizeUnit(Moment)

  // MARK: The platter

  /// Backwards while it is on; the track goes on underneath.
  case censor(Switch)
  /// Stops like a turntable that is switched off, within the command's glide (`short`: a second).
  case brake
  /// Thrown backwards, slows and stands; as long as the command's glide says (`short`: a second).
  case spinback
  /// A hand lies on the record, or is taken off: the record stands until `jog` turns it; let go, the motor takes it up.
  case jogHold(Switch)
  /// The jog is turned by so many milliseconds of the recorded track; negative is backwards. Held, the record goes with
  /// it and sounds; else a quarter of it is a nudge, and a deck that stands is moved.
  case jog(milliseconds: Double)
}

/// What a deck's action does to its stems.
enum StemChange: BitwiseCopyable, Sendable {
  /// A stem's level is set, or moved by an amount.
  case level(UInt8, Double, isRelative: Bool)
  case mute(UInt8, Switch)
  /// All of them to unity.
  case reset
}

extension DeckAction {
  /// What is heard of an action at its moment. A command that waits begins so much ahead of its moment that it has
  /// arrived there (`Moments.swift`).
  enum Onset: BitwiseCopyable, Sendable {
    /// No sound goes or comes with it, or it does so by itself (a brake) or slowly (the auto-gain).
    case none
    /// A crossfade: from one place in the track to another, from sound to silence or back.
    case crossfade
    /// A ramp of this control, as long as the command says.
    case ramp(DeckControl)
    /// A ramp of this control that knows one length only.
    case shortRamp(DeckControl)
    /// A ramp of stems.
    case stems(StemChange)
  }

  /// What is heard of it at its moment.
  var onset: Onset {
    @_noLocks get {
      switch self {
      case .play, .pause, .playToggle, .cuePress, .cueRelease, .seek, .join, .jump, .hotCue: .crossfade
      case .loopIn, .loopOut, .loop, .loopToggle, .loopScale, .loopSet, .loopMove, .loopRecall: .crossfade
      case .roll, .rollOff, .slip, .censor, .echoOut: .crossfade
      case .set(.stem(let stem), let value): .stems(.level(stem, value, isRelative: false))
      case .move(.stem(let stem), let value): .stems(.level(stem, value, isRelative: true))
      case .stemMute(let stem, let change): .stems(.mute(stem, change))
      case .stemsReset: .stems(.reset)
      case .set(let control, _), .move(let control, _): .ramp(control)
      case .kill(let band, _): .ramp(.eq(band))
      case .effectsOff: .ramp(.effect(.echo))
      case .headphones: .shortRamp(.fader)
      case .cueSet, .hotCueSet, .hotCueClear, .hotLoopSet, .loopSave, .loopForget, .quantize, .quantizeUnit: .none
      case .nudge, .tempoRange, .keyLock, .keyLockEngine, .sync, .syncOffset, .lead, .brake, .spinback: .none
      case .autoGain, .metronome, .effectBeats, .jogHold, .jog: .none
      }
    }
  }

  /// Nil for what leaves stems alone.
  var stemChange: StemChange? {
    @_noLocks get { if case .stems(let change) = onset { change } else { nil } }
  }

  /// Starts a deck that stands.
  var isStart: Bool {
    @_noLocks get {
      if case .play = self { return true }
      if case .playToggle = self { return true }
      return false
    }
  }
}
