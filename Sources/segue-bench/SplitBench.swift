import Glibc
import Media
import Music
import Platform
import Studio
import Support
import Workstation

/// Splits every track of the corpus that has stems, with each engine, and prints how near the stems come: SDR, the
/// energy of the true stem over that of the error, of whole files, mean over the tracks; `mixture` takes the track
/// itself for each stem. Speeds are of one core.
func benchSplit(json: Bool) {
  guard let corpus = Corpus.folder, let media = try? MediaProgram.find() else {
    print(json ? "{\"sdr_db\": null, \"realtime_per_core\": null}" : "split  no corpus: SEGUE_CORPUS names none")
    return
  }
  let desk = SplitDesk(media: media, data: AppDirectories.ofThisUser.data, cache: nil, cores: 1)
  if let lacking = desk.lacking, !json { print("split  \(lacking)") }
  var figures = SplitFigures()
  for name in (folderEntries(corpus + "/ready") ?? []).sorted() {
    let path = "\(corpus)/ready/\(name)"
    let stems = StemSearch.stems(of: path)
    guard stems.count > 1, let mix = decodedWhole(path, media) else { continue }
    var truth: [StemKind: [Float]] = [:]
    for stem in stems { truth[stem.kind] = decodedWhole(stem.path, media) }
    if let vocals = truth[.vocals] { truth[.instrumental] = difference(mix, vocals) }
    figures.add("mixture", truth, estimates: [:], mix)
    for engine in [SplitWish.Engine.best, .fast, .classical] {
      guard let (estimates, seconds) = split(mix, engine, desk) else { continue }
      figures.add(engine.rawValue, truth, estimates: estimates, mix)
      figures.time(engine.rawValue, sound: Double(mix.count / 2) / SampleRate.cd.hz, seconds)
    }
    if !json { print("split  \(name) done") }
    fflush(nil)
  }
  figures.show(json: json)
}

/// The stems, and the seconds of a core that they took.
private func split(
  _ mix: [Float], _ engine: SplitWish.Engine, _ desk: SplitDesk
) -> (stems: [StemKind: [Float]], seconds: Double)? {
  guard let splitter = try? desk.splitter(.four, engine, at: .cd, grain: .whole) else { return nil }
  var stems: [StemKind: [Float]] = [:]
  let start = cpuSeconds()
  let emit: TrackSplitter.Emit = { for (kind, piece) in zip(splitter.kinds, $0) { stems[kind, default: []] += piece } }
  for begin in stride(from: 0, to: mix.count, by: 65_536) {
    try? splitter.take(Array(mix[begin..<min(mix.count, begin + 65_536)]), emit)
  }
  try? splitter.finish(emit)
  return (stems, cpuSeconds() - start)
}

private func decodedWhole(_ path: String, _ media: MediaProgram) -> [Float]? {
  guard let decoding = try? media.decode(path, rate: .cd) else { return nil }
  try? decoding.wait()
  return Array(UnsafeBufferPointer(start: decoding.pcm.samples, count: 2 * decoding.pcm.framesReady))
}

/// What was measured, by engine.
private struct SplitFigures {
  private var ratios: [String: [StemKind: [Double]]] = [:]
  private var times: [String: (sound: Double, core: Double)] = [:]
  private static let kinds: [StemKind] = [.vocals, .instrumental, .drums, .bass, .other]
  private static let engines = ["mixture", "best", "fast", "classical"]

  /// - Parameter estimates: empty: the mixture stands for each.
  mutating func add(_ engine: String, _ truth: [StemKind: [Float]], estimates: [StemKind: [Float]], _ mix: [Float]) {
    for (kind, wanted) in truth where Self.kinds.contains(kind) {
      let found =
        estimates.isEmpty
        ? mix : kind == .instrumental ? difference(mix, estimates[.vocals] ?? []) : estimates[kind] ?? []
      guard let ratio = distortionRatio(of: found, to: wanted) else { continue }
      ratios[engine, default: [:]][kind, default: []].append(ratio)
    }
  }

  mutating func time(_ engine: String, sound: Double, _ core: Double) {
    let before = times[engine] ?? (0, 0)
    times[engine] = (before.sound + sound, before.core + core)
  }

  func show(json: Bool) {
    func mean(_ engine: String, _ kind: StemKind) -> Double? {
      ratios[engine]?[kind].map { $0.reduce(0, +) / Double($0.count) }
    }
    func text(_ value: Double?) -> String { value.map { "\(($0 * 100).rounded() / 100)" } ?? "null" }
    func speed(_ engine: String) -> Double? { times[engine].map { $0.sound / $0.core } }
    if json {
      let rows = Self.engines.map { engine in
        let stems = Self.kinds.map { "\"\($0.rawValue)\": \(text(mean(engine, $0)))" }
        return "\"\(engine)\": {\(stems.joined(separator: ", "))}"
      }
      let speeds = Self.engines.dropFirst().map { "\"\($0)\": \(text(speed($0)))" }
      print(
        "{\"sdr_db\": {\(rows.joined(separator: ", "))}, \"realtime_per_core\": {\(speeds.joined(separator: ", "))}}")
      return
    }
    for engine in Self.engines {
      for kind in Self.kinds { print("split  \(engine)_\(kind.rawValue)_sdr_db  \(text(mean(engine, kind)))") }
      if engine != "mixture" { print("split  \(engine)_realtime_per_core  \(text(speed(engine)))") }
    }
  }
}
