import Glibc

/// What a listener gets of a blend: levels of rendered sound by filters of the bench's own, so that nothing that the
/// engine steers by is believed. Sound is stereo at 44,100 Hz; energies are sums of squares of both channels over steps
/// of 10 ms.
enum BlendSound {
  static let step = 441

  /// A second-order section (R. Bristow-Johnson's or BS.1770's coefficients), direct form II transposed.
  private struct Section {
    let b: (Double, Double, Double)
    let a: (Double, Double)
    private var first = SIMD2<Double>.zero
    private var second = SIMD2<Double>.zero

    init(_ b: (Double, Double, Double), _ a: (Double, Double)) {
      self.b = b
      self.a = a
    }

    mutating func next(_ x: SIMD2<Double>) -> SIMD2<Double> {
      let y = b.0 * x + first
      first = b.1 * x - a.0 * y + second
      second = b.2 * x - a.1 * y
      return y
    }

    /// A Butterworth-type low-pass or high-pass.
    static func pass(_ hz: Double, q: Double, high: Bool) -> Section {
      let angle = 2 * Double.pi * hz / 44_100
      let alpha = sin(angle) / (2 * q)
      let cosine = cos(angle)
      let middle = high ? -(1 + cosine) : 1 - cosine
      let scale = 1 / (1 + alpha)
      return Section(
        (abs(middle) / 2 * scale, middle * scale, abs(middle) / 2 * scale),
        (-2 * cosine * scale, (1 - alpha) * scale))
    }
  }

  private static func filtered(_ sound: [SIMD2<Float>], _ sections: [Section]) -> [SIMD2<Float>] {
    var sections = sections
    return sound.map { frame in
      var x = SIMD2<Double>(frame)
      for index in sections.indices { x = sections[index].next(x) }
      return SIMD2<Float>(x)
    }
  }

  /// Below 200 Hz: a Butterworth low-pass of the fourth order.
  static func low(_ sound: [SIMD2<Float>]) -> [SIMD2<Float>] {
    filtered(sound, [.pass(200, q: 0.5412, high: false), .pass(200, q: 1.3066, high: false)])
  }

  /// Between two corners, each a Butterworth of the fourth order.
  static func band(_ sound: [SIMD2<Float>], from low: Double, to high: Double) -> [SIMD2<Float>] {
    filtered(
      sound,
      [
        .pass(low, q: 0.5412, high: true), .pass(low, q: 1.3066, high: true), .pass(high, q: 0.5412, high: false),
        .pass(high, q: 1.3066, high: false),
      ])
  }

  /// A Linkwitz-Riley crossover of the fourth order.
  static func split(_ sound: [SIMD2<Float>], at hz: Double) -> (low: [SIMD2<Float>], high: [SIMD2<Float>]) {
    func twice(high: Bool) -> [SIMD2<Float>] {
      filtered(sound, [.pass(hz, q: 0.5.squareRoot(), high: high), .pass(hz, q: 0.5.squareRoot(), high: high)])
    }
    return (twice(high: false), twice(high: true))
  }

  /// As loudness is measured (ITU-R BS.1770-4, its two filters for 44.1 kHz).
  static func weighted(_ sound: [SIMD2<Float>]) -> [SIMD2<Float>] {
    filtered(
      sound,
      [
        Section((1.530_841_230, -2.650_979_995, 1.169_079_079), (-1.663_655_113, 0.712_595_428)),
        Section((1, -2, 1), (-1.989_169_673, 0.989_199_035)),
      ])
  }

  /// The energy of each hundredth of a second.
  static func energies(_ sound: [SIMD2<Float>]) -> [Double] {
    stride(from: 0, to: sound.count - step + 1, by: step).map { start in
      var sum = 0.0
      for frame in start..<(start + step) { sum += Double((sound[frame] * sound[frame]).sum()) }
      return sum
    }
  }

  /// Sums over windows of `length` steps, each at the window's beginning.
  static func windows(_ energies: [Double], _ length: Int) -> [Double] {
    guard energies.count >= length else { return [] }
    var sum = energies[..<length].reduce(0, +)
    var sums = [sum]
    for index in length..<energies.count {
      sum += energies[index] - energies[index - length]
      sums.append(max(sum, 1e-12))
    }
    return sums
  }
}

/// One track's levels by itself, or a blend's.
struct BlendLevels {
  let low: [Double]
  let loud: [Double]

  init(_ sound: [SIMD2<Float>]) {
    low = BlendSound.energies(BlendSound.low(sound))
    loud = BlendSound.energies(BlendSound.weighted(sound))
  }
}

/// What a blend does to the level, against both tracks as each is by itself.
struct BlendScore {
  /// Of each one-bar window, dB off the line between both tracks' low bands, and below the quieter one's (0 or
  /// negative).
  var lowOff: [Double] = []
  var lowBelow: [Double] = []
  /// Of each window of 3 s: LU below the quieter track (0 or positive), and off the line between both.
  var below: [Double] = []
  var off: [Double] = []
  /// Of each window of 400 ms: LU off the line.
  var momentary: [Double] = []

  /// - Parameters:
  ///   - from, to: frames between which the blend goes.
  ///   - bars: in that time.
  ///   - bass, whole: how much of the way the low band and the whole sound have behind them by rights, of the time's
  ///     share.
  init(
    _ blend: BlendLevels, _ a: BlendLevels, _ b: BlendLevels, from: Double, to: Double, bars: Double,
    bass: (Double) -> Double, whole: (Double) -> Double
  ) {
    let step = Double(BlendSound.step)
    func line(_ x: [Double], _ y: [Double], _ share: (Double) -> Double) -> [Double] {
      zip(x, y).enumerated().map { index, pair in
        let way = share(min(1, max(0, ((Double(index) + 0.5) * step - from) / (to - from))))
        return (1 - way) * pair.0 + way * pair.1
      }
    }
    func ratios(_ x: [Double], _ y: [Double], _ length: Int, _ first: Double, _ last: Double) -> [Double] {
      let (over, under) = (BlendSound.windows(x, length), BlendSound.windows(y, length))
      let range = max(0, Int(first / step))..<min(over.count, under.count, Int(last / step) - length)
      return range.map { 10 * log10(over[$0] / under[$0]) }
    }
    let bar = Int(((to - from) / bars / step).rounded())
    lowOff = ratios(blend.low, line(a.low, b.low, bass), bar, from, to)
    let (lowA, lowB) = (ratios(blend.low, a.low, bar, from, to), ratios(blend.low, b.low, bar, from, to))
    lowBelow = zip(lowA, lowB).map { min(0, max($0, $1)) }
    let (overA, overB) = (ratios(blend.loud, a.loud, 300, from, to), ratios(blend.loud, b.loud, 300, from, to))
    below = zip(overA, overB).map { max(0, -max($0, $1)) }
    let fair = line(a.loud, b.loud, whole)
    off = ratios(blend.loud, fair, 300, from, to)
    momentary = ratios(blend.loud, fair, 40, from, to)
  }
}
