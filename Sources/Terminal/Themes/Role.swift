/// What a colour means. Views use roles, themes give them colours.
enum Role: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  // Grounds: papers that count as empty where there is no colour.
  case background, surface, loopGround

  case text, dim, faint, heading, accent
  case selection, selectionIdle, selectionText
  case deckA, deckB
  case playhead, beat, bar, phrase, cue, hotCue, loop
  case cueRed, cueOrange, cueYellow, cueGreen, cueCyan, cueBlue, cueViolet, cuePink
  // Of the waveforms.
  case lowA, midA, highA, lowB, midB, highB, kick
  case energyLow, energyMid, energyHigh
  case meterLow, meterMid, meterHigh
  case vocals, drums, bass, other
  case knob, rail, on, off
  case keyMatch, ok, warning, failure

  /// How a theme file names it: `deck-a`, `energy-low`.
  var name: String {
    var name = ""
    for character in String(describing: self) {
      name += character.isUppercase ? "-" + character.lowercased() : String(character)
    }
    return name
  }

  /// A paper that is drawn as nothing where there are no colours.
  var isGround: Bool { self == .background || self == .surface || self == .loopGround }

  /// A colour of the waveforms.
  var isWave: Bool { rawValue >= Role.lowA.rawValue && rawValue <= Role.kick.rawValue }

  static let named: [String: Role] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  /// Names that a theme file may use for the same part of both decks.
  static let ofBothDecks: [String: [Role]] = [
    "low": [.lowA, .lowB], "mid": [.midA, .midB], "high": [.highA, .highB],
  ]
}
