import Engine
import Music

/// A deck's channel: levels, equaliser, filter, headphones, effects; and its stems.
extension CommandTable {
  private static let bands = Words<EQBand>(\.word)

  static let channel: [CommandRow] = [
    .control("deck <deck> trim <amount>", "channel gain in dB, on top of auto-gain", of: .trim, .trim),
    CommandRow(
      "deck <deck> autogain <switch>", "bring tracks to the target loudness",
      build: { .autoGain($0.deck, $0.switching) },
      arguments: { if case .autoGain(let deck, let value) = $0 { [.deck(deck), .switching(value)] } else { nil } }),
    .deckNumber(
      "deck <deck> autogain <number>", "set auto-gain by hand, in dB; analysis won't change it", of: .autoGain
    ) {
      .autoGain(Decibels($0))
    } from: {
      if case .autoGain(let gain) = $0 { gain.value } else { nil }
    },
    .controls(
      "deck <deck> <word> <amount>", "EQ band in dB", of: .eq, Words(EQBand.allCases.map { ($0.word, .eq($0)) })),
    .deck(
      "deck <deck> kill \(bands.choice) <switch>", "kill an EQ band",
      build: { .kill(bands.value(in: $0), $0.switching) },
      arguments: { if case .kill(let band, let value) = $0 { [.word(band.word), .switching(value)] } else { nil } }),
    .control("deck <deck> filter <amount>", "low-pass below 0, high-pass above: -1 … 1", of: .filter, .filter),
    .control("deck <deck> resonance <amount>", "the filter's resonance, 0 … 1", of: .resonance, .resonance),
    .control("deck <deck> fader <amount>", "channel fader, 0 … 1", of: .fader, .fader),
    .deckSwitch("deck <deck> headphones <switch>", "listen to the deck in the headphones (PFL)") {
      .headphones($0)
    } from: {
      if case .headphones(let value) = $0 { value } else { nil }
    },
  ]

  static let effects: [CommandRow] = [
    .deckAction("deck <deck> echo out", "echo out: stop, the last beats echo and die away", .echoOut, .needsTrack),
    .control("deck <deck> echo feedback <amount>", "how long the echo lasts, 0 … 0.95", of: .feedback, .echoFeedback),
    .control(
      "deck <deck> reverb size <amount>", "room size: 0 rings 0.6 seconds, 1 rings 7", of: .roomSize, .reverbSize),
    .deck(
      "deck <deck> \(timedEffects.choice) beats <number>", "length of the repeat, gate or sweep in beats: 3/4, 1/2, 8",
      of: [.effectBeats], build: { .effectBeats(timedEffects.value(in: $0), $0.numbers[0]) },
      arguments: {
        guard case .effectBeats(let effect, let beats) = $0, let word = timedEffects.word(for: effect) else {
          return nil
        }
        return [.word(word), .number(beats)]
      }),
    .controls(
      "deck <deck> <word> <amount>", "effect, post-fader: 0 is dry, 1 all wet", of: .effect,
      Words(effectOrder.map { ($0.word, .effect($0)) })),
    CommandRow(
      "deck <deck> \(effectWords.choice) <switch>", "switch an effect on at a good amount, or off", .timed,
      build: {
        let effect = effectWords.value(in: $0)
        return switch $0.switching {
        case .on: .engine(.deck($0.deck, .set(.effect(effect), effect.usualAmount)))
        case .off: .engine(.deck($0.deck, .set(.effect(effect), 0)))
        case .toggle: .toggleEffect($0.deck, effect)
        }
      },
      // On and off are amounts, which the row above prints.
      arguments: {
        guard case .toggleEffect(let deck, let effect) = $0 else { return nil }
        return [.deck(deck), .word(effect.word), .switching(.toggle)]
      }),
    .deckAction("deck <deck> effects off", "all effects off; tails ring out", .effectsOff),
  ]

  /// In the order in which DJs reach for them.
  private static let effectOrder: [DeckEffect] = [.echo, .reverb, .flanger, .gate]
  private static let effectWords = Words(effectOrder.map { ($0.word, $0) })
  private static let timedEffects = Words([DeckEffect.echo, .gate, .flanger].map { ($0.word, $0) })

