import Music

/// One track's voice over another one's instrumental, planned before it is heard. Music, not sound: it can be ranked
/// by, shown, said as commands, performed and rendered.
package struct MashupPlan: Sendable, Hashable {
  /// Which of the two gives way.
  package enum Side: String, BitwiseCopyable, Sendable, Hashable, Codable { case voice, beat }

  /// Where the planned bars begin and end in the track whose voice is taken.
  package var voice: ClosedRange<TrackTime>
  /// Where they begin and end in the one whose instrumental is.
  package var beat: ClosedRange<TrackTime>
  /// Bars of the instrumental.
  package var bars: Int
  /// The tempo of both, as the instrumental counts it.
  package var bpm: BPM
  /// What the voice's tempo is changed by, percent.
  package var voiceStretch: Double
  /// What the instrumental's tempo is changed by, percent.
  package var beatStretch: Double
  /// 2: the voice is counted twice as fast, 0.5: half as fast, 1: as it is.
  package var tempoMultiple: Double
  /// The one whose tempo both have.
  package var leads: Side
  /// What is shifted.
  package var shiftSide: Side
  /// Semitones.
  package var shift: Int
  /// What the tunings lie apart, cents; added to the semitones.
  package var cents: Double
  /// The key shift of the voice in all, semitones with cents: what its deck had before, and this one.
  package var voiceKey: Double
  /// The same of the instrumental.
  package var beatKey: Double
  /// How the keys stand after it.
  package var relation: CamelotRelation
  /// The names of the keys don't go together, or are not known, but the notes do.
  package var notesAgree: Bool
  /// The voice's loudness less the instrumental's, LU.
  package var balance: Double
  /// What brings the voice there, the instrumental left as it is; dB. Nil where a loudness is not known.
  package var voiceGain: Decibels?
  /// 0…1 each.
  package var parts: MashupParts
  /// What each part counts; all together 1.
  package var weights: MashupParts
  /// What speaks for it and against it, most telling first.
  package var reasons: [String]
  /// Seconds of the voice's sung spans that are cut off at the beginning and at the end.
  package var cut: SIMD2<Double>

  /// The keys go together by name, or else by what is heard.
  package var keysFit: Bool { relation.fitsOver || notesAgree }
  /// 0…1: the sum of its parts, each times what it counts.
  package var score: Double { parts.score(weights) }
  /// How sure it is that this sounds as planned: 0…1.
  package var confidence: Double { parts[.confidence] }
  /// The stretch of the one that is stretched, percent.
  package var stretch: Double { abs(voiceStretch) >= abs(beatStretch) ? voiceStretch : beatStretch }
  /// Semitones with cents.
  package var wholeShift: Double { Double(shift) + cents / 100 }

  /// The score as a sum of points of 100, a line a part, what counts most first.
  package var arithmetic: [String] {
    MashupPart.allCases.filter { weights[$0] > 0 }.sorted { weights[$0] > weights[$1] }.map { part in
      let (value, weight) = (parts[part], weights[part])
      return "\(part.rawValue) \(decimal(value, 100)) × \(decimal(100 * weight, 10)) % = "
        + decimal(100 * value * weight, 10)
    }
  }
}

/// Why two tracks make no mashup, in a sentence.
package struct MashupObstacle: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentence, with what would do.
  package let description: String
}

extension CamelotRelation {
  /// A voice in one key sings well over an instrumental in the other: their scales differ in one note at most. (Two
  /// whole tracks over each other want more: `fits`.)
  package var fitsOver: Bool { fits || self == .diagonal }
}
