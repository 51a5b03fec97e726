import Platform
import Workstation

/// The screen's own state: which list has the focus, what is being typed, whether the help is open. With a `Snapshot`
/// it determines all that is drawn. More than fifteen stored properties: they are what the keys can change, by panel.
package struct Interface: Sendable {
  enum Focus: Sendable, Hashable, CaseIterable { case browser, suggestions, queue }
  enum Entry: Sendable, Hashable {
    case prompt(LineEditor)
    /// With the query that was there before, for Escape.
    case search(LineEditor, before: String)
  }

  private(set) var keymap: Keymap
  /// The keyboard that is played on; the keymap has its characters.
  private(set) var layout: KeyboardLayout
  private(set) var board: KeyPositions
  var commandHelp: [CommandHelp] = []
  /// Lines typed at the prompt, oldest first.
  var history: [String]
  /// Whether the terminal reports when a key comes up.
  private(set) var reportsKeyUp = false
  /// The terminal shows pictures and says how large its cells are.
  var canShowPictures = false
  /// The mouse is listened to.
  var usesMouse = false
  /// The crossfader is held with the mouse.
  var isOnCrossfader = false
  /// A paste is coming in: until it ends keys are part of it.
  var isPasting = false

  /// What waveforms are made of as long as nobody chooses.
  var knownGlyphs = WaveGlyphs.quadrant
  /// The terminal shows nothing else: no choice counts.
  var hasNoOtherGlyphs = false

  var focus = Focus.browser
  /// What is auditioned has the arrows, Enter and Escape.
  private var isAuditioning = false
  /// Partners for mashups stand in the suggestions' place.
  private var isMashing = false
  /// The list that had the keys before that.
  private var focusBefore = Focus.browser
  /// What the digits do.
  var page = Keymap.Section.decks { didSet { padLabels = keymap.padLabels(on: page, board) } }
  /// What the first four pads do, in a word each: every frame shows them.
  private(set) var padLabels: [String]
  /// The keys of the hint on the last line, which every frame shows.
  private(set) var hintKeys: (help: String, prompt: String, find: String)
  /// Every frame shows them while both decks are empty.
  private(set) var firstKeys: [FirstKey]
  /// What is done when keys that are down come up, whatever the page is by then.
  private var held: [Chord: [Command]] = [:]
  var entry: Entry?
  /// The screen's size, as the mouse points into it.
  var size = (width: 80, height: 24)
  /// The help, while it is open.
  var help: HelpPage?
  /// A list that a command has asked for; nil when none is open.
  var sheet: TextSheet?
  /// How often commands have asked for it.
  private var helpRequests = 0
  /// What the next key's command waits for.
  var pendingMoment = Command.When.now
  var completions: [String] = []
  var completion = 0
  /// The name that a `theme` command in the prompt has so far.
  var themeInPrompt: String? {
    guard case .prompt(let editor) = entry else { return nil }
    let words = editor.text.split { $0 == " " || $0 == ":" }
    return words.count == 2 && words[0] == "theme" ? String(words[1]) : nil
  }
  /// The prompt holds `quit` and waits for Enter; typing replaces it.
  var isAskingToQuit = false

  /// What a key leads to.
  enum Request: Sendable, Hashable {
    case command(Command)
    /// A line of the prompt: a command, and to be remembered.
    case typed(String)
    case redraw, suspend, listThemes
    case say(String)
  }

  /// As it is when the screen opens, with the compiled-in keymap.
  package init() { self.init(keymap: .standard, history: []) }

  init(keymap: Keymap = .standard, layout: KeyboardLayout = .us, history: [String]) {
    self.keymap = keymap
    self.layout = layout
    board = KeyPositions(layout)
    self.history = history
    padLabels = keymap.padLabels(on: .decks, board)
    hintKeys = keymap.hintKeys
    firstKeys = keymap.firstKeys
  }

  /// From now on keys are found on this keyboard. - Parameter keymap: with its characters.
  mutating func use(_ keymap: Keymap, on layout: KeyboardLayout) {
    (self.keymap, self.layout, board) = (keymap, layout, KeyPositions(layout))
    padLabels = keymap.padLabels(on: page, board)
    hintKeys = keymap.hintKeys
    firstKeys = keymap.firstKeys
  }

  /// What a key means now.
  /// - Parameter complete: the program's completions of a line.
  mutating func handle(
    _ event: InputEvent, snapshot: Snapshot, complete: (String) -> [String] = { _ in [] }
  ) -> [Request] {
    isAuditioning = snapshot.audition != nil
    followMashups(snapshot)
    switch event {
    case .reportsKeyUp:
      reportsKeyUp = true
      return []
    case .showsPictures: return []
    case .paste(let text):
      guard entry != nil else { return [.say("Paste at the prompt: press \(keymap.label(of: .prompt)) first.")] }
      return type(text)
    case .pasteWithoutEnd:
      return [.say("The paste broke off and was dropped; the keys work again.")]
    case .mouse(let mouse): return usesMouse && help == nil ? point(mouse, snapshot) : []
    case .release(let chord, _):
      return keyUp(chord).map(Request.command)
    case .autorepeat(let chord, let plain) where entry == nil && help == nil && sheet == nil:
      return binding(chord, plain)?.mayRepeat == true ? press(chord, plain, snapshot) : []
    case .press(let chord, let plain), .autorepeat(let chord, let plain):
      if help != nil { return pressInHelp(chord, plain) }
      if sheet != nil, entry == nil, pressInSheet(chord) { return [] }
      switch entry {
      case .prompt: return pressInPrompt(chord, complete)
      case .search: return pressInSearch(chord)
      case nil: return press(chord, plain, snapshot)
      }
    }
  }

  /// Partners have the keys as soon as they are listed; when they go, the list that had them before.
  private mutating func followMashups(_ snapshot: Snapshot) {
    let isListed = snapshot.mashups != nil
    if isListed, !isMashing { (focusBefore, focus) = (focus, .suggestions) }
    if !isListed, isMashing, focus == .suggestions { focus = focusBefore }
    isMashing = isListed
  }

  // MARK: Playing

  /// The list whose row a command means by `selected`.
  var listInHand: ListInHand { focus == .suggestions && !isMashing ? .suggestions : .library }

  private var section: Keymap.Section {
    switch focus {
    case .browser: .browser
    case .suggestions: isMashing ? .mashups : .suggestions
    case .queue: .queue
    }
  }

  /// What a key leads to, with the list and the page that have the keys now. Its place, where the terminal tells it,
  /// goes before what it writes; not with Control, which goes by what is written on the key.
  func binding(_ chord: Chord, _ plain: Key?) -> Keymap.Binding? {
    func find(_ chord: Chord) -> Keymap.Binding? {
      keymap.binding(for: chord, in: section, page: page, isAuditioning: isAuditioning)
    }
    let there = plain.map { Chord($0, chord.modifiers).on(board) }
    if chord.modifiers.contains(.control) { return find(chord) ?? there.flatMap(find) }
    return there.flatMap(find) ?? find(chord)
  }

  /// Shift or Alt may come up before the key does.
  private mutating func keyUp(_ chord: Chord) -> [Command] {
    if let said = held.removeValue(forKey: chord) { return said }
    guard let down = held.keys.first(where: { unshifted($0.key) == unshifted(chord.key) }) else { return [] }
    return held.removeValue(forKey: down) ?? []
  }

  /// All keys that are down count as up. - Returns: what their coming up does. What latches, without reports of keys
  /// that come up, stays.
  mutating func letGo() -> [Command] {
    guard reportsKeyUp else { return [] }
    defer { held = [:] }
    return held.values.flatMap { $0 }
  }

  private func unshifted(_ key: Key) -> Key {
    guard case .character(let character) = key else { return key }
    return .character(board.unshifted(character))
  }

  private mutating func press(_ chord: Chord, _ plain: Key?, _ snapshot: Snapshot) -> [Request] {
    guard let binding = binding(chord, plain) else {
      pendingMoment = .now
      let (help, prompt) = (keymap.label(of: .help), keymap.label(of: .prompt))
      return [.say("\(chord.label) isn't bound: \(help) shows the keys, \(prompt) takes a command.")]
    }
    if !binding.onRelease.isEmpty, !reportsKeyUp, let said = unlatch(binding, snapshot) { return said }
    if !binding.onRelease.isEmpty { held[chord] = binding.onRelease }
    // A held command starts at once: it must not end before it starts.
    let moment = binding.onRelease.isEmpty || !reportsKeyUp ? pendingMoment : .now
    pendingMoment = .now
    return binding.actions.flatMap { action -> [Request] in
      switch action {
      case .command(let command):
        showList(of: command)
        return [Self.request(command, at: moment)]
      case .screen(let word): return perform(word, snapshot, moment)
      }
    }
  }

  /// What changes the suggestions is to be seen: where one list is shown it is theirs.
  private mutating func showList(of command: Command) {
    switch command.action {
    case .why, .steer(.show): focus = .suggestions
    default: break
    }
  }

  /// Without key releases a held command latches: the next press releases it.
  private func unlatch(_ binding: Keymap.Binding, _ snapshot: Snapshot) -> [Request]? {
    guard case .command(let command) = binding.actions.first, snapshot.isHeld(command) else { return nil }
    return binding.onRelease.map(Request.command)
  }

  /// A command at the moment chosen with Space; the command table knows what can wait.
  private static func request(_ command: Command, at moment: Command.When) -> Request {
    do {
      return .command(try command.scheduled(at: moment))
    } catch { return .say(error.description) }
  }

  private mutating func perform(_ word: ScreenCommand, _ snapshot: Snapshot, _ moment: Command.When) -> [Request] {
    switch word {
    case .prompt: entry = .prompt(LineEditor(history: history))
    case .find:
      focus = .browser
      // Empty: typing replaces the last query, and Enter alone shows all tracks.
      entry = .search(LineEditor(""), before: snapshot.browser.query)
      return showingLists(snapshot)
    case .help: help = HelpPage()
    case .focus:
      // The first press shows them: a list that is not seen is not moved in.
      guard snapshot.view.hasLists else { return showingLists(snapshot) }
      focus = focus == .browser ? .suggestions : focus == .suggestions ? .queue : .browser
    // After Space it takes back the bar, and nothing else; where nothing waits there is nothing to say.
    case .cancel:
      let isCovered = snapshot.suggestions.taste != nil || snapshot.suggestions.isExplained
      let isOn = !snapshot.status.pending.isEmpty || snapshot.status.isOnItsWay
      let isToCancel = moment == .now && (isCovered || isOn)
      return isToCancel ? [.command(Command(.cancel(concerning: nil)))] : []
    case .atNext: pendingMoment = moment == .now ? .bar : moment == .bar ? .phrase : .now
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

  /// What brings the lists back on a screen that shows none.
  private func showingLists(_ snapshot: Snapshot) -> [Request] {
    snapshot.view.hasLists ? [] : [.command(Command(.view(.all)))]
  }

  private func loadFree(_ snapshot: Snapshot) -> [Request] {
    // An empty deck first; then one that stands; A before B.
    let free =
      Deck.allCases.first { !snapshot.sound[$0].hasTrack && snapshot[$0].loading == nil }
      ?? Deck.allCases.first { !snapshot.sound[$0].isPlaying }
    guard let free else { return [.say("Both decks are playing: stop one first.")] }
    switch focus {
    case .browser: return [.command(Command(.load(free, .selected)))]
    case .suggestions:
      return [.command(isMashing ? Command(.mashup(.load)) : Command(.load(free, .suggested)))]
    case .queue: return [.command(Command(.queue(.loadNext)))]
    }
  }

  // MARK: Help and lists

  private mutating func pressInHelp(_ chord: Chord, _ plain: Key?) -> [Request] {
    // At its place, where the terminal tells it: that is the key that is struck.
    let there = chord.modifiers.contains(.control) ? nil : plain.map { Chord($0, chord.modifiers).on(board) }
    var word: ScreenCommand?
    if case .screen(let bound)? = binding(chord, plain)?.actions.first { word = bound }
    guard var page = help else { return [] }
    let outcome = page.press(page.isTyping ? chord : there ?? chord, word)
    help = outcome == .stays ? page : nil
    if outcome == .prompts { entry = .prompt(LineEditor(history: history)) }
    return []
  }

  /// - Returns: false where the key closed the list, and does something else.
  private mutating func pressInSheet(_ chord: Chord) -> Bool {
    if chord.modifiers == [], sheet?.scroll(chord.key, on: size) == true { return true }
    sheet = nil
    return chord.key == .escape || chord.key == .enter
  }

  /// Opens the help page when a command has asked for it, and gives partners for mashups the keys.
  mutating func openHelpIfAsked(_ snapshot: Snapshot) {
    if snapshot.help.number > helpRequests { help = HelpPage(about: snapshot.help.words) }
    helpRequests = snapshot.help.number
    followMashups(snapshot)
  }

  /// What waveforms are made of: what the DJ chose, if the terminal can show it at all.
  func waveGlyphs(_ view: WaveView) -> WaveGlyphs {
    guard !hasNoOtherGlyphs, let chosen = view.glyphs, chosen != .pixels else { return knownGlyphs }
    return chosen
  }

  /// Whether waveforms are pictures: where the terminal shows them, unless something else was chosen.
  func showsPictures(_ view: WaveView) -> Bool { canShowPictures && (view.glyphs ?? .pixels) == .pixels }

  /// Keeps the list of the help from being scrolled past its end.
  mutating func limitHelp(to last: Int) {
    if let line = help?.line, line > last { help?.line = max(0, last) }
  }
}

/// Deck A or deck B.
typealias Deck = Command.Deck

extension Deck {
  /// As the screen writes it.
  var title: String { self == .a ? "A" : "B" }
  var role: Role { self == .a ? .deckA : .deckB }
}
