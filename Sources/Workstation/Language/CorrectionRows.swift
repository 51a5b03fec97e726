import Engine
import Music

/// Where the DJ is right and the analysis was not: the grid, the key, the sections of the track on a deck.
extension CommandTable {
  private static func grid(
    _ syntax: String, _ summary: String, of quantities: [Quantity] = [], _ traits: CommandRow.Traits = [],
    build: @escaping @Sendable ([CommandRow.Argument]) -> GridEdit,
    arguments: @escaping @Sendable (GridEdit) -> [CommandRow.Argument]?
  ) -> CommandRow {
    CommandRow(
      "deck <deck> grid " + syntax, summary, of: quantities, traits, build: { .editGrid($0.deck, build($0)) },
      arguments: { action in
        guard case .editGrid(let deck, let edit) = action else { return nil }
        return arguments(edit).map { [.deck(deck)] + $0 }
      })
  }

  private static func grid(_ word: String, _ summary: String, _ edit: GridEdit) -> CommandRow {
    grid(word, summary, build: { _ in edit }, arguments: { $0 == edit ? [] : nil })
  }

  private static func correct(
    _ syntax: String, _ summary: String, build: @escaping @Sendable ([CommandRow.Argument]) throws -> Correction,
    arguments: @escaping @Sendable (Correction) -> [CommandRow.Argument]?
  ) -> CommandRow {
    CommandRow(
      "deck <deck> correct " + syntax, summary, build: { .correct($0.deck, try build($0)) },
      arguments: { action in
        guard case .correct(let deck, let correction) = action else { return nil }
        return arguments(correction).map { [.deck(deck)] + $0 }
      })
  }

  static let corrections: [CommandRow] = [
    grid("double", "double the grid's tempo", .times(2)),
    grid("halve", "halve the grid's tempo", .times(0.5)),
    grid(
      "times <number>", "multiply the grid's tempo: times 3/2", of: [.gridTimes], build: { .times($0.numbers[0]) },
      arguments: { if case .times(let factor) = $0 { [.number(factor)] } else { nil } }),
    grid("tap", "tap along; from the fourth tap on the grid follows", .tap),
    grid(
      "tempo <amount>", "the grid's tempo at the playhead, in BPM", of: [.bpm], .repeats, build: { .tempo($0.amount) },
      arguments: { if case .tempo(let amount) = $0 { [.amount(amount)] } else { nil } }),
    grid(
      "nudge <amount>", "shift the grid by milliseconds; + is later", of: [.gridNudge], .repeats,
      build: { .nudge(milliseconds: $0.amount.number) },
      arguments: { if case .nudge(let milliseconds) = $0 { [.amount(.change(milliseconds))] } else { nil } }),
    grid(
      "shift <amount>", "move the downbeats by beats; + is later", of: [.gridShift], .repeats,
      build: { .shift(beats: Int($0.amount.number)) },
      arguments: { if case .shift(let beats) = $0 { [.amount(.change(Double(beats)))] } else { nil } }),
    grid("here", "put the nearest beat at the playhead", .here),
    grid("downbeat", "make the nearest beat a downbeat", .downbeat),
    grid("phrase", "start a phrase at the nearest beat", .phrase),
    grid(
      "bar <number>", "beats in a bar", of: [.bar], build: { .bar(Int($0.numbers[0])) },
      arguments: { if case .bar(let beats) = $0 { [.number(Double(beats))] } else { nil } }),
    grid("change", "let the tempo change at the nearest beat", .change),
    grid("join", "remove the tempo change that this part begins with", .join),
    grid(
      "lock <switch>", "protect the grid from changes", build: { .lock($0.switching) },
      arguments: { if case .lock(let value) = $0 { [.switching(value)] } else { nil } }),
    grid("undo", "undo the last grid change", .undo),
    grid("redo", "make the grid change again that was undone last", .redo),
    grid("reset", "back to the analysed grid", .reset),
    grid(
      "<number> <number>", "a constant grid: BPM, and the time of a downbeat", of: [.bpm, .downbeat],
      build: { .constant(BPM($0.numbers[0]), TrackTime($0.numbers[1])) },
      arguments: {
        if case .constant(let bpm, let time) = $0 { [.number(bpm.value), .number(time.value)] } else { nil }
      }
    ),
    .deckSwitch("deck <deck> metronome <switch>", "click on the grid, in the headphones") {
      .metronome($0)
    } from: {
      if case .metronome(let value) = $0 { value } else { nil }
    },
    correct(
      "key <text>", "set the track's key: correct key 8A",
      build: { arguments in
        guard let key = MusicalKey(parsing: arguments.text) else {
          throw CommandError("“\(arguments.text)” isn't a key: 8A, Am or A minor would be")
        }
        return .key(key)
      },
      arguments: { if case .key(let key) = $0 { [.text(key.camelot.code)] } else { nil } }),
    correct(
      "section \(sectionLabels.joined(separator: "|"))", "label the section at the playhead",
      build: { .section($0.words.last ?? "") },
      arguments: { if case .section(let label) = $0 { [.word(label)] } else { nil } }),
    correct(
      "section start", "start a section at the bar nearest to the playhead", build: { _ in .sectionStart },
      arguments: { $0 == .sectionStart ? [] : nil }),
    correct(
      "forget", "back to the analysed key and sections", build: { _ in .forget },
      arguments: { $0 == .forget ? [] : nil }),
  ]
}
