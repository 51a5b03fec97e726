import Engine
import Music
import Support

/// What is said in a row of the table.
enum Word: Sendable {
  /// To each deck that takes part.
  case deck(DeckAction)
  case to(DeckID, DeckAction)
  case mixer(MixerAction)
}

/// A gesture that takes sound away, or brings it in, and what undoes it.
struct SwitchRow: Sendable {
  let name: String
  var before: [Word] = []
  let go: [Word]
  /// Said half a beat after it, while what it took away is gone.
  var during: [Word] = []
  let back: [Word]
  var after: [Word] = []
  var over = Glide.short
  /// What is heard no more while it holds, and what is heard only then.
  let gone: [DeckID: [StemSound]]
  var comes: [DeckID: [StemSound]] = [:]
  /// dB that is left of what is gone. An isolator's band leaves what lies near its corners.
  var depth = -40.0
  /// dB by which the rest may differ; nil where the gesture is one on the whole sound.
  var others: Double? = 0
  /// Only with a second deck.
  var needsBoth = false

  static let all = StemSound.allCases
  static func each(_ stems: [StemSound]) -> [DeckID: [StemSound]] { [.a: stems, .b: stems] }

  static let rows: [SwitchRow] = stemRows + levelRows + mixerRows

  static let stemRows: [SwitchRow] = {
    func mute(_ index: UInt8, _ change: Switch) -> Word { .deck(.stemMute(index, change)) }
    var rows = StemSound.allCases.map { stem in
      let index = UInt8(stem.rawValue)
      return SwitchRow(
        name: "mute \(stem)", go: [mute(index, .on)], back: [mute(index, .off)], gone: each([stem]))
    }
    rows += [
      SwitchRow(
        name: "mute three", go: [mute(0, .on), mute(1, .on), mute(2, .on)],
        back: [mute(2, .off), mute(1, .off), mute(0, .off)], gone: each([.vocals, .drums, .bass])),
      SwitchRow(
        name: "toggle two, reset", go: [mute(1, .toggle), mute(3, .toggle)], back: [.deck(.stemsReset)],
        gone: each([.drums, .other])),
      SwitchRow(
        name: "level", go: [.deck(.set(.stem(1), 0))], back: [.deck(.move(.stem(1), 1))], gone: each([.drums])),
      SwitchRow(
        name: "level over a beat", go: [.deck(.set(.stem(2), 0)), .deck(.set(.stem(0), 0))],
        back: [.deck(.stemsReset)], over: .beats(1), gone: each([.bass, .vocals])),
      SwitchRow(
        name: "jump while muted", go: [mute(1, .on)], during: [.deck(.jump(Beats(-4)))], back: [mute(1, .off)],
        gone: each([.drums])),
      SwitchRow(
        name: "loop while muted", before: [.deck(.loop(Beats(1)))], go: [mute(2, .on), mute(0, .on)],
        back: [mute(2, .off), mute(0, .off)],
        after: [.deck(.loopToggle)], gone: each([.bass, .vocals])),
      SwitchRow(
        name: "mute out of a jump", go: [.deck(.jump(Beats(-4))), mute(0, .on), mute(3, .on)],
        back: [.deck(.jump(Beats(4))), mute(3, .off), mute(0, .off)], gone: each([.vocals, .other])),
      SwitchRow(
        name: "swap", go: [.mixer(.swap(vocalsOf: .a))], back: [.mixer(.swapOff)],
        gone: [.a: [.drums, .bass, .other], .b: [.vocals]]),
      SwitchRow(
        name: "swap the other way", go: [.mixer(.swap(vocalsOf: .b))], back: [.mixer(.swapOff)],
        gone: [.b: [.drums, .bass, .other], .a: [.vocals]]),
      SwitchRow(
        name: "mash", before: [.mixer(.mashPart(.eq, .off)), .mixer(.mashPart(.lowCut, .off))],
        go: [.mixer(.mash(MashSetup(voice: .a)))], back: [.mixer(.mashOff)],
        gone: [.a: [.drums, .bass, .other], .b: [.vocals]]),
    ]
    return rows
  }()

  /// The isolator's bands part softly at their corners: the rest may lose a little.
  static let levelRows: [SwitchRow] = [
    SwitchRow(
      name: "kill low", go: [.deck(.kill(.low, .on))], back: [.deck(.kill(.low, .off))], gone: each([.bass]),
      depth: -36, others: 0.7),
    SwitchRow(
      name: "kill mid", go: [.deck(.kill(.mid, .toggle))], back: [.deck(.kill(.mid, .toggle))],
      gone: each([.vocals, .other]), depth: -12, others: 0.7),
    SwitchRow(
      name: "kill high", go: [.deck(.kill(.high, .on))], back: [.deck(.kill(.high, .off))], gone: each([.drums]),
      others: 0.7),
    SwitchRow(
      name: "equaliser", go: [.deck(.set(.eq(.low), -26))], back: [.deck(.set(.eq(.low), 0))], gone: each([.bass]),
      depth: -23, others: 0.7),
    SwitchRow(name: "fader", go: [.deck(.set(.fader, 0))], back: [.deck(.move(.fader, 1))], gone: each(all)),
    SwitchRow(name: "trim", go: [.deck(.set(.trim, -24))], back: [.deck(.set(.trim, 0))], gone: each(all), depth: -23),
    SwitchRow(
      name: "filter", go: [.deck(.set(.filter, 0.8))], back: [.deck(.set(.filter, 0))], gone: each([.bass]), others: nil
    ),
  ]

  static let mixerRows: [SwitchRow] =
    [
      (BandSwapPart.low, [StemSound.bass], -36.0), (.mid, [.vocals, .other], -12), (.high, [.drums], -40),
      (.all, all, -40),
    ]
    .map { part, stems, depth in
      let kills: [EQBand] = EQBand.allCases.filter { part == .all || BandSwapPart.allCases[$0.index] == part }
      return SwitchRow(
        name: "swap \(part)", before: kills.map { .to(.b, .kill($0, .on)) }, go: [.mixer(.bandSwap(part, to: .b))],
        back: [.mixer(.bandSwap(part, to: .a))], after: kills.map { .to(.b, .kill($0, .off)) }, gone: [.a: stems],
        comes: [.b: stems], depth: depth, others: 0.7, needsBoth: true)
    } + [
      SwitchRow(
        name: "crossfader", go: [.mixer(.set(.crossfader, -1))], back: [.mixer(.move(.crossfader, 1))], gone: [.b: all],
        needsBoth: true),
      SwitchRow(
        name: "crossfader reverse", before: [.mixer(.set(.crossfader, -1))], go: [.mixer(.crossfaderReverse(.on))],
        back: [.mixer(.crossfaderReverse(.off))], after: [.mixer(.set(.crossfader, 0))], gone: [.a: all],
        comes: [.b: all], needsBoth: true),
      SwitchRow(
        name: "master", go: [.mixer(.set(.master, -60))], back: [.mixer(.set(.master, 0))], gone: each(all),
        needsBoth: true),
    ]
}
