import Platform

/// A list over everything else, as wide as its longest row and as high as it has rows, where there is room.
func drawSheet(_ sheet: TextSheet, on frame: inout Frame) {
  let rows = sheet.rows(onWidth: frame.width)
  let room = min(TextSheet.room(onHeight: frame.height), rows.count)
  let isWhole = rows.count == room
  let hint = isWhole ? " Esc closes " : " ↑↓ scroll · Esc closes "
  let words = rows.map(displayWidth) + [displayWidth(sheet.title) + 2, displayWidth(hint)]
  let (width, height) = (min(frame.width - 4, (words.max() ?? 0) + 6), room + 2)
  guard width > 6, height <= frame.height else { return }
  let rect = Rect(x: (frame.width - width) / 2, y: (frame.height - height) / 2, width: width, height: height)
  frame.fill(rect, Style(.text, on: .surface))
  drawBorder(rect, on: &frame)
  let first = max(0, min(sheet.first, rows.count - room))
  for (row, line) in rows[first...].prefix(room).enumerated() {
    frame.text(line, rect.x + 3, rect.y + 1 + row, limit: width - 6, Style(.text, on: .surface))
  }
  frame.text(" \(sheet.title) ", rect.x + 2, rect.y, limit: width - 4, Style(.accent, on: .surface, .bold))
  frame.textRight(hint, end: rect.right - 2, rect.bottom - 1, Style(.dim, on: .surface))
  guard !isWhole else { return }
  frame.textRight(
    " \(first + 1)–\(first + room) of \(rows.count) ", end: rect.right - 2, rect.y, Style(.dim, on: .surface))
}
