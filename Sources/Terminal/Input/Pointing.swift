import Platform
import Workstation

/// What the mouse points at: a place in a track, a row of a list, a fader.
extension Interface {
  mutating func point(_ mouse: MouseEvent, _ snapshot: Snapshot) -> [Request] {
    guard let layout = Layout(width: size.width, height: size.height, view: snapshot.view) else { return [] }
    switch mouse.kind {
    case .press:
      isOnCrossfader = layout.crossfader.contains(mouse.x, mouse.y)
      if isOnCrossfader { return moveCrossfader(to: mouse.x, layout, snapshot) }
      return seek(mouse, layout, snapshot) ?? choose(mouse, layout, snapshot)
    case .drag: return isOnCrossfader ? moveCrossfader(to: mouse.x, layout, snapshot) : []
    case .release:
      isOnCrossfader = false
      return []
    case .wheelUp: return turn(1, mouse, layout, snapshot)
    case .wheelDown: return turn(-1, mouse, layout, snapshot)
    }
  }

  private static func said(_ line: String) -> [Request] {
    (try? CommandTable.parse(line)).map { [.command($0)] } ?? []
  }

  private func moveCrossfader(to x: Int, _ layout: Layout, _ snapshot: Snapshot) -> [Request] {
    let rail = layout.crossfader
    guard rail.width > 1 else { return [] }
    let share = Double(clamped(x - rail.x, to: 0...rail.width - 1)) / Double(rail.width - 1)
    // The middle is met exactly, from a cell to either side.
    let place = abs(share - 0.5) * Double(rail.width) <= 1 ? 0 : share * 2 - 1
    return Self.said("crossfader = \(fixed(place, 2).replacing("−", with: "-"))")
  }

  /// A click into an overview goes there.
  private func seek(_ mouse: MouseEvent, _ layout: Layout, _ snapshot: Snapshot) -> [Request]? {
    for (deck, rect) in [(Deck.a, layout.overviewA), (.b, layout.overviewB)]
    where rect.contains(mouse.x, mouse.y) && snapshot[deck].track != nil {
      let share = (Double(mouse.x - rect.x) + 0.5) / Double(rect.width)
      return [.command(Command(.seekFraction(deck, share)))]
    }
    return nil
  }

  /// A click into a list gives it the keys, and selects the row.
  private mutating func choose(_ mouse: MouseEvent, _ layout: Layout, _ snapshot: Snapshot) -> [Request] {
    if layout.nextTracks?.contains(mouse.x, mouse.y) == true, focus != .suggestions {
      focus = .suggestions
      return []
    }
    if layout.suggestions?.contains(mouse.x, mouse.y) == true {
      focus = .suggestions
      return []
    }
    guard layout.browser.contains(mouse.x, mouse.y), layout.suggestions != nil || focus == .browser else { return [] }
    focus = .browser
    let page = snapshot.browser
    let row = mouse.y - layout.browser.y - (layout.browser.height - layout.browserRows)
    guard page.rows.indices.contains(row) else { return [] }
    let steps = page.firstRow + row - page.selected
    guard abs(steps) <= layout.browserRows else { return [] }
    return Array(repeating: .command(Command(.browse(steps > 0 ? .down : .up))), count: abs(steps))
  }

  /// - Parameter step: 1 up, −1 down.
  private func turn(_ step: Int, _ mouse: MouseEvent, _ layout: Layout, _ snapshot: Snapshot) -> [Request] {
    if layout.mixer.contains(mouse.x, mouse.y), layout.mixer.width > 0 {
      if layout.crossfader.y == mouse.y { return Self.said("crossfader \(step > 0 ? "+" : "-")0.05") }
      let deck = mouse.x < layout.mixer.x + layout.mixer.width / 2 ? "a" : "b"
      return layout.levelsRow == mouse.y ? Self.said("deck \(deck) fader \(step > 0 ? "+" : "-")0.05") : []
    }
    let isList = mouse.y >= layout.browser.y && mouse.y < layout.status.y
    guard isList else { return [] }
    let isRight = layout.suggestions?.contains(mouse.x, mouse.y) ?? (focus == .suggestions)
    if isRight { return [.command(Command(.suggestMove(-step)))] }
    return [.command(Command(.browse(step > 0 ? .up : .down)))]
  }
}
