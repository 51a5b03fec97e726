import Engine
import Music

/// Browser, library and the program itself.
extension CommandTable {
  static let browsing: [CommandRow] = [
    .actions(
      "browse page <word>", "scroll by a page", [("up", .browse(.pageUp)), ("down", .browse(.pageDown))], .repeats),
    .actions(
      "browse <word>", "move the selection",
      [("up", .browse(.up)), ("down", .browse(.down)), ("top", .browse(.top)), ("bottom", .browse(.bottom))], .repeats),
    .action("search", "show all tracks", .search(""), .verbatim),
    .text("search <text>", "find tracks: words, bpm:122-128, key:8a, artist:…", .verbatim) {
      .search($0)
    } from: {
      if case .search(let text) = $0 { text } else { nil }
    },
    .actions(
      "sort <word>", "sort the browser; again: reverse the order",
      ["title", "artist", "album", "genre", "year", "bpm", "key", "energy", "duration", "added"].map { ($0, .sort($0)) }
    ),
    CommandRow(
      "suggest for <deck>", "what to play after this deck", build: { .suggestFor($0.deck) },
      arguments: { if case .suggestFor(let deck?) = $0 { [.deck(deck)] } else { nil } }),
    .action("suggest", "what to play after the deck that the room hears, whichever it is", .suggestFor(nil)),
    .actions(
      "suggest <word>", "move in the suggestions", [("up", .suggestMove(-1)), ("down", .suggestMove(1))], .repeats),
    .action("why", "show the sum that makes the selected suggestion's score, or the list again", .why),
  ]

  static let program: [CommandRow] = [
    .text("add <text>", "add a folder of music to the library") {
      .addFolder($0)
    } from: {
      if case .addFolder(let path) = $0 { path } else { nil }
    },
    .text("remove <text>", "take a folder and its tracks out of the library; cues and grids are kept") {
      .removeFolder($0)
    } from: {
      if case .removeFolder(let path) = $0 { path } else { nil }
    },
    .action(
      "undo", "take back what was done last: loads, cues, loops, grids, answers, notes, the queue, resets", .undo),
    .action("redo", "do again what was taken back last", .redo),
    .action("history", "list what undo takes back, the newest first", .history),
    .action("messages", "list the last hundred messages, the newest first", .messages),
    .action("resume", "bring the last set back: its tracks where they were, the mixer; nothing starts", .resume),
    .action(
      "cancel", "give up all that waits: for a beat, a bar, a track to be read; and a macro", .cancel(concerning: nil)),
    CommandRow(
      "cancel <deck>", "give up what waits and concerns a deck", build: { .cancel(concerning: $0.deck) },
      arguments: { if case .cancel(let deck?) = $0 { [.deck(deck)] } else { nil } }),
    CommandRow(
      "cancel <number>", "give up the command that waits under this number: what had a moment, counted from 1",
      of: [.waitingNumber], build: { .engine(.mixer(.cancel(UInt32($0.numbers[0])))) },
      arguments: { if case .engine(.mixer(.cancel(let number))) = $0 { [.number(Double(number))] } else { nil } }),
    .action("rescan", "look for changes in the library's folders", .rescan),
    .action("analyze all", "analyse all tracks that are not analysed yet", .analyzeAll),
    CommandRow(
      "follow kicks <switch>", "hold synced decks so that their kicks strike together, not only their beats",
      build: { .followKicks($0.switching) },
      arguments: { if case .followKicks(let wish) = $0 { [.switching(wish)] } else { nil } }),
    CommandRow(
      "midi clock <switch>", "send the beat to what is plugged in: 24 pulses a beat, a start on the bar",
      build: { .sendClock($0.switching) },
      arguments: { if case .sendClock(let wish) = $0 { [.switching(wish)] } else { nil } }),
    CommandRow(
      "midi follow <switch>", "have the leading deck keep step with a clock that comes in",
      build: { .followClock($0.switching) },
      arguments: { if case .followClock(let wish) = $0 { [.switching(wish)] } else { nil } }),
    .text("device <text>", "play through this sound device") {
      .device($0)
    } from: {
      if case .device(let name) = $0 { name } else { nil }
    },
    CommandRow(
      "period <number>", "buffer period in frames: smaller responds faster, larger is safer", of: [.period],
      build: { .period(Int($0.numbers[0])) },
      arguments: { if case .period(let frames) = $0 { [.number(Double(frames))] } else { nil } }),
    .text("headphones to <text>", "headphone output: none, split, 3-4 or a second sound device") {
      .headphoneOutput($0)
    } from: {
      if case .headphoneOutput(let place) = $0 { place } else { nil }
    },
    .text("theme <text>", "change the colours; theme list shows the themes") {
      .theme($0)
    } from: {
      if case .theme(let name) = $0 { name } else { nil }
    },
    .actions(
      "layout <word>", "the keyboard that you play on: keys stay at their places, whatever is written on them",
      KeyboardLayout.allCases.map { ($0.rawValue, .layout($0)) }),
    .actions(
      "zoom <word>", "show the waveforms closer, or more of them; four steps",
      ZoomStep.allCases.map { ($0.rawValue, .zoom($0)) }),
    .actions(
      "glyphs <word>", "what waveforms are made of: auto is what the terminal is known to show",
      [("auto", .glyphs(nil))] + WaveGlyphs.allCases.map { ($0.rawValue, .glyphs($0)) }),
    .text("columns <text>", "columns of the library in this order: title artist bpm key stems …, or standard") {
      .columns($0)
    } from: {
      if case .columns(let words) = $0 { words } else { nil }
    },
    .actions(
      "view <word>", "what has the screen: all of it, the decks, the library, or a booth's large figures",
      ScreenView.allCases.map { ($0.rawValue, .view($0)) } + [("next", .view(nil))]),
    .action("help", "show keys and commands", .help),
    .text("help <text>", "show the keys and commands that have these words in them: help sync") {
      .helpOn($0)
    } from: {
      if case .helpOn(let words) = $0 { words } else { nil }
    },
    .action("quit", "quit Segue", .quit),
  ]
}
