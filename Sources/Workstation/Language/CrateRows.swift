import Library

/// Crates, and what other programs have.
extension CommandTable {
  private static func crate(
    _ syntax: String, _ summary: String, _ build: @escaping @Sendable (String) -> CrateCommand,
    from: @escaping @Sendable (CrateCommand) -> String?
  ) -> CommandRow {
    .text(syntax, summary) {
      .crate(build($0))
    } from: {
      if case .crate(let command) = $0 { from(command) } else { nil }
    }
  }

  static let crating: [CommandRow] = [
    .action("crates", "say which crates there are", .crate(.list)),
    crate("crate open <text>", "list a crate, in its own order: crate open warm-up") {
      .open($0)
    } from: {
      if case .open(let name) = $0 { name } else { nil }
    },
    .action("crate add", "put the selected track into the crate that got the last one", .crate(.add(nil))),
    crate(
      "crate add <text>",
      "put the selected track into a crate, which is made if need be; Festival/Friday is one in a folder"
    ) {
      .add($0)
    } from: {
      if case .add(let name?) = $0 { name } else { nil }
    },
    crate("crate fill <text>", "put all that is listed into a crate") {
      .fill($0)
    } from: {
      if case .fill(let name) = $0 { name } else { nil }
    },
    crate(
      "crate save <text>",
      "keep a search as a crate: crate save peak bpm:125-128 energy:7-9; without one, what is searched"
    ) {
      .save($0)
    } from: {
      if case .save(let words) = $0 { words } else { nil }
    },
    .action("crate remove", "take the selected track out of the crate that is open", .crate(.remove)),
    .actions(
      "crate <word>", "move the selected track in the crate that is open",
      [("up", .crate(.move(-1))), ("down", .crate(.move(1)))], .repeats),
    crate("crate rename <text>", "name the crate that is open anew") {
      .rename($0)
    } from: {
      if case .rename(let name) = $0 { name } else { nil }
    },
    crate("crate delete <text>", "take a crate away; its tracks stay in the library") {
      .delete($0)
    } from: {
      if case .delete(let name) = $0 { name } else { nil }
    },
    .action("crates undo", "take the last change of a crate back", .crate(.undo)),
    .action("crates redo", "make the change of a crate again that was taken back last", .crate(.redo)),
    .action("import undo", "take the last import back; what you changed since stays", .imports(.undo)),
    CommandRow(
      "import <file>", "bring in cues, grids, notes and crates of another program: its library, a stick, a playlist",
      build: { .imports(.file($0.text)) },
      arguments: { if case .imports(.file(let path)) = $0 { [.text(path)] } else { nil } }),
  ]
}
