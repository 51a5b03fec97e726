/// What a colour means. Views use roles, themes give them colours.
enum Role: UInt8, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  // Grounds: papers that count as empty where there is no colour.
  case background, surface, loopGround

  case text, dim, faint, heading, accent
  case selection, selectionIdle, selectionText
  case deckA, deckB
  case playhead, beat, bar, phrase, cue, hotCue, loop
  case cueRed, cueOrange, cueYellow, cueGreen, cueCyan, cueBlue, cueViolet, cuePink
  case low, mid, high
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

  static let named: [String: Role] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}
