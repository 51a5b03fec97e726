import Glibc

/// A terminal that a test looks at and types into: a tmux server of its own, with one window.
package final class TmuxTerminal {
  package struct Failure: Error, CustomStringConvertible { package let description: String }

  private let folder: ScratchFolder
  /// Where the program lives: it stays for as long as the terminal is open.
  private let home: ScratchFolder
  private var isRunning = false

  package static var isInstalled: Bool { Programs.path(of: "tmux") != nil }

  /// Opens the terminal with a program in it.
  /// - Parameters:
  ///   - home: a folder that the program uses; it is kept while the terminal is open.
  ///   - environment: added to this process's own.
  package init(
    _ program: [String], width: Int, height: Int, home: ScratchFolder, environment: [String: String] = [:]
  ) throws {
    self.home = home
    folder = try ScratchFolder()
    let configuration = """
      set -g remain-on-exit on
      set -g status off
      set -g default-terminal tmux-256color
      set -g default-shell /bin/sh
      set -g escape-time 0

      """
    guard let file = fopen(folder.path + "/conf", "we") else {
      throw Failure(description: "no configuration can be written in \(folder.path)")
    }
    fputs(configuration, file)
    fclose(file)
    var environment = environment
    // A tmux around the tests, if there is one, is not this one.
    environment["TMUX"] = ""
    environment["LC_ALL"] = "C.UTF-8"
    environment["ENDING"] = folder.path + "/ending"
    // The shell waits for the program and notes how it ended: a server may have missed that.
    let keeper = ["/bin/sh", "-c", "\"$@\"; echo $? > \"$ENDING\"", "sh"]
    let words = ["-f", folder.path + "/conf", "new-session", "-d", "-x", "\(width)", "-y", "\(height)"]
    try tell(words + keeper + program, environment)
    isRunning = true
  }

  deinit { end() }

  /// Ends the server and what runs in it.
  package func end() {
    guard isRunning else { return }
    isRunning = false
    _ = try? tell(["kill-server"])
  }

  @discardableResult
  private func tell(_ words: [String], _ environment: [String: String] = [:]) throws -> String {
    let ended = try Programs.run(["tmux", "-u", "-S", folder.path + "/socket"] + words, environment: environment)
    guard ended.status == 0 else { throw Failure(description: "tmux \(words[0]): \(ended.errors)") }
    return ended.output
  }

  /// Presses keys by tmux's names: "Enter", "C-z", "f".
  package func press(_ keys: String...) throws { try tell(["send-keys"] + keys) }

  /// Types a text as it is.
  package func type(_ text: String) throws { try tell(["send-keys", "-l", "--", text]) }

  /// Types a command at Segue's prompt.
  package func command(_ line: String) throws {
    try type(":" + line)
    try press("Enter")
  }

  /// Types `quit`, and once more where the room hears music and Segue asks.
  package func quit() throws {
    try command("quit")
    let end = ContinuousClock.now + .patience
    while ContinuousClock.now < end, ending == nil {
      if (try? screen())?.joined().contains("say quit once more") == true { return try command("quit") }
      usleep(50_000)
    }
  }

  package func resize(width: Int, height: Int) throws {
    try tell(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  /// The rows on the screen.
  package func screen() throws -> [String] {
    try tell(["capture-pane", "-p"]).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The processes in the terminal that run a program of this name (its first 15 letters), parents first.
  package func processes(named name: String) throws -> [pid_t] {
    let text = try tell(["display-message", "-p", "#{pane_pid}"])
    guard let root = pid_t(text.prefix { $0 != "\n" }) else { throw Failure(description: "tmux knows no process") }
    return Programs.descendants(of: root, named: name)
  }

  /// How the program in the terminal ended: its status, or 128 and the signal; nil while it runs.
  package var ending: Int32? {
    let text = String(decoding: folder.content(of: "ending"), as: UTF8.self)
    return text.hasSuffix("\n") ? Int32(text.dropLast()) : nil
  }

  /// Waits until all the texts are on the screen at once. - Returns: the screen's rows.
  @discardableResult
  package func wait(for texts: String..., within limit: Duration = .patience) throws -> [String] {
    try wait(for: texts.joined(separator: "” and “"), within: limit) { screen in
      let whole = screen.joined(separator: "\n")
      return texts.allSatisfy { whole.contains($0) }
    }
  }

  /// Waits until the screen is so. - Returns: its rows.
  @discardableResult
  package func wait(for what: String, within limit: Duration = .patience, _ isSo: ([String]) throws -> Bool)
    throws -> [String]
  {
    var last: [String] = []
    let end = ContinuousClock.now + limit
    // Each look costs a process: twenty a second are enough.
    while ContinuousClock.now < end {
      last = try screen()
      if try isSo(last) { return last }
      usleep(50_000)
    }
    throw Failure(description: "“\(what)” is not on the screen:\n" + last.joined(separator: "\n"))
  }

  /// Waits for the program's end. - Returns: its status, or 128 and the signal.
  package func waitForEnd() throws -> Int32 {
    let end = ContinuousClock.now + .patience
    while ContinuousClock.now < end {
      if let ending { return ending }
      usleep(50_000)
    }
    throw Failure(description: "the program does not end:\n" + (try screen()).joined(separator: "\n"))
  }
}

extension Programs {
  /// A process and those below it that run a program of this name (its first 15 letters), parents first.
  package static func descendants(of root: pid_t, named name: String) -> [pid_t] {
    guard let entries = opendir("/proc") else { return [] }
    defer { closedir(entries) }
    var children: [pid_t: [(pid: pid_t, name: Substring)]] = [:]
    while let entry = readdir(entries) {
      let text = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard let pid = pid_t(text) else { continue }
      // "PID (NAME) STATE PARENT …"
      let line = contents("/proc/\(pid)/stat")
      guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")") else { continue }
      let rest = line[line.index(after: close)...].split(separator: " ")
      guard rest.count > 1, let parent = pid_t(rest[1]) else { continue }
      children[parent, default: []].append((pid, line[line.index(after: open)..<close]))
    }
    var found: [pid_t] = []
    var waiting = [root]
    while !waiting.isEmpty {
      for child in children[waiting.removeFirst()] ?? [] {
        if child.name == name.prefix(15) { found.append(child.pid) }
        waiting.append(child.pid)
      }
    }
    return found
  }
}
