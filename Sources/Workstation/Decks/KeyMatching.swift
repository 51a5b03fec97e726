import Engine
import Music
import Platform

/// A key shift that makes two tracks fit.
struct KeyMatch: Sendable, Hashable {
  /// Semitones; fractions are cents.
  var shift: Double
  /// What sounds then.
  var key: MusicalKey

  /// The most that a track is shifted: more is heard as an effect, whatever the stretcher.
  static let most = 3.5

  /// The smallest shift that brings `mine` to a key that fits `theirs`, in tune with it.
  /// - Parameters:
  ///   - mine: the recorded key, and how far from it the deck sounds with no key shift, in semitones (tuning; tempo
  ///     without key lock).
  ///   - theirs: the same of the other deck, its key shift counted in.
  /// - Returns: nil when none of at most `most` semitones fits.
  static func find(
    mine: (key: MusicalKey, offset: Double), theirs: (key: MusicalKey, offset: Double)
  ) -> KeyMatch? {
    let whole = theirs.offset.rounded()
    let goal = theirs.key.transposed(by: Int(whole))
    let cents = theirs.offset - whole
    var best: KeyMatch?
    let middle = Int(mine.offset.rounded())
    for steps in (middle - 6)...(middle + 6) {
      let key = mine.key.transposed(by: steps)
      guard MusicalKey.fit(goal, key) else { continue }
      let shift = Double(steps) + cents - mine.offset
      guard abs(shift) <= most, abs(shift) < abs(best?.shift ?? .infinity) - 1e-9 else { continue }
      best = KeyMatch(shift: shift, key: key)
    }
    return best
  }
}

extension DeckState {
  /// What the tempo control is set to: a nudge, or a hand on the platter, is no other key.
  var setRatio: TempoRatio { TempoRatio(percent: tempoPercent) }
}

/// The key that a deck's track sounds in, key shift and tempo counted in; nil when it is not known, and between two
/// keys.
func soundingKey(_ state: DeckState, _ loaded: LoadedDeck) -> MusicalKey? {
  soundingKey(of: loaded.track?.key, shift: state.keyShift, ratio: state.setRatio, keyLock: state.keyLock)
}

extension Workstation {
  /// Shifts a deck's key by as little as fits what the other one sounds in, and says what was done.
  func matchKey(of deck: DeckID, at: Moment, over: Glide) {
    let snapshot = engine.snapshot()
    for side in [deck, deck.other] where decks[side].loaded == nil || decks[side].shown.track?.key == nil {
      let why = decks[side].loaded == nil ? "is empty: load a track first" : "has a track whose key is not known yet"
      return messages.add(.warning, "deck \(side.word) \(why)")
    }
    guard let mine = decks[deck].shown.track?.key, let theirs = decks[deck.other].shown.track?.key else { return }
    func offset(_ side: DeckID) -> Double {
      let state = snapshot[side]
      return decks[side].shown.tuningCents / 100 + soundingShift(0, ratio: state.setRatio, keyLock: state.keyLock)
    }
    let other = offset(deck.other) + snapshot[deck.other].keyShift
    guard let match = KeyMatch.find(mine: (mine, offset(deck)), theirs: (theirs, other)) else {
      let goal = theirs.transposed(by: Int(other.rounded())).camelot.code
      return messages.add(
        .warning, "no shift of three semitones or fewer makes \(mine.camelot.code) fit \(goal): the key is left alone")
    }
    // A hundredth of a cent is more than anybody hears, and reads well in the journal.
    let shift = (match.shift * 10_000).rounded() / 10_000
    submit(EngineCommand(.deck(deck, .set(.keyShift, shift)), at: at, over: over))
    messages.add(
      .note,
      "deck \(deck.word): \(mine.camelot.code) shifted by \(Self.semitones(shift)) sounds in \(match.key.camelot.code)")
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
