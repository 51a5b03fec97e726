import Music
import Workstation

/// The line that is sung on a deck now, and dimmed beside it the one that comes next.
func drawLyrics(_ deck: Deck, _ snapshot: Snapshot, in row: Rect, on frame: inout Frame) {
  let lines = snapshot[deck].lines(at: snapshot.sound[deck].position)
  guard lines.sung != nil || lines.next != nil else { return }
  let half = row.width / 2
  func write(_ text: String, from x: Int, limit: Int, _ style: Style) {
    frame.fill(Rect(x: x, y: row.y, width: min(limit, displayWidth(text) + 2), height: 1), Style(.text))
    frame.text(text, x + 1, row.y, limit: limit - 2, style)
  }
  if let sung = lines.sung { write(sung, from: row.x, limit: half - 1, Style(deck.role, .bold)) }
  if let next = lines.next { write(next, from: row.x + half + 1, limit: row.width - half - 1, Style(.dim)) }
}
