import Engine
import Music
import Platform

/// What the DJ makes of tracks in the mix: kept long, or cut short. Pure: it is shown the decks many times a second.
struct HeardMixes {
  /// A deck as it is now.
  struct Look {
    /// Of the track on it; nil: it is empty.
    var serial: UInt64?
    var track: TrackID?
    var isHeard = false
    /// Of the whole track; nil where it is not known.
    var length: Seconds?
  }

  enum Verdict: Sendable, Hashable {
    /// It ran for most of its length.
    case keptLong
    /// It came in, and was gone soon.
    case cutShort
  }

  private struct Presence {
    var serial: UInt64?
    var track: TrackID?
    var length: Seconds?
    var heard = Seconds(0)
    /// It came in while the other deck was heard.
    var isMixed = false
  }

  private var presences = [Presence(), Presence()]
  private var last: Seconds?

  /// A share of its length for which a track runs that is kept long; and one below which it was cut short.
  private static let (long, short) = (0.6, 0.2)
  /// Heard for less, a track was only tried.
  private static let least = Seconds(10)

  /// Looks at deck A and deck B. - Returns: the tracks that have left a deck, and what was made of them.
  mutating func look(_ looks: [Look], at now: Seconds) -> [(track: TrackID, verdict: Verdict)] {
    let step = last.map { max(Seconds(0), min(Seconds(1), now - $0)) } ?? Seconds(0)
    last = now
    var verdicts: [(TrackID, Verdict)] = []
    for (index, look) in looks.prefix(2).enumerated() {
      if look.serial != presences[index].serial {
        if let verdict = Self.verdict(presences[index]) { verdicts.append(verdict) }
        presences[index] = Presence(serial: look.serial, track: look.track)
      }
      presences[index].length = look.length ?? presences[index].length
      presences[index].track = look.track ?? presences[index].track
      guard look.isHeard else { continue }
      if presences[index].heard == Seconds(0), looks[1 - index].isHeard { presences[index].isMixed = true }
      presences[index].heard = presences[index].heard + step
    }
    return verdicts
  }

  private static func verdict(_ presence: Presence) -> (TrackID, Verdict)? {
    guard presence.isMixed, let track = presence.track, let length = presence.length, length > Seconds(60),
      presence.heard >= least
    else { return nil }
    let share = presence.heard.value / length.value
    return share >= long ? (track, .keptLong) : share < short ? (track, .cutShort) : nil
  }
}
