import Engine
import Library
import Music
import Suggestion

/// Everything that the screen shows, as values. The screen is a pure function of this.
package struct Snapshot: Sendable {
  package var engine = EngineSnapshot()
  package var deckA = LoadedDeck()
  package var deckB = LoadedDeck()
  package var browser = BrowserPage()
  package var suggestions = SuggestionList()
  package var status = Status()
  package var master = MasterLoudness()
  /// Counts `help` commands: the screen opens its page of help when it grows.
  package var helpRequests = 0

  package init() {}

  package subscript(deck: DeckID) -> LoadedDeck {
    get { deck == .a ? deckA : deckB }
    set { if deck == .a { deckA = newValue } else { deckB = newValue } }
  }
}

extension Snapshot {
  /// Whether a command that ends when its key comes up (`Command.release`) goes on now.
  package func isHeld(_ command: Command) -> Bool {
    guard case .engine(.deck(let deck, let action)) = command.action else { return false }
    return switch action {
    case .cuePress: engine[deck].isCueing
    // Another length of roll is a change, not an end.
    case .roll(let beats): engine[deck].roll == beats
    case .censor: engine[deck].platter == .censor
    default: false
    }
  }
}

/// What a deck holds, beyond what the audio thread knows.
package struct LoadedDeck: Sendable {
  package var track: Track?
  package var grid: BeatGrid?
  package var gridConfidence: Double?
  /// Where the analysis has a mix begin, seconds.
  package var mixIn: Double?
  /// The DJ wants the grid left as it is.
  package var isGridLocked = false
  package var waveform: Waveform? { didSet { zooms = waveform.map(WaveformZooms.init) } }
  /// The waveform at several zooms.
  package private(set) var zooms: WaveformZooms?
  /// 0…1, one a second.
  package var energyCurve: [Double] = []
  package var sections: [TrackAnalysis.Section] = []
  /// Where somebody sings, in order: by the vocal stem where there is one, else as the analysis heard it.
  package var vocals: [TrackAnalysis.VocalSpan] = []
  /// One name a stem, in the order of the engine's stem numbers; empty when there are none.
  package var stems: [StemKind] = []
  /// Why stems were refused, in words.
  package var stemRefusal: String?
  /// 0…1 while the file is being decoded; nil when it is all there.
  package var loading: Double?
  /// Whether the track is brought to the target loudness; `.own` once the DJ has set the gain by hand.
  package var autoGain = AutoGain.on
  /// What the DJ calls each hot cue, and its colour; eight.
  package var cueMarks = [CueMark](repeating: CueMark(), count: hotCueCount)
  /// How far the tuning lies from 440 Hz; 0 where it is not known.
  package var tuningCents = 0.0
  package init() {}
}

/// A hot cue's name and colour: they are seen, not heard.
package struct CueMark: Sendable, Hashable {
  package var label: String?
  package var colour: CueColour?
  package init(label: String? = nil, colour: CueColour? = nil) {
    self.label = label
    self.colour = colour
  }
}

/// The part of the list that the browser shows.
package struct BrowserPage: Sendable {
  package var query = ""
  package var queryError: String?
  package var sort = SortColumn.artist
  package var ascending = true
  /// How many tracks the query found.
  package var total = 0
  /// Index of the first row in `rows`.
  package var firstRow = 0
  package var rows: [Track] = []
  /// Index in the whole list.
  package var selected = 0
  package init() {}
}

/// What could come next.
package struct SuggestionList: Sendable {
  /// The deck whose track the list is for.
  package var deck: DeckID?
  package var rows: [RankedTrack] = []
  package var selected = 0
  package init() {}
}

package struct Status: Sendable {
  /// "pulse 44.1 kHz, 1024 × 2" or "no sound device: silent clock".
  package var device = ""
  package var isSilent = true
  /// "cue hw:1,0 +12 ppm" where the headphones have a card of their own.
  package var cue = ""
  package var cueIsHeard = true
  package var sampleRate = SampleRate.cd
  /// "SCHED_FIFO 70" or why not.
  package var scheduling = ""
  package var isRealtime = false
  /// Share of the period that rendering takes, 0…1; the greatest in the last second.
  package var load = 0.0
  /// How often the sound card ran dry while a deck played: what the room heard of it.
  package var dropouts = 0
  package var recording: Recording?
  package var jobs: [JobProgress] = []
  /// Lines of the commands that wait for their beat, bar or phrase, in this order.
  package var waits: [String] = []
  /// What was not read yet, newest last; a message fades after some seconds.
  package var messages: [Message] = []
  package var trackCount = 0
  package init() {}

  package struct Recording: Sendable, Hashable {
    package var path: String
    package var seconds: Double
    package init(path: String, seconds: Double) {
      self.path = path
      self.seconds = seconds
    }
  }
}

package struct JobProgress: Sendable, Hashable {
  /// "analysing", "scanning", "making the demo crate".
  package var name: String
  package var done: Int
  /// Nil while it is not known.
  package var total: Int?
  package init(name: String, done: Int, total: Int?) {
    self.name = name
    self.done = done
    self.total = total
  }
}

package struct Message: Sendable, Hashable {
  package enum Weight: Sendable, Hashable { case note, warning, failure }
  package var weight: Weight
  package var text: String
  /// Counts up, so that a view can tell a new message from an old one.
  package var number: Int
  package init(weight: Weight, text: String, number: Int) {
    self.weight = weight
    self.text = text
    self.number = number
  }
}
