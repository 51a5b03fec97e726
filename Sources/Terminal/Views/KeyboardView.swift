import Platform
import Workstation

/// A picture of the DJ's keyboard with what each key does now, over everything else; below it what a key that was
/// pressed stands for, with its other forms. One layer where there is little room, three from 120 × 35 up.
func drawKeyboard(_ page: HelpPage, _ interface: Interface, on frame: inout Frame) {
  let picture = KeyboardPicture(interface, width: frame.width, height: frame.height, turns: page.turns)
  frame.fill(Rect(x: 0, y: 0, width: frame.width, height: frame.height), Style(.text, on: .surface))
  let x = max(0, (frame.width - picture.width) / 2)
  let left = x + 1
  frame.text(picture.title, left, 0, limit: frame.width - left, Style(.accent, .bold))
  frame.textRight("Esc closes", end: frame.width - 1, 0, Style(.dim))
  picture.draw(at: x, 1, on: &frame)
  let below =
    page.explained.map { explanation(of: $0, interface, width: frame.width - 2 * left) }
    ?? notes(interface, width: frame.width - 2 * left)
  let room = frame.height - 2 - picture.height - 1 - below.count
  var lines = picture.otherKeys(width: frame.width - 2 * left, most: clamped(room, to: 2...6))
  lines.append([])
  lines += below
  for (row, line) in lines.enumerated() where 1 + picture.height + row < frame.height - 1 {
    draw(line, left, 1 + picture.height + row, on: &frame)
  }
  let hint = "a key: what it does   Tab \(picture.next)   / filter   ↓ the whole list   Esc close"
  frame.text(hint, left, frame.height - 1, limit: frame.width - left, Style(.dim))
}

private func draw(_ line: [(String, Style)], _ x: Int, _ y: Int, on frame: inout Frame) {
  var x = x
  for (text, style) in line { x += frame.text(text, x, y, limit: frame.width - x - 1, style) }
}

/// The keys in their places, with a line for each layer that is shown.
struct KeyboardPicture {
  private let interface: Interface
  private let layers: [HelpPage.Layer]
  /// What Tab shows next.
  let next: String
  /// Columns of a key, with the line to its left.
  private let pitch: Int
  /// Rows of a key, without the line above.
  private let lines: Int

  init(_ interface: Interface, width: Int, height: Int, turns: Int) {
    self.interface = interface
    let isRich = width >= 120 && height >= 35
    pitch = isRich ? 9 : 6
    lines = isRich ? 3 : 2
    let pages: [[HelpPage.Layer]] =
      isRich ? [[.plain, .shift, .alt], [.altShift, .control], [.space]] : HelpPage.Layer.allCases.map { [$0] }
    func page(_ turn: Int) -> [HelpPage.Layer] { pages[(turn % pages.count + pages.count) % pages.count] }
    layers = page(turns)
    next = page(turns + 1).map(\.rawValue).joined(separator: ", ")
  }

  var title: String {
    let names = layers.map(\.rawValue).joined(separator: ", ")
    let page = interface.page == .decks ? "" : ", pads: \(interface.page.pageName)"
    return "Your keyboard (\(interface.layout.rawValue)): \(names)\(page)"
  }

  /// Of the widest row.
  var width: Int { 13 * pitch + 2 }
  var height: Int { 4 * (lines + 1) + 1 }

  /// How far a row stands from the left: as on a board, where there is room.
  private func offset(_ row: Int) -> Int { [0, 1, pitch / 2, pitch][row] }

  func draw(at x: Int, _ y: Int, on frame: inout Frame) {
    for (row, keys) in interface.board.rows.enumerated() {
      let top = y + row * (lines + 1)
      var left = x + offset(row)
      if row == 3, let beside = interface.board.beside {
        draw(beside, at: left - pitch, top, on: &frame)
      }
      for key in keys.plain {
        // What stands beside the left Shift is not drawn where the dead key is.
        draw(key == interface.board.beside ? nil : key, at: left, top, on: &frame)
        left += pitch
      }
      drawEnds(x + (row == 3 ? lastRowStart : offset(row)), left, top, on: &frame)
    }
    let (bottom, start, end) = (y + 4 * (lines + 1), x + lastRowStart, x + offset(3) + 10 * pitch)
    for column in start...end {
      let corner = column == start ? "└" : column == end ? "┘" : "┴"
      let isCorner = (column - start) % pitch == 0
      frame.put(isCorner ? Unicode.Scalar(corner)! : "─", column, bottom, Style(.rail, on: .surface))
    }
  }

