import Music
import Platform
import Workstation

/// The stems of a deck, each with its level.
/// - Parameter silent: the bus that a swap silences on this deck.
func drawStems(
  _ state: DeckModel, _ loaded: LoadedDeck, silent: StemBus?, in row: Rect, on frame: inout Frame
) {
  guard !loaded.stems.isEmpty else {
    let none = loaded.awaitsStems ? "reading stems …" : "no stems"
    let words = loaded.stemRefusal.map { "no stems: " + $0 } ?? none
    frame.text(words, row.x, row.y, limit: row.width, Style(loaded.stemRefusal == nil ? .off : .warning))
    return
  }
  let count = min(loaded.stems.count, state.stemLevels.count)
  // A light, and a name as long as there is room for.
  let each = row.width / count
  let nameLength = each >= 13 ? 12 : each >= 5 ? 3 : max(1, each - 2)
  for (index, kind) in loaded.stems.prefix(count).enumerated() {
    let x = row.x + index * each
    let level = state.stemMutes[index] || kind.bus == silent ? 0 : state.stemLevels[index]
    let isOff = level < 0.01
    let ink: Role = isOff ? .off : kind.role
    let step = clamped(whole(level * 8), to: 1...7)
    frame.put(isOff ? "○" : level > 0.99 ? "●" : eighths[step], x, row.y, Style(ink))
    let name = nameLength > 3 ? kind.rawValue : kind.shortName
    frame.text(String(name.prefix(nameLength)), x + 1, row.y, Style(ink, isOff ? [] : [.bold]))
  }
}

extension SoundModel {
  /// The half of a deck's track that a swap silences: the other deck plays it.
  func silentBus(of deck: Deck) -> StemBus? {
    swap.map { $0 == deck ? .instrumental : .vocal }
  }
}

extension StemKind {
  fileprivate var shortName: String {
    switch self {
    case .vocals: "VOC"
    case .drums: "DRM"
    case .bass: "BAS"
    case .other: "OTH"
    case .guitar: "GTR"
    case .piano: "PNO"
    case .instrumental: "INS"
    }
  }

  var role: Role {
    switch self {
    case .vocals: .vocals
    case .drums: .drums
    case .bass: .bass
    default: .other
    }
  }
}

/// Each hot cue in its colour, with its name, which may reach over places that are empty where its own is small, or
/// else its time where there is room; a round arrow where it keeps a loop.
func drawHotCues(
  _ state: DeckModel, _ loaded: LoadedDeck, in row: Rect, on frame: inout Frame
) {
  let each = row.width / state.hotCues.count
  guard each >= 2 else { return }
  for index in state.hotCues.indices where state.hotCues[index] == nil {
    frame.text("\(index + 1)", row.x + index * each, row.y, Style(.off))
  }
  for index in state.hotCues.indices {
    guard let cue = state.hotCues[index] else { continue }
    var x = row.x + index * each
    let ink = loaded.cueMarks[index].colour?.role ?? .hotCue
    x += frame.text("\(index + 1)", x, row.y, Style(.background, on: ink, .bold))
    if state.hotLoopEnds[index] != nil {
      frame.put("⟲", x, row.y, Style(ink, .bold))
      x += 1
    } else if each >= 7 {
      x += 1
    }
    let taken = (index + 1..<state.hotCues.count).first { each >= 6 || state.hotCues[$0] != nil }
    let next = taken ?? state.hotCues.count
    let end = row.x + next * each - 1
    if let name = loaded.cueMarks[index].label, end > x {
      // Three letters say more than two and an ellipsis.
      let shown = end - x < 5 ? String(name.prefix(end - x)) : name
      let used = frame.text(shown, x, row.y, limit: end - x, Style(ink))
      // Keeps the next number apart from the name.
      frame.text(" ", x + used, row.y, limit: end - x - used, Style(ink))
    } else if each >= 7 {
      frame.text(clock(cue.value), x, row.y, limit: each - 3, Style(.heading))
    }
  }
}

extension CueColour {
  /// How a theme paints it.
  var role: Role {
    switch self {
    case .red: .cueRed
    case .orange: .cueOrange
    case .yellow: .cueYellow
    case .green: .cueGreen
    case .cyan: .cueCyan
    case .blue: .cueBlue
    case .violet: .cueViolet
    case .pink: .cuePink
    }
  }
}
