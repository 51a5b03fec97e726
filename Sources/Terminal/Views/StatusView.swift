import Platform
import Workstation

/// The last line: pending commands, messages, jobs, device and load; or the prompt while it is open.
func drawStatus(_ snapshot: Snapshot, _ interface: Interface, in row: Rect, on frame: inout Frame) {
  frame.fill(row, Style(.text, on: .surface))
  // The lamp's place is kept whatever else there is to say.
  let lamp = lamps(snapshot.status).reduce(0) { $0 + displayWidth($1.text) + 2 }
  let row = Rect(x: row.x, y: row.y, width: row.width - lamp, height: 1)
  if case .prompt(let editor) = interface.entry {
    drawPrompt(editor, interface, in: row, on: &frame)
    return
  }
  var end = row.right - 1
  // What the autopilot will do, or a listening test asks for, comes before how the device does.
  let lasting = state(snapshot, interface)
  let wanted = min(row.width * 3 / 4, lasting.map { displayWidth($0.0) + 2 } ?? 0)
  for (text, style) in indicators(snapshot, width: row.width) {
    let width = displayWidth(text)
    // Messages and jobs keep two fifths of the line, a quarter where there is something to warn of.
    let kept = style.ink == .dim || style.ink == .ok ? max(row.width * 2 / 5, wanted) : row.width / 4
    guard end - width > row.x + kept else { break }
    frame.textRight(text, end: end, row.y, style)
    end -= width + 2
  }
  drawMessages(
    snapshot, interface, lasting, in: Rect(x: row.x + 1, y: row.y, width: end - row.x - 1, height: 1), on: &frame)
}

/// The lamps of a recording that runs, with its length, and of streams: last on the last line, over everything.
func drawLamps(_ status: Status, in row: Rect, on frame: inout Frame) {
  var end = row.right
  for lamp in lamps(status) {
    frame.textRight(lamp.text, end: end, row.y, Style(.background, on: lamp.paper, .bold))
    end -= displayWidth(lamp.text) + 1
  }
}

/// From the right.
private func lamps(_ status: Status) -> [(text: String, paper: Role)] {
  var lamps: [(String, Role)] = []
  if let recording = status.recording { lamps.append((" ● REC \(clock(recording.seconds)) ", .failure)) }
  if let air = status.air {
    lamps.append((" ● \(air.lamp) ", air.heard == air.streams.count ? .ok : .warning))
  }
  return lamps
}

/// How many rows above the last line messages cover; one that fits into that line covers none.
func rowsCovered(by messages: [Message], width: Int) -> Int {
  // Beside one message there are two fifths of the line at least.
  if messages.count == 1, displayWidth(messages[0].text) <= width * 2 / 5 { return 0 }
  return min(4, messages.reduce(0) { $0 + wrapped($1.text, columns: width - 2).count })
}

