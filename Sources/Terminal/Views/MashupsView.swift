import Music
import Platform
import Workstation

/// Partners for mashups in the suggestions' place: which way round, how well, shift, stretch and why.
func drawMashups(_ list: MashupList, hasKeys: Bool, in rect: Rect, on frame: inout Frame) {
  let right = list.rows.isEmpty ? "" : "\(min(list.selected + 1, list.rows.count)) of \(list.rows.count)"
  let whose = (list.deck.map { "deck \($0.title) · " } ?? "") + list.title
  drawHeading("Mashups", whose, right: right, hasKeys: hasKeys, in: rect.row(0), on: &frame)
  guard !list.rows.isEmpty else {
    let words = list.note ?? (list.isSearching ? "looking for partners …" : "no partner fits")
    drawWrapped(words, .dim, below: rect, from: rect.y + 1, on: &frame)
    return
  }
  if list.isExplained {
    drawSum(list.rows[clamped(list.selected, to: 0...list.rows.count - 1)], below: rect, on: &frame)
  } else {
    drawRows(list, hasKeys: hasKeys, in: rect, on: &frame)
  }
}

@discardableResult
private func drawWrapped(_ words: String, _ role: Role, below rect: Rect, from y: Int, on frame: inout Frame) -> Int {
  var y = y
  for line in wrapped(words, columns: rect.width - 5) where y < rect.bottom {
    frame.text(line, rect.x + 2, y, limit: rect.width - 3, Style(role))
    y += 1
  }
  return y
}

private func drawRows(_ list: MashupList, hasKeys: Bool, in rect: Rect, on frame: inout Frame) {
  // The selected one's places have the last line, where there is room.
  let detail = rect.height >= 7 ? 1 : 0
  let rows = RankedRows(
    count: list.rows.count, selected: list.selected, border: list.rows.firstIndex(where: \.needsWork),
    lines: rect.height >= 9 && rect.width < 100 ? 2 : 1, below: detail)
  let bottom = rows.draw(hasKeys: hasKeys, in: rect, on: &frame) { index, place, frame in
    drawRow(list.rows[index], isSelected: index == list.selected, in: place, on: &frame)
  }
  if detail > 0, bottom < rect.bottom {
    let selected = list.rows[clamped(list.selected, to: 0...list.rows.count - 1)]
    let words = [selected.places, selected.place, list.note ?? ""].filter { !$0.isEmpty }.joined(separator: " · ")
    frame.text(words, rect.x + 4, rect.bottom - 1, limit: rect.width - 5, Style(.dim))
  }
}

private func drawRow(_ row: MashupList.Row, isSelected: Bool, in rect: Rect, on frame: inout Frame) {
  let fit = clamped(whole((row.score.isFinite ? row.score : 0) * 100), to: 0...99)
  frame.textRight("\(fit)", end: rect.x + 3, rect.y, Style(fit >= 75 ? .ok : fit >= 50 ? .warning : .dim))
  drawAnswer(row.track, rect.x, rect.y, on: &frame)
  let ink: Role = isSelected ? .selectionText : .text
  let end = rect.right - 1
  let title = row.track.title + (row.track.artist.map { " · " + $0 } ?? "")
  let wayWidth = displayWidth(row.way)
  let titleWidth = rect.height > 1 ? rect.width - wayWidth - 7 : (rect.width - wayWidth - 8) * 40 / 100
  frame.text(title, rect.x + 4, rect.y, limit: titleWidth, Style(ink))
  let wayEnd = rect.height > 1 ? end : rect.x + 5 + titleWidth + wayWidth
  frame.textRight(row.way, end: wayEnd, rect.y, limit: wayWidth, Style(isSelected ? .selectionText : .heading))
  var x = rect.height > 1 ? rect.x + 4 : wayEnd + 2
  let y = rect.height > 1 ? rect.y + 1 : rect.y
  // A reason cut to a letter or two says nothing.
  for (index, reason) in row.reasons.enumerated() where end - x >= min(8, displayWidth(reason)) {
    x += frame.text(reason, x, y, limit: end - x, Style(index == 0 && row.keyFits ? .keyMatch : .dim)) + 2
  }
}

/// Why a partner stands where it does: its reasons, and its score as a sum.
private func drawSum(_ row: MashupList.Row, below rect: Rect, on frame: inout Frame) {
  if rect.height > 1 {
    drawRow(
      row, isSelected: true, in: Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: 1), on: &frame)
  }
  let words = row.reasons.joined(separator: ", ") + " · " + row.places
  let y = drawWrapped(words, .text, below: rect, from: rect.y + 2, on: &frame)
  let columns = rect.width >= 64 ? 2 : 1
  let height = (row.why.count + columns - 1) / columns
  for (index, line) in row.why.enumerated() where y + index % max(1, height) < rect.bottom {
    let x = rect.x + 4 + index / max(1, height) * (rect.width - 4) / columns
    frame.text(line, x, y + index % max(1, height), limit: (rect.width - 4) / columns - 1, Style(.dim))
  }
}
