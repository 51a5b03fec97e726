import Engine
import Music
import Suggestion

// Sample values of every command, for tests that try them all, beside those of the engine's own `CommandSamples.swift`.
// A row of the table that prints none of them fails a test.

extension Command.Action {
  /// Values of every case, as a DJ would say them: plain ones, and text that has to be quoted. The engine's `load` and
  /// `refresh`, which carry sound, have no line and are not among them.
  static let samples: [Command.Action] = rows.flatMap { $0 }

  private static let rows: [[Command.Action]] = [
    DeckID.allCases.map { .engine(.unload($0)) },
    DeckID.allCases.flatMap { deck in DeckAction.samples.map { .engine(.deck(deck, $0)) } },
    MixerAction.samples.map { .engine(.mixer($0)) },
    [.bpm(.a, BPM(124.5))],
    [.load(.a, .selected), .load(.b, .suggested), .load(.b, .path("/music/a \"b\"; c.flac"))],
    LoadPlace.Rule.allCases.map { .loadAt(.a, .selected, .rule($0)) },
    [.loadAt(.b, .path("/music/a \"b\"; c.flac"), .time(TrackTime(83.25)))],
    LoadPlace.Rule.allCases.map { .loadPlace($0) },
    DeckID.allCases.map { .neutral($0) },
    [.doubles(nil), .doubles(.a), .doubles(.b)],
    [.seekBy(.a, Seconds(30)), .seekBy(.b, Seconds(-12.5))],
    [.seekFraction(.a, 0.3), .seekFraction(.b, 1)],
    [.loadSuggested(.a, 2), .loadSuggested(.b, 1)],
    CommandTable.sectionLabels.map { .seekSection(.a, $0) },
    [.line(.a, "how sweet the sound"), .line(.b, "out at bar")],
    StemKind.allCases.map { .stem(.a, $0, .mute(.toggle)) },
    [.stem(.b, .drums, .level(.value(0.5))), .stem(.b, .bass, .level(.change(-0.1)))],
    GridEdit.samples.map { .editGrid(.b, $0) },
    Correction.samples.map { .correct(.a, $0) },
    Command.BrowseMove.allCases.map { .browse($0) },
    [.search(""), .search("bpm:120-124 key:8a"), .search("game over 9 beats"), .search("\"a;b\"")],
    [.sort("bpm"), .sort("added")],
    DeckID.allCases.map { .suggestFor($0) } + [.suggestFor(nil)],
    [.suggestMove(-1), .suggestMove(1)], [.why],
    Switch.allCases.map { .record($0) },
    [.recordTo("gig.flac"), .recordTo("a gig; at night.ogg")],
    Switch.allCases.map { .recordDecks($0) },
    Switch.allCases.map { .air($0) },
    Switch.allCases.map { .followKicks($0) },
    Switch.allCases.map { .sendClock($0) }, Switch.allCases.map { .followClock($0) },
    Switch.allCases.map { .autoGain(.b, $0) },
    [.target(LUFS(-12))],
    [.meterReset],
    [.device("hw:1,0"), .device("none")],
    [.period(256)],
    [.headphoneOutput("split"), .headphoneOutput("3-4")],
    [.theme("paper")],
    KeyboardLayout.allCases.map { .layout($0) },
    [.columns("title artist bpm key stems"), .columns("standard")],
    ScreenView.allCases.map { .view($0) } + [.view(nil)],
    [.addFolder("/music/Mine & yours")], [.removeFolder("/music/Mine & yours")],
    [.rescan], [.analyzeAll], [.help], [.helpOn("sync")], [.quit], [.cancel(concerning: nil), .cancel(concerning: .b)],
    [.undo], [.redo],
    [.history], [.messages], [.resume],
    [.nameCue(.a, 8, "First drop"), .nameCue(.a, 1, "out at bar"), .nameCue(.b, 2, "")],
    CueColour.allCases.map { .colourCue(.b, 3, $0) },
    [.matchKey(.a)],
    DeckEffect.allCases.map { .toggleEffect(.b, $0) },
    QueueCommand.samples.map { .queue($0) },
    AutoCommand.samples.map { .auto($0) },
    AnswerCommand.samples.map { .answer($0) },
    NoteCommand.samples.map { .note($0) },
    CrateCommand.samples.map { .crate($0) }, [.imports(.file("/media/stick")), .imports(.undo)],
    TasteCommand.samples.map { .taste($0) },
    SteerCommand.samples.map { .steer($0) },
    AuditionCommand.samples.map { .audition($0) },
    MashShift.allCases.map { .mash(.shift($0)) },
    MashupCommand.samples.map { .mashup($0) },
    [.split(.deck(.a)), .split(.deck(.b)), .split(.selected), .split(.list("Friday night")), .split(.stop)],
    [.song(.ofMash(to: nil)), .song(.ofMash(to: "a night; in june.flac")), .song(.ofPartner(to: nil))],
    [.song(.ofPartner(to: "/music/both.wav")), .song(.stop)],
    DeckID.allCases.map { .say(.deck($0)) }, SayTopic.Part.allCases.map { .say(.part($0)) },
    Announcements.allCases.map { .announce($0) },
    ZoomStep.allCases.map { .zoom($0) }, [.glyphs(nil)] + WaveGlyphs.allCases.map { .glyphs($0) },
    [.macro(.list), .macro(.begin("transition"))],
    [.test(.listed), .test(.of("/music/a \"b\"; c.flac")), .test(.stop)],
  ]
}

