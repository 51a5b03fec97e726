import Engine
import Library
import Music
import Suggestion

/// Everything that the screen shows, as values: the screen is a pure function of this.
package struct Snapshot: Sendable {
  /// What sounds now.
  package var sound = SoundModel()
  /// What deck A holds.
  package var deckA = LoadedDeck()
  /// What deck B holds.
  package var deckB = LoadedDeck()
  /// The rows of the library that are shown.
  package var browser = BrowserPage()
  /// What could be played next.
  package var suggestions = SuggestionList()
  /// What the DJ has lined up.
  package var queue = QueueList()
  /// How what comes next is steered.
  package var steering = SteeringModel()
  /// Partners for mashups, in the suggestions' place; nil while the DJ has not asked for them.
  package var mashups: MashupList?
  /// What is heard before the room hears it; nil while nothing is.
  package var audition: AuditionModel?
  /// "MASH at bar: voice +2, −3.1 %, +1.0 LU": the mashup that comes, or that is heard; nil while there is none.
  package var mash: String?
  /// Device, jobs, messages.
  package var status = Status()
  /// Loudness and peaks of the master.
  package var master = MasterLoudness()
  /// Which parts of the screen have its room.
  package var view = ScreenView.all
  /// What `help` was asked for last: the screen opens its page of help when its number grows.
  package var help = HelpRequest()
  /// What `say` was asked last.
  package var spokenAnswer = SpokenAnswer()
  /// What a screen shows of itself after a command, in words for who does not see it: what a search found.
  package var spokenAside = SpokenAnswer()
  /// How much is said of its own accord.
  package var announcements = Announcements.some
  /// How waveforms are shown.
  package var waveView = WaveView()

  /// Nothing yet.
  package init() {}

  /// What one deck holds.
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
    case .cuePress: sound[deck].isCueing
    // Another length of roll is a change, not an end.
    case .roll(let beats): sound[deck].roll == beats
    case .censor: sound[deck].platter == .censor
    default: false
    }
  }
}

/// What a deck holds, beyond what the audio thread knows. More than fifteen stored properties: a record of what the
/// screen shows, without behaviour.
package struct LoadedDeck: Sendable {
  /// Nil for an empty deck.
  package var track: Track?
  /// Nil where the tempo is not known.
  package var grid: BeatGrid?
  /// 0…1; nil where there is no analysis.
  package var gridConfidence: Double?
  /// Where the analysis has a mix begin, seconds.
  package var mixIn: Double?
  /// The DJ wants the grid left as it is.
  package var isGridLocked = false
  /// Nil until it is decoded.
  package var waveform: Waveform? { didSet { zooms = waveform.map(WaveformZooms.init) } }
  /// The waveform at several zooms.
  package private(set) var zooms: WaveformZooms?
  /// 0…1, one a second.
  package var energyCurve: [Double] = []
  /// In order.
  package var sections: [TrackAnalysis.Section] = []
  /// Vocals, in order: from the vocal stem where there is one, else from the analysis.
  package var vocals: [TrackAnalysis.VocalSpan] = []
  /// What is sung, line by line; nil where nothing is known of it.
  package var lyrics: Lyrics?
  /// One name a stem, in the order of the engine's stem numbers; empty when there are none.
  package var stems: [StemKind] = []
  /// How loud each of them is where; nil until they are decoded.
  package var stemShapes: StemShapes?
  /// They are being looked for, or decoded.
  package var awaitsStems = false
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
  /// Nothing yet.
  package init() {}

  /// The line that is sung at a time, and the one that comes next; nil for what there is none of.
  package func lines(at time: TrackTime) -> (sung: String?, next: String?) {
    guard let lyrics, lyrics.isTimed else { return (nil, nil) }
    return (lyrics.line(at: time).map { lyrics.lines[$0].text }, lyrics.line(after: time).map { lyrics.lines[$0].text })
  }
}

/// A hot cue's name and colour: they are seen, not heard.
package struct CueMark: Sendable, Hashable {
  /// Nil where it has no name.
  package var label: String?
  /// Nil is the standard colour.
  package var colour: CueColour?
  /// A name and a colour, or neither.
  package init(label: String? = nil, colour: CueColour? = nil) {
    self.label = label
    self.colour = colour
  }
}

