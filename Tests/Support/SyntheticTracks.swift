import Music

/// A DJ's collection made of dice: names that share words, as real ones do, and facts of which some are not known.
package func syntheticAnalyses(_ count: Int, seed: UInt64) -> [TrackAnalysis] {
  var dice = SeededRandom(seed: seed)
  let words = [
    "night", "Drive", "Âme", "lost", "Echo", "four", "tet", "Björk", "sun", "Moon", "deep", "river", "Static", "glass",
    "hands", "Kölsch", "velvet", "signal", "alpha", "beta", "Gamma", "delta", "love", "machine", "house", "acid",
  ]
  let genres = ["House", "Techno", "Drum & Bass", "Disco", "Ambient", "Electro"]
  func name(_ range: ClosedRange<Int>) -> String {
    (0..<Int.random(in: range, using: &dice)).map { _ in words.randomElement(using: &dice)! }.joined(separator: " ")
  }
  return (0..<count).map { number in
    func known<T>(_ value: T, _ share: Double = 0.95) -> T? {
      Double.random(in: 0..<1, using: &dice) < share ? value : nil
    }
    var analysis = TrackAnalysis(path: "/music/\(name(1...1))/\(number) \(name(1...2)).flac")
    analysis.content_id = String(number, radix: 16) + "c0ffee"
    analysis.duration_seconds = Double.random(in: 120...600, using: &dice)
    analysis.tags = Tags(
      title: known("\(name(1...3)) \(number)"), artist: known(name(1...2)), album: known(name(1...2), 0.7),
      genre: known(genres.randomElement(using: &dice)!, 0.8),
      year: known(Int.random(in: 1970...2025, using: &dice), 0.8))
    analysis.bpm = known((Double.random(in: 70...180, using: &dice) * 100).rounded() / 100)
    analysis.key = known(MusicalKey.all.randomElement(using: &dice)!.name)
    analysis.energy = known(Int.random(in: 1...10, using: &dice))
    analysis.loudness.integrated_lufs = known(Double.random(in: -18 ... -5, using: &dice))
    return analysis
  }
}
