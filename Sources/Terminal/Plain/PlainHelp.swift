import Workstation

/// What `help` says where there is no screen: how to begin, or the commands that a word is about.
struct PlainHelp {
  private let rows: [CommandHelp]

  /// - Parameter rows: all commands, section by section.
  init(_ rows: [CommandHelp]) { self.rows = rows }

  /// - Parameter words: none: how to begin; `all`: every command; else those that have these words in them, and whole
  ///   sections that are called so.
  func lines(on words: String) -> [String] {
    let words = words.lowercased().split(separator: " ").map(String.init)
    if words.isEmpty { return beginning }
    let all = words == ["all"]
    var (lines, section, base, saidBase) = ([String](), "", CommandHelp?.none, false)
    for row in rows {
      let refers = row.summary.hasPrefix("the same")
      if !refers { (base, saidBase) = (row, false) }
      guard all || HelpFilter(words).fits(row.syntax, row.summary, row.section) else { continue }
      if row.section != section {
        section = row.section
        lines.append(section)
      }
      // "The same" is the same as what?
      if refers, !saidBase, let base { lines.append("\(base.syntax): \(base.summary)") }
      saidBase = true
      lines.append("\(row.syntax): \(row.summary)")
    }
    return lines.isEmpty
      ? ["No command has “\(words.joined(separator: " "))” in it; help alone says how to begin"] : lines
  }

  private var beginning: [String] {
    [
      "Type what you want to do, as you would say it. To begin: load and words of a title, play a",
      "Find music: find and a word, up and down choose, load b puts what is selected on deck B",
      "Mix: sync b, play b at bar, fade to b over 8 bars, bass to b over 8 bars",
      "Sound: kill the bass on a, filter a 30%, echo out a, gain b +2 dB",
      "Stems: mute vocals a, acapella b, swap a puts the vocals of A over B",
      "Places: loop 4 on a, hot cue 1 on a, skip back 8 bars, jump to the drop",
      "Ask: Enter tells the decks; what's next, say deck a, say mixer, say library, say queue, say status",
      "Keep: record, stop recording, where is my recording; undo takes back, cancel gives up what waits",
      "More on a word: help load, help mixer, help loop, help stems, help crates. All commands: help all",
      "Keys: keys plays by single keys, question mark explains one. Quit ends",
    ]
  }
}
