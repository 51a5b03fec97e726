import Glibc

/// Sums up how strongly each pitch class sounds for as long as a note does: chords, basses, drums that are tuned. A
/// kick drum whose pitch falls through two octaves, a snare, a cymbal are loud in every pitch class for a moment, and
/// no voice can be in key with them.
///
/// A note is a line along time in the spectra, a stroke is one across them: what is stronger than its surroundings in
/// frequency, half a second long, counts whole; what is stronger than its surroundings in time counts little. (Medians
/// along both, after Fitzgerald.)
struct SteadyPitches {
  /// Twelve, C first: the sum over frames of the root of the power.
  private(set) var sums = [Double](repeating: 0, count: 12)
  private let bins: Range<Int>
  private let classes: [Int]
  /// Bins on either side in which a stroke is told from a note: 78 Hz, wider than the notes of a chord lie apart.
  private let reach: Int
  /// The newest frames, the oldest first.
  private var recent: [[Float]] = []

  /// Frames on either side: a note lasts half a second.
  private static let side = 2

  /// - Parameters:
  ///   - bins: those that count.
  ///   - classes: the pitch class of each of them.
  ///   - width: of a bin, Hz.
  init(bins: Range<Int>, classes: [Int], width: Double) {
    (self.bins, self.classes) = (bins, classes)
    reach = max(1, Int(78 / width))
  }

  /// - Parameter power: of the next frame; every frame has as many bins, those that count among them.
  mutating func add(_ power: [Float]) {
    recent.append(Array(power.prefix(bins.upperBound + reach)))
    guard recent.count > Self.side else { return }
    count(recent[recent.count - 1 - Self.side])
    if recent.count > 2 * Self.side { recent.removeFirst() }
  }

  /// Counts the last frames, which none follows.
  mutating func finish() {
    guard !recent.isEmpty else { return }
    for _ in 0..<Self.side {
      recent.append([Float](repeating: 0, count: recent[0].count))
      count(recent[recent.count - 1 - Self.side])
      if recent.count > 2 * Self.side { recent.removeFirst() }
    }
  }

  private mutating func count(_ frame: [Float]) {
    var strengths = [Double](repeating: 0, count: 12)
    var window = RunningMedian(frame[max(0, bins.lowerBound - reach)..<min(frame.count, bins.lowerBound + reach)])
    for (bin, pitch) in zip(bins, classes) {
      if bin + reach < frame.count { window.insert(frame[bin + reach]) }
      if bin - reach - 1 >= max(0, bins.lowerBound - reach) { window.remove(frame[bin - reach - 1]) }
      let (along, across) = (Self.median(recent.map { $0[bin] }), window.median)
      guard along > 0 else { continue }
      let share = along / (along + across)
      strengths[pitch] += Double(frame[bin] * share * share)
    }
    for pitch in 0..<12 { sums[pitch] += strengths[pitch].squareRoot() }
  }

  private static func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }
}

/// The median of values that come and go.
private struct RunningMedian {
  private var sorted: [Float]

  init(_ values: some Sequence<Float>) { sorted = values.sorted() }

  var median: Float { sorted.isEmpty ? 0 : sorted[sorted.count / 2] }

  mutating func insert(_ value: Float) { sorted.insert(value, at: place(of: value)) }

  /// - Precondition: it was inserted.
  mutating func remove(_ value: Float) { sorted.remove(at: place(of: value)) }

  /// The first place whose value is no less.
  private func place(of value: Float) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
