import Engine

/// One track's voice over another one's instrumental: the list of partners.
extension CommandTable {
  static let partners: [CommandRow] = [
    .action(
      "mashups", "partners for this track: its voice over their beat, their voice over its beat", .mashup(.list(nil))),
    CommandRow(
      "mashups of <deck>", "the same for a deck's track", build: { .mashup(.list($0.deck)) },
      arguments: { if case .mashup(.list(let deck?)) = $0 { [.deck(deck)] } else { nil } }),
    .action("mashups of selected", "the same for the track selected in the browser", .mashup(.listSelected)),
    .actions(
      "mashups <word>", "move in the partners, or to another place of the same two",
      [
        ("up", .mashup(.move(-1))), ("down", .mashup(.move(1))), ("back", .mashup(.place(-1))),
        ("forward", .mashup(.place(1))),
      ], .repeats),
    .action("mashups load", "load the partner onto the free deck, where it is planned", .mashup(.load)),
    .action(
      "mashups save", "make the whole song of the selected partner, in the background; it lies with the recordings",
      .song(.ofPartner(to: nil))),
    .text("mashups save <file>", "the same, to this file; .wav, .flac, .ogg, .opus or .mp3 sets the format") {
      .song(.ofPartner(to: $0))
    } from: {
      if case .song(.ofPartner(let name?)) = $0 { name } else { nil }
    },
    .action("mashups off", "the suggestions again", .mashup(.close)),
  ]
}
