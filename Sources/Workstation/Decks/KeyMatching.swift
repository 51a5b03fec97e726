import Engine
import Music
import Platform
import Suggestion

/// A key shift that makes two tracks fit.
struct KeyMatch: Sendable, Hashable {
  /// Semitones; fractions are cents.
  var shift: Double
  /// What sounds then.
  var key: MusicalKey

  /// What is less is left alone, semitones: at 440 Hz four cents beat once a second, a fifth of any vibrato's pace, and
  /// trained ears tell five cents apart. A shift would take a stretcher for it.
  static let least = 0.04
  /// The most that a track is shifted: more is heard as an effect, whatever the stretcher.
  static let most = 3.5

  /// The smallest shift that brings `mine` to a key that fits `theirs`, in tune with it.
  /// - Parameters:
  ///   - mine: the recorded key, and how far from it the deck sounds with no key shift, in semitones (tuning; tempo
  ///     without key lock).
  ///   - theirs: the same of the other deck, its key shift counted in.
  ///   - fits: whether the second key goes with the first: that of whole tracks, or of a voice over an instrumental.
  /// - Returns: nil when none of at most `most` semitones fits.
  static func find(
    mine: (key: MusicalKey, offset: Double), theirs: (key: MusicalKey, offset: Double),
    fits: (MusicalKey, MusicalKey) -> Bool = MusicalKey.fit
  ) -> KeyMatch? {
    let whole = theirs.offset.rounded()
    let goal = theirs.key.transposed(by: Int(whole))
    let cents = theirs.offset - whole
    var best: KeyMatch?
    let middle = Int(mine.offset.rounded())
    for steps in (middle - 6)...(middle + 6) {
      let key = mine.key.transposed(by: steps)
      guard fits(goal, key) else { continue }
      let shift = Double(steps) + cents - mine.offset
      guard abs(shift) <= most, abs(shift) < abs(best?.shift ?? .infinity) - 1e-9 else { continue }
      best = KeyMatch(shift: shift, key: key)
    }
    if let match = best, abs(match.shift) < least { best?.shift = 0 }
    return best
  }

  /// The shift by which a voice and an instrumental fit best, by their notes and by the names of their keys, in tune
  /// with each other.
  /// - Parameters:
  ///   - mine, theirs: as above; a key is nil where it is not known.
  ///   - agreement: how well both agree where `mine` sounds so many semitones above `theirs`, each counted from its
  ///     recorded key; nil where one has no notes.
  ///   - most: semitones.
  /// - Returns: nil where none makes them fit.
  static func byNotes(
    mine: (key: MusicalKey?, offset: Double), theirs: (key: MusicalKey?, offset: Double),
    most: Int = MashupRules().keyShift, agreement: (Int) -> MashupAgreement?
  ) -> Double? {
    let (bare, whole) = (Int(mine.offset.rounded()), Int(theirs.offset.rounded()))
    let goal = theirs.key?.transposed(by: whole)
    let fit = MashupKeyFit.best(
      of: MashupKeyFit.steps(most), cents: 0,
      relation: { CamelotRelation(from: goal, to: mine.key?.transposed(by: bare + $0)) },
      agreement: { agreement(bare + $0 - whole) })
    guard let fit, fit.fits else { return nil }
    let cents = (theirs.offset - Double(whole)) - (mine.offset - Double(bare))
    return Double(fit.semitones) + (abs(cents) < least ? 0 : cents)
  }
}

extension DeckState {
  /// What the tempo control is set to, though it may still be on its way there: a nudge, or a hand on the platter, is
  /// no other key.
  var setRatio: TempoRatio { TempoRatio(percent: tempoTarget) }
}

/// The key that a deck's track sounds in, key shift and tempo counted in; nil when it is not known, and between two
/// keys.
func soundingKey(_ state: DeckState, _ loaded: LoadedDeck) -> MusicalKey? {
  let ratio = TempoRatio(percent: state.tempoPercent)
  return soundingKey(of: loaded.track?.key, shift: state.keyShift, ratio: ratio, keyLock: state.keyLock)
}

extension DeckController {
  /// Why no key shift is made.
  struct NoMatch: Error {
    let sentence: String

    static func noShift(of mine: MusicalKey, to key: MusicalKey, most: Int = Int(KeyMatch.most)) -> NoMatch {
      let shift = counted(most, "semitone")
      return NoMatch(sentence: "no shift of at most \(shift) makes \(mine.camelot.code) fit \(key.camelot.code)")
    }
  }

