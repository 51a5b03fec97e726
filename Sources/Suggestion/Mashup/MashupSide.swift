import Glibc
import Music

/// What a mashup is planned from: a track, what its stems sound like, and how it is heard.
package struct MashupSide: Sendable {
  /// What is known of it.
  package let analysis: TrackAnalysis
  /// What its voice and its instrumental sound like; nil where there are no stems, or they were not listened to.
  package let stems: StemFacts?
  /// What its deck plays it at; 1 is as recorded.
  package var ratio: TempoRatio
  /// Of its deck, semitones, with cents.
  package var keyShift: Double
  /// The DJ has set its key: that is taken at its word, whatever its notes say.
  package let isKeyByHand: Bool
  /// The lines of its words, seconds, where they are known with their times: they say where a voice may be cut.
  package let lines: [ClosedRange<Double>]
  /// Nothing before it is planned, where anything else can be.
  package var earliest: TrackTime?
  let track: BlendTrack
  /// Nil where its stems were not listened to.
  let notes: MashupNotes?
  /// One for each of `track.bars`.
  let bars: [MashupBar]
  /// What each bar is for; nil where that is not known.
  let kinds: [FormKind?]

  /// A track as it was recorded.
  package init(
    _ analysis: TrackAnalysis, stems: StemFacts?, ratio: TempoRatio = .asRecorded, keyShift: Double = 0,
    earliest: TrackTime? = nil, lines: [ClosedRange<Double>] = [], isKeyByHand: Bool = false
  ) {
    (self.analysis, self.stems, self.ratio) = (analysis, stems, ratio)
    self.keyShift = keyShift.isFinite ? max(-24, min(24, keyShift)) : 0
    self.isKeyByHand = isKeyByHand
    (self.earliest, self.lines) = (earliest, lines)
    notes = stems.map(MashupNotes.init)
    track = BlendTrack(analysis)
    let track = track
    bars = stems.map { MashupBar.bars(of: track, $0) } ?? []
    kinds = track.bars.indices.map { bar in
      Self.label(analysis, at: (track.bars[bar].time + track.time(ofBar: bar + 1)) / 2).map(FormKind.init)
    }
  }

  /// As it is said: “Title”.
  var name: String {
    analysis.tags.title.map { "“\($0)”" } ?? analysis.path.split(separator: "/").last.map(String.init) ?? "it"
  }

  var key: MusicalKey? { analysis.key.flatMap(MusicalKey.init(parsing:)) }

  /// `keyShift` without cents.
  var semitones: Int { Int(keyShift.rounded()) }
  /// The key that it sounds in; nil where none is known.
  var soundingKey: MusicalKey? { key?.transposed(by: semitones) }
  /// How far it sounds from that key at A = 440 Hz, cents; nil where that is not known.
  var tuning: Double? {
    analysis.tuning_cents.flatMap { $0.isFinite ? $0 + 100 * (keyShift - Double(semitones)) : nil }
  }

  /// Its tempo in the middle of its sound; nil where none is known.
  var bpm: BPM? {
    let middle = (track.sound.lowerBound + track.sound.upperBound) / 2
    let bpm = analysis.grid?.bpm(at: TrackTime(middle)) ?? analysis.bpm.map { BPM($0) }
    return bpm.flatMap { $0.value > 0 && $0.value.isFinite ? $0 : nil }
  }

  /// The label of the section that holds the middle of a stretch; nil where none is known.
  func label(from: Double, to: Double) -> String? { Self.label(analysis, at: (from + to) / 2) }

  private static func label(_ analysis: TrackAnalysis, at time: Double) -> String? {
    analysis.sections?.last { $0.start_seconds <= time && time < $0.end_seconds }?.label
  }

  /// Its energy in a stretch, points of ten; nil where it is not known.
  func energy(from: Double, to: Double) -> Double? {
    guard let energy = analysis.energy, analysis.energy_curve?.isEmpty == false else { return nil }
    return Double(energy) * min(1.2, track.energy(from: from, to: to))
  }

  /// Seconds in which the voice sings.
  func sung(from: Double, to: Double) -> Double {
    (stems?.sung ?? []).reduce(0) { $0 + max(0, min(to, $1.upperBound) - max(from, $1.lowerBound)) }
  }

  /// How much of a sung span a cut at this time leaves on the other side, seconds: the shorter of both parts. A word
  /// that begins right at the bar line is none.
  func cut(at time: Double) -> Double {
    // Two lines may be one sung span: where the lines are known, a cut between them is none.
    let spans = lines.isEmpty ? stems?.sung ?? [] : lines
    guard let span = spans.first(where: { $0.lowerBound < time && time < $0.upperBound }) else { return 0 }
    let part = min(time - span.lowerBound, span.upperBound - time)
    return part > cutTolerance ? part : 0
  }
}

