import Music
import Platform
import Workstation

/// The browser beside the suggestions and, once there is one, the queue under these; where there is no room for that,
/// the list with the focus.
func drawLists(_ snapshot: Snapshot, _ interface: Interface, _ layout: Layout, on frame: inout Frame) {
  let focus = interface.focus
  if let right = layout.suggestions {
    drawBrowser(snapshot, interface, hasKeys: focus == .browser, in: layout.browser, on: &frame)
    let coming = snapshot.status.coming
    // The autopilot's plan takes three rows above what is lined up.
    let planned = coming == nil ? 0 : 3
    let wanted = max(snapshot.queue.rows.count + 1 + planned, focus == .queue ? right.height / 2 : 0)
    let isShown = !snapshot.queue.rows.isEmpty || snapshot.status.auto != nil || focus == .queue
    let rows = isShown ? min(max(2, wanted), right.height / 2) : 0
    drawSuggestions(
      snapshot, interface, hasKeys: focus == .suggestions,
      in: Rect(x: right.x, y: right.y, width: right.width, height: right.height - rows), on: &frame)
    if rows > 0 {
      let rect = Rect(x: right.x, y: right.bottom - rows, width: right.width, height: rows)
      drawQueue(snapshot.queue, coming, hasKeys: focus == .queue, in: rect, on: &frame)
    }
    for row in 0..<layout.browser.height {
      let x = layout.browser.right
      frame.put(row == 0 ? " " : "│", x, layout.browser.y + row, Style(.faint, on: row == 0 ? .surface : nil))
    }
  } else {
    switch focus {
    case .browser: drawBrowser(snapshot, interface, hasKeys: true, in: layout.browser, on: &frame)
    case .suggestions:
      // The list itself is shown: it takes the strip's rows too.
      let height = layout.browser.height + (layout.nextTracks?.height ?? 0)
      drawSuggestions(
        snapshot, interface, hasKeys: true,
        in: Rect(x: 0, y: layout.browser.y, width: layout.browser.width, height: height), on: &frame)
    case .queue: drawQueue(snapshot.queue, snapshot.status.coming, hasKeys: true, in: layout.browser, on: &frame)
    }
    if focus != .suggestions, let rect = layout.nextTracks { drawNextTracks(snapshot, focus, in: rect, on: &frame) }
  }
}

/// The two best suggestions, where their list has no room, and what Tab does.
private func drawNextTracks(_ snapshot: Snapshot, _ focus: Interface.Focus, in rect: Rect, on frame: inout Frame) {
  frame.fill(rect, Style(.text, on: .surface))
  let hint = focus == .browser ? "Tab: all of them" : "Tab: library"
  let end = rect.right - displayWidth(hint) - 3
  frame.textRight(hint, end: rect.right - 1, rect.y, Style(.dim))
  frame.text("next", rect.x + 1, rect.y, Style(.heading, .bold))
  let list = snapshot.suggestions
  guard !list.rows.isEmpty else {
    frame.text(emptyWords(list), rect.x + 6, rect.y, limit: end - rect.x - 6, Style(.dim))
    return
  }
  for (index, suggested) in list.rows.prefix(rect.height).enumerated() {
    let row = Rect(x: rect.x + 6, y: rect.y + index, width: (index == 0 ? end : rect.right) - rect.x - 6, height: 1)
    drawSuggestion(suggested, isSelected: false, in: row, on: &frame)
  }
}

/// Why nothing is suggested.
private func emptyWords(_ list: SuggestionList) -> String {
  list.deck == nil ? "load and play a track, then look here" : "no other track is in the library yet"
}

/// What is lined up, the next one first.
/// - Parameter coming: the blend that the autopilot has planned; it stands first.
private func drawQueue(
  _ queue: QueueList, _ coming: ComingBlend?, hasKeys: Bool, in rect: Rect, on frame: inout Frame
) {
  frame.part(.queue, of: QueueModel(queue: queue, coming: coming, hasKeys: hasKeys), in: rect) { frame in
    let name = coming == nil ? "Queue" : "Next by autopilot"
    drawHeading(name, coming?.kind ?? "", right: "\(queue.rows.count)", hasKeys: hasKeys, in: rect.row(0), on: &frame)
    let rows = coming.map { drawComing($0, in: rect, on: &frame) } ?? 0
    let rest = Rect(x: rect.x, y: rect.y + 1 + rows, width: rect.width, height: rect.height - 1 - rows)
    if rest.height > 0, coming == nil || !queue.rows.isEmpty {
      drawQueueAnew(queue, hasKeys: hasKeys, in: rest, on: &frame)
    }
  }
}

/// What comes, when and how, and why it was planned so. - Returns: how many rows below the heading it takes.
private func drawComing(_ coming: ComingBlend, in rect: Rect, on frame: inout Frame) -> Int {
  let lines = [
    ("▷ " + coming.title, Style(.text, .bold)), (coming.words.joined(separator: " · "), Style(.accent)),
    (coming.reasons.joined(separator: ", "), Style(.dim)),
  ].prefix(max(0, rect.height - 1))
  for (row, line) in lines.enumerated() {
    frame.text(line.0, rect.x + (row == 0 ? 2 : 4), rect.y + 1 + row, limit: rect.width - 5, line.1)
  }
  return lines.count
}

