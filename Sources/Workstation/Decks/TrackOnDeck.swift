import Engine
import Media
import Music
import Suggestion

/// The track on a deck. Another one takes its place as a whole, so that nothing of the last track can stay.
struct TrackOnDeck {
  /// The number under which it was first given to the audio thread.
  let serial: UInt64
  /// What the audio thread was given last: the track with the stems and the grid that were known by then.
  var loaded: LoadedTrack
  /// As the library knows it; its number is 0 for a file that the library has not taken in.
  var track: Track
  /// What the screen shows besides the track's own name.
  var shown = LoadedDeck()
  /// The cue points as the library has them.
  var storedCues = StoredCues()
  var playTime = PlayTime()
  var gridHistory = GridHistory()
  /// What analysis found, for the gain; nil until then.
  var loudness: TrackAnalysis.Loudness?
  /// What its voice sings and its instrumental plays; nil until its stems were listened to.
  var notes: MashupNotes?
  /// The DJ has set its key: that is taken at its word.
  var isKeyByHand = false

  /// A track whose first frames are decoded.
  init(_ track: Track, _ loaded: LoadedTrack) {
    self.track = track
    self.loaded = loaded
    serial = loaded.serial
    shown.grid = loaded.grid
  }

  /// The same track on another deck. - Parameter loaded: as that deck's audio is given it.
  init(_ other: TrackOnDeck, _ loaded: LoadedTrack) {
    self.init(other.track, loaded)
    shown = other.shown
    loudness = other.loudness
    (notes, isKeyByHand) = (other.notes, other.isKeyByHand)
    vocalsOfStem = other.vocalsOfStem
    heardVocals = other.heardVocals
    lyrics = other.lyrics
  }

  /// Where somebody sings, by the vocal stem; nil where there is none.
  var vocalsOfStem: [TrackAnalysis.VocalSpan]? { didSet { showVocals() } }
  /// The same by the mix; nil until it was analysed.
  var heardVocals: [TrackAnalysis.VocalSpan]? { didSet { showVocals() } }
  /// What is sung; nil until it was read, and without a word where there is none.
  var lyrics: Lyrics? {
    didSet {
      shown.lyrics = lyrics.flatMap { $0.isEmpty ? nil : $0 }
      showVocals()
    }
  }

  /// A vocal stem knows better than the mix, and the mix better with the words of the song than without.
  private mutating func showVocals() {
    let heard = heardVocals ?? []
    guard vocalsOfStem == nil, let lyrics, heardVocals != nil, let duration = track.duration else {
      shown.vocals = vocalsOfStem ?? heard
      return
    }
    shown.vocals = lyrics.improving(heard, duration: duration)
  }

  /// All that the screen shows.
  var display: LoadedDeck {
    var display = shown
    display.track = track
    return display
  }

  /// Whether the library has the track.
  var isInLibrary: Bool { track.id.value > 0 }
}

/// How long a track was heard on a deck, and whether it is in the history.
struct PlayTime {
  private(set) var heard = Seconds(0)
  private var lastLook: Seconds?
  private(set) var isCounted = false

  /// Heard for so long, a track counts as played.
  private static let enough = Seconds(30)

  /// Looks at the deck, many times a second. - Returns: true once, when the track counts as played.
  mutating func note(isPlaying: Bool, at now: Seconds) -> Bool {
    guard isPlaying, !isCounted else {
      lastLook = nil
      return false
    }
    if let lastLook { heard = heard + (now - lastLook) }
    lastLook = now
    isCounted = heard >= Self.enough
    return isCounted
  }
}

/// Grids before the changes that were made to a track's, and the beats that are being tapped.
struct GridHistory {
  private var former: [BeatGrid?] = []
  /// What was undone, the last one last.
  private var later: [BeatGrid?] = []
  var taps = TappedBeats()

  /// More changes back nobody goes.
  private static let most = 100

  /// Keeps a grid that is about to be changed.
  mutating func remember(_ grid: BeatGrid?) {
    later = []
    former.append(grid)
    if former.count > Self.most { former.removeFirst() }
  }

  /// The grid before the last change; nil when there was none. - Parameter now: the grid that it takes the place of.
  mutating func undo(_ now: BeatGrid?) -> BeatGrid?? {
    guard let grid = former.popLast() else { return nil }
    later.append(now)
    return grid
  }

  /// The grid that was undone last; nil when none was. - Parameter now: the grid that it takes the place of.
  mutating func redo(_ now: BeatGrid?) -> BeatGrid?? {
    guard let grid = later.popLast() else { return nil }
    former.append(now)
    return grid
  }
}
