import Music

/// What a DJ says to tracks.
extension CommandTable {
  static let answering: [CommandRow] = [
    .actions(
      "answer <word>",
      "say it to what is auditioned, else to the selected or playing track; a grower asks again in a week",
      Answer.allCases.map { ($0.rawValue, .answer(.give($0, .selected))) }),
    CommandRow(
      "answer \(answers.choice) suggested", "the same to the track selected in the suggestions",
      build: { .answer(.give(answers.value(in: $0), .suggested)) },
      arguments: {
        guard case .answer(.give(let answer, .suggested)) = $0 else { return nil }
        return [.word(answer.rawValue)]
      }),
    CommandRow(
      "answer \(answers.choice) <file>", "the same to a file of the library",
      build: { .answer(.give(answers.value(in: $0), .path($0.text))) },
      arguments: {
        guard case .answer(.give(let answer, .path(let path))) = $0 else { return nil }
        return [.word(answer.rawValue), .text(path)]
      }),
    .action("answer undo", "take the last answer back", .answer(.undo)),
  ]

  private static let answers = Words<Answer>(\.rawValue)
}
