import Glibc

/// One way from a track to the next as a listener gets it: the sound, and both tracks alone on the same clock.
struct HeardTransition {
  /// Stereo at 44,100 Hz, all of one length.
  var mix: [SIMD2<Float>]
  var a: [SIMD2<Float>]
  var b: [SIMD2<Float>]
  /// The same for what the attacks are looked for in: the drums alone where there are stems.
  var drumsA: [SIMD2<Float>]
  var drumsB: [SIMD2<Float>]
  /// The frames between which both are heard; the same twice for a cut.
  var from: Int
  var to: Int
  /// Seconds of a beat, as it is heard.
  var beat: Double
  /// How much of the way the whole sound and the low band have behind them by rights, of the time's share.
  var whole: (Double) -> Double
  var bass: (Double) -> Double
}

/// What is measured of it.
struct TransitionFigures {
  /// Lags of the attacks, ms, one for each four bars.
  var lags: [Double] = []
  /// Off the fair line of the low band, dB, bar by bar.
  var low: [Double] = []
  /// Below and above the fair line of loudness, LU, over 3 s.
  var sag: [Double] = []
  var bump: [Double] = []
  /// How much more loudness jumps at the beginning and the end than in the track that is heard there, LU over 4 s; 0
  /// where the blend makes a step of that track's smaller.
  var jumps: [Double] = []

  init(_ heard: HeardTransition) {
    let step = BlendSound.step
    let (mix, a, b) = (BlendLevels(heard.mix), BlendLevels(heard.a), BlendLevels(heard.b))
    func line(_ x: [Double], _ y: [Double], _ share: (Double) -> Double) -> [Double] {
      zip(x, y).enumerated().map { index, pair in
        let frame = (index * step) + step / 2
        let time = heard.to > heard.from ? Double(frame - heard.from) / Double(heard.to - heard.from) : 0
        let way = frame < heard.from ? 0 : frame >= heard.to ? 1 : share(time)
        return (1 - way) * pair.0 + way * pair.1
      }
    }
    func ratios(_ x: [Double], _ y: [Double], _ length: Int, _ first: Int, _ last: Int) -> [Double] {
      let (over, under) = (BlendSound.windows(x, length), BlendSound.windows(y, length))
      let begin = max(0, first / step)
      let end = min(over.count, under.count, last / step - length)
      guard begin < end else { return [] }
      // What is silent on both sides has no level to compare.
      return (begin..<end).filter { under[$0] > 1e-6 }.map { 10 * log10(max(1e-9, over[$0]) / under[$0]) }
    }
    let bar = max(1, Int(4 * heard.beat * 44_100) / step)
    low = ratios(mix.low, line(a.low, b.low, heard.bass), bar, heard.from, heard.to)
    let margin = 3 * 44_100 / 2
    let loud = ratios(
      mix.loud, line(a.loud, b.loud, heard.whole), 300, heard.from - margin, heard.to + margin)
    sag = loud.map { max(0, -$0) }
    bump = loud.map { max(0, $0) }
    // What the tracks do there by themselves is theirs; a cut has nothing beside it.
    let isCut = heard.to <= heard.from
    for (seam, alone) in isCut ? [(heard.from, nil)] : [(heard.from, a.loud), (heard.to, b.loud)] {
      guard let jump = Self.jump(mix.loud, seam / step) else { continue }
      let own = alone.flatMap { Self.jump($0, seam / step) } ?? 0
      jumps.append(max(0, jump - max(0, own), min(0, own) - jump))
    }
    lags = Self.lags(heard)
  }

  /// How much louder 4 s behind a place are than 4 s before it, LU; nil where they are not there, or silent.
  private static func jump(_ loud: [Double], _ place: Int) -> Double? {
    let windows = BlendSound.windows(loud, 400)
    guard place >= 400, place < windows.count, windows[place] > 1e-6, windows[place - 400] > 1e-6 else { return nil }
    return 10 * log10(windows[place] / windows[place - 400])
  }

  // MARK: Attacks

  /// Steps of half a millisecond, nearly.
  private static let hop = 22
  /// Of attacks in common; how like another lag may be; and steps within which two lags are one (6 ms).
  private static let (leastLikeness, mostRival, width) = (0.12, 0.85, 12)

  private static func lags(_ heard: HeardTransition) -> [Double] {
    let (a, b) = (attacks(heard.drumsA), attacks(heard.drumsB))
    let length = Int(16 * heard.beat * 44_100) / hop
    let reach = min(Int(0.06 * 44_100) / hop, Int(heard.beat / 8 * 44_100) / hop)
    var lags: [Double] = []
    var start = heard.from / hop
    // Four bars, or what there is of them in a short one.
    let span = min(length, (heard.to - heard.from) / hop)
    guard span > Int(4 * heard.beat * 44_100) / hop - 2 else { return [] }
    while start + span <= heard.to / hop + 1, start + span < min(a.count, b.count) {
      if let lag = lag(a, b, start..<(start + span), reach) { lags.append(lag) }
      start += span
    }
    return lags
  }

  /// How suddenly the sound between 2 and 8 kHz rises, step by step.
  private static func attacks(_ sound: [SIMD2<Float>]) -> [Double] {
    let band = BlendSound.band(sound, from: 2000, to: 8000)
    var levels = [Double](repeating: 0, count: band.count / hop)
    for index in levels.indices {
      var sum = 0.0
      for frame in (index * hop)..<((index + 1) * hop) { sum += Double((band[frame] * band[frame]).sum()) }
      levels[index] = sum
    }
    // 2 ms against the 4 ms before.
    return levels.indices.map { index in
      guard index >= 8, index + 4 <= levels.count else { return 0 }
      let now = levels[index..<(index + 4)].reduce(0, +) / 4
      let before = levels[(index - 8)..<index].reduce(0, +) / 8
      return max(0, now.squareRoot() - before.squareRoot())
    }
  }

  /// By how much the second is late, ms; nil where they have no attacks in common: no lag stands out, and any would
  /// be chance.
  private static func lag(_ a: [Double], _ b: [Double], _ range: Range<Int>, _ reach: Int) -> Double? {
    let mean = range.reduce(0.0) { $0 + a[$1] } / Double(range.count)
    let own = range.reduce(0.0) { $0 + (a[$1] - mean) * (a[$1] - mean) }
    func likeness(_ lag: Int) -> Double {
      let there = range.lowerBound + lag..<range.upperBound + lag
      guard there.lowerBound >= 0, there.upperBound <= b.count else { return 0 }
      let other = there.reduce(0.0) { $0 + b[$1] } / Double(there.count)
      var (sum, power) = (0.0, 0.0)
      for index in range {
        let value = b[index + lag] - other
        sum += (a[index] - mean) * value
        power += value * value
      }
      return own > 1e-9 && power > 1e-9 ? sum / (own * power).squareRoot() : 0
    }
    let products = (-reach...reach).map(likeness)
    guard let best = products.indices.max(by: { products[$0] < products[$1] }), products[best] >= leastLikeness
    else { return nil }
    let rivals = products.indices.dropFirst().dropLast().filter {
      abs($0 - best) > width && products[$0] >= products[$0 - 1] && products[$0] >= products[$0 + 1]
    }
    guard (rivals.map { products[$0] }.max() ?? 0) <= mostRival * products[best] else { return nil }
    var fraction = 0.0
    if best > 0, best + 1 < products.count {
      let bend = 2 * products[best] - products[best - 1] - products[best + 1]
      if bend > 0 { fraction = (products[best + 1] - products[best - 1]) / (2 * bend) }
    }
    return (Double(best - reach) + fraction) * Double(hop) / 44.1
  }
}
