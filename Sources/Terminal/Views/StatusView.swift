import Engine
import Workstation

/// The last line: what was said, what is being done, how the machine bears it; or the prompt while it is open.
func drawStatus(_ snapshot: Snapshot, _ interface: Interface, in row: Rect, on frame: inout Frame) {
  frame.fill(row, Style(.text, on: .surface))
  if case .prompt(let editor) = interface.entry {
    drawPrompt(editor, interface, in: row, on: &frame)
    return
  }
  if drawLongMessage(snapshot, interface, in: row, on: &frame) { return }
  var end = row.right - 1
  for (text, style) in facts(snapshot, width: row.width) {
    let width = displayWidth(text)
    // What was said and what is being done keep two fifths of the line.
    guard end - width > row.x + row.width * 2 / 5 else { break }
    frame.textRight(text, end: end, row.y, style)
    end -= width + 2
  }
  drawNews(snapshot, interface, in: Rect(x: row.x + 1, y: row.y, width: end - row.x - 1, height: 1), on: &frame)
}

/// What is too long for its place beside the facts covers them, and rows above, for as long as it is to be read: the end
/// of a sentence is where it says what to do. - Returns: false when there is no such message.
private func drawLongMessage(
  _ snapshot: Snapshot, _ interface: Interface, in row: Rect, on frame: inout Frame
) -> Bool {
  guard interface.later == .now, let message = snapshot.status.messages.last,
    displayWidth(message.text) > row.width * 2 / 5 - 4
  else { return false }
  let lines = wrapped(message.text, columns: row.width - 2).prefix(4)
  for (index, line) in lines.enumerated() {
    let y = row.y - lines.count + 1 + index
    frame.fill(Rect(x: row.x, y: y, width: row.width, height: 1), Style(.text, on: .surface))
    frame.text(line, row.x + 1, y, limit: row.width - 2, Style(ink(of: message)))
  }
  return true
}

private func ink(of message: Message) -> Role {
  switch message.weight {
  case .failure: .failure
  case .warning: .warning
  case .note: .text
  }
}

