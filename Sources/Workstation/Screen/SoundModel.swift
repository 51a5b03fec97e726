import Engine
import Music

extension Command {
  /// Deck A or deck B, for a module that knows commands but no engine.
  package typealias Deck = DeckID
  /// When a command is done, likewise.
  package typealias When = Moment
  /// An effect of a deck, likewise.
  package typealias Effect = DeckEffect
}

/// What sounds now, as the screen shows it: `Workstation` makes it once a frame from what the audio thread last
/// published, in the units that a screen draws. The screen knows no engine.
///
/// More than fifteen stored properties: a mere record, in the order of the panels. Bitwise copyable, so that views may
/// pass it and its decks by value at no cost.
package struct SoundModel: BitwiseCopyable, Sendable {
  /// The left deck.
  package var deckA = DeckModel()
  /// The right deck.
  package var deckB = DeckModel()
  /// The deck that others follow.
  package var leader: Command.Deck?
  /// The deck that the room hears, of two the one that lists are for; one that plays where it hears none.
  package var heard: Command.Deck?
  /// The deck whose vocals are heard over the other one's instrumental.
  package var swap: Command.Deck?
  /// −1 deck A … +1 deck B, also in the middle of a glide.
  package var crossfader = 0.0
  /// Deck B is on the crossfader's left.
  package var crossfaderReversed = false
  /// Of deck A and deck B, 0…0.9 of the crossfader's length.
  package var cutIns = InlineArray<2, Double>(repeating: 0)
  /// The master's level, dB.
  package var masterDecibels = 0.0
  /// Behind the limiter: the louder channel, linear amplitude.
  package var masterPeak: Float = 0
  /// What the limiter takes away now, dB, 0 or negative.
  package var limiterDecibels = 0.0
  /// The limiter is on.
  package var limiterOn = true
  /// What the fair blend adds now, dB; 0 when it does nothing.
  package var fairDecibels = 0.0
  /// An EQ band on its way from one deck to the other: low, mid, high.
  package var bandSwaps = InlineArray<3, BandSwap?>(repeating: nil)
  /// 0 cue … 1 master.
  package var headphoneMix = 0.0
  /// The headphones' level, dB.
  package var headphoneDecibels = 0.0
  /// Commands that the engine had no room for.
  package var droppedCommands = 0
  /// How often a deck came to samples that were not decoded yet, in render quanta.
  package var starvedQuanta = 0

  /// Silence: two empty decks.
  package init() {}

  /// One deck's part.
  package subscript(deck: Command.Deck) -> DeckModel {
    get { deck == .a ? deckA : deckB }
    set { if deck == .a { deckA = newValue } else { deckB = newValue } }
  }

  /// An EQ band on its way.
  package struct BandSwap: BitwiseCopyable, Sendable, Hashable {
    /// The deck that receives the band.
    package var to: Command.Deck
    /// 0…1.
    package var progress: Double
    /// - Parameters:
    ///   - to: the deck that receives the band.
    ///   - progress: how far it has come, 0…1.
    package init(to: Command.Deck, progress: Double) {
      self.to = to
      self.progress = progress
    }
  }
}

