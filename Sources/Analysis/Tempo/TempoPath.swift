import DSP
import Glibc

/// How a track's tempo goes from second to second, near a tempo that is known for the whole: the cheapest path over the
/// tempi that windows of eight seconds speak for, where each change has its price.
struct TempoPath {
  /// Frames (of the onset curves) from one value to the next.
  static let hop = 100
  private static let window = 800
  /// A step of the search, and how many there are to each side: up to a change by a third (whose other side is a tempo
  /// of the same notes, three against four).
  private static let step = log(1.01)
  private static let steps = 28

  /// Beats a minute around frame `hop` × n.
  let bpm: [Double]

  /// Windows that lie half beyond an end are moved inside.
  init(_ onsets: OnsetCurves, near bpm: Double) {
    let count = max(1, onsets.frames / Self.hop + 1)
    let tempi = (-Self.steps...Self.steps).map { bpm * exp(Double($0) * Self.step) }
    guard onsets.frames >= Self.window else {
      self.bpm = [Double](repeating: bpm, count: count)
      return
    }
    let fft = RealFFT(size: 2048)
    let evidence = (0..<count).map { place -> [Double] in
      let start = min(max(0, place * Self.hop - Self.window / 2), onsets.frames - Self.window)
      let heard = LocalPeriodicity(onsets.whole[start..<start + Self.window], fft: fft)
      return tempi.map(heard.pulse)
    }
    self.bpm = Self.cheapest(evidence).map { tempi[$0] }
  }

  /// The index of the tempo at each place: most evidence, less a tenth for each percent of change.
  private static func cheapest(_ evidence: [[Double]]) -> [Int] {
    let count = evidence[0].count
    var score = evidence[0]
    var origins: [[Int]] = []
    for row in evidence.dropFirst() {
      var next = [Double](repeating: -.infinity, count: count)
      var origin = [Int](repeating: 0, count: count)
      for to in 0..<count {
        for from in 0..<count {
          let value = score[from] - 0.1 * Double(abs(to - from))
          if value > next[to] { (next[to], origin[to]) = (value, from) }
        }
        next[to] += row[to]
      }
      score = next
      origins.append(origin)
    }
    var path = [score.indices.max { score[$0] < score[$1] } ?? 0]
    for origin in origins.reversed() { path.append(origin[path[path.count - 1]]) }
    return path.reversed()
  }

  /// The slowest and the fastest tempo within two seconds of a frame.
  func range(at frame: Int) -> ClosedRange<Double> {
    let place = min(bpm.count - 1, (frame + Self.hop / 2) / Self.hop)
    let near = bpm[max(0, place - 2)...min(bpm.count - 1, place + 2)]
    return (near.min() ?? bpm[place])...(near.max() ?? bpm[place])
  }
}

/// The autocorrelation of one window.
private struct LocalPeriodicity {
  private var correlation: [Double] = []

  init(_ window: ArraySlice<Float>, fft: RealFFT) {
    let mean = window.reduce(0, +) / Float(window.count)
    let piece = window.map { $0 - mean }
    let lags = min(window.count - 100, 700)
    let raw = piece.withUnsafeBufferPointer { fft.autocorrelation(of: $0, lags: lags) }
    guard raw[0] > 1e-3 else { return }
    let power = Double(raw[0])
    correlation = raw.indices.map { lag in
      Double(raw[lag]) / power * Double(window.count) / Double(window.count - lag)
    }
  }

  /// The mean over one to four beats.
  func pulse(_ bpm: Double) -> Double {
    let lag = 60 * OnsetCurves.rate / bpm
    return (1...4).reduce(0) { $0 + at(Double($1) * lag) } / 4
  }

  private func at(_ lag: Double) -> Double {
    let index = Int(lag)
    guard index + 1 < correlation.count else { return 0 }
    let fraction = lag - Double(index)
    return correlation[index] * (1 - fraction) + correlation[index + 1] * fraction
  }
}
