import Platform
import Testing

/// CONTRIBUTING leads newcomers to files and types by name: a name that is gone would lead them nowhere.
struct ContributingTests {
  private static let root: String = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// Paths of all files under a folder, from the root.
  private static func files(in folder: String) -> [String] {
    (folderEntries("\(root)/\(folder)") ?? []).filter { $0 != "." && $0 != ".." }.flatMap { name -> [String] in
      let path: String = "\(folder)/\(name)"
      return name.contains(".") ? [path] : files(in: path)
    }
  }

  /// What stands between backticks.
  private static func names() throws -> [String] {
    let text = try #require(textFile("\(root)/.github/CONTRIBUTING.md"))
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    return pieces.indices.filter { $0 % 2 == 1 }.map { String(pieces[$0]) }
  }

  @Test func everyFileThatIsNamedExists() throws {
    let files = Self.files(in: "Sources") + ["Package.swift"]
    let named = try Self.names().filter { $0.hasSuffix(".swift") || $0.hasPrefix("Sources/") }
    #expect(named.count > 20)
    for name in named {
      let exists = files.contains { $0 == name || $0.hasSuffix("/" + name) || $0.hasPrefix(name + "/") }
      #expect(exists, "\(name)")
    }
  }

  /// `Type` and `Type.member` are declared somewhere.
  @Test func everyTypeThatIsNamedIsDeclared() throws {
    let files = Self.files(in: "Sources").filter { $0.hasSuffix(".swift") }
    let texts: [String] = files.compactMap { textFile("\(Self.root)/\($0)") }
    var declared: Set<Substring> = ["Sources"]
    for text in texts {
      let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      for (keyword, name) in zip(words, words.dropFirst())
      where ["struct", "class", "enum", "protocol", "func", "var", "let", "case", "typealias"].contains(keyword) {
        declared.insert(name)
      }
    }
    // Targets are named as modules are.
    for name in folderEntries("\(Self.root)/Sources") ?? [] { declared.insert(Substring(name)) }
    for name in try Self.names() {
      let parts = name.split(separator: ".")
      guard let first = parts.first?.first, first.isUppercase, !name.hasSuffix(".swift") else { continue }
      guard parts.allSatisfy({ $0.allSatisfy { $0.isLetter || $0.isNumber } }), name != "Area" else { continue }
      for part in parts where !declared.contains(part) { Issue.record("\(name) is declared nowhere") }
    }
  }
}
