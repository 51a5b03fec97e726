import Music

/// The key that a whole track's notes fit best.
struct KeyEstimate {
  let key: MusicalKey
  /// 0…1: how far the best key is ahead of the next.
  let confidence: Double

  /// The notes' shares, correlated with 24 rotated profiles for electronic dance music (Faraldo et al., "Key estimation in
  /// electronic dance music", ECIR 2016). Nil where no notes stand out.
  init?(_ harmony: Harmony) {
    var sum = [Double](repeating: 0, count: 12)
    for frame in harmony.frames { for note in 0..<12 { sum[note] += Double(frame[note]) } }
    let total = sum.reduce(0, +)
    guard total > 1, harmony.tuningClarity > 0.05 else { return nil }
    var scores: [(key: MusicalKey, score: Double)] = []
    for key in MusicalKey.all {
      let rotated = (0..<12).map { sum[($0 + key.tonic.semitonesAboveC) % 12] }
      let profiles = key.mode == .major ? [Self.major] : [Self.minor, Self.otherMinor]
      scores.append((key, profiles.map { Self.correlation(rotated, $0) }.max() ?? 0))
    }
    scores.sort { $0.score > $1.score }
    guard scores[0].score > 0.3 else { return nil }
    key = scores[0].key
    confidence = min(1, max(0, scores[0].score * min(1, (scores[0].score - scores[1].score) / 0.15)))
  }

  static let major = [1, 0.29, 0.50, 0.40, 0.60, 0.56, 0.32, 0.80, 0.31, 0.45, 0.42, 0.39]
  static let minor = [1, 0.31, 0.44, 0.58, 0.33, 0.49, 0.29, 0.78, 0.43, 0.29, 0.53, 0.32]
  /// Tracks whose third is not heard: they are taken as minor, which most of them are.
  static let otherMinor = [1, 0.26, 0.35, 0.29, 0.44, 0.36, 0.21, 0.78, 0.26, 0.25, 0.32, 0.26]

  /// Pearson's correlation.
  static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let meanA = a.reduce(0, +) / Double(a.count)
    let meanB = b.reduce(0, +) / Double(b.count)
    var (ab, aa, bb) = (0.0, 1e-12, 1e-12)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    return ab / (aa * bb).squareRoot()
  }
}
