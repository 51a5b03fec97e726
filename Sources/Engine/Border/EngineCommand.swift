import Music

/// What the engine can be told. Every value here crosses to the audio thread, so the compiler is asked to prove that it
/// holds nothing reference-counted: `BitwiseCopyable`.
package struct EngineCommand: BitwiseCopyable, Sendable {
  package var action: Action
  /// When it begins.
  package var at: Moment
  /// How long a control takes to arrive.
  package var over: Glide

  package init(_ action: Action, at: Moment = .now, over: Glide = .short) {
    self.action = action
    self.at = at
    self.over = over
  }

  package enum Action: BitwiseCopyable, Sendable {
    case load(DeckID, TrackHandle)
    /// More is known of the track that the deck holds: its stems were decoded, its grid was found or mended. The new
    /// handle has the same original; position, play state, cues and controls stay, nothing is heard. The handle that it
    /// replaces comes back by the return queue. A deck that holds another original ignores it and returns the new one.
    case refresh(DeckID, TrackHandle)
    case unload(DeckID)
    case deck(DeckID, DeckAction)
    case mixer(MixerAction)
  }
}

/// Left hand and right hand.
package enum DeckID: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case a, b
  package var other: DeckID {
    @_noLocks get {
      switch self {
      case .a: .b
      case .b: .a
      }
    }
  }
  /// 0 or 1.
  package var index: Int {
    @_noLocks get {
      switch self {
      case .a: 0
      case .b: 1
      }
    }
  }
}

/// When a command begins: at once, or at the next beat, bar or phrase of the deck it is said to (for the mixer: of the
/// leader). A deck that has no grid, or does not play, begins at once; but `play` waits for the other deck's moment.
package enum Moment: UInt8, BitwiseCopyable, Sendable, Hashable { case now, beat, bar, phrase }

/// How a control moves to its new value.
package enum Glide: BitwiseCopyable, Sendable, Hashable {
  /// A few milliseconds: as fast as can be done without a click.
  case short
  /// In beats of the leader.
  case beats(Double)
  case seconds(Double)
}

package enum Switch: UInt8, BitwiseCopyable, Sendable, Hashable {
  case off, on, toggle
  @_noLocks @inlinable package func applied(to state: Bool) -> Bool { self == .toggle ? !state : self == .on }
}

package enum EQBand: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case low, mid, high
  /// 0, 1 or 2.
  package var index: Int {
    @_noLocks get {
      switch self {
      case .low: 0
      case .mid: 1
      case .high: 2
      }
    }
  }
}

/// The controls of a deck's channel that have a value; each moves as a ramp.
package enum DeckControl: BitwiseCopyable, Sendable, Hashable {
  /// dB, −24…+12; moves around the auto-gain.
  case trim
  /// dB, −26…+12 (a kill is a switch of its own).
  case eq(EQBand)
  /// −1 (low-pass closed) … 0 (out) … +1 (high-pass closed).
  case filter
  /// 0…1, linear amplitude.
  case fader
  /// Percent off the recorded tempo, within the deck's range.
  case tempo
  /// Semitones, −12…+12; fractions are cents.
  case keyShift
  /// A stem's level, 0…1 (amplitude), by its index in the loaded track.
  case stem(UInt8)
}

package enum DeckAction: BitwiseCopyable, Sendable {
  case play
  case pause
  case playToggle
  /// CDJ manner: while it plays, back to the cue point and stop; stopped off the cue point, set it here;
  /// stopped on it, play for as long as `cueRelease` has not come.
  case cuePress
  case cueRelease
  case seek(TrackTime)
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
  case sync(Switch)
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
}

package enum CrossfaderCurve: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// Equal power: for blends.
  case power
  /// Equal amplitude: for two copies of one record.
  case linear
  /// Both full but at the very edges: for cuts.
  case cut
}

package enum MixerControl: UInt8, BitwiseCopyable, Sendable, Hashable {
  /// −1 deck A … +1 deck B.
  case crossfader
  /// dB.
  case master
  /// 0 cue bus … 1 master.
  case headphoneMix
  /// dB.
  case headphoneLevel
}

package enum MixerAction: BitwiseCopyable, Sendable {
  case set(MixerControl, Double)
  case move(MixerControl, Double)
  case curve(CrossfaderCurve)
  /// Vocals of this deck over the instrumental of the other one; the rest fades away.
  case swap(vocalsOf: DeckID)
  /// Both decks whole again.
  case swapOff
  case limiter(Switch)
}
