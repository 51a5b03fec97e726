import Music
import Platform
import Workstation

/// The browser beside the suggestions and, once there is one, the queue under these; where there is no room for that,
/// the list with the focus.
func drawLists(_ snapshot: Snapshot, _ interface: Interface, _ layout: Layout, on frame: inout Frame) {
  let focus = interface.focus
  if let right = layout.suggestions {
    drawBrowser(snapshot, interface, hasKeys: focus == .browser, in: layout.browser, on: &frame)
    let wanted = max(snapshot.queue.rows.count + 1, focus == .queue ? right.height / 2 : 0)
    let isShown = !snapshot.queue.rows.isEmpty || snapshot.status.auto != nil || focus == .queue
    let rows = isShown ? min(max(2, wanted), right.height / 2) : 0
    drawSuggestions(
      snapshot, interface, hasKeys: focus == .suggestions,
      in: Rect(x: right.x, y: right.y, width: right.width, height: right.height - rows), on: &frame)
    if rows > 0 {
      let rect = Rect(x: right.x, y: right.bottom - rows, width: right.width, height: rows)
      drawQueue(snapshot.queue, hasKeys: focus == .queue, in: rect, on: &frame)
    }
    for row in 0..<layout.browser.height {
      let x = layout.browser.right
      frame.put(row == 0 ? " " : "│", x, layout.browser.y + row, Style(.faint, on: row == 0 ? .surface : nil))
    }
  } else {
    switch focus {
    case .browser: drawBrowser(snapshot, interface, hasKeys: true, in: layout.browser, on: &frame)
    case .suggestions: drawSuggestions(snapshot, interface, hasKeys: true, in: layout.browser, on: &frame)
    case .queue: drawQueue(snapshot.queue, hasKeys: true, in: layout.browser, on: &frame)
    }
  }
}

/// What is lined up, the next one first.
private func drawQueue(_ queue: QueueList, hasKeys: Bool, in rect: Rect, on frame: inout Frame) {
  drawHeading("Queue", "", right: "\(queue.rows.count)", hasKeys: hasKeys, in: rect.row(0), on: &frame)
  guard !queue.rows.isEmpty else {
    let words = "nothing is lined up: \\ in a list adds its track"
    if rect.height > 1 { frame.text(words, rect.x + 2, rect.y + 1, limit: rect.width - 3, Style(.dim)) }
    return
  }
  let visible = max(1, rect.height - 1)
  let first = clamped(queue.selected - visible / 2, to: 0...max(0, queue.rows.count - visible))
  for (slot, track) in queue.rows[first...].prefix(visible).enumerated() {
    let row = Rect(x: rect.x, y: rect.y + 1 + slot, width: rect.width, height: 1)
    let isSelected = hasKeys && first + slot == queue.selected
    if isSelected { frame.fill(row, Style(.text, on: .selection)) }
    frame.textRight("\(first + slot + 1)", end: row.x + 3, row.y, Style(.dim))
    if first + slot < 99 { drawAnswer(track, row.x, row.y, on: &frame) }
    let title = track.title + (track.tags.artist.map { " · " + $0 } ?? "")
    frame.text(title, row.x + 4, row.y, limit: row.width - 16, Style(isSelected ? .selectionText : .text))
    let facts =
      paddedLeft(track.bpm.map { fixed($0.value, 1) } ?? "–", 5) + " "
      + paddedLeft(track.key?.camelot.code ?? "–", 3)
    frame.textRight(facts, end: row.right - 1, row.y, Style(isSelected ? .selectionText : .heading))
  }
}

/// A list's heading: its name, a detail, and counts on the right.
func drawHeading(
  _ name: String, _ detail: String, ink: Role = .dim, right: String, hasKeys: Bool, in row: Rect,
  on frame: inout Frame
) {
  frame.fill(row, Style(.text, on: .surface))
  frame.put(hasKeys ? "▌" : " ", row.x, row.y, Style(.accent))
  var x = row.x + 1
  x += frame.text(name, x, row.y, limit: row.width - 1, Style(hasKeys ? .accent : .heading, .bold)) + 1
  let rightWidth = displayWidth(right)
  x += frame.text(detail, x, row.y, limit: row.right - x - rightWidth - 2, Style(ink)) + 1
  if row.right - rightWidth - 1 > x { frame.textRight(right, end: row.right - 1, row.y, Style(.dim)) }
}

// MARK: The library