private struct QueueModel: Equatable, Sendable {
  let queue: QueueList
  let coming: ComingBlend?
  let hasKeys: Bool
}

private func drawQueueAnew(_ queue: QueueList, hasKeys: Bool, in rect: Rect, on frame: inout Frame) {
  guard !queue.rows.isEmpty else {
    let words = "nothing is lined up: \\ in a list adds its track"
    return _ = frame.text(words, rect.x + 2, rect.y, limit: rect.width - 3, Style(.dim))
  }
  let visible = rect.height
  let first = clamped(queue.selected - visible / 2, to: 0...max(0, queue.rows.count - visible))
  for (slot, track) in queue.rows[first...].prefix(visible).enumerated() {
    let row = Rect(x: rect.x, y: rect.y + slot, width: rect.width, height: 1)
    let isSelected = hasKeys && first + slot == queue.selected
    if isSelected { frame.fill(row, Style(.text, on: .selection)) }
    frame.textRight("\(first + slot + 1)", end: row.x + 3, row.y, Style(.dim))
    if first + slot < 99 { drawAnswer(track, row.x, row.y, on: &frame) }
    let title = track.title + (track.artist.map { " · " + $0 } ?? "")
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
  if row.right - rightWidth - 1 >= x { frame.textRight(right, end: row.right - 1, row.y, Style(.dim)) }
}

// MARK: What fits next

private func drawSuggestions(
  _ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, in rect: Rect, on frame: inout Frame
) {
  let model = SuggestionsModel(snapshot, hasKeys: hasKeys, in: rect)
  frame.part(.suggestions, of: model, in: rect) {
    drawSuggestionsAnew(snapshot, interface, hasKeys: hasKeys, in: rect, on: &$0)
  }
}

/// All that the suggestions, or what stands in their place, are drawn of.
private struct SuggestionsModel: Equatable, Sendable {
  let list: SuggestionList
  let steering: SteeringModel
  let mashups: MashupList?
  let master: [String]
  let hasKeys: Bool
  let plan: PlanModel?

  init(_ snapshot: Snapshot, hasKeys: Bool, in rect: Rect) {
    (list, steering, mashups) = (snapshot.suggestions, snapshot.steering, snapshot.mashups)
    master = snapshot.audition?.table ?? []
    self.hasKeys = hasKeys
    let selected = list.rows.isEmpty ? nil : list.rows[clamped(list.selected, to: 0...list.rows.count - 1)]
    if let deck = list.deck, let selected, planRows(selected, list, in: rect) > 0 {
      plan = PlanModel(of: selected, after: deck, snapshot, width: rect.width)
    } else {
      plan = nil
    }
  }
}

private func drawSuggestionsAnew(
  _ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, in rect: Rect, on frame: inout Frame
) {
  if let mashups = snapshot.mashups { return drawMashups(mashups, hasKeys: hasKeys, in: rect, on: &frame) }
  if let audition = snapshot.audition, !audition.table.isEmpty {
    drawHeading("Master", audition.title, right: "", hasKeys: hasKeys, in: rect.row(0), on: &frame)
    for (index, line) in audition.table.prefix(max(0, rect.height - 1)).enumerated() {
      frame.text(line, rect.x + 2, rect.y + 1 + index, limit: rect.width - 3, Style(.text))
    }
    return
  }
  let list = snapshot.suggestions
  let steered = snapshot.steering.words.map { " · " + $0 } ?? ""
  let detail = (list.deck.map { "after deck \($0.title)" } ?? "") + steered
  let place = list.rows.isEmpty ? "" : "\(min(list.selected + 1, list.rows.count)) of \(list.rows.count)"
  let right = list.leftOut > 0 && !list.rows.isEmpty ? "\(place), \(list.leftOut) played" : place
  drawHeading("What fits next", detail, right: right, hasKeys: hasKeys, in: rect.row(0), on: &frame)
  if let lines = list.taste { return drawTaste(lines, below: rect, on: &frame) }
  let rows = drawSliders(snapshot.steering, hasKeys: hasKeys, below: rect, on: &frame)
  let rect = Rect(x: rect.x, y: rect.y + rows, width: rect.width, height: rect.height - rows)
  guard !list.rows.isEmpty else {
    if rect.height > 1 { frame.text(emptyWords(list), rect.x + 2, rect.y + 1, limit: rect.width - 3, Style(.dim)) }
    return
  }
  let selected = list.rows[clamped(list.selected, to: 0...list.rows.count - 1)]
  let plan = planRows(selected, list, in: rect)
  let upper = Rect(x: rect.x, y: rect.y, width: rect.width, height: rect.height - plan)
  if list.isExplained, arithmeticFits(selected, in: upper) {
    drawArithmetic(selected, below: upper, on: &frame)
  } else {
    drawRows(list, hasKeys: hasKeys, in: upper, on: &frame)
  }
  if plan > 0, let deck = list.deck {
    let place = Rect(x: rect.x, y: upper.bottom, width: rect.width, height: plan)
    drawPlan(of: selected, after: deck, snapshot, in: place, on: &frame)
  }
}

/// The rows that the plan of the selected track's blend takes below the list; 0 where there is no plan, or no room.
private func planRows(_ selected: SuggestedTrack, _ list: SuggestionList, in rect: Rect) -> Int {
  guard list.deck != nil, selected.plan != nil, rect.width >= outlineWidth, rect.height >= 14 else { return 0 }
  return rect.height >= 24 ? 10 : rect.height >= 18 ? 8 : 6
}

/// So wide a list shows its tracks' outlines.
private let outlineWidth = 80

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
    lines: rect.height >= 9 ? 2 : 1)
  rows.draw(hasKeys: hasKeys, in: rect, on: &frame) { index, row, frame in
    drawSuggestion(list.rows[index], isSelected: index == list.selected, in: row, on: &frame)
  }
}

