import Music

/// What is learnt of the DJ.
extension CommandTable {
  static let tasting: [CommandRow] = [
    .action("taste", "show what was learnt of you in words, or the list again", .taste(.show)),
    .text("taste use <text>", "learn and rank by the taste of this name from now on: taste use wedding") {
      .taste(.use($0))
    } from: {
      if case .taste(.use(let name)) = $0 { name } else { nil }
    },
    .action("taste reset", "forget what was learnt of you: the rules alone count", .taste(.reset)),
    CommandRow(
      "taste export <file>", "write what was learnt of you to a file", build: { .taste(.export($0.text)) },
      arguments: { if case .taste(.export(let path)) = $0 { [.text(path)] } else { nil } }),
    CommandRow(
      "taste import <file>", "take what was learnt from a file that was exported", build: { .taste(.adopt($0.text)) },
      arguments: { if case .taste(.adopt(let path)) = $0 { [.text(path)] } else { nil } }),
  ]
}
