import Music

/// What the mixer can be told. A new case gets the same rows as one of `DeckAction`.
package enum MixerAction: BitwiseCopyable, Sendable, Hashable {
  case set(MixerControl, Double)
  case move(MixerControl, Double)
  case curve(CrossfaderCurve)
  /// Vocals of this deck over the instrumental of the other one; the rest fades away.
  case swap(vocalsOf: DeckID)
  /// Both decks whole again.
  case swapOff
  /// A swap in one tempo, in keys that fit, with the voice at its level over the instrumental.
  case mash(MashSetup)
  /// Both decks whole again, in their own keys.
  case mashOff
  /// How loud the voice of a mash is over the instrumental, LU, −1…+3.
  case mashBalance(Decibels)
  /// Whether a part of what makes room for the voice works; equaliser, low cut and de-esser do unasked.
  case mashPart(MashPart, Switch)
  /// What a part changes is heard alone in the headphones; nil: what is sent there.
  case mashListen(MashPart?)
  case limiter(Switch)
  // MARK: Levels
  /// Deck B on the crossfader's left, deck A on its right.
  case crossfaderReverse(Switch)
  /// The share of the crossfader's travel, 0…0.9, for which a deck stays silent when it is opened from the far end.
  case cutIn(DeckID, Double)
  /// When a blend is held on the fair line between its two sounds.
  case fairBlend(FairBlendMode)
  /// What that gain may be, linear: the least, 0.25…1, and the greatest, 1…4.
  case fairLimits(least: Double, greatest: Double)
  /// The receiving deck takes over a part of the sound: it is open there at the end, and killed on the other deck.
  case bandSwap(BandSwapPart, to: DeckID)
  /// The same, but the deck keeps that part, wherever the crossfader goes, until that has left the deck's side.
  case bandKeep(BandSwapPart, on: DeckID)
  // Sound.
  /// Where bass ends and where treble begins, in Hz, on both decks; 80…800 and 1,000…8,000.
  case crossovers(low: Double, high: Double)
  // What waits.
  /// What waits under this number for its beat, bar or phrase will not be done. All commands that were given a moment
  /// are counted as they come, from 1, those that then did not have to wait among them.
  case cancel(UInt32)
}

extension MixerAction {
  /// What is heard of an action at its moment, as for `DeckAction`.
  enum Onset: BitwiseCopyable, Sendable {
    case none
    /// A ramp, as long as the command says; else of so many seconds.
    case ramp(seconds: Double)
    /// A ramp of so many seconds, whatever the command says.
    case shortRamp(seconds: Double)
    /// Ramps of both decks' vocals and instrumentals.
    case stems
    /// Both decks come to the first levels of a swap ahead of its moment.
    case bandSwap
  }

  /// What is heard of it at its moment.
  var onset: Onset {
    @_noLocks get {
      switch self {
      case .set, .move, .crossfaderReverse, .cutIn: .ramp(seconds: Self.shortSeconds)
      case .crossovers: .ramp(seconds: Self.crossoverSeconds)
      case .curve, .limiter: .shortRamp(seconds: Self.shortSeconds)
      case .swap, .swapOff, .mash, .mashOff: .stems
      case .bandSwap, .bandKeep: .bandSwap
      case .fairBlend, .fairLimits, .mashBalance, .mashPart, .mashListen, .cancel: .none
      }
    }
  }
}