private func drawBrowser(
  _ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, in rect: Rect, on frame: inout Frame
) {
  let page = snapshot.browser
  drawBrowserHeading(page, snapshot.status, interface, hasKeys: hasKeys, in: rect.row(0), on: &frame)
  let columns = browserColumns(rect.width)
  var y = rect.y + 1
  if rect.height >= 8 {
    for column in columns where !column.title.isEmpty {
      let style = Style(column.sort == page.sort.rawValue ? .heading : .faint)
      let x = rect.x + column.x
      if column.isNumber {
        frame.textRight(column.title, end: x + column.width, y, style)
      } else {
        frame.text(column.title, x, y, limit: column.width, style)
      }
    }
    y += 1
  }
  guard !page.rows.isEmpty else {
    let words =
      page.queryError
      ?? (!page.query.isEmpty
        ? "nothing found: / and Enter show all tracks"
        : snapshot.status.jobs.isEmpty
          ? "no tracks yet: type :add and a folder of music"
          : "no tracks yet, but on their way: \(jobText(snapshot.status.jobs[0]))")
    let ink: Role = page.queryError == nil ? .dim : .warning
    for (row, line) in wrapped(words, columns: rect.width - 3).enumerated() where y + row < rect.bottom {
      frame.text(line, rect.x + 2, y + row, limit: rect.width - 3, Style(ink))
    }
    return
  }
  let playing = playingKey(snapshot)
  for (index, track) in page.rows.enumerated() where y + index < rect.bottom {
    let row = Rect(x: rect.x, y: y + index, width: rect.width, height: 1)
    let isSelected = page.firstRow + index == page.selected
    if isSelected { frame.fill(row, Style(.text, on: hasKeys ? .selection : .selectionIdle)) }
    let fits = MusicalKey.fit(track.key, playing)
    for column in columns {
      drawField(column, track, snapshot, isSelected: isSelected, fits: fits, in: row, on: &frame)
    }
  }
}

private func drawBrowserHeading(
  _ page: BrowserPage, _ status: Status, _ interface: Interface, hasKeys: Bool, in row: Rect, on frame: inout Frame
) {
  let sort = "\(page.sort.rawValue) \(page.ascending ? "↑" : "↓")"
  let place = page.total > 0 ? "\(grouped(page.selected + 1)) of \(grouped(page.total))" : "0"
  if case .search(let editor, _) = interface.entry {
    drawHeading("Library", "", right: "\(place)  \(sort)", hasKeys: true, in: row, on: &frame)
    let x = row.x + 9
    frame.put("/", x, row.y, Style(.accent, .bold))
    drawEditor(editor, in: Rect(x: x + 1, y: row.y, width: max(4, row.width - 34), height: 1), on: &frame)
    return
  }
  // The error is shown in the list, if that is empty.
  let error = page.rows.isEmpty ? nil : page.queryError
  let query = error ?? (page.query.isEmpty ? "/ to search" : "/" + page.query)
  let ink: Role = page.queryError != nil ? .warning : page.query.isEmpty ? .dim : .text
  drawHeading("Library", query, ink: ink, right: "\(place)  \(sort)", hasKeys: hasKeys, in: row, on: &frame)
}

private struct Column {
  enum Field { case badge, title, artist, album, genre, year, bpm, key, energy, duration }
  var field: Field
  var title: String
  var width: Int
  var x = 0
  var isNumber = false
  /// The raw value of the `SortColumn` that it sorts by.
  var sort: String
}

/// The columns that a width has room for; title, artist and album share what the others leave.
private func browserColumns(_ width: Int) -> [Column] {
  var columns = [
    Column(field: .badge, title: "", width: 2, sort: ""),
    Column(field: .title, title: "title", width: 0, sort: "title"),
    Column(field: .artist, title: "artist", width: 0, sort: "artist"),
  ]
  if width >= 130 { columns.append(Column(field: .album, title: "album", width: 0, sort: "album")) }
  if width >= 100 { columns.append(Column(field: .genre, title: "genre", width: 12, sort: "genre")) }
  if width >= 110 { columns.append(Column(field: .year, title: "year", width: 4, isNumber: true, sort: "year")) }
  columns += [
    Column(field: .bpm, title: "bpm", width: 5, isNumber: true, sort: "bpm"),
    Column(field: .key, title: "key", width: 3, isNumber: true, sort: "key"),
    Column(field: .energy, title: width >= 90 ? "energy" : "nrg", width: width >= 90 ? 8 : 4, sort: "energy"),
    Column(field: .duration, title: "time", width: 5, isNumber: true, sort: "duration"),
  ]
  let fixed = columns.reduce(0) { $0 + $1.width + 1 }
  let texts = columns.indices.filter { columns[$0].width == 0 }
  let room = max(texts.count, width - fixed - 1)
  let parts = texts.count == 3 ? [40, 33, 27] : [55, 45]
  for (index, part) in zip(texts, parts) { columns[index].width = max(1, room * part / 100) }
  var x = 1
  for index in columns.indices {
    columns[index].x = x
    x += columns[index].width + 1
  }
  return columns
}