extension QueueCommand {
  /// Values of every case.
  static let samples: [QueueCommand] = [
    .add(.selected), .add(.suggested), .add(.path("/music/a \"b\"; c.flac")), .select(-1), .select(1), .move(-1),
    .move(1), .remove, .removeRow(3), .put(2, "/music/a \"b\"; c.flac"), .clear, .loadNext, .save("friday"),
  ]
}

extension AuditionCommand {
  /// Values of every case.
  static let samples: [AuditionCommand] =
    AuditionPlace.allCases.flatMap { place -> [AuditionCommand] in
      let named: [AuditionCommand] = [
        .start(.selected, place), .start(.suggested, place), .start(.path("/music/a \"b\"; c.flac"), place),
      ]
      return [.start(nil, place)] + named
    } + [
      .room(nil), .room(.selected), .room(.suggested), .room(.path("/music/a \"b\"; c.flac")), .section(-1),
      .section(1), .walk(-1), .walk(1), .load, .stop, .mashup,
    ] + DeckID.allCases.flatMap { [.master($0, isInRoom: false), .master($0, isInRoom: true)] }
    + AuditionTempo.allCases.map { .tempo($0) }
}

extension MashupCommand {
  /// Values of every case.
  static let samples: [MashupCommand] = [
    .list(nil), .list(.a), .list(.b), .listSelected, .move(-1), .move(1), .place(-1), .place(1), .load, .close,
  ]
}

extension AnswerCommand {
  /// Values of every case.
  static let samples: [AnswerCommand] =
    Answer.allCases.flatMap { answer -> [AnswerCommand] in
      [.give(answer, .selected), .give(answer, .suggested), .give(answer, .path("/music/a \"b\"; c.flac"))]
    } + [.undo]
}

extension NoteCommand {
  /// Values of every case.
  static let samples: [NoteCommand] =
    [
      .rate(0), .rate(4), .tag("warm-up"), .tag("late; at bar"), .untag("warm-up"), .untag(nil),
      .comment("mind the long intro"), .comment(nil), .colour(nil),
    ] + CueColour.allCases.map { .colour($0) } + [.undo, .redo]
}

extension CrateCommand {
  /// Values of every case.
  static let samples: [CrateCommand] = [
    .list, .open("warm-up"), .add("Festival/Friday at bar"), .add(nil), .fill("late; deep"),
    .save("peak bpm:125-128 energy:7-9"), .remove, .move(-1), .move(1), .rename("opening"), .delete("warm-up"), .undo,
    .redo,
  ]
}

extension TasteCommand {
  /// Values of every case.
  static let samples: [TasteCommand] = [
    .show, .use("wedding"), .use("late at bar"), .reset, .export("/music/a \"b\"; c.taste"), .adopt("mine.taste"),
  ]
}

extension SteerCommand {
  /// Values of every case.
  static let samples: [SteerCommand] = sliders + others

  private static let sliders: [SteerCommand] =
    SteerSlider.allCases.map { .move($0, .change(0.25)) } + [.move(.bass, .value(-0.5))]
    + Switch.allCases.map { .show($0) }
  private static let others: [SteerCommand] = [
    .words("more bass, a bit faster; no vocals"), .words("darker at bar"), .reset, .select(-1), .select(1), .step(1),
    .step(-1), .tasteFrom("Friday night"), .tasteFrom("/music/a \"b\"; c.m3u8"), .likeThese(.on), .likeThese(.off),
    .likeThese(.toggle), .likeStrength(0.5),
  ]
}

extension AutoCommand {
  /// Values of every case.
  static let samples: [AutoCommand] =
    Switch.allCases.map { .power($0) } + AutoWish.allCases.map { .wish($0) }
    + BlendPlan.Kind.allCases.map { .kind($0) } + [.course(nil, minutes: nil)] + Switch.allCases.map { .radio($0) }
    + SetCourse.Shape.allCases.flatMap { [.course($0, minutes: nil), .course($0, minutes: 60)] }
}

extension GridEdit {
  /// Values of every case.
  static let samples: [GridEdit] = [
    .constant(BPM(124), TrackTime(0.25)), .times(2), .times(0.5), .times(1.5), .tap, .tempo(.value(124.5)),
    .tempo(.change(-0.01)), .nudge(milliseconds: 2.5), .nudge(milliseconds: -10), .shift(beats: 1), .shift(beats: -2),
    .here, .downbeat, .phrase, .bar(3), .change, .join, .lock(.on), .lock(.off), .lock(.toggle), .undo, .redo, .reset,
  ]
}

extension Correction {
  /// Values of every case.
  static let samples: [Correction] =
    MusicalKey.all.map { .key($0) } + [.section("intro"), .section("drop"), .section("outro"), .sectionStart, .forget]
}
