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
    /// More is known of the track that the deck holds: its stems were decoded, its grid was found or corrected. The new
    /// handle has the same original; position, play state, cues and controls stay, nothing is heard. The handle that it
    /// replaces comes back by the return queue. A deck that holds another original ignores it and returns the new one.
    case refresh(DeckID, TrackHandle)
    case unload(DeckID)
    case deck(DeckID, DeckAction)
    case mixer(MixerAction)
    /// To what is heard in the headphones alone; always at once.
    case preview(PreviewAction)
    /// Plays a station's ident over the mix: a whole sound as it is recorded, from its first frame, at the command's
    /// moment as the leader counts it. The handle comes back by the return queue when it is over; at once where another
    /// ident is heard.
    /// - Parameters:
    ///   - gain: of the ident.
    ///   - dip: of all else in the master: it is there 200 ms after the ident's first frame, and gone 600 ms after its
    ///     last one.
    case ident(TrackHandle, gain: Decibels, dip: Decibels)
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

/// The crossfader's law: what each side's gain is at each position.
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

/// When the mixer's gain holds a blend as loud as is fair (`FairBlend`).
package enum FairBlendMode: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  case off
  /// While a timed crossfade or a band swap is under way.
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
