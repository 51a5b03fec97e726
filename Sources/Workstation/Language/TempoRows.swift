import Engine
import Music

/// Tempo, key and sync of a deck.
extension CommandTable {
  static let tempo: [CommandRow] = [
    .deckNumber(
      "deck <deck> nudge <amount>", "nudge forward or back by milliseconds", of: .nudge, [.repeats, .needsTrack]
    ) {
      .nudge(milliseconds: $0)
    } from: {
      if case .nudge(let milliseconds) = $0 { milliseconds } else { nil }
    },
    .deckAction("deck <deck> tempo reset", "back to the original tempo", .set(.tempo, 0)),
    .control("deck <deck> tempo <amount>", "tempo (pitch fader) in percent", of: .tempo, .tempo),
    CommandRow(
      "deck <deck> bpm <number>", "set the tempo by the BPM to be heard", of: [.bpm], .timed,
      build: { .bpm($0.deck, BPM($0.numbers[0])) },
      arguments: { if case .bpm(let deck, let bpm) = $0 { [.deck(deck), .number(bpm.value)] } else { nil } }),
    .deckActions(
      "deck <deck> range <word>", "range of the tempo control (pitch range), in percent",
      [("6", .tempoRange(6)), ("10", .tempoRange(10)), ("16", .tempoRange(16)), ("50", .tempoRange(50))]),
    .deckActions(
      "deck <deck> keylock engine <word>",
      "time-stretch engine: low CPU, best quality (3 times the CPU), or in between",
      KeyLockEngine.allCases.map { ($0.word, .keyLockEngine($0)) }),
    .deckSwitch("deck <deck> keylock <switch>", "hold the key while the tempo changes (master tempo)") {
      .keyLock($0)
    } from: {
      if case .keyLock(let value) = $0 { value } else { nil }
    },
    .deckAction("deck <deck> key reset", "back to the original key", .set(.keyShift, 0)),
    CommandRow(
      "deck <deck> key match", "shift the key just enough to fit the other deck, tuning included", .timed,
      build: { .matchKey($0.deck) },
      arguments: { if case .matchKey(let deck) = $0 { [.deck(deck)] } else { nil } }),
    .control("deck <deck> key <amount>", "shift the key by semitones; 0.01 is a cent", of: .key, .keyShift),
    .deckNumber(
      "deck <deck> sync offset <number>",
      "hold a synced deck ahead of the beat by milliseconds, for kicks that come late",
      of: .syncOffset
    ) {
      .syncOffset(milliseconds: $0)
    } from: {
      if case .syncOffset(let milliseconds) = $0 { milliseconds } else { nil }
    },
    .deckSwitch("deck <deck> sync <switch>", "follow the other deck's tempo and beat") {
      .sync($0)
    } from: {
      if case .sync(let value) = $0 { value } else { nil }
    },
    .deckAction("deck <deck> lead", "make this deck the sync leader (master)", .lead),
    .deckActions(
      "deck <deck> quantize <word>", "snap jumps, cues and loops to the beat, bar or phrase",
      [("beat", .quantizeUnit(.beat)), ("bar", .quantizeUnit(.bar)), ("phrase", .quantizeUnit(.phrase))]),
    .deckSwitch("deck <deck> quantize <switch>", "quantize on or off") {
      .quantize($0)
    } from: {
      switch $0 {
      case .quantize(let value): value
      case .quantizeUnit(.now): .off
      default: nil
      }
    },
  ]
}

extension KeyLockEngine {
  /// As commands write it.
  package var word: String {
    switch self {
    case .faster: "faster"
    case .finer: "finer"
    case .finerShort: "finer-short"
    }
  }
}
