import Engine
import Music

/// Where the DJ is right and the analysis was not: the grid, the key, the sections of the track on a deck.
extension CommandTable {
  private static func grid(
    _ syntax: String, _ summary: String, of quantities: Quantity...,
    edit: @escaping @Sendable ([CommandForm.Argument]) throws -> GridEdit
  ) -> CommandForm {
    CommandForm("deck <deck> grid " + syntax, summary, quantities) { a, _, _ in .editGrid(a.deck, try edit(a)) }
  }

  static let corrections: [CommandForm] = [
    grid("double|halve", "the grid at twice or half the tempo") { a in .times(a.lastWord == "double" ? 2 : 0.5) },
    grid("times <number>", "the grid at another level: times 3/2", of: .gridTimes) { a in .times(a.numbers[0]) },
    grid("tap", "tap the beat along: four taps or more mend the grid") { _ in .tap },
    grid("tempo <amount>", "the tempo of the grid at the playhead, in BPM", of: .bpm) { a in .tempo(a.amount) },
    grid("nudge <amount>", "all beats later by milliseconds", of: .gridNudge) { a in
      .nudge(milliseconds: a.amount.number)
    },
    grid("shift <amount>", "bars start so many beats later", of: .gridShift) { a in .shift(beats: Int(a.amount.number))
    },
    grid("here", "the nearest beat sounds at the playhead") { _ in .here },
    grid("downbeat", "the nearest beat starts a bar") { _ in .downbeat },
    grid("phrase", "the nearest beat starts a phrase") { _ in .phrase },
    grid("bar <number>", "so many beats make a bar", of: .bar) { a in .bar(Int(a.numbers[0])) },
    grid("change", "the tempo may change at the nearest beat") { _ in .change },
    grid("join", "the tempo does not change where this region began") { _ in .join },
    grid("lock <switch>", "leave the grid as it is") { a in .lock(a.switching) },
    grid("undo", "take the last change of the grid back") { _ in .undo },
    grid("reset", "the grid as it was heard by the analysis") { _ in .reset },
    grid("<number> <number>", "a constant grid: BPM and the second of a downbeat", of: .bpm, .downbeat) { a in
      .constant(BPM(a.numbers[0]), TrackTime(a.numbers[1]))
    },
    CommandForm("deck <deck> metronome <switch>", "a click on the grid, in the headphones") { a, at, over in
      deck(a, .metronome(a.switching), at, over)
    },
    CommandForm("deck <deck> correct key <text>", "the track's key is another: correct key 8A") { a, _, _ in
      guard let key = MusicalKey(parsing: a.text) else {
        throw CommandError("“\(a.text)” is no key: 8A, Am or A minor would be")
      }
      return .correct(a.deck, .key(key))
    },
    CommandForm(
      "deck <deck> correct section intro|build|drop|breakdown|verse|chorus|bridge|outro",
      "the section at the playhead is this"
    ) { a, _, _ in .correct(a.deck, .section(a.lastWord)) },
    CommandForm("deck <deck> correct section start", "a section starts at the bar nearest to the playhead") { a, _, _ in
      .correct(a.deck, .sectionStart)
    },
    CommandForm("deck <deck> correct forget", "key and sections as they were heard by the analysis") { a, _, _ in
      .correct(a.deck, .forget)
    },
  ]
}
