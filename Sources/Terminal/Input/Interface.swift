import Platform
import Workstation

/// What the screen itself remembers: which list has the keys, what is being typed, whether the help is open. Together
/// with a `Snapshot` it says all that is drawn.
package struct Interface: Sendable {
  enum Focus: Sendable, Hashable { case browser, suggestions }
  enum Entry: Sendable, Hashable {
    case prompt(LineEditor)
    /// With the query that was there before, for Escape.
    case search(LineEditor, before: String)
  }

  let keymap: Keymap
  var commandHelp: [CommandHelp] = []
  /// Lines typed at the prompt, oldest first.
  private(set) var history: [String]
  /// Whether the terminal tells when a key comes up.
  private(set) var canRelease = false
  /// A paste is coming in: until it ends keys are part of it.
  var isPasting = false

  var focus = Focus.browser
  /// What the digits do.
  var page = Keymap.Section.decks
  /// What is said when keys that are down come up, whatever the page is by then.
  private var held: [Chord: [Command]] = [:]
  var entry: Entry?
  /// First line shown of the help page; nil when it is closed.
  var helpLine: Int?
  /// How often commands have asked for it.
  private var helpRequests = 0
  /// What the next key's command waits for.
  var later = Command.When.now
  private(set) var completions: [String] = []
  private(set) var completion = 0
  /// The prompt holds `quit` and waits for Enter; what is typed takes its place.
  private(set) var isAskingToQuit = false

  /// What a key asks for.
  enum Request: Sendable, Hashable {
    case command(Command)
    /// A line of the prompt: a command, and to be remembered.
    case typed(String)
    case redraw, suspend, listThemes
    case say(String)
  }

  /// As it is when the screen opens, with the compiled-in keymap.
  package init() { self.init(keymap: .standard, history: []) }

  init(keymap: Keymap = .standard, history: [String]) {
    self.keymap = keymap
    self.history = history
  }

  /// What a key means now.
  /// - Parameter complete: the program's completions of a line.
  mutating func handle(
    _ event: InputEvent, snapshot: Snapshot, complete: (String) -> [String] = { _ in [] }
  ) -> [Request] {
    switch event {
    case .canRelease:
      canRelease = true
      return []
    case .paste(let text):
      guard entry != nil else { return [.say("Paste goes to the prompt: press : first.")] }
      return type(text)
    case .pasteWithoutEnd:
      return [.say("The paste has no end: what came of it is left out, and keys are keys again.")]
    case .release(let chord, _):
      return letGo(chord).map(Request.command)
    case .again(let chord, let plain) where entry == nil && helpLine == nil:
      return binding(chord, plain)?.mayRepeat == true ? press(chord, plain, snapshot) : []
    case .press(let chord, let plain), .again(let chord, let plain):
      if helpLine != nil { return pressInHelp(chord) }
      switch entry {
      case .prompt: return pressInPrompt(chord, complete)
      case .search: return pressInSearch(chord)
      case nil: return press(chord, plain, snapshot)
      }
    }
  }

  // MARK: Playing

  private var section: Keymap.Section { focus == .browser ? .browser : .suggestions }

  private func binding(_ chord: Chord, _ plain: Key?) -> Keymap.Binding? {
    keymap.binding(for: chord, in: section, page: page)
      ?? plain.flatMap { keymap.binding(for: Chord($0, chord.modifiers), in: section, page: page) }
  }

  /// Shift or Alt may come up before the key does.
  private mutating func letGo(_ chord: Chord) -> [Command] {
    if let said = held.removeValue(forKey: chord) { return said }
    guard let down = held.keys.first(where: { Self.place($0.key) == Self.place(chord.key) }) else { return [] }
    return held.removeValue(forKey: down) ?? []
  }

  /// The key without its Shift; signs as on a US keyboard.
  private static func place(_ key: Key) -> Key {
    guard case .character(let character) = key else { return key }
    let (signs, digits) = (Array("!@#$%^&*()"), Array("1234567890"))
    if let index = signs.firstIndex(of: character) { return .character(digits[index]) }
    return .character(Character(character.lowercased()))
  }

  private mutating func press(_ chord: Chord, _ plain: Key?, _ snapshot: Snapshot) -> [Request] {
    guard let binding = binding(chord, plain) else {
      later = .now
      return [.say("\(chord.label) is not bound: ? shows the keys, : takes a command.")]
    }
    if !binding.onRelease.isEmpty, !canRelease, let said = releaseInstead(of: binding, snapshot) { return said }
    if !binding.onRelease.isEmpty { held[chord] = binding.onRelease }
    // What is held begins at once: its end must not come before its beginning.
    let waits = binding.onRelease.isEmpty || !canRelease ? later : .now
    later = .now
    return binding.actions.flatMap { action -> [Request] in
      switch action {
      case .command(let command): [Self.request(command, at: waits)]
      case .screen(let word): perform(word, snapshot, waits)
      }
    }
  }

  /// Without key releases what is held is a latch: the next press lets go.
  private func releaseInstead(of binding: Keymap.Binding, _ snapshot: Snapshot) -> [Request]? {
    guard case .command(let command) = binding.actions.first, snapshot.isHeld(command) else { return nil }
    return binding.onRelease.map(Request.command)
  }

  /// A command at the moment that Space asked for; the table of commands knows what can wait.
  private static func request(_ command: Command, at moment: Command.When) -> Request {
    do {
      return .command(try command.putOff(to: moment))
    } catch { return .say(error.description) }
  }

  private mutating func perform(_ word: InterfaceWord, _ snapshot: Snapshot, _ waits: Command.When) -> [Request] {
    switch word {
    case .prompt: entry = .prompt(LineEditor(history: history))
    case .find:
      focus = .browser
      // Empty: what is typed takes the last query's place, and Enter alone shows all tracks.
      entry = .search(LineEditor(""), before: snapshot.browser.query)
    case .help: helpLine = 0
    case .focus: focus = focus == .browser ? .suggestions : .browser
    case .cancel: break
    case .later: later = waits == .now ? .bar : waits == .bar ? .phrase : .now
    case .askToQuit:
      entry = .prompt(LineEditor("quit", history: history))
      isAskingToQuit = true
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .listThemes: return [.listThemes]
    case .loadFree: return loadFree(snapshot)
    case .pads: page = keymap.page(after: page, by: 1)
    case .padsBack: page = keymap.page(after: page, by: -1)
    }
    return []
  }

  private func loadFree(_ snapshot: Snapshot) -> [Request] {
    // An empty deck first; then one that stands; A before B.
    let free =
      Deck.allCases.first { !snapshot.sound[$0].hasTrack && snapshot[$0].loading == nil }
      ?? Deck.allCases.first { !snapshot.sound[$0].isPlaying }
    guard let free else { return [.say("Both decks play: stop one first.")] }
    return [.command(Command(.load(free, focus == .browser ? .selected : .suggested)))]
  }

  // MARK: Typing

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

  private mutating func type(_ text: String) -> [Request] {
    let isInPlace = isAskingToQuit
    return edit { editor in
      if isInPlace { editor.replace(with: "") }
      editor.insert(text)
    }
  }

  private static func search(_ text: String) -> Request { .command(Command(.search(text))) }

  private mutating func pressInPrompt(_ chord: Chord, _ complete: (String) -> [String]) -> [Request] {
    guard case .prompt(let editor) = entry else { return [] }
    switch (chord.key, chord.modifiers) {
    case (.escape, _), (.character("c"), .control):
      close()
    case (.backspace, []) where editor.text.isEmpty:
      close()
    case (.enter, _):
      close()
      // The colon that opens the prompt may be typed within it too.
      return run(editor.text.drop { $0 == ":" || $0 == " " }.trimmed)
    case (.up, []): return edit { $0.older() }
    case (.down, []): return edit { $0.newer() }
    case (.tab, []): return completeNext(editor, by: 1, complete)
    case (.tab, .shift): return completeNext(editor, by: -1, complete)
    case (.character(let character), []): return type(String(character))
    default: return edit { _ = $0.edit(chord) }
    }
    return []
  }

  private mutating func run(_ line: String) -> [Request] {
    guard !line.isEmpty else { return [] }
    if history.last != line { history.append(line) }
    switch InterfaceWord(rawValue: line) {
    case .help?:
      helpLine = 0
      return []
    case .listThemes?: return [.listThemes]
    default: return [.typed(line)]
    }
  }

  /// The first Tab asks, the following ones walk through the answers.
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
    // A single answer is not a list to walk through: Tab may go on from there.
    if completions.count == 1 { completions = [] }
    return []
  }

  private mutating func pressInSearch(_ chord: Chord) -> [Request] {
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

  private mutating func close() {
    entry = nil
    completions = []
    isAskingToQuit = false
  }

  private mutating func pressInHelp(_ chord: Chord) -> [Request] {
    guard let line = helpLine else { return [] }
    switch chord.key {
    case .escape, .enter, .character("q"), .character("?"), .function(1): helpLine = nil
    case .down, .character("j"): helpLine = line + 1
    case .up, .character("k"): helpLine = max(0, line - 1)
    case .pageDown, .character(" "): helpLine = line + 12
    case .pageUp, .character("b"): helpLine = max(0, line - 12)
    case .home: helpLine = 0
    case .end: helpLine = .max / 2
    default: break
    }
    return []
  }

  /// What commands have asked of the screen.
  mutating func follow(_ snapshot: Snapshot) {
    if snapshot.helpRequests > helpRequests { helpLine = 0 }
    helpRequests = snapshot.helpRequests
  }

  /// Keeps the help page from being scrolled past its end.
  mutating func limitHelp(to last: Int) {
    if let line = helpLine, line > last { helpLine = max(0, last) }
  }
}

/// Deck A or deck B.
typealias Deck = Command.Deck

extension Deck {
  /// As the screen writes it.
  var title: String { self == .a ? "A" : "B" }
  var role: Role { self == .a ? .deckA : .deckB }
}