/// Messages that don't fit beside the indicators cover the rows above while they last: the end of a sentence is where
/// it says what to do.
private func drawMessagesAbove(_ messages: [Message], _ row: Rect, on frame: inout Frame) {
  let lines = messages.flatMap { message in wrapped(message.text, columns: row.width - 2).map { ($0, message) } }
  for (index, (line, message)) in lines.suffix(4).enumerated() {
    let y = row.y - min(4, lines.count) + index
    frame.fill(Rect(x: row.x, y: y, width: row.width, height: 1), Style(.text, on: .surface))
    frame.text(line, row.x + 1, y, limit: row.width - 2, Style(ink(of: message)))
  }
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
private func indicators(_ snapshot: Snapshot, width: Int) -> [(String, Style)] {
  let status = snapshot.status
  var indicators: [(String, Style)] = []
  let load = status.load.isFinite ? min(max(status.load, 0), 9.99) : 0
  // A quantum that was late and not heard is no fault.
  let loadInk: Role = load > 0.6 ? status.isDroppingOut ? .failure : .warning : .ok
  indicators.append((paddedLeft("\(whole(load * 100))%", 4), Style(loadInk)))
  let dropouts = "\(status.dropouts) dropout\(status.dropouts == 1 ? "" : "s")"
  indicators.append((dropouts, Style(status.dropouts > 0 ? .warning : .dim)))
  // Two devices share the room of one.
  let isWhole = width >= (status.cue.isEmpty ? 110 : 150)
  let device = isWhole ? status.device : firstClause(of: status.device)
  if status.isSilent { indicators.append((device, Style(.warning, .bold))) }
  if !status.cueIsHeard { indicators.append((status.cue, Style(.warning))) }
  let sound = snapshot.sound
  if sound.starvedQuanta > 0 { indicators.append(("\(sound.starvedQuanta) starved", Style(.warning))) }
  if sound.droppedCommands > 0 { indicators.append(("\(sound.droppedCommands) commands lost", Style(.failure))) }
  let scheduling = status.scheduling
  if !scheduling.isEmpty, width >= 110 || !status.isRealtime {
    indicators.append((width >= 110 ? scheduling : "not realtime", Style(status.isRealtime ? .dim : .warning)))
  }
  if !status.isSilent { indicators.append((device, Style(.dim))) }
  if status.cueIsHeard, width >= 110 { indicators.append((status.cue, Style(.dim))) }
  return indicators.filter { !$0.0.isEmpty }
}

/// "hw:1,0 went away" of "hw:1,0 went away: waiting for it", "default 44.1 kHz" of "default 44.1 kHz, 512 × 4".
private func firstClause(of text: String) -> String {
  let words = text.split(separator: " ", omittingEmptySubsequences: false)
  guard let last = words.firstIndex(where: { $0.hasSuffix(",") || $0.hasSuffix(":") }) else { return text }
  return String(words[...last].joined(separator: " ").dropLast())
}

/// From the left: lasting states (a paste, the prefix before a key, a command that waits for its bar), messages, jobs.
/// Messages that don't fit go above.
private func drawMessages(
  _ snapshot: Snapshot, _ interface: Interface, _ lasting: (String, Style)?, in row: Rect, on frame: inout Frame
) {
  let whole = Rect(x: 0, y: row.y, width: frame.width, height: 1)
  var x = row.x
  if let (text, style) = lasting {
    x += frame.text(text, x, row.y, limit: row.width, style) + 2
  }
  let messages = snapshot.status.messages
  if messages.count == 1, displayWidth(messages[0].text) <= row.right - x {
    x += frame.text(messages[0].text, x, row.y, limit: row.right - x, Style(ink(of: messages[0]))) + 2
  } else if !messages.isEmpty {
    drawMessagesAbove(messages, whole, on: &frame)
  }
  // A newcomer needs the keys more than figures.
  let isNew = Deck.allCases.allSatisfy { !snapshot.sound[$0].hasTrack && snapshot[$0].track == nil }
  let jobs = snapshot.status.jobs
  if isNew {
    drawHint(
      interface.hintKeys, &x, leaving: jobs.first.map { displayWidth(words($0, in: row)) } ?? 0, in: row, on: &frame)
  }
  let isWhole = drawJobs(jobs, &x, in: row, on: &frame)
  if !isNew, isWhole { drawHint(interface.hintKeys, &x, in: row, on: &frame) }
}

private func state(_ snapshot: Snapshot, _ interface: Interface) -> (String, Style)? {
  if interface.isPasting { return ("pasting: Escape ends it", Style(.warning, .bold)) }
  if interface.pendingMoment != .now {
    let moment = interface.pendingMoment == .phrase ? "at the next phrase" : "at the next bar"
    return (moment + ": press a key", Style(.accent, .bold))
  }
  let pending = snapshot.status.pending
  if let test = snapshot.status.test { return ("TEST " + test, Style(.accent, .bold)) }
  if let audition = snapshot.audition { return (words(audition), Style(audition.isInRoom ? .warning : .accent, .bold)) }
  if let auto = snapshot.status.auto { return ("AUTO " + auto, Style(.accent)) }
  return pending.first.map { ("▷ " + $0 + (pending.count > 1 ? ", \(pending.count - 1) more" : ""), Style(.warning)) }
}

/// Where it is heard, where in the track, and last what may be cut: "HEAR outputs 3-4: best 1:02/5:40 drop · Title".
private func words(_ audition: AuditionModel) -> String {
  let title = audition.title.count > 28 ? audition.title.prefix(27) + "…" : audition.title[...]
  let head = "HEAR \(audition.output): \(audition.place)"
  guard let position = audition.position else { return "\(head) … · \(title)" }
  let section = audition.section.isEmpty ? "" : " " + audition.section
  let place = " \(clock(max(0, position.value)))/\(clock(audition.length.value))"
  return head + place + section + (audition.isInTime ? "" : ", own tempo") + " · " + title
}

/// As much of the hint as fits. - Parameter width: of what comes after it.
private func drawHint(
  _ keys: (help: String, prompt: String, find: String), _ x: inout Int, leaving width: Int = 0, in row: Rect,
  on frame: inout Frame
) {
  let (long, short) = ("\(keys.help) keys   \(keys.prompt) command   \(keys.find) search", "\(keys.help) keys")
  let hint = displayWidth(long) + 3 + width <= row.right - x ? long : short
  guard displayWidth(hint) <= row.right - x else { return }
  x += frame.text(hint, x, row.y, limit: row.right - x, Style(.dim)) + 3
}

/// - Returns: whether there was room for all.
private func drawJobs(_ jobs: [JobProgress], _ x: inout Int, in row: Rect, on frame: inout Frame) -> Bool {
  for job in jobs {
    let words = words(job, in: row)
    guard displayWidth(words) <= row.right - x else { return false }
    x += frame.text(words, x, row.y, limit: row.right - x, Style(.accent)) + 1
    if let fraction = job.fraction, row.right - x > 50 {
      frame.bar(fraction, in: Rect(x: x, y: row.y, width: 12, height: 1), ink: .accent)
      x += 13
    }
    x += 1
  }
  return true
}

/// On a narrow screen a percentage leaves room for the rest.
private func words(_ job: JobProgress, in row: Rect) -> String { jobText(job, isShort: row.width < 60) }

/// "analysing 3 of 28", "splitting Blue Room 43%, 0:40 left"; until something is done, what is being done alone.
func jobText(_ job: JobProgress, isShort: Bool = false) -> String {
  guard job.done > 0 else { return job.name + " …" }
  guard let fraction = job.fraction else { return "\(job.name) \(grouped(job.done))" }
  if let left = job.left, !isShort { return "\(job.name) \(whole(fraction * 100))%, \(lengthText(left.value)) left" }
  if isShort { return "\(job.name) \(whole(fraction * 100))%" }
  return "\(job.name) \(grouped(job.done)) of \(grouped(job.total ?? 0))"
}

extension JobProgress {
  /// 0…1; nil while it is not known.
  fileprivate var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(max(Double(done) / Double(total), 0), 1)
  }
}

