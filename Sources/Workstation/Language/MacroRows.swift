import Engine

/// Macros: several commands under one name.
extension CommandTable {
  static let macros: [CommandRow] = [
    .action("macro list", "say which macros there are", .macro(.list)),
    .text("macro <text>", "begin a macro at the next bar: transition, echo-out … or one of your key file") {
      .macro(.begin($0))
    } from: {
      if case .macro(.begin(let name)) = $0 { name } else { nil }
    },
  ]
}
