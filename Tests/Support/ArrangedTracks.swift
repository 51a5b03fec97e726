import Music

/// A dance track whose arrangement is known: which of drums, bass and chords play says what a part is for.
package struct ArrangedTrack {
  package var signal: Signal
  package private(set) var sections: [TrackAnalysis.Section] = []
  /// Where beat 0 lies, seconds.
  package static let firstBeat = 0.05

  /// - Parameters:
  ///   - plan: labels of the analysis contract with their lengths in bars of four. Intros and outros are drums, verses
  ///     and drops everything, breakdowns chords alone, builds chords under a roll that grows.
  ///   - raised: the part of the plan that is played a semitone higher; nil: none.
  package init(bpm: Double, plan: [(label: String, bars: Int)], raised: Int? = nil, seed: UInt64 = 1) {
    let beat = 60 / bpm
    let bars = plan.reduce(0) { $0 + $1.bars }
    signal = Signal(seconds: Self.firstBeat + Double(4 * bars) * beat + 1.5)
    var random = SeededRandom(seed: seed)
    var bar = 0
    for (index, part) in plan.enumerated() {
      let start = Self.firstBeat + Double(4 * bar) * beat
      sections.append(
        TrackAnalysis.Section(
          label: part.label, start_seconds: start, end_seconds: start + Double(4 * part.bars) * beat))
      for inPart in 0..<part.bars {
        let time = start + Double(4 * inPart) * beat
        let rise = Float(inPart) / Float(part.bars)
        if part.label != "breakdown" { addDrums(part.label, at: time, beat: beat, rise: rise, random: &random) }
        if part.label != "intro", part.label != "outro" {
          addChord(
            bar, at: time, beat: beat, raisedBy: index == raised ? 1 : 0,
            hasBass: ["verse", "drop"].contains(part.label))
        }
        bar += 1
      }
    }
  }

  private mutating func addDrums(
    _ label: String, at time: Double, beat: Double, rise: Float, random: inout SeededRandom
  ) {
    for quarter in 0..<4 {
      let at = time + Double(quarter) * beat
      if label == "build" {
        for half in 0..<2 {
          signal.addSnare(at: at + Double(half) * beat / 2, level: 0.03 + 0.2 * rise, random: &random)
        }
        signal.addHat(at: at, level: 0.02 + 0.2 * rise, random: &random)
      } else {
        signal.addKick(at: at)
        signal.addHat(at: at + beat / 2, random: &random)
        if quarter % 2 == 1, label != "intro" { signal.addSnare(at: at, level: 0.15, random: &random) }
      }
    }
  }

  /// A minor, F, G, A minor, a bar each.
  private mutating func addChord(_ bar: Int, at time: Double, beat: Double, raisedBy semitones: Int, hasBass: Bool) {
    let chord = [[57, 60, 64], [53, 57, 60], [55, 59, 62], [57, 60, 64]][bar % 4].map { Double($0 + semitones) }
    for note in chord { signal.addTone(note: note, at: time, for: 3.9 * beat, level: 0.05) }
    guard hasBass else { return }
    for eighth in [1, 3, 5, 7] {
      signal.addTone(note: chord[0] - 24, at: time + Double(eighth) * beat / 2, for: 0.4 * beat, level: 0.25)
    }
  }
}
