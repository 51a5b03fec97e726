import Glibc
import Music

/// The tracks of a library as a scale for the sound of each: a figure's place among the others' says what it is worth,
/// whatever its unit and however uneven its spread. A pure function of the tracks in their order.
package struct SoundScale: Sendable {
  /// One number for each figure (`SoundFigure`): 0 in the library's middle, about 1 where a sixth of it has more.
  package typealias Scores = SIMD32<Float>

  /// The figures of the library, rising, in `sampleCount` steps at most.
  private let ranks: [[Float]]
  /// What the scores spread by before they are brought to 1.
  private let spreads: [Float]
  /// How the scores of figures go together.
  private let covariance: Matrix
  /// For each slider what each figure counts, so that its feature spreads by 1.
  private let features: [[Double]]
  /// For each slider the same, less what the other sliders' features explain of it.
  private let directions: [[Double]]

  /// So many tracks tell a scale as well as all.
  private static let sampleCount = 4096
  /// What is taken off agreements that may be chance: of seven features, of all figures.
  private static let (sliderRidge, listRidge) = (0.02, 0.1)

  /// - Parameter sounds: of the library's tracks, in an order that does not change.
  package init(_ sounds: [SoundFigures]) {
    let step = max(1, (sounds.count + Self.sampleCount - 1) / Self.sampleCount)
    let sample = stride(from: 0, to: sounds.count, by: step).map { sounds[$0] }
    let count = SoundFigure.allCases.count
    let ranks = SoundFigure.allCases.map { figure in sample.compactMap { $0[figure] }.sorted() }
    let raw = sample.map { Self.scores(of: $0, ranks, [Float](repeating: 1, count: count)) }
    let spreads = (0..<count).map { figure in
      let power = raw.reduce(Float(0)) { $0 + $1[figure] * $1[figure] }
      return (power / Float(max(1, raw.count))).squareRoot()
    }
    var covariance = Matrix(count)
    for scores in raw {
      for one in 0..<count where spreads[one] > 0 {
        for other in 0...one where spreads[other] > 0 {
          covariance[one, other] += Double(scores[one] / spreads[one] * scores[other] / spreads[other])
        }
      }
    }
    for one in 0..<count {
      for other in 0...one {
        covariance[one, other] /= Double(max(1, raw.count))
        covariance[other, one] = covariance[one, other]
      }
    }
    (self.ranks, self.spreads, self.covariance) = (ranks, spreads, covariance)
    features = SteerSlider.allCases.map { slider in
      var weights = [Double](repeating: 0, count: count)
      for (figure, weight) in slider.figures { weights[figure.rawValue] = weight }
      return covariance.unit(weights)
    }
    directions = Self.directions(features, covariance)
  }

  /// What moves each feature and, as far as the library lets it, no other: in the list that it chooses a feature's mean
  /// moves by how the two go together, and by this solution each goes together with its own alone.
  private static func directions(_ features: [[Double]], _ covariance: Matrix) -> [[Double]] {
    var agreement = Matrix(features.count)
    for one in features.indices {
      for other in features.indices { agreement[one, other] = covariance.product(features[one], features[other]) }
      agreement[one, one] += sliderRidge
    }
    return features.indices.map { slider in
      var wish = [Double](repeating: 0, count: features.count)
      wish[slider] = 1
      let shares = agreement.solution(of: wish)
      var weights = [Double](repeating: 0, count: covariance.count)
      for (share, feature) in zip(shares, features) {
        for index in weights.indices { weights[index] += share * feature[index] }
      }
      return covariance.unit(weights)
    }
  }

  /// A track's figures on this scale; what is not known lies in the middle.
  package func scores(of sound: SoundFigures) -> Scores { Self.scores(of: sound, ranks, spreads) }

  private static func scores(of sound: SoundFigures, _ ranks: [[Float]], _ spreads: [Float]) -> Scores {
    var scores = Scores.zero
    for figure in SoundFigure.allCases {
      let (index, known) = (figure.rawValue, ranks[figure.rawValue])
      guard let value = sound[figure], spreads[index] > 0, !known.isEmpty else { continue }
      // Of equal ones half lie below.
      let below = Float(place(of: value, in: known, orEqual: false) + place(of: value, in: known, orEqual: true)) / 2
      let share = max(0.01, min(0.99, below / Float(known.count)))
      scores[index] = logf(share / (1 - share)) / spreads[index]
    }
    return scores
  }

  private static func place(of value: Float, in known: [Float], orEqual: Bool) -> Int {
    var (low, high) = (0, known.count)
    while low < high {
      let middle = (low + high) / 2
      if known[middle] < value || (orEqual && known[middle] == value) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A slider's feature of a track: 0 in the library's middle, 1 is one standard deviation.
  package func feature(_ slider: SteerSlider, of scores: Scores) -> Double {
    features[slider.place].enumerated().reduce(0) { $0 + $1.element * Double(scores[$1.offset]) }
  }

  /// Where sliders lead to; nil where all are at 0, or the library's tracks do not differ in what they steer.
  package func aim(_ steering: Steering) -> SoundAim? {
    if steering.isNeutral { return nil }
    var weights = [Double](repeating: 0, count: covariance.count)
    for slider in SteerSlider.allCases {
      for index in weights.indices { weights[index] += steering[slider] * directions[slider.place][index] }
    }
    return SoundAim(covariance.unit(weights))
  }

  /// Where tracks like those of a list lie: what tells them from the library, less what all its tracks have together
  /// (R. A. Fisher, 1936, with a ridge). - Parameter mean: of the list's scores. - Returns: nil where they lie in the
  /// library's middle.
  package func aim(like mean: Scores) -> SoundAim? {
    var ridged = covariance
    for index in 0..<covariance.count { ridged[index, index] += Self.listRidge }
    return SoundAim(
      covariance.unit(ridged.solution(of: (0..<covariance.count).map { Double(mean[$0]) })))
  }
}

/// A direction in the library's sound.
package struct SoundAim: BitwiseCopyable, Sendable, Hashable {
  private let weights: SoundScale.Scores

  fileprivate init?(_ weights: [Double]) {
    guard weights.contains(where: { $0 != 0 }), weights.allSatisfy(\.isFinite) else { return nil }
    var lanes = SoundScale.Scores.zero
    for (index, weight) in weights.enumerated() { lanes[index] = Float(weight) }
    self.weights = lanes
  }

  /// How far a track lies in this direction, as a share of the library that lies behind it, 0…1.
  package func worth(of scores: SoundScale.Scores) -> Float {
    // The logistic curve that is nearest to the normal one.
    1 / (1 + expf(-1.702 * (weights * scores).sum()))
  }
}

/// A small square matrix, symmetric and positive.
private struct Matrix {
  let count: Int
  private var values: [Double]

  init(_ count: Int) {
    self.count = count
    values = [Double](repeating: 0, count: count * count)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * count + column] }
    set { values[row * count + column] = newValue }
  }

  func product(_ one: [Double], _ other: [Double]) -> Double {
    var sum = 0.0
    for row in 0..<count where one[row] != 0 {
      for column in 0..<count { sum += one[row] * self[row, column] * other[column] }
    }
    return sum
  }

  /// Scaled so that what they weigh spreads by 1; all 0 where it does not spread.
  func unit(_ weights: [Double]) -> [Double] {
    let power = product(weights, weights)
    guard power > 1e-9, power.isFinite else { return weights.map { _ in 0 } }
    return weights.map { $0 / power.squareRoot() }
  }

  /// x of this · x = `wish`, by Cholesky's decomposition. A row that the others explain wholly counts as 0.
  func solution(of wish: [Double]) -> [Double] {
    var lower = Matrix(count)
    for row in 0..<count {
      for column in 0...row {
        var rest = self[row, column]
        for index in 0..<column { rest -= lower[row, index] * lower[column, index] }
        if row == column {
          lower[row, row] = rest > 1e-12 ? rest.squareRoot() : .infinity
        } else {
          lower[row, column] = rest / lower[column, column]
        }
      }
    }
    var solution = wish
    for row in 0..<count {
      for index in 0..<row { solution[row] -= lower[row, index] * solution[index] }
      solution[row] /= lower[row, row]
    }
    for row in stride(from: count - 1, through: 0, by: -1) {
      for index in (row + 1)..<max(row + 1, count) { solution[row] -= lower[index, row] * solution[index] }
      solution[row] /= lower[row, row]
    }
    return solution
  }
}
