import Glibc

/// Keys that a terminal keeps for its own menus, so that they never come here: known by what it leaves in the
/// environment, and said by `segue doctor` and on the help page.
struct TakenKeys: Sendable, Hashable {
  /// "GNOME Terminal and others of its kind".
  let terminal: String
  /// Which keys, and what they do there.
  let keys: String
  /// What gives them back.
  let advice: String

  /// "… keeps …".
  var sentence: String { "\(terminal) keeps \(keys)" }

  /// - Parameter value: of a variable of the environment; nil where it is not set.
  static func known(_ value: (String) -> String?) -> [TakenKeys] {
    rows.filter { row in
      guard let found = value(row.variable) else { return false }
      return row.value == nil || row.value == found
    }.map(\.taken)
  }

  /// Of the terminal that this runs in.
  static var here: [TakenKeys] { known { name in getenv(name).map { String(cString: $0) } } }

  private typealias Row = (variable: String, value: String?, taken: TakenKeys)

  private static let rows: [Row] = [
    (
      "TMUX", nil,
      TakenKeys(
        terminal: "tmux", keys: "its prefix, mostly Ctrl-B (audition the blend), and hides when a key comes up",
        advice: "press the prefix twice, or set another one: set -g prefix C-q")
    ),
    (
      "STY", nil,
      TakenKeys(
        terminal: "screen", keys: "Ctrl-A (the autopilot)", advice: "press Ctrl-A and then a, or type auto toggle")
    ),
    (
      "VTE_VERSION", nil,
      TakenKeys(
        terminal: "GNOME Terminal or one of its kind",
        keys: "F1, F10 and F11, Alt-1 to Alt-0 (tabs), and with its menu bar Alt-F, E, V, S, T and H",
        advice: "Preferences, Shortcuts: switch off the menu's keys and F10, and clear those that switch to a tab")
    ),
    (
      "KONSOLE_VERSION", nil,
      TakenKeys(
        terminal: "Konsole", keys: "F11, Shift with the arrows, and with its menu bar Alt-F, E, V, B, P, S and H",
        advice: "hide the menu bar (Ctrl-Shift-M), or clear them in Settings, Configure Keyboard Shortcuts")
    ),
    (
      "WT_SESSION", nil,
      TakenKeys(
        terminal: "Windows Terminal", keys: "Ctrl-V (paste), F11, Alt-Enter, Alt with the arrows, Alt-Shift-+ and −",
        advice: "unbind them in its settings, Actions; the prompt has every command")
    ),
    (
      "TERM_PROGRAM", "Apple_Terminal",
      TakenKeys(
        terminal: "Terminal of macOS", keys: "Option for signs: Alt with a key does not come as such",
        advice: "Settings, Profiles, Keyboard: Use Option as Meta key")
    ),
    (
      "TERM_PROGRAM", "iTerm.app",
      TakenKeys(
        terminal: "iTerm2", keys: "Option for signs: Alt with a key does not come as such",
        advice: "Settings, Profiles, Keys: Left Option key: Esc+; and Report modifiers using CSI u")
    ),
    (
      "TERM_PROGRAM", "vscode",
      TakenKeys(
        terminal: "the terminal of Visual Studio Code",
        keys: "Ctrl-E, G, K, O, P, R and V, F1 and Alt with letters of its menu",
        advice: "terminal.integrated.sendKeybindingsToShell = true in its settings")
    ),
    (
      "XTERM_VERSION", nil,
      TakenKeys(
        terminal: "xterm", keys: "Alt-Enter, and writes é and the like for Alt with a key",
        advice: "XTerm*metaSendsEscape: true in ~/.Xresources")
    ),
  ]
}
