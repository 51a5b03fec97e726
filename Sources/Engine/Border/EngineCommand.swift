import Music

/// What the engine can be told. Every value here crosses to the audio thread, so the compiler is asked to prove that it
/// holds nothing reference-counted: `BitwiseCopyable`.
package struct EngineCommand: BitwiseCopyable, Sendable, Hashable {
  /// What is to be done.
  package var action: Action
  /// When it begins.
  package var at: Moment
  /// How long a control takes to arrive.
  package var over: Glide

  /// - Parameters:
  ///   - at: when it begins.
  ///   - over: how long a control takes to arrive.
  package init(_ action: Action, at: Moment = .now, over: Glide = .short) {
    self.action = action
    self.at = at
    self.over = over
  }

  /// Whom it is for, and what is to be done.
  package enum Action: BitwiseCopyable, Sendable, Hashable {
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
  /// The deck across.
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

/// What a switch is told.
package enum Switch: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case off, on, toggle
  /// The state that follows from `state`.
  @_noLocks @inlinable package func applied(to state: Bool) -> Bool { self == .toggle ? !state : self == .on }
}

/// The bands of a deck's isolator and equaliser.
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

/// What stretches a deck whose key is held. A hop is the least piece of work that it can be told to do; the shares are
/// for a stereo deck (a deck whose stems are apart has twice the work) on one 2.5 GHz server core.
package enum KeyLockEngine: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// Rubber Band's R2: pure tones warble a little. 2.5 % of a core, 0.16 ms a hop.
  case faster
  /// R3: voices and chords stay whole. 8.7 % of a core, 0.5 ms a hop.
  case finer
  /// R3 with a short window: chords nearly as whole. 2.6 % of a core, 0.3 ms a hop.
  case finerShort
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
  // Sound.
  /// The filter's resonance, 0…1.
  case resonance
  /// An effect's dry/wet, 0…1.
  case effect(DeckEffect)
  /// What is left of each repeat in the next, 0…0.95.
  case echoFeedback
  /// The room, 0 (small) … 1 (large).
  case reverbSize
}

/// A deck's insert effects, in the order in which the sound goes through them: behind fader and crossfader, so that
/// what rings goes on when those are closed.
package enum DeckEffect: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case gate, flanger, echo, reverb
  /// 0…3.
  package var index: Int {
    @_noLocks get {
      switch self {
      case .gate: 0
      case .flanger: 1
      case .echo: 2
      case .reverb: 3
      }
    }
  }
}

/// What a deck can be told. A new case has to be given a row in each switch that the compiler then names: the lead
/// (`Deck.lead(of:over:)`), what it does to stems (`stemChange`), what is done (`Console.perform`), and a sample value.
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
  /// What holds the key: quicker, or finer in chords and voices. While it plays, one blends into the other.
  case keyLockEngine(KeyLockEngine)
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
}

/// The crossfader's law: what each side's gain is on the way.
package enum CrossfaderCurve: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// Equal power: for blends.
  case power
  /// Equal amplitude: for two copies of one record.
  case linear
  /// Both full but at the very edges: for cuts.
  case cut
}

/// The mixer's controls that have a value; each moves as a ramp.
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

/// What the mixer can be told. A new case is named by the compiler where it has to be heard, as for `DeckAction`.
package enum MixerAction: BitwiseCopyable, Sendable, Hashable {
  case set(MixerControl, Double)
  case move(MixerControl, Double)
  case curve(CrossfaderCurve)
  /// Vocals of this deck over the instrumental of the other one; the rest fades away.
  case swap(vocalsOf: DeckID)
  /// Both decks whole again.
  case swapOff
  case limiter(Switch)
  // MARK: Levels
  /// Deck B on the crossfader's left, deck A on its right.
  case crossfaderReverse(Switch)
  /// The share of the crossfader's way, 0…0.9, that a deck stays silent for when it is opened from the far end.
  case cutIn(DeckID, Double)
  /// When a blend is held on the fair line between its two sounds.
  case fairBlend(FairBlendMode)
  /// The receiving deck takes over a part of the sound: it is open there at the end, and killed on the other deck.
  case bandSwap(BandSwapPart, to: DeckID)
  // Sound.
  /// Where bass ends and where treble begins, in Hz, on both decks; 80…800 and 1,000…8,000.
  case crossovers(low: Double, high: Double)
}

/// When the mixer's gain holds a blend as loud as is fair (`FairBlend`).
package enum FairBlendMode: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case off
  /// While a crossfade that was told to take its time is under way.
  case auto
  case on
}

/// What is swapped over: a band of the isolator, or all three.
package enum BandSwapPart: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case low, mid, high, all
  @_noLocks func contains(_ band: Int) -> Bool {
    switch self {
    case .low: band == 0
    case .mid: band == 1
    case .high: band == 2
    case .all: true
    }
  }
}
