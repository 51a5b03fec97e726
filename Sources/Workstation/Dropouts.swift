/// Counts how often the sound card ran dry while a deck played. With no music on, nobody hears it.
struct Dropouts {
  private(set) var count = 0
  private var xruns = 0

  /// - Parameter xruns: the device's own count, which begins anew with each device.
  mutating func note(xruns now: Int, isPlaying: Bool) {
    if isPlaying { count += max(0, now - (now < xruns ? 0 : xruns)) }
    xruns = now
  }
}