/// A deck as its panel and its waveform show it.
///
/// More than fifteen stored properties, for the same reason as `SoundModel`.
package struct DeckModel: BitwiseCopyable, Sendable {
  // MARK: Transport
  /// A track is loaded.
  package var hasTrack = false
  /// It plays.
  package var isPlaying = false
  /// It plays and reaches the master, by faders, crossfader and kills.
  package var isHeard = false
  /// It plays for as long as the cue key is held.
  package var isCueing = false
  /// A command waits for its beat, bar or phrase.
  package var hasPending = false
  /// What of the track sounds now.
  package var position = TrackTime(0)
  /// Of the track.
  package var length = Seconds(0)
  /// The cue point.
  package var cue = TrackTime(0)
  // MARK: Loops, slip, the platter
  /// Where the loop begins.
  package var loopIn: TrackTime?
  /// Where the loop ends.
  package var loopOut: TrackTime?
  /// The deck goes round in the loop.
  package var isLooping = false
  /// The length of the loop roll that is held.
  package var roll: Beats?
  /// Slip is on.
  package var slip = false
  /// Where the track goes on in silence while something else is heard; nil when nothing is.
  package var slipPosition: TrackTime?
  /// What a hand on the record does.
  package var platter = PlatterMotion.free
  /// Hot cues 1…8; nil where one is empty.
  package var hotCues = InlineArray<8, TrackTime?>(repeating: nil)
  /// Where the loop that a hot cue keeps ends; nil where it keeps none.
  package var hotLoopEnds = InlineArray<8, TrackTime?>(repeating: nil)
  // MARK: Tempo, key, sync
  /// The tempo heard over the recorded one.
  package var ratio = TempoRatio(1)
  /// The most that the tempo may be off, percent either way.
  package var tempoRange = 10.0
  /// The track has a beat grid.
  package var hasGrid = false
  /// The beat that sounds now; 0 without a grid.
  package var beat = BeatPosition(0)
  /// The tempo heard; 0 without a grid.
  package var bpm = BPM(0)
  /// The key is held while the tempo moves.
  package var keyLock = true
  /// What holds it.
  package var keyLockEngine = KeyLockEngine.faster
  /// Semitones.
  package var keyShift = 0.0
  /// The key heard, key shift and tempo counted in; nil where it is not known, and between two keys.
  package var key: MusicalKey?
  /// Sync is on.
  package var sync = false
  /// The deck whose tempo and phase it keeps now.
  package var follows: Command.Deck?
  /// The tempo that sync would take, percent, where the tempo range does not reach it.
  package var refusedPercent: Double?
  /// Jumps, cues and loops keep to the beat.
  package var quantize = true
  /// What quantize keeps to.
  package var quantizeUnit = Moment.beat
  /// Beats that the follower is off, −0.5…0.5; nil when nobody is followed.
  package var phaseError: Beats?
  /// Whole beats that its bars begin after the leader's; nil when nobody is followed, or bars are not known.
  package var barOffset: Int?
  // MARK: Channel
  /// The trim knob, dB.
  package var trimDecibels = 0.0
  /// The low, mid and high knob, dB.
  package var eqDecibels = InlineArray<3, Double>(repeating: 0)
  /// The low, mid and high band's kill.
  package var kills = InlineArray<3, Bool>(repeating: false)
  /// What kills and band swaps leave of the low, mid and high band now, 0…1 and a little more during a swap.
  package var bandGains = InlineArray<3, Double>(repeating: 1)
  /// −1 low-pass closed … 0 out … +1 high-pass closed.
  package var filter = 0.0
  /// The channel fader, 0…1.
  package var fader = 1.0
  /// Before the fader: the louder channel, linear amplitude.
  package var peak: Float = 0
  /// The deck is heard in the headphones.
  package var headphones = false
  /// Its grid clicks in the headphones.
  package var metronome = false
  // MARK: Stems and effects
  /// Levels of the stems 0…5, 0…1.
  package var stemLevels = InlineArray<6, Double>(repeating: 1)
  /// Mutes of the stems 0…5.
  package var stemMutes = InlineArray<6, Bool>(repeating: false)
  /// The effects in the order of the sound; nil for one that is not heard.
  package var effects = InlineArray<4, EffectModel?>(repeating: nil)

  /// An empty deck.
  package init() {}
}

/// An effect that is on or still rings.
package struct EffectModel: BitwiseCopyable, Sendable, Hashable {
  /// Which one.
  package var effect: Command.Effect
  /// Not on is one that was taken out and still rings.
  package var isOn: Bool
  /// Of an echo's repeat or a gate's period; nil for the others.
  package var beats: Double?
  /// - Parameters:
  ///   - effect: which one.
  ///   - isOn: false while it only rings out.
  ///   - beats: of an echo's repeat or a gate's period.
  package init(_ effect: Command.Effect, isOn: Bool, beats: Double? = nil) {
    self.effect = effect
    self.isOn = isOn
    self.beats = beats
  }
}

