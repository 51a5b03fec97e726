/// Parts of the last frame, each with what it was drawn of: one that would be drawn of the same again is copied. The
/// screen is still a pure function of its model; what stands still costs nothing.
package struct DrawnParts: Sendable {
  /// What is drawn anew only when something in it has changed.
  enum Part: Int, Sendable, CaseIterable {
    case browser, suggestions, queue, overviewA, overviewB
  }

  private struct Drawn: Sendable {
    let model: any Equatable & Sendable
    let rect: Rect
    let cells: [Cell]
  }

  private var parts = [Drawn?](repeating: nil, count: Part.allCases.count)

  /// Nothing was drawn yet.
  package init() {}

  /// The part's cells, row by row; nil where it was drawn of something else, or elsewhere.
  func cells<Model: Equatable & Sendable>(of part: Part, _ model: Model, in rect: Rect) -> [Cell]? {
    guard let drawn = parts[part.rawValue], drawn.rect == rect, drawn.model as? Model == model else { return nil }
    return drawn.cells
  }

  mutating func keep<Model: Equatable & Sendable>(_ cells: [Cell], of part: Part, _ model: Model, in rect: Rect) {
    parts[part.rawValue] = Drawn(model: model, rect: rect, cells: cells)
  }
}

extension Frame {
  /// Draws a part, or copies it where it was drawn of the same model at the same place before.
  /// - Parameters:
  ///   - model: all that the part depends on.
  ///   - rect: the part's place, outside of which nothing is drawn.
  mutating func part<Model: Equatable & Sendable>(
    _ part: DrawnParts.Part, of model: @autoclosure () -> Model, in rect: Rect, _ draw: (inout Frame) -> Void
  ) {
    guard drawn != nil, rect.width > 0, rect.height > 0, bounds.contains(rect.x, rect.y),
      bounds.contains(rect.right - 1, rect.bottom - 1)
    else { return draw(&self) }
    let model = model()
    if let cells = drawn?.cells(of: part, model, in: rect) { return paste(cells, in: rect) }
    draw(&self)
    let cells = copy(rect)
    drawn?.keep(cells, of: part, model, in: rect)
  }
}
