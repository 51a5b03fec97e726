import Engine
import Music

/// A line as a person types it: a command as the table writes it, or near enough to be understood.
package struct NaturalLine: Sendable {
  /// What is meant.
  package let command: Command
  /// The command as the table writes it; nil when it was typed that way.
  package let translated: String?

  /// What is known of the decks, for lines that name none.
  package struct Decks: Sendable {
    /// Those with a track.
    package var loaded: [DeckID] = []
    /// Those that play.
    package var playing: [DeckID] = []
    /// Those known not to be looping.
    package var unlooped: [DeckID] = []

    /// By default nothing is known.
    package init(loaded: [DeckID] = [], playing: [DeckID] = [], unlooped: [DeckID] = []) {
      self.loaded = loaded
      self.playing = playing
      self.unlooped = unlooped
    }

    /// The only deck that can be meant; nil if it could be either.
    func meant(by words: [String]) -> DeckID? {
      switch words.first?.lowercased() {
      case "load":
        DeckID.allCases.first { !loaded.contains($0) } ?? only(DeckID.allCases.filter { !playing.contains($0) })
      case "stop", "halt", "pause": only(playing)
      default: only(loaded)
      }
    }

    private func only(_ decks: [DeckID]) -> DeckID? { decks.count == 1 ? decks[0] : nil }
  }

  /// - Throws: what is wrong with the line, and what would work.
  package init(_ line: String, decks: Decks = Decks()) throws(CommandError) {
    let words = try CommandLine.split(line)
    let strict = Self.read(words)
    if case .command(let command) = strict {
      self.command = command
      translated = nil
      return
    }
    let spoken = Spoken(words)
    let deck = spoken.deck ?? decks.meant(by: spoken.words)
    var best = strict
    for candidate in spoken.candidates(deck: deck ?? .a) {
      let reading = Self.read(candidate)
      // "deck a" fits before any word, so it proves nothing unless the line began with a deck.
      if reading.rank > max(best.rank, spoken.beginsWithDeck ? 1 : 2) { best = reading }
      if case .command = reading { break }
    }
    switch best {
    case .command(let command):
      if deck == nil, command != spoken.command(deck: .b) {
        let said = words.joined(separator: " ")
        throw CommandError("“\(said)” needs a deck: say “a \(said)” or “b \(said)”")
      }
      if let complaint = spoken.complaint(about: command, decks) { throw CommandError(complaint) }
      self.command = command
      translated = command.line
    case .refused(let error): throw error
    case .unfit(_, let error): throw spoken.refusal.map { CommandError($0) } ?? error
    }
  }

  /// A line of one command, or of several with semicolons between them, as the table has it.
  /// - Throws: what is wrong with the first that is not understood.
  package static func canonical(_ line: String) throws(CommandError) -> String {
    let commands = CommandLine.commands(in: line)
    guard !commands.isEmpty else { throw CommandError("the line is empty") }
    var lines: [String] = []
    for command in commands { lines.append(try NaturalLine(command).command.line) }
    return lines.joined(separator: "; ")
  }

  /// How well a line was understood.
  private enum Reading {
    case command(Command)
    /// It fits a row, and a number in it is out of range, or the like.
    case refused(CommandError)
    case unfit(fitted: Int, CommandError)

    var rank: Int {
      switch self {
      case .command: .max
      case .refused: .max - 1
      case .unfit(let fitted, _): fitted
      }
    }
  }

  private static func read(_ words: [String]) -> Reading {
    do {
      switch try CommandTable.read(CommandLine(words: words)) {
      case .command(let command): return .command(command)
      case .unfit(let fitted, let error): return .unfit(fitted: fitted, error)
      }
    } catch { return .refused(error) }
  }

  /// A line split into the deck it names (anywhere in it), its timing and the rest.
  private struct Spoken {
    /// Without the deck.
    private(set) var words: [String]
    private(set) var deck: DeckID?
    private(set) var beginsWithDeck = false
    private let all: [String]
    private let timing: [String]

    /// Verbs after which a number can only be a deck.
    private static let numbered = ["load", "play", "pause", "stop", "sync", "lead", "eject", "unload"]
    private static let prepositions = ["to", "on", "onto", "into", "in", "for"]

    init(_ line: [String]) {
      all = CommandLine(words: line).words
      timing = Array(line.dropFirst(all.count))
      words = all
      if all.first?.lowercased() == "deck", all.count > 1, let named = Self.deck(all[1], orNumber: true) {
        (deck, words, beginsWithDeck) = (named, Array(all.dropFirst(2)), true)
      } else if all.count == 2, Self.numbered.contains(all[0].lowercased()),
        let named = Self.deck(all[1], orNumber: true)
      {
        (deck, words) = (named, [all[0]])
      } else if let index = all.firstIndex(where: { Self.deck($0) != nil }) {
        (deck, beginsWithDeck) = (Self.deck(all[index]), index == 0)
        words.remove(at: index)
        // "crossfade to b", "load this on deck a".
        for filler in [["deck"], Self.prepositions] {
          let before = words.count - (all.count - index)
          if before > 0, filler.contains(words[before].lowercased()) { words.remove(at: before) }
        }
      }
    }

    /// A letter anywhere; a number only where it can mean nothing else.
    private static func deck(_ word: String, orNumber: Bool = false) -> DeckID? {
      switch (word.lowercased(), orNumber) {
      case ("1", true): .a
      case ("2", true): .b
      case (let letter, _): DeckID(word: letter)
      }
    }

    /// Why a line is too ambiguous to guess. ("cue" once named the headphones; it is the deck's word.)
    var refusal: String? {
      guard words.first?.lowercased() == "cue", words.count > 1 else { return nil }
      let said = all.joined(separator: " ")
      let rest = words.dropFirst().joined(separator: " ")
      if let deck, let number = Int(rest) {
        let prefix = "deck \(deck.word)"
        return "“\(said)” could mean two things: \(prefix) cue is the cue point, \(prefix) hotcue \(number) a hot cue"
      }
      return "“\(said)” isn't a cue point (deck a cue); for the headphone output: headphones to \(rest)"
    }

    /// The command toggles; someone who says "loop off" means only to leave it.
    func complaint(about command: Command, _ decks: Decks) -> String? {
      // The "on" that makes a switch of a word is no text.
      switch command.action {
      case .line(_, "on"), .nameCue(_, _, "on"):
        if words.last?.lowercased() != "on" { return "“\(all.joined(separator: " "))” needs more: some text" }
      default: break
      }
      guard case .engine(.deck(let deck, .loopToggle)) = command.action,
        words.last?.lowercased() != "toggle", decks.unlooped.contains(deck)
      else { return nil }
      return "deck \(deck.word) isn't looping"
    }

    /// What may be meant, most likely first.
    func candidates(deck: DeckID) -> [[String]] {
      var lines = NaturalPhrase.all.compactMap { $0.translate($0.namesDeck ? words : all) }
      lines += [["deck", "<deck>"] + words, ["stem", "<deck>"] + words]
      return NaturalPhrase.tails.flatMap { tail in
        lines.map { line in line.map { $0 == "<deck>" ? deck.word : $0 } + tail + timing }
      }
    }

    /// The first candidate that parses.
    func command(deck: DeckID) -> Command? {
      for candidate in candidates(deck: deck) {
        if case .command(let command) = NaturalLine.read(candidate) { return command }
      }
      return nil
    }
  }
}
