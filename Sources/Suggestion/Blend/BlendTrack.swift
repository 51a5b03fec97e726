import Glibc
import Music

/// A track as the planner of blends sees it: its bars and phrases, and what happens in them.
struct BlendTrack: Sendable {
  let analysis: TrackAnalysis
  let stems: [StemKind]
  /// The first beats of bars in the sound, seconds, with their beats on the grid; empty where bars are not known.
  let bars: [(beat: Int, time: Double)]
  /// Where sound begins and ends, seconds.
  let sound: ClosedRange<Double>
  /// 0 without a grid.
  let gridConfidence: Double
  /// The energy of its loud parts; 0 where it is not known.
  private let loud: Double
  /// The sum of the energy curve up to each second.
  private let energySums: [Double]
  /// The sum of the powers of the three seconds that end one second later each, against the track's loudness.
  private let powerSums: [Double]
  /// Of each bar.
  private let phraseStarts: [Bool]
  /// Spans in which somebody sings, by confidence of a half or more.
  let voices: [ClosedRange<Double>]

  init(_ analysis: TrackAnalysis, stems: [StemKind] = []) {
    self.analysis = analysis
    self.stems = stems
    let length = max(0, analysis.duration_seconds ?? 0)
    let first = min(length, max(0, analysis.cues.first_sound_seconds ?? 0))
    sound = first...max(first, min(length, analysis.cues.last_sound_seconds ?? length))
    let energies = (analysis.energy_curve ?? []).sorted()
    loud = energies.isEmpty ? 0 : energies[Int(0.85 * Double(energies.count - 1))]
    energySums = (analysis.energy_curve ?? []).reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let level = analysis.loudness.integrated_lufs ?? 0
    powerSums = (analysis.loudness.short_term_lufs ?? [])
      .reduce(into: [0]) { $0.append($0[$0.count - 1] + pow(10, ($1 - level) / 10)) }
    voices = (analysis.vocals ?? []).filter { $0.confidence >= 0.5 && $0.end_seconds > $0.start_seconds }
      .map { $0.start_seconds...$0.end_seconds }
    gridConfidence = analysis.grid.map { ($0.downbeat == nil ? 0.5 : 1) * (analysis.bpm_confidence ?? 0) } ?? 0
    bars = Self.bars(analysis, sound)
    phraseStarts = Self.phraseStarts(analysis, bars)
  }

  private static func bars(_ analysis: TrackAnalysis, _ sound: ClosedRange<Double>) -> [(beat: Int, time: Double)] {
    guard let grid = analysis.grid, grid.downbeat != nil else { return [] }
    // A first beat may lie a little before the first sound.
    let beat = grid.bpm(at: TrackTime(sound.lowerBound)).beatLength.value
    let start = (grid.beat(at: TrackTime(sound.lowerBound - 0.25 * beat)).value).rounded(.up)
    let end = grid.beat(at: TrackTime(sound.upperBound + 0.25 * beat)).value.rounded(.down)
    guard start <= end, end - start < 1e6 else { return [] }
    return (Int(start)...Int(end)).filter(grid.isDownbeat).map {
      ($0, max(0, grid.time(of: BeatPosition(Double($0))).value))
    }
  }

  /// Where a part of the form begins a phrase begins, wherever the count of eights stands.
  private static func phraseStarts(_ analysis: TrackAnalysis, _ bars: [(beat: Int, time: Double)]) -> [Bool] {
    guard let grid = analysis.grid, grid.phraseStart != nil else { return bars.map { _ in true } }
    let length = bars.count > 1 ? (bars[bars.count - 1].time - bars[0].time) / Double(bars.count - 1) : 2
    let parts = (analysis.sections ?? []).map(\.start_seconds)
    return bars.map { bar in grid.isPhraseStart(bar.beat) || parts.contains { abs($0 - bar.time) < 0.25 * length } }
  }

  /// Seconds of a bar.
  var barLength: Double {
    guard let first = bars.first, let last = bars.last, bars.count > 1 else { return 2 }
    return (last.time - first.time) / Double(bars.count - 1)
  }

  var beatsPerBar: Int { analysis.grid?.beatsPerBar ?? 4 }

  /// Whether a phrase begins with a bar.
  func isPhraseStart(_ bar: Int) -> Bool { phraseStarts[bar] }

  /// The bar whose first beat lies nearest to a time.
  func bar(near time: Double) -> Int? {
    bars.indices.min { abs(bars[$0].time - time) < abs(bars[$1].time - time) }
  }