  /// Where the last row begins: the key beside the left Shift is its first.
  private var lastRowStart: Int { offset(3) - (interface.board.beside == nil ? 0 : pitch) }

  private func drawEnds(_ start: Int, _ end: Int, _ top: Int, on frame: inout Frame) {
    let rail = Style(.rail, on: .surface)
    frame.put("┌", start, top, rail)
    frame.put("┐", end, top, rail)
    for row in 1...lines { frame.put("│", end, top + row, rail) }
  }

  /// - Parameter key: as it writes without Shift; nil for a dead one.
  private func draw(_ key: Character?, at x: Int, _ top: Int, on frame: inout Frame) {
    let rail = Style(.rail, on: .surface)
    for column in 1..<pitch { frame.put("─", x + column, top, rail) }
    frame.put("┬", x, top, rail)
    for row in 1...lines { frame.put("│", x, top + row, rail) }
    guard let key else { return }
    // The forefingers rest on the keys with a bump.
    let isHome = ["f", "j"].contains(interface.board.us(key))
    frame.text(String(key), x + 1, top, limit: 1, isHome ? Style(.accent, .bold) : Style(.text, .bold))
    for (index, layer) in layers.enumerated() {
      guard let binding = binding(of: key, layer) else { continue }
      let label = KeyLabel(binding)
      let ink = label.deck?.role ?? .text
      let style = index == 0 ? Style(ink, .bold) : index == 1 ? Style(ink) : Style(.dim)
      for (row, line) in label.lines(width: pitch - 1, most: layers.count == 1 ? 2 : 1).enumerated() {
        frame.text(line, x + 1, top + 1 + index + row, limit: pitch - 1, style)
      }
    }
  }

  private func binding(of key: Character, _ layer: HelpPage.Layer) -> Keymap.Binding? {
    guard let chord = layer.chord(of: key, on: interface.board), let binding = interface.binding(chord, nil) else {
      return nil
    }
    guard layer == .space else { return binding }
    let canWait = binding.actions.contains { if case .command(let command) = $0 { command.canWait } else { false } }
    return canWait ? binding : nil
  }

  /// Keys that write nothing, with the modifiers of the layers, in as many lines as they need. - Parameter most: lines.
  func otherKeys(width: Int, most: Int) -> [[(String, Style)]] {
    var lines: [[(String, Style)]] = [[]]
    var used = 0
    let bindings = interface.keymap.bindings.filter { isShown($0) && interface.binding($0.chord, nil) == $0 }
    let first = Self.first.compactMap { key in bindings.first { $0.chord.key == key } }
    for binding in first + bindings.filter({ !Self.first.contains($0.chord.key) }) {
      let words = KeyLabel.isKnown(binding.line) ? KeyLabel(binding).words : binding.line
      let columns = displayWidth(binding.chord.label) + displayWidth(words) + 4
      if used + columns > width {
        // The list has the rest.
        guard lines.count < most else {
          lines[lines.count - 1].append(("…", Style(.dim)))
          break
        }
        lines.append([])
        used = 0
      }
      lines[lines.count - 1] += [(binding.chord.label, Style(.phrase, .bold)), (" " + words + "   ", Style(.text))]
      used += columns
    }
    return lines
  }

  /// What a newcomer looks for.
  private static let first: [Key] = [.tab, .character(" "), .enter, .escape]

  private func isShown(_ binding: Keymap.Binding) -> Bool {
    if case .character(let character) = binding.chord.key, character != " " { return false }
    switch binding.chord.modifiers {
    case []: return layers.contains(.plain)
    case .shift: return layers.contains(.shift)
    case .alt: return layers.contains(.alt)
    case .control: return layers.contains(.control)
    default: return layers.contains(.altShift)
    }
  }
}

