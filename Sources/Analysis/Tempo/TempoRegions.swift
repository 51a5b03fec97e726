import Glibc
import Music

/// A grid for a tempo that moves: tracked beats, laid on the attacks, and a smooth curve through them.
struct TempoRegions {
  /// Nil where the beats make no line.
  let grid: BeatGrid?

  /// Seconds that straight pieces of the grid may lie from the curve.
  private static let tolerance = 0.0005
  /// Beats to each side whose attacks tell a beat's place.
  private static let near = 3

  /// The tracker knows beats to a frame or two: pieces that explain them to 12 ms come first, then each beat is laid on
  /// the attacks around it, and pieces are found again, which now explain them to 3 ms. They say where music is heard
  /// and where it slips; between slips the tempo changes smoothly. The attacks around a beat are those of its
  /// neighbours, too, which tell its own place only as far as the tempo between them is right: they are laid once more,
  /// from that curve.
  init(_ beats: [Double], attacks: AttackCurve) {
    let rough = StraightPieces(
      beats.enumerated().map { (Double($0.offset), $0.element, 1) }, deviation: 0.012, price: 8)
    var times = rough.times
    var likeness: [Double] = []
    for pass in 0..<2 {
      let ends = pass == 0 ? rough.ends : [times.count - 1]
      (times, likeness) = Self.laidOnAttacks(times, ends: ends, attacks: attacks)
    }
    let curves = Self.curves(times, likeness) { Self.heard($0, attacks: attacks) }
    Self.layAgain(&times, &likeness, from: curves, attacks: attacks)
    grid = Self.grid(times, likeness: likeness) { Self.heard($0, attacks: attacks) }
  }

  /// The grid through beats that were measured one by one.
  ///
  /// - Parameters:
  ///   - times: seconds.
  ///   - likeness: of each, 0...1, how like its attack is to the track's beats.
  ///   - heard: of beats at these times, which have an attack of their own.
  static func grid(_ times: [Double], likeness: [Double], heard: ([Double]) -> [Bool]) -> BeatGrid? {
    let corners = curves(times, likeness, heard).flatMap { first, curve in
      Self.corners(curve).map { (beat: first + $0, time: curve[$0]) }
    }
    return anchored(corners)
  }

  /// The smooth curve of each run between slips, and its first beat.
  private static func curves(
    _ times: [Double], _ likeness: [Double], _ heard: ([Double]) -> [Bool]
  ) -> [(first: Int, times: [Double])] {
    let points = zip(times, likeness).enumerated().map {
      (Double($0.offset), $0.element.0, max(0.05, $0.element.1 * $0.element.1))
    }
    let pieces = StraightPieces(points, deviation: 0.003, price: 12)
    return pieces.runs(heard: heard(pieces.times)).map { trimmed($0, likeness) }.map { run in
      (run.lowerBound, SmoothBeats(Array(times[run]), likeness: Array(likeness[run])).times)
    }
  }

  /// The beats of each curve laid on the attacks from there, each curve by itself. Beats that are on none stay as they
  /// are, and so do the few at a curve's ends, around which there are attacks on one side only.
  private static func layAgain(
    _ times: inout [Double], _ likeness: inout [Double], from curves: [(first: Int, times: [Double])],
    attacks: AttackCurve
  ) {
    for (first, curve) in curves where curve.count > 2 * near {
      let (laid, alike) = laidOnAttacks(curve, ends: [curve.count - 1], attacks: attacks)
      for index in near..<(curve.count - near) {
        (times[first + index], likeness[first + index]) = (laid[index], alike[index])
      }
    }
  }

  /// Without beats at its ends that nothing like a drum carries: a curve would bend towards whatever sounds there.
  private static func trimmed(_ run: ClosedRange<Int>, _ likeness: [Double]) -> ClosedRange<Int> {
    guard let first = run.first(where: { likeness[$0] > 0.5 }), let last = run.last(where: { likeness[$0] > 0.5 }),
      last - first >= run.count / 2
    else { return run }
    return first...last
  }

  /// Beats of the curve such that straight lines between them lie within the tolerance of it: the first, the last, and
  /// as few as go between.
  private static func corners(_ curve: [Double]) -> [Int] {
    var corners = [0]
    var end = 1
    while end < curve.count {
      let start = corners[corners.count - 1]
      func isStraight(to next: Int) -> Bool {
        let period = (curve[next] - curve[start]) / Double(next - start)
        return (start...next).allSatisfy { abs(curve[start] + Double($0 - start) * period - curve[$0]) < tolerance }
      }
      while end + 1 < curve.count, isStraight(to: end + 1) { end += 1 }
      corners.append(end)
      end += 1
    }
    return corners
  }