  /// The smallest shift of the deck that fits what the other one sounds in. - Parameters:
  ///   - ownShift: what the deck is shifted by already.
  ///   - otherShift: its key shift.
  ///   - fits: as `find` has it.
  func keyMatch(
    with other: DeckController, ownShift: Double = 0, otherShift: Double,
    fits: (MusicalKey, MusicalKey) -> Bool = MusicalKey.fit
  ) -> Result<KeyMatch, NoMatch> {
    keys(with: other).flatMap { mine, theirs in
      let goal = other.offsetFromRecordedKey + otherShift
      let match = KeyMatch.find(
        mine: (mine, offsetFromRecordedKey + ownShift), theirs: (theirs, goal), fits: fits)
      return match.map(Result.success) ?? .failure(.noShift(of: mine, to: theirs.transposed(by: Int(goal.rounded()))))
    }
  }

  /// The key shift of the deck at which its voice fits the other one's instrumental, or its instrumental the other
  /// one's voice: as mashups are planned, by the notes of both where they are known; by the names of the keys alone
  /// where a DJ has set one. The least from where the deck is.
  /// - Parameters:
  ///   - shifts: the deck's own key shift, and the other one's, semitones.
  ///   - isVoice: the deck sings.
  ///   - most: semitones that it is shifted by at most.
  func mashMatch(
    with other: DeckController, shifts: (own: Double, other: Double), isVoice: Bool, most: Int
  ) -> Result<Double, NoMatch> {
    let (mine, theirs) = (track?.track.key, other.track?.track.key)
    let isByHand = track?.isKeyByHand == true || other.track?.isKeyByHand == true
    guard !isByHand || mine == nil || theirs == nil, let own = track?.notes, let others = other.track?.notes else {
      return keyMatch(with: other, ownShift: shifts.own, otherShift: shifts.other) {
        CamelotRelation(from: $0, to: $1).fitsOver
      }.map { shifts.own + $0.shift }
    }
    let goal = other.offsetFromRecordedKey + shifts.other
    let found = KeyMatch.byNotes(
      mine: (mine, offsetFromRecordedKey + shifts.own), theirs: (theirs, goal), most: most
    ) { isVoice ? own.agreement(over: others, shift: $0) : others.agreement(over: own, shift: -$0) }
    if let found { return .success(shifts.own + found) }
    return keys(with: other).flatMap {
      .failure(.noShift(of: $0, to: $1.transposed(by: Int(goal.rounded())), most: most))
    }
  }

  /// The recorded keys of both.
  private func keys(with other: DeckController) -> Result<(MusicalKey, MusicalKey), NoMatch> {
    for deck in [self, other] where deck.track?.track.key == nil {
      let why =
        deck.track == nil
        ? deck.emptyComplaint
        : "\(deck.name) has a track whose key is not known: deck \(deck.id.word) correct key 8A sets it"
      return .failure(NoMatch(sentence: why))
    }
    guard let mine = track?.track.key, let theirs = other.track?.track.key else {
      return .failure(NoMatch(sentence: emptyComplaint))
    }
    return .success((mine, theirs))
  }

  /// Shifts the deck's key by as little as fits what the other one sounds in, and says what was done.
  func matchKey(with other: DeckController, at: Moment, over: Glide) {
    let match: KeyMatch
    switch keyMatch(with: other, otherShift: other.state.keyShiftTarget) {
    case .success(let found): match = found
    case .failure(let why):
      let isKnown = track?.track.key != nil && other.track?.track.key != nil
      return log.add(.warning, why.sentence + (isKnown ? ": the key is left alone" : ""))
    }
    guard let mine = track?.track.key else { return }
    // A hundredth of a cent is more than anybody hears, and reads well in the journal.
    let shift = (match.shift * 10_000).rounded() / 10_000
    guard abs(shift - state.keyShiftTarget) > 0.0001 else {
      return log.add(
        .note, "\(name) fits \(other.name) already: it sounds in \(match.key.camelot.code); its key is left alone")
    }
    engine.send(EngineCommand(.deck(id, .set(.keyShift, shift)), at: at, over: over))
    log.add(
      .note, "\(name): \(mine.camelot.code) shifted by \(Self.semitones(shift)) sounds in \(match.key.camelot.code)")
  }

  /// How far from the recorded key the deck sounds with no key shift, semitones: tuning, and tempo without key lock.
  private var offsetFromRecordedKey: Double {
    (track?.shown.tuningCents ?? 0) / 100 + soundingShift(0, ratio: state.setRatio, keyLock: state.keyLock)
  }

  /// "+2 semitones", "-1 semitone and 12 cents".
  private static func semitones(_ shift: Double) -> String {
    let whole = shift.rounded()
    let cents = ((shift - whole) * 100).rounded()
    let sign = { (value: Double) in value < 0 ? "−" : "+" }
    let step = "\(sign(whole))\(Int(abs(whole))) semitone\(abs(whole) == 1 ? "" : "s")"
    let part = "\(sign(cents))\(Int(abs(cents))) cent\(abs(cents) == 1 ? "" : "s")"
    return whole == 0 ? (cents == 0 ? "nothing" : part) : cents == 0 ? step : "\(step) \(part)"
  }
}