  /// When a bar begins; beyond the last one as if they went on.
  func time(ofBar bar: Int) -> Double {
    guard let last = bars.last else { return 0 }
    return bar < bars.count ? bars[max(0, bar)].time : last.time + Double(bar - bars.count + 1) * barLength
  }

  // MARK: Energy

  /// The mean of the energy curve, as a share of the track's loud parts; 1 where it is not known.
  func energy(from: Double, to: Double) -> Double {
    guard let curve = analysis.energy_curve, !curve.isEmpty else { return 1 }
    let first = min(curve.count - 1, max(0, Int(from)))
    let last = min(curve.count, max(first + 1, Int(to.rounded(.up))))
    let mean = (energySums[last] - energySums[first]) / Double(last - first)
    return loud > 0 ? mean / loud : 1
  }

  /// How loud the whole track is on a deck that brings tracks to a loudness, as a power; nil: as it was mastered. What
  /// is too quiet for that, for its peaks, stays quieter.
  func level(at target: LUFS?) -> Double {
    guard let integrated = analysis.loudness.integrated_lufs else { return pow(10, (target?.value ?? -12) / 10) }
    return pow(10, (integrated + (target.map { analysis.loudness.gain(to: $0).value } ?? 0)) / 10)
  }

  /// The power of its sound, against that of the whole track: by the three seconds that lie within, to half a second;
  /// those nearest where none does. Without a curve of loudness by the energy curve, against the track's loud parts: a
  /// tenth of energy is about 1.2 LU (measured on the corpus).
  func power(from: Double, to: Double) -> Double {
    let count = powerSums.count - 1
    guard count > 0 else { return pow(10, 1.2 * (min(1.2, energy(from: from, to: to)) - 1)) }
    // Those that end `n + 1` seconds into the track begin at `n - 2`.
    var (first, last) = ((from + 1.5).rounded(.up), (to - 0.5).rounded(.down))
    if first > last {
      first = ((from + to + 1) / 2).rounded()
      last = first
    }
    let most = Double(count - 1)
    let (low, high) = (Int(min(most, max(0, first))), Int(min(most, max(0, last))))
    return max(1e-5, (powerSums[high + 1] - powerSums[low]) / Double(high + 1 - low))
  }

  // MARK: Form

  /// The end of the last part that a crowd waits for: after it nothing is lost when the track goes out. Without
  /// sections the end of the last ten seconds as loud as the loud parts.
  var lastLoudEnd: Double {
    if let last = analysis.sections?.last(where: { ["drop", "chorus"].contains($0.label) }) { return last.end_seconds }
    if let last = analysis.sections?.last(where: { $0.label == "verse" }) { return last.end_seconds }
    guard let curve = analysis.energy_curve, curve.count > 10 else { return sound.lowerBound }
    let starts = 0...(curve.count - 10)
    return Double(starts.last { energy(from: Double($0), to: Double($0 + 10)) > 0.97 }.map { $0 + 10 } ?? 0)
  }

  /// Where the first part begins that is no intro; nil where the form is not known.
  var firstFullStart: Double? {
    guard let sections = analysis.sections, let first = sections.first else { return nil }
    guard first.label == "intro" else { return first.start_seconds }
    return sections.dropFirst().first?.start_seconds
  }

  var firstFullLabel: String? { analysis.sections?.first { $0.label != "intro" }?.label }

  /// The last drop, seconds; nil without one.
  var lastDrop: ClosedRange<Double>? { analysis.sections?.last { $0.label == "drop" }.map(Self.range) }

  /// The first drop, seconds; nil without one.
  var firstDrop: ClosedRange<Double>? { analysis.sections?.first { $0.label == "drop" }.map(Self.range) }

  /// The first breakdown that a drop or a chorus follows, with what builds up to that; nil without one.
  var firstBreakdown: ClosedRange<Double>? {
    guard let sections = analysis.sections, let start = sections.firstIndex(where: { $0.label == "breakdown" }),
      let drop = sections[start...].first(where: { ["drop", "chorus"].contains($0.label) })
    else { return nil }
    return sections[start].start_seconds...max(sections[start].start_seconds, drop.start_seconds)
  }

  private static func range(_ section: TrackAnalysis.Section) -> ClosedRange<Double> {
    section.start_seconds...max(section.start_seconds, section.end_seconds)
  }

  // MARK: Voices

  func sings(from: Double, to: Double) -> Double {
    voices.reduce(0) { $0 + max(0, min(to, $1.upperBound) - max(from, $1.lowerBound)) }
  }
}
