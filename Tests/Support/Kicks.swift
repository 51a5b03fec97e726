import Glibc

/// Finds bass drums in sound, and measures how far two decks' lie apart.
package enum Kicks {
  private static let rate = 44_100.0
  /// Frames looked at on either side of a beat: 41 ms, less than half of the closest beats' distance.
  private static let reach = 1800

  /// Where the beats of a rendered deck lie in its sound, in frames, for those beats that have a bass drum.
  ///
  /// A drum's attack takes its time, and each track's another one. So each attack is also looked for in the source, and
  /// its distance from the source's beat is taken off: what is left is where the beat itself is heard.
  /// - Parameters:
  ///   - rendered, source: stereo interleaved at 44.1 kHz, the deck's drums alone.
  ///   - beats: where the beats are said to be rendered, in frames.
  ///   - sourceBeats: where the same beats truly are in the source, in frames.
  package static func strikes(
    in rendered: [Float], at beats: [Double], like source: [Float], sourceBeats: [Double]
  ) -> [Double] {
    let heard = beats.map { attack(in: rendered, near: $0) }
    let known = sourceBeats.map { attack(in: source, near: $0) }
    let least = loud(heard)
    let leastKnown = loud(known)
    return beats.indices.compactMap { index in
      guard let strike = heard[index], let original = known[index], strike.level > least, original.level > leastKnown
      else { return nil }
      return beats[index] + strike.delay - original.delay
    }
  }

  /// Milliseconds that each strike of `b` lies behind the nearest of `a`; those further than 100 ms from any are left
  /// out.
  package static func offsets(_ a: [Double], _ b: [Double]) -> [Double] {
    b.compactMap { strike in
      a.map { (strike - $0) / rate * 1000 }.min { abs($0) < abs($1) }.flatMap { abs($0) < 100 ? $0 : nil }
    }
  }

  /// Three fifths of what the loudest tenth begins at: a beat without a drum lies below.
  private static func loud(_ found: [(delay: Double, level: Double)?]) -> Double {
    let levels = found.compactMap { $0?.level }.sorted()
    return levels.isEmpty ? 0 : 0.6 * levels[levels.count * 9 / 10]
  }

  /// The first place near a frame at which the level below 200 Hz rises a good part of the way to its peak.
  /// - Returns: frames behind `place`, and the height of the rise; nil too near to an end.
  private static func attack(in sound: [Float], near place: Double) -> (delay: Double, level: Double)? {
    let first = Int(place) - reach
    let lead = 4410
    guard first >= lead, 2 * (first + 2 * reach) < sound.count else { return nil }
    var (low, lower, under) = (0.0, 0.0, 0.0)
    let keep = 1 - exp(-2 * Double.pi * 200 / rate)
    let drop = 1 - exp(-2 * Double.pi * 35 / rate)
    // The mean square over 2 ms, with the window's middle at its place.
    var squares = [Double](repeating: 0, count: lead + 2 * reach)
    for index in squares.indices {
      let frame = first - lead + index
      let input = Double(sound[2 * frame] + sound[2 * frame + 1]) / 2
      low += keep * (input - low)
      lower += keep * (low - lower)
      under += drop * (lower - under)
      squares[index] = (lower - under) * (lower - under)
    }
    let half = 44
    var levels = [Double](repeating: 0, count: 2 * reach - half)
    for index in levels.indices {
      var sum = 0.0
      for other in (lead + index - half)..<(lead + index + half) { sum += squares[other] }
      levels[index] = (sum / Double(2 * half)).squareRoot()
    }
    let quiet = levels[..<(reach - 600)].sorted()[(reach - 600) / 2]
    let peak = levels[(reach - 600)...].max() ?? 0
    let threshold = quiet + 0.25 * (peak - quiet)
    guard let crossing = levels[(reach - 600)...].firstIndex(where: { $0 > threshold }) else { return nil }
    return (Double(first + crossing) - place, peak - quiet)
  }
}
