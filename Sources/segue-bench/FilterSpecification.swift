import Glibc

/// What the filters ought to do, written down apart from them: analogue prototypes on the warped frequency axis of a
/// trapezoidal filter.
struct FilterSpecification {
  /// A complex number.
  struct Value {
    var re: Double
    var im: Double
    static func * (a: Value, b: Value) -> Value { Value(re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re) }
    static func + (a: Value, b: Value) -> Value { Value(re: a.re + b.re, im: a.im + b.im) }
    static func / (a: Value, b: Value) -> Value {
      let size = b.re * b.re + b.im * b.im
      return Value(re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size)
    }
    static func * (a: Value, b: Double) -> Value { Value(re: a.re * b, im: a.im * b) }
    var size: Double { (re * re + im * im).squareRoot() }
  }

  /// A second-order section at `hz`: its three outputs with this damping (1/Q).
  static func section(_ hz: Double, corner: Double, k: Double) -> (low: Value, high: Value, allPass: Value) {
    let w = tan(.pi * hz / 44_100) / tan(.pi * min(corner, 0.47 * 44_100) / 44_100)
    let below = Value(re: 1 - w * w, im: k * w)
    return (
      Value(re: 1, im: 0) / below, Value(re: -w * w, im: 0) / below, Value(re: 1 - w * w, im: -k * w) / below
    )
  }

  /// Linkwitz-Riley bands: low, mid, high, and their sum.
  static func isolator(_ hz: Double, low: Double = 246, high: Double = 2500) -> (bands: [Value], sum: Value) {
    let k = 2.0.squareRoot()
    let (first, second) = (section(hz, corner: low, k: k), section(hz, corner: high, k: k))
    let rest = first.high * first.high
    let bands = [
      first.low * first.low * second.allPass, rest * second.low * second.low, rest * second.high * second.high,
    ]
    return (bands, first.allPass * second.allPass)
  }

  /// The DJ filter's level with its control at a position: 24 dB per octave, its corner on a scale of octaves, the
  /// second section's damping from 0.765 (Butterworth) by 2.5 octaves with the resonance; blended in over the first 8
  /// %.
  static func sweep(_ hz: Double, at position: Double, resonance: Double) -> Double {
    let corner = position < 0 ? 20_000 * exp2(8.38 * position) : 20 * exp2(8.97 * position)
    let first = section(hz, corner: corner, k: 1.847_759)
    let second = section(hz, corner: corner, k: 0.765_367 * exp2(-2.5 * resonance))
    let through = position < 0 ? first.low * second.low : first.high * second.high
    let way = min(1, abs(position) / 0.08)
    let share = way * way * (3 - 2 * way)
    return (through * share + Value(re: 1 - share, im: 0)).size
  }
}
