/// A list, best first, below its heading: what can be mixed as it is, a line, and what takes work. The selected row is
/// in view, in the middle where that can be.
struct RankedRows {
  /// Rows, at least one.
  let count: Int
  /// The row that is selected.
  let selected: Int
  /// The first one that takes work; nil where none does.
  let border: Int?
  /// Of the screen, for each row.
  let lines: Int
  /// Lines that are left free at the bottom.
  var below = 0

  /// - Parameter draw: draws the row of an index.
  /// - Returns: the line under the last row.
  @discardableResult
  func draw(
    hasKeys: Bool, in rect: Rect, on frame: inout Frame, _ draw: (Int, Rect, inout Frame) -> Void
  ) -> Int {
    let visible = max(1, (rect.height - below - (border == nil ? 1 : 2)) / lines)
    let first = clamped(selected - visible / 2, to: 0...max(0, count - visible))
    var y = rect.y + 1
    for index in first..<min(count, first + visible) {
      if index == border, y + lines < rect.bottom {
        drawWorkBorder(in: rect, y, on: &frame)
        y += 1
      }
      let row = Rect(x: rect.x, y: y, width: rect.width, height: lines)
      if index == selected { frame.fill(row, Style(.text, on: hasKeys ? .selection : .selectionIdle)) }
      draw(index, row, &frame)
      y += lines
    }
    return y
  }

  /// The line above what takes work.
  private func drawWorkBorder(in rect: Rect, _ y: Int, on frame: inout Frame) {
    let words = "takes work "
    frame.text(
      words + String(repeating: "─", count: max(0, rect.width - 3 - words.count)), rect.x + 1, y,
      limit: rect.width - 2, Style(.dim))
  }
}