  /// Anchors at the corners, each tempo such that it leads to the next one. Nil where beats do not rise.
  private static func anchored(_ corners: [(beat: Int, time: Double)]) -> BeatGrid? {
    var anchors: [BeatGrid.Anchor] = []
    for (corner, next) in zip(corners, corners.dropFirst()) where next.beat > corner.beat {
      let period = (next.time - corner.time) / Double(next.beat - corner.beat)
      guard period > 0.1 else { return nil }
      anchors.append(
        BeatGrid.Anchor(
          time: TrackTime(corner.time), beat: BeatPosition(Double(corner.beat)), bpm: BPM(60 / period)))
    }
    return BeatGrid.canHold(anchors) ? BeatGrid(anchors: anchors, downbeat: nil) : nil
  }

  /// Which of the beats have an attack of their own: a third as high as a beat's is on average.
  private static func heard(_ times: [Double], attacks: AttackCurve) -> [Bool] {
    func height(_ times: some Sequence<Double>) -> Double {
      AttackShape(attacks.epochAverage(times, radius: AttackShape.radius)).attack(limit: 25).height
    }
    let usual = height(times)
    return times.map { height(CollectionOfOne($0)) > usual / 3 }
  }

  /// Each beat moved by how far the mean attack of the three beats on each side of it (on the same piece) lies from all
  /// beats', and how alike the two are (0...1).
  private static func laidOnAttacks(
    _ times: [Double], ends: [Int], attacks: AttackCurve
  ) -> (times: [Double], likeness: [Double]) {
    let shape = AttackShape(attacks.epochAverage(times, radius: AttackShape.radius))
    var shifts = [Double](repeating: 0, count: times.count)
    var likenesses = [Double](repeating: 0, count: times.count)
    var first = 0
    for end in ends {
      for beat in first...max(first, end) {
        let around = times[max(first, beat - near)...min(end, beat + near)]
        let (shift, likeness) = shape.shift(of: attacks.epochAverage(around, radius: AttackShape.radius), limit: 30)
        // Where nothing is like an attack, there is none to be moved to.
        shifts[beat] = likeness > 0.25 ? shift : 0
        likenesses[beat] = max(0, likeness)
      }
      first = end + 1
      if first >= times.count { break }
    }
    return (zip(times, shifts).map { $0 + $1 }, likenesses)
  }
}

/// As few straight lines as explain when beats come (dynamic programming over where one ends and the next begins;
/// Bellman and Roth, "Curve fitting by segmented straight lines", 1969).
struct StraightPieces {
  /// Of each beat, on its piece.
  private(set) var times: [Double]
  /// The last beat of each piece.
  private(set) var ends: [Int]

  /// Longest piece that is looked at in one go, beats; longer ones grow together afterwards.
  private static let longest = 192
  /// Shortest piece.
  private static let shortest = 4