private func drawField(
  _ column: Column, _ track: Track, _ snapshot: Snapshot, isSelected: Bool, fits: Bool, in row: Rect,
  on frame: inout Frame
) {
  let x = row.x + column.x
  func text(_ text: String, _ role: Role, _ emphasis: Emphasis = []) {
    let ink = isSelected && (role == .text || role == .dim) ? .selectionText : role
    if column.isNumber {
      frame.textRight(text, end: x + column.width, row.y, limit: column.width, Style(ink, emphasis))
    } else {
      frame.text(text, x, row.y, limit: column.width, Style(ink, emphasis))
    }
  }
  switch column.field {
  case .badge: drawBadge(track, snapshot, x, row.y, on: &frame)
  case .title: text(track.title, track.isMissing ? .off : .text)
  case .artist: text(track.tags.artist ?? "", .dim)
  case .album: text(track.tags.album ?? "", .dim)
  case .genre: text(track.tags.genre ?? "", .dim)
  case .year: text(track.tags.year.map(String.init) ?? "", .dim)
  case .bpm: text(track.bpm.map { fixed($0.value, 1) } ?? "–", .text)
  case .key: text(track.key?.camelot.code ?? "–", fits ? .keyMatch : .dim, fits ? [.bold] : [])
  case .energy: drawEnergy(track.energy, x, row.y, width: column.width, on: &frame)
  case .duration: text(track.duration.map { clock($0.value) } ?? "–", .dim)
  }
}

/// The deck that holds the track, or ◆ has stems, ! missing or failed.
private func drawBadge(_ track: Track, _ snapshot: Snapshot, _ x: Int, _ y: Int, on frame: inout Frame) {
  for deck in Deck.allCases where snapshot[deck].track?.id == track.id {
    frame.put(deck == .a ? "A" : "B", x + (deck == .a ? 0 : 1), y, Style(.background, on: deck.role, .bold))
  }
  if snapshot.deckB.track?.id != track.id { drawAnswer(track, x + 1, y, on: &frame) }
  let isLoaded = Deck.allCases.contains { snapshot[$0].track?.id == track.id }
  guard !isLoaded else { return }
  if track.isMissing || track.failure != nil {
    frame.put("!", x, y, Style(.failure, .bold))
  } else if track.hasStems {
    frame.put("◆", x, y, Style(.vocals))
  }
}

/// What the DJ said to a track last: ✓ keep, × skip, ↑ grower, ★ classic.
func drawAnswer(_ track: Track, _ x: Int, _ y: Int, on frame: inout Frame) {
  switch track.answer {
  case nil: break
  case .keep: frame.put("✓", x, y, Style(.ok, .bold))
  case .skip: frame.put("×", x, y, Style(.faint))
  case .grower: frame.put("↑", x, y, Style(.warning, .bold))
  case .classic: frame.put("★", x, y, Style(.accent, .bold))
  }
}

private func drawEnergy(_ energy: Int?, _ x: Int, _ y: Int, width: Int, on frame: inout Frame) {
  guard let energy else { return }
  let level = clamped(energy, to: 1...10)
  let ink: Role = level <= 4 ? .energyLow : level <= 7 ? .energyMid : .energyHigh
  let number = paddedLeft(String(level), 2)
  frame.text(number, x, y, Style(ink))
  let bar = width - 3
  for column in 0..<max(0, bar) {
    let eighth = clamped(whole(Double(level * bar * 8) / 10) - column * 8, to: 0...8)
    // A horizontal bar as long as the energy.
    frame.put(eighth >= 4 ? "▪" : "·", x + 3 + column, y, Style(eighth >= 4 ? ink : .faint))
  }
}

/// The key to fit: of the leader, or of the one deck that plays.
private func playingKey(_ snapshot: Snapshot) -> MusicalKey? {
  let playing = Deck.allCases.filter { snapshot.sound[$0].isPlaying }
  let deck = playing.count == 1 ? playing[0] : snapshot.sound.leader ?? playing.first
  return deck.flatMap { snapshot.sound[$0].key }
}

// MARK: What fits next

private func drawSuggestions(
  _ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, in rect: Rect, on frame: inout Frame
) {
  if let mashups = snapshot.mashups { return drawMashups(mashups, hasKeys: hasKeys, in: rect, on: &frame) }
  let list = snapshot.suggestions
  let steered = snapshot.steering.words.map { " · " + $0 } ?? ""
  let detail = (list.deck.map { "after deck \($0.title)" } ?? "") + steered
  let right = list.rows.isEmpty ? "" : "\(min(list.selected + 1, list.rows.count)) of \(list.rows.count)"
  drawHeading("What fits next", detail, right: right, hasKeys: hasKeys, in: rect.row(0), on: &frame)
  if let lines = list.taste { return drawTaste(lines, below: rect, on: &frame) }
  let rows = drawSliders(snapshot.steering, hasKeys: hasKeys, below: rect, on: &frame)
  let rect = Rect(x: rect.x, y: rect.y + rows, width: rect.width, height: rect.height - rows)
  guard !list.rows.isEmpty else {
    let words =
      list.deck == nil ? "load and play a track, then look here" : "nothing else fits its key and tempo"
    if rect.height > 1 { frame.text(words, rect.x + 2, rect.y + 1, limit: rect.width - 3, Style(.dim)) }
    return
  }
  if list.isExplained {
    drawArithmetic(list.rows[clamped(list.selected, to: 0...list.rows.count - 1)], below: rect, on: &frame)
  } else {
    drawRows(list, hasKeys: hasKeys, in: rect, on: &frame)
  }
}

