/// How long is waited before a server is tried again: half a second first, then twice as long each time, a minute at
/// most; streams that lost the same server do not come back in one moment.
struct BackOff {
  private var next = 0.5
  private static let longest = 60.0

  /// Seconds. - Parameter isRefused: a wrong password is not made right by asking soon.
  mutating func wait(isRefused: Bool, using dice: inout some RandomNumberGenerator) -> Double {
    if isRefused { next = max(next, 15) }
    defer { next = min(2 * next, Self.longest) }
    return next * Double.random(in: 0.8...1.2, using: &dice)
  }

  /// The server has taken the stream.
  mutating func reset() { next = 0.5 }
}
