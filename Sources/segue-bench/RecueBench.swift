import Glibc
import Library
import Music
import Platform
import Workstation

/// `segue recue` over 10,000 stored tracks of three to seven minutes with the arrangements of dance music, in a file
/// The figure is from opening the library to the last transaction.
func benchRecue(json: Bool) {
  let count = 10_000
  var figures: [(String, Double?)] = [("recue_seconds_10k", nil), ("recue_tracks_per_second", nil)]
  if let synthetic = SyntheticLibrary(tracks: count, heardAs: StoredTracks().heard) {
    defer { synthetic.remove() }
    let before = processorSeconds()
    if let summary = try? rederiveLibrary(directories: .ofThisUser, library: synthetic.path, progress: { _, _ in }),
      summary.tracks == count
    {
      figures = [
        ("recue_seconds_10k", summary.elapsed_seconds),
        ("recue_processor_seconds_10k", processorSeconds() - before),
        ("recue_tracks_per_second", Double(count) / summary.elapsed_seconds),
        ("energies_changed", Double(summary.energies_changed)),
      ]
    }
  }
  printFigures("recue", figures, json: json)
}

/// What this process took of all cores: that other programs are running does not change it.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Forty kinds of tracks, of which all stored ones are copies: what is measured does not depend on how they differ.
private struct StoredTracks {
  private var kinds: [FileAnalysis] = []

  init() {
    var dice = SeededRandom(seed: 7)
    for _ in 0..<40 { kinds.append(Self.kind(&dice)) }
  }

  /// A track with names of its own and the sound of one of the kinds.
  func heard(_ named: TrackAnalysis, _ number: Int) -> FileAnalysis {
    var track = kinds[number % kinds.count]
    track.analysis.path = named.path
    track.analysis.content_id = named.content_id
    track.analysis.tags = named.tags
    return track
  }

  private static func kind(_ dice: inout SeededRandom) -> FileAnalysis {
    var analysis = TrackAnalysis(path: "")
    let bpm = Double.random(in: 118...140, using: &dice).rounded()
    let bars = 8 * Int.random(in: 13...30, using: &dice)
    var grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1))
    grid.downbeat = 0
    analysis.grid = grid
    analysis.bpm = bpm
    analysis.key = "A minor"
    analysis.loudness.integrated_lufs = .random(in: -14 ... -6, using: &dice)
    analysis.onset_density_hz = .random(in: 2...8, using: &dice)
    analysis.brightness_hz = .random(in: 300...2000, using: &dice)
    var cells: [TrackFeatures.Cell] = []
    var part = (drums: true, notes: false)
    for bar in 0..<bars {
      if bar % 16 == 8 { part = (.random(using: &dice), .random(using: &dice)) }
      for _ in 0..<4 {
        let low: Float = part.drums ? 30 : 5
        let note: Float = part.notes ? 25 : 0
        cells.append(
          TrackFeatures.Cell(
            levels: [low, low, note, note, note, note, 20, 20].map { $0 + .random(in: -2...2, using: &dice) },
            floors: [note, note, note, note], onsets: part.drums ? [2, 1, 1, 2] : [0.1, 0.3, 0.3, 0.1],
            chroma: (0..<12).map { _ in .random(in: 0...1, using: &dice) }, loudness: -10, width: 0.2))
      }
    }
    let beat = 60 / bpm
    let times = (0...cells.count).map { 0.1 + Double($0) * beat }
    analysis.duration_seconds = times[cells.count] + 1
    return FileAnalysis(
      analysis, features: TrackFeatures(times: times, cells: cells, soundingRange: 0.1...times[cells.count]))
  }
}
