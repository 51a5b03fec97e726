import Music

/// Where each stem of a track lies, and how loud it must be to be what it is in the track: lag and gain of all stems
/// together, by least squares over loud places. Polarity is the gain's sign; no step takes it for granted.
struct StemFit {
  /// Frames by which each stem lies behind the track; whole where no part of a frame could be told.
  private(set) var lags: [Double]
  /// What makes each stem the one in the track; 0 for silent ones.
  private(set) var gains: [Double]
  /// 0…1: how like each stem is what the others leave of the track.
  private(set) var likeness: [Double]
  /// Each stem's energy as its file has it, as a share of the track's.
  private(set) var energies: [Double]
  /// What the stems leave of the track's energy, 0…1.
  private(set) var rest = 1.0
  /// Stems whose lag is another one in the two halves of the track.
  private(set) var drifts: [Bool]

  private let signals: StemSignals
  private let trackEnergy: Double
  private var own: [(lag: Double, products: [[Double]])?]

  /// What is found must explain at least this much of what is left unexplained, or it is chance.
  private static let leastGain = 0.05
  /// A lag that lies elsewhere must explain so much more: music repeats itself.
  private static let leastGainAfar = 0.1
  /// A stem that explains more than this share of it where it is does not lie elsewhere the other way up.
  private static let mostHere = 0.5
  /// Within this, a better lag is on the same wave.
  private static let near = Seconds(0.0015)
  /// How far a lag may wander from one half to the other.
  private static let driftTolerance = Seconds(0.003)

  init(_ signals: StemSignals) {
    self.signals = signals
    let count = signals.stems.count
    lags = [Double](repeating: 0, count: count)
    gains = lags
    likeness = lags
    energies = lags
    drifts = [Bool](repeating: false, count: count)
    own = [(lag: Double, products: [[Double]])?](repeating: nil, count: count)
    trackEnergy = signals.track.energy
    solve()
    if !isExact {
      moveTogether()
      moveApart()
      moveByParts()
      judgeDrift()
    }
    judge()
  }

  private var audible: [Int] { lags.indices.filter { !signals.isSilent[$0] } }

  /// Gains at the present lags, and what they leave.
  private mutating func solve() {
    gains = signals.gains(at: lags)
    rest = signals.residual(lags, gains).energy / trackEnergy
  }

  private func energy(_ stem: Int) -> Double {
    let place = signals.reach + Int(lags[stem].rounded())
    return signals.energy(of: stem).reduce(0) { $0 + $1[place] } / trackEnergy
  }

  /// What is left is nothing beside every single stem: all lie where they should.
  private var isExact: Bool { audible.allSatisfy { rest < 1e-5 * gains[$0] * gains[$0] * energy($0) } }

  private mutating func judge() {
    for stem in audible {
      energies[stem] = energy(stem)
      let share = gains[stem] * gains[stem] * energies[stem]
      likeness[stem] = (share / (share + rest)).squareRoot()
    }
  }

  // MARK: Lags

  /// All stems by one lag: of those at which they are most like the track, each for itself, the one at which together
  /// they leave least. Of lags that are equally good, as loops have them, the smallest.
  private mutating func moveTogether() {
    let reach = signals.reach
    var score = [Double](repeating: 0, count: 2 * reach + 1)
    for stem in audible {
      let (products, energy) = (signals.correlation(signals.track, stem), signals.energy(of: stem))
      for lag in score.indices {
        let product = products[0][lag] + products[1][lag]
        score[lag] += product * product / (energy[0][lag] + energy[1][lag])
      }
    }
    var candidates: [Int] = []
    for _ in 0..<4 {
      guard let peak = score.indices.max(by: { score[$0] < score[$1] }), score[peak] > 0 else { break }
      candidates.append(peak - reach)
      for lag in max(0, peak - 24)...min(2 * reach, peak + 24) { score[lag] = 0 }
    }
    for lag in candidates.sorted(by: { abs($0) < abs($1) }) { tryTogether(lag, leaving: 0.7) }
    for lag in [-1, 1] { tryTogether(Int(lags.first ?? 0) + lag, leaving: 0.9) }
  }

