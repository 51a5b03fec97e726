import Music

/// One deck's voice over the other deck's instrumental, in its tempo and key: what a swap does, and what makes it sound
/// as if both had been made for each other.
package struct MashSetup: BitwiseCopyable, Sendable, Hashable {
  /// The deck that sings.
  package var voice: DeckID
  /// What both decks' keys are shifted by while it lasts; nil: as they are.
  package var keys: MashKeys?

  /// - Parameter keys: nil leaves both keys alone.
  @_noLocks package init(voice: DeckID, keys: MashKeys? = nil) {
    self.voice = voice
    self.keys = keys
  }
}

/// The key shifts of a mash, in semitones; fractions are cents.
package struct MashKeys: BitwiseCopyable, Sendable, Hashable, Codable {
  /// Of the deck that sings.
  package var voice: Double
  /// Of the deck whose instrumental is heard.
  package var beat: Double

  /// - Parameters: −12…+12 each.
  @_noLocks package init(voice: Double, beat: Double) {
    self.voice = voice
    self.beat = beat
  }
}

/// What makes room for the voice in a mash.
package enum MashPart: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable, Codable {
  /// A dynamic equaliser takes back the instrumental where the voice needs room.
  case eq
  /// A high-pass under the voice's lowest partial.
  case lowCut
  /// Takes the edge off sibilants of a voice that is shifted up.
  case deEss
  /// Holds down what is left of the instrumental's own voice while the other one sings.
  case gate
  /// One room for both.
  case glue

  /// What works unasked.
  package static let usual: Set<MashPart> = [.eq, .lowCut, .deEss]

  /// 0…4.
  package var index: Int {
    @_noLocks get { Int(rawValue) }
  }
}

/// A mash as it is at the newest quantum.
package struct MashState: BitwiseCopyable, Sendable {
  /// The deck that sings; nil while there is no mash.
  package var voice: DeckID?
  /// The loudness of the voice over the instrumental that is asked for, LU.
  package var balance = 1.0
  /// The gain that brings the voice there, dB.
  package var voiceDecibels = 0.0
  /// By how much the instrumental is taken back now where that is most, dB.
  package var cutDecibels = 0.0
  /// Which parts are on, in the order of `MashPart`.
  package var parts = InlineArray<5, Bool>(repeating: false)
  /// The part whose work is heard in the headphones.
  package var listens: MashPart?

  /// No mash.
  @_noLocks package init() {}
}
