import Analysis
import Demo
import Glibc
import Music

/// Prints how well sections, mix points and keys are found on tracks whose arrangement is known: twenty that the demo
/// generator makes from seeds of their own, ten with its usual arrangement and ten with drawn ones. No track of the
/// demo crate is among them.
///
/// A boundary is hit when one is found within half a second (each counts once; the first and last are counted too, as
/// MIREX does); the hit rate is the F measure of precision and recall. Labels: the share of time with the right one.
func benchSections(json: Bool) {
  var scores: [SectionScore] = []
  for seed in 1001...1020 {
    let track = DemoTrack.generate(seed: UInt64(seed), isVaried: seed > 1010)
    let analysis = track.render().mix().withUnsafeBufferPointer { analyze($0, sampleRate: .cd) }.analysis
    let score = SectionScore(analysis, of: track)
    if !json { print(score.line(track)) }
    scores.append(score)
  }
  func mean(_ value: (SectionScore) -> Double) -> Double {
    (1000 * scores.reduce(0) { $0 + value($1) } / Double(scores.count)).rounded() / 1000
  }
  let figures: [(String, Double?)] = [
    ("boundary_hit_rate_f_500_ms", mean(\.hitRate)), ("boundary_precision_500_ms", mean(\.precision)),
    ("boundary_recall_500_ms", mean(\.recall)), ("label_time_share", mean(\.labels)),
    ("mix_in_share_500_ms", mean { $0.isMixInRight ? 1 : 0 }),
    ("mix_out_share_500_ms", mean { $0.isMixOutRight ? 1 : 0 }),
    ("mix_out_in_breakdown_tracks", Double(scores.count { $0.isMixOutInBreakdown })),
    ("drops_recall_500_ms", mean(\.drops)), ("highlight_in_peak_share", mean { $0.isHighlightInPeak ? 1 : 0 }),
    ("key_share", mean { $0.isKeyRight ? 1 : 0 }),
    ("tracks", Double(scores.count)),
  ]
  printFigures("sections", figures, json: json)
}

/// One track's figures.
private struct SectionScore {
  private(set) var precision = 0.0
  private(set) var recall = 0.0
  private(set) var labels = 0.0
  private(set) var drops = 0.0
  private(set) var isMixInRight = false
  private(set) var isMixOutRight = false
  private(set) var isMixOutInBreakdown = false
  private(set) var isKeyRight = false
  /// The most telling half minute begins in a drop or chorus.
  private(set) var isHighlightInPeak = false
  private let found: [TrackAnalysis.Section]

  var hitRate: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }

  private static let tolerance = 0.5

  init(_ analysis: TrackAnalysis, of track: DemoTrack) {
    found = analysis.sections ?? []
    isKeyRight = analysis.key == track.key.name
    let truth = track.sections
    let (trueBorders, foundBorders) = (Self.borders(truth), Self.borders(found))
    let hits = Double(Self.hits(trueBorders, foundBorders))
    recall = hits / Double(trueBorders.count)
    precision = foundBorders.isEmpty ? 0 : hits / Double(foundBorders.count)
    labels = Self.agreement(truth, found)
    if let highlight = analysis.cues.highlight_seconds {
      isHighlightInPeak = truth.contains {
        ["drop", "chorus"].contains($0.label) && highlight > $0.start_seconds - Self.tolerance
          && highlight < $0.end_seconds - 8
      }
    }
    let trueDrops = truth.filter { $0.label == "drop" }.map(\.start_seconds)
    drops = Double(Self.hits(trueDrops, analysis.cues.drops ?? [])) / Double(max(1, trueDrops.count))
    if let mixIn = analysis.cues.mix_in_seconds { isMixInRight = abs(mixIn - truth[0].start_seconds) < Self.tolerance }
    if let mixOut = analysis.cues.mix_out_seconds, let outro = truth.last {
      isMixOutRight = abs(mixOut - outro.start_seconds) < Self.tolerance
      isMixOutInBreakdown = truth.contains {
        $0.label == "breakdown" && mixOut > $0.start_seconds - Self.tolerance
          && mixOut < $0.end_seconds - Self.tolerance
      }
    }
  }

  private static func borders(_ sections: [TrackAnalysis.Section]) -> [Double] {
    sections.map(\.start_seconds) + (sections.last.map { [$0.end_seconds] } ?? [])
  }

  /// How many of `truth` have one of `found` to themselves within the tolerance; both rise.
  private static func hits(_ truth: [Double], _ found: [Double]) -> Int {
    var next = 0
    var hits = 0
    for time in truth {
      while next < found.count, found[next] < time - tolerance { next += 1 }
      if next < found.count, found[next] <= time + tolerance {
        hits += 1
        next += 1
      }
    }
    return hits
  }

  /// The share of the truth's time that has the right label.
  private static func agreement(_ truth: [TrackAnalysis.Section], _ found: [TrackAnalysis.Section]) -> Double {
    var (right, all) = (0.0, 0.0)
    for section in truth {
      all += section.end_seconds - section.start_seconds
      for other in found where other.label == section.label {
        right += max(
          0, min(section.end_seconds, other.end_seconds) - max(section.start_seconds, other.start_seconds))
      }
    }
    return all > 0 ? right / all : 0
  }

  /// The track's figures, and what is there against what was found where they differ.
  func line(_ track: DemoTrack) -> String {
    let bar = 4 * track.bpm.beatLength.value
    func plan(_ sections: [TrackAnalysis.Section]) -> String {
      sections.map { "\($0.label) \(Int((($0.end_seconds - $0.start_seconds) / bar).rounded()))" }
        .joined(separator: ", ")
    }
    let figures =
      "\(track.title) (\(track.style.rawValue)): F \(Self.percent(hitRate)), labels \(Self.percent(labels)), mix-out "
      + "\(isMixOutRight ? "right" : "wrong"), key \(isKeyRight ? "right" : "wrong")"
    return hitRate > 0.99 && labels > 0.95
      ? figures : figures + "\n    is:    \(plan(track.sections))\n    found: \(plan(found))"
  }

  private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
