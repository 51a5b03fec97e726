/// What goes on air.
extension CommandTable {
  static let airing: [CommandRow] = [
    CommandRow(
      "air <switch>", "stream what the room hears to the mounts of the config", build: { .air($0.switching) },
      arguments: { if case .air(let wish) = $0 { [.switching(wish)] } else { nil } })
  ]
}
