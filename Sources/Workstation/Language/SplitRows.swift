import Engine

/// Stems that are made while music plays.
extension CommandTable {
  static let splitting: [CommandRow] = [
    CommandRow(
      "split <deck>", "split a deck's track into vocals, drums, bass and other; it plays on, and has them when done",
      build: { .split(.deck($0.deck)) },
      arguments: { if case .split(.deck(let deck)) = $0 { [.deck(deck)] } else { nil } }),
    .action("split selected", "the same for the track selected in the browser", .split(.selected)),
    .text(
      "split crate <text>", "the same for all tracks of a crate, a playlist or a folder that have no stems", .verbatim
    ) {
      .split(.list($0))
    } from: {
      if case .split(.list(let name)) = $0 { name } else { nil }
    },
    .action("split stop", "give up what is being split, and what waits for it", .split(.stop)),
  ]
}
