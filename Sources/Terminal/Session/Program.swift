import Workstation

/// The program behind the screen, as the screen knows it: commands in, snapshots out. All of it is called on the
/// thread that called `run`, and nothing of it may block: a command that takes long is begun here and done elsewhere.
package protocol Program: AnyObject {
  /// Called once a frame, thirty times a second as a rule (ten when nothing moves), before `snapshot`.
  func tick()
  /// - Parameter browserRows: how many rows of the browser the screen can show.
  func snapshot(browserRows: Int) -> Snapshot
  /// What was said since this was asked last, each message once, also those that no status line has room for: lines of
  /// a log. Of what was said before it is asked first, the last hundred.
  func takeMessages() -> [Message]
  /// Performs a key's command; errors become messages in the snapshot's status.
  func perform(_ command: Command)
  /// Performs a line of the prompt: commands, as people type them.
  func perform(_ line: String)
  /// The list that has the keys: what `selected` is in a command.
  var listInHand: ListInHand { get set }
  /// Whole lines that `line` could become, best first.
  func completions(for line: String) -> [String]
  /// The command language, for the help page.
  var commandHelp: [CommandHelp] { get }
  /// The theme that the program wants; the screen changes to it when it changes.
  var themeName: String { get }
  /// The keyboard that the DJ plays on; keys move to their places on it when it changes.
  var layout: KeyboardLayout { get }
  /// An unprompted message: an invalid line of a theme or a keymap.
  func report(_ text: String, weight: Message.Weight)
  /// The screen's own answer to a key or a line; it goes with the next command that works.
  func answer(_ text: String, weight: Message.Weight)
  /// Files of which one is readable when another program has something to say to this one.
  var controlFiles: [Int32] { get }
  /// Does what it said.
  func takeControl()
  /// The macros of the DJ's key file.
  func define(_ macros: [Macro])
  /// The screen closes once this is true.
  var wantsToQuit: Bool { get }
}

/// One command for the help page.
package struct CommandHelp: Sendable, Hashable {
  /// "deck a jump BEATS".
  package var syntax: String
  /// What it does, in a few words.
  package var summary: String
  /// The heading that it stands under; those of one section follow each other.
  package var section: String
  /// - Parameters:
  ///   - syntax: the words as they are typed, with capitals for what is to be filled in.
  ///   - summary: what it does.
  ///   - section: the heading that it stands under.
  package init(syntax: String, summary: String, section: String) {
    self.syntax = syntax
    self.summary = summary
    self.section = section
  }
}

/// What the screen is told when it opens.
package struct TerminalOptions {
  /// Searched in order for `NAME.theme`; the compiled-in themes are there without them.
  package var themeFolders = ThemeFolders([])
  /// The user's keymap file; nil or missing is fine.
  package var keymapPath: String?
  /// Lines that were typed at the prompt before, oldest first.
  package var history: [String] = []
  /// Called with each new line of the prompt, to be kept across runs.
  package var remember: (String) -> Void = { _ in }
  /// Plain mode is a service: it reads nothing but signals and other programs, and says lines for a log; nil: a DJ's.
  package var service: Service?
  /// Clicks, drags and the wheel are read. Off, the terminal's own selection works.
  package var usesMouse = false
  /// No folders, no file, no history.
  package init() {}
}

/// What plain mode does where it is a service.
package struct Service {
  /// What HUP asks for: the config is read again.
  package var reload: () -> Void
  /// What TERM and INT ask for: the program ends at the bar, and then wants to quit.
  package var end: () -> Void
  /// Lines begin with their level, `<6>`, as systemd's journal takes them.
  package var marksLevels: Bool
  /// - Parameter marksLevels: lines begin with `<6>` (or 4, 3) for the journal.
  package init(marksLevels: Bool, reload: @escaping () -> Void, end: @escaping () -> Void) {
    (self.marksLevels, self.reload, self.end) = (marksLevels, reload, end)
  }
}

/// Why the screen closed.
package enum TerminalEnd: Sendable, Hashable {
  case quit
  /// HUP, INT or TERM came. The terminal is restored; put things in order and then end by the same signal.
  case signal(Int32)
}

/// Why the screen cannot open.
package enum TerminalError: Error, Sendable, Hashable, CustomStringConvertible {
  case notATerminal
  case unknownTerminal(String)
  case cannotAddressCells(String)

  /// A sentence that says what to do.
  package var description: String {
    switch self {
    case .notATerminal:
      "Segue's screen needs a terminal, but input or output is redirected. Run it in a terminal, or see segue --help."
    case .unknownTerminal(let type):
      "the terminal type \(type.isEmpty ? "(TERM is not set)" : type) is not known here. "
        + "Set TERM to one that is, for instance: TERM=xterm-256color segue"
    case .cannotAddressCells(let type):
      "a terminal of type \(type) cannot place characters. Use another terminal, or set TERM=xterm-256color if it can."
    }
  }
}
