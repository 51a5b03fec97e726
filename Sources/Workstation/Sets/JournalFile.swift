import Glibc
import Media
import Music
import Platform

/// A journal on the disk.
package struct JournalFile: Sendable, Hashable {
  /// The file.
  package var path: String
  /// When the set began, as its name has it: "2026-11-21 20.15.03".
  package var date: String { baseName(path).replacing("_", with: " ") }

  /// The journals in a folder, newest first.
  package static func all(in folder: String) -> [JournalFile] {
    let names = (folderEntries(folder) ?? []).filter { $0.hasSuffix(".journal") }
    return names.sorted(by: >).map { JournalFile(path: "\(folder)/\($0)") }
  }

  /// The one that a DJ means: a path, a name in the folder, or a number: 1 is the newest set.
  package static func path(of word: String, in folder: String) throws(OfflineSet.Failure) -> String {
    if access(word, F_OK) == 0 || word.contains("/") { return word }
    for name in [word, word + ".journal"] where access("\(folder)/\(name)", F_OK) == 0 { return "\(folder)/\(name)" }
    let sets = all(in: folder)
    if let number = Int(word) {
      guard sets.indices.contains(number - 1) else {
        throw OfflineSet.Failure(
          description: "there is no set \(word) among \(counted(sets.count, "set")): segue journal lists them")
      }
      return sets[number - 1].path
    }
    throw OfflineSet.Failure(description: "there is no journal \(word): segue journal lists those in \(folder)")
  }

  /// - Throws: why it cannot be read, with the line that is wrong.
  package static func read(_ path: String) throws -> Journal {
    guard let text = textFile(path) else {
      throw OfflineSet.Failure(description: "the journal \(path) cannot be read: is the path right?")
    }
    return try Journal(parsing: text, name: path)
  }
}
