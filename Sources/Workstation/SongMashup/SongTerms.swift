import Engine
import Music
import Platform
import Suggestion

/// How a voice and an instrumental come together: tempo, key, levels.
struct SongTerms {
  /// Bars of the instrumental in one of the voice.
  let multiple: Double
  /// What the voice's tempo changes by, percent.
  let stretch: Double
  /// What the voice is shifted by, semitones; cents counted in.
  let shift: Double
  /// How keys and notes stand after it.
  let fit: MashupKeyFit
  /// The voice's own key, and the instrumental's.
  let keys: (voice: MusicalKey?, beat: MusicalKey?)
  /// What brings the voice to its place over the instrumental, dB.
  let voiceGain: Double
  /// The voice's loudness less the instrumental's, LU.
  let balance: Double
  /// What is left of its own voice in the instrumental, dB relative to that voice; nil where nothing stands out.
  let leftover: Decibels?
  /// That is held down while the other voice sings.
  let isGated: Bool
  /// Its best bars, as partners are judged; nil where not enough is known.
  let plan: MashupPlan?
  /// What a DJ should know.
  let notes: [String]

  /// - Parameters:
  ///   - isGated: what is left of the instrumental's own voice is to be held down.
  ///   - rules: how far is stretched and shifted, and how loud the voice is.
  /// - Throws: that the tempi lie too far apart, or the bars do not fit.
  init(
    voice: MashupTrack, beat: MashupTrack, isGated: Bool, rules: MashupRules
  ) throws(OfflineSet.Failure) {
    guard let change = tempoChange(from: voice.bpm, to: beat.bpm) else {
      throw OfflineSet.Failure(description: "no tempo is known of \(fileName(voice.path))")
    }
    let tempi = "\(fixed(voice.bpm.value, 1)) and \(fixed(beat.bpm.value, 1)) BPM"
    if abs(change.percent) > rules.mostStretch {
      throw OfflineSet.Failure(
        description: "the tempi lie too far apart: \(tempi) would stretch the voice by "
          + "\(fixed(abs(change.percent), 0)) %, \(fixed(rules.mostStretch, 0)) % is the most")
    }
    guard voice.grid.beatsPerBar == beat.grid.beatsPerBar else {
      throw OfflineSet.Failure(
        description: "bars of \(voice.grid.beatsPerBar) beats do not lie on bars of \(beat.grid.beatsPerBar)")
    }
    (multiple, stretch) = (change.tempoMultiple, change.percent)
    keys = (voice.key, beat.key)
    let (mine, theirs) = (voice.side, beat.side)
    fit = mashupShift(of: mine, over: theirs, rules: rules)
    shift = Double(fit.semitones) + fit.cents / 100
    plan = try? planMashups(voice: mine, over: theirs, mayYield: false, rules: rules)[0]
    balance = rules.balance
    let apart = (beat.loudness?.value ?? 0) - (voice.loudness?.value ?? 0) + rules.balance
    voiceGain = max(-24, min(24, apart))
    leftover = beat.facts?.leftover
    self.isGated = isGated
    notes = Self.notes(voice, beat, fit, apart, leftover, isGated, rules)
  }

  /// What is left of the instrumental's own voice is worth a word from here on, dB relative to that voice.
  private static let audibleLeftover = Decibels(-15)

  private static func notes(
    _ voice: MashupTrack, _ beat: MashupTrack, _ fit: MashupKeyFit, _ apart: Double, _ leftover: Decibels?,
    _ isGated: Bool, _ rules: MashupRules
  ) -> [String] {
    var notes: [String] = []
    for track in [voice, beat] where track.key == nil {
      let shifted = fit.semitones == 0 ? "the voice is not shifted" : "the voice is shifted to where the notes agree"
      notes.append("no key is known of \(fileName(track.path)): \(shifted); set it in the workstation")
    }
    if fit.relation != .unknown, !fit.fits {
      let most = counted(rules.keyShift, "semitone")
      notes.append("no shift of at most \(most) makes the keys fit: the voice is left as it is")
    }
    if apart > 24 { notes.append("the voice is so soft that its noise will be heard") }
    if let leftover, leftover > audibleLeftover, !isGated {
      notes.append(
        "its own voice is left in the instrumental at \(signed(leftover.value, 0)) dB: --gate holds it down "
          + "while the other one sings")
    }
    return notes
  }
}