/// Seconds: a separator's voices begin so much too early and end so much too late.
private let cutTolerance = 0.2

/// What the two halves of a track are in a bar. Bands and notes fill the first lanes; the others are 0.
struct MashupBar: Sendable {
  /// Mean levels by band, dBFS.
  var voice = SIMD16<Float>(repeating: StemFacts.silence)
  var instrumental = SIMD16<Float>(repeating: StemFacts.silence)
  /// What each band counts of the voice: loudness grows with about the third root of power; together 1, or all 0.
  var counts = SIMD16<Float>.zero
  var voiceNotes = SIMD16<Float>.zero
  var instrumentalNotes = SIMD16<Float>.zero
  /// Share of the bar in which the voice sings.
  var sung = 0.0

  init(_ facts: StemFacts, from: Double, to: Double) {
    guard to > from, facts.count > 0 else { return }
    let first = max(0, min(facts.count - 1, Int(from / StemFacts.cellSeconds)))
    let last = max(first, min(facts.count - 1, Int(((to - 1e-6) / StemFacts.cellSeconds))))
    var powers = (voice: SIMD16<Float>.zero, instrumental: SIMD16<Float>.zero)
    var whole: Float = 0
    for cell in first...last {
      let start = Double(cell) * StemFacts.cellSeconds
      let share = Float(min(to, start + StemFacts.cellSeconds) - max(from, start))
      guard share > 0 else { continue }
      whole += share
      let (sings, plays) = (facts.voice(cell), facts.instrumental(cell))
      for band in 0..<StemFacts.bandCount {
        powers.voice[band] += share * power(sings.levels[band])
        powers.instrumental[band] += share * power(plays.levels[band])
      }
      for note in 0..<12 {
        voiceNotes[note] += share * sings.chroma[note]
        instrumentalNotes[note] += share * plays.chroma[note]
      }
    }
    guard whole > 0 else { return }
    for band in 0..<StemFacts.bandCount {
      voice[band] = level(powers.voice[band] / whole)
      instrumental[band] = level(powers.instrumental[band] / whole)
      counts[band] = cbrtf(powers.voice[band])
    }
    let sum = counts.sum()
    if sum > 0 { counts /= sum }
  }

  /// One a bar; each looks only at the spans that reach into it.
  static func bars(of track: BlendTrack, _ facts: StemFacts) -> [MashupBar] {
    var next = 0
    return track.bars.indices.map { index in
      let (from, to) = (track.bars[index].time, track.time(ofBar: index + 1))
      var bar = MashupBar(facts, from: from, to: to)
      while next < facts.sung.count, facts.sung[next].upperBound <= from { next += 1 }
      var sung = 0.0
      for span in facts.sung[next...] {
        if span.lowerBound >= to { break }
        sung += max(0, min(to, span.upperBound) - max(from, span.lowerBound))
      }
      if to > from { bar.sung = min(1, sung / (to - from)) }
      return bar
    }
  }
}

private func power(_ level: Float) -> Float { level <= StemFacts.silence ? 0 : powf(10, level / 10) }
private func level(_ power: Float) -> Float { power > 1e-10 ? 10 * log10f(power) : StemFacts.silence }
