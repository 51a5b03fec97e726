import Platform
import Workstation

/// Which key gives which command. Keys use the same commands as the prompt, a script or a journal; a few are the
/// screen's own (`ScreenCommand`).
package struct Keymap: Sendable {
  /// Where a binding applies. Keys that the focused list does not bind go to the decks.
  enum Section: String, Sendable, Hashable, CaseIterable {
    case decks, browser, suggestions, queue
    /// While partners for mashups are listed, in the suggestions' place.
    case mashups
    /// While one is heard: goes before all others.
    case audition
    // Pages of the pads: what the digits and their shifted signs do. The first page is the decks' own.
    case moreCues = "more cues"
    case rolls, jumps, loops, effects

    /// In the order in which they are turned.
    static let pages: [Section] = [.decks, .moreCues, .rolls, .jumps, .loops, .effects]

    /// As the screen calls the page.
    var pageName: String { self == .decks || self == .moreCues ? "cues" : rawValue }
  }

  /// What a key does: a command, or something of the screen alone.
  enum KeyAction: Sendable, Hashable {
    case command(Command)
    case screen(ScreenCommand)

    /// As it is written.
    var text: String {
      switch self {
      case .command(let command): command.line
      case .screen(let word): word.rawValue
      }
    }

    /// The command for when the key comes up.
    var release: Command? {
      if case .command(let command) = self { command.release } else { nil }
    }

    /// What a text asks for: a few words may mean several commands. - Throws: why the text is not a command.
    static func actions(_ text: String) throws(CommandError) -> [KeyAction] {
      if let word = ScreenCommand(rawValue: text) { return [.screen(word)] }
      return try NaturalLine(text).commands.map { .command($0) }
    }
  }

  struct Binding: Sendable, Hashable {
    var chord: Chord
    var section: Section
    /// In order.
    var actions: [KeyAction]
    /// What is done when the key comes up again, where the terminal tells.
    var onRelease: [Command] = []
    /// The heading of the help page that it stands under.
    var group: String

    /// Whether a held key repeats it: steps do, switches would chatter.
    var mayRepeat: Bool {
      actions.allSatisfy { if case .command(let command) = $0 { command.repeats } else { false } }
    }
  }

  /// An invalid line of a keymap file.
  struct Fault: Sendable, Hashable {
    let line: Int
    let reason: String
    /// "line 12: blah is not a key".
    var sentence: String { "line \(line): \(reason)" }
  }

  /// In the order of the files, the compiled-in one first.
  private(set) var bindings: [Binding] = []

  /// The keymap that is compiled in.
  static let standard = Keymap().overlaid(with: standardKeymapText).keymap

  /// Those of the DJ's file.
  private(set) var macros: [Macro] = []

  init(_ bindings: [Binding] = [], macros: [Macro] = []) { (self.bindings, self.macros) = (bindings, macros) }

  /// - Parameters:
  ///   - page: of the pads; goes before the list that has the keys.
  ///   - isAuditioning: an audition goes before both.
  func binding(
    for chord: Chord, in section: Section, page: Section = .decks, isAuditioning: Bool = false
  ) -> Binding? {
    for place in [isAuditioning ? .audition : page, page, section] where place != .decks {
      if let found = bindings.first(where: { $0.chord == chord && $0.section == place }) { return found }
    }
    return bindings.first { $0.chord == chord && $0.section == .decks }
  }

  /// The next page; pages without a key are skipped.
  func page(after page: Section, by step: Int) -> Section {
    let pages = Section.pages.filter { page in page == .decks || bindings.contains { $0.section == page } }
    let now = pages.firstIndex(of: page) ?? 0
    return pages[(now + step + pages.count) % pages.count]
  }

  /// This keymap with the bindings of `text` laid over it. An invalid line changes nothing and is reported.
  ///
  /// The format, one a line: `key = command; command`, `release key = command`, `key =` (unbinds), `[section]`, `macro
  /// NAME = command; wait 8 beats; command`,
  /// `## heading of the help page`; other lines that begin with `#` are comments. What is held, such as cue or a roll,
  /// ends when its key comes up, unless a `release` line says something else.
  func overlaid(with text: String) -> (keymap: Keymap, faults: [Fault]) {
    var reader = Reader(keymap: self)
    for (index, line) in text.lines.enumerated() { reader.read(line.trimmed, number: index + 1) }
    return (reader.keymap, reader.faults)
  }

  /// Bindings that a file gives twice, or that have no command: for the test of the compiled-in map.
  static func repeatedKeys(in text: String) -> [String] {
    var section = Section.decks
    var seen: Set<String> = []
    var repeated: [String] = []
    for line in text.lines.map({ $0.trimmed }) where !line.hasPrefix("#") {
      if let named = sectionName(line) {
        section = Section(rawValue: named) ?? section
      } else if let (name, _) = parts(of: line), !seen.insert(section.rawValue + " " + name).inserted {
        repeated.append(name)
      }
    }
    return repeated
  }

  // MARK: Reading

  private struct Reader {
    var keymap: Keymap
    var faults: [Fault] = []
    var section: Section? = .decks
    var group = "Yours"

    mutating func read(_ line: String, number: Int) {
      if line.hasPrefix("##") {
        group = line.dropFirst(2).trimmed
      } else if line.isEmpty || line.hasPrefix("# ") || line == "#" {
        return
      } else if let name = Keymap.sectionName(line) {
        section = Section(rawValue: name)
        if section == nil {
          let names = Section.allCases.map { "[\($0.rawValue)]" }.joined(separator: ", ")
          fail(number, "there is no section [\(name)]: use \(names)")
        }
      } else if line.hasPrefix("macro ") {
        define(line, number)
      } else if let section {
        bind(line, in: section, number)
      }
    }

    private mutating func define(_ line: String, _ number: Int) {
      guard let (written, parts) = Keymap.parts(of: line) else {
        return fail(number, "expected macro NAME = line; wait 8 beats; line")
      }
      do throws(CommandError) {
        let macro = try Macro(written.dropFirst("macro ".count).trimmed, parts)
        keymap.macros.removeAll { $0.name == macro.name }
        keymap.macros.append(macro)
      } catch { fail(number, error.description) }
    }

    private mutating func bind(_ line: String, in section: Section, _ number: Int) {
      guard let (written, commands) = Keymap.parts(of: line) else {
        return fail(number, "expected key = command")
      }
      var name = written
      let isRelease = name.hasPrefix("release ")
      if isRelease { name = name.dropFirst("release ".count).trimmed }
      guard let chord = Chord(name: name) else { return fail(number, "\(name) is not a key") }
      let index = keymap.bindings.firstIndex { $0.chord == chord && $0.section == section }
      if isRelease, index == nil { return fail(number, "\(name) must be bound before its release") }
      do throws(CommandError) {
        if isRelease, let index {
          var released: [Command] = []
          for command in commands { released += try NaturalLine(command).commands }
          keymap.bindings[index].onRelease = released
        } else {
          put(try binding(chord, section, commands), at: index)
        }
      } catch { fail(number, error.description) }
    }

    private func binding(
      _ chord: Chord, _ section: Section, _ commands: [String]
    ) throws(CommandError) -> Binding {
      var actions: [KeyAction] = []
      for command in commands { actions += try KeyAction.actions(command) }
      return Binding(
        chord: chord, section: section, actions: actions, onRelease: actions.compactMap(\.release), group: group)
    }

    /// Replaces the binding that is there, in its place in the help; without actions it is removed.
    private mutating func put(_ binding: Binding, at index: Int?) {
      switch (index, binding.actions.isEmpty) {
      case (let index?, true): keymap.bindings.remove(at: index)
      case (let index?, false): keymap.bindings[index] = binding
      case (nil, true): break
      case (nil, false): keymap.bindings.append(binding)
      }
    }

    private mutating func fail(_ line: Int, _ reason: String) { faults.append(Fault(line: line, reason: reason)) }
  }

  private static func sectionName(_ line: String) -> String? {
    guard line.hasPrefix("["), line.hasSuffix("]"), line.count > 2 else { return nil }
    return line.dropFirst().dropLast().trimmed
  }

  private static func parts(of line: String) -> (name: String, commands: [String])? {
    guard let equals = line.firstIndex(of: "="), equals != line.startIndex else { return nil }
    let commands = line[line.index(after: equals)...].split(separator: ";").map { $0.trimmed }
    return (line[..<equals].trimmed, commands.filter { !$0.isEmpty })
  }
}

/// Commands of the screen alone, for keys; scripts and the prompt do not know them.
enum ScreenCommand: String, CaseIterable {
  case prompt, find, help, focus, redraw, suspend, cancel
  /// The next key's command waits for the bar; said twice, for the phrase.
  case atNext = "at next"
  /// Loads what is selected into the deck that does not play.
  case loadFree = "load"
  case askToQuit = "ask to quit"
  case listThemes = "theme list"
  /// What the digits do.
  case pads
  case padsBack = "pads back"

  var summary: String {
    switch self {
    case .prompt: "type a command"
    case .find: "search as you type"
    case .help: "this page"
    case .focus: "library → what fits next → queue"
    case .redraw: "redraw the screen"
    case .suspend: "suspend to the shell (fg returns)"
    case .cancel: "cancel"
    case .atNext: "next key at the bar; twice: phrase"
    case .loadFree: "load onto the free deck"
    case .askToQuit: "quit (asks first)"
    case .listThemes: "list the themes"
    case .pads: "next page of the pads"
    case .padsBack: "previous page of the pads"
    }
  }
}
