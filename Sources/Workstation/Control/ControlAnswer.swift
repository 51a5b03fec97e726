import Engine
import Music
import Platform

/// What a line that came over the control socket led to.
struct ControlAnswer {
  let line: String
  /// As the language has them.
  var commands: [String] = []
  /// What was said of them.
  var messages: [Message] = []
  /// What `say` told.
  var told: [String] = []

  init(line: String) { self.line = line }

  /// All of it was done, as far as can be said at once: a file is read later.
  var isGood: Bool { !messages.contains { $0.weight == .failure } }

  /// `= ` before what is told, `! ` before what is complained of.
  var lines: [String] {
    told.map { "= " + $0.printable } + messages.map { ($0.weight == .note ? "= " : "! ") + $0.text.printable }
  }

  var json: JSON {
    .object([
      ("line", .text(line)), ("commands", .list(commands.map(JSON.text))), ("ok", .bool(isGood)),
      ("messages", .list(messages.map { .object([("weight", .text("\($0.weight)")), ("text", .text($0.text))]) })),
      ("told", .list(told.map(JSON.text))),
    ])
  }
}

extension Snapshot {
  /// How the program stands, for another program.
  var json: JSON {
    .object([
      ("decks", .object(DeckID.allCases.map { ($0.word, json(of: $0)) })),
      ("crossfader", JSON(sound.crossfader)), ("master_db", JSON(sound.masterDecibels)),
      ("short_term_lufs", JSON(master.shortTerm?.value)), ("leader", JSON(sound.leader?.word)),
      ("swap", JSON(sound.swap?.word)), ("mash", JSON(mash)), ("autopilot", JSON(status.auto)),
      ("recording_seconds", JSON(status.recording?.seconds)), ("recording_path", JSON(status.recording?.path)),
      ("air", status.air?.json ?? .null),
      ("waiting", .list(status.pending.map(JSON.text))), ("tracks", JSON(status.trackCount)),
      ("dropouts", JSON(status.dropouts)), ("load", JSON(status.load)),
    ])
  }

  private func json(of deck: DeckID) -> JSON {
    let (state, loaded) = (sound[deck], self[deck])
    guard let track = loaded.track else { return .null }
    let muted = loaded.stems.prefix(state.stemMutes.count).enumerated().filter { state.stemMutes[$0.offset] }
    return .object([
      ("path", .text(track.path)), ("title", .text(track.title)), ("artist", JSON(track.artist)),
      ("playing", .bool(state.isPlaying)), ("position_seconds", JSON(state.position.value)),
      ("length_seconds", JSON(state.length.value)), ("bpm", JSON(state.bpm.value > 0 ? state.bpm.value : nil)),
      ("beat", JSON(state.hasGrid ? state.beat.value : nil)), ("tempo_percent", JSON(state.ratio.percent)),
      ("camelot", JSON(state.key?.camelot.code)), ("sync", .bool(state.sync)), ("looping", .bool(state.isLooping)),
      ("fader", JSON(state.fader)), ("headphones", .bool(state.headphones)),
      ("stems", .list(loaded.stems.map { .text($0.rawValue) })),
      ("muted", .list(muted.map { .text($0.element.rawValue) })),
    ])
  }
}
