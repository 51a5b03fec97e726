import Engine
import Music
import Platform

/// A command's row in the table: how it is written, the section and the summary of the help, what it means, and how it
/// behaves. Parser, printer, help, completion, the manual page, the keys and the journal all read it: a new command is
/// a case of its enum, a row, and what the engine does with it.
package struct CommandRow: Sendable {
  /// "deck <deck> jump <amount>": plain words, `this|that` for a choice, `<slot>` for an argument.
  package let syntax: String
  /// What it does, for the help.
  package let summary: String
  /// The heading of the help that it stands under.
  package internal(set) var section = Section.decks
  let slots: [Slot]
  let traits: Traits
  /// The command made of these arguments. - Throws: a `CommandError`.
  let build: @Sendable ([Argument]) throws -> Command.Action
  /// The reverse: the arguments without the fixed words, in the order of the syntax; nil for another row's command.
  let arguments: @Sendable (Command.Action) -> [Argument]?
  /// The command for when the key comes up; nil for a command that is not held.
  let release: @Sendable (Command.Action) -> Command.Action?

  /// The headings of the help, in its order.
  package enum Section: String, Sendable, Hashable, CaseIterable {
    case decks = "Decks: load, play, cue, jump"
    case loops = "Loops, rolls, slip, the platter"
    case tempo = "Tempo, key, sync"
    case grid = "Beat grid and corrections"
    case channel = "Channel: gain, EQ, filter, fader"
    case effects = "Effects"
    case stems = "Stems"
    case mixer = "Mixer"
    case recording = "Levels and recording"
    case browser = "Browser and suggestions"
    case queue = "Queue and autopilot"
    case program = "Library and program"
  }

  /// How a command behaves, whoever gives it.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    /// It takes `at …` and `over …`; others happen at once.
    static let timed = Traits(rawValue: 1)
    /// A held key repeats it: steps do, a switch would chatter.
    static let repeats = Traits(rawValue: 2)
    /// It needs a track on the deck, except to switch something off.
    static let needsTrack = Traits(rawValue: 4)
    /// Its text runs to the end of the line, even over words that look like timing: "search over 9 beats".
    static let verbatim = Traits(rawValue: 8)
    /// Its `over` is printed in bars where they are whole.
    static let inBars = Traits(rawValue: 16)
  }

  /// - Parameter quantities: the unit and range of each number in the syntax, in order.
  init(
    _ syntax: String, _ summary: String, of quantities: [Quantity] = [], _ traits: Traits = [],
    release: @escaping @Sendable (Command.Action) -> Command.Action? = { _ in nil },
    build: @escaping @Sendable ([Argument]) throws -> Command.Action,
    arguments: @escaping @Sendable (Command.Action) -> [Argument]?
  ) {
    self.syntax = syntax
    self.summary = summary
    self.traits = traits
    self.release = release
    self.build = build
    self.arguments = arguments
    var rest = quantities[...]
    slots = syntax.split(separator: " ").map { Slot(String($0), &rest) }
    precondition(rest.isEmpty, "“\(syntax)” has fewer numbers than quantities")
  }

  // MARK: Reading

  /// The fixed words of this row's lines: the first one, and with it the one after a deck.
  var verbs: [String] {
    guard let first = slots.first else { return [] }
    guard slots.count > 2, case .deck = slots[1], case .choice(let words) = slots[2] else { return first.words }
    return first.words.flatMap { first in words.map { first + " " + $0 } }
  }

  /// How many words matched, and what was expected next; nil: the end of the line.
  struct Mismatch: Error {
    let fitted: Int
    let slot: Slot?
  }

  /// An argument and the words that it was read from.
  private typealias Read = (argument: Argument, said: ArraySlice<String>)

  private func read(_ words: [String]) -> Result<[Read], Mismatch> {
    var found: [Read] = []
    var next = 0
    for slot in slots {
      guard next < words.count, let (argument, used) = slot.read(words[next...]) else {
        return .failure(Mismatch(fitted: next, slot: slot))
      }
      found.append((argument, words[next..<(next + used)]))
      next += used
    }
    return next == words.count ? .success(found) : .failure(Mismatch(fitted: next, slot: nil))
  }

  /// Whether the words are a whole command of this row.
  func isWhole(_ words: [String]) -> Bool { if case .success = read(words) { true } else { false } }

  /// The slot after `words`, if they match so far.
  func slot(after words: [String]) -> Slot? {
    if words.isEmpty { return slots.first }
    guard case .failure(let mismatch) = read(words), mismatch.fitted == words.count else { return nil }
    return mismatch.slot
  }

  /// The command that `line` means by this row. - Returns: how far the line matched, where it does not.
  /// - Throws: what is wrong with a line that matches: a number out of range, a moment it can't wait for.
  func command(_ line: CommandLine) throws(CommandError) -> Result<Command, Mismatch> {
    let isVerbatim = traits.contains(.verbatim)
    let found: [Read]
    switch read(isVerbatim ? line.allWords : line.words) {
    case .success(let read): found = read
    case .failure(let mismatch): return .failure(mismatch)
    }
    let arguments = found.map(\.argument)
    for (slot, read) in zip(slots, found) {
      if let complaint = slot.complaint(about: read.argument, said: read.said, arguments.firstDeck) {
        throw CommandError(complaint)
      }
    }
    do {
      let action = try build(arguments)
      if isVerbatim { return .success(Command(action)) }
      let (at, over) = try line.timing.get()
      guard traits.contains(.timed) || at == .now && over == .short else {
        throw CommandTable.refusal(of: line.words.joined(separator: " "), at: at)
      }
      return .success(Command(action, at: at, over: over))
    } catch {
      throw error as? CommandError ?? CommandError("\(error)")
    }
  }

  // MARK: Writing

  /// The line of these arguments, which are those of the slots that are not a fixed word.
  func text(_ arguments: [Argument]) -> String {
    var rest = arguments[...]
    return slots.map { slot in
      if let word = slot.fixedWord { return word }
      guard let argument = rest.popFirst() else { preconditionFailure("“\(syntax)” has more slots than arguments") }
      return slot.text(of: argument)
    }.joined(separator: " ")
  }
}
