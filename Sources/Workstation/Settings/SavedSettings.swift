import Platform

/// What was chosen while the program ran and is to last: the sound device, its period, where the headphones are,
/// where the equalisers' bands part, whose taste is learnt, the keyboard, how waveforms are shown, which parts of the
/// screen have its room, the columns of the library, and where loads put the playhead.
///
/// The last word wins. A choice is kept in a file of the program's own, with what the config file said of it then, and
/// holds for as long as the config file goes on saying that; a line that is edited later counts again. The command line
/// is above both, and is forgotten.
package struct SavedSettings: Sendable, Hashable {
  private struct Choice: Sendable, Hashable {
    var value: String
    /// The config file's value when it was made; nil: it said nothing.
    var instead: String?
  }

  private var choices: [String: Choice] = [:]
  private static let names = [
    "device", "period", "headphones", "crossovers", "taste", "layout", "glyphs", "zoom", "view", "columns", "load_at",
  ]
  private static let instead = "instead."

  /// Nothing chosen.
  package init() {}

  /// - Parameter text: the file's; lines that make no sense are left out.
  package init(_ text: String) {
    for line in text.lines where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmed }
      guard parts.count == 2 else { continue }
      if parts[0].hasPrefix(Self.instead) {
        choices[Settings.name(String(parts[0].dropFirst(Self.instead.count)))]?.instead = parts[1]
      } else if Self.names.contains(Settings.name(parts[0])) {
        choices[Settings.name(parts[0])] = Choice(value: parts[1])
      }
    }
  }

  /// - Returns: an empty one where there is no file.
  package static func read(_ directories: AppDirectories) -> SavedSettings {
    textFile(directories.savedSettingsFile).map(SavedSettings.init) ?? SavedSettings()
  }

  /// Puts the choices that still hold into the settings, which have read the config file.
  package func apply(to settings: inout Settings) {
    for name in Self.names {
      guard let choice = choices[name], choice.instead == settings.said[name] else { continue }
      // What an older or newer version wrote and this one does not take is as if it were not there.
      _ = settings.use(name, choice.value)
    }
  }

  /// Keeps a choice. - Parameter said: what the config file says of it; a choice of the same needs no keeping.
  package mutating func keep(_ name: String, _ value: String, said: String?) {
    choices[name] = value == said ? nil : Choice(value: value, instead: said)
  }

  /// As the file has it.
  package var text: String {
    var lines = ["# Chosen while Segue ran. A line holds for as long as the config file says what it said then."]
    for name in Self.names {
      guard let choice = choices[name] else { continue }
      lines.append("\(name) = \(choice.value)")
      if let instead = choice.instead { lines.append("\(Self.instead)\(name) = \(instead)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Writes the file anew, whole or not at all. - Returns: nil, or why it could not be written.
  package func write(_ directories: AppDirectories) -> String? {
    if let complaint = makeFolder(directories.state) { return complaint }
    return replaceFile(directories.savedSettingsFile, with: text).map {
      "cannot write \(directories.savedSettingsFile): \($0)"
    }
  }
}
