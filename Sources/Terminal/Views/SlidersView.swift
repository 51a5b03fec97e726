import Platform
import Workstation

/// The sliders that steer what comes next, below the heading of the suggestions; nothing where they are not asked for.
/// - Returns: how many rows they take.
func drawSliders(_ steering: SteeringModel, hasKeys: Bool, below rect: Rect, on frame: inout Frame) -> Int {
  guard steering.isShown, !steering.sliders.isEmpty else { return 0 }
  let isWide = rect.width - 2 >= steering.sliders.count * 13
  let cell = isWide ? min(20, (rect.width - 2) / steering.sliders.count) : 11
  let columns = max(1, (rect.width - 1) / cell)
  let rows = (steering.sliders.count + columns - 1) / columns
  // The list itself keeps two rows at least.
  guard rows < rect.height - 2 else { return 0 }
  for (index, slider) in steering.sliders.enumerated() {
    let (x, y) = (rect.x + 1 + index % columns * cell, rect.y + 1 + index / columns)
    let isSelected = index == steering.selected
    if isSelected {
      let mark = Rect(x: x, y: y, width: cell - 1, height: 1)
      frame.fill(mark, Style(.text, on: hasKeys ? .selection : .selectionIdle))
    }
    let hundredths = clamped(whole((slider.value.isFinite ? slider.value : 0) * 100), to: -100...100)
    let number = hundredths == 0 ? "0" : hundredths < 0 ? "−\(-hundredths)" : "+\(hundredths)"
    let name = isWide ? slider.name : shortNames[slider.name] ?? slider.name
    let ink: Role = isSelected ? .selectionText : hundredths == 0 ? .dim : .accent
    frame.text(name, x, y, limit: cell - 5, Style(isSelected ? .selectionText : .dim))
    frame.textRight(number, end: x + cell - 1, y, Style(ink))
  }
  return rows
}

private let shortNames = [
  "energy": "nrg", "harmony": "harm", "density": "dens", "vocals": "vocal", "tension": "tens",
]
