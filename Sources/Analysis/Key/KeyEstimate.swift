import Music

/// The key that a whole track's notes fit best.
struct KeyEstimate {
  let key: MusicalKey
  /// 0…1: how well the notes fit a key at all, and how far the best one is ahead of the next.
  let confidence: Double

  /// The notes' shares, correlated with 24 rotated profiles. Nil where no notes stand out.
  ///
  /// - Parameters:
  ///   - openings: seconds where groups of four bars begin, rising, with the length of a beat there; empty where bars
  ///     are not known. Chord loops open on the tonic more often than on any other degree: their first half bar counts
  ///     for two fifths of the whole again, and the bass note there tips the balance between keys that share nearly all
  ///     notes. (Both shares were chosen on 30 tracks of the demo generator.)
  ///   - certainty: how likely bars do begin there, 0…1. What is as likely wrong as right says nothing: both shares
  ///     grow from there on. (With openings that were taken at their word, two of the development corpus' 23 keys were
  ///     lost to bars that nobody can tell.)
  init?(_ chromagram: Chromagram, openings: [(time: Double, beat: Double)] = [], certainty: Double = 0) {
    let notes = Self.sum(chromagram.frames, all: chromagram.frames.indices)
    guard notes.reduce(0, +) > 1, chromagram.tuningClarity > 0.05 else { return nil }
    let opened = openings.reduce(into: [Int]()) { frames, opening in
      let first = max(0, Int(((opening.time + 0.3 * opening.beat) / chromagram.hop).rounded()))
      let last = min(chromagram.frames.count, Int(((opening.time + 2 * opening.beat) / chromagram.hop).rounded()))
      frames += Array(first..<max(first, last))
    }
    let trust = max(0, 2 * certainty - 1)
    let opening = Self.shares(Self.sum(chromagram.frames, all: opened))
    let weighted = zip(Self.shares(notes), opening).map { $0 + 0.4 * trust * $1 }
    let roots = Self.roots(chromagram.bass, opened)
    let scores = MusicalKey.all.map { key in
      (key: key, score: Self.fit(of: weighted, to: key) + 0.1 * trust * roots[key.tonic.semitonesAboveC])
    }
    .sorted { $0.score > $1.score }
    guard scores[0].score > 0.3 else { return nil }
    key = scores[0].key
    confidence = min(1, max(0, scores[0].score)) * min(1, (scores[0].score - scores[1].score) / 0.15)
  }

  private static func sum(_ frames: [[Float]], all indices: some Sequence<Int>) -> [Double] {
    indices.reduce(into: [Double](repeating: 0, count: 12)) { notes, frame in
      for note in 0..<12 { notes[note] += Double(frames[frame][note]) }
    }
  }

  /// Of the sum; all 0 where there is none.
  private static func shares(_ notes: [Double]) -> [Double] {
    let sum = notes.reduce(0, +)
    return sum > 0 ? notes.map { $0 / sum } : notes
  }

  /// How much more the bass plays each note in the frames `opened` than half its usual share (a tuned kick drum plays
  /// on regardless); the foremost is 1.
  private static func roots(_ bass: [[Float]], _ opened: [Int]) -> [Double] {
    let usual = shares(sum(bass, all: bass.indices))
    let more = zip(shares(sum(bass, all: opened)), usual).map { max(0, $0 - 0.5 * $1) }
    let most = more.max() ?? 0
    return most > 0 ? more.map { $0 / most } : more
  }

  /// All 24 keys, those that fit best first. `notes`: the strength of each pitch class, C first.
  static func ranking(of notes: [Double]) -> [(key: MusicalKey, score: Double)] {
    MusicalKey.all.map { key in (key: key, score: fit(of: notes, to: key)) }.sorted { $0.score > $1.score }
  }

  /// −1…1: the mean correlation with the profiles of three sources: each alone is tuned to its own music and its own
  /// way of counting notes, together they err less often.
  static func fit(of notes: [Double], to key: MusicalKey) -> Double {
    let rotated = (0..<12).map { notes[($0 + key.tonic.semitonesAboveC) % 12] }
    return KeyProfile.all.reduce(0) { sum, profile in
      switch key.mode {
      case .major: sum + correlation(rotated, profile.major)
      case .minor: sum + (profile.minors.map { correlation(rotated, $0) }.max() ?? 0)
      }
    } / Double(KeyProfile.all.count)
  }

  /// Pearson's correlation.
  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
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

/// How much of each note a key has, upwards from the tonic.
private struct KeyProfile {
  let major: [Double]
  let minors: [[Double]]

  static let all = [danceMusic, danceMusicSparse, recordings]

  /// Learnt from electronic dance music (Faraldo et al., "Key estimation in electronic dance music", ECIR 2016). The
  /// second minor is for tracks whose third is not heard: most of them are minor.
  private static let danceMusic = KeyProfile(
    major: [1, 0.29, 0.50, 0.40, 0.60, 0.56, 0.32, 0.80, 0.31, 0.45, 0.42, 0.39],
    minors: [
      [1, 0.31, 0.44, 0.58, 0.33, 0.49, 0.29, 0.78, 0.43, 0.29, 0.53, 0.32],
      [1, 0.26, 0.35, 0.29, 0.44, 0.36, 0.21, 0.78, 0.26, 0.25, 0.32, 0.26],
    ])

  /// From the same music, with the notes that are foreign to the key at nought (Faraldo, Jordà and Herrera, AES 2017).
  private static let danceMusicSparse = KeyProfile(
    major: [1, 0, 0.42, 0, 0.53, 0.37, 0, 0.77, 0, 0.38, 0.21, 0.30],
    minors: [[1, 0, 0.36, 0.39, 0, 0.38, 0, 0.74, 0.27, 0, 0.42, 0.23]])

  /// Sha'ath's, from recordings of many kinds, as libKeyFinder 2 has them.
  private static let recordings = KeyProfile(
    major: [7.239, 3.504, 3.584, 2.845, 5.819, 4.559, 2.448, 6.995, 3.391, 4.556, 4.074, 4.459],
    minors: [[7.003, 3.144, 4.359, 5.404, 3.672, 4.090, 3.908, 6.200, 3.634, 2.872, 5.355, 3.832]])
}
