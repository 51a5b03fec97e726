import Engine
import Music

// Sample values of every command, for tests that try them all. The switches are total, like those of the engine's
// `CommandSamples.swift`: a new case does not compile until its kind is named, nor a kind until it has a sample.

extension Command.Action {
  /// One for each case of `Command.Action`.
  enum Kind: CaseIterable, Sendable, Hashable {
    case engine, bpm, load, seekFraction, stem, editGrid, correct, browse, search, sort, suggestFor, suggestMove
    case record, recordTo, recordDecks, autoGain, target, meterReset, device, period, headphoneOutput, theme
    case addFolder, removeFolder, rescan, analyzeAll, help, quit, nameCue, colourCue, matchKey, toggleEffect
  }

  /// Which case it is.
  var kind: Kind {
    switch self {
    case .engine: .engine
    case .bpm: .bpm
    case .load: .load
    case .seekFraction: .seekFraction
    case .stem: .stem
    case .editGrid: .editGrid
    case .correct: .correct
    case .browse: .browse
    case .search: .search
    case .sort: .sort
    case .suggestFor: .suggestFor
    case .suggestMove: .suggestMove
    case .record: .record
    case .recordTo: .recordTo
    case .recordDecks: .recordDecks
    case .autoGain: .autoGain
    case .target: .target
    case .meterReset: .meterReset
    case .device: .device
    case .period: .period
    case .headphoneOutput: .headphoneOutput
    case .theme: .theme
    case .addFolder: .addFolder
    case .removeFolder: .removeFolder
    case .rescan: .rescan
    case .analyzeAll: .analyzeAll
    case .help: .help
    case .quit: .quit
    case .nameCue: .nameCue
    case .colourCue: .colourCue
    case .matchKey: .matchKey
    case .toggleEffect: .toggleEffect
    }
  }

  /// Values of every case, as a DJ would say them; each at least once.
  static let samples: [Command.Action] = Kind.allCases.flatMap(samples(of:))

  /// Values of one case: plain ones, and text that has to be quoted. The engine's `load` and `refresh`, which carry
  /// sound, have no line and are not among them.
  static func samples(of kind: Kind) -> [Command.Action] {
    switch kind {
    case .engine: engineSamples
    case .bpm: [.bpm(.a, BPM(124.5))]
    case .load: [.load(.a, .selected), .load(.b, .suggested), .load(.b, .path("/music/a \"b\"; c.flac"))]
    case .seekFraction: [.seekFraction(.a, 0.3), .seekFraction(.b, 1)]
    case .stem:
      StemKind.allCases.map { .stem(.a, $0, .mute(.toggle)) }
        + [.stem(.b, .drums, .level(.value(0.5))), .stem(.b, .bass, .level(.change(-0.1)))]
    case .editGrid: GridEdit.samples.map { .editGrid(.b, $0) }
    case .correct: Correction.samples.map { .correct(.a, $0) }
    case .browse: Command.BrowseMove.allCases.map { .browse($0) }
    case .search: [.search(""), .search("bpm:120-124 key:8a"), .search("game over 9 beats"), .search("\"a;b\"")]
    case .sort: [.sort("bpm"), .sort("added")]
    case .suggestFor: DeckID.allCases.map { .suggestFor($0) }
    case .suggestMove: [.suggestMove(-1), .suggestMove(1)]
    case .record: Switch.allCases.map { .record($0) }
    case .recordTo: [.recordTo("gig.flac"), .recordTo("a gig; at night.ogg")]
    case .recordDecks: Switch.allCases.map { .recordDecks($0) }
    case .autoGain: Switch.allCases.map { .autoGain(.b, $0) }
    case .target: [.target(LUFS(-12))]
    case .meterReset: [.meterReset]
    case .device: [.device("hw:1,0"), .device("none")]
    case .period: [.period(256)]
    case .headphoneOutput: [.headphoneOutput("split"), .headphoneOutput("3-4")]
    case .theme: [.theme("paper")]
    case .addFolder: [.addFolder("/music/Mine & yours")]
    case .removeFolder: [.removeFolder("/music/Mine & yours")]
    case .rescan: [.rescan]
    case .analyzeAll: [.analyzeAll]
    case .help: [.help]
    case .quit: [.quit]
    case .nameCue: [.nameCue(.a, 8, "First drop"), .nameCue(.a, 1, "out at bar")]
    case .colourCue: CueColour.allCases.map { .colourCue(.b, 3, $0) }
    case .matchKey: [.matchKey(.a)]
    case .toggleEffect: DeckEffect.allCases.map { .toggleEffect(.b, $0) }
    }
  }

  private static var engineSamples: [Command.Action] {
    DeckID.allCases.flatMap { deck in [.engine(.unload(deck))] + DeckAction.samples.map { .engine(.deck(deck, $0)) } }
      + MixerAction.samples.map { .engine(.mixer($0)) }
  }
}

extension GridEdit {
  /// One for each case of `GridEdit`.
  enum Kind: CaseIterable, Sendable, Hashable {
    case constant, times, tap, tempo, nudge, shift, here, downbeat, phrase, bar, change, join, lock, undo, reset
  }

  /// Which case it is.
  var kind: Kind {
    switch self {
    case .constant: .constant
    case .times: .times
    case .tap: .tap
    case .tempo: .tempo
    case .nudge: .nudge
    case .shift: .shift
    case .here: .here
    case .downbeat: .downbeat
    case .phrase: .phrase
    case .bar: .bar
    case .change: .change
    case .join: .join
    case .lock: .lock
    case .undo: .undo
    case .reset: .reset
    }
  }

  /// Values of every case, each at least once.
  static let samples: [GridEdit] = Kind.allCases.flatMap(samples(of:))

  static func samples(of kind: Kind) -> [GridEdit] {
    switch kind {
    case .constant: [.constant(BPM(124), TrackTime(0.25))]
    case .times: [.times(2), .times(0.5), .times(1.5)]
    case .tap: [.tap]
    case .tempo: [.tempo(.value(124.5)), .tempo(.change(-0.01))]
    case .nudge: [.nudge(milliseconds: 2.5), .nudge(milliseconds: -10)]
    case .shift: [.shift(beats: 1), .shift(beats: -2)]
    case .here: [.here]
    case .downbeat: [.downbeat]
    case .phrase: [.phrase]
    case .bar: [.bar(3)]
    case .change: [.change]
    case .join: [.join]
    case .lock: Switch.allCases.map { .lock($0) }
    case .undo: [.undo]
    case .reset: [.reset]
    }
  }
}

extension Correction {
  /// One for each case of `Correction`.
  enum Kind: CaseIterable, Sendable, Hashable { case key, section, sectionStart, forget }

  /// Which case it is.
  var kind: Kind {
    switch self {
    case .key: .key
    case .section: .section
    case .sectionStart: .sectionStart
    case .forget: .forget
    }
  }

  /// Values of every case, each at least once.
  static let samples: [Correction] = Kind.allCases.flatMap(samples(of:))

  static func samples(of kind: Kind) -> [Correction] {
    switch kind {
    case .key: MusicalKey.all.map { .key($0) }
    case .section: ["intro", "drop", "outro"].map { .section($0) }
    case .sectionStart: [.sectionStart]
    case .forget: [.forget]
    }
  }
}