extension Snapshot {
  /// Takes over what the audio thread last published; the decks must hold their tracks by then.
  mutating func setSound(_ engine: EngineSnapshot) {
    sound = SoundModel(engine)
    for deck in DeckID.allCases { sound[deck].key = soundingKey(engine[deck], self[deck]) }
  }
}

extension SoundModel {
  /// - Parameter engine: what the audio thread last published.
  fileprivate init(_ engine: EngineSnapshot) {
    deckA = DeckModel(engine.deckA, rate: engine.sampleRate)
    deckB = DeckModel(engine.deckB, rate: engine.sampleRate)
    leader = engine.leader
    heard = engine.heardDeck
    swap = engine.swap
    crossfader = engine.crossfader
    crossfaderReversed = engine.crossfaderReversed
    cutIns = engine.cutIns
    masterDecibels = engine.masterDecibels
    masterPeak = engine.masterMeter.peak
    limiterDecibels = engine.limiterDecibels
    limiterOn = engine.limiterOn
    fairDecibels = engine.fairDecibels
    for index in engine.bandSwaps.indices {
      bandSwaps[index] = engine.bandSwaps[index].map { BandSwap(to: $0.to, progress: $0.progress) }
    }
    headphoneMix = engine.headphoneMix
    headphoneDecibels = engine.headphoneDecibels
    droppedCommands = Int(engine.droppedCommands)
    starvedQuanta = Int(engine.starvedQuanta)
  }
}

extension DeckModel {
  fileprivate init(_ state: DeckState, rate: SampleRate) {
    setTransport(state, rate)
    setLoops(state, rate)
    setTempo(state)
    setChannel(state)
    for effect in DeckEffect.allCases {
      let index = effect.index
      let isOn = state.effectAmounts[index] > 0.001
      guard isOn || state.effectRings[index] else { continue }
      let hasBeats = effect == .echo || effect == .gate
      effects[index] = EffectModel(effect, isOn: isOn, beats: hasBeats ? state.effectBeats[index] : nil)
    }
  }

  private mutating func setTransport(_ state: DeckState, _ rate: SampleRate) {
    hasTrack = state.serial != nil
    isPlaying = state.isPlaying
    isHeard = state.isHeard
    isCueing = state.isCueing
    hasPending = state.hasPending
    position = state.position.time(at: rate)
    length = state.lengthFrames.seconds(at: rate)
    cue = state.cue.time(at: rate)
  }

  private mutating func setLoops(_ state: DeckState, _ rate: SampleRate) {
    loopIn = state.loopIn?.time(at: rate)
    loopOut = state.loopOut?.time(at: rate)
    isLooping = state.isLooping
    roll = state.roll
    slip = state.slip
    slipPosition = state.slipPosition?.time(at: rate)
    platter = state.platter
    for index in state.hotCues.indices {
      guard let start = state.hotCues[index] else { continue }
      hotCues[index] = start.time(at: rate)
      hotLoopEnds[index] = state.hotLoops[index].map { (start + $0).time(at: rate) }
    }
  }

  private mutating func setTempo(_ state: DeckState) {
    ratio = state.ratio
    tempoRange = state.tempoRange
    hasGrid = state.hasGrid
    beat = state.beat
    bpm = state.bpm
    keyLock = state.keyLock
    keyLockEngine = state.keyLockEngine
    keyShift = state.keyShift
    sync = state.sync
    follows = state.follows
    refusedPercent = state.refusedPercent
    quantize = state.quantize
    quantizeUnit = state.quantizeUnit
    phaseError = state.phaseError
    barOffset = state.barOffset
  }

  private mutating func setChannel(_ state: DeckState) {
    trimDecibels = state.trimDecibels
    eqDecibels = state.eqDecibels
    kills = state.kills
    bandGains = state.bandGains
    filter = state.filter
    fader = state.fader
    peak = state.meter.peak
    headphones = state.headphones
    metronome = state.metronome
    stemLevels = state.stemLevels
    stemMutes = state.stemMutes
  }
}

extension Meter {
  /// The louder channel, linear amplitude.
  fileprivate var peak: Float { max(peakLeft, peakRight) }
}
