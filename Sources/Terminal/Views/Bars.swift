/// Lines and blocks that show a value.
extension Frame {
  /// A knob on a rail: −1…+1, 0 in the middle; the rail is lit from the middle to the knob.
  mutating func bipolar(_ value: Double, in rect: Rect, ink: Role, killed: Bool = false) {
    guard rect.width > 0 else { return }
    let middle = (rect.width - 1) / 2
    var knob = clamped(whole(Double(middle) + value * Double(middle)), to: 0...rect.width - 1)
    // What is not neutral never looks so.
    if knob == middle, abs(value) > 0.001 { knob = clamped(middle + (value < 0 ? -1 : 1), to: 0...rect.width - 1) }
    for column in 0..<rect.width {
      let isLit = column >= min(knob, middle) && column <= max(knob, middle) && knob != middle
      put(isLit ? "━" : "─", rect.x + column, rect.y, Style(isLit ? ink : .rail))
    }
    put(knob == middle ? "┼" : "●", rect.x + knob, rect.y, Style(knob == middle ? .dim : ink))
    if killed {
      for column in 0..<rect.width { put("╳", rect.x + column, rect.y, Style(.failure)) }
    }
  }

  /// A bar from the left, in eighths of a column.
  mutating func bar(_ fraction: Double, in rect: Rect, ink: Role, rail: Role = .rail, mirrored: Bool = false) {
    guard rect.width > 0 else { return }
    let full = clamped(whole(fraction * Double(rect.width)), to: 0...rect.width)
    for column in 0..<rect.width {
      let x = mirrored ? rect.right - 1 - column : rect.x + column
      put("━", x, rect.y, Style(column < full ? ink : rail))
    }
  }

  /// A level meter of small blocks, with a mark at the fader's position.
  mutating func meter(_ fraction: Double, fader: Double?, in rect: Rect, mirrored: Bool = false) {
    guard rect.width > 0 else { return }
    let lit = clamped(whole(fraction * Double(rect.width)), to: 0...rect.width)
    for column in 0..<rect.width {
      let x = mirrored ? rect.right - 1 - column : rect.x + column
      let place = Double(column) / Double(max(1, rect.width - 1))
      let ink: Role = column >= lit ? .rail : place > 0.93 ? .meterHigh : place > 0.75 ? .meterMid : .meterLow
      put("▪", x, rect.y, Style(ink))
    }
    guard let fader else { return }
    let column = clamped(whole(fader * Double(rect.width - 1)), to: 0...rect.width - 1)
    put("┃", mirrored ? rect.right - 1 - column : rect.x + column, rect.y, Style(.knob, .bold))
  }
}

/// Rising eighths of a cell, from empty to full.
let eighths: [Unicode.Scalar] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

func clamped(_ value: Int, to range: ClosedRange<Int>) -> Int { min(max(value, range.lowerBound), range.upperBound) }

/// The nearest whole number; safe for NaN, infinities and huge values.
func whole(_ value: Double) -> Int { value.isFinite ? Int(min(max(value.rounded(), -1e15), 1e15)) : 0 }

extension Style {
  init(_ ink: Role, _ emphasis: Emphasis) { self.init(ink, on: nil, emphasis) }
}
