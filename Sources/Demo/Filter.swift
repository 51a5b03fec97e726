import Glibc

/// A second-order state-variable filter by the trapezoidal rule: stable while its cutoff moves
/// (Zavalishin, "The Art of VA Filter Design", 2012; this form by Simper, 2013).
struct StateVariable {
  private var first: Float = 0
  private var second: Float = 0
  private var a1: Float = 0
  private var a2: Float = 0
  private var a3: Float = 0
  private(set) var damping: Float = 1

  init() {}

  init(hz: Double, q: Double, rate: Double) { tune(hz: hz, q: q, rate: rate) }

  /// Moves the cutoff; costs a tangent, so it is called every few frames only.
  mutating func tune(hz: Double, q: Double, rate: Double) {
    let g = Float(tan(.pi * min(max(hz, 10), 0.45 * rate) / rate))
    damping = Float(1 / q)
    a1 = 1 / (1 + g * (g + damping))
    a2 = g * a1
    a3 = g * a2
  }

  @inline(__always) private mutating func advance(_ x: Float) -> (band: Float, low: Float) {
    let v3 = x - second
    let v1 = a1 * first + a2 * v3
    let v2 = second + a2 * first + a3 * v3
    first = 2 * v1 - first
    second = 2 * v2 - second
    return (v1, v2)
  }

  @inline(__always) mutating func low(_ x: Float) -> Float { advance(x).low }

  /// Gain 1 at the centre.
  @inline(__always) mutating func band(_ x: Float) -> Float { damping * advance(x).band }

  @inline(__always) mutating func high(_ x: Float) -> Float {
    let v = advance(x)
    return x - damping * v.band - v.low
  }
}

/// A first-order low-pass, also used to smooth controls.
struct OnePole {
  var value: Float
  private let coefficient: Float

  init(seconds: Double, rate: Double, value: Float = 0) {
    coefficient = Float(1 - exp(-1 / max(1e-9, seconds * rate)))
    self.value = value
  }

  @inline(__always) mutating func next(_ target: Float) -> Float {
    value += coefficient * (target - value)
    return value
  }
}

/// Saturation: a rational stand-in for tanh, exactly 1 from 3 on.
@inline(__always) func saturated(_ x: Float) -> Float {
  let y = min(max(x, -3), 3)
  return y * (27 + y * y) / (27 + 9 * y * y)
}