private func drawPrompt(_ editor: LineEditor, _ interface: Interface, in row: Rect, on frame: inout Frame) {
  frame.put(":", row.x, row.y, Style(.accent, .bold))
  let asks = interface.isAskingToQuit ? "Enter or y quits, Escape stays" : ""
  let note = interface.isPasting ? "pasting: Escape ends it" : asks
  let noteWidth = note.isEmpty ? 0 : displayWidth(note) + 1
  frame.textRight(note, end: row.right - 1, row.y, Style(.warning, .bold))
  let line = Rect(x: row.x + 1, y: row.y, width: row.width - 2 - noteWidth, height: 1)
  drawEditor(editor, in: line, on: &frame)
  if interface.completions.count > 1 { drawCompletions(interface, above: row, on: &frame) }
}

/// The completions above the prompt, the chosen one marked: each on a row with what it means, or, where there are too
/// many for that, all of them in columns and what the chosen one means.
private func drawCompletions(_ interface: Interface, above row: Rect, on frame: inout Frame) {
  let lines = interface.completions
  let words = lines.map { $0.split(separator: " ").last.map(String.init) ?? $0 }
  let widest = words.map(displayWidth).max() ?? 0
  let room = max(1, row.y * 2 / 3)
  // Two beside each other where that leaves room for what they mean.
  let pairs = max(1, min(row.width / 60, lines.count))
  if (lines.count + pairs - 1) / pairs <= room {
    drawChoices(words, in: row, columns: pairs, interface, on: &frame) { width in
      (min(24, widest + 2), width)
    }
  } else {
    let columns = max(1, (row.width - 2) / min(row.width - 2, widest + 2))
    let above = Rect(x: row.x, y: row.y - 1, width: row.width, height: 1)
    drawChoices(words, in: above, columns: columns, interface, on: &frame) { width in (width, 0) }
    frame.fill(above, Style(.text, on: .surface))
    let meaning = CommandTable.meaning(ofCompletion: lines[interface.completion])
    frame.text(meaning, above.x + 1, above.y, limit: above.width - 2, Style(.text, on: .surface))
  }
}

/// Words in columns, read downwards, above a row. - Parameter split: of a column's width, what the word takes, and
/// where its meaning ends; 0 where that is not shown.
private func drawChoices(
  _ words: [String], in row: Rect, columns: Int, _ interface: Interface, on frame: inout Frame,
  split: (Int) -> (word: Int, end: Int)
) {
  let (width, rows) = (row.width / columns, (words.count + columns - 1) / columns)
  let (word, end) = split(width)
  // Where there are more lines than room, those around the chosen word.
  let shown = min(rows, max(1, row.y * 2 / 3))
  let first = min(max(0, interface.completion % rows - shown / 2), rows - shown)
  for line in 0..<shown {
    let y = row.y - shown + line
    frame.fill(Rect(x: row.x, y: y, width: row.width, height: 1), Style(.text, on: .selectionIdle))
    for index in stride(from: first + line, to: words.count, by: rows) {
      let x = row.x + 1 + index / rows * width
      let isChosen = index == interface.completion
      let style = isChosen ? Style(.background, on: .accent, .bold) : Style(.text, on: .selectionIdle)
      frame.text(" \(words[index]) ", x, y, limit: min(width, word), style)
      guard end > word + 2 else { continue }
      let meaning = CommandTable.meaning(ofCompletion: interface.completions[index])
      frame.text(meaning, x + word + 1, y, limit: end - word - 3, Style(.text, on: .selectionIdle))
    }
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
