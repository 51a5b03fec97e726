import Music

/// What is heard before the room hears it.
extension CommandTable {
  static let auditioning: [CommandRow] = [
    .action(
      "audition", "hear the selected track in the headphones where it would come in, in time with the room",
      .audition(.start(nil, .mixIn))),
    .actions(
      "audition <word>", "the same from its strongest part, its start, or the planned blend itself",
      [AuditionPlace.best, .start, .blend].map { ($0.rawValue, .audition(.start(nil, $0))) }),
    .actions(
      "audition <word>", "hear the track selected in the browser, or in the suggestions",
      [("selected", .audition(.start(.selected, .mixIn))), ("suggested", .audition(.start(.suggested, .mixIn)))]),
    .actions(
      "audition <word>", "while one is heard: another section, another row; its master, itself",
      [
        ("back", .audition(.section(-1))), ("forward", .audition(.section(1))), ("up", .audition(.walk(-1))),
        ("down", .audition(.walk(1))),
      ], .repeats),
    .action(
      "audition mashup", "hear the best bars of the mashup selected in the partners; arrows: another partner or place",
      .audition(.mashup)),
    CommandRow(
      "audition master <deck>",
      "hear the master Segue would make of a deck's track, equally loud; up, down: this one or that one",
      build: { .audition(.master($0.deck, isInRoom: false)) },
      arguments: { if case .audition(.master(let deck, false)) = $0 { [.deck(deck)] } else { nil } }),
    CommandRow(
      "audition master <deck> in room", "the same in the room", build: { .audition(.master($0.deck, isInRoom: true)) },
      arguments: { if case .audition(.master(let deck, true)) = $0 { [.deck(deck)] } else { nil } }),
    .action("audition load", "load it onto the free deck as it is heard: same place, same tempo", .audition(.load)),
    .action("audition stop", "end it", .audition(.stop)),
    .actions(
      "audition tempo <word>", "auditions at the room's tempo, or at their own",
      AuditionTempo.allCases.map { ($0.rawValue, .audition(.tempo($0))) }),
    .action(
      "audition in room", "hear it in the room, over the decks: everybody hears it, and a recording holds it",
      .audition(.room(nil))),
    .actions(
      "audition in room <word>", "the same for a selected track",
      [("selected", .audition(.room(.selected))), ("suggested", .audition(.room(.suggested)))]),
    CommandRow(
      "audition in room <file>", "the same for a file", build: { .audition(.room(.path($0.text))) },
      arguments: { if case .audition(.room(.path(let path))) = $0 { [.text(path)] } else { nil } }),
    CommandRow(
      "audition \(places.choice) selected", "hear the track selected in the browser there",
      build: { .audition(.start(.selected, places.value(in: $0))) },
      arguments: {
        guard case .audition(.start(.selected, let place)) = $0 else { return nil }
        return [.word(place.rawValue)]
      }),
    CommandRow(
      "audition \(places.choice) suggested", "hear the track selected in the suggestions there",
      build: { .audition(.start(.suggested, places.value(in: $0))) },
      arguments: {
        guard case .audition(.start(.suggested, let place)) = $0 else { return nil }
        return [.word(place.rawValue)]
      }),
    CommandRow(
      "audition \(places.choice) <file>", "hear a file there",
      build: { .audition(.start(.path($0.text), places.value(in: $0))) },
      arguments: {
        guard case .audition(.start(.path(let path), let place)) = $0, place != .mixIn else { return nil }
        return [.word(place.rawValue), .text(path)]
      }),
    CommandRow(
      "audition <file>", "hear a file where it would come in", build: { .audition(.start(.path($0.text), .mixIn)) },
      arguments: { if case .audition(.start(.path(let path), .mixIn)) = $0 { [.text(path)] } else { nil } }),
  ]

  static let testing: [CommandRow] = [
    .action(
      "test start",
      "hear the best 30 seconds of each track in the list, one by one, and say keep, skip, grower, classic",
      .test(.listed)),
    .action("test stop", "end the test: its tally, and a playlist of what was liked", .test(.stop)),
    CommandRow(
      "test of <file>", "the same with a playlist, a crate or a folder", build: { .test(.of($0.text)) },
      arguments: { if case .test(.of(let name)) = $0 { [.text(name)] } else { nil } }),
  ]

  private static let places = Words<AuditionPlace>(\.rawValue)
}
