/// A blend of two tracks, planned before it is heard: where the one that plays goes out, where the next one comes in,
/// and what each hand does when. Music, not sound: it can be ranked by, shown, printed as lines of the command
/// language, performed and rendered.
package struct BlendPlan: Sendable, Hashable {
  /// How one track becomes the other.
  package enum Kind: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
    /// Both play in time for 16 bars or more; the basses are handed over in the middle.
    case longBlend = "long blend"
    /// The same in 4 or 8 bars.
    case shortBlend = "short blend"
    /// From one beat to the next, on the first beat of a phrase.
    case cut
    /// The one that goes out is swept away by its filter.
    case filterSweep = "filter sweep"
    /// The one that goes out stops and its last beats echo over the next one.
    case echoOut = "echo out"
    /// The breakdown of what comes in lies over the drums of what goes out; its drop begins where those end.
    case breakdownSwap = "breakdown swap"
    /// Both drops at once.
    case doubleDrop = "double drop"
    /// Stem by stem: one's voice over the other's instruments, or its drums first.
    case stemBlend = "stem blend"
    /// A crossfade in a quiet place, without a common beat.
    case fade
    /// One ends, the other begins.
    case cleanStart = "clean start"
  }

  /// How long a move takes.
  package enum Length: BitwiseCopyable, Sendable, Hashable {
    case atOnce
    case beats(Double)
    case seconds(Double)
  }

  /// What a hand does in a blend, on what goes out or what comes in.
  package enum Move: Sendable, Hashable {
    /// What comes in starts at the beginning of its window.
    case start
    /// The crossfader goes all the way over.
    case crossfade(Length)
    /// The crossfader goes to the middle: both are heard.
    case meet(Length)
    /// The bass of what goes out stays whole, whatever the crossfader does, until it goes over.
    case keepBass
    /// The bass goes over, kick by kick.
    case bass(Length)
    /// The tempo of what goes out changes to so much, percent of its own.
    case tempoOut(Double, Length)
    /// The filter of what goes out: −1…1.
    case filterOut(Double, Length)
    /// What goes out stops, and its last beats echo.
    case echoOut
    /// A stem is silent, or heard again.
    case muteOut(StemKind)
    case muteIn(StemKind)
    case unmuteIn(StemKind)
    /// What goes out stops.
    case stopOut
    /// What comes in is held so far ahead of its place, for its attacks to fall on the other one's.
    case hold(ahead: Seconds, Length)
    /// What came in returns to its own tempo.
    case ownTempo(Length)
  }

  /// A move and its time.
  package struct Step: Sendable, Hashable {
    /// From the beginning of the window, in the time of what goes out.
    package var at: Seconds
    /// What is done.
    package var move: Move
    /// - Parameter at: from the beginning of the window, in the time of what goes out.
    package init(_ at: Seconds, _ move: Move) {
      self.at = at
      self.move = move
    }
  }

  /// How one track becomes the other.
  package var kind: Kind
  /// Where the window begins and ends in what goes out.
  package var out: ClosedRange<TrackTime>
  /// Where it begins and ends in what comes in.
  package var `in`: ClosedRange<TrackTime>
  /// Bars of what goes out in the window; 0 for a cut.
  package var bars: Int
  /// What the tempo of what comes in is changed by while both play, percent; nil without a common beat.
  package var tempoChangePercent: Double?
  /// 2: what comes in is counted twice as fast, 0.5: half as fast, 1: as it is.
  package var tempoMultiple: Double
  /// What comes in is shifted by so many semitones.
  package var keyShift: Int
  /// So much later the attacks of what comes in lie after its grid than those of what goes out after theirs: it is held
  /// ahead by that at the beginning. Nil until both are heard, and where no common attack stands out.
  package var kickOffset: Seconds?
  /// In order of time.
  package var steps: [Step]
  /// For so long both sing.
  package var twoVoices: Seconds
  /// How sure it is that this sounds as planned: 0…1.
  package var confidence: Double
  /// What speaks for it and against it, in sentences: most telling first.
  package var reasons: [String]

  /// A plan with nothing done yet.
  package init(
    kind: Kind, out: ClosedRange<TrackTime>, in window: ClosedRange<TrackTime>, bars: Int,
    tempoChangePercent: Double? = nil, tempoMultiple: Double = 1, keyShift: Int = 0, steps: [Step] = [],
    twoVoices: Seconds = Seconds(0), confidence: Double = 0, reasons: [String] = []
  ) {
    self.kind = kind
    self.out = out
    self.in = window
    self.bars = bars
    self.tempoChangePercent = tempoChangePercent
    self.tempoMultiple = tempoMultiple
    self.keyShift = keyShift
    self.steps = steps
    self.twoVoices = twoVoices
    self.confidence = confidence
    self.reasons = reasons
  }
}
