import Engine

/// The program in words, for plain mode and for the control socket.
extension CommandTable {
  static let speaking: [CommandRow] = [
    CommandRow(
      "say deck <deck>", "tell in words what a deck holds, how long it lasts and what is switched on",
      build: { .say(.deck($0.deck)) },
      arguments: { if case .say(.deck(let deck)) = $0 { [.deck(deck)] } else { nil } }),
    .actions(
      "say <word>", "tell in words how the decks, the mixer, a list or the program stand",
      SayTopic.Part.allCases.map { ($0.rawValue, .say(.part($0))) }),
    .actions(
      "announce <word>", "how much plain mode says by itself: answers only, what the hands do, sections and work too",
      Announcements.allCases.map { ($0.rawValue, .announce($0)) }),
  ]
}
