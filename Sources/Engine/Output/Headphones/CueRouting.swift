/// Which outputs of the device carry the cue bus.
package enum CueRouting: Sendable, Hashable {
  /// Master on channels 1 and 2; the cue bus is not heard.
  case none
  /// Master on 1 and 2, cue on this pair of outputs, counted from 1: 3, 5, 7 … for interfaces with four outputs or
  /// more.
  case pair(first: Int)
  /// Master in mono on the left, cue in mono on the right, for a splitter cable.
  case splitMono

  /// The most outputs that a device is used with.
  package static let mostChannels = 64

  /// "none", "split", "3-4", "5-6" …; nil for anything else.
  package init?(word: String) {
    switch word {
    case "none": self = .none
    case "split": self = .splitMono
    default:
      let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count == 2, let first = ends[0], first >= 3, ends[1] == first + 1, first < Self.mostChannels else {
        return nil
      }
      self = .pair(first: first)
    }
  }

  /// As settings write it.
  package var word: String {
    switch self {
    case .none: "none"
    case .splitMono: "split"
    case .pair(let first): "\(first)-\(first + 1)"
    }
  }

  /// Channels that the device must have. Without a cue bus one will do: the master in mono.
  package var channels: Int {
    switch self {
    case .none: 1
    case .splitMono: 2
    case .pair(let first): first + 1
    }
  }

  /// Puts rendered frames (4 channels) onto a device's channels; those that carry nothing are silent.
  ///
  /// - Parameter routed: room for `frames` × `channels` samples.
  @_noLocks
  func route(
    _ rendered: UnsafePointer<Float>, frames: Int, channels: Int, into routed: UnsafeMutablePointer<Float>
  ) {
    if channels == 1 {
      for frame in 0..<frames { routed[frame] = (rendered[frame * 4] + rendered[frame * 4 + 1]) * 0.5 }
      return
    }
    for frame in 0..<frames {
      let from = rendered + frame * renderedChannels
      let to = routed + frame * channels
      var spare = 2
      while spare < channels {
        to[spare] = 0
        spare += 1
      }
      switch self {
      case .none: (to[0], to[1]) = (from[0], from[1])
      case .pair(let first):
        (to[0], to[1]) = (from[0], from[1])
        (to[first - 1], to[first]) = (from[2], from[3])
      case .splitMono: (to[0], to[1]) = ((from[0] + from[1]) * 0.5, (from[2] + from[3]) * 0.5)
      }
    }
  }
}
