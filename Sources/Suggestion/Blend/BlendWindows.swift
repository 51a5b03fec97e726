import Glibc
import Music

/// A place for a blend of two tracks that share their beat: bars of one over bars of the other.
struct BlendWindow {
  /// Bars from the window's beginning to its end, of what goes out; and the first of each.
  var bars: Int
  var out: Int
  var `in`: Int
  /// Both sing for so long, seconds of what goes out.
  var twoVoices: Double
  /// What comes in reaches its first full part where the window ends.
  var landsOnForm: Bool
  /// The lower the better.
  var cost: Double
}

/// All windows that could be, and the best of them.
struct BlendWindows {
  let a: BlendTrack
  let b: BlendTrack
  /// Bars of what comes in to a bar of what goes out: ½ at half time, 2 at double time.
  let barRatio: Double
  /// One of the first phrases, whatever part of the track that is.
  let isSoon: Bool
  let rules: BlendRules

  /// How loud both are on their decks, as powers.
  private let levels: (out: Double, in: Double)

  init(a: BlendTrack, b: BlendTrack, barRatio: Double, isSoon: Bool = false, rules: BlendRules) {
    (self.a, self.b, self.barRatio, self.isSoon, self.rules) = (a, b, barRatio, isSoon, rules)
    levels = (a.level(at: rules.targetLoudness), b.level(at: rules.targetLoudness))
  }

  /// The lengths that a blend has, bars.
  static let lengths = [32, 16, 8, 4]

  /// The least costly of all that lie behind the last loud part; where none does, of the last ones that there are.
  /// - Parameters:
  ///   - earliest: no window begins before it, seconds of what goes out.
  ///   - lengths: bars.
  ///   - start: the first bar of what comes in for a length; nil: those that suit its form.
  func best(
    from earliest: Double, lengths: ClosedRange<Int>, in start: ((_ bars: Int) -> Int?)? = nil
  ) -> BlendWindow? {
    func all(from time: Double, _ lengths: ClosedRange<Int>) -> [BlendWindow] {
      Self.lengths.filter(lengths.contains).flatMap { bars in
        let starts = start.map { [$0(bars)].compactMap(\.self) } ?? ins(bars: bars)
        return outs(bars: bars, from: time).flatMap { out in starts.map { judged(bars: bars, out: out, in: $0) } }
      }
    }
    if isSoon { return all(from: earliest, lengths).min { $0.cost < $1.cost } }
    let behind = all(from: max(earliest, a.lastLoudEnd - 0.5 * a.barLength), lengths)
    if let best = behind.min(by: { $0.cost < $1.cost }) { return best }
    // Without an outro it goes out in its last phrases, and soon; a phrase earlier where that is the better blend.
    let late = all(from: earliest, lengths.lowerBound <= 8 ? lengths.clamped(to: 4...8) : lengths)
    guard let last = late.map({ $0.out + $0.bars }).max() else { return nil }
    return late.filter { $0.out + $0.bars >= last - 8 }.min { $0.cost < $1.cost }
  }

  /// First bars where a track may go out: its last eight phrases behind which a window lies in the sound; the next two
  /// where it is to be soon.
  private func outs(bars: Int, from earliest: Double) -> [Int] {
    let end = a.sound.upperBound + 0.5 * a.barLength
    let phrases = a.bars.indices.filter {
      a.isPhraseStart($0) && a.bars[$0].time >= earliest && a.time(ofBar: $0 + bars) <= end
    }
    return isSoon ? Array(phrases.prefix(2)) : Array(phrases.suffix(8))
  }

  /// First bars where the next track may come in: so that its first full part begins where the window ends, with its
  /// first bar, or with a phrase between the two.
  private func ins(bars: Int) -> [Int] {
    let length = Int((Double(bars) * barRatio).rounded())
    var starts: [Int] = []
    let full = b.firstFullStart.flatMap { b.bar(near: $0) }
    if let full, full >= length { starts.append(full - length) }
    let first = b.analysis.cues.mix_in_seconds.flatMap { b.bar(near: $0) } ?? 0
    for bar in first..<max(first + 1, min(full ?? first, first + 32)) where bar == first || b.isPhraseStart(bar) {
      if bar + length < b.bars.count, !starts.contains(bar) { starts.append(bar) }
    }
    return starts
  }

