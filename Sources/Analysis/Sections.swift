import Glibc
import Music

/// The parts of a track's arrangement: phrases that sound alike, joined and named by what drives them.
/// Boundaries lie where phrases start; a change inside a phrase is not seen.
struct Sections {
  /// In order, without gaps, from the first sound to the last. Nil where phrases are not known or too few to compare.
  let sections: [TrackAnalysis.Section]?

  /// A stretch of music and what it sounds like on average.
  private struct Span {
    var start: Double
    var end: Double
    /// Level of each band in decibels.
    var levels: [Double]
    /// Strength of the low band's onsets on the beats.
    var kick: Double
    /// Mean level over the bands.
    var loudness: Double { levels.reduce(0, +) / Double(levels.count) }
    var length: Double { end - start }
  }

  init(phrases: [Double]?, beats: [Double], cues: TrackAnalysis.CuePoints, onsets: OnsetCurves) {
    guard let phrases, phrases.count >= 4, let first = cues.first_sound_seconds, let last = cues.last_sound_seconds
    else {
      sections = nil
      return
    }
    // What is shorter than a few beats before the first phrase or after the last belongs to its neighbour.
    let shortest = (phrases[1] - phrases[0]) / 8
    let inside = phrases.filter { $0 > first + shortest && $0 < last - shortest }
    let borders = [first] + inside + [last]
    let spans = zip(borders, borders.dropFirst()).map { Self.span($0, $1, beats: beats, onsets: onsets) }
    let named = Self.named(Self.joined(spans), usual: spans)
    sections = named.isEmpty ? nil : named
  }

  private static func span(_ start: Double, _ end: Double, beats: [Double], onsets: OnsetCurves) -> Span {
    let from = min(onsets.frames - 1, max(0, Int(start * OnsetCurves.rate)))
    let to = min(onsets.frames, max(from + 1, Int(end * OnsetCurves.rate)))
    let levels = onsets.levels.map { level in
      // Below the floor there is nothing to tell apart.
      Double(level[from..<to].reduce(0) { $0 + max($1, -50) }) / Double(to - from)
    }
    var kick = 0.0
    var number = 0.0
    for beat in beats where beat >= start - 0.02 && beat < end - 0.02 {
      let frame = Int((beat * OnsetCurves.rate).rounded())
      guard frame >= 2, frame + 3 <= onsets.frames else { continue }
      kick += Double(
        max(onsets.bands[0][(frame - 2)...(frame + 2)].max()!, onsets.bands[1][(frame - 2)...(frame + 2)].max()!))
      number += 1
    }
    return Span(start: start, end: end, levels: levels, kick: number > 0 ? kick / number : 0)
  }

  /// Neighbours that differ by less than 2.5 dB a band, and have about the same kick, are one.
  private static func joined(_ spans: [Span]) -> [Span] {
    let strongest = spans.map(\.kick).max() ?? 0
    var result: [Span] = []
    for span in spans {
      guard let last = result.last else {
        result.append(span)
        continue
      }
      let difference = zip(last.levels, span.levels).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(span.levels.count)
      if difference < 2.5, abs(last.kick - span.kick) < 0.35 * strongest {
        let share = last.length / max(1e-9, last.length + span.length)
        result[result.count - 1] = Span(
          start: last.start, end: span.end,
          levels: zip(last.levels, span.levels).map { share * $0 + (1 - share) * $1 },
          kick: share * last.kick + (1 - share) * span.kick)
      } else {
        result.append(span)
      }
    }
    return result
  }

  /// A part is full when it is as loud and has as much kick as the track's phrases usually have. What is not full is a breakdown, or
  /// a build where it grows into a full one; the full part after it is a drop. Before the first full part lies the intro,
  /// after the last one the outro.
  private static func named(_ spans: [Span], usual: [Span]) -> [TrackAnalysis.Section] {
    let kick = median(usual.map(\.kick))
    let loudness = median(usual.map(\.loudness))
    let isFull = spans.map { $0.loudness > loudness - 3 && $0.kick > 0.5 * kick }
    guard let firstFull = isFull.firstIndex(of: true), let lastFull = isFull.lastIndex(of: true) else { return [] }
    var sections: [TrackAnalysis.Section] = []
    var wasBroken = false
    for (index, span) in spans.enumerated() {
      let softerThanNext = index + 1 < spans.count && span.loudness < spans[index + 1].loudness - 1
      let softerThanLast = index > 0 && span.loudness < spans[index - 1].loudness - 1
      var label = wasBroken ? "drop" : "verse"
      if index < firstFull || (index == 0 && softerThanNext) {
        label = "intro"
      } else if index > lastFull || (index == spans.count - 1 && softerThanLast) {
        label = "outro"
      } else if !isFull[index] {
        // Between the first and the last full part there is always a next one.
        let grows = !isFull[index - 1] && span.loudness > spans[index - 1].loudness + 2
        label = grows && isFull[index + 1] ? "build" : "breakdown"
        wasBroken = true
      }
      if let last = sections.last, last.label == label, !isFull[index] {
        sections[sections.count - 1].end_seconds = span.end
      } else {
        sections.append(
          TrackAnalysis.Section(label: label, start_seconds: span.start, end_seconds: span.end))
      }
    }
    return sections
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
