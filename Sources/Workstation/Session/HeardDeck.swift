import Engine

/// What plays is what the room hears, by faders, crossfader and kills: not what was started last, nor what runs on with
/// its fader down. One rule for all that asks for it.
extension DeckState {
  /// It plays, and more of it than −40 dB reaches the master.
  var isHeard: Bool { isPlaying && audible > 0.01 }
}
