import Music

@testable import Suggestion

/// A track with stems by its form: lines of three bars and a bit, a breath after each, in verses and drops.
struct SungForm {
  var form = Form(parts: [("intro", 16), ("verse", 32), ("drop", 16), ("verse", 32), ("drop", 16), ("outro", 16)])
  /// Bars by which all lines come late.
  var offset = 0.0
  /// Of each line.
  var lineBars = 3.3
  /// Labels of the parts that are sung.
  var sungParts: Set<String> = ["verse", "drop"]
  /// Level of the voice in its bands, dBFS, and which these are.
  var voiceLevel: Float = -24
  var voiceBands = 2...6
  /// Level of what plays in the bands above the bass, dBFS.
  var leadLevel: Float = -44
  var leadBands = 2...7
  var leftover: Double?
  var tuning: Double? = 0
  var energy: Int? = 6
  var barsPerPhrase = 8
  var isVoiceSilent = false
  /// The pitch class that both halves stand on; nil: none.
  var root: Int? = 9

  var sung: [ClosedRange<Double>] {
    guard !isVoiceSilent else { return [] }
    var spans: [ClosedRange<Double>] = []
    var bar = 0
    for (label, count) in form.parts {
      if sungParts.contains(label) {
        for line in stride(from: bar, to: bar + count, by: 4) {
          let start = (Double(line) + offset) * form.bar
          spans.append(start...start + lineBars * form.bar)
        }
      }
      bar += count
    }
    return spans
  }

  var facts: StemFacts {
    let sung = sung
    let count = Int(Double(form.bars) * form.bar / StemFacts.cellSeconds) + 1
    var chroma = [Float](repeating: 0, count: 12)
    if let root {
      for (note, level) in [(0, 1.0), (3, 0.6), (7, 0.8), (10, 0.4)] { chroma[(root + note) % 12] = Float(level) }
    }
    func cell(_ level: Float, _ bands: ClosedRange<Int>, bass: Float?) -> StemFacts.Cell {
      var cell = StemFacts.Cell.silent
      for band in bands { cell.levels[band] = level }
      if let bass { for band in 0...1 { cell.levels[band] = bass } }
      cell.chroma = chroma
      return cell
    }
    let voice = (0..<count).map { index -> StemFacts.Cell in
      let time = (Double(index) + 0.5) * StemFacts.cellSeconds
      return sung.contains { $0.contains(time) } ? cell(voiceLevel, voiceBands, bass: nil) : .silent
    }
    let instrumental = [StemFacts.Cell](repeating: cell(leadLevel, leadBands, bass: -20), count: count)
    return StemFacts(
      voice: voice, instrumental: instrumental, sung: sung,
      voiceLoudness: sung.isEmpty ? nil : LUFS(-18), instrumentalLoudness: LUFS(-16), lowestPartial: 190,
      usualPartial: 260, leftover: leftover.map { Decibels($0) })
  }

  var analysis: TrackAnalysis {
    var analysis = form.analysis
    analysis.tuning_cents = tuning
    analysis.energy = energy
    analysis.grid?.barsPerPhrase = barsPerPhrase
    return analysis
  }

  var side: MashupSide { MashupSide(analysis, stems: facts) }
}
