import Glibc

/// Beats of a tempo that moves, without the noise of the attacks that they were measured on: the curve over the number
/// of the beat whose tempo changes evenly, bends where the music says so, and jumps only where it must (trend
/// filtering: Kim, Koh, Boyd and Gorinevsky, "ℓ1 trend filtering", SIAM Review 2009; here of third differences, solved
/// by weights that are set anew).
///
/// Where another instrument carries the beat for long (a breakdown's chords), its attacks lie some milliseconds
/// elsewhere, but all by the same: such a passage has an offset of its own, which is found with the curve. So its beats
/// say how the tempo goes on, and the drums on both sides where that lies. How evenly the tempo changes where the drums
/// tell it is how evenly it does where they don't: a curve that bends less than the track's own tempo does elsewhere is
/// no bend, but the passage's offset.
struct SmoothBeats {
  /// Seconds, one for each beat that was given.
  let times: [Double]

  /// What a third difference costs against a measured beat's squared distance.
  private static let stiffness = 30.0
  /// Seconds: third differences above this cost by their size, no more by their square, so that a change of tempo at
  /// one beat stays there.
  private static let bend = 0.0005
  /// Seconds: a beat that lies farther off than this counts less and less.
  private static let deviation = 0.003
  private static let passes = 20
  /// Seconds: a tempo half of whose third differences are smaller is even, and kept so through passages.
  private static let even = 0.00003
  /// So much stiffer a passage is at most, and so much less its offset costs.
  private static let stiffest = 100.0
  /// Below this a beat's attack is another instrument's.
  private static let alike = 0.85
  /// So many of them are a passage; fewer are fills and accidents.
  private static let shortestPassage = 8
  /// What a passage's squared offset costs against a measured beat's squared distance.
  private static let offsetPrice = 0.1

  /// - Parameters:
  ///   - measured: seconds, rising.
  ///   - likeness: of each, 0...1, how like its attack is to the track's beats.
  init(_ measured: [Double], likeness: [Double]) {
    let count = measured.count
    guard count > 6 else {
      times = measured
      return
    }
    // Times are taken from the line through the ends, so that no figures cancel.
    let line = BeatLine(start: measured[0], period: (measured[count - 1] - measured[0]) / Double(count - 1))
    let points = measured.indices.map { measured[$0] - line.time(of: Double($0)) }
    let passages = Self.passages(likeness)
    let trust = Self.trust(likeness, passages)
    var stiffness = [Double](repeating: Self.stiffness, count: count - 3)
    var curve = Self.curve(through: points, trust, stiffness, passages, offsetPrice: Self.offsetPrice)
    let unevenness = Self.unevenness(of: curve, outside: passages)
    if !passages.isEmpty, unevenness < Self.even {
      // By the square, as variances go, and once more: what an even tempo shows is mostly noise of the attacks.
      let factor = min(Self.stiffest, pow(Self.even / max(unevenness, 1e-9), 3))
      for beat in stiffness.indices where Self.meets(beat, passages) { stiffness[beat] *= factor }
      curve = Self.curve(through: points, trust, stiffness, passages, offsetPrice: Self.offsetPrice / factor)
    }
    times = curve.indices.map { curve[$0] + line.time(of: Double($0)) }
  }

  /// The curve with weights and stiffness that are set anew until they no longer change much.
  private static func curve(
    through points: [Double], _ trust: [Double], _ usual: [Double], _ passages: [Range<Int>], offsetPrice: Double
  ) -> [Double] {
    var (curve, stiffness, weights) = (points, usual, trust)
    for _ in 0..<passes {
      let offsets: [Double]
      (curve, offsets) = fitted(points, weights, stiffness, passages, offsetPrice)
      for beat in stiffness.indices { stiffness[beat] = usual[beat] / max(1, abs(third(curve, beat)) / bend) }
      var expected = curve
      for (passage, offset) in zip(passages, offsets) { for beat in passage { expected[beat] += offset } }
      for beat in weights.indices {
        let distance = (points[beat] - expected[beat]) / deviation
        weights[beat] = trust[beat] / (1 + distance * distance)
      }
    }
    return curve
  }

  /// The third difference from a beat on.
  private static func third(_ curve: [Double], _ beat: Int) -> Double {
    curve[beat + 3] - 3 * curve[beat + 2] + 3 * curve[beat + 1] - curve[beat]
  }

  /// A third difference has a beat of a passage in it.
  private static func meets(_ beat: Int, _ passages: [Range<Int>]) -> Bool {
    passages.contains { $0.overlaps(beat..<beat + 4) }
  }

  /// Half of the third differences where the drums tell the beat are smaller, seconds.
  private static func unevenness(of curve: [Double], outside passages: [Range<Int>]) -> Double {
    let thirds = (0..<curve.count - 3).filter { !meets($0, passages) }.map { abs(third(curve, $0)) }.sorted()
    return thirds.isEmpty ? .infinity : thirds[thirds.count / 2]
  }

