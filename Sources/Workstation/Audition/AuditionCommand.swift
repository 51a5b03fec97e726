import Engine
import Music

/// What can be done with auditions: a track is heard in the headphones before the room hears it.
package enum AuditionCommand: Sendable, Hashable {
  /// Without a source: of what is auditioned, else of the row that the DJ was at last.
  case start(Command.LoadSource?, AuditionPlace)
  /// The selected mashup, as it is planned.
  case mashup
  /// A deck's track beside its master for streaming; walking goes from one to the other.
  case master(DeckID, isInRoom: Bool)
  /// From its strongest part, over the decks, which are turned down: everybody hears it.
  case room(Command.LoadSource?)
  /// To the next or the last section, by so many.
  case section(Int)
  /// To another row of the list, by so many; negative is up.
  case walk(Int)
  /// On the room's beat, or at the track's own tempo.
  case tempo(AuditionTempo)
  /// Onto the free deck, as it is heard.
  case load
  case stop
}

/// Where an audition begins.
package enum AuditionPlace: String, Sendable, Hashable, CaseIterable {
  /// Where the track would come in.
  case mixIn = "mix-in"
  /// At its strongest 30 seconds.
  case best
  case start
  /// The blend as it will be, with what plays.
  case blend
}

/// How an audition goes with the room.
package enum AuditionTempo: String, Sendable, Hashable, CaseIterable { case room, own }

/// An audition as the screen shows it.
package struct AuditionModel: Sendable, Hashable {
  /// The track's.
  package var title = ""
  /// "mix-in", "blend" …
  package var place = ""
  /// Where it is heard: "outputs 3-4", "the right ear", "THE ROOM".
  package var output = ""
  /// Everybody hears it.
  package var isInRoom = false
  /// Nil while it is on its way.
  package var position: TrackTime?
  /// Of what is heard.
  package var length = Seconds(0)
  /// The section that is heard; empty where none is known.
  package var section = ""
  /// On the room's beat.
  package var isInTime = false
  /// What a master measures beside the track, a line each; empty for all but masters.
  package var table: [String] = []

  /// Nothing yet.
  package init() {}
}
