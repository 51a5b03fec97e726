import Music
import Workstation

/// A track that could come next at a glance: its shape, coloured by how much bass is in it, and under it a line with
/// its sections, where the part that the planned blend takes is thick.
/// - Parameter rect: two rows; nothing is drawn where it has no width.
func drawOutline(of suggested: SuggestedTrack, in rect: Rect, on frame: inout Frame) {
  let length = suggested.track.duration?.value ?? 0
  guard let glance = suggested.glance, length > 0, length.isFinite, rect.width > 0 else { return }
  let width = Double(rect.width)
  for column in 0..<rect.width {
    let mean = glance.outline.mean(of: Double(column) / width..<Double(column + 1) / width)
    let height = clamped(whole(mean.level * 8), to: 1...8)
    frame.put(eighths[height], rect.x + column, rect.y, Style(bassRole(mean.low)))
    frame.put("╌", rect.x + column, rect.y + 1, Style(.rail))
  }
  func column(of seconds: Double) -> Int { clamped(whole(seconds / length * width - 0.5), to: 0...rect.width - 1) }
  for section in glance.sections where section.start_seconds > 0 {
    frame.put("╷", rect.x + column(of: section.start_seconds), rect.y + 1, Style(.dim))
  }
  guard let window = suggested.plan?.in else { return }
  let first = column(of: window.lowerBound.value)
  for column in first...max(first, column(of: window.upperBound.value)) {
    frame.put("━", rect.x + column, rect.y + 1, Style(.accent, .bold))
  }
}

/// The colour of a part with so much bass, 0…1: a breakdown is cool, a drop warm.
private func bassRole(_ low: Double) -> Role { low < 0.2 ? .energyLow : low < 0.4 ? .energyMid : .energyHigh }
