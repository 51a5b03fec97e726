/// Where a track's beats lie: a line of anchors, a constant tempo from each anchor to the next.
/// One anchor is a constant grid. Before the first anchor its tempo goes on backwards; after the last one, forwards.
package struct BeatGrid: Sendable, Hashable, Codable {
  /// A point where beat and time are known.
  package struct Anchor: BitwiseCopyable, Sendable, Hashable, Codable {
    /// Where the beat `beat` sounds.
    package var time: TrackTime
    /// The beat that sounds at `time`; a whole one as a rule.
    package var beat: BeatPosition
    /// The tempo from here on.
    package var bpm: BPM
    /// - Parameter bpm: from this anchor on, until the next one.
    package init(time: TrackTime, beat: BeatPosition, bpm: BPM) {
      self.time = time
      self.beat = beat
      self.bpm = bpm
    }
  }

  /// In order of time; never empty.
  package let anchors: [Anchor]
  /// Beats in a bar: 4 in 4/4.
  package var beatsPerBar: Int
  /// A beat that starts a bar (any whole beat number; others follow at `beatsPerBar`). Nil: downbeats are not known.
  package var downbeat: Int?
  /// A beat that starts a phrase, and the phrase's length in bars. Nil: not known.
  package var phraseStart: Int?
  /// Bars in a phrase; 1 or more.
  package var barsPerPhrase: Int

  /// - Precondition: `anchors` is not empty, rises in time and beat, and every tempo is positive and finite.
  package init(
    anchors: [Anchor], beatsPerBar: Int = 4, downbeat: Int? = 0, phraseStart: Int? = nil, barsPerPhrase: Int = 8
  ) {
    precondition(!anchors.isEmpty, "a beat grid needs an anchor")
    precondition(anchors.allSatisfy { $0.bpm.value > 0 && $0.bpm.value.isFinite }, "a tempo must be positive")
    precondition(
      zip(anchors, anchors.dropFirst()).allSatisfy { $0.time < $1.time && $0.beat < $1.beat }, "anchors must rise")
    self.anchors = anchors
    self.beatsPerBar = max(1, beatsPerBar)
    self.downbeat = downbeat
    self.phraseStart = phraseStart
    self.barsPerPhrase = max(1, barsPerPhrase)
  }

  /// A constant tempo with beat 0 at `firstBeat`.
  package init(bpm: BPM, firstBeat: TrackTime, beatsPerBar: Int = 4, downbeat: Int? = 0, phraseStart: Int? = nil) {
    self.init(
      anchors: [Anchor(time: firstBeat, beat: BeatPosition(0), bpm: bpm)], beatsPerBar: beatsPerBar,
      downbeat: downbeat, phraseStart: phraseStart)
  }

  /// The beat, with its fraction, that sounds at a time; negative before beat 0.
  package func beat(at time: TrackTime) -> BeatPosition {
    let anchor = anchors.last { $0.time <= time } ?? anchors[0]
    return anchor.beat + Beats((time - anchor.time).value * anchor.bpm.value / 60)
  }

  /// When a beat sounds; the inverse of `beat(at:)`.
  package func time(of beat: BeatPosition) -> TrackTime {
    let anchor = anchors.last { $0.beat <= beat } ?? anchors[0]
    return anchor.time + Seconds((beat - anchor.beat).value * 60 / anchor.bpm.value)
  }

  /// The tempo at a time.
  package func bpm(at time: TrackTime) -> BPM { (anchors.last { $0.time <= time } ?? anchors[0]).bpm }

  /// True when the whole beat starts a bar; false when downbeats are not known.
  package func isDownbeat(_ beat: Int) -> Bool {
    guard let downbeat else { return false }
    return (beat &- downbeat) % beatsPerBar == 0
  }

  /// True when the whole beat starts a phrase; false when phrases are not known.
  package func isPhraseStart(_ beat: Int) -> Bool {
    guard let phraseStart else { return false }
    return (beat &- phraseStart) % (beatsPerBar * barsPerPhrase) == 0
  }

  /// The times of all whole beats in `range`, rising; those on its bounds count (give or take a millionth of a beat).
  /// - Returns: nothing for a range without an end, or one that holds more beats than any track.
  package func beats(in range: ClosedRange<TrackTime>) -> [TrackTime] {
    let first = (beat(at: range.lowerBound).value - Self.rounding).rounded(.up)
    let last = (beat(at: range.upperBound).value + Self.rounding).rounded(.down)
    guard first <= last, abs(first) < 1e9, last - first < 1e7 else { return [] }
    return (Int(first)...Int(last)).map { time(of: BeatPosition(Double($0))) }
  }

  /// In beats: far above what arithmetic loses, far below what can be heard.
  private static let rounding = 1e-6
}

extension BeatGrid {
  private enum CodingKeys: String, CodingKey {
    case anchors, beatsPerBar, downbeat, phraseStart, barsPerPhrase
  }

  /// Refuses what `init` forbids: a grid from a file must not stop the program.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let anchors = try container.decode([Anchor].self, forKey: .anchors)
    guard Self.canHold(anchors) else {
      throw DecodingError.dataCorruptedError(
        forKey: .anchors, in: container, debugDescription: "anchors must rise and their tempos be positive")
    }
    self.init(
      anchors: anchors,
      // No bar or phrase is longer, and the product must not overflow.
      beatsPerBar: min(try container.decodeIfPresent(Int.self, forKey: .beatsPerBar) ?? 4, 1000),
      downbeat: try container.decodeIfPresent(Int.self, forKey: .downbeat),
      phraseStart: try container.decodeIfPresent(Int.self, forKey: .phraseStart),
      barsPerPhrase: min(try container.decodeIfPresent(Int.self, forKey: .barsPerPhrase) ?? 8, 1000))
  }

  /// True for anchors that rise in time and beat, with tempos that are positive; at least one.
  package static func canHold(_ anchors: [Anchor]) -> Bool {
    !anchors.isEmpty
      && anchors.allSatisfy {
        $0.bpm.value > 0 && $0.bpm.value.isFinite && $0.time.value.isFinite && $0.beat.value.isFinite
      }
      && zip(anchors, anchors.dropFirst()).allSatisfy { $0.time < $1.time && $0.beat < $1.beat }
  }
}
