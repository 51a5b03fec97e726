import Music

@testable import Suggestion

/// A track by its form: what the planner of blends knows, with energies as the analysis gives them.
struct Form {
  var title = "A"
  var bpm = 120.0
  var beatsPerBar = 4
  var key: String? = "8A"
  /// Labels and bars.
  var parts: [(String, Int)] = [("intro", 16), ("verse", 32), ("breakdown", 16), ("drop", 32), ("outro", 32)]
  /// Bars in which somebody sings.
  var voices: [Range<Int>] = []
  var confidence = 0.95
  var hasGrid = true
  var hasSections = true
  /// Seconds of silence behind the last bar.
  var silence = 0.0
  /// The energy of each label, where it is not the usual one.
  var energies: [String: Double] = [:]

  static let usual = [
    "intro": 0.86, "build": 0.93, "drop": 1, "breakdown": 0.8, "verse": 0.95, "chorus": 1, "bridge": 0.9, "outro": 0.87,
  ]

  var bar: Double { Double(beatsPerBar) * 60 / bpm }
  var bars: Int { parts.reduce(0) { $0 + $1.1 } }

  func start(of label: String, number: Int = 0) -> Double {
    var (bar, seen) = (0, 0)
    for (name, length) in parts {
      if name == label {
        if seen == number { return Double(bar) * self.bar }
        seen += 1
      }
      bar += length
    }
    return .nan
  }

  var analysis: TrackAnalysis {
    var analysis = TrackAnalysis(path: "/music/\(title).flac")
    let length = Double(bars) * bar
    analysis.tags.title = title
    analysis.duration_seconds = length + silence
    analysis.bpm = hasGrid ? bpm : nil
    analysis.bpm_confidence = hasGrid ? confidence : 0
    if hasGrid {
      analysis.grid = BeatGrid(
        bpm: BPM(bpm), firstBeat: TrackTime(0), beatsPerBar: beatsPerBar, downbeat: 0, phraseStart: 0)
    }
    analysis.key = key.flatMap(MusicalKey.init(parsing:))?.name
    analysis.cues.first_sound_seconds = 0
    analysis.cues.last_sound_seconds = length
    var (sections, curve, place): ([TrackAnalysis.Section], [Double], Int) = ([], [], 0)
    for (label, count) in parts {
      let (from, to) = (Double(place) * bar, Double(place + count) * bar)
      sections.append(TrackAnalysis.Section(label: label, start_seconds: from, end_seconds: to))
      while Double(curve.count) < to { curve.append(energies[label] ?? Self.usual[label] ?? 0.9) }
      place += count
    }
    while Double(curve.count) < length + silence { curve.append(0) }
    analysis.energy_curve = curve
    analysis.sections = hasSections ? sections : nil
    analysis.vocals = voices.map {
      TrackAnalysis.VocalSpan(
        start_seconds: Double($0.lowerBound) * bar, end_seconds: Double($0.upperBound) * bar, confidence: 0.9)
    }
    if hasGrid {
      analysis.cues.mix_in_seconds = 0
      if let outro = sections.last, outro.label == "outro" { analysis.cues.mix_out_seconds = outro.start_seconds }
    }
    return analysis
  }
}
