import Platform

/// The help page, made from the keymap that is in force and the program's table of commands, over everything else.
func drawHelp(_ interface: Interface, on frame: inout Frame) {
  let width = min(frame.width - 4, 150)
  let rect = Rect(x: (frame.width - width) / 2, y: 1, width: width, height: frame.height - 2)
  frame.fill(rect, Style(.text, on: .surface))
  drawBorder(rect, on: &frame)
  let inner = Rect(x: rect.x + 2, y: rect.y + 1, width: rect.width - 4, height: rect.height - 2)
  let lines = helpLines(interface, width: inner.width)
  let first = clamped(interface.helpLine ?? 0, to: 0...max(0, lines.count - inner.height))
  for (row, line) in lines[first...].prefix(inner.height).enumerated() {
    var x = inner.x
    for (text, style) in line {
      x += frame.text(text, x, inner.y + row, limit: inner.right - x, style)
    }
  }
  frame.text(" Keys and commands ", rect.x + 2, rect.y, Style(.accent, .bold))
  let more = first + inner.height < lines.count ? " ↑↓ scroll · Esc closes " : " Esc closes "
  frame.textRight(more, end: rect.right - 2, rect.bottom - 1, Style(.dim))
}

/// The last line that the help page can be scrolled to.
func lastHelpLine(_ interface: Interface, width: Int, height: Int) -> Int {
  max(0, helpLines(interface, width: min(width - 4, 150) - 4).count - (height - 4))
}

private typealias HelpLine = [(String, Style)]

private func helpLines(_ interface: Interface, width: Int) -> [HelpLine] {
  // While a terminal is made smaller, help may stand open in one of a few columns.
  guard width > 0 else { return [] }
  var groups: [String] = []
  for binding in interface.keymap.bindings where !groups.contains(binding.group) { groups.append(binding.group) }
  let columns = width >= 120 ? 3 : width >= 70 ? 2 : 1
  let each = width / columns
  var lines: [HelpLine] = []
  for group in groups {
    if !lines.isEmpty { lines.append([]) }
    lines.append([(group, Style(.accent, .bold))])
    let entries = interface.keymap.bindings.filter { $0.group == group }
    // Read downwards: the first column has the first bindings.
    let rows = (entries.count + columns - 1) / columns
    for row in 0..<rows {
      let shown = stride(from: row, to: entries.count, by: rows).map { entries[$0] }
      lines += side(by: shown.map { entry(for: $0, width: each) }, width: each)
    }
  }
  if interface.reportsKeyUp == false {
    lines.append([])
    lines.append([("No key releases from this terminal: cue plays until pressed again.", Style(.dim))])
  }
  guard !interface.commandHelp.isEmpty else { return lines }
  lines.append([])
  lines.append([
    (
      "Commands for keys, the : prompt and scripts; many take at beat|bar|phrase and over 8 beats",
      Style(.accent, .bold)
    )
  ])
  let column = min(interface.commandHelp.reduce(0) { max($0, displayWidth($1.syntax)) }, width * 9 / 20) + 2
  for (index, command) in interface.commandHelp.enumerated() {
    if index == 0 || command.section != interface.commandHelp[index - 1].section {
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
