import Music

/// Commands that wait are numbered as they come; which of the last 64 still do.
package struct WaitingNumbers: BitwiseCopyable, Sendable {
  /// The number of the next one that will come.
  package private(set) var next: UInt64 = 0
  /// Bit n: number `next` − 1 − n waits.
  private var bits: UInt64 = 0

  @_noLocks package init() {}
  @_noLocks package init(next: UInt64) { self.next = next }

  @_noLocks package mutating func insert(_ number: UInt64) {
    if number < next, next - number <= 64 { bits |= 1 << (next - 1 - number) }
  }

  /// Whether the command of this number has come and waits no more.
  package func isDone(_ number: UInt64) -> Bool {
    guard number < next else { return false }
    return next - number > 64 || bits & (1 << (next - 1 - number)) == 0
  }
}

/// What the audio thread last said of itself: plain values, published once a render quantum through a triple buffer.
package struct EngineSnapshot: BitwiseCopyable, Sendable {
  package var frame = ClockFrame(0)
  package var sampleRate = SampleRate.cd
  package var deckA = DeckState()
  package var deckB = DeckState()
  package var leader: DeckID? = nil
  package var swap: DeckID? = nil
  /// −1…+1, as it is now, in the middle of a glide too.
  package var crossfader = 0.0
  package var curve = CrossfaderCurve.power
  package var masterDecibels = 0.0
  package var headphoneMix = 0.0
  package var headphoneDecibels = 0.0
  package var masterMeter = Meter()
  /// How far the limiter pulls down, dB (0 or negative).
  package var limiterDecibels = 0.0
  package var limiterOn = true
  /// The isolators' crossovers, Hz.
  package var lowCrossover = 246.0
  package var highCrossover = 2500.0
  /// Commands that found the queue full, and quanta that found samples not yet decoded.
  package var droppedCommands: UInt32 = 0
  package var starvedQuanta: UInt32 = 0
  // MARK: Levels
  package var crossfaderReversed = false
  /// Of deck A and deck B, 0…0.9.
  package var cutIns = InlineArray<2, Double>(repeating: 0)
  package var fairBlend = FairBlendMode.auto
  /// What the fair blend adds now, dB; 0 when it does nothing.
  package var fairDecibels = 0.0
  /// A band on its way from one deck to the other: low, mid, high.
  package var handovers = InlineArray<3, HandoverState?>(repeating: nil)
  /// Which commands wait for their beat, bar or phrase.
  package var waiting = WaitingNumbers()

  package init() {}

  package subscript(deck: DeckID) -> DeckState {
    get { deck == .a ? deckA : deckB }
    set { if deck == .a { deckA = newValue } else { deckB = newValue } }
  }
}

/// How far a handover has come.
package struct HandoverState: BitwiseCopyable, Sendable, Hashable {
  package var to: DeckID
  /// 0…1.
  package var progress: Double
  @_noLocks package init(to: DeckID, progress: Double) {
    self.to = to
    self.progress = progress
  }
}

/// Levels since the last snapshot, linear amplitude.
package struct Meter: BitwiseCopyable, Sendable, Hashable {
  package var peakLeft: Float = 0
  package var peakRight: Float = 0
  package var rms: Float = 0
  @_noLocks package init() {}
}

/// Hot cues of a deck: 0…7.
package var hotCueCount: Int {
  @_noLocks get { 8 }
}

/// The most stems that a deck holds: 0…5.
package var stemCount: Int {
  @_noLocks get { 6 }
}

/// What a hand on the record does.
package enum PlatterMotion: UInt8, BitwiseCopyable, Sendable, Hashable {
  /// The motor turns it.
  case free
  case censor, brake, spinback
}

package struct DeckState: BitwiseCopyable, Sendable {
  /// The loaded track's handle number; nil when the deck is empty.
  package var serial: UInt64? = nil
  package var isPlaying = false
  /// The frame of the track that sounds in the output frame of this snapshot.
  package var position = FramePosition(0)
  package var lengthFrames = FrameCount(0)
  /// What is played: tempo control, sync, nudges and all.
  package var ratio = TempoRatio(1)
  /// The tempo control itself, percent, and its range.
  package var tempoPercent = 0.0
  package var tempoRange = 10.0
  package var hasGrid = false
  /// The beat that sounds now, and the tempo heard. 0 when there is no grid.
  package var beat = BeatPosition(0)
  package var bpm = BPM(0)
  package var keyLock = true
  package var keyLockEngine = KeyLockEngine.faster
  package var keyShift = 0.0
  package var sync = false
  /// The deck whose tempo and phase it keeps now.
  package var follows: DeckID? = nil
  /// Sync is on, but to follow would take a tempo of so many percent, and that is beyond the range: it is not followed.
  package var refusedPercent: Double? = nil
  package var quantize = true
  /// Beats that the follower is off the leader, −0.5…0.5; nil when nobody is followed.
  package var phaseError: Beats? = nil
  /// Whole beats that the follower's bars begin after the leader's: 0 is bar on bar. Nil when nobody is followed, or bars
  /// are not known.
  package var barOffset: Int? = nil
  package var cue = FramePosition(0)
  package var isCueing = false
  package var loopIn: FramePosition? = nil
  package var loopOut: FramePosition? = nil
  package var isLooping = false
  package var hotCues = InlineArray<8, FramePosition?>(repeating: nil)
  package var trimDecibels = 0.0
  package var autoGainDecibels = 0.0
  package var eqDecibels = InlineArray<3, Double>(repeating: 0)
  package var kills = InlineArray<3, Bool>(repeating: false)
  package var filter = 0.0
  package var fader = 1.0
  package var headphones = false
  package var metronome = false
  package var stemLevels = InlineArray<6, Double>(repeating: 1)
  package var stemMutes = InlineArray<6, Bool>(repeating: false)
  package var meter = Meter()
  package var resonance = 0.2
  /// Dry/wet of the effects, in the order of `DeckEffect`; their beats; and which of them still ring.
  package var effectAmounts = InlineArray<4, Double>(repeating: 0)
  package var effectBeats = InlineArray<4, Double>(repeating: 1)
  package var effectRings = InlineArray<4, Bool>(repeating: false)
  package var echoFeedback = 0.55
  package var reverbSize = 0.5
  /// A command that waits for its beat, bar or phrase.
  package var hasPending = false
  // MARK: Levels
  /// What kills and handovers leave of the low, mid and high band now, 0…1 and a little more within a handover.
  package var bandGains = InlineArray<3, Double>(repeating: 1)
  /// How much of the deck reaches the master, 0…1: fader × crossfader × what is left of its bands; 0 while it stands still.
  package var audible = 0.0
  /// Slip is on; and where the track goes on in silence while something else is heard, nil when nothing is.
  package var slip = false
  package var slipPosition: FramePosition? = nil
  /// The length of the loop roll that is held.
  package var roll: Beats? = nil
  package var platter = PlatterMotion.free
  /// What quantize keeps to.
  package var quantizeUnit = Moment.beat
  /// Lengths of the loops that are kept in hot cues.
  package var hotLoops = InlineArray<8, FrameCount?>(repeating: nil)

  package init() {}
}