  private mutating func tryTogether(_ lag: Int, leaving share: Double) {
    guard abs(lag) <= signals.reach, lags.first.map({ Int($0) }) != lag else { return }
    var other = self
    other.lags = lags.map { _ in Double(lag) }
    other.solve()
    if other.rest < share * rest { self = other }
  }

  /// Single stems that lie elsewhere, one after the other, the one that explains most first.
  private mutating func moveApart() {
    for _ in 0..<(3 * lags.count) where !isExact {
      let left = signals.residual(lags, gains)
      let moves = audible.compactMap { stem in move(of: stem, left).map { (stem: stem, lag: $0.lag, drop: $0.drop) } }
      guard let best = moves.max(by: { $0.drop < $1.drop }) else { return }
      let before = self
      lags[best.stem] = Double(best.lag)
      solve()
      if rest > (1 - Self.leastGain / 2) * before.rest {
        self = before
        return
      }
    }
  }

  /// A better whole lag for a stem while the others stay; nil where there is none, or chance may have made it.
  private mutating func move(of stem: Int, _ left: [[Float]]) -> (lag: Int, drop: Double)? {
    let products = products(of: stem, left)
    let energy = signals.energy(of: stem)
    let all = Self.explained(products, energy)
    let here = signals.reach + Int(lags[stem].rounded())
    guard let best = all.indices.max(by: { all[$0] < all[$1] }), best != here else { return nil }
    let drop = (all[best] - all[here]) / trackEnergy
    let isNear = Double(abs(best - here)) < Self.near.value * signals.original.sampleRate.hz
    guard drop > (isNear ? Self.leastGain : Self.leastGainAfar) * rest,
      isNear || drop > Self.leastGainAfar * all[best] / trackEnergy,
      !turns(products, from: here, to: best) || all[here] < Self.mostHere * all[best],
      halvesAgree(products, energy, at: best)
    else { return nil }
    return (best - signals.reach, drop)
  }

  /// Whether a stem is the other way up at another lag: half a period of its tone away it is nearly as like.
  private func turns(_ products: [[Double]], from here: Int, to best: Int) -> Bool {
    (products[0][here] + products[1][here]) * (products[0][best] + products[1][best]) < 0
  }

  /// Products of a stem with what the others leave of the track, by half and lag.
  private mutating func products(of stem: Int, _ left: [[Float]]) -> [[Double]] {
    if own[stem]?.lag != lags[stem] {
      let part = signals.windows.indices.map { signals.shifted(stem, $0, by: lags[stem]) }
      own[stem] = (lags[stem], signals.correlation(part, stem))
    }
    let (rest, own) = (signals.correlation(left, stem), own[stem]?.products ?? [])
    let gain = gains[stem]
    return zip(rest, own).map { zip($0, $1).map { $0 + gain * $1 } }
  }

  /// The energy of the track that a stem explains, by lag.
  private static func explained(_ products: [[Double]], _ energy: [[Double]]) -> [Double] {
    products[0].indices.map { lag in
      let product = products[0][lag] + products[1][lag]
      return product * product / (energy[0][lag] + energy[1][lag])
    }
  }

  /// Each half of the track in which the stem is heard says the same lag, or hardly another.
  private func halvesAgree(_ products: [[Double]], _ energy: [[Double]], at lag: Int) -> Bool {
    let total = energy[0][lag] + energy[1][lag]
    return (0..<2).allSatisfy { half in
      guard energy[half][lag] > 0.1 * total else { return true }
      let values = products[half].map { $0 * $0 }
      guard let best = values.indices.max(by: { values[$0] < values[$1] }) else { return true }
      return abs(best - lag) <= 2 || values[lag] > 0.95 * values[best]
    }
  }

  // MARK: Parts of a frame

  private struct Part {
    var stem: Int
    var lag: Double
    var drop: Double
    var isSure: Bool
    var products: [Double]
  }

