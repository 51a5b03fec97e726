/// Holds a second card in step with the first: two cards never run at quite the same rate, some 50 ppm apart as a rule,
/// which would add up to a second in five hours. What is measured is by how many frames the second card is behind; what
/// is set is by how much its converter's ratio is trimmed.
///
/// A proportional and integral controller behind a low-pass filter. It is slow on purpose: the measure jumps by a
/// millisecond with the threads' wake-ups, and the ratio must not, since that would be wow. With these figures a jump
/// of 1 ms in one measure moves the ratio by less than 0.2 ppm.
struct DriftControl {
  /// The most that the ratio is trimmed by. Cards are within 100 ppm; 1,000 ppm is 1.7 cents.
  static let most = 1e-3
  /// Within so many seconds an error is worked off.
  private static let time = 8.0
  private static let smoothing = 2.0

  private let rate: Double
  private var integral = 0.0
  /// The error behind the filter, frames.
  private(set) var error = 0.0

  init(rate: Double) { self.rate = rate }

  /// Beyond this the ratio would take too long to make up for it: the sound must jump.
  var isOut: Bool { abs(error) > 0.03 * rate }

  /// After a jump: the place is new, the clocks are the same.
  mutating func restart() { error = 0 }

  /// - Parameters:
  ///   - excess: frames by which the second card is further behind than it should be.
  ///   - seconds: since the last measure.
  /// - Returns: the trim, as a share of one.
  mutating func update(excess: Double, seconds: Double) -> Double {
    let seconds = min(max(seconds, 0), 0.5)
    error += (excess - error) * seconds / (Self.smoothing + seconds)
    let gain = 1 / (rate * Self.time)
    integral = Self.held(integral + error * gain * seconds / (4 * Self.time))
    return Self.held(error * gain + integral)
  }

  private static func held(_ trim: Double) -> Double { min(most, max(-most, trim)) }
}
