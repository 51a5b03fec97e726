import Engine
import Music

/// How a deck comes by its gain.
package enum AutoGain: Sendable, Hashable {
  /// As the track was mastered.
  case off
  /// Brought to the target loudness as soon as that is known.
  case on
  /// The DJ has set trim or gain by hand since the track was loaded: what analysis finds later changes nothing.
  case own
}

/// How a deck's tracks are brought to one loudness.
struct AutoGainControl {
  private(set) var mode: AutoGain
  var target: LUFS

  init(isOn: Bool, target: LUFS) {
    mode = isOn ? .on : .off
    self.target = target
  }

  var isOn: Bool { mode == .on }

  /// A hand on trim or gain: the deck's level is the DJ's own until the next track.
  mutating func handOn() { if mode == .on { mode = .own } }
  /// Another track has come.
  mutating func trackChanged() { if mode == .own { mode = .on } }
  mutating func turn(_ wish: Switch) { mode = wish.applied(to: isOn) ? .on : .off }

  /// The gain for a track. - Parameter loudness: nil where it is not known: the track is as it was mastered.
  func gain(for loudness: TrackAnalysis.Loudness?) -> Decibels {
    isOn ? loudness?.gain(to: target) ?? .unity : .unity
  }
}

extension DeckController {
  /// A hand on trim or gain.
  func noteLevels(in action: DeckAction) {
    switch action {
    case .autoGain: gain.handOn()
    case .set(.trim, _), .move(.trim, _):
      // Once the track is at its target, trim moves around it.
      if let track, track.loudness?.integrated_lufs == nil { gain.handOn() }
    default: break
    }
  }

  /// A track has come onto the deck.
  func beginAutoGain() {
    gain.trackChanged()
    bringToTarget(over: .short)
  }

  /// The track's loudness was found while it is on the deck, maybe while it plays: the gain comes slowly, and not over
  /// a hand's.
  func lateAutoGain(_ loudness: TrackAnalysis.Loudness) {
    track?.loudness = loudness
    if gain.isOn { bringToTarget(over: .seconds(4)) }
  }

  func switchAutoGain(_ wish: Switch) {
    gain.turn(wish)
    bringToTarget(over: .seconds(1))
    if gain.isOn, let track, track.loudness?.integrated_lufs == nil {
      log.add(.note, "\(name): the gain comes once the track is analysed")
    }
  }

  func changeTarget(to loudness: LUFS) {
    gain.target = loudness
    if gain.isOn { bringToTarget(over: .seconds(4)) }
  }

  private func bringToTarget(over: Glide) {
    engine.send(EngineCommand(.deck(id, .autoGain(gain.gain(for: track?.loudness))), over: over))
  }
}
