import Engine
import Music

/// All that can be said, in the order of the help.
package enum CommandTable {
  package static let forms: [CommandForm] = transport + corrections + channel + stems + mixer + browsing + program

  /// Reads one command. - Throws: a sentence on what is wrong and what could stand there.
  package static func parse(_ line: String) throws(CommandError) -> Command {
    let parsed = try CommandLine(line)
    guard !parsed.words.isEmpty else { throw CommandError("there is no command") }
    var nearest = (fitted: -1, wishes: [String]())
    for form in forms {
      switch form.match(parsed.words) {
      case .success(let arguments):
        do {
          return try form.build(arguments, parsed.at, parsed.over)
        } catch {
          throw error as? CommandError ?? CommandError("\(error)")
        }
      case .failure(let mismatch):
        let wish = mismatch.fitted < form.slots.count ? form.slots[mismatch.fitted].wish : "the end of the line"
        if mismatch.fitted > nearest.fitted { nearest = (mismatch.fitted, []) }
        if mismatch.fitted == nearest.fitted, !nearest.wishes.contains(wish) { nearest.wishes.append(wish) }
      }
    }
    throw complaint(parsed.words, fitted: nearest.fitted, wishes: nearest.wishes)
  }

  private static func complaint(_ words: [String], fitted: Int, wishes: [String]) -> CommandError {
    if fitted <= 0 { return CommandError("“\(words[0])” is no command; ? lists them all") }
    let said = words[..<fitted].joined(separator: " ")
    let wanted = wishes.joined(separator: ", ")
    return fitted < words.count
      ? CommandError("“\(words[fitted])” does not go after “\(said)”; that takes \(wanted)")
      : CommandError("“\(said)” wants more: \(wanted)")
  }

  /// The whole lines that `line` could become with one more word; for Tab.
  package static func completions(for line: String) -> [String] {
    guard let words = try? CommandLine.split(line) else { return [] }
    let finished = line.hasSuffix(" ") || line.isEmpty
    let stem = finished ? "" : words.last ?? ""
    let before = finished ? words : Array(words.dropLast())
    var found: [String] = []
    for form in forms {
      guard let slot = form.slot(after: before) else { continue }
      for word in slot.words where word.hasPrefix(stem) && !found.contains(word) { found.append(word) }
    }
    let prefix = before.isEmpty ? "" : before.joined(separator: " ") + " "
    return found.map { prefix + $0 }
  }
}

extension CommandForm {
  /// The slot that comes after `words`, if they fit so far.
  fileprivate func slot(after words: [String]) -> Slot? {
    if words.isEmpty { return slots.first }
    guard case .failure(let mismatch) = match(words), mismatch.fitted == words.count, words.count < slots.count else {
      return nil
    }
    return slots[words.count]
  }
}