extension HelpPage.Layer {
  /// The key with this layer's modifiers. - Parameter key: as it writes without Shift.
  func chord(of key: Character, on board: KeyPositions) -> Chord? {
    switch self {
    case .plain, .space: Chord(.character(key))
    case .shift: board.shifted(key).map { Chord(.character($0)) }
    case .alt: Chord(.character(key), .alt)
    case .altShift: board.shifted(key).map { Chord(.character($0), .alt) }
    case .control: key.isLetter ? Chord(.character(key), .control) : nil
    }
  }
}

/// A key's command and what it does, and the same of its Shift, Alt and Space forms.
/// - Parameter width: columns; what does not fit goes on in the next line.
private func explanation(of chord: Chord, _ interface: Interface, width: Int) -> [[(String, Style)]] {
  let forms = explanations(of: chord, interface)
  let columns = min((forms.map { displayWidth($0.line) }.max() ?? 0) + 2, 42)
  return forms.flatMap { form in
    // A longer line takes the room that it needs.
    let line = displayWidth(form.line) + 2 > columns ? form.line + "  " : padded(form.line, columns)
    let start = 12 + displayWidth(line)
    let meaning = wrapped(form.meaning, columns: max(20, width - start))
    let rest = meaning.dropFirst().map { [(padded("", start), Style(.dim)), ($0, Style(.dim))] }
    return [
      [(padded(form.key, 12), Style(.phrase, .bold)), (line, Style(.text, .bold)), (meaning.first ?? "", Style(.dim))]
    ] + rest
  }
}

/// One form of a key: how it is struck, the line that it stands for, and what that does.
struct KeyForm: Sendable, Hashable {
  var key: String
  var line: String
  var meaning: String
}

/// A key and its other forms, as far as they do something; at least one.
func explanations(of chord: Chord, _ interface: Interface) -> [KeyForm] {
  var chords = [chord]
  if case .character(let written) = chord.key {
    let key = interface.board.unshifted(written)
    chords += HelpPage.Layer.allCases.dropLast().compactMap { $0.chord(of: key, on: interface.board) }
  }
  var forms: [KeyForm] = []
  for (index, each) in chords.enumerated() where chords.firstIndex(of: each) == index {
    guard let binding = interface.binding(each, nil) else {
      if index == 0 { forms.append(KeyForm(key: each.label, line: "", meaning: "does nothing here")) }
      continue
    }
    forms.append(KeyForm(key: each.label, line: binding.line, meaning: binding.meaning))
    let waiting = binding.actions.compactMap { action -> String? in
      guard case .command(let command) = action, command.canWait, command.at == .now, binding.onRelease.isEmpty else {
        return nil
      }
      return (try? command.scheduled(at: .bar))?.line
    }
    if index == 0, let line = waiting.first {
      forms.append(KeyForm(key: "space \(each.label)", line: line, meaning: "the same at the next bar; twice: phrase"))
    }
  }
  return forms
}

extension Keymap.Binding {
  /// The lines that it stands for.
  var line: String { actions.map(\.text).joined(separator: "; ") }

  /// What it does, in a sentence's words.
  var meaning: String {
    switch actions.first {
    case .command(let command)?: command.summary + (onRelease.isEmpty ? "" : ", while it is held")
    case .screen(let word)?: word.summary
    case nil: ""
    }
  }
}

/// What holds of this keyboard and terminal.
private func notes(_ interface: Interface, width: Int) -> [[(String, Style)]] {
  let held =
    interface.reportsKeyUp
    ? "Held keys end when they come up: cue, rolls and censor are as long as you hold them."
    : "No key releases from this terminal: cue, rolls and censor go on until pressed again."
  let layout = interface.layout == .us ? "Another keyboard: layout de (or uk, fr, es, it, nordic …) at the prompt." : ""
  let sentences = [held, layout] + TakenKeys.here.map { $0.sentence + ": " + $0.advice + "." }
  return sentences.filter { !$0.isEmpty }.flatMap { wrapped($0, columns: width) }.map { [($0, Style(.dim))] }
}
