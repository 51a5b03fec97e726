import Music

/// Counts how often the sound card ran dry while a deck played. With no music on, nobody hears it.
struct DropoutCount {
  private(set) var count = 0
  private var xruns = 0

  /// - Parameter xruns: the device's own count, which begins anew with each device.
  mutating func note(xruns now: Int, isPlaying: Bool) {
    if isPlaying { count += max(0, now - (now < xruns ? 0 : xruns)) }
    xruns = now
  }
}

/// Tells dropouts that come again and again, which a machine has that cannot afford what was chosen, from a single one,
/// which any machine has now and then.
struct OverloadDetector {
  /// So many within so long are too many.
  private static let (most, span) = (3, Seconds(10))
  private var counted = 0
  /// There was one within the last seconds.
  private(set) var isRecent = false
  private var times: [Seconds] = []

  /// - Parameter dropouts: all that there were, from `DropoutCount`.
  /// - Returns: whether there were too many of late; they are forgotten then.
  mutating func notices(_ dropouts: Int, at now: Seconds) -> Bool {
    times += Array(repeating: now, count: min(Self.most, max(0, dropouts - counted)))
    counted = dropouts
    times.removeAll { now.value - $0.value > Self.span.value }
    isRecent = !times.isEmpty
    guard times.count >= Self.most else { return false }
    times = []
    return true
  }
}
