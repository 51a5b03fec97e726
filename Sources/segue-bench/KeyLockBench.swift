import Engine
import Glibc
import Support

/// What key lock leaves of chords that are held, of drums and of a pure tone: Segue's three engines, as a deck plays
/// them, beside the programs that stretch files where they are installed. `svgFolder`: where the picture is drawn.
func benchKeyLock(json: Bool, svgFolder: String?) {
  var figures: [(String, Double?)] = []
  let chords = ChordTable(seconds: 7)
  figures += chords.figures
  figures += drumFigures(seconds: 9)
  figures += toneFigures(seconds: 6)
  printFigures("keylock", figures, json: json)
  if let svgFolder { chords.plot.write(to: "\(svgFolder)/keylock.svg") }
}

/// Tempo changes at which the tables are taken, percent.
private let tempi = [-8.0, -3, 4, 8]

/// Energy off the tones of steady chords, by stretcher, and how often Segue puts the source in its place.
private struct ChordTable {
  /// Levels of frames by chord, then by stretcher.
  private var levels: [(chord: String, by: [(stretcher: KeyLockStretcher, levels: [Double])])] = []
  private var source: [Double] = []
  private var splices: [(stretcher: KeyLockStretcher, chord: String, perSecond: Double)] = []

  init(seconds: Double) {
    for chord in SteadyChord.all(seconds: seconds) {
      source += OffTones.levels(chord.sound, chord.tones)
      var by: [(stretcher: KeyLockStretcher, levels: [Double])] = []
      for stretcher in KeyLockStretcher.allCases {
        var all: [Double] = []
        var (spliced, heard) = (0, 0.0)
        for tempo in tempi {
          guard let sound = stretcher.stretch(chord.sound, percent: tempo) else { continue }
          all += OffTones.levels(sound, chord.tones)
          spliced += Splices.count(sound)
          heard += Double(sound.count) / 44_100
        }
        by.append((stretcher, all))
        if stretcher.engine != nil { splices.append((stretcher, chord.name, Double(spliced) / heard)) }
      }
      levels.append((chord.name, by))
    }
  }

  private func pooled(_ stretcher: KeyLockStretcher) -> [Double] {
    levels.flatMap { $0.by.filter { $0.stretcher == stretcher }.flatMap(\.levels) }
  }

  var figures: [(String, Double?)] {
    var figures: [(String, Double?)] = []
    for stretcher in KeyLockStretcher.allCases {
      figures.append(("chord_off_tone_db_\(stretcher.rawValue)", quantile(pooled(stretcher), 0.5)))
      figures.append(("chord_off_tone_db_p95_\(stretcher.rawValue)", quantile(pooled(stretcher), 0.95)))
    }
    figures.append(("chord_off_tone_db_source", quantile(source, 0.5)))
    figures.append(("splices_per_second_on_chords", splices.map(\.perSecond).max() ?? .nan))
    figures.append(("finer_over_rubberband3_db_worst", worst(.finer, over: .rubberband3)))
    figures.append(("faster_over_rubberband2_db_worst", worst(.faster, over: .rubberband2)))
    for (chord, by) in levels {
      for (stretcher, levels) in by {
        figures.append(("\(chord)_off_tone_db_\(stretcher.rawValue)", quantile(levels, 0.5)))
        figures.append(("\(chord)_off_tone_db_p95_\(stretcher.rawValue)", quantile(levels, 0.95)))
      }
      for row in splices where row.chord == chord {
        figures.append(("\(chord)_splices_per_second_\(row.stretcher.rawValue)", row.perSecond))
      }
    }
    return figures
  }

  /// By how much one has more energy off the tones than another, in median or 95th percentile, on the worst chord.
  private func worst(_ one: KeyLockStretcher, over other: KeyLockStretcher) -> Double {
    levels.flatMap { row in
      [0.5, 0.95].map { share in
        let (a, b) = (row.by.first { $0.stretcher == one }!, row.by.first { $0.stretcher == other }!)
        return quantile(a.levels, share) - quantile(b.levels, share)
      }
    }.max() ?? .nan
  }

  var plot: Plot {
    var plot = Plot(
      title: "Held chords",
      x: Plot.Axis(label: "share of moments, %", range: 0...100, ticks: Array(stride(from: 0, through: 100, by: 10))),
      y: Plot.Axis(
        label: "energy off the tones, dB", range: -60...0, ticks: Array(stride(from: -60, through: 0, by: 10))),
      specification: "the track itself")
    func curve(_ levels: [Double]) -> [(x: Double, y: Double)] {
      stride(from: 0.0, through: 100, by: 0.5).map { (x: $0, y: quantile(levels, $0 / 100)) }
    }
    for (colour, stretcher) in KeyLockStretcher.allCases.enumerated() where !pooled(stretcher).isEmpty {
      plot.curves.append(Plot.Curve(name: stretcher.shown, points: curve(pooled(stretcher)), colour: colour))
    }
    plot.curves.append(Plot.Curve(name: "", points: curve(source), colour: 0, isSpecification: true))
    return plot
  }
}

/// How whole the attacks of drums come out, and what is heard before them.
private func drumFigures(seconds: Double) -> [(String, Double?)] {
  var figures: [(String, Double?)] = []
  for drums in DrumHits.all(seconds: seconds) {
    for stretcher in KeyLockStretcher.allCases {
      var (matches, early): ([Double], [Double]) = ([], [])
      for tempo in tempi {
        guard let sound = stretcher.stretch(drums.sound, percent: tempo) else { continue }
        let found = AttackMatch.all(drums, in: sound, speed: 1 + tempo / 100)
        matches += found.map(\.likeness)
        early += found.map(\.preEcho)
      }
      // What nearly all hits reach, not the mean: one spoilt attack in twenty is heard.
      let name = drums.name == "clicks" ? "click" : drums.name
      figures.append(("\(name)_match_\(stretcher.rawValue)", quantile(matches, 0.05)))
      if drums.isAlone {
        figures.append(("\(name)_pre_echo_db_\(stretcher.rawValue)", quantile(early, 0.5)))
      }
    }
  }
  return figures
}

/// What becomes of a sine of 440 Hz.
private func toneFigures(seconds: Double) -> [(String, Double?)] {
  let sine = SteadyChord.sines("sine", [440], seconds: seconds).sound
  var figures: [(String, Double?)] = []
  for stretcher in KeyLockStretcher.allCases {
    for tempo in [-8.0, 6] {
      let tone = stretcher.stretch(sine, percent: tempo).map { ToneMeasure($0, hz: 440) }
      let name = "\(stretcher.rawValue)_at_\(tempo < 0 ? "minus" : "plus")_\(Int(abs(tempo)))"
      figures.append(("tone_cents_\(name)", tone?.cents ?? .nan))
      figures.append(("tone_warble_cents_rms_\(name)", tone?.warble ?? .nan))
    }
  }
  return figures
}
