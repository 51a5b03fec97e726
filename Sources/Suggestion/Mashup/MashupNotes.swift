import Music

/// The notes that the two halves of a track are made of, over the whole of it. A track's key is that of all that plays;
/// what its voice sings may lie in another one (a pentatonic line, a mode, a key that was found wrong), and what is
/// heard over a foreign instrumental is the voice's notes.
package struct MashupNotes: Sendable, Hashable {
  /// Twelve pitch classes, C first; all 0 without notes.
  let voice: SIMD16<Float>
  let instrumental: SIMD16<Float>
  /// How strongly each pitch class sounds in them, tuned drums among it; all 0 where that is not known.
  private let voiceSound: SIMD16<Float>
  private let instrumentalSound: SIMD16<Float>

  /// The voice counts where it sings: between its lines a separator leaves what is no voice.
  package init(_ facts: StemFacts) {
    var (voice, instrumental) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
    var next = 0
    for cell in 0..<facts.count {
      let plays = facts.instrumental(cell).chroma
      for note in 0..<12 { instrumental[note] += plays[note] }
      let middle = (Double(cell) + 0.5) * StemFacts.cellSeconds
      while next < facts.sung.count, facts.sung[next].upperBound < middle { next += 1 }
      guard next < facts.sung.count, facts.sung[next].lowerBound <= middle else { continue }
      let sings = facts.voice(cell).chroma
      for note in 0..<12 { voice[note] += sings[note] }
    }
    (self.voice, self.instrumental) = (voice, instrumental)
    (voiceSound, instrumentalSound) = (facts.voicePitches.lanes, facts.instrumentalPitches.lanes)
  }

  /// How well the voice, shifted by so many semitones, agrees with another track's instrumental; nil where either has
  /// no notes.
  package func agreement(over beat: MashupNotes, shift: Int) -> MashupAgreement? {
    notesAgreement(voice, beat.instrumental, shift: shift).map {
      MashupAgreement(notes: $0, sound: notesAgreement(voiceSound, beat.instrumentalSound, shift: shift))
    }
  }
}

/// How well a voice and an instrumental agree in pitch, 0…1 each.
package struct MashupAgreement: Sendable, Hashable {
  /// By the notes that are played.
  package var notes: Double
  /// By what sounds, each pitch as strongly as it does, a tuned kick drum among it; nil where that is not known, or no
  /// pitch stands out.
  package var sound: Double?

  /// A voice is heard against what sounds loudest and longest, be it a chord, a bass or a drum that stands on a note;
  /// soft notes count in the other half, so that a chord under a loud kick drum is not outvoted where it agrees much
  /// better.
  private static let soundShare = 0.5

  /// What shifts are compared by.
  var whole: Double { sound.map { (1 - Self.soundShare) * notes + Self.soundShare * $0 } ?? notes }
}

/// How a voice comes to fit an instrumental.
package struct MashupKeyFit: Sendable, Hashable {
  /// Of the voice.
  package var semitones: Int
  /// What the tunings lie apart, added to the semitones.
  package var cents: Double
  /// How the keys stand after it.
  package var relation: CamelotRelation
  /// How well both agree after it; nil where no notes are known.
  package var agreement: MashupAgreement?

  /// From here on notes agree as those of keys that fit do: a correlation of a half.
  private static let agreeing = 0.75
  /// Where a key is not known, nothing else speaks for a shift: of seven shifts of chance notes one reaches 0.75 in
  /// every third case, this in one of a hundred.
  private static let convincing = 0.9

  /// The keys go together by name, or else by what is heard.
  package var fits: Bool { relation.fitsOver || isByNotes }
  /// The names of the keys say nothing, or that they clash; the notes go together.
  package var isByNotes: Bool {
    !relation.fitsOver && (agreement?.notes ?? 0) >= (relation == .unknown ? Self.convincing : Self.agreeing)
  }

  /// The shifts that are tried, semitones, the least first. - Parameter most: 0…6.
  package static func steps(_ most: Int) -> [Int] {
    (0...max(0, min(6, most))).flatMap { $0 == 0 ? [0] : [$0, -$0] }
  }

  /// Of shifts that make it fit, the one that is worth most; of two as good ones the first. Where none makes it fit,
  /// the first of all.
  /// - Parameters:
  ///   - steps: semitones, those that are preferred first.
  ///   - relation: how the keys stand after a shift.
  ///   - agreement: how well both agree after it; nil where no notes are known.
  package static func best(
    of steps: [Int], cents: Double, relation: (Int) -> CamelotRelation, agreement: (Int) -> MashupAgreement?
  ) -> MashupKeyFit? {
    let all = steps.map {
      MashupKeyFit(semitones: $0, cents: cents, relation: relation($0), agreement: agreement($0))
    }
    guard let first = all.first else { return nil }
    guard first.agreement != nil else {
      // By name alone: the least shift that fits.
      return all.first { $0.relation.fitsOver } ?? first
    }
    let fitting = all.filter(\.fits)
    return fitting.dropFirst().reduce(fitting.first ?? first) { $1.worth > $0.worth + 1e-9 ? $1 : $0 }
  }

  /// 0…1.
  var worth: Double { mashupKeyWorth(relation, shift: semitones, cents: cents, agreement: agreement?.whole) }
}
