import Music

/// What a DJ notes of tracks.
extension CommandTable {
  private static func note(
    _ syntax: String, _ summary: String, of quantities: [Quantity] = [],
    build: @escaping @Sendable ([CommandRow.Argument]) -> NoteCommand,
    arguments: @escaping @Sendable (NoteCommand) -> [CommandRow.Argument]?
  ) -> CommandRow {
    CommandRow(
      syntax, summary, of: quantities, build: { .note(build($0)) },
      arguments: { if case .note(let command) = $0 { arguments(command) } else { nil } })
  }

  private static let colours = Words<CueColour?>(
    CueColour.allCases.map { ($0.rawValue, Optional($0)) } + [("none", nil)])

  static let noting: [CommandRow] = [
    note(
      "rate <number>", "stars for what is auditioned, else for the selected or playing track; 0 takes them away",
      of: [.rating], build: { .rate(Int($0.numbers[0])) },
      arguments: { if case .rate(let stars) = $0 { [.number(Double(stars))] } else { nil } }),
    .action("untag all", "take all your tags off it", .note(.untag(nil))),
    note(
      "tag <text>", "a word of your own to find it by: tag warm-up; tag:warm finds it", build: { .tag($0.text) },
      arguments: { if case .tag(let tag) = $0 { [.text(tag)] } else { nil } }),
    note(
      "untag <text>", "take a tag off it", build: { .untag($0.text) },
      arguments: { if case .untag(let tag?) = $0 { [.text(tag)] } else { nil } }),
    .action("comment none", "take your comment away", .note(.comment(nil))),
    note(
      "comment <text>", "a comment of your own; comment:word finds it", build: { .comment($0.text) },
      arguments: { if case .comment(let text?) = $0 { [.text(text)] } else { nil } }),
    note(
      "colour \(colours.choice)", "mark it with a colour", build: { .colour(colours.value(in: $0)) },
      arguments: {
        guard case .colour(let colour) = $0, let word = colours.word(for: colour) else { return nil }
        return [.word(word)]
      }),
    .action("notes undo", "take the last note back: stars, tags, comments, colours", .note(.undo)),
    .action("notes redo", "make the note again that was taken back last", .note(.redo)),
  ]
}
