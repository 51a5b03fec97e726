import Platform
import Workstation

/// The help: the picture of the keyboard, or the list of keys and commands.
func drawHelp(_ page: HelpPage, _ interface: Interface, on frame: inout Frame) {
  if page.showsList || frame.width < 80 || frame.height < 24 {
    drawList(page, interface, on: &frame)
  } else {
    drawKeyboard(page, interface, on: &frame)
  }
}

/// The list, made from the keymap that is in force and the program's table of commands, over everything else.
private func drawList(_ page: HelpPage, _ interface: Interface, on frame: inout Frame) {
  let width = min(frame.width - 4, 150)
  let rect = Rect(x: (frame.width - width) / 2, y: 1, width: width, height: frame.height - 2)
  frame.fill(rect, Style(.text, on: .surface))
  drawBorder(rect, on: &frame)
  let inner = Rect(x: rect.x + 2, y: rect.y + 1, width: rect.width - 4, height: rect.height - 2)
  let lines = helpLines(page.filter.text, interface, width: inner.width)
  let first = clamped(page.line, to: 0...max(0, lines.count - inner.height))
  for (row, line) in lines[first...].prefix(inner.height).enumerated() {
    var x = inner.x
    for (text, style) in line {
      x += frame.text(text, x, inner.y + row, limit: inner.right - x, style)
    }
  }
  frame.text(" Keys and commands ", rect.x + 2, rect.y, Style(.accent, .bold))
  let more = first + inner.height < lines.count ? " ↑↓ scroll ·" : ""
  frame.textRight(more + " / filter · Tab keyboard · Esc closes ", end: rect.right - 2, rect.bottom - 1, Style(.dim))
  drawFilter(page, Rect(x: rect.x + 22, y: rect.y, width: rect.width - 26, height: 1), on: &frame)
}

/// What the list is filtered by, in its upper edge.
private func drawFilter(_ page: HelpPage, _ row: Rect, on frame: inout Frame) {
  guard page.isTyping || !page.filter.text.isEmpty, row.width > 8 else { return }
  frame.text(" /", row.x, row.y, Style(.accent, .bold))
  let field = Rect(x: row.x + 2, y: row.y, width: min(row.width - 3, 32), height: 1)
  if page.isTyping {
    frame.fill(field, Style(.text, on: .surface))
    drawEditor(page.filter, in: field, on: &frame)
  } else {
    frame.text(page.filter.text + " ", field.x, field.y, limit: field.width, Style(.text, .bold))
  }
}

/// The last line that the list can be scrolled to.
func lastHelpLine(_ interface: Interface, width: Int, height: Int) -> Int {
  max(0, helpLines(interface.help?.filter.text ?? "", interface, width: min(width - 4, 150) - 4).count - (height - 4))
}

private typealias HelpLine = [(String, Style)]