/// A sentence in lines, broken between words; a word that is longer than a line is broken where the line ends.
func wrapped(_ text: String, columns: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var word = String(word)
    if !line.isEmpty, displayWidth(line) + 1 + displayWidth(word) > columns {
      lines.append(line)
      line = ""
    }
    while displayWidth(word) > columns, columns > 1 {
      var start = ""
      while let next = word.first, displayWidth(start) + displayWidth(String(next)) <= columns {
        start.append(word.removeFirst())
      }
      lines.append(start)
    }
    line += line.isEmpty ? word : " " + word
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// From the right, most important first.
private func facts(_ snapshot: Snapshot, width: Int) -> [(String, Style)] {
  let status = snapshot.status
  var facts: [(String, Style)] = []
  let load = status.load.isFinite ? min(max(status.load, 0), 9.99) : 0
  let loadInk: Role = load > 0.9 ? .failure : load > 0.6 ? .warning : .ok
  facts.append((paddedLeft("\(whole(load * 100))%", 4), Style(loadInk)))
  facts.append(("\(status.xruns) xrun\(status.xruns == 1 ? "" : "s")", Style(status.xruns > 0 ? .warning : .dim)))
  // Two devices share the room of one.
  let isWhole = width >= (status.cue.isEmpty ? 110 : 150)
  let device = isWhole ? status.device : firstClause(of: status.device)
  if status.isSilent { facts.append((device, Style(.warning, .bold))) }
  if !status.cueIsHeard { facts.append((status.cue, Style(.warning))) }
  let engine = snapshot.engine
  if engine.starvedQuanta > 0 { facts.append(("\(engine.starvedQuanta) starved", Style(.warning))) }
  if engine.droppedCommands > 0 { facts.append(("\(engine.droppedCommands) commands lost", Style(.failure))) }
  if let recording = status.recording {
    facts.append(("● REC \(clock(recording.seconds))", Style(.failure, .bold)))
  }
  let scheduling = status.scheduling
  if !scheduling.isEmpty, width >= 110 || !status.isRealtime {
    facts.append((width >= 110 ? scheduling : "not realtime", Style(status.isRealtime ? .dim : .warning)))
  }
  if !status.isSilent { facts.append((device, Style(.dim))) }
  if status.cueIsHeard, width >= 110 { facts.append((status.cue, Style(.dim))) }
  return facts.filter { !$0.0.isEmpty }
}

/// "hw:1,0 went away" of "hw:1,0 went away: waiting for it", "default 44.1 kHz" of "default 44.1 kHz, 512 × 4".
private func firstClause(of text: String) -> String {
  let words = text.split(separator: " ", omittingEmptySubsequences: false)
  guard let last = words.firstIndex(where: { $0.hasSuffix(",") || $0.hasSuffix(":") }) else { return text }
  return String(words[...last].joined(separator: " ").dropLast())
}

/// The prefix that waits for a key, else the newest message, else the jobs.
private func drawNews(_ snapshot: Snapshot, _ interface: Interface, in row: Rect, on frame: inout Frame) {
  var x = row.x
  if interface.later != .now {
    let moment = interface.later == .phrase ? "at the next phrase" : "at the next bar"
    frame.text(moment + ": press a key", x, row.y, limit: row.width, Style(.accent, .bold))
    return
  }
  for job in snapshot.status.jobs where x < row.right - 8 {
    let total = job.total ?? 0
    let share = total > 0 ? min(max(Double(job.done) / Double(total), 0), 1) : 0
    // On a narrow screen a percentage leaves room for the message.
    let count =
      total <= 0
      ? grouped(job.done)
      : row.width < 60 ? "\(whole(share * 100))%" : "\(grouped(job.done)) of \(grouped(total))"
    x += frame.text("\(job.name) \(count)", x, row.y, limit: row.right - x, Style(.accent)) + 1
    if total > 0, row.right - x > 50 {
      let bar = Rect(x: x, y: row.y, width: 12, height: 1)
      frame.bar(share, in: bar, ink: .accent)
      x += 13
    }
    x += 1
  }
  if let message = snapshot.status.messages.last {
    frame.text(message.text, x, row.y, limit: row.right - x, Style(ink(of: message)))
  } else if snapshot.status.jobs.isEmpty {
    frame.text("? keys   : command   / search", x, row.y, limit: row.right - x, Style(.dim))
  }
}

private func drawPrompt(_ editor: LineEditor, _ interface: Interface, in row: Rect, on frame: inout Frame) {
  frame.put(":", row.x, row.y, Style(.accent, .bold))
  drawEditor(editor, in: Rect(x: row.x + 1, y: row.y, width: row.width - 2, height: 1), on: &frame)
  guard interface.completions.count > 1 else { return }
  // The possible endings, on the line above.
  let y = row.y - 1
  frame.fill(Rect(x: row.x, y: y, width: row.width, height: 1), Style(.text, on: .selectionIdle))
  var x = row.x + 1
  let first = max(0, interface.completion - 3)
  for (index, line) in interface.completions.enumerated().dropFirst(first) where x < row.right - 2 {
    let isChosen = index == interface.completion
    let style = Style(isChosen ? .selectionText : .dim, on: isChosen ? .selection : .selectionIdle)
    x += frame.text(" \(line) ", x, y, limit: row.right - x, style)
  }
}

/// A line that is being typed, scrolled so that its cursor is seen.
func drawEditor(_ editor: LineEditor, in rect: Rect, on frame: inout Frame) {
  guard rect.width > 1 else { return }
  var start = editor.cursor
  var room = rect.width - 1
  while start > 0 {
    room -= displayWidth(String(editor.characters[start - 1]))
    if room < 0 { break }
    start -= 1
  }
  let before = editor.characters[start..<editor.cursor]
  let x = rect.x + frame.text(String(before), rect.x, rect.y, limit: rect.width, Style(.text))
  let after = editor.characters.dropFirst(editor.cursor).prefix(rect.width)
  frame.text(String(after), x, rect.y, limit: rect.right - x, Style(.text))
  var cell = frame[x, rect.y]
  cell.ink = .background
  cell.paper = .accent
  frame[x, rect.y] = cell
}
