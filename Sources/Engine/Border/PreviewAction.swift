import Music

/// What the preview deck can be told: the third voice of the engine, which is heard in the cue bus, and nowhere else
/// unless that is asked for. No journal holds any of it, for it is no part of a set. What it does is in
/// `PreviewDeck.swift`.
package enum PreviewAction: BitwiseCopyable, Sendable, Hashable {
  /// Takes a track and plays it from near this place. What was heard before fades into it. The handle that it replaces
  /// comes back by the return queue. In the room, the decks are turned down as long as it plays.
  case start(TrackHandle, at: TrackTime, gain: Decibels, PreviewTime, isInRoom: Bool = false)
  /// Another version of what is heard, frame by frame as long, takes its place and goes on where it is: a track and its
  /// master. The handle that it replaces comes back, or this one where nothing is heard.
  case exchange(TrackHandle, gain: Decibels)
  /// Goes on from near this place, in time as it was started.
  case seek(TrackTime)
  /// Fades away and lets the track go.
  case stop
}

/// How a preview goes with what the room hears.
package enum PreviewTime: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// At its recorded tempo, from the very place that was said.
  case own
  /// At the room's tempo, its bars on the room's: the place moves by half a bar at most. At its own tempo where
  /// nothing with a grid plays.
  case bars
  /// Likewise, its phrases on the room's: the place moves on by a phrase at most.
  case phrases

  var followsRoom: Bool {
    @_noLocks get { if case .own = self { false } else { true } }
  }

  var isOnPhrases: Bool {
    @_noLocks get { if case .phrases = self { true } else { false } }
  }
}

/// The preview deck as it is at the newest quantum.
package struct PreviewState: BitwiseCopyable, Sendable {
  /// The number of the track that it plays; nil while it is silent.
  package var serial: UInt64? = nil
  /// The frame of the track that sounds in the output frame of this snapshot.
  package var position = FramePosition(0)
  /// Frames of the track.
  package var lengthFrames = FrameCount(0)
  /// What is played over the recorded tempo.
  package var ratio = TempoRatio(1)
  /// The tempo that it keeps to, percent off the recorded one, without what holds its phase.
  package var tempoPercent = 0.0
  /// The deck whose beat it is held on; nil at its own tempo.
  package var follows: DeckID? = nil
  /// Beats that it is off that deck's, −0.5…0.5; nil at its own tempo.
  package var phaseError: Beats? = nil

  /// Silence.
  package init() {}
}
