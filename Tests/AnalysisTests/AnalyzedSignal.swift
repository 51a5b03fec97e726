import Music
import Support

@testable import Analysis

/// The analysis of a synthesised signal.
func listen(_ signal: Signal) -> AnalysisResult {
  signal.samples.withUnsafeBufferPointer { analyze($0, sampleRate: SampleRate(hz: signal.rate)) }
}

/// Of the events that lie between the second before and the end of `found`'s span: the share of `truth` that has one of
/// `found` within `tolerance`, and the median of found − truth in seconds over those.
func agreement(_ found: [Double]?, with truth: [Double], tolerance: Double) -> (share: Double, offset: Double) {
  guard let found, !found.isEmpty, !truth.isEmpty else { return (0, 0) }
  let distances = truth.map { time in found.map { $0 - time }.min { abs($0) < abs($1) }! }
  let near = distances.filter { abs($0) <= tolerance }.sorted()
  return (Double(near.count) / Double(truth.count), near.isEmpty ? 0 : near[near.count / 2])
}
