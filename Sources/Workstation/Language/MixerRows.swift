import Engine
import Music

/// The mixer and the master.
extension CommandTable {
  private static let parts = Words<BandSwapPart>(\.word)

  static let mixer: [CommandRow] = [
    .mixerActions(
      "crossfade <word>", "crossfader all the way to a deck, or to the centre",
      [("a", .set(.crossfader, -1)), ("b", .set(.crossfader, 1)), ("centre", .set(.crossfader, 0))]),
    .mixerActions(
      "crossfader curve <word>", "crossfader curve: blend, straight, or scratch cut",
      CrossfaderCurve.allCases.map { ($0.word, .curve($0)) }),
    .mixerSwitch("crossfader reverse <switch>", "hamster: deck b on the left, deck a on the right") {
      .crossfaderReverse($0)
    } from: {
      if case .crossfaderReverse(let value) = $0 { value } else { nil }
    },
    .mixer(
      "crossfader cutin <deck> <number>", "cut-in: how far the crossfader moves, 0 … 0.9, before the deck is heard",
      of: [.cutIn], build: { .cutIn($0.deck, $0.numbers[0]) },
      arguments: { if case .cutIn(let deck, let share) = $0 { [.deck(deck), .number(share)] } else { nil } }),
    .control(
      "crossfader <amount>", "move the crossfader: -1 is deck a, 1 is deck b", of: .crossfader, mixer: .crossfader),
    .mixer(
      "\(parts.choice) to <deck>", "swap an EQ band over to a deck; bass goes kick by kick, over 8 bars", .inBars,
      build: { .bandSwap(parts.value(in: $0), to: $0.deck) },
      arguments: { if case .bandSwap(let part, let deck) = $0 { [.word(part.word), .deck(deck)] } else { nil } }),
    .mixer(
      "\(parts.choice) stays on <deck>", "keep an EQ band on a deck while the crossfader goes, until it is swapped",
      .inBars, build: { .bandKeep(parts.value(in: $0), on: $0.deck) },
      arguments: { if case .bandKeep(let part, let deck) = $0 { [.word(part.word), .deck(deck)] } else { nil } }),
    .mixerActions(
      "blend fair <word>", "keep blends as loud as their tracks; auto: in timed crossfades and band swaps",
      FairBlendMode.allCases.map { ($0.word, .fairBlend($0)) }),
    .mixer(
      "blend fair limits <number> <number>", "the least and the greatest gain that keeps a blend as loud: 0.75 1.45",
      of: [.leastGain, .greatestGain], build: { .fairLimits(least: $0.numbers[0], greatest: $0.numbers[1]) },
      arguments: {
        if case .fairLimits(let least, let greatest) = $0 { [.number(least), .number(greatest)] } else { nil }
      }),
    .control("master <amount>", "master level in dB", of: .master, mixer: .master),
    .control("headphone mix <amount>", "0 is cue, 1 is master", of: .headphoneMix, mixer: .headphoneMix),
    .control("headphone level <amount>", "headphone level in dB", of: .headphoneLevel, mixer: .headphoneLevel),
    .mixerSwitch("limiter <switch>", "limiter on the master") {
      .limiter($0)
    } from: {
      if case .limiter(let value) = $0 { value } else { nil }
    },
    .mixer(
      "crossovers <number> <number>", "EQ crossover frequencies of both decks, in Hz: 246 2500",
      of: [.lowCrossover, .highCrossover], build: { .crossovers(low: $0.numbers[0], high: $0.numbers[1]) },
      arguments: { if case .crossovers(let low, let high) = $0 { [.number(low), .number(high)] } else { nil } }),
  ]

  static let recording: [CommandRow] = [
    CommandRow(
      "target <number>", "target loudness of auto-gain, in LUFS", of: [.target],
      build: { .target(LUFS($0.numbers[0])) },
      arguments: { if case .target(let loudness) = $0 { [.number(loudness.value)] } else { nil } }),
    .action("meter reset", "restart the master's integrated loudness and peak", .meterReset),
    CommandRow(
      "record <switch>", "record the master, with a cue sheet", build: { .record($0.switching) },
      arguments: { if case .record(let value) = $0 { [.switching(value)] } else { nil } }),
    .text("record on <file>", "record to this file; .wav, .flac, .ogg, .opus or .mp3 sets the format") {
      .recordTo($0)
    } from: {
      if case .recordTo(let name) = $0 { name } else { nil }
    },
    CommandRow(
      "record decks <switch>", "record each deck to a file of its own as well",
      build: { .recordDecks($0.switching) },
      arguments: { if case .recordDecks(let value) = $0 { [.switching(value)] } else { nil } }),
  ]
}

extension CrossfaderCurve {
  init?(word: String) {
    guard let found = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }

  /// As commands write it.
  package var word: String {
    switch self {
    case .power: "power"
    case .linear: "linear"
    case .cut: "cut"
    }
  }
}

extension BandSwapPart {
  /// As commands write it.
  var word: String {
    switch self {
    case .low: "bass"
    case .mid: "mids"
    case .high: "highs"
    case .all: "all"
    }
  }

  /// Within a sentence.
  var heading: String { self == .all ? "sound" : word }
}

extension FairBlendMode {
  init?(word: String) {
    guard let found = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }

  /// As commands write it.
  package var word: String {
    switch self {
    case .off: "off"
    case .auto: "auto"
    case .on: "on"
    }
  }
}
