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
  /// What both are shifted by, semitones; cents counted in.
  let shifts: MashKeys
  /// A DJ has set them.
  let isShiftedByHand: Bool
  /// How keys and notes stand after that.
  let fit: MashupKeyFit
  /// The voice's own key, and the instrumental's.
  let keys: (voice: MusicalKey?, beat: MusicalKey?)
  /// What brings the voice to its place over the instrumental, dB.
  let voiceGain: Double
  /// The voice's loudness less the instrumental's, LU.
  let balance: Double
  /// What is left of its own voice in the instrumental, dB relative to that voice; nil where nothing stands out.
  let leftover: Decibels?
  /// What makes room for the voice.
  let parts: Set<MashPart>
  /// Its best bars, as partners are judged; nil where not enough is known.
  let plan: MashupPlan?
  /// What a DJ should know.
  let notes: [String]

  /// - Parameter wish: by how much is shifted, where a DJ has set that, how far may be stretched and shifted, how loud
  ///   the voice is, and what makes room for it.
  /// - Throws: that the tempi lie too far apart, or the bars do not fit.
  init(voice: MashupTrack, beat: MashupTrack, _ wish: SongWish) throws(OfflineSet.Failure) {
    var rules = wish.rules
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
    var (mine, theirs) = (voice.side, beat.side)
    isShiftedByHand = wish.keys.isByHand
    let known = wish.keys.known
    if let keys = known {
      // They are judged as they are heard then.
      (mine.keyShift, theirs.keyShift, rules.keyShift) = (keys.voice, keys.beat, 0)
    }
    fit = mashupShift(of: mine, over: theirs, rules: rules)
    let planned = Double(fit.semitones) + fit.cents / 100
    shifts = MashKeys(
      voice: thousandths(known?.voice ?? planned), beat: thousandths(known?.beat ?? 0))
    plan = try? planMashups(voice: mine, over: theirs, mayYield: false, rules: rules)[0]
    balance = rules.balance
    let apart = (beat.loudness?.value ?? 0) - (voice.loudness?.value ?? 0) + rules.balance
    voiceGain = max(-24, min(24, apart))
    leftover = beat.facts?.leftover
    parts = wish.parts
    notes = Self.notes(voice, beat, (fit, shifts.voice != 0), apart, leftover, wish)
  }

  /// What is left of the instrumental's own voice is worth a word from here on, dB relative to that voice.
  private static let audibleLeftover = Decibels(-15)

  private static func notes(
    _ voice: MashupTrack, _ beat: MashupTrack, _ keys: (fit: MashupKeyFit, isShifted: Bool), _ apart: Double,
    _ leftover: Decibels?, _ wish: SongWish
  ) -> [String] {
    var notes: [String] = []
    for track in [voice, beat] where track.key == nil && !wish.keys.isByHand {
      let shifted = keys.isShifted ? "the voice is shifted to where the notes agree" : "the voice is not shifted"
      notes.append("no key is known of \(fileName(track.path)): \(shifted); set it in the workstation")
    }
    if wish.keys == .open, keys.fit.relation != .unknown, !keys.fit.fits {
      let most = counted(wish.rules.keyShift, "semitone")
      notes.append("no shift of at most \(most) makes the keys fit: the voice is left as it is")
    }
    if apart > 24 { notes.append("the voice is so soft that its noise will be heard") }
    if let leftover, leftover > audibleLeftover, !wish.parts.contains(.gate) {
      notes.append(
        "its own voice is left in the instrumental at \(signed(leftover.value, 0)) dB: --gate holds it down "
          + "while the other one sings")
    }
    return notes
  }
}
