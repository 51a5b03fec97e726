import Engine
import Music

/// Load, play, cues and jumps of a deck; loops, slip and the platter.
extension CommandTable {
  static let decks: [CommandRow] = [
    CommandRow(
      "deck <deck> load selected|suggested", "load the track selected in the browser, or in the suggestions",
      build: { .load($0.deck, $0.words.last == "selected" ? .selected : .suggested) },
      arguments: {
        switch $0 {
        case .load(let deck, .selected): [.deck(deck), .word("selected")]
        case .load(let deck, .suggested): [.deck(deck), .word("suggested")]
        default: nil
        }
      }),
    CommandRow(
      "deck <deck> load suggested <number>", "load this row of the suggestions; 1 fits best", of: [.suggestionRow],
      build: { .loadSuggested($0.deck, Int($0.numbers[0])) },
      arguments: {
        if case .loadSuggested(let deck, let row) = $0 { [.deck(deck), .number(Double(row))] } else { nil }
      }),
    CommandRow(
      "deck <deck> load at \(places.choice)", "load the track selected in the browser, its playhead there",
      build: { .loadAt($0.deck, .selected, .rule(places.value(in: $0))) },
      arguments: {
        guard case .loadAt(let deck, .selected, .rule(let place)) = $0 else { return nil }
        return [.deck(deck), .word(place.rawValue)]
      }),
    CommandRow(
      "deck <deck> load at <number> <file>", "load a file, its playhead at this time", of: [.position],
      build: { .loadAt($0.deck, .path($0.text), .time(TrackTime($0.numbers[0]))) },
      arguments: {
        guard case .loadAt(let deck, .path(let path), .time(let time)) = $0 else { return nil }
        return [.deck(deck), .number(time.value), .text(path)]
      }),
    .actions(
      "load at <word>",
      "where loads put the playhead: at the file's start, the first downbeat, the cue point or the mix-in",
      LoadPlace.Rule.allCases.map { ($0.rawValue, .loadPlace($0)) }),
    CommandRow(
      "deck <deck> load <file>", "load a file", build: { .load($0.deck, .path($0.text)) },
      arguments: { if case .load(let deck, .path(let path)) = $0 { [.deck(deck), .text(path)] } else { nil } }),
    .action("doubles", "put the playing track on the other deck, too, at the same place and in phase", .doubles(nil)),
    CommandRow(
      "doubles of <deck>", "the same with the track of this deck", build: { .doubles($0.deck) },
      arguments: { if case .doubles(let deck?) = $0 { [.deck(deck)] } else { nil } }),
    CommandRow(
      "deck <deck> unload", "eject the track", .timed, build: { .engine(.unload($0.deck)) },
      arguments: { if case .engine(.unload(let deck)) = $0 { [.deck(deck)] } else { nil } }),
    CommandRow(
      "deck <deck> neutral", "the deck as it was loaded; what follows the other deck goes on in its time",
      build: { .neutral($0.deck) },
      arguments: { if case .neutral(let deck) = $0 { [.deck(deck)] } else { nil } }),
    .deckActions(
      "deck <deck> <word>", "start, or start and stop", [("play", .play), ("toggle", .playToggle)], .needsTrack),
    .deckAction("deck <deck> pause", "stop", .pause),
    .deckAction(
      "deck <deck> cue", "back to the cue point; on it, play while held; stopped elsewhere, set it here", .cuePress,
      .needsTrack, release: .cueRelease),
    .deckAction("deck <deck> cue release", "release cue", .cueRelease),
    .deckNumber("deck <deck> cue set <number>", "set the cue point at a time", of: .position) {
      .cueSet(TrackTime($0))
    } from: {
      if case .cueSet(let time) = $0 { time.value } else { nil }
    },
    .deckNumber("deck <deck> seek <number>", "go to a time: 90, 1:30", of: .position, .needsTrack) {
      .seek(TrackTime($0))
    } from: {
      if case .seek(let time) = $0 { time.value } else { nil }
    },
    CommandRow(
      "deck <deck> seek by <amount>", "go on by so many seconds, or back: +30, -0:10", of: [.seekDistance],
      [.timed, .needsTrack], build: { .seekBy($0.deck, Seconds($0.amount.number)) },
      arguments: {
        guard case .seekBy(let deck, let distance) = $0 else { return nil }
        return [.deck(deck), .amount(.change(distance.value))]
      }),
    CommandRow(
      "deck <deck> seek <percent>", "go to a percentage of the track: 50 %", of: [.percentOfTrack], .timed,
      build: { .seekFraction($0.deck, $0.numbers[0] / 100) },
      arguments: {
        guard case .seekFraction(let deck, let fraction) = $0 else { return nil }
        return [.deck(deck), .number(CommandText.percent(fraction))]
      }),
    CommandRow(
      "deck <deck> seek \(sectionLabels.joined(separator: "|"))",
      "go to the next section of this name, or to the first", [.timed, .needsTrack],
      build: { .seekSection($0.deck, $0.words.last ?? "") },
      arguments: {
        guard case .seekSection(let deck, let label) = $0 else { return nil }
        return [.deck(deck), .word(label)]
      }),
    CommandRow(
      "deck <deck> line <text>", "go to the line of the song that says this, the next one first: line \"how sweet\"",
      [.timed, .needsTrack], build: { .line($0.deck, $0.text) },
      arguments: { if case .line(let deck, let words) = $0 { [.deck(deck), .text(words)] } else { nil } }),
    .deckAction(
      "deck <deck> join", "go where the other deck is, at its tempo and key, and play in phase with it", .join,
      .needsTrack),
    .deckNumber("deck <deck> jump <amount>", "beat jump, in phase: 4, -16, 1/8", of: .jump, .needsTrack) {
      .jump(Beats($0))
    } from: {
      if case .jump(let beats) = $0 { beats.value } else { nil }
    },
    .hotCue("deck <deck> hotcue <number>", "jump to a hot cue or its loop; an empty one is set here", .needsTrack) {
      .hotCue($0)
    } from: {
      if case .hotCue(let index) = $0 { index } else { nil }
    },
    .hotCue("deck <deck> hotcue <number> clear", "clear a hot cue") {
      .hotCueClear($0)
    } from: {
      if case .hotCueClear(let index) = $0 { index } else { nil }
    },
    .deck(
      "deck <deck> hotcue <number> set <number>", "set a hot cue at a time", of: [.hotCue, .position],
      build: { .hotCueSet($0.index, TrackTime($0.numbers[1])) },
      arguments: {
        guard case .hotCueSet(let index, let time) = $0 else { return nil }
        return [.number(Double(index) + 1), .number(time.value)]
      }),
    .deck(
      "deck <deck> hotcue <number> set <number> loop <number>", "the same, with a loop of so many seconds",
      of: [.hotCue, .position, .loopSeconds],
      build: { .hotLoopSet($0.index, TrackTime($0.numbers[1]), Seconds($0.numbers[2])) },
      arguments: {
        guard case .hotLoopSet(let index, let time, let length) = $0 else { return nil }
        return [.number(Double(index) + 1), .number(time.value), .number(length.value)]
      }),
    CommandRow(
      "deck <deck> hotcue <number> name <text>", "name a hot cue", of: [.hotCue], .verbatim,
      build: { .nameCue($0.deck, Int($0.index) + 1, $0.text) },
      arguments: {
        guard case .nameCue(let deck, let number, let name) = $0 else { return nil }
        return [.deck(deck), .number(Double(number)), .text(name)]
      }),
    CommandRow(
      "deck <deck> hotcue <number> colour \(colours.choice)", "colour a hot cue", of: [.hotCue],
      build: { .colourCue($0.deck, Int($0.index) + 1, colours.value(in: $0)) },
      arguments: {
        guard case .colourCue(let deck, let number, let colour) = $0 else { return nil }
        return [.deck(deck), .number(Double(number)), .word(colour.rawValue)]
      }),
  ]

