/// Beats of a tempo that moves, without the noise of the attacks that they were measured on: the curve over the number
/// of the beat whose tempo changes evenly, bends where the music says so, and jumps only where it must (trend
/// filtering: Kim, Koh, Boyd and Gorinevsky, "ℓ1 trend filtering", SIAM Review 2009; here of third differences, solved
/// by weights that are set anew).
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

  /// - Parameters:
  ///   - measured: seconds, rising.
  ///   - likeness: of each, 0...1, how like its attack is to the track's beats. Where another instrument carries the
  ///     beat (a breakdown's chords), its attacks lie some milliseconds elsewhere, so that what is less alike counts
  ///     far less.
  init(_ measured: [Double], likeness: [Double]) {
    let count = measured.count
    guard count > 6 else {
      times = measured
      return
    }
    // Times are taken from the line through the ends, so that no figures cancel.
    let line = BeatLine(start: measured[0], period: (measured[count - 1] - measured[0]) / Double(count - 1))
    let points = measured.indices.map { measured[$0] - line.time(of: Double($0)) }
    let trust = likeness.map { max(1e-4, $0 < 0.85 ? 0.03 * Self.trust($0) : Self.trust($0)) }
    var curve = points
    var stiffness = [Double](repeating: Self.stiffness, count: count - 3)
    var weights = trust
    for _ in 0..<Self.passes {
      curve = Self.solved(weights, points, stiffness)
      for beat in stiffness.indices {
        let third = curve[beat + 3] - 3 * curve[beat + 2] + 3 * curve[beat + 1] - curve[beat]
        stiffness[beat] = Self.stiffness / max(1, abs(third) / Self.bend)
      }
      for beat in weights.indices {
        let distance = (points[beat] - curve[beat]) / Self.deviation
        weights[beat] = trust[beat] / (1 + distance * distance)
      }
    }
    times = curve.indices.map { curve[$0] + line.time(of: Double($0)) }
  }

  /// What is not alike is noise, and the less of it, the more exact the place; 1 where all but nothing is.
  private static func trust(_ likeness: Double) -> Double { min(1.2, likeness / (1.02 - likeness) / 24) }

  /// The curve with the least Σ weight·(curve − point)² + Σ stiffness·(third difference)²: a matrix with three bands
  /// on each side of its diagonal, taken apart as L·D·Lᵀ.
  private static func solved(_ weights: [Double], _ points: [Double], _ stiffness: [Double]) -> [Double] {
    let count = points.count
    let third: [Double] = [-1, 3, -3, 1]
    // bands[k][i] is the matrix at (i + k, i).
    var bands = [[Double]](repeating: [Double](repeating: 0, count: count), count: 4)
    bands[0] = weights
    for (beat, stiffness) in stiffness.enumerated() {
      for row in 0..<4 {
        for column in 0...row { bands[row - column][beat + column] += stiffness * third[row] * third[column] }
      }
    }
    var curve = zip(weights, points).map(*)
    for row in 0..<count {
      // What is above is done: bands[0] holds D, the others L.
      for column in max(0, row - 3)..<row {
        var value = bands[row - column][column]
        for before in max(0, row - 3)..<column {
          value -= bands[row - before][before] * bands[column - before][before] * bands[0][before]
        }
        bands[row - column][column] = value / bands[0][column]
      }
      for before in max(0, row - 3)..<row {
        bands[0][row] -= bands[row - before][before] * bands[row - before][before] * bands[0][before]
        curve[row] -= bands[row - before][before] * curve[before]
      }
    }
    for row in 0..<count { curve[row] /= bands[0][row] }
    for row in stride(from: count - 1, through: 0, by: -1) {
      for below in row + 1..<min(count, row + 4) { curve[row] -= bands[below - row][row] * curve[below] }
    }
    return curve
  }
}
