import Engine
import Music
import Platform

/// What the table knows of a command, wherever it came from.
extension Command {
  /// The command's canonical line: what the prompt echoes and `segue parse` prints. Parses to the same command. Empty
  /// for a command that carries samples, which only the journal can write.
  package var line: String { line(stems: [:]) ?? "" }

  /// - Parameter stems: those of the tracks on the decks, in their order, so that they are called by their names; where
  ///   none are known, and for two of one name, a stem is called by its number.
  /// - Returns: nil for what carries samples (`load`, `refresh` of the engine): the journal writes those with the facts
  ///   that they stand for.
  func line(stems: [DeckID: [StemKind]]) -> String? {
    guard let (row, arguments) = CommandTable.row(of: action.named(by: stems)) else { return nil }
    return row.text(arguments) + CommandText.timing(at, over, inBars: row.traits.contains(.inBars))
  }

  /// It can be scheduled for the next beat, bar or phrase; others happen at once.
  package var canWait: Bool { has(.timed) }

  /// What it does, in the words of the help.
  package var summary: String { CommandTable.row(of: action)?.row.summary ?? "" }

  /// A held key repeats it: steps do; a switch would chatter, and a value would not change.
  package var repeats: Bool {
    guard let (row, arguments) = CommandTable.row(of: action), row.traits.contains(.repeats) else { return false }
    return !arguments.contains { if case .amount(.value) = $0 { true } else { false } }
  }

  /// It does nothing to an empty deck.
  var needsTrack: Bool {
    guard let (row, arguments) = CommandTable.row(of: action), row.traits.contains(.needsTrack) else { return false }
    return !arguments.contains(.switching(.off))
  }

  /// The command for when its key comes up; nil for a command that is not held.
  package var release: Command? {
    CommandTable.row(of: action).flatMap { $0.row.release(action) }.map { Command($0) }
  }

  private func has(_ trait: CommandRow.Traits) -> Bool {
    CommandTable.row(of: action)?.row.traits.contains(trait) ?? false
  }

  /// The command scheduled for a beat, bar or phrase; one with a moment of its own keeps it.
  /// - Throws: why it can't be scheduled.
  package func scheduled(at moment: Moment) throws(CommandError) -> Command {
    guard moment != .now, at == .now else { return self }
    guard canWait else { throw CommandTable.refusal(of: line, at: moment) }
    return Command(action, at: moment, over: over)
  }
}

extension Command.Action {
  /// A stem that the engine knows by its number, by its name.
  fileprivate func named(by stems: [DeckID: [StemKind]]) -> Command.Action {
    func name(_ deck: DeckID, _ index: UInt8) -> StemKind? {
      guard let stems = stems[deck], Int(index) < stems.count else { return nil }
      let name = stems[Int(index)]
      return stems.count { $0 == name } == 1 ? name : nil
    }
    guard case .engine(.deck(let deck, let action)) = self else { return self }
    switch action {
    case .stemMute(let index, let value): return name(deck, index).map { .stem(deck, $0, .mute(value)) } ?? self
    case .set(.stem(let index), let level):
      return name(deck, index).map { .stem(deck, $0, .level(.value(level))) } ?? self
    case .move(.stem(let index), let step):
      return name(deck, index).map { .stem(deck, $0, .level(.change(step))) } ?? self
    default: return self
    }
  }
}

/// How numbers, text and timing are printed, so that they parse back the same.
enum CommandText {
  /// The line of an engine command; see `Command.line(stems:)`.
  static func line(for command: EngineCommand, stems: [DeckID: [StemKind]] = [:]) -> String? {
    Command(command).line(stems: stems)
  }

  /// " at bar over 8 beats"; empty for at once. - Parameter inBars: whole bars are written as bars.
  static func timing(_ at: Moment, _ over: Glide, inBars: Bool = false) -> String {
    var text = at == .now ? "" : " at \(at.word)"
    switch over {
    case .short: break
    case .beats(let beats) where inBars && beats > 0 && beats.truncatingRemainder(dividingBy: 4) == 0:
      text += " over \(number(beats / 4)) bars"
    case .beats(let beats): text += " over \(number(beats)) beats"
    case .seconds(let seconds): text += " over \(number(seconds)) seconds"
    }
    return text
  }

  /// The shortest text that reads back as the same number.
  static func number(_ value: Double) -> String {
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  /// The same, but a part of a beat as musicians write it where it is one: 1/8, 3/4.
  static func fraction(_ value: Double) -> String {
    let size = abs(value)
    for below in [2, 4, 8, 16, 32, 64] where size < 1 && size * Double(below) == (size * Double(below)).rounded() {
      let above = Int(size * Double(below))
      if above > 0 { return "\(value < 0 ? "-" : "")\(above)/\(below)" }
    }
    return number(value)
  }

  /// With its sign.
  static func signed(_ value: Double) -> String { (value.sign == .minus ? "" : "+") + number(value) }

  /// The percent that read back as this fraction: what is typed has been divided by 100.
  static func percent(_ fraction: Double) -> Double {
    let percent = fraction * 100
    let near = (percent * 1e9).rounded() / 1e9
    return near / 100 == fraction ? near : percent
  }

  /// Text as it is typed where that reads back as it is; else in quotes.
  static func text(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && (try? CommandLine(text))?.words.joined(separator: " ") == text && !text.contains(";") && !text.contains("\n")
      && !text.contains("\r")
    return isPlain ? text : CommandLine.quoted(text)
  }
}
