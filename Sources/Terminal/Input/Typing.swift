import Platform
import Workstation

/// What is typed: a command at the prompt, with its completions, or a search that is answered letter by letter.
extension Interface {
  private mutating func edit(_ change: (inout LineEditor) -> Void) -> [Request] {
    completions = []
    isAskingToQuit = false
    switch entry {
    case .prompt(var editor):
      change(&editor)
      entry = .prompt(editor)
      return []
    case .search(var editor, let before):
      change(&editor)
      entry = .search(editor, before: before)
      return [Self.search(editor.text)]
    case nil: return []
    }
  }

  mutating func type(_ text: String) -> [Request] {
    let isInPlace = isAskingToQuit
    return edit { editor in
      if isInPlace { editor.replace(with: "") }
      editor.insert(text)
    }
  }

  private static func search(_ text: String) -> Request { .command(Command(.search(text))) }

  mutating func pressInPrompt(_ chord: Chord, _ complete: (String) -> [String]) -> [Request] {
    guard case .prompt(let editor) = entry else { return [] }
    switch (chord.key, chord.modifiers) {
    case (.escape, _), (.character("c"), .control):
      close()
    case (.backspace, []) where editor.text.isEmpty:
      close()
    case (.enter, _):
      let isAnswer = isAskingToQuit
      close()
      // The question was asked: it is not asked again.
      if isAnswer { return [.command(Command(.quit))] }
      // The colon that opens the prompt may be typed again in it.
      return run(editor.text.drop { $0 == ":" || $0 == " " }.trimmed)
    case (.up, []) where completions.count > 1: return completeNext(editor, by: -1, complete)
    case (.down, []) where completions.count > 1: return completeNext(editor, by: 1, complete)
    case (.up, []): return edit { $0.older() }
    case (.down, []): return edit { $0.newer() }
    case (.tab, []): return completeNext(editor, by: 1, complete)
    case (.tab, .shift): return completeNext(editor, by: -1, complete)
    case (.character("y"), []) where isAskingToQuit:
      close()
      return [.command(Command(.quit))]
    case (.character(let character), []): return type(String(character))
    default: return edit { _ = $0.edit(chord) }
    }
    return []
  }

  private mutating func run(_ line: String) -> [Request] {
    guard !line.isEmpty else { return [] }
    if history.last != line { history.append(line) }
    let isAboutThemes = ["themes", "list themes", "show themes"].contains(line)
    switch isAboutThemes ? .listThemes : ScreenCommand(rawValue: line) {
    case .help?:
      help = HelpPage()
      return []
    case .listThemes?: return [.listThemes]
    default: return [.typed(line)]
    }
  }

  /// The first Tab completes, the next ones cycle through the completions.
  private mutating func completeNext(
    _ editor: LineEditor, by step: Int, _ complete: (String) -> [String]
  ) -> [Request] {
    if completions.isEmpty {
      completions = complete(editor.text)
      completion = step > 0 ? 0 : completions.count - 1
    } else {
      completion = (completion + step + completions.count) % completions.count
    }
    guard !completions.isEmpty else { return [] }
    var editor = editor
    editor.replace(with: completions[completion] + " ")
    entry = .prompt(editor)
    isAskingToQuit = false
    // A single completion is final: Tab may continue from there.
    if completions.count == 1 { completions = [] }
    return []
  }

  mutating func pressInSearch(_ chord: Chord) -> [Request] {
    guard case .search(let editor, let before) = entry else { return [] }
    switch (chord.key, chord.modifiers) {
    case (.escape, _), (.character("c"), .control):
      close()
      return [Self.search(before)]
    case (.enter, _), (.tab, _):
      close()
      if editor.text.isEmpty { return [Self.search("")] }
    case (.up, []): return [.command(Command(.browse(.up)))]
    case (.down, []): return [.command(Command(.browse(.down)))]
    case (.pageUp, _): return [.command(Command(.browse(.pageUp)))]
    case (.pageDown, _): return [.command(Command(.browse(.pageDown)))]
    default: return edit { _ = $0.edit(chord) }
    }
    return []
  }

  /// Ends what is typed, unread.
  mutating func close() {
    entry = nil
    completions = []
    isAskingToQuit = false
  }
}
