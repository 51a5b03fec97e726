import Workstation

/// The help while it is open: a picture of the keyboard, where a key that is pressed is explained, or the list of all
/// keys and commands, which can be filtered.
struct HelpPage: Sendable, Hashable {
  /// The keys with one set of modifiers held, or after Space.
  enum Layer: String, Sendable, Hashable, CaseIterable {
    case plain = "keys"
    case shift = "Shift"
    case alt = "Alt"
    case altShift = "Alt-Shift"
    case control = "Control"
    /// What the next key does at the bar.
    case space = "Space"
  }

  var showsList = false
  /// How often Tab was pressed: how many layers are shown at once depends on the room.
  var turns = 0
  /// The key that is explained, as it is written on the board.
  var explained: Chord?
  /// The first line shown of the list.
  var line = 0
  /// What the list is filtered by.
  var filter = LineEditor()
  /// The filter is being typed.
  var isTyping = false
  /// It was opened on these words: there is nothing behind them to go back to.
  var isAboutWords = false

  /// What a press leads to.
  enum Outcome {
    case stays, closes
    /// It closes, and a command is typed.
    case prompts
  }

  /// - Parameter screen: what the key is for the screen itself, where it is bound to that.
  mutating func press(_ chord: Chord, _ screen: ScreenCommand?) -> Outcome {
    if isTyping { return type(chord) }
    switch (chord.key, chord.modifiers) {
    case (.escape, _):
      if showsList, !filter.text.isEmpty, !isAboutWords {
        filter.replace(with: "")
        line = 0
      } else {
        return .closes
      }
    case (.tab, let modifiers):
      if showsList { showsList = false } else { turns += modifiers.contains(.shift) ? -1 : 1 }
    case _ where screen == .prompt && showsList: return .prompts
    case (.character("/"), []) where showsList || screen == .find: beginTyping()
    case _ where screen == .find && chord.modifiers.isEmpty: beginTyping()
    case _ where screen == .help: return .closes
    default: return showsList ? scroll(chord) : explain(chord)
    }
    return .stays
  }

  private mutating func beginTyping() {
    (showsList, isTyping, line) = (true, true, 0)
  }

  private mutating func type(_ chord: Chord) -> Outcome {
    switch chord.key {
    case .enter, .down, .up, .tab: isTyping = false
    case .escape:
      isTyping = false
      filter.replace(with: "")
    default: _ = filter.edit(chord)
    }
    line = 0
    return .stays
  }

  private mutating func explain(_ chord: Chord) -> Outcome {
    switch chord.key {
    case .down, .up, .pageDown, .pageUp, .home, .end, .enter: showsList = true
    default: explained = chord
    }
    return .stays
  }

  private mutating func scroll(_ chord: Chord) -> Outcome {
    switch chord.key {
    case .enter, .character("q"): return .closes
    case .down, .character("j"): line += 1
    case .up, .character("k"): line = max(0, line - 1)
    case .pageDown, .character(" "): line += 12
    case .pageUp, .character("b"): line = max(0, line - 12)
    case .home: line = 0
    case .end: line = .max / 2
    default: break
    }
    return .stays
  }
}

extension HelpPage {
  /// The list of what has these words in it; the picture where there are none.
  init(about words: String) {
    self.init(showsList: !words.isEmpty, filter: LineEditor(words), isAboutWords: !words.isEmpty)
  }
}