/// The part of the list that the browser shows.
package struct BrowserPage: Sendable, Hashable {
  /// What was searched for.
  package var query = ""
  /// Why the query is not understood, in a sentence.
  package var queryError: String?
  /// What the DJ wants to see of a track, in this order; none: what there is room for.
  package var columns: [BrowserColumn] = []
  /// The column that orders the rows.
  package var sort = SortColumn.artist
  /// The order is not reversed.
  package var ascending = true
  /// A crate is listed, in its own order.
  package var isInCrateOrder = false
  /// How many tracks the query found.
  package var total = 0
  /// Index of the first row in `rows`.
  package var firstRow = 0
  /// The tracks that are shown, from `firstRow` on.
  package var rows: [Track] = []
  /// Index in the whole list.
  package var selected = 0
  /// Nothing yet.
  package init() {}
}

/// What could come next.
package struct SuggestionList: Sendable, Hashable {
  /// The deck whose track the list is for.
  package var deck: DeckID?
  /// Best first.
  package var rows: [SuggestedTrack] = []
  /// Tracks that are not listed because they were played tonight.
  package var leftOut = 0
  /// Index in `rows`.
  package var selected = 0
  /// The arithmetic of the selected row is shown instead of the list (`why`).
  package var isExplained = false
  /// What was learnt of the DJ in words, a line each, shown instead of the list (`taste`); nil: the list.
  package var taste: [String]?
  /// Nothing yet.
  package init() {}
}

/// The sliders that steer what comes next.
package struct SteeringModel: Sendable, Hashable {
  /// One of them.
  package struct Slider: Sendable, Hashable {
    /// "energy".
    package var name: String
    /// −1…+1.
    package var value: Double
    /// A name and where it stands.
    package init(name: String, value: Double) { (self.name, self.value) = (name, value) }
  }
  /// All of them, in their order.
  package var sliders: [Slider] = []
  /// The index of the one that the keys move.
  package var selected = 0
  /// The row is on the screen.
  package var isShown = false
  /// "bass +0.5, tension −0.25"; nil while nothing is steered.
  package var words: String?
  /// Nothing yet.
  package init() {}
  /// What the screen shows of it.
  package init(sliders: [Slider], selected: Int, isShown: Bool, words: String?) {
    (self.sliders, self.selected, self.isShown, self.words) = (sliders, selected, isShown, words)
  }
}

/// A track that could come next, and why.
package struct SuggestedTrack: Sendable, Hashable {
  /// What could come next.
  package var track: Track
  /// 0…1, best first.
  package var score: Double
  /// Its key fits what sounds; false also where one of the keys is not known.
  package var keyFits: Bool
  /// "8A → 9A", "−1.2 %", "energy +1": most telling first.
  package var reasons: [String]

  /// Not for a DJ in a hurry: it must be shifted or stretched far, or something is not known.
  package var needsWork: Bool
  /// The arithmetic of the score, a line a part (`why`).
  package var why: [String]
  /// How it would come in; nil where that was not planned.
  package var plan: BlendPlan?
  /// Its shape and its parts; nil where they are not known.
  package var glance: TrackGlance?

  /// - Parameters:
  ///   - track: what could come next.
  ///   - score: 0…1.
  ///   - keyFits: its key is known to fit what sounds.
  ///   - reasons: most telling first.
  ///   - needsWork: it stands below all that do not.
  ///   - why: the arithmetic of the score, a line a part.
  package init(
    track: Track, score: Double, keyFits: Bool, reasons: [String], needsWork: Bool = false, why: [String] = []
  ) {
    self.track = track
    self.score = score
    self.keyFits = keyFits
    self.reasons = reasons
    self.needsWork = needsWork
    self.why = why
  }

  init(_ ranked: RankedTrack, _ glance: TrackGlance?) {
    self.init(
      track: ranked.track, score: ranked.score, keyFits: ranked.relation.fits && ranked.ranked.keyShift == 0,
      reasons: ranked.reasons, needsWork: ranked.needsWork, why: ranked.arithmetic)
    (plan, self.glance) = (ranked.plan, glance)
  }
}