  /// What a part of a track is called.
  static let sectionLabels = ["intro", "build", "drop", "breakdown", "verse", "chorus", "bridge", "outro"]
  private static let places = Words<LoadPlace.Rule>(\.rawValue)
  private static let colours = Words<CueColour>(\.rawValue)

  static let loops: [CommandRow] = [
    .deckActions(
      "deck <deck> loop <word>", "loop by hand: set its ends, exit and re-enter, half or double its length",
      [
        ("in", .loopIn), ("out", .loopOut), ("toggle", .loopToggle), ("halve", .loopScale(0.5)),
        ("double", .loopScale(2)),
      ], .needsTrack),
    .deck(
      "deck <deck> loop from <number> for <number> on|off",
      "the loop from a time on, so many seconds long; off: for loop toggle to enter", of: [.position, .loopSeconds],
      .needsTrack, build: { .loopSet(TrackTime($0.numbers[0]), Seconds($0.numbers[1]), isOn: $0.words.last == "on") },
      arguments: {
        guard case .loopSet(let time, let length, let isOn) = $0 else { return nil }
        return [.number(time.value), .number(length.value), .word(isOn ? "on" : "off")]
      }),
    .deckNumber(
      "deck <deck> loop move <amount>", "move the loop by beats, with the playhead in it", of: .loopMove, .needsTrack
    ) {
      .loopMove(Beats($0))
    } from: {
      if case .loopMove(let beats) = $0 { beats.value } else { nil }
    },
    .hotCue("deck <deck> loop save <number>", "save the loop as a hot cue", .needsTrack) {
      .loopSave($0)
    } from: {
      if case .loopSave(let index) = $0 { index } else { nil }
    },
    .hotCue("deck <deck> loop recall <number>", "jump into a saved loop", .needsTrack) {
      .loopRecall($0)
    } from: {
      if case .loopRecall(let index) = $0 { index } else { nil }
    },
    .hotCue("deck <deck> loop forget <number>", "delete a saved loop", .needsTrack) {
      .loopForget($0)
    } from: {
      if case .loopForget(let index) = $0 { index } else { nil }
    },
    .deckNumber("deck <deck> loop <number>", "loop so many beats from here", of: .loop, .needsTrack) {
      .loop(Beats($0))
    } from: {
      if case .loop(let beats) = $0 { beats.value } else { nil }
    },
    .deckAction("deck <deck> roll off", "end a roll: back to where the track would be", .rollOff),
    .deckNumber(
      "deck <deck> roll <number>", "loop roll of so many beats while held, the track running on underneath", of: .roll,
      .needsTrack, release: .rollOff
    ) {
      .roll(Beats($0))
    } from: {
      if case .roll(let beats) = $0 { beats.value } else { nil }
    },
    .deckSwitch(
      "deck <deck> slip <switch>", "slip mode: the track runs on underneath loops, jumps and pauses; off returns to it"
    ) {
      .slip($0)
    } from: {
      if case .slip(let value) = $0 { value } else { nil }
    },
    .deckSwitch(
      "deck <deck> censor <switch>", "play backwards while on, the track running on underneath", .needsTrack,
      release: { $0 == .censor(.on) ? .censor(.off) : nil }
    ) {
      .censor($0)
    } from: {
      if case .censor(let value) = $0 { value } else { nil }
    },
    .deckAction(
      "deck <deck> brake", "stop like a turntable switched off: in a second, or over 2 beats", .brake, .needsTrack),
    .deckAction("deck <deck> spinback", "spin back to a stop", .spinback, .needsTrack),
    .deckSwitch(
      "deck <deck> jog hold <switch>", "a hand on the record: it stands until the jog turns it (scratch)", .needsTrack,
      release: { $0 == .jogHold(.on) ? .jogHold(.off) : nil }
    ) {
      .jogHold($0)
    } from: {
      if case .jogHold(let value) = $0 { value } else { nil }
    },
    .deckNumber(
      "deck <deck> jog <amount>", "turn the jog by milliseconds: scratch while it is held, else bend (stopped: move)",
      of: .jog, [.repeats, .needsTrack]
    ) {
      .jog(milliseconds: $0)
    } from: {
      if case .jog(let milliseconds) = $0 { milliseconds } else { nil }
    },
  ]
}
