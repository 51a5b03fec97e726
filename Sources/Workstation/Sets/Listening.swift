import Engine
import Media
import Music

/// Which tracks the room hears: a track counts from its first sound in the master, once it has been heard for some
/// seconds; what was only tried out does not.
struct Listening {
  struct Heard: Sendable, Hashable {
    var deck: DeckID
    var track: Journal.HeardTrack
    /// Its first sound in the master.
    var frame: ClockFrame
  }

  private struct Ear {
    /// The track, by the number under which it was first given to the deck.
    var given: UInt64?
    var heard: Heard?
    var since = ClockFrame(0)
    var last: ClockFrame?
    var isTold = false
  }

  private var ears = [Ear(), Ear()]

  /// Heard for so long, it is no trial.
  private static let trial = Seconds(6)
  /// Gaps in a track, and between looks, are shorter.
  private static let gap = Seconds(4)
  /// −50 dB of full scale is heard in no room.
  private static let threshold = 0.003

  /// Looks at the decks. - Returns: the tracks that are now known to be heard.
  mutating func update(_ snapshot: EngineSnapshot, _ decks: DeckPair, rate: SampleRate) -> [Heard] {
    DeckID.allCases.compactMap { deck in
      let (state, slot) = (snapshot[deck], decks[deck])
      guard let given = slot.given, slot.loaded != nil, let track = slot.shown.track else {
        ears[deck.index] = Ear()
        return nil
      }
      if ears[deck.index].given != given { ears[deck.index] = Ear(given: given) }
      let level = Double(max(state.meter.peakLeft, state.meter.peakRight)) * state.audible
      guard state.isPlaying, level > Self.threshold else { return nil }
      return hear(track, on: deck, at: snapshot.frame, rate)
    }
  }

  private mutating func hear(_ track: Track, on deck: DeckID, at frame: ClockFrame, _ rate: SampleRate) -> Heard? {
    var ear = ears[deck.index]
    defer { ears[deck.index] = ear }
    let silence = ear.last.map { Double(frame.value - $0.value) / rate.hz } ?? .infinity
    if !ear.isTold, silence > Self.gap.value { ear.since = frame }
    ear.last = frame
    guard !ear.isTold, Double(frame.value - ear.since.value) / rate.hz >= Self.trial.value else { return nil }
    ear.isTold = true
    let words = Journal.HeardTrack(path: track.path, title: track.title.printable, artist: track.tags.artist?.printable)
    ear.heard = Heard(deck: deck, track: words, frame: ear.since)
    return ear.heard
  }

  /// The tracks that are known to be heard now.
  var present: [Heard] { ears.compactMap { $0.isTold ? $0.heard : nil }.sorted { $0.frame < $1.frame } }
}
