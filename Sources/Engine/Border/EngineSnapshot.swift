import Music

/// Commands with a moment are numbered as they come, from 1; which of the last 64 still wait.
package struct WaitingNumbers: BitwiseCopyable, Sendable {
  /// The number of the next one that will come.
  package private(set) var next: UInt64 = 0
  /// Bit n: number `next` − 1 − n waits.
  private var bits: UInt64 = 0

  /// Nothing waits.
  @_noLocks package init() {}
  /// Nothing waits. - Parameter next: the number that the next one will have.
  @_noLocks package init(next: UInt64) { self.next = next }

  /// A command waits. - Parameter number: its own; one of the last 64.
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
///
/// More than fifteen stored properties: a mere record, which the console's parts fill.
package struct EngineSnapshot: BitwiseCopyable, Sendable {
  /// Output frames rendered so far.
  package var frame = ClockFrame(0)
  /// The engine's.
  package var sampleRate = SampleRate.cd
  /// The left deck.
  package var deckA = DeckState()
  /// The right deck.
  package var deckB = DeckState()
  /// The deck that others follow; nil when none plays with a grid.
  package var leader: DeckID? = nil
  /// The deck whose vocals are over the other one's instrumental.
  package var swap: DeckID? = nil
  /// One deck's voice over the other one's instrumental, made to fit.
  package var mash = MashState()
  /// −1…+1, as it is now, in the middle of a glide too.
  package var crossfader = 0.0
  /// The crossfader's law.
  package var curve = CrossfaderCurve.power
  /// The master's level, dB.
  package var masterDecibels = 0.0
  /// 0 cue bus … 1 master.
  package var headphoneMix = 0.0
  /// The headphones' level, dB.
  package var headphoneDecibels = 0.0
  /// Behind the limiter.
  package var masterMeter = Meter()
  /// How far the limiter pulls down, dB (0 or negative).
  package var limiterDecibels = 0.0
  /// The limiter is on.
  package var limiterOn = true
  /// The isolators' crossovers, Hz.
  package var lowCrossover = 246.0
  /// Where treble begins, Hz.
  package var highCrossover = 2500.0
  /// Commands that found the queue full, and quanta that found samples not yet decoded.
  package var droppedCommands: UInt32 = 0
  /// Quanta in which a deck came to frames that were not decoded yet.
  package var starvedQuanta: UInt32 = 0
  // MARK: Levels
  /// Deck B is on the crossfader's left.
  package var crossfaderReversed = false
  /// Of deck A and deck B, 0…0.9.
  package var cutIns = PerDeck<Double>(repeating: 0)
  /// When a blend is held as loud as is fair.
  package var fairBlend = FairBlendMode.auto
  /// What the fair blend adds now, dB; 0 when it does nothing.
  package var fairDecibels = 0.0
  /// A band that is being swapped from one deck to the other: low, mid, high.
  package var bandSwaps = PerBand<BandSwapState?>(repeating: nil)
  /// Which commands wait for their beat, bar or phrase.
  package var waiting = WaitingNumbers()
  /// What is heard in the headphones alone.
  package var preview = PreviewState()
  /// The number of the ident that is heard over the mix; nil while none is.
  package var ident: UInt64? = nil

  /// The state of an engine that has rendered nothing.
  package init() {}

  /// One of the decks.
  package subscript(deck: DeckID) -> DeckState {
    get { deck == .a ? deckA : deckB }
    set { if deck == .a { deckA = newValue } else { deckB = newValue } }
  }
}

/// How far a band swap has come.
package struct BandSwapState: BitwiseCopyable, Sendable, Hashable {
  /// The deck that receives the band.
  package var to: DeckID
  /// 0…1.
  package var progress: Double
  /// - Parameter progress: 0…1.
  @_noLocks package init(to: DeckID, progress: Double) {
    self.to = to
    self.progress = progress
  }
}

/// Levels since the last snapshot, linear amplitude.
package struct Meter: BitwiseCopyable, Sendable, Hashable {
  /// The greatest sample of the left channel.
  package var peakLeft: Float = 0
  /// The greatest sample of the right channel.
  package var peakRight: Float = 0
  /// Root mean square of both channels.
  package var rms: Float = 0
  /// Silence.
  @_noLocks package init() {}
}

/// What a hand on the record does.
package enum PlatterMotion: UInt8, BitwiseCopyable, Sendable, Hashable {
  /// The motor turns it.
  case free
  case censor, brake, spinback
  /// A hand holds it, or has let it go a moment ago.
  case hand
}

/// A deck as it is at the newest quantum. As many properties as the screen shows: a mere record, which the deck's parts
/// fill.
package struct DeckState: BitwiseCopyable, Sendable {
  /// The loaded track's handle number; nil when the deck is empty.
  package var serial: UInt64? = nil
  /// It plays.
  package var isPlaying = false
  /// The frame of the track that sounds in the output frame of this snapshot.
  package var position = FramePosition(0)
  /// Frames of the track.
  package var lengthFrames = FrameCount(0)
  /// What is played: tempo control, sync, nudges and all.
  package var ratio = TempoRatio(1)
  /// The tempo control itself, percent.
  package var tempoPercent = 0.0
  /// Where the tempo control is going; where it is when it rests. Whatever is planned is planned for this.
  package var tempoTarget = 0.0
  /// The most that the tempo may be off, percent.
  package var tempoRange = 10.0
  /// The track has a beat grid.
  package var hasGrid = false
  /// The beat that sounds now, and the tempo heard. 0 when there is no grid.
  package var beat = BeatPosition(0)
  /// The tempo heard; 0 when there is no grid.
  package var bpm = BPM(0)
  /// The key is held while the tempo moves.
  package var keyLock = true
  /// What holds it.
  package var keyLockEngine = KeyLockEngine.faster
  /// Semitones.
  package var keyShift = 0.0
  /// Where the key shift is going; where it is when it rests.
  package var keyShiftTarget = 0.0
  /// Sync is on.
  package var sync = false
  /// The deck whose tempo and phase it keeps now.
  package var follows: DeckID? = nil
  /// Sync is on, but to follow would take a tempo of so many percent, and that is beyond the range: it is not followed.
  package var refusedPercent: Double? = nil
  /// Jumps, cues and loops keep to the beat.
  package var quantize = true
  /// Beats that the follower is off the leader, −0.5…0.5; nil when nobody is followed.
  package var phaseError: Beats? = nil
  /// Whole beats that the follower's bars begin after the leader's: 0 is bar on bar. Nil when nobody is followed, or
  /// bars are not known.
  package var barOffset: Int? = nil
  /// The cue point.
  package var cue = FramePosition(0)
  /// It plays for as long as the cue key is held.
  package var isCueing = false
  /// Where the loop begins.
  package var loopIn: FramePosition? = nil
  /// Where the loop ends.
  package var loopOut: FramePosition? = nil
  /// The deck goes round in the loop.
  package var isLooping = false
  /// Frames of the hot cues 0…7; nil where one is empty.
  package var hotCues = PerHotCue<FramePosition?>(repeating: nil)
  /// The trim knob, dB.
  package var trimDecibels = 0.0
  /// The gain that brings the track to the target loudness, dB.
  package var autoGainDecibels = 0.0
  /// The low, mid and high knob, dB.
  package var eqDecibels = PerBand<Double>(repeating: 0)
  /// The low, mid and high band's kill.
  package var kills = PerBand<Bool>(repeating: false)
  /// −1 low-pass closed … 0 out … +1 high-pass closed.
  package var filter = 0.0
  /// The channel fader, 0…1.
  package var fader = 1.0
  /// The deck is heard in the headphones.
  package var headphones = false
  /// Its grid clicks in the headphones.
  package var metronome = false
  /// Levels of the stems 0…5, 0…1.
  package var stemLevels = PerStem<Double>(repeating: 1)
  /// Mutes of the stems 0…5.
  package var stemMutes = PerStem<Bool>(repeating: false)
  /// Before the fader.
  package var meter = Meter()
  /// The filter's, 0…1.
  package var resonance = 0.2
  /// Dry/wet of the effects, in the order of `DeckEffect`; their beats; and which of them still ring.
  package var effectAmounts = PerEffect<Double>(repeating: 0)
  /// Beats of the effects' repeat, period or sweep, in the order of `DeckEffect`.
  package var effectBeats = PerEffect<Double>(repeating: 1)
  /// Which of the effects still ring.
  package var effectRings = PerEffect<Bool>(repeating: false)
  /// What is left of each repeat in the next, 0…0.95.
  package var echoFeedback = 0.55
  /// The room, 0 small … 1 large.
  package var reverbSize = 0.5
  /// A command that waits for its beat, bar or phrase.
  package var hasPending = false
  // MARK: Levels
  /// What kills and band swaps leave of the low, mid and high band now, 0…1 and a little more during a swap.
  package var bandGains = PerBand<Double>(repeating: 1)
  /// How much of the deck reaches the master, 0…1: fader × crossfader × what is left of its bands; 0 while it is
  /// stopped.
  package var audible = 0.0
  /// Slip is on; and where the track goes on in silence while something else is heard, nil when nothing is.
  package var slip = false
  /// Where the track goes on in silence while something else is heard; nil when nothing is.
  package var slipPosition: FramePosition? = nil
  /// The length of the loop roll that is held.
  package var roll: Beats? = nil
  /// What a hand on the record does.
  package var platter = PlatterMotion.free
  /// What quantize keeps to.
  package var quantizeUnit = Moment.beat
  /// Lengths of the loops that are kept in hot cues.
  package var hotLoops = PerHotCue<FrameCount?>(repeating: nil)

  /// An empty deck.
  package init() {}
}
