import Engine
import Music

/// Lines whose words mean one thing or another by how the decks stand, and those that mean both decks.
extension NaturalLine {
  /// "bass back" undoes what took the bass away; "fade in" brings a deck in by the control that keeps it out.
  /// - Throws: that nothing is to be done.
  static func settled(
    _ commands: [Command], saidAs words: [String], _ decks: Decks
  ) throws(CommandError) -> [Command] {
    let said = words.map { $0.lowercased() }
    guard commands.count == 1, let command = commands.first else { return commands }
    switch command.action {
    case .stem(let deck, .bass, .mute(.off)) where decks.killedBass.contains(deck) && !said.contains("unmute"):
      let kill = Command(.engine(.deck(deck, .kill(.low, .off))), at: command.at, over: command.over)
      return decks.mutedBass.contains(deck) ? [kill, command] : [kill]
    case .engine(.deck(let deck, .sync(.on))) where said.contains(deck.other.word) && decks.synced.contains(deck.other):
      // The deck that is named last leads, though it followed until now.
      return [Command(.engine(.deck(deck.other, .lead)), at: command.at), command]
    case .engine(.deck(let deck, .hotCue(let index))) where sets(said) && decks.hotCues[deck]?.contains(index) == true:
      // To set one is not to jump to the one that there is.
      return [Command(.engine(.deck(deck, .hotCueClear(index))), at: command.at), command]
    case .engine(.deck(let deck, .hotCue(let index))) where goes(said) && decks.hotCues[deck]?.contains(index) == false:
      throw CommandError(
        "\(deck.name) has no hot cue \(index + 1) to go to: hot cue \(index + 1) \(deck.word) sets it where the deck is"
      )
    case .engine(.deck(let deck, .seek(TrackTime(0)))) where said.first == "rewind" && decks.playing.contains(deck):
      // What turns is wound back by the hand.
      return [Command(.engine(.deck(deck, .spinback)), at: command.at, over: command.over)]
    case .engine(.deck(let deck, .set(.fader, 1))) where comesIn(said):
      // To bring a deck in is to start it, too; to fade it in moves a control.
      var steps = said.first == "bring" && decks.stands(deck) ? [start(of: deck, command, decks)] : []
      if !decks.faderUp.contains(deck) { steps.append(command) }
      if decks.crossfadedAway.contains(deck) {
        let side: Double = (deck == .a) != decks.isReversed ? -1 : 1
        steps.append(Command(.engine(.mixer(.set(.crossfader, side))), at: command.at, over: command.over))
      }
      if steps.isEmpty { throw CommandError("\(deck.name) is in already: its fader is up") }
      return steps
    default: return commands
    }
  }

  /// Who a part of the sound goes to when nobody says it: "swap the basses". - Returns: of two decks that play, the one
  /// that has none, else the one that follows, which came in later; nil where that is not clear.
  static func taker(of commands: [Command], _ decks: Decks) -> DeckID? {
    guard decks.playing.count == 2, commands.count == 1, case .engine(.mixer(.bandSwap)) = commands[0].action else {
      return nil
    }
    if decks.killedBass.count == 1 { return decks.killedBass[0] }
    return decks.synced.count == 1 ? decks.synced[0] : nil
  }

  /// A line that means one deck, and does not say which.
  static func lacksDeck(_ words: [String], _ ofA: [Command]?, _ ofB: [Command]?) -> CommandError {
    let said = words.joined(separator: " ")
    var (a, b) = ("a \(said)", "b \(said)")
    // What goes to a deck, or is taken from one, is plain only in the table's own words.
    if let ofA, let ofB, ofA.count == 1, ofB.count == 1, ofA[0].goesToADeck {
      (a, b) = (ofA[0].line, ofB[0].line)
      if case .engine(.mixer(.swap)) = ofA[0].action {
        return CommandError("whose vocals? “\(a)” has those of deck A over the music of deck B, “\(b)” those of deck B")
      }
    }
    return CommandError("“\(said)” needs a deck: say “\(a)” or “\(b)”")
  }

  /// "load glass engine on the other deck": the one that no hand was on last.
  static func withOtherDeck(_ words: [String], _ decks: Decks) -> [String] {
    let said = words.map { $0.lowercased() }
    guard let other = said.indices.dropLast().last(where: { said[$0] == "other" && said[$0 + 1] == "deck" }) else {
      return words
    }
    return words[..<other] + [decks.focus.other.word] + words[(other + 2)...]
  }

  /// What stands comes in by its start: at the bar where another deck plays.
  private static func start(of deck: DeckID, _ command: Command, _ decks: Decks) -> Command {
    Command(.engine(.deck(deck, .play)), at: command.at == .now && !decks.playing.isEmpty ? .bar : command.at)
  }

  private static func sets(_ words: [String]) -> Bool {
    ["set", "put", "drop", "store", "save"].contains(words.first)
  }

  private static func goes(_ words: [String]) -> Bool {
    ["jump", "go", "goto", "trigger"].contains(words.first)
  }

  private static func comesIn(_ words: [String]) -> Bool {
    ["fade", "bring"].contains(words.first) && (words.contains("in") || words.contains("up"))
  }

  /// "a and b sync", "eq flat on both": once for each deck. - Returns: nil where a line names not both, or its command
  /// is not one of a deck.
  static func forEachDeck(_ words: [String], _ decks: Decks) -> [Command]? {
    let said = words.map { $0.lowercased() }
    var range = said.firstIndex(of: "both").map { both in
      both..<(both + 1 < said.count && said[both + 1] == "decks" ? both + 2 : both + 1)
    }
    for middle in said.indices.dropFirst().dropLast() where ["&", "and", "+"].contains(said[middle]) {
      if Set([said[middle - 1], said[middle + 1]]) == ["a", "b"] { range = middle - 1..<middle + 2 }
    }
    guard let range, let verb = said.first, !["load", "find", "search", "name", "rename"].contains(verb) else {
      return nil
    }
    var commands: [Command] = []
    for deck in DeckID.allCases {
      var line = words
      line.replaceSubrange(range, with: [deck.word])
      guard let read = try? NaturalLine(line.map(CommandText.text).joined(separator: " "), decks, explains: false),
        read.commands.allSatisfy({ $0.deck == deck })
      else { return nil }
      commands += read.commands
    }
    return commands
  }
}
