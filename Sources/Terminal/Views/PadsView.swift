/// The page of the pads, at the right end of the axis: its name and what its first four keys do. Highlighted unless it
/// is the first page.
func drawPads(_ interface: Interface, in rect: Rect, on frame: inout Frame) {
  let words = interface.padLabels
  let isFirst = interface.page == .decks
  let name = interface.page.pageName
  let short = words.map { String($0.prefix(3)) }
  // Where there is little room the page's name alone: it must always be visible.
  let texts = [words, short, []].map { " " + ([name] + $0).joined(separator: " ") + " " }
  guard let text = texts.first(where: { displayWidth($0) < rect.width / 2 - 2 }) else { return }
  let style = isFirst ? Style(.dim) : Style(.background, on: .accent, .bold)
  frame.textRight(text, end: rect.right - 1, rect.y, style)
}

extension Keymap {
  /// A word for each of the first four pads of a page that does something: the last of its command.
  func padLabels(on page: Section, _ board: KeyPositions = .us) -> [String] {
    "1234".compactMap { digit in
      let words = binding(for: Chord(.character(digit)).on(board), in: .decks, page: page)?.actions.first?.text.split(
        separator: " ")
      return words?.last { $0 != "toggle" }.map(String.init)
    }
  }
}
