/// The maps that are built in; a file of the DJ's with the same `controller` line goes before them. Numbers are from
/// the vendors' lists of MIDI messages, and from units in the field where there are none.
package enum StandardMaps {
  /// By the name under which `segue midi map` writes them out.
  package static let all: [(name: String, text: String)] = [
    ("ddj-flx4", pioneer("DDJ-FLX4", shiftPlay: "0x0E", start: "F0 00 40 05 00 00 04 05 00 50 02 F7 every 200 ms")),
    ("ddj-400", pioneer("DDJ-400", shiftPlay: "0x47", start: "F0 00 40 05 00 00 02 06 00 03 01 F7")),
    ("ddj-200", ddj200), ("inpulse-200", inpulse200), ("inpulse-300", inpulse300), ("inpulse-500", inpulse500),
    ("mixtrack-pro-fx", mixtrackProFX), ("party-mix", partyMix), ("beatpad", beatpad),
  ]

  /// Lines for each of the decks: `$` is its letter, and each other sign its channel on that deck.
  private static func decks(_ channels: [Character: (Int, Int)], _ lines: String) -> String {
    ["a", "b"].enumerated().map { index, letter in
      lines.reduce(into: "") { text, character in
        if character == "$" {
          text += letter
        } else if let pair = channels[character] {
          text += String(index == 0 ? pair.0 : pair.1)
        } else {
          text.append(character)
        }
      }
    }.joined(separator: "\n")
  }

  // MARK: Pioneer

  private static func pioneer(_ name: String, shiftPlay: String, start: String) -> String {
    """
    controller = \(name)
    start = sysex \(start)
    ## Decks
    \(decks(["@": (1, 2), "^": (8, 10), "~": (9, 11)], pioneerDeck.replacing("SHIFTPLAY", with: shiftPlay)))
    ## Mixer
    cc 7 0x17+0x37 = deck a filter = {-1..0..1}
    cc 7 0x18+0x38 = deck b filter = {-1..0..1}
    cc 7 0x1F+0x3F = crossfader = {-1..0..1}
    cc 7 0x0C+0x2C = headphone mix = {0..1}
    light note 16 0x00 = deck a loaded
    light note 16 0x01 = deck b loaded
    ## Library
    cc 7 0x40 twos = browse {up|down}
    cc 7 0x64 twos = suggest {up|down}
    note 7 0x41 = audition selected
    note 7 0x42 = audition stop
    note 7 0x46 = deck a load selected
    note 7 0x47 = deck b load selected
    note 7 0x68 = deck a load suggested
    note 7 0x7A = deck b load suggested
    """
  }

  /// What the three have in common.
  private static let pioneerCommon = """
    note @ 0x0B = deck $ toggle
    note @ 0x0C = deck $ cue
    release note @ 0x0C = deck $ cue release
    note @ 0x48 = deck $ seek 0
    cc @ 0x21 offset64 = deck $ nudge {step * 0.7}
    cc @ 0x29 offset64 = deck $ seek by {step * 0.1}
    note @ 0x58 = deck $ sync toggle
    note @ 0x54 = deck $ headphones toggle
    cc @ 0x00+0x20 = deck $ tempo = {-10..0..10}
    cc @ 0x07+0x27 = deck $ high = {-26..0..12}
    cc @ 0x0B+0x2B = deck $ mid = {-26..0..12}
    cc @ 0x0F+0x2F = deck $ low = {-26..0..12}
    cc @ 0x13+0x33 = deck $ fader = {0..1}
    note ^ 0x00..0x07 = deck $ hotcue {1..8}
    note ~ 0x00..0x07 = deck $ hotcue {1..8} clear
    light note @ 0x0B = deck $ playing
    light note @ 0x0C = deck $ cueing
    light note @ 0x58 = deck $ sync
    light note @ 0x54 = deck $ headphones
    light note ^ 0x00..0x07 = deck $ hotcue {1..8}
    """

  private static let pioneerDeck = """
    \(pioneerCommon)
    note @ SHIFTPLAY = deck $ censor on
    release note @ SHIFTPLAY = deck $ censor off
    note @ 0x36 = deck $ jog hold on
    release note @ 0x36 = deck $ jog hold off
    cc @ 0x22 offset64 = deck $ jog {step * 2.5}
    cc @ 0x23 offset64 = deck $ nudge {step * 0.7}
    note @ 0x10 = deck $ loop in
    note @ 0x11 = deck $ loop out
    note @ 0x4D = deck $ loop toggle
    note @ 0x51 = deck $ loop halve
    note @ 0x53 = deck $ loop double
    note @ 0x3E = deck $ loop move -1
    note @ 0x3D = deck $ loop move 1
    note @ 0x5C = deck $ lead
    cc @ 0x04+0x24 = deck $ trim = {-24..0..12}
    note ^ 0x20 = deck $ jump -1
    note ^ 0x21 = deck $ jump 1
    note ^ 0x22 = deck $ jump -4
    note ^ 0x23 = deck $ jump 4
    note ^ 0x24 = deck $ jump -16
    note ^ 0x25 = deck $ jump 16
    note ^ 0x26 = deck $ jump -32
    note ^ 0x27 = deck $ jump 32
    note ^ 0x60 = deck $ loop 1/4
    note ^ 0x61 = deck $ loop 1/2
    note ^ 0x62 = deck $ loop 1
    note ^ 0x63 = deck $ loop 2
    note ^ 0x64 = deck $ loop 4
    note ^ 0x65 = deck $ loop 8
    note ^ 0x66 = deck $ loop 16
    note ^ 0x67 = deck $ loop 32
    \(rollsAndStems)
    note ^ 0x34 = stem $ reset
    note ^ 0x35 = swap $
    note ^ 0x36 = swap off
    note ^ 0x37 = mash $
    light note @ 0x10 = deck $ looping
    light cc @ 0x02 = deck $ level
    """

  private static let ddj200 = """
    controller = DDJ-200
    ## Decks
    \(decks(["@": (1, 2), "^": (8, 10), "~": (9, 11)], """
      \(pioneerCommon)
      note @ 0x36 = deck $ jog hold on
      release note @ 0x36 = deck $ jog hold off
      cc @ 0x22 offset64 = deck $ jog {step * 14}
      note @ 0x47 = deck $ censor on
      release note @ 0x47 = deck $ censor off
      note @ 0x60 = deck $ lead
      """))
    ## Mixer
    cc 7 0x17+0x37 = deck a filter = {-1..0..1}
    cc 7 0x18+0x38 = deck b filter = {-1..0..1}
    cc 7 0x1F+0x3F = crossfader = {-1..0..1}
    """

  // MARK: Hercules

  private static let inpulseDeck = """
    note @ 0x07 = deck $ toggle
    note % 0x07 = deck $ censor on
    release note % 0x07 = deck $ censor off
    note @ 0x06 = deck $ cue
    release note @ 0x06 = deck $ cue release
    note % 0x06 = deck $ seek 0
    note @ 0x05 = deck $ sync toggle
    note % 0x05 = deck $ lead
    note @ 0x0C = deck $ headphones toggle
    note @ 0x0D = deck $ load selected
    note @ 0x08 = deck $ jog hold on
    release note @ 0x08 = deck $ jog hold off
    cc @ 0x0A twos = deck $ jog {step * 7.26}
    cc @ 0x09 twos = deck $ nudge {step * 0.7}
    cc % 0x0A twos = deck $ seek by {step * 0.1}
    note @ 0x09 = deck $ loop in
    note @ 0x0A = deck $ loop out
    note % 0x09 = deck $ loop halve
    note % 0x0A = deck $ loop double
    cc @ 0x01 = deck $ filter = {-1..0..1}
    cc @ 0x02 = deck $ low = {-26..0..12}
    cc @ 0x04 = deck $ high = {-26..0..12}
    cc @ 0x05 = deck $ trim = {-24..0..12}
    cc @ 0x08+0x28 = deck $ tempo = {-10..0..10}
    light note @ 0x07 = deck $ playing
    light note @ 0x06 = deck $ cueing
    light note @ 0x05 = deck $ sync
    light note @ 0x0C = deck $ headphones
    light note @ 0x09 = deck $ looping
    light cc @ 0x40 off 0x05 on 0x7F = deck $ level
    """

  private static let inpulseShared = """
    start = bytes B0 7F 7F
    end = bytes B0 7F 00
    cc 1 0x00 = crossfader = {-1..0..1}
    cc 1 0x01 twos = browse {up|down}
    note 1 0x00 = audition selected
    note 4 0x00 = audition stop
    note 1 0x03 = auto toggle
    """

  private static let inpulseChannels: [Character: (Int, Int)] = ["@": (2, 3), "%": (5, 6), "^": (7, 8)]

  private static let rollsAndStems = """
    note ^ 0x10 = deck $ roll 1/4
    release note ^ 0x10 = deck $ roll off
    note ^ 0x11 = deck $ roll 1/2
    release note ^ 0x11 = deck $ roll off
    note ^ 0x12 = deck $ roll 1
    release note ^ 0x12 = deck $ roll off
    note ^ 0x13 = deck $ roll 2
    release note ^ 0x13 = deck $ roll off
    note ^ 0x30 = stem $ vocals mute toggle
    note ^ 0x31 = stem $ drums mute toggle
    note ^ 0x32 = stem $ bass mute toggle
    note ^ 0x33 = stem $ other mute toggle
    """

  private static let inpulseEightPads = """
    cc @ 0x03 = deck $ mid = {-26..0..12}
    note @ 0x01 = deck $ slip toggle
    note @ 0x02 = deck $ quantize toggle
    note ^ 0x00..0x07 = deck $ hotcue {1..8}
    note ^ 0x08..0x0F = deck $ hotcue {1..8} clear
    note ^ 0x34 = stem $ reset
    note ^ 0x35 = swap $
    note ^ 0x36 = swap off
    note ^ 0x37 = mash $
    note ^ 0x70 = deck $ jump -1
    note ^ 0x71 = deck $ jump 1
    note ^ 0x72 = deck $ jump -4
    note ^ 0x73 = deck $ jump 4
    note ^ 0x74 = deck $ jump -16
    note ^ 0x75 = deck $ jump 16
    note ^ 0x76 = deck $ jump -32
    note ^ 0x77 = deck $ jump 32
    light note @ 0x01 = deck $ slip
    light note @ 0x02 = deck $ quantize
    light note ^ 0x00..0x07 on 0x7E = deck $ hotcue {1..8}
    """

  private static let inpulse200 = """
    controller = Inpulse 200
    \(inpulseShared)
    \(decks(inpulseChannels, """
      \(inpulseDeck)
      \(rollsAndStems)
      cc @ 0x00 = deck $ fader = {0..1}
      note ^ 0x00..0x03 = deck $ hotcue {1..4}
      note ^ 0x08..0x0B = deck $ hotcue {1..4} clear
      light note ^ 0x00..0x03 on 0x7E = deck $ hotcue {1..4}
      """))
    """

  private static let inpulse300 = """
    controller = Inpulse 300
    \(inpulseShared)
    \(decks(inpulseChannels, """
      \(inpulseDeck)
      \(rollsAndStems)
      \(inpulseEightPads)
      cc @ 0x00 = deck $ fader = {0..1}
      note @ 0x00 = deck $ echo toggle
      """))
    """

  private static let inpulse500 = """
    controller = Inpulse 500
    \(inpulseShared)
    \(decks(inpulseChannels, """
      \(inpulseDeck)
      \(rollsAndStems)
      \(inpulseEightPads)
      cc @ 0x00+0x20 = deck $ fader = {0..1}
      """))
    """

  // MARK: Numark and Reloop

  private static let mixtrackProFX = """
    controller = Mixtrack Pro FX
    start = sysex F0 7E 00 06 01 F7
    start = sysex F0 00 20 7F 03 01 F7
    end = sysex F0 00 20 7F 02 F7
    \(decks(["@": (1, 2), "^": (5, 6)], """
      layer loops $ = note ^ 0x0D toggle
      note @ 0x00 = deck $ toggle
      note @ 0x04 = deck $ censor on
      release note @ 0x04 = deck $ censor off
      note @ 0x01 = deck $ cue
      release note @ 0x01 = deck $ cue release
      note @ 0x05 = deck $ seek 0
      note @ 0x02 = deck $ sync toggle
      note @ 0x03 = deck $ lead
      note @ 0x1B = deck $ headphones toggle
      note @ 0x06 = deck $ jog hold on
      release note @ 0x06 = deck $ jog hold off
      cc @ 0x06 twos = deck $ jog {step * 1.76}
      note @ 0x0C = deck $ nudge -20
      note @ 0x0B = deck $ nudge 20
      cc @ 0x09+0x29 = deck $ tempo = {10..0..-10}
      cc @ 0x16 = deck $ trim = {-24..0..12}
      cc @ 0x17 = deck $ high = {-26..0..12}
      cc @ 0x18 = deck $ mid = {-26..0..12}
      cc @ 0x19 = deck $ low = {-26..0..12}
      cc @ 0x1A = deck $ filter = {-1..0..1}
      cc @ 0x1C = deck $ fader = {0..1}
      note ^ 0x40 = deck $ loop toggle
      note ^ 0x34 = deck $ loop halve
      note ^ 0x35 = deck $ loop double
      note ^ 0x14..0x1B = deck $ hotcue {1..8}
      note ^ 0x1C..0x23 = deck $ hotcue {1..8} clear
      [loops $]
      note ^ 0x14 = deck $ loop 1/4
      note ^ 0x15 = deck $ loop 1/2
      note ^ 0x16 = deck $ loop 1
      note ^ 0x17 = deck $ loop 2
      note ^ 0x18 = deck $ loop 4
      note ^ 0x19 = deck $ loop 8
      note ^ 0x1A = deck $ loop 16
      note ^ 0x1B = deck $ loop 32
      [all]
      light note @ 0x00 off 0x01 = deck $ playing
      light note @ 0x01 off 0x01 = deck $ cueing
      light note @ 0x02 off 0x01 = deck $ sync
      light note @ 0x1B off 0x01 = deck $ headphones
      light note ^ 0x40 off 0x01 = deck $ looping
      light note ^ 0x14..0x1B off 0x01 = deck $ hotcue {1..8}
      light cc @ 0x1F on 0x5A = deck $ level
      """))
    cc 16 0x08 = crossfader = {-1..0..1}
    cc 16 0x00 twos = browse {up|down}
    cc 16 0x01 twos = suggest {up|down}
    note 16 0x07 = audition selected
    note 16 0x06 = audition stop
    note 16 0x02 = deck a load selected
    note 16 0x03 = deck b load selected
    cc 15 0x27 = headphone mix = {0..1}
    """

  private static let partyMix = """
    controller = Party Mix
    \(decks(["@": (1, 2), "^": (5, 6)], """
      note @ 0x00 = deck $ toggle
      note @ 0x01 = deck $ cue
      release note @ 0x01 = deck $ cue release
      note @ 0x02 = deck $ sync toggle
      note @ 0x1B = deck $ headphones toggle
      cc @ 0x06 twos = deck $ nudge {step * 0.7}
      cc @ 0x09 = deck $ tempo = {10..0..-10}
      cc @ 0x17 = deck $ trim = {-24..0..12}
      cc @ 0x18 = deck $ high = {-26..0..12}
      cc @ 0x19 = deck $ low = {-26..0..12}
      cc @ 0x1C = deck $ fader = {0..1}
      note ^ 0x14..0x17 = deck $ hotcue {1..4}
      light note @ 0x00 off 0x01 = deck $ playing
      light note @ 0x01 off 0x01 = deck $ cueing
      light note @ 0x02 off 0x01 = deck $ sync
      light note @ 0x1B off 0x01 = deck $ headphones
      light note ^ 0x14..0x17 off 0x01 = deck $ hotcue {1..4}
      """))
    cc 16 0x08 = crossfader = {-1..0..1}
    cc 16 0x00 twos = browse {up|down}
    note 16 0x00 = audition selected
    note 16 0x02 = deck a load selected
    note 16 0x03 = deck b load selected
    cc 16 0x0D = headphone mix = {0..1}
    """

  private static let beatpad = """
    controller = Beatpad
    \(decks(["@": (1, 2)], """
      note @ 0x60 = deck $ toggle
      note @ 0x5E = deck $ cue
      release note @ 0x5E = deck $ cue release
      note @ 0x5D = deck $ sync toggle
      note @ 0x61 = deck $ headphones toggle
      note @ 0x62 = deck $ load selected
      note @ 0x4C..0x4F = deck $ hotcue {1..4}
      note @ 0x0C..0x0F = deck $ hotcue {1..4} clear
      cc @ 0x63 twos = deck $ nudge {step * 0.7}
      cc @ 0x64 twos = deck $ nudge {step * 0.7}
      cc @ 0x65 twos = deck $ seek by {step * 0.1}
      cc @ 0x4F = deck $ fader = {0..1}
      bend @ = deck $ tempo = {-10..0..10}
      light note @ 0x60 = deck $ playing
      light note @ 0x5E = deck $ cueing
      light note @ 0x5D = deck $ sync
      light note @ 0x61 = deck $ headphones
      light note @ 0x4C..0x4F = deck $ hotcue {1..4}
      """))
    cc 5 0x45 = crossfader = {-1..0..1}
    cc 5 0x42 twos = browse {up|down}
    """
}
