import Platform

/// What each role looks like.
struct Theme: Sendable, Hashable {
  struct Look: Sendable, Hashable {
    var colour: Colour
    var emphasis: Emphasis = []
  }

  private(set) var name: String
  private var looks: [Look]

  /// An invalid line of a theme file.
  struct Fault: Sendable, Hashable {
    let line: Int
    let reason: String
    /// "line 12: blu is not a colour …".
    var sentence: String { "line \(line): \(reason)" }
  }

  subscript(role: Role) -> Look { looks[Int(role.rawValue)] }

  /// The theme that is compiled in.
  static let standard: Theme = {
    let bare = Theme(name: "segue", looks: Role.allCases.map { _ in Look(colour: .terminal) })
    return bare.overlaid(with: standardThemeText, name: "segue").theme
  }()

  /// The texts of all themes that are compiled in.
  static let builtIn: [String: String] = [
    "segue": standardThemeText, "sixteen": sixteenThemeText, "contrast": contrastThemeText, "ember": emberThemeText,
    "neon": neonThemeText, "paper": paperThemeText, "slate": slateThemeText, "colourblind": colourblindThemeText,
    "daylight": daylightThemeText, "phosphor": phosphorThemeText, "midnight": midnightThemeText,
  ]

  /// A compiled-in theme; nil when there is none of this name.
  static func builtIn(named name: String) -> Theme? {
    builtIn[name].map { standard.overlaid(with: $0, name: name).theme }
  }

  /// This theme with the colours of `text` laid over it. Invalid lines are skipped and reported.
  ///
  /// The format is `role = colour [bold] [underline] [reverse]`, one a line; `inherits = NAME` says what it is laid
  /// over; `;` starts a comment, and so does `#` at
  /// the start of a line.
  func overlaid(with text: String, name: String) -> (theme: Theme, faults: [Fault]) {
    var theme = self
    theme.name = name
    var faults: [Fault] = []
    for (index, line) in text.lines.enumerated() {
      switch Self.entry(in: line) {
      case .nothing: break
      case .look(let roles, let look): for role in roles { theme.looks[Int(role.rawValue)] = look }
      case .broken(let reason): faults.append(Fault(line: index + 1, reason: reason))
      }
    }
    return (theme, faults)
  }

  private static let inheritance = "inherits"

  /// The theme that a file is laid over, `inherits = NAME`, and the line that says so; nil where none does.
  static func parent(in text: String) -> (name: String, line: Int)? {
    for (index, line) in text.lines.enumerated() where !line.trimmed.hasPrefix("#") {
      let parts = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map { $0.trimmed }
      if parts.count == 2, parts[0] == inheritance, !parts[1].isEmpty { return (parts[1], index + 1) }
    }
    return nil
  }

  private enum Entry {
    case nothing
    case look([Role], Look)
    case broken(String)
  }

  private static func entry(in line: Substring) -> Entry {
    let text = line.prefix { $0 != ";" }.trimmed
    guard !text.isEmpty, !text.hasPrefix("#") else { return .nothing }
    guard let equals = text.firstIndex(of: "=") else { return .broken("expected role = colour") }
    let roleName = text[..<equals].trimmed
    if roleName == inheritance { return .nothing }
    guard let roles = Role.named[roleName].map({ [$0] }) ?? Role.ofBothDecks[roleName] else {
      return .broken("there is no role named \(roleName)")
    }
    let words = text[text.index(after: equals)...].split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return .broken("\(roleName) has no colour") }
    guard let colour = Colour(parsing: String(first)) else {
      return .broken("\(first) is not a colour: use #rrggbb, 0–255, default or a name like bright-blue")
    }
    var look = Look(colour: colour)
    for word in words.dropFirst() {
      switch word.lowercased() {
      case "bold": look.emphasis.insert(.bold)
      case "underline": look.emphasis.insert(.underline)
      case "reverse": look.emphasis.insert(.reverse)
      default: return .broken("\(word) is not bold, underline or reverse")
      }
    }
    return .look(roles, look)
  }
}

/// Where the user's own themes are: a file `NAME.theme` goes before the compiled-in theme of this name, and is laid
/// over it; others are laid over the standard one.
package struct ThemeFolders: Sendable {
  let paths: [String]
  /// - Parameter paths: folders; the first that has a theme counts, those that do not exist are passed over.
  package init(_ paths: [String]) { self.paths = paths }

  /// Names of all themes, sorted, the compiled-in ones among them.
  package var names: [String] {
    let found = paths.flatMap { folderEntries($0) ?? [] }.filter { $0.hasSuffix(".theme") }.map {
      String($0.dropLast(6))
    }
    return Set(found + Theme.builtIn.keys).sorted()
  }

  /// - Parameter heirs: the themes that inherit from it, which it may not inherit from.
  /// - Returns: nil when no folder has a theme of this name and none is compiled in.
  func theme(named name: String, heirs: Set<String> = []) -> (theme: Theme, path: String?, faults: [Theme.Fault])? {
    guard !name.isEmpty, !name.contains("/") else { return nil }
    for folder in paths {
      let path = folder + "/" + name + ".theme"
      guard let text = textFile(path) else { continue }
      var base = Theme.builtIn(named: name) ?? .standard
      var wrong: [Theme.Fault] = []
      if let parent = Theme.parent(in: text) {
        let found =
          heirs.union([name]).contains(parent.name) ? nil : theme(named: parent.name, heirs: heirs.union([name]))
        if let found { base = found.theme } else { wrong = [Self.fault(parent, of: name, heirs)] }
      }
      let (theme, faults) = base.overlaid(with: text, name: name)
      return (theme, path, wrong + faults)
    }
    return Theme.builtIn(named: name).map { ($0, nil, []) }
  }

  private static func fault(_ parent: (name: String, line: Int), of name: String, _ heirs: Set<String>) -> Theme.Fault {
    let isCircle = heirs.union([name]).contains(parent.name)
    let reason = "\(parent.name) inherits from this theme"
    return Theme.Fault(
      line: parent.line, reason: isCircle ? reason : "there is no theme named \(parent.name) to inherit from")
  }
}