  /// Beats one after the other that something else than the drums carries, between drums: what lies at an end of the
  /// track, a chord that fades, has nothing beyond it that would hold it.
  private static func passages(_ likeness: [Double]) -> [Range<Int>] {
    var passages: [Range<Int>] = []
    var start = 0
    for beat in 0...likeness.count where beat == likeness.count || likeness[beat] >= alike {
      let isBetween = start > 0 && beat < likeness.count
      if isBetween, beat - start >= shortestPassage { passages.append(start..<beat) }
      start = beat + 1
    }
    return passages
  }

  /// What each beat counts. What is not alike is noise, and the less of it, the more exact the place; 1 where all but
  /// nothing is. A single beat that is less alike counts far less, for it has no offset of its own.
  private static func trust(_ likeness: [Double], _ passages: [Range<Int>]) -> [Double] {
    var trust = likeness.map { likeness in
      let exactness = min(1.2, likeness / (1.02 - likeness) / 24)
      return max(1e-4, likeness < alike ? 0.03 * exactness : exactness)
    }
    for beat in passages.joined() { trust[beat] = max(1e-4, min(1.2, 1.5 * likeness[beat])) }
    return trust
  }

  /// The curve and the passages' offsets with the least
  /// Σ weight·(curve + offset − point)² + Σ stiffness·(third difference)² + price·Σ offset²: the curve follows from the
  /// offsets, so that there are as many equations as passages.
  private static func fitted(
    _ points: [Double], _ weights: [Double], _ stiffness: [Double], _ passages: [Range<Int>],
    _ offsetPrice: Double
  ) -> (curve: [Double], offsets: [Double]) {
    let system = CurveEquations(weights, stiffness)
    var curve = system.curve(through: points)
    guard !passages.isEmpty else { return (curve, []) }
    // What the curve does where a passage's points lie one second later.
    let answers = passages.map { passage in
      system.curve(through: points.indices.map { passage.contains($0) ? 1 : 0 })
    }
    var rows = passages.indices.map { row in
      var equation = answers.indices.map { column in
        passages[row].reduce(0) { $0 + weights[$1] * ((row == column ? 1 : 0) - answers[column][$1]) }
      }
      equation[row] += offsetPrice
      equation.append(passages[row].reduce(0) { $0 + weights[$1] * (points[$1] - curve[$1]) })
      return equation
    }
    let offsets = solution(of: &rows)
    for (answer, offset) in zip(answers, offsets) {
      for beat in curve.indices { curve[beat] -= offset * answer[beat] }
    }
    return (curve, offsets)
  }

  /// Of equations whose matrix is symmetric and has all its eigenvalues above nought, the right side behind each row.
  private static func solution(of rows: inout [[Double]]) -> [Double] {
    let count = rows.count
    for pivot in 0..<count {
      for row in (pivot + 1)..<max(pivot + 1, count) {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    var values = [Double](repeating: 0, count: count)
    for row in stride(from: count - 1, through: 0, by: -1) {
      let known = (row + 1..<max(row + 1, count)).reduce(0) { $0 + rows[row][$1] * values[$1] }
      values[row] = (rows[row][count] - known) / rows[row][row]
    }
    return values
  }
}

/// The curve with the least Σ weight·(curve − point)² + Σ stiffness·(third difference)², for any points: a matrix with
/// three bands on each side of its diagonal, taken apart as L·D·Lᵀ.
private struct CurveEquations {
  private let weights: [Double]
  /// bands[0] holds D, bands[k][i] what L has at (i + k, i).
  private let bands: [[Double]]

  init(_ weights: [Double], _ stiffness: [Double]) {
    self.weights = weights
    let count = weights.count
    let third: [Double] = [-1, 3, -3, 1]
    var bands = [[Double]](repeating: [Double](repeating: 0, count: count), count: 4)
    bands[0] = weights
    for (beat, stiffness) in stiffness.enumerated() {
      for row in 0..<4 {
        for column in 0...row { bands[row - column][beat + column] += stiffness * third[row] * third[column] }
      }
    }
    for row in 0..<count {
      for column in max(0, row - 3)..<row {
        var value = bands[row - column][column]
        for before in max(0, row - 3)..<column {
          value -= bands[row - before][before] * bands[column - before][before] * bands[0][before]
        }
        bands[row - column][column] = value / bands[0][column]
      }
      for before in max(0, row - 3)..<row {
        bands[0][row] -= bands[row - before][before] * bands[row - before][before] * bands[0][before]
      }
    }
    self.bands = bands
  }

  func curve(through points: [Double]) -> [Double] {
    let count = points.count
    var curve = zip(weights, points).map(*)
    for row in 0..<count {
      for before in max(0, row - 3)..<row { curve[row] -= bands[row - before][before] * curve[before] }
    }
    for row in 0..<count { curve[row] /= bands[0][row] }
    for row in stride(from: count - 1, through: 0, by: -1) {
      for below in row + 1..<min(count, row + 4) { curve[row] -= bands[below - row][row] * curve[below] }
    }
    return curve
  }
}
