import Engine
import Music

/// Commands that were said while what they need was still being read: stems, the words of a song, its key and its
/// beats. Each is done as soon as that is there, as if it were said then. What undoes it, another track on one of its
/// decks, and `cancel` end the wait. The main thread's.
struct EarlyCommands {
  private struct Early {
    let command: Command
    let needs: [DeckID: Set<TrackNeed>]
    /// The loads that are waited for.
    let loads: [DeckID: Int]

    /// The decks that still have something to read for it.
    func awaited(_ decks: DeckPair) -> [(deck: DeckID, need: TrackNeed)] {
      decks.all.flatMap { deck in
        TrackNeed.allCases.filter { needs[deck.id]?.contains($0) == true && deck.awaits($0) }.map { (deck.id, $0) }
      }
    }

    /// "the stems of deck B".
    func words(_ decks: DeckPair) -> String {
      var words: [String] = []
      for (deck, need) in awaited(decks) {
        let part = "\(need.words) of \(deck.name)"
        if !words.contains(part) { words.append(part) }
      }
      return words.joined(separator: " and ")
    }
  }

  /// In the order in which they were said.
  private var commands: [Early] = []

  /// Keeps a command that must wait; ends the wait of those that it takes the place of, or undoes.
  /// - Returns: "the stems of deck B", for which it waits, and no words where that is a moment; nil where it can be
  ///   done now. And the lines of what is given up.
  mutating func keep(_ command: Command, _ decks: DeckPair) -> (waitsFor: String?, givenUp: [String]) {
    let ended = commands.filter { $0.command.isEnded(by: command) }.map(\.command.line)
    commands.removeAll { $0.command.isEnded(by: command) }
    var needs = command.trackNeeds
    if let deck = command.startsInTime(with: decks) { needs[deck, default: []].insert(.beats) }
    let early = Early(
      command: command, needs: needs,
      loads: Dictionary(uniqueKeysWithValues: decks.all.map { ($0.id, $0.load.latest) }))
    guard !early.awaited(decks).isEmpty else { return (nil, ended) }
    commands.append(early)
    // Who says the same again, later in the bar, has changed nothing.
    let isBrief = early.awaited(decks).allSatisfy { $0.need == .track }
    return (isBrief ? "" : early.words(decks), ended.filter { $0 != command.line })
  }

  /// Whether a command waits.
  func holds(_ command: Command) -> Bool { commands.contains { $0.command == command } }

  /// Ends the wait of a command.
  mutating func giveUp(_ command: Command) { commands.removeAll { $0.command == command } }

  /// What can be done now, in the order in which it was said.
  mutating func takeReady(_ decks: DeckPair) -> [Command] {
    if commands.isEmpty { return [] }
    let ready = commands.filter { $0.awaited(decks).isEmpty }.map(\.command)
    commands.removeAll { $0.awaited(decks).isEmpty }
    return ready
  }

  /// Ends the wait of those whose deck is given another track. - Returns: why, in a sentence for each.
  mutating func takeOverrun(_ decks: DeckPair) -> [String] {
    if commands.isEmpty { return [] }
    func changed(_ early: Early) -> DeckID? {
      DeckID.allCases.first { early.needs[$0] != nil && early.loads[$0] != decks[$0].load.latest }
    }
    let sentences = commands.compactMap { early in
      changed(early).map { "“\(early.command.line)” was given up: \($0.name) has not kept the track it was said of" }
    }
    commands.removeAll { changed($0) != nil }
    return sentences
  }

  /// Ends all waits, or those of what concerns a deck. - Returns: the lines of what waited.
  mutating func cancel(concerning deck: DeckID?) -> [String] {
    func isMeant(_ early: Early) -> Bool {
      guard let deck else { return true }
      return early.command.deck.map { $0 == deck } ?? (early.needs[deck] != nil)
    }
    defer { commands.removeAll(where: isMeant) }
    return commands.filter(isMeant).map(\.command.line)
  }

  /// "mash a at bar, when the stems of deck B are there".
  func lines(_ decks: DeckPair) -> [String] {
    commands.map { "\($0.command.line), when \($0.words(decks)) are there" }
  }

  /// The mashup that waits, and what for; nil while none does.
  func mash(_ decks: DeckPair) -> (setup: MashSetup, at: Moment, waitsFor: String)? {
    for early in commands {
      if case .engine(.mixer(.mash(let setup))) = early.command.action {
        return (setup, early.command.at, early.words(decks))
      }
    }
    return nil
  }
}

/// What is read of a track after its first frames, one after the other.
enum TrackNeed: CaseIterable {
  case track, stems, words, key, beats

  var words: String {
    switch self {
    case .track: "the first frames"
    case .stems: "the stems"
    case .words: "the words"
    case .key, .beats: "the key and beats"
    }
  }
}

extension DeckController {
  /// Something of its track is on its way: it comes, or it is said why not.
  func awaits(_ need: TrackNeed) -> Bool {
    switch need {
    case .track: load.isComing
    case .stems: load.awaitsStems
    case .words: load.awaitsStems && track?.lyrics == nil
    case .key: isBeingAnalysed && track?.track.key == nil
    case .beats: isBeingAnalysed && track?.shown.grid == nil
    }
  }

  private var isBeingAnalysed: Bool {
    guard let track else { return load.awaitsStems }
    return library.isAnalysing(track.track.path)
  }
}

extension Command {
  /// What it needs of the decks' tracks.
  fileprivate var trackNeeds: [DeckID: Set<TrackNeed>] {
    func both(_ needs: Set<TrackNeed>) -> [DeckID: Set<TrackNeed>] { [.a: needs, .b: needs] }
    return switch action {
    case .engine(.mixer(.mash(let setup))): both(setup.keys == nil ? [.stems, .key, .beats] : [.stems, .beats])
    case .engine(.mixer(.swap)): both([.stems])
    case .matchKey: both([.key])
    case .stem(let deck, _, _): [deck: [.stems]]
    case .line(let deck, _): [deck: [.words]]
    // Who loads a track and starts the deck in one breath means that track.
    case .engine(.deck(let deck, .play)), .engine(.deck(let deck, .playToggle)): [deck: [.track]]
    default: [:]
    }
  }

  /// The deck that it starts on a beat, bar or phrase of the one that plays: before its own beats are known it could
  /// only come in beside them.
  fileprivate func startsInTime(with decks: DeckPair) -> DeckID? {
    guard at != .now, case .engine(.deck(let deck, .play)) = action else { return nil }
    return decks[deck.other].state.isPlaying && !decks[deck].state.isPlaying ? deck : nil
  }

  /// Another one takes its place, or undoes it.
  fileprivate func isEnded(by other: Command) -> Bool {
    switch (action, other.action) {
    case (.engine(.mixer(.mash)), .engine(.mixer(let other))), (.engine(.mixer(.swap)), .engine(.mixer(let other))):
      switch other {
      case .mash, .mashOff, .swap, .swapOff: true
      default: false
      }
    case (.matchKey(let deck), .matchKey(let other)), (.line(let deck, _), .line(let other, _)): deck == other
    case (.stem(let deck, _, _), .engine(.deck(let other, .stemsReset))): deck == other
    case (.matchKey(let deck), .engine(.deck(let other, .set(.keyShift, _)))): deck == other
    case (.engine(.deck(let deck, .play)), .engine(.deck(let other, let action))):
      deck == other && [.play, .playToggle, .pause, .cuePress].contains(action)
    default: false
    }
  }
}
