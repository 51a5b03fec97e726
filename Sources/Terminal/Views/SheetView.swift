import Platform

/// A list over everything else, as wide as its longest line and as high as it has lines, where there is room.
func drawSheet(_ sheet: TextSheet, on frame: inout Frame) {
  let widest = sheet.lines.map(displayWidth).max() ?? 0
  let hint = " ↑↓ scroll · Esc closes "
  let width = min(frame.width - 4, max(widest, displayWidth(sheet.title), displayWidth(hint)) + 6)
  let height = min(frame.height - 2, sheet.lines.count + 2)
  guard width > 6, height > 2 else { return }
  let rect = Rect(x: (frame.width - width) / 2, y: (frame.height - height) / 2, width: width, height: height)
  frame.fill(rect, Style(.text, on: .surface))
  drawBorder(rect, on: &frame)
  let room = height - 2
  let first = max(0, min(sheet.first, sheet.lines.count - room))
  for (row, line) in sheet.lines[first...].prefix(room).enumerated() {
    frame.text(line, rect.x + 2, rect.y + 1 + row, limit: width - 4, Style(.text, on: .surface))
  }
  frame.text(" \(sheet.title) ", rect.x + 2, rect.y, Style(.accent, on: .surface, .bold))
  let isWhole = sheet.lines.count <= room
  frame.textRight(isWhole ? " Esc closes " : hint, end: rect.right - 2, rect.bottom - 1, Style(.dim, on: .surface))
}
