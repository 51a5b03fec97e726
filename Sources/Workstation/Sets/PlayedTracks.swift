import Engine
import Media
import Music

/// Which tracks the room has heard: a track counts from its first sound in the master, once it has been heard for some
/// seconds; what was only auditioned does not.
struct PlayedTracks {
  /// A track, and where the room heard it first.
  struct Entry: Sendable, Hashable {
    var deck: DeckID
    var track: Journal.PlayedTrack
    /// Its first sound in the master.
    var frame: ClockFrame
  }

  /// What is known of the track on one deck.
  private struct Presence {
    /// The track, by the number under which it was first loaded.
    var serial: UInt64?
    var entry: Entry?
    /// Where the sound that goes on now began.
    var since = ClockFrame(0)
    var lastSound: ClockFrame?
    var isReported = false
  }

  private var presences = [Presence(), Presence()]

  /// What is heard for longer was not only auditioned.
  private static let auditionTime = Seconds(6)
  /// Gaps in a track, and between looks, are shorter.
  private static let gap = Seconds(4)
  /// −50 dB of full scale is heard in no room.
  private static let threshold = 0.003

  /// Looks at the decks. - Returns: the tracks that are now known to be heard.
  mutating func update(_ snapshot: EngineSnapshot, _ tracks: [DeckID: TrackOnDeck], rate: SampleRate) -> [Entry] {
    DeckID.allCases.compactMap { deck in
      let state = snapshot[deck]
      guard let onDeck = tracks[deck] else {
        presences[deck.index] = Presence()
        return nil
      }
      if presences[deck.index].serial != onDeck.serial { presences[deck.index] = Presence(serial: onDeck.serial) }
      let level = Double(max(state.meter.peakLeft, state.meter.peakRight)) * state.audible
      guard state.isPlaying, level > Self.threshold else { return nil }
      return note(onDeck.track, on: deck, at: snapshot.frame, rate)
    }
  }

  private mutating func note(_ track: Track, on deck: DeckID, at frame: ClockFrame, _ rate: SampleRate) -> Entry? {
    var presence = presences[deck.index]
    defer { presences[deck.index] = presence }
    let silence = presence.lastSound.map { Double(frame.value - $0.value) / rate.hz } ?? .infinity
    if !presence.isReported, silence > Self.gap.value { presence.since = frame }
    presence.lastSound = frame
    let length = Double(frame.value - presence.since.value) / rate.hz
    guard !presence.isReported, length >= Self.auditionTime.value else { return nil }
    presence.isReported = true
    let played = Journal.PlayedTrack(
      path: track.path, title: track.title.printable, artist: track.artist?.printable)
    presence.entry = Entry(deck: deck, track: played, frame: presence.since)
    return presence.entry
  }

  /// The tracks that are known to be heard now.
  var present: [Entry] {
    presences.compactMap { $0.isReported ? $0.entry : nil }.sorted { $0.frame < $1.frame }
  }
}
