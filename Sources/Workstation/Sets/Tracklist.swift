import Engine
import Media
import Music
import Platform

/// What was played in a set, in order.
package struct Tracklist: Sendable {
  /// A track that the room heard.
  package struct Item: Sendable, Hashable {
    /// From the beginning of the set, or of the recording that the list is for.
    package var seconds: Double
    /// The deck that played it.
    package var deck: DeckID
    /// What it is called.
    package var track: Journal.PlayedTrack
  }

  /// In the order in which they were heard.
  package private(set) var items: [Item] = []

  init(_ items: [Item]) { self.items = items }

  /// - Parameter range: nil is the whole set, else one of its recordings.
  package init(of journal: Journal, in range: Journal.RecordedRange? = nil) {
    let start = range?.start ?? ClockFrame(0)
    let end = range?.end ?? ClockFrame(.max)
    var last: [DeckID: Journal.PlayedTrack] = [:]
    for heard in Self.heard(in: journal).sorted(by: { $0.frame < $1.frame }) {
      guard heard.frame >= start, heard.frame < end, last[heard.deck] != heard.track else { continue }
      last[heard.deck] = heard.track
      let seconds = Double(heard.frame.value - start.value) / journal.rate.hz
      items.append(Item(seconds: seconds, deck: heard.deck, track: heard.track))
    }
  }

  /// What the set says was heard; of one that was written by hand, each deck's tracks from where they are started.
  private static func heard(in journal: Journal) -> [PlayedTracks.Entry] {
    let told: [PlayedTracks.Entry] = journal.entries.compactMap { entry in
      guard case .heard(let deck, let track) = entry.what, case .frame(let frame) = entry.when else { return nil }
      return PlayedTracks.Entry(deck: deck, track: track, frame: frame)
    }
    if !told.isEmpty { return told }
    var waiting: [DeckID: String] = [:]
    var started: [PlayedTracks.Entry] = []
    for (frame, entry) in journal.timed {
      switch entry.what {
      case .load(let deck, let spec): waiting[deck] = spec.path.text
      case .command(let command):
        guard case .deck(let deck, let action) = command.action, action.starts, let path = waiting[deck] else {
          continue
        }
        waiting[deck] = nil
        let track = Journal.PlayedTrack(path: path, title: baseName(path), artist: nil)
        started.append(PlayedTracks.Entry(deck: deck, track: track, frame: frame))
      default: break
      }
    }
    return started
  }

  /// "0:03:12  Artist – Title", a line a track.
  package var lines: [String] {
    items.map {
      "\(clock($0.seconds))\t\($0.track.artist.map { $0 + " – " } ?? "")\($0.track.title)".printableLine
    }
  }

  /// A JSON object a line.
  package var jsonLines: [String] {
    items.map { item in
      JSON.object([
        ("seconds", .number((item.seconds * 1000).rounded() / 1000)), ("deck", .text(item.deck.word)),
        ("title", .text(item.track.title)), ("artist", JSON(item.track.artist)), ("path", .text(item.track.path.text)),
      ]).line
    }
  }
}

extension Journal {
  /// The entries with their frames; what waits for beats is put where the line before it is, a little later, and what
  /// waits for a deck where that would be at its own tempo.
  var timed: [(frame: ClockFrame, entry: Entry)] {
    var now = ClockFrame(0)
    // Where a deck's track was, and when.
    var places: [DeckID: (time: TrackTime, frame: ClockFrame)] = [:]
    return entries.map { entry in
      switch entry.when {
      case .frame(let frame):
        if entry.what.isRemark { return (frame, entry) }
        now = frame
      case .after(let seconds): now = ClockFrame(now.value + Int64(seconds.frames(at: rate).value))
      // Nobody knows the tempo here: that of most dance music will do for a story.
      case .afterBeats(let beats): now = ClockFrame(now.value + Int64(beats.value * rate.hz * 60 / 125))
      case .deckAt(let deck, let time):
        if let place = places[deck] {
          now = max(now, ClockFrame(place.frame.value + Int64((time - place.time).frames(at: rate).value)))
        }
        places[deck] = (time, now)
      }
      if case .command(let command) = entry.what, case .deck(let deck, let action) = command.action {
        if case .seek(let time) = action { places[deck] = (time, now) }
        if action.starts { places[deck] = (places[deck]?.time ?? TrackTime(0), now) }
      }
      return (now, entry)
    }
  }

  /// Whether the set has its last line: it was not cut off.
  var isEnded: Bool { entries.contains { if case .end = $0.what { true } else { false } } }
}

extension DeckAction {
  /// Whether a deck that stands begins to play.
  var starts: Bool {
    switch self {
    case .play, .playToggle, .cuePress, .hotCue: true
    default: false
    }
  }
}

extension String {
  /// Without control characters but the tab.
  fileprivate var printableLine: String { split(separator: "\t").map { String($0).printable }.joined(separator: "\t") }
}