/// Why the selected suggestion stands where it does, to be read over the screen where the list has no room for it; nil
/// where it has, or nobody asked.
func explanation(_ snapshot: Snapshot, _ layout: Layout) -> TextSheet? {
  let list = snapshot.suggestions
  guard list.isExplained, list.taste == nil, snapshot.mashups == nil, !list.rows.isEmpty else { return nil }
  let selected = list.rows[clamped(list.selected, to: 0...list.rows.count - 1)]
  if let rect = layout.suggestions, arithmeticFits(selected, in: rect) { return nil }
  let fit = clamped(whole((selected.score.isFinite ? selected.score : 0) * 100), to: 0...99)
  return TextSheet(
    title: "Why \(selected.track.title): \(fit)", lines: [selected.reasons.joined(separator: ", "), ""] + selected.why)
}

/// Whether the arithmetic has room in the list, one row a line below heading, track and reasons.
private func arithmeticFits(_ suggested: SuggestedTrack, in rect: Rect) -> Bool {
  let columns = rect.width >= 64 ? 2 : 1
  let reasons = wrapped(suggested.reasons.joined(separator: ", "), columns: rect.width - 5).count
  return rect.height >= 2 + reasons + (suggested.why.count + columns - 1) / columns
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
  let title = suggested.track.title + (suggested.track.artist.map { " · " + $0 } ?? "")
  let facts =
    paddedLeft(suggested.track.bpm.map { fixed($0.value, 1) } ?? "–", 5) + " "
    + paddedLeft(suggested.track.key?.camelot.code ?? "–", 3)
  let ink: Role = isSelected ? .selectionText : .text
  let end = row.right - 1
  if row.height > 1 {
    let outline = row.width >= outlineWidth ? row.width * 2 / 5 : 0
    let end = end - outline
    frame.text(title, row.x + 4, row.y, limit: row.width - 15 - outline, Style(ink))
    frame.textRight(facts, end: end, row.y, Style(isSelected ? .selectionText : .heading))
    drawReasons(suggested, row.x + 4, row.y + 1, end: end, on: &frame)
    drawOutline(of: suggested, in: Rect(x: end + 2, y: row.y, width: outline - 2, height: 2), on: &frame)
  } else {
    // In a narrow list the title stands alone, and the keys once.
    let isNarrow = row.width < 52
    let titleWidth = (row.width - 17) * (isNarrow ? 60 : 55) / 100
    frame.text(isNarrow ? suggested.track.title : title, row.x + 4, row.y, limit: titleWidth, Style(ink))
    frame.text(facts, row.x + 5 + titleWidth, row.y, Style(isSelected ? .selectionText : .heading))
    drawReasons(suggested, withoutKeys: isNarrow, row.x + 16 + titleWidth, row.y, end: end, on: &frame)
  }
}

/// Why a track fits: the most telling reason first, in colour where the keys fit.
/// - Parameter withoutKeys: "8A → 8B, relative" is "relative".
private func drawReasons(
  _ suggested: SuggestedTrack, withoutKeys: Bool = false, _ x: Int, _ y: Int, end: Int, on frame: inout Frame
) {
  var x = x
  let reasons = withoutKeys ? suggested.reasons.map(withoutKeyNames) : suggested.reasons
  // A reason cut to a letter or two says nothing.
  for (index, reason) in reasons.enumerated() where end - x >= min(8, displayWidth(reason)) {
    x += frame.text(reason, x, y, limit: end - x, Style(index == 0 && suggested.keyFits ? .keyMatch : .dim)) + 2
  }
}

/// "8A → 8B, relative" is "relative", "8A → 3A clashes" "clashes".
private func withoutKeyNames(_ reason: String) -> String {
  let words = reason.split(separator: " ")
  guard words.count > 3, words[1] == "→", words[0].first?.isNumber == true else { return reason }
  return words.dropFirst(3).joined(separator: " ")
}
