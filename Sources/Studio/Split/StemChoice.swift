import CStudio
import Music

/// Into which stems a track is split.
package enum StemChoice: Int, Sendable, Hashable, CaseIterable {
  /// Vocals and all the rest.
  case two = 2
  /// Vocals, drums, bass and other.
  case four = 4

  /// The stems, in the order in which they are made. Their sum is the track.
  package var kinds: [StemKind] {
    switch self {
    case .two: [.vocals, .instrumental]
    case .four: [.vocals, .drums, .bass, .other]
    }
  }
}