  /// - Parameters:
  ///   - points: beats 0, 1, 2 … with their times and weights.
  ///   - deviation: seconds that a point may lie off.
  ///   - price: of one more piece, in squared deviations.
  init(_ points: [(beat: Double, time: Double, weight: Double)], deviation: Double, price: Double) {
    let sums = LineSums(points)
    let scale = 1 / (deviation * deviation)
    let count = points.count
    var cost = [Double](repeating: .infinity, count: count + 1)
    var origin = [Int](repeating: 0, count: count + 1)
    cost[0] = 0
    for end in 1...max(1, count) where end <= count {
      let nearest = count <= Self.shortest ? 0 : end - Self.shortest
      for start in stride(from: max(0, end - Self.longest), through: max(0, nearest), by: 1)
      where cost[start] < .infinity && start < end {
        let value = cost[start] + price + scale * sums.error(start, end)
        if value < cost[end] { (cost[end], origin[end]) = (value, start) }
      }
    }
    var bounds = [count]
    while let last = bounds.last, last > 0 { bounds.append(origin[last]) }
    bounds.reverse()
    // Pieces that were only parted by the longest's length.
    var index = 1
    while index < bounds.count - 1 {
      let (a, b, c) = (bounds[index - 1], bounds[index], bounds[index + 1])
      if scale * (sums.error(a, c) - sums.error(a, b) - sums.error(b, c)) < price {
        bounds.remove(at: index)
      } else {
        index += 1
      }
    }
    times = points.map(\.time)
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      guard let line = sums.line(start, end) else { continue }
      for beat in start..<end { times[beat] = line.time(of: Double(beat)) }
    }
    ends = bounds.dropFirst().map { $0 - 1 }
  }

  /// Seconds: where two pieces lie farther apart than this where they come closest, the music itself has slipped, and
  /// the slip is kept to one beat.
  private static let slip = 0.03

  /// Nobody drifts by so much from one piece to the next: the tempo was set anew, at one beat.
  private static let step = 0.03

  /// Fewer beats than this at an end of the track are no tempo of their own.
  private static let shortestEnd = 8

  /// The beats between slips, and from one step of the tempo to the next, whose beat both have. A piece of which fewer
  /// than a quarter of the beats are heard ends no run and begins none, nor do a few beats at an end of the track: the
  /// tempo of what is next to them holds there.
  ///
  /// - Parameter heard: of each beat, whether it has an attack.
  func runs(heard: [Bool]) -> [ClosedRange<Int>] {
    guard times.count >= 2 else { return [] }
    let starts = [0] + ends.dropLast().map { $0 + 1 }
    var pieces: [(beats: ClosedRange<Int>, line: BeatLine)] = []
    for (start, end) in zip(starts, ends) where end > start {
      let isEnd = start == 0 || end == times.count - 1
      guard 4 * heard[start...end].count(where: \.self) > end - start else { continue }
      guard !isEnd || ends.count == 1 || end - start >= Self.shortestEnd else { continue }
      let period = (times[end] - times[start]) / Double(end - start)
      pieces.append((start...end, BeatLine(start: times[start] - Double(start) * period, period: period)))
    }
    guard let first = pieces.first, let last = pieces.last else { return [] }
    var runs: [ClosedRange<Int>] = []
    var start = first.beats.lowerBound
    for (before, after) in zip(pieces, pieces.dropFirst()) {
      guard let border = Self.border(before, after), border.end > start else { continue }
      runs.append(start...border.end)
      start = border.start
    }
    return runs + [start...last.beats.upperBound]
  }

  /// Where one run ends and the next begins: at the beat near the pieces' border (which itself may lie a beat off)
  /// where their lines come closest, or, where they do not meet, at the last beat of one and the first of the other.
  /// Nil where the tempo goes on smoothly, and where something unheard lies between the pieces.
  private static func border(
    _ before: (beats: ClosedRange<Int>, line: BeatLine), _ after: (beats: ClosedRange<Int>, line: BeatLine)
  ) -> (end: Int, start: Int)? {
    func gap(_ beat: Int) -> Double { abs(before.line.time(of: Double(beat)) - after.line.time(of: Double(beat))) }
    let (end, start) = (before.beats.upperBound, after.beats.lowerBound)
    guard start == end + 1 else { return nil }
    let near = max(before.beats.lowerBound + 1, end - 3)...min(after.beats.upperBound - 1, start + 3)
    guard let beat = near.min(by: { gap($0) < gap($1) }) else { return nil }
    if gap(beat) > slip { return (end, start) }
    return abs(after.line.period / before.line.period - 1) > step ? (beat, beat) : nil
  }
}

/// Running sums from which the best line through any run of points, and its squared error, follow at once.
private struct LineSums {
  private var rows: [(w: Double, x: Double, y: Double, xx: Double, xy: Double, yy: Double)] = [(0, 0, 0, 0, 0, 0)]
  private let middle: Double

  /// Times are taken from the middle one and from a line through the ends, so that no figures cancel.
  private let slope: Double

  init(_ points: [(beat: Double, time: Double, weight: Double)]) {
    let first = points.first?.time ?? 0
    let last = points.last?.time ?? 0
    middle = first
    slope = points.count > 1 ? (last - first) / Double(points.count - 1) : 0
    rows.reserveCapacity(points.count + 1)
    for (x, time, w) in points {
      let y = time - middle - slope * x
      let sum = rows[rows.count - 1]
      rows.append(
        (sum.w + w, sum.x + w * x, sum.y + w * y, sum.xx + w * x * x, sum.xy + w * x * y, sum.yy + w * y * y))
    }
  }

  private func moments(_ start: Int, _ end: Int) -> (
    w: Double, x: Double, y: Double, xx: Double, xy: Double, yy: Double
  ) {
    let (a, b) = (rows[start], rows[end])
    let w = max(1e-12, b.w - a.w)
    let (x, y) = ((b.x - a.x) / w, (b.y - a.y) / w)
    return (
      w, x, y, (b.xx - a.xx) - w * x * x, (b.xy - a.xy) - w * x * y, (b.yy - a.yy) - w * y * y
    )
  }

  /// Σ weight × (distance from the best line)² over the points start..<end.
  func error(_ start: Int, _ end: Int) -> Double {
    let sum = moments(start, end)
    guard sum.xx > 1e-9 else { return max(0, sum.yy) }
    return max(0, sum.yy - sum.xy * sum.xy / sum.xx)
  }

  func line(_ start: Int, _ end: Int) -> BeatLine? {
    let sum = moments(start, end)
    guard sum.xx > 1e-9 else { return nil }
    let tilt = sum.xy / sum.xx
    return BeatLine(start: sum.y - tilt * sum.x + middle, period: tilt + slope)
  }
}