/// - Parameter filter: words that a key or command must have, all of them; those that it may begin.
private func helpLines(_ filter: String, _ interface: Interface, width: Int) -> [HelpLine] {
  // While a terminal is made smaller, help may stand open in one of a few columns.
  guard width > 0 else { return [] }
  let wanted = HelpFilter(filter)
  // A whole group only where no key says it by itself.
  let own = interface.keymap.bindings.filter { wanted.fits($0.chord.label, $0.line, $0.meaning) }
  let bindings = own.isEmpty ? interface.keymap.bindings.filter { wanted.fits($0.group) } : own
  var groups: [String] = []
  for binding in bindings where !groups.contains(binding.group) { groups.append(binding.group) }
  let columns = width >= 120 ? 3 : width >= 70 ? 2 : 1
  let each = width / columns
  var lines: [HelpLine] = []
  for group in groups {
    if !lines.isEmpty { lines.append([]) }
    lines.append([(group, Style(.accent, .bold))])
    let entries = bindings.filter { $0.group == group }
    // Read downwards: the first column has the first bindings.
    let rows = (entries.count + columns - 1) / columns
    for row in 0..<rows {
      let shown = stride(from: row, to: entries.count, by: rows).map { entries[$0] }
      lines += side(by: shown.map { entry(for: $0, width: each) }, width: each)
    }
  }
  lines += named(
    "Macros: macro NAME; Escape gives one up", column: 18, width: width,
    Macro.all(with: interface.keymap.macros).filter { wanted.fits("macro", $0.name, $0.summary, $0.text) }
      .map { ($0.name, $0.summary.isEmpty ? $0.text : $0.summary) })
  lines += named(
    "Signs on the screen", column: 22, width: width,
    ScreenSigns.rows.filter { wanted.fits("sign", $0.signs, $0.meaning) }.map { ($0.signs, $0.meaning) })
  if interface.reportsKeyUp == false, wanted.words.isEmpty {
    lines.append([])
    lines.append([("No key releases from this terminal: cue plays until pressed again.", Style(.dim))])
  }
  let commands = interface.commandHelp.filter { wanted.fits($0.syntax, $0.summary, $0.section) }
  if lines.isEmpty, commands.isEmpty { lines.append([("Nothing has “\(filter)” in it: Esc shows all.", Style(.dim))]) }
  guard !commands.isEmpty else { return lines }
  lines.append([])
  lines.append([
    (
      "Commands for keys, the : prompt and scripts; many take at beat|bar|phrase and over 8 beats",
      Style(.accent, .bold)
    )
  ])
  let column = min(commands.reduce(0) { max($0, displayWidth($1.syntax)) }, width * 9 / 20) + 2
  for (index, command) in commands.enumerated() {
    if index == 0 || command.section != commands[index - 1].section {
      lines += [[], [(command.section, Style(.heading, .bold))]]
    }
    let summary = wrapped(command.summary, columns: width - column)
    let isLong = displayWidth(command.syntax) > column - 2
    if isLong { lines.append([(command.syntax, Style(.keyMatch))]) }
    for (index, text) in summary.enumerated() {
      let syntax = index == 0 && !isLong ? command.syntax : ""
      lines.append([(padded(syntax, column), Style(.keyMatch)), (text, Style(.text))])
    }
  }
  return lines
}

/// Names and what they mean under a heading; nothing where there are none.
/// - Parameter column: where the meanings begin.
private func named(_ heading: String, column: Int, width: Int, _ rows: [(name: String, meaning: String)]) -> [HelpLine]
{
  if rows.isEmpty { return [] }
  return [[], [(heading, Style(.accent, .bold))]]
    + rows.flatMap { row in
      wrapped(row.meaning, columns: width - column).enumerated().map { index, text in
        [(padded(index == 0 ? row.name : "", column), Style(.phrase, .bold)), (text, Style(.text))]
      }
    }
}

/// A key and what it does, in as many lines as needed.
private func entry(for binding: Keymap.Binding, width: Int) -> [HelpLine] {
  var meaning = binding.actions.map(\.text).joined(separator: "; ")
  if binding.actions.count == 1, case .screen(let word) = binding.actions[0] { meaning = word.summary }
  // Under its deck's heading a key need not name the deck again.
  if binding.group.hasPrefix("Deck ") {
    for deck in ["deck a ", "deck b "] { meaning = meaning.replacing(deck, with: "") }
    if meaning == "toggle" { meaning = "play, pause" }
  }
  let limit = width - 11
  return wrapped(meaning, columns: limit - 2).enumerated().map { index, text in
    let key = padded(index == 0 ? binding.chord.label : "", 9) + " "
    return [(key, Style(.phrase, .bold)), (padded(text, limit) + " ", Style(.text))]
  }
}

/// Entries beside each other; a shorter one leaves room below it.
private func side(by entries: [[HelpLine]], width: Int) -> [HelpLine] {
  let blank: HelpLine = [(String(repeating: " ", count: width), Style(.text))]
  return (0..<(entries.map(\.count).max() ?? 0)).map { row in
    entries.flatMap { row < $0.count ? $0[row] : blank }
  }
}

/// A line with round corners around what lies over the screen.
func drawBorder(_ rect: Rect, on frame: inout Frame) {
  let style = Style(.rail, on: .surface)
  for x in rect.x..<rect.right {
    frame.put("─", x, rect.y, style)
    frame.put("─", x, rect.bottom - 1, style)
  }
  for y in rect.y..<rect.bottom {
    frame.put("│", rect.x, y, style)
    frame.put("│", rect.right - 1, y, style)
  }
  frame.put("╭", rect.x, rect.y, style)
  frame.put("╮", rect.right - 1, rect.y, style)
  frame.put("╰", rect.x, rect.bottom - 1, style)
  frame.put("╯", rect.right - 1, rect.bottom - 1, style)
}