  static let stems: [CommandRow] = [
    CommandRow(
      "stem <deck> <stem> mute <switch>", "mute a stem", .timed,
      build: { .stem($0.deck, $0.stem, .mute($0.switching)) },
      arguments: {
        guard case .stem(let deck, let stem, .mute(let value)) = $0 else { return nil }
        return [.deck(deck), .stem(stem), .switching(value)]
      }),
    CommandRow(
      "stem <deck> <stem> level <amount>", "a stem's level, 0 … 1", of: [.level], [.timed, .repeats],
      build: { .stem($0.deck, $0.stem, .level($0.amount)) },
      arguments: {
        guard case .stem(let deck, let stem, .level(let amount)) = $0 else { return nil }
        return [.deck(deck), .stem(stem), .amount(amount)]
      }),
    .deck(
      "stem <deck> <number> mute <switch>", "the same by the stem's number", of: [.stemNumber],
      build: { .stemMute($0.index, $0.switching) },
      arguments: {
        if case .stemMute(let index, let value) = $0 { [.number(Double(index) + 1), .switching(value)] } else { nil }
      }),
    .deck(
      "stem <deck> <number> level <amount>", "the same by the stem's number", of: [.stemNumber, .level], .repeats,
      build: {
        switch $0.amount {
        case .value(let value): .set(.stem($0.index), value)
        case .change(let change): .move(.stem($0.index), change)
        }
      },
      arguments: {
        switch $0 {
        case .set(.stem(let index), let value): [.number(Double(index) + 1), .amount(.value(value))]
        case .move(.stem(let index), let change): [.number(Double(index) + 1), .amount(.change(change))]
        default: nil
        }
      }),
    .deckAction("stem <deck> reset", "all stems at full level: the original track", .stemsReset),
    .mixer(
      "swap <deck>", "vocal swap: this deck's vocals over the other deck's instrumental",
      build: { .swap(vocalsOf: $0.deck) },
      arguments: { if case .swap(let deck) = $0 { [.deck(deck)] } else { nil } }),
    .mixerActions("swap <word>", "end the swap: both decks complete", [("off", .swapOff)]),
  ]

  private static let mashParts = Words<MashPart>(\.word)

  static let mashing: [CommandRow] = [
    .mixer(
      "mash <deck>", "mashup: this deck's voice over the other's instrumental, in one tempo, in keys that fit",
      build: { .mash(MashSetup(voice: $0.deck)) },
      arguments: { if case .mash(let setup) = $0, setup.keys == nil { [.deck(setup.voice)] } else { nil } }),
    .mixer(
      "mash <deck> key <number> <number>", "the same, with the key shift of the voice and of the instrumental",
      of: [.key, .key],
      build: { .mash(MashSetup(voice: $0.deck, keys: MashKeys(voice: $0.numbers[0], beat: $0.numbers[1]))) },
      arguments: {
        guard case .mash(let setup) = $0, let keys = setup.keys else { return nil }
        return [.deck(setup.voice), .number(keys.voice), .number(keys.beat)]
      }),
    .mixerActions("mash <word>", "end the mashup: both decks complete, in their own keys", [("off", .mashOff)]),
    .mixer(
      "mash balance <number>", "loudness of the voice over the instrumental, in LU, -1 to 3", of: [.mashBalance],
      build: { .mashBalance(Decibels($0.numbers[0])) },
      arguments: { if case .mashBalance(let units) = $0 { [.number(units.value)] } else { nil } }),
    .mixer(
      "mash \(mashParts.choice) <switch>",
      "room for the voice: equaliser, low cut, de-esser, gate on the other's left-over voice, one room",
      build: { .mashPart(mashParts.value(in: $0), $0.switching) },
      arguments: {
        guard case .mashPart(let part, let change) = $0 else { return nil }
        return [.word(part.word), .switching(change)]
      }),
    .mixerActions(
      "mash listen <word>", "hear in the headphones what one of these changes, alone",
      MashPart.allCases.map { ($0.word, .mashListen($0)) } + [("off", .mashListen(nil))]),
    .actions(
      "mash shift <word>", "what the next mashup shifts so that the keys fit",
      MashShift.allCases.map { ($0.rawValue, .mash(.shift($0))) }),
    .action(
      "mash save", "make the whole song of this mash, in the background; it lies with the recordings",
      .song(.ofMash(to: nil))),
    .action("mash save stop", "give up the song that is being made, and those that wait", .song(.stop)),
    .text("mash save <file>", "the song to this file; .wav, .flac, .ogg, .opus or .mp3 sets the format") {
      .song(.ofMash(to: $0))
    } from: {
      if case .song(.ofMash(let name?)) = $0 { name } else { nil }
    },
  ]
}

extension MashPart {
  /// As commands write it.
  package var word: String {
    switch self {
    case .eq: "eq"
    case .lowCut: "lowcut"
    case .deEss: "deess"
    case .gate: "gate"
    case .glue: "glue"
    }
  }
}

extension EQBand {
  /// As commands write it.
  package var word: String {
    switch self {
    case .low: "low"
    case .mid: "mid"
    case .high: "high"
    }
  }
}

extension DeckEffect {
  /// As commands write it.
  package var word: String {
    switch self {
    case .gate: "gate"
    case .flanger: "flanger"
    case .echo: "echo"
    case .reverb: "reverb"
    }
  }

  /// The dry/wet amount when switched on: clearly audible, with the track still in front.
  var usualAmount: Double {
    switch self {
    case .gate: 0.9
    case .flanger: 0.5
    case .echo: 0.4
    case .reverb: 0.35
    }
  }
}
