import Dispatch
import Synchronization

/// The user's themes, read on a thread of its own: a folder of themes may lie on a disk that sleeps or is gone, and
/// keys do not wait for it. Used by one thread, which also collects the results.
final class ThemeReader: Sendable {
  /// Results, in the order in which they came.
  enum News: Sendable, Hashable {
    case theme(Theme)
    /// No theme has the name that was asked for.
    case missing(complaint: String)
    /// A line of a theme is invalid.
    case fault(String)
    case list([String])
  }

  private struct Found {
    var news: [News] = []
    /// Names of all themes as they were when the folders were last listed.
    var names: [String]
  }

  private let folders: ThemeFolders
  private let found: Mutex<Found>
  private let thread = DispatchQueue(label: "segue.theme")

  init(_ folders: ThemeFolders) {
    self.folders = folders
    found = Mutex(Found(names: Theme.builtIn.keys.sorted()))
    thread.async { @Sendable [self] in _ = listNames() }
  }

  /// Never waits.
  func read(_ name: String) { thread.async { @Sendable [self] in readNow(name) } }

  /// Blocks on the disk.
  func readNow(_ name: String) {
    guard let (theme, path, faults) = folders.theme(named: name) else {
      let names = listNames().joined(separator: ", ")
      return tell([.missing(complaint: "There is no theme named \(name); there are \(names).")])
    }
    tell([.theme(theme)] + faults.map { .fault("theme \(path ?? name), \($0.sentence)") })
  }

  /// Has all names said. Never waits.
  func list() { thread.async { @Sendable [self] in tell([.list(listNames())]) } }

  /// Whole lines that choose a theme and begin with `line`, which the command table cannot know: from the names that
  /// are known. Never waits; new files are known a moment later.
  func completions(for line: String) -> [String] {
    let command = "theme "
    guard line.hasPrefix(command) else { return [] }
    let names = found.withLock { $0.names }
    thread.async { @Sendable [self] in _ = listNames() }
    return (names + ["list"]).map { command + $0 }.filter { $0.hasPrefix(line) }
  }

  /// Whether a theme of this name is known: for what is being typed. Never waits.
  func knows(_ name: String) -> Bool { found.withLock { $0.names.contains(name) } }

  /// What was found since the last call. Never waits.
  func take() -> [News] {
    found.withLock { found in
      defer { found.news = [] }
      return found.news
    }
  }

  private func tell(_ news: [News]) { found.withLock { $0.news += news } }

  private func listNames() -> [String] {
    let names = folders.names
    found.withLock { $0.names = names }
    return names
  }
}