/// What was learnt of the DJ.
private func drawTaste(_ lines: [String], below rect: Rect, on frame: inout Frame) {
  var y = rect.y + 1
  for (index, line) in lines.enumerated() {
    for part in wrapped(line, columns: rect.width - 5) where y < rect.bottom {
      frame.text(part, rect.x + (index == 0 ? 2 : 4), y, limit: rect.width - 5, Style(index == 0 ? .heading : .text))
      y += 1
    }
  }
}

private func drawRows(_ list: SuggestionList, hasKeys: Bool, in rect: Rect, on frame: inout Frame) {
  // Where there is room a suggestion has two lines, its reasons on the second.
  let rows = RankedRows(
    count: list.rows.count, selected: list.selected, border: list.rows.firstIndex(where: \.needsWork),
    lines: rect.height >= 9 && rect.width < 90 ? 2 : 1)
  rows.draw(hasKeys: hasKeys, in: rect, on: &frame) { index, row, frame in
    drawSuggestion(list.rows[index], isSelected: index == list.selected, in: row, on: &frame)
  }
}

/// Why a track stands where it does: its reasons, and its score as a sum; in two columns where they are wide enough.
private func drawArithmetic(_ suggested: SuggestedTrack, below rect: Rect, on frame: inout Frame) {
  let row = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: 1)
  if rect.height > 1 { drawSuggestion(suggested, isSelected: true, in: row, on: &frame) }
  var y = rect.y + 2
  for line in wrapped(suggested.reasons.joined(separator: ", "), columns: rect.width - 5) where y < rect.bottom {
    frame.text(line, rect.x + 4, y, limit: rect.width - 5, Style(.text))
    y += 1
  }
  let columns = rect.width >= 64 ? 2 : 1
  let height = (suggested.why.count + columns - 1) / columns
  for (index, line) in suggested.why.enumerated() where y + index % max(1, height) < rect.bottom {
    let x = rect.x + 4 + index / max(1, height) * (rect.width - 4) / columns
    frame.text(line, x, y + index % max(1, height), limit: (rect.width - 4) / columns - 1, Style(.dim))
  }
}

private func drawSuggestion(_ suggested: SuggestedTrack, isSelected: Bool, in row: Rect, on frame: inout Frame) {
  let fit = clamped(whole((suggested.score.isFinite ? suggested.score : 0) * 100), to: 0...99)
  frame.textRight("\(fit)", end: row.x + 3, row.y, Style(fit >= 75 ? .ok : fit >= 50 ? .warning : .dim))
  drawAnswer(suggested.track, row.x, row.y, on: &frame)
  let title = suggested.track.title + (suggested.track.tags.artist.map { " · " + $0 } ?? "")
  let facts =
    paddedLeft(suggested.track.bpm.map { fixed($0.value, 1) } ?? "–", 5) + " "
    + paddedLeft(suggested.track.key?.camelot.code ?? "–", 3)
  let ink: Role = isSelected ? .selectionText : .text
  let end = row.right - 1
  if row.height > 1 {
    frame.text(title, row.x + 4, row.y, limit: row.width - 15, Style(ink))
    frame.textRight(facts, end: end, row.y, Style(isSelected ? .selectionText : .heading))
    drawReasons(suggested, row.x + 4, row.y + 1, end: end, on: &frame)
  } else {
    let titleWidth = (row.width - 17) * 55 / 100
    frame.text(title, row.x + 4, row.y, limit: titleWidth, Style(ink))
    frame.text(facts, row.x + 5 + titleWidth, row.y, Style(isSelected ? .selectionText : .heading))
    drawReasons(suggested, row.x + 16 + titleWidth, row.y, end: end, on: &frame)
  }
}

/// Why a track fits: the most telling reason first, in colour where the keys fit.
private func drawReasons(_ suggested: SuggestedTrack, _ x: Int, _ y: Int, end: Int, on frame: inout Frame) {
  var x = x
  // A reason cut to a letter or two says nothing.
  for (index, reason) in suggested.reasons.enumerated() where end - x >= min(8, displayWidth(reason)) {
    x += frame.text(reason, x, y, limit: end - x, Style(index == 0 && suggested.keyFits ? .keyMatch : .dim)) + 2
  }
}
