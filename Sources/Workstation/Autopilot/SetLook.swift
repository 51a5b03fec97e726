import Engine
import Music

/// What the autopilot sees of the set at a moment: plain values.
struct SetLook {
  /// A deck and what is on it.
  struct Deck {
    var state = DeckState()
    /// The file of the track on it; nil for an empty deck.
    var path: String?
    var title = ""
    /// A file is on its way, or the stems of the one that is there.
    var isLoading = false
    var isAnalysed = false
    var grid: BeatGrid?
    var stems: [StemKind] = []
    /// Seconds of its track.
    var position = TrackTime(0)
    var length = Seconds(0)

    /// A track that stands ready, all of it known to the audio thread.
    var isReady: Bool { path != nil && state.serial != nil && length.value > 0 }
    /// Seconds of the room in which so many of the track go by.
    func heard(_ seconds: Seconds) -> Seconds { Seconds(seconds.value / max(0.1, state.ratio.value)) }
    /// It stands at its track's end.
    var hasEnded: Bool { !state.isPlaying && length.value > 0 && position.value >= length.value - 0.1 }
  }

  /// Of the output clock.
  var time = Seconds(0)
  var deckA = Deck()
  var deckB = Deck()
  /// −1…+1.
  var crossfader = 0.0
  /// The deck that the room hears (`EngineSnapshot.heardDeck`).
  var heard: DeckID?
  var leader: DeckID?
  /// The file that comes first in the queue.
  var queueHead: String?

  subscript(deck: DeckID) -> Deck {
    get { deck == .a ? deckA : deckB }
    set { if deck == .a { deckA = newValue } else { deckB = newValue } }
  }
}

/// A control that two hands could be at: the DJ's and the autopilot's.
enum TouchedControl: Hashable {
  case crossfader
  case band(EQBand)
  case filter(DeckID)
  case tempo(DeckID)
  case key(DeckID)
  case transport(DeckID)
  case stems(DeckID)
}

extension Command {
  /// The controls of a blend that the command moves.
  var touches: Set<TouchedControl> {
    switch action {
    case .engine(.mixer(let action)): action.touches
    case .engine(.deck(let deck, let action)): action.touches(on: deck)
    case .bpm(let deck, _): [.tempo(deck)]
    case .matchKey(let deck): [.key(deck)]
    case .stem(let deck, _, _): [.stems(deck)]
    case .seekFraction(let deck, _), .seekSection(let deck, _), .line(let deck, _): [.transport(deck)]
    default: []
    }
  }
}

extension MixerAction {
  fileprivate var touches: Set<TouchedControl> {
    switch self {
    case .set(.crossfader, _), .move(.crossfader, _): [.crossfader]
    case .bandSwap(.low, _), .bandKeep(.low, _): [.band(.low)]
    case .bandSwap(.mid, _), .bandKeep(.mid, _): [.band(.mid)]
    case .bandSwap(.high, _), .bandKeep(.high, _): [.band(.high)]
    case .bandSwap(.all, _), .bandKeep(.all, _): [.band(.low), .band(.mid), .band(.high)]
    case .swap, .swapOff: [.stems(.a), .stems(.b)]
    case .mash, .mashOff: [.stems(.a), .stems(.b), .key(.a), .key(.b), .tempo(.a), .tempo(.b)]
    default: []
    }
  }
}

extension DeckAction {
  fileprivate func touches(on deck: DeckID) -> Set<TouchedControl> {
    switch self {
    case .set(let control, _), .move(let control, _):
      switch control {
      case .eq(let band): [.band(band)]
      case .filter: [.filter(deck)]
      case .tempo: [.tempo(deck)]
      case .keyShift: [.key(deck)]
      case .stem: [.stems(deck)]
      default: []
      }
    case .kill(let band, _): [.band(band)]
    case .sync: [.tempo(deck)]
    case .stemMute, .stemsReset: [.stems(deck)]
    case .play, .pause, .playToggle, .cuePress, .seek, .jump, .hotCue, .brake, .spinback, .jogHold:
      [.transport(deck)]
    default: []
    }
  }
}