  /// Lags between frames, as another resampler or a converter leaves them: those of all stems where they agree, else
  /// each stem's own.
  private mutating func moveByParts() {
    for _ in 0..<3 where !isExact {
      let left = signals.residual(lags, gains)
      let parts = audible.map { part(of: $0, left) }
      let sure = parts.filter(\.isSure)
      guard let first = sure.max(by: { $0.drop < $1.drop }) else { return }
      let weight = sure.reduce(0) { $0 + $1.drop }
      let common = sure.reduce(0) { $0 + $1.drop * $1.lag } / weight
      var other = self
      if sure.allSatisfy({ abs($0.lag - common) < 0.1 }), parts.allSatisfy({ allows($0, common) }) {
        for stem in audible where abs(lags[stem] - common) < 1.5 { other.lags[stem] = StemLaying.Stem.kept(common) }
      } else {
        for part in sure where part.drop > 0.3 * first.drop { other.lags[part.stem] = StemLaying.Stem.kept(part.lag) }
      }
      other.solve()
      guard other.rest < (1 - Self.leastGain / 2) * rest else { return }
      self = other
    }
  }

  private mutating func part(of stem: Int, _ left: [[Float]]) -> Part {
    let halves = products(of: stem, left)
    let both = zip(halves[0], halves[1]).map { $0 + $1 }
    let energy = signals.energy(of: stem)
    let place = signals.reach + Int(lags[stem].rounded())
    let total = energy[0][place] + energy[1][place]
    let best = peak(of: both, near: lags[stem])
    let here = FractionalDelay.value(of: both, at: lags[stem] + Double(signals.reach))
    let drop = (best.value * best.value - here * here) / total / trackEnergy
    let agree = (0..<2).allSatisfy { half in
      energy[half][place] < 0.1 * total || abs(peak(of: halves[half], near: lags[stem]).lag - best.lag) < 0.1
    }
    let isOff = abs(best.lag - lags[stem]) > StemLaying.Stem.leastPart
    return Part(
      stem: stem, lag: best.lag, drop: drop, isSure: agree && drop > Self.leastGain * rest && isOff, products: both)
  }

  /// A stem that says nothing of its own, such as a low bass, may go with the others; one that lies right may not.
  private func allows(_ part: Part, _ lag: Double) -> Bool {
    let stem = part.stem
    guard abs(lags[stem] - lag) < 1.5 else { return true }
    let reach = Double(signals.reach)
    let here = FractionalDelay.value(of: part.products, at: lags[stem] + reach)
    let there = FractionalDelay.value(of: part.products, at: lag + reach)
    let total = energy(stem) * trackEnergy
    return (there * there - here * here) / total / trackEnergy > -0.02 * rest
  }

  /// The highest point within a frame of a lag, between frames.
  private func peak(of products: [Double], near lag: Double) -> (lag: Double, value: Double) {
    func value(_ lag: Double) -> Double {
      abs(FractionalDelay.value(of: products, at: lag + Double(signals.reach)))
    }
    var best = (lag: lag, value: value(lag))
    var step = 1.0 / 8
    for offset in stride(from: -1.0, through: 1, by: step) {
      let found = value(lag + offset)
      if found > best.value { best = (lag + offset, found) }
    }
    while step > 1 / (4 * StemLaying.Stem.parts) {
      step /= 2
      for place in [best.lag - step, best.lag + step] {
        let found = value(place)
        if found > best.value { best = (place, found) }
      }
    }
    return best
  }

  // MARK: Drift

  private mutating func judgeDrift() {
    let left = signals.residual(lags, gains)
    let tolerance = Self.driftTolerance.value * signals.original.sampleRate.hz
    for stem in audible {
      let products = products(of: stem, left)
      let energy = signals.energy(of: stem)
      let here = signals.reach + Int(lags[stem].rounded())
      let total = energy[0][here] + energy[1][here]
      guard energy[0][here] > 0.05 * total, energy[1][here] > 0.05 * total else { continue }
      var places: [Int] = []
      for half in 0..<2 {
        let values = zip(products[half], energy[half]).map { $0 * $0 / $1 }
        guard let best = values.indices.max(by: { values[$0] < values[$1] }) else { continue }
        // Music repeats itself: another lag must be plainly better, and plainly there.
        let isOther = values[here] < 0.75 * values[best] && values[best] > 0.1 * energy[half][here]
        places.append(isOther ? best : here)
      }
      drifts[stem] = Double(abs(places[0] - places[1])) > tolerance
    }
  }
}
