import Platform
import Workstation

/// The keys that make a first mix, in the middle of the waveforms while both decks are empty: whoever waits for the
/// demo crate, or has just opened the program, reads them there.
func drawFirstKeys(_ snapshot: Snapshot, _ interface: Interface, over rect: Rect, on frame: inout Frame) {
  let isEmpty = Deck.allCases.allSatisfy {
    !snapshot.sound[$0].hasTrack && snapshot[$0].track == nil && snapshot[$0].loading == nil
  }
  guard isEmpty, rect.width >= 60 else { return }
  let lines = interface.firstKeys
  // On a small screen two stand side by side.
  let columns = rect.height >= lines.count + 2 ? 1 : 2
  let rows = (lines.count + columns - 1) / columns
  guard rect.height >= rows else { return }
  let hasBorder = rect.height >= rows + 2
  let keysWidth = lines.map { displayWidth($0.keys) }.max() ?? 0
  let each = keysWidth + 2 + (lines.map { displayWidth($0.words) }.max() ?? 0)
  let width = min(rect.width, columns * each + (columns - 1) * 3 + 4)
  let height = rows + (hasBorder ? 2 : 0)
  let box = Rect(
    x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width: width, height: height)
  frame.fill(box, Style(.text, on: .surface))
  if hasBorder {
    drawBorder(box, on: &frame)
    frame.text(" Keys for a first mix ", box.x + 2, box.y, Style(.accent, .bold))
  }
  for (index, line) in lines.enumerated() {
    let x = box.x + 2 + index / rows * (each + 3)
    let y = box.y + (hasBorder ? 1 : 0) + index % rows
    frame.textRight(line.keys, end: x + keysWidth, y, Style(.accent, .bold))
    frame.text(line.words, x + keysWidth + 2, y, limit: box.right - x - keysWidth - 3, Style(.text))
  }
}

extension Keymap {
  /// The keys that are bound to these commands now, whatever the user's keymap says.
  var firstKeys: [FirstKey] {
    let wanted = [
      (["deck a load selected", "deck b load selected"], "load onto deck A, B"),
      (["deck a toggle", "deck b toggle"], "play A, play B"),
      (["at next"], "then a key: at the bar"),
      (["deck a sync toggle", "deck b sync toggle"], "A, B follows the other"),
      (["crossfader -0.1", "crossfader +0.1"], "crossfader to A, to B"),
      (["bass to a at bar over 8 bars", "bass to b at bar over 8 bars"], "bass to A, to B"),
      (["swap a at bar", "swap b at bar"], "swap vocals: A's, B's"),
      (["record toggle"], "record; again: stop"),
      (["help"], "all keys, : commands"),
    ]
    return wanted.compactMap { commands, words in
      let keys = commands.compactMap { command in
        bindings.first { $0.actions.count == 1 && $0.actions[0].text == command && $0.chord.isShort }?.chord.label
      }
      return keys.count == commands.count ? FirstKey(keys: keys.joined(separator: " "), words: words) : nil
    }
  }
}

/// What is said of a key to who mixes for the first time.
struct FirstKey: Sendable {
  var keys: String
  var words: String
}

extension Chord {
  /// A key that writes something, with one key beside it at most.
  fileprivate var isShort: Bool {
    if case .character = key { return modifiers.isEmpty || modifiers == .alt || modifiers == .control }
    return false
  }
}
