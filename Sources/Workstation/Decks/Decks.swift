import Engine
import Media
import Music

/// The two decks, from this side of the audio thread.
struct DeckPair {
  private var a = DeckSlot()
  private var b = DeckSlot()

  subscript(deck: DeckID) -> DeckSlot {
    get { deck == .a ? a : b }
    set { if deck == .a { a = newValue } else { b = newValue } }
  }

  /// The stems of the tracks that were given to the decks.
  var stems: [DeckID: [StemKind]] {
    [.a: a.loaded?.stems.map(\.kind) ?? [], .b: b.loaded?.stems.map(\.kind) ?? []]
  }
  /// Those of the tracks that the audio thread has.
  var takenStems: [DeckID: [StemKind]] { [.a: a.takenStems, .b: b.takenStems] }
}

/// The points in a track that are the DJ's own.
struct KeptCues {
  var cue = FramePosition(0)
  var hot = InlineArray<8, FramePosition?>(repeating: nil)
  var loops = InlineArray<8, FrameCount?>(repeating: nil)
  var marks = [CueMark](repeating: CueMark(), count: hotCueCount)
}

/// What is on a deck, and what is on its way there.
struct DeckSlot {
  /// What the audio thread was given last; nil when the deck is empty.
  var loaded: LoadedTrack?
  /// The number under which its track was first given, and of the one that the audio thread took last: they differ
  /// while a track is on its way.
  var given: UInt64?
  var taken: UInt64?
  /// Counts loads: a result of an earlier one is dropped.
  var generation = 0
  /// The file on its way in, and its stems behind it.
  var decoding: Decoding?
  var stemDecodings: [Decoding] = []
  var shown = LoadedDeck()
  /// The cue points as the library has them.
  var kept = KeptCues()
  /// The audio thread has taken the library's cues at this frame: what it shows before is not the DJ's doing.
  var cuesTaken = ClockFrame(0)
  /// How long it was heard, seen last, and whether it is in the history.
  var heard = Seconds(0)
  var heardAt: Seconds?
  var isNoted = false
  /// When it was last told to play.
  var startAsked: ClockFrame?
  /// Whether it played at the last tick.
  var wasPlaying = false
  /// What was found about its track, for the gain.
  var loudness: TrackAnalysis.Loudness?
  var autoGain = AutoGain.on
  /// The percent that tempo reaches, as it was last asked for.
  var tempoRange = 10.0
  /// The stems of the track that the audio thread took last, for the journal's names of them.
  var takenStems: [StemKind] = []
  /// Whether sync could not follow at the last tick.
  var wasRefused = false
  /// Grids before the changes that were made to this track's, the last one at the end; and what is being tapped.
  var formerGrids: [BeatGrid?] = []
  var taps = TappedBeats()
  /// The stems are being looked for or decoded.
  var awaitsStems = false

  /// Why a stem cannot be moved, in words.
  func whyNoStem(_ stem: StemKind, _ deck: DeckID) -> String {
    guard loaded != nil else { return "deck \(deck.word) is empty: load a track first" }
    if awaitsStems { return "deck \(deck.word): its stems are still being read" }
    if let refusal = shown.stemRefusal { return "deck \(deck.word): \(refusal)" }
    if shown.stems.isEmpty { return "deck \(deck.word): no stems were found beside this track" }
    return "deck \(deck.word) has no \(stem.rawValue) stem, only \(shown.stems.map(\.rawValue).joined(separator: ", "))"
  }
}
