import Engine
import Music

/// A line as a person types it: a command as the table writes it, or near enough to be understood; a few words may mean
/// several commands (`panic a`).
package struct NaturalLine: Sendable {
  /// What is meant, in order; one at least.
  package let commands: [Command]
  /// The commands as the table writes them; nil when they were typed that way.
  package let translated: String?

  /// The first of them.
  package var command: Command { commands[0] }

  /// What is known of the decks, for lines that name none.
  package struct Decks: Sendable {
    /// Those with a track.
    package var loaded: [DeckID] = []
    /// Those that play.
    package var playing: [DeckID] = []
    /// Those known not to be looping.
    package var unlooped: [DeckID] = []
    /// The one that a hand was on last.
    package var focus: DeckID
    /// Those whose low band is killed.
    package var killedBass: [DeckID] = []
    /// Those whose bass stem is muted.
    package var mutedBass: [DeckID] = []
    /// Those with their fader all the way up.
    package var faderUp: [DeckID] = []
    /// Those that the crossfader stands away from.
    package var crossfadedAway: [DeckID] = []
    /// Those with sync on.
    var synced: [DeckID] = []
    /// The hot cues of each that are set, counted from 0; nil where nothing is known of them.
    var hotCues: [DeckID: Set<UInt8>] = [:]
    /// Deck B is on the crossfader's left.
    package var isReversed = false

    /// By default nothing is known, and no hand was on any: deck A comes first.
    package init(
      loaded: [DeckID] = [], playing: [DeckID] = [], unlooped: [DeckID] = [], focus: DeckID = .a
    ) {
      self.loaded = loaded
      self.playing = playing
      self.unlooped = unlooped
      self.focus = focus
    }

    /// The deck that is meant; nil where a wrong guess would be heard.
    func meant(by words: [String]) -> DeckID? {
      switch words.first?.lowercased() {
      case "load": DeckID.allCases.first { !loaded.contains($0) } ?? only(idle) ?? focus
      // Nobody's hand says who is to come in, or to be louder.
      case "bring", "louder", "quieter", "turn": nil
      case "fade" where words.count > 1 && words[1].lowercased() == "in": nil
      // What does not play is not stopped.
      case "stop", "halt", "pause": playing.count > 1 ? nil : playing.first ?? focus
      // What plays is not taken away.
      case "eject", "unload", "clear":
        playing.count > 1 ? nil : only(loaded.filter { !playing.contains($0) }) ?? (playing.isEmpty ? focus : nil)
      default: only(loaded) ?? focus
      }
    }

    /// It has a track, and does not play.
    func stands(_ deck: DeckID) -> Bool { loaded.contains(deck) && !playing.contains(deck) }

    private var idle: [DeckID] { DeckID.allCases.filter { !playing.contains($0) } }
    private func only(_ decks: [DeckID]) -> DeckID? { decks.count == 1 ? decks[0] : nil }
  }

  /// - Throws: what is wrong with the line, and what would work.
  package init(_ line: String, decks: Decks = Decks()) throws(CommandError) {
    try self.init(line, decks, explains: true)
  }

  /// - Parameter explains: what is not understood is looked at closely, part by part.
  init(_ line: String, _ decks: Decks, explains: Bool) throws(CommandError) {
    // The colon that opens the prompt is forgiven.
    let typed = try CommandLine.split(String(line.drop { $0 == ":" || $0 == " " }))
    if let question = NaturalPhrase.question(typed) { throw CommandError(question) }
    if let meant = Question.answer(typed) ?? NaturalPhrase.first(typed), case .commands(let commands) = Self.read(meant)
    {
      (self.commands, translated) = (commands, commands.map(\.line).joined(separator: "; "))
      return
    }
    let strict = Self.read(typed)
    if case .commands(let commands) = strict, !Self.addsAnEffect(typed) {
      (self.commands, translated) = (commands, nil)
      return
    }
    let words = Self.withOtherDeck(Self.withoutFillers(typed), decks)
    guard !words.isEmpty else { throw CommandError("the line is empty") }
    let spoken = Spoken(words)
    let deck = spoken.deck ?? decks.meant(by: spoken.words)
    var best = Self.addsAnEffect(typed) ? Self.read(["add"]) : strict
    for candidate in spoken.candidates(deck: deck ?? .a) {
      let reading = Self.read(candidate)
      // "deck a" fits before any word, so it proves nothing unless the line began with a deck.
      if reading.rank > max(best.rank, spoken.beginsWithDeck ? 1 : 2) { best = reading }
      if case .commands = reading { break }
    }
    switch best {
    case .commands(let commands):
      let isOpen = spoken.deck == nil && (deck == nil || commands.contains(where: \.goesToADeck))
      if isOpen, commands != spoken.commands(deck: deck == .b ? .a : .b) {
        guard let settled = Self.taker(of: commands, decks).flatMap({ spoken.commands(deck: $0) }) else {
          throw Self.lacksDeck(words, spoken.commands(deck: .a), spoken.commands(deck: .b))
        }
        self.commands = settled
        translated = settled.map(\.line).joined(separator: "; ")
        return
      }
      if let complaint = spoken.complaint(about: commands[0], decks) { throw CommandError(complaint) }
      self.commands = try Self.settled(commands, saidAs: spoken.words, decks)
      translated = self.commands.map(\.line).joined(separator: "; ")
    case .refused(let error): throw error
    case .unfit(_, let error):
      guard let each = Self.forEachDeck(words, decks) else {
        if !explains { throw error }
        throw spoken.refusal.map { CommandError($0) } ?? Self.complaint(about: words, error, decks)
      }
      commands = each
      translated = each.map(\.line).joined(separator: "; ")
    }
  }

  /// A line of one command, or of several with semicolons between them, as the table has it.
  /// - Throws: what is wrong with the first that is not understood.
  package static func canonical(_ line: String) throws(CommandError) -> String {
    let commands = CommandLine.commands(in: line)
    guard !commands.isEmpty else { throw CommandError("the line is empty") }
    var lines: [String] = []
    for command in commands { lines += try NaturalLine(command).commands.map(\.line) }
    return lines.joined(separator: "; ")
  }

  // MARK: Reading

  /// How well a line was understood.
  private enum Reading {
    case commands([Command])
    /// It fits a row, and a number in it is out of range, or the like.
    case refused(CommandError)
    case unfit(fitted: Int, CommandError)

    var rank: Int {
      switch self {
      case .commands: .max
      case .refused: .max - 1
      case .unfit(let fitted, _): fitted
      }
    }
  }

  /// Words of one command, or of several with `;` between them.
  private static func read(_ words: [String]) -> Reading {
    var commands: [Command] = []
    for part in words.split(separator: ";") {
      do {
        switch try CommandTable.read(CommandLine(words: Array(part))) {
        case .command(let command): commands.append(command)
        case .unfit(let fitted, let error): return .unfit(fitted: fitted, error)
        }
      } catch { return .refused(error) }
    }
    return commands.isEmpty ? .unfit(fitted: 0, CommandError("the line is empty")) : .commands(commands)
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
    private static let prepositions = ["to", "on", "onto", "into", "in", "for", "of", "from"]

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
      } else if let index = all.indices.dropFirst().first(where: {
        all[$0 - 1].lowercased() == "deck" && Self.deck(all[$0], orNumber: true) != nil
      }) {
        deck = Self.deck(all[index], orNumber: true)
        words.removeSubrange(index - 1...index)
        if index > 2, Self.prepositions.contains(words[index - 2].lowercased()), words[0].lowercased() != "loop" {
          words.remove(at: index - 2)
        }
      } else if let index = all.firstIndex(where: { Self.deck($0) != nil }) {
        (deck, beginsWithDeck) = (Self.deck(all[index]), index == 0)
        words.remove(at: index)
        // "crossfade to b", "load this on deck a".
        for filler in [["deck"], Self.prepositions] {
          let before = words.count - (all.count - index)
          if before == 1, filler != ["deck"], Self.meansIts(preposition: words) { continue }
          if before > 0, filler.contains(words[before].lowercased()) { words.remove(at: before) }
        }
      }
    }

    /// "loop in a" is where a loop begins, "fade in b" is who comes in.
    private static func meansIts(preposition words: [String]) -> Bool {
      let (verb, word) = (words[0].lowercased(), words[1].lowercased())
      return verb == "loop" || (["fade", "bring"].contains(verb) && word == "in")
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
      if let number = Int(rest) {
        let prefix = "deck \((deck ?? .a).word)"
        return "“\(said)” could mean two things: \(prefix) cue is the cue point, \(prefix) hotcue \(number) a hot cue"
      }
      let isOutput = rest.contains { $0.isNumber || $0 == ":" }
      return isOutput
        ? "“\(said)” isn't a cue point (deck a cue); for the headphone output: headphones to \(rest)"
        : "“\(rest)” was not understood after “cue”: cue a is the cue point, hot cue 1 a a hot cue"
    }

    /// The command toggles; someone who says "loop off" means only to leave it.
    func complaint(about command: Command, _ decks: Decks) -> String? {
      // The "on" that makes a switch of a word is no text.
      switch command.action {
      case .load(let deck, .path(let path)) where path.count < 3 && path.allSatisfy(\.isNumber):
        return "“\(path)” isn't a file: deck \(deck.word) load selected loads the selected track"
      case .line(_, "on"), .nameCue(_, _, "on"):
        if words.last?.lowercased() != "on" { return "“\(all.joined(separator: " "))” needs more: some text" }
      default: break
      }
      let ends: Set<String> = ["off", "exit", "out", "stop", "end", "leave", "cancel", "unloop"]
      guard case .engine(.deck(let deck, .loopToggle)) = command.action,
        words.contains(where: { ends.contains($0.lowercased()) }), decks.unlooped.contains(deck)
      else { return nil }
      return "deck \(deck.word) isn't looping"
    }

    /// What may be meant, most likely first.
    func candidates(deck: DeckID) -> [[String]] {
      var lines = NaturalPhrase.all.compactMap { $0.translate($0.namesDeck ? words : all) }
      lines += [["deck", "<deck>"] + words, ["stem", "<deck>"] + words]
      return NaturalPhrase.tails.flatMap { tail in
        lines.map { line in
          let named = line.map { $0 == "<deck>" ? deck.word : $0 }
          return Self.timed(named.split(separator: ";").map { Array($0) + tail }, timing)
        }
      }
    }

    /// Several commands with what was said of their time: where one has a moment of its own, that one alone has it.
    private static func timed(_ parts: [[String]], _ timing: [String]) -> [String] {
      let isMoment = { (part: [String]) in part.count > 2 && part[part.count - 2] == "at" }
      guard !timing.isEmpty, parts.contains(where: isMoment) else {
        return Array(parts.map { $0 + timing }.joined(separator: [";"]))
      }
      return Array(parts.map { isMoment($0) ? $0.dropLast(2) + timing : $0 }.joined(separator: [";"]))
    }

    /// The first candidate that parses.
    func commands(deck: DeckID) -> [Command]? {
      for candidate in candidates(deck: deck) {
        if case .commands(let commands) = NaturalLine.read(candidate) { return commands }
      }
      return nil
    }
  }
}

extension Command {
  /// A deck is where it goes, not what it is done to: nobody's hand says which one.
  var goesToADeck: Bool {
    if case .engine(.mixer) = action { true } else { false }
  }
}
