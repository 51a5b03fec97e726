import Analysis
import Music
import Support

/// Analyses two hundred synthesised tracks whose truth is known (60–200 BPM, swing, drift, ramps, steps, odd metres,
/// half-time passages, beatless intros, detuned by up to 50 cents, all 24 keys; seeded) and prints how often it is
/// right: for each kind of track and for all, or with `json` one object a kind. Takes a minute or two.
func benchTruth(json: Bool) {
  var scores: [String: TruthScores] = [:]
  for track in TruthTrack.all(200, seed: 2) {
    let sound = track.sound
    let analysis = sound.samples.withUnsafeBufferPointer { analyze($0, sampleRate: .cd) }.analysis
    for name in ["all", track.kind.rawValue] { scores[name, default: TruthScores()].add(analysis, truth: track) }
  }
  for name in ["all"] + TruthTrack.Kind.allCases.map(\.rawValue) {
    guard let score = scores[name] else { continue }
    let figures = score.figures
    if json {
      let pairs = figures.map { "\"\($0.name)\":\($0.value.map { "\(rounded($0))" } ?? "null")" }
      print("{\"truth\":\"\(name)\",\"tracks\":\(score.tracks),\(pairs.joined(separator: ","))}")
    } else {
      print("\(name), \(score.tracks) tracks")
      for figure in figures { print("  \(figure.name)  \(figure.value.map { "\(rounded($0))" } ?? "–")") }
    }
  }
}

private func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

/// What was found of some tracks against what is true.
private struct TruthScores {
  private(set) var tracks = 0
  private var acc1: [Double] = []
  private var acc2: [Double] = []
  private var errors: [Double] = []
  private var beats: [Double] = []
  private var downbeats: [Double] = []
  private var keys: [Double] = []
  private var offsets: [Double] = []
  private var jitters: [Double] = []
  private var sureRight: [Double] = []
  private var sureWrong: [Double] = []

  mutating func add(_ found: TrackAnalysis, truth: TruthTrack) {
    tracks += 1
    let score = BeatScores(found.beats ?? [], truth: truth.beats)
    beats.append(score.f)
    downbeats.append(BeatScores(found.downbeats ?? [], truth: truth.downbeats).f)
    keys.append(found.key == truth.key.name ? 1 : 0)
    if let offset = score.offset { offsets.append(offset * 1000) }
    if let jitter = score.jitter { jitters.append(jitter * 1000) }
    guard truth.kind.isSteady else { return }
    let bpm = found.bpm ?? 0
    let isRight = abs(bpm - truth.bpm) <= 0.04 * truth.bpm
    acc1.append(isRight ? 1 : 0)
    if isRight { sureRight.append(found.bpm_confidence ?? 0) } else { sureWrong.append(found.bpm_confidence ?? 0) }
    let error = [1, 2, 0.5, 3, 1.0 / 3].map { abs(bpm / $0 - truth.bpm) }.min() ?? 0
    let isNear = error <= 0.04 * truth.bpm
    acc2.append(isNear ? 1 : 0)
    if isNear { errors.append(error) }
  }

  /// Named as in the JSON, units in the names. Accuracies at ±4 % and tempo errors (octaves apart are forgiven) are
  /// those of steady tracks; beats count within ±70 ms; offset and jitter are means over tracks of their medians.
  var figures: [(name: String, value: Double?)] {
    let sorted = errors.sorted()
    return [
      ("acc1", Self.mean(acc1)), ("acc2", Self.mean(acc2)),
      ("tempo_error_p95_bpm", sorted.isEmpty ? nil : sorted[min(sorted.count - 1, sorted.count * 95 / 100)]),
      ("tempo_error_max_bpm", sorted.last), ("beat_f", Self.mean(beats)), ("downbeat_f", Self.mean(downbeats)),
      ("key_exact", Self.mean(keys)), ("offset_ms", Self.mean(offsets)), ("jitter_ms", Self.mean(jitters)),
      ("confidence_when_right", Self.mean(sureRight)), ("confidence_when_wrong", Self.mean(sureWrong)),
    ]
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
