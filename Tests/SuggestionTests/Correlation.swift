/// Pearson's, of pairs.
func correlation(_ pairs: [(Double, Double)]) -> Double {
  let count = Double(pairs.count)
  let (mx, my) = (pairs.map(\.0).reduce(0, +) / count, pairs.map(\.1).reduce(0, +) / count)
  let (xx, yy, xy) = pairs.reduce((0.0, 0.0, 0.0)) {
    ($0.0 + ($1.0 - mx) * ($1.0 - mx), $0.1 + ($1.1 - my) * ($1.1 - my), $0.2 + ($1.0 - mx) * ($1.1 - my))
  }
  return xy / (xx * yy).squareRoot()
}