/// What is shown of a track that is on no deck.
package struct TrackGlance: Sendable, Hashable {
  /// Its shape.
  package var outline: WaveformOutline
  /// In order.
  package var sections: [TrackAnalysis.Section]
  /// A shape and its parts.
  package init(outline: WaveformOutline, sections: [TrackAnalysis.Section]) {
    (self.outline, self.sections) = (outline, sections)
  }
}

/// The line of status: device, load, recording, jobs, messages.
package struct Status: Sendable {
  /// "pulse 44.1 kHz, 1024 × 2" or "no sound device: silent clock".
  package var device = ""
  /// Nothing is heard: no device, or one that is waited for.
  package var isSilent = true
  /// "cue hw:1,0 +12 ppm" where the headphones have a card of their own.
  package var cue = ""
  /// The headphones' own card plays.
  package var cueIsHeard = true
  /// Of the engine.
  package var sampleRate = SampleRate.cd
  /// "SCHED_FIFO 70" or why not.
  package var scheduling = ""
  /// The audio thread has a realtime class.
  package var isRealtime = false
  /// Share of the period that rendering takes, 0…1; the greatest in the last second.
  package var load = 0.0
  /// How often the sound card ran dry while a deck played: what the room heard of it.
  package var dropouts = 0
  /// One of them was heard within the last ten seconds: only then the load is a fault.
  package var isDroppingOut = false
  /// Nil while nothing is recorded.
  package var recording: Recording?
  /// The file of this set's last recording; nil before the first one begins.
  package var lastRecording: String?
  /// Nil while nothing is streamed.
  package var air: AirStatus?
  /// Work in the background, in the order in which it is shown.
  package var jobs: [JobProgress] = []
  /// What the autopilot will do, and when; nil while it is off.
  package var auto: String?
  /// The blend that it has planned; nil while there is none.
  package var coming: ComingBlend?
  /// How far the listening test has come; nil while there is none.
  package var test: String?
  /// Lines of the commands that wait for their beat, bar or phrase, in this order.
  package var pending: [String] = []
  /// A control moves that a hand or a macro has sent on its way.
  package var isOnItsWay = false
  /// What was not read yet, newest last; a message fades after some seconds.
  package var messages: [Message] = []
  /// Tracks in the library.
  package var trackCount = 0
  /// Nothing yet.
  package init() {}

  /// A recording that runs.
  package struct Recording: Sendable, Hashable {
    /// The file.
    package var path: String
    /// Its length so far.
    package var seconds: Double
    /// A file and its length so far, seconds.
    package init(path: String, seconds: Double) {
      self.path = path
      self.seconds = seconds
    }
  }
}

/// How far a job has come.
package struct JobProgress: Sendable, Hashable {
  /// "analysing", "scanning", "making the demo crate".
  package var name: String
  /// Files done.
  package var done: Int
  /// Nil while it is not known.
  package var total: Int?
  /// How long it will take still; nil where nobody knows.
  package var left: Seconds?
  /// A job: its name, files done, and of how many.
  package init(name: String, done: Int, total: Int?) {
    self.name = name
    self.done = done
    self.total = total
  }
}

/// That keys and commands are to be shown.
package struct HelpRequest: Sendable, Hashable {
  /// Rises with each request.
  package var number = 0
  /// Words that what is shown must have; none: all is shown.
  package var words = ""
  /// None yet.
  package init() {}

  init(number: Int, words: String = "") { (self.number, self.words) = (number, words) }
}

/// Something to be read on the line of status.
package struct Message: Sendable, Hashable {
  /// How much it matters; it gives the colour.
  package enum Weight: Sendable, Hashable { case note, warning, failure }
  /// How much it matters.
  package var weight: Weight
  /// A sentence.
  package var text: String
  /// Counts up, so that a view can tell a new message from an old one.
  package var number: Int
  /// A sentence, how much it matters, and its number.
  package init(weight: Weight, text: String, number: Int) {
    self.weight = weight
    self.text = text
    self.number = number
  }
}
