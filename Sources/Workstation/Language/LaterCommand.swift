import Engine

extension CommandTable {
  /// A command that a key says, put off until a beat, bar or phrase; one that names its own moment keeps it.
  /// - Throws: why it cannot wait, in the words of the prompt; or what is wrong with the line.
  package static func line(_ line: String, at moment: Moment) throws(CommandError) -> String {
    guard moment != .now else { return line }
    let (command, parsed) = (try parse(line), try CommandLine(line))
    guard parsed.at == .now else { return line }
    guard command.canWait else { throw refusal(of: parsed.words, at: moment) }
    return "\(line) at \(moment.word)"
  }

  static func refusal(of words: [String], at moment: Moment) -> CommandError {
    CommandError("“\(words.joined(separator: " "))” is done at once: it waits for no \(moment.word)")
  }
}