  private func judged(bars: Int, out: Int, in start: Int) -> BlendWindow {
    let voices = twoVoices(bars: bars, out: out, in: start)
    let (from, to) = (a.bars[out].time, a.time(ofBar: out + bars))
    let inEnd = start + Int((Double(bars) * barRatio).rounded())
    let lands = b.firstFullStart.map { abs(b.time(ofBar: inEnd) - $0) < 0.5 * b.barLength } ?? false
    var cost = 0.15 * max(0, voices - rules.voicesAllowed)
    let octaves = log2(Double(bars) / Double(rules.bars))
    cost += octaves > 0 ? 0.15 * octaves : -0.25 * octaves
    cost += lands ? 0 : 0.35
    // A drop that comes in halfway is lost under what goes out.
    if let full = b.firstFullStart, ["drop", "chorus"].contains(b.firstFullLabel),
      full > b.bars[start].time + b.barLength,
      full < b.time(ofBar: inEnd) - b.barLength
    {
      cost += 0.4
    }
    cost += 4 * max(0, a.energy(from: from, to: to) - rules.calm)
    // What comes in before its loud part leaves room for what goes out.
    cost += 2 * max(0, b.energy(from: b.bars[start].time, to: b.time(ofBar: inEnd)) - 0.98)
    // A step that neither track makes by itself is heard as a seam; so is a phrase that is cut in two.
    cost += seamJump(from, to, b.bars[start].time, b.time(ofBar: inEnd))
    cost += b.isPhraseStart(start) ? 0 : 0.1
    // The music behind the window is not heard.
    cost += 0.01 * max(0, a.sound.upperBound - to) / a.barLength
    return BlendWindow(bars: bars, out: out, in: start, twoVoices: voices, landsOnForm: lands, cost: cost)
  }

  /// By how much loudness jumps where the blend begins and where it ends, beyond what the track that is heard there
  /// does by itself; both together, LU, by the four seconds beside.
  private func seamJump(_ from: Double, _ to: Double, _ first: Double, _ last: Double) -> Double {
    let beside = 4.0
    let share = min(1, beside / max(0.1, to - from))
    // How far an equal-power crossfade has come in that time, on average.
    let way = 0.5 - sin(.pi * share) / (2 * .pi * share)
    func out(_ start: Double) -> Double { levels.out * a.power(from: start, to: start + beside) }
    func next(_ start: Double) -> Double { levels.in * b.power(from: start, to: start + beside) }
    let (before, near, far) = (out(from - beside), out(from), out(to - beside))
    let (early, late, after) = (next(first), next(last - beside), next(last))
    return Self.beyond((near + way * (early - near)) / before, near / before)
      + Self.beyond(after / (late + way * (far - late)), after / late)
  }

  /// How far a jump lies outside of what goes from none to a track's own, LU; both as ratios of powers.
  private static func beyond(_ jump: Double, _ own: Double) -> Double {
    let (jump, own) = (10 * log10(jump), 10 * log10(own))
    return max(0, jump - max(0, own), min(0, own) - jump)
  }

  /// For how long both sing, seconds of what goes out.
  func twoVoices(bars: Int, out: Int, in start: Int) -> Double {
    let (from, to) = (a.bars[out].time, a.time(ofBar: out + bars))
    let first = b.bars[start].time
    let last = b.time(ofBar: start + Int((Double(bars) * barRatio).rounded()))
    guard to > from, last > first else { return 0 }
    let scale = (to - from) / (last - first)
    let theirs = b.voices.map { (from + ($0.lowerBound - first) * scale)...(from + ($0.upperBound - first) * scale) }
    return a.voices.reduce(0.0) { sum, mine in
      sum
        + theirs.reduce(0.0) {
          $0 + max(0, min(to, mine.upperBound, $1.upperBound) - max(from, mine.lowerBound, $1.lowerBound))
        }
    }
  }
}
