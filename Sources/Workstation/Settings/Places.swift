import Glibc
import Platform

/// Where Segue keeps things, by the XDG base directory specification.
package struct Places: Sendable {
  /// Configuration: `config`, `keys`, `themes/`.
  package var config: String
  /// What must last: the library, journals, recordings.
  package var data: String
  /// What can be made again: the demo crate.
  package var cache: String
  /// What was chosen while the program ran.
  package var state: String

  /// - Parameter state: nil: in the folder for data.
  package init(config: String, data: String, cache: String, state: String? = nil) {
    self.config = config
    self.data = data
    self.cache = cache
    self.state = state ?? data
  }

  /// From the environment; a relative or empty variable counts as unset, as the specification says.
  package init(environment: [String: String]) {
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? homeOfThisUser()
    func place(_ variable: String, _ fallback: String) -> String {
      let base = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/" + fallback
      return base + "/segue"
    }
    config = place("XDG_CONFIG_HOME", ".config")
    data = place("XDG_DATA_HOME", ".local/share")
    cache = place("XDG_CACHE_HOME", ".cache")
    state = place("XDG_STATE_HOME", ".local/state")
  }

  package static func environment(_ names: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for name in names { if let value = getenv(name) { values[name] = String(cString: value) } }
    return values
  }

  package static var ofThisUser: Places {
    Places(environment: environment(["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"]))
  }

  package var library: String { data + "/library.sqlite" }
  package var journals: String { data + "/journals" }
  package var recordings: String { data + "/recordings" }
  package var demo: String { cache + "/demo" }
  package var configFile: String { config + "/config" }
  package var keymapFile: String { config + "/keys" }
  package var historyFile: String { data + "/history" }
  package var choicesFile: String { state + "/choices" }

  /// Makes a folder and those above it. - Returns: nil, or why it could not be made.
  package static func makeFolder(_ path: String) -> String? {
    var built = ""
    for part in FilePath(path).parts {
      built += "/" + part
      if mkdir(built, 0o755) != 0 && errno != EEXIST {
        return "cannot make the folder \(built): \(String(cString: strerror(errno)))"
      }
    }
    return nil
  }
}

/// The home that the system's list of users names, for a program that was started without HOME.
private func homeOfThisUser() -> String {
  guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir, home.pointee == 0x2F else { return "/tmp" }
  return String(cString: home)
}

/// A path as the shell's user means it: `~` is home, a relative one starts here. A file has one such path however it was
/// typed: without `.`, `..`, doubled slashes and slashes at the end. Links stay as they are but for one that `..` follows.
/// What is not there by these bytes, but by others that look the same, has the path that is there. Blocks on the disk.
package func absolutePath(_ path: String) -> String {
  let whole = FilePath(plainPath(path))
  return (whole.onDisk ?? whole).text
}

/// The same for a file that is to be made: what lies there is not looked at.
func plainPath(_ path: String) -> String {
  if path == "~" || path.hasPrefix("~/") {
    return withoutDots((getenv("HOME").map { String(cString: $0) } ?? homeOfThisUser()) + path.dropFirst())
  }
  if path.utf8.first == UInt8(ascii: "/") { return withoutDots(path) }
  guard let here = getcwd(nil, 0) else { return path }
  defer { free(here) }
  return withoutDots(String(cString: here) + "/" + path)
}

/// - Parameter path: absolute.
private func withoutDots(_ path: String) -> String {
  var parts: [String] = []
  for part in FilePath(path).parts where part != "." {
    guard part == ".." else {
      parts.append(part)
      continue
    }
    // The folder above a link is the one above what it leads to.
    if let target = linkTarget("/" + parts.joined(separator: "/")) {
      parts = FilePath(target).parts
    }
    _ = parts.popLast()
  }
  return "/" + parts.joined(separator: "/")
}

/// Where a symbolic link leads to in the end; nil for what is no link, and for one that leads nowhere.
private func linkTarget(_ path: String) -> String? {
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let target = realpath(path, nil) else {
    return nil
  }
  defer { free(target) }
  return String(cString: target)
}
