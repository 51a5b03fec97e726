import FoundationEssentials
import Glibc
import Music
import Platform

/// Stems that Segue has made itself, in the user's cache: a folder for each sound and way to split it. They are kept by
/// what a track sounds like, so that one that was moved or tagged anew has its stems still. A folder is there whole or
/// not at all: it is made under another name (`StemFolder`) and takes its own when all of it is written. Blocks on the
/// disk; any thread.
package struct StemCache: Sendable {
  /// Where its folders are.
  package let folder: String

  /// What a folder that Segue made has beside its stems.
  package static let sidecar = "split.json"

  /// - Parameter cache: Segue's folder of what can be made again.
  package init(inCache cache: String) { folder = cache + "/stems" }

  /// What a folder of stems is kept by. Its name says it.
  package struct Key: Sendable, Hashable {
    /// What was split.
    package let content: ContentID
    /// What split it, in letters, digits, dots and underscores.
    package let engine: String
    /// Of the engine, in digits and dots: other stems are made by another version.
    package let version: String
    /// How many stems it was split into.
    package let stems: Int

    /// A key of its parts.
    package init(_ content: ContentID, engine: String, version: String, stems: Int) {
      (self.content, self.engine, self.version, self.stems) = (content, engine, version, stems)
    }

    /// The key that a folder is named by; nil for one that the cache has not made.
    init?(name: String) {
      let parts = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, let stems = Int(parts[3]), parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
        return nil
      }
      self.init(ContentID(hex: parts[0]), engine: parts[1], version: parts[2], stems: stems)
    }

    var name: String { "\(content.hex)-\(engine)-\(version)-\(stems)" }
  }

  /// A folder of stems that is whole.
  package struct Entry: Sendable {
    /// What it is kept by.
    package let key: Key
    /// The folder.
    package let path: String
    /// What is known of the stems, as it was written when they were made.
    package let account: Account
    /// The stems, in the order of `StemKind`.
    package let files: [StemFile]
    /// Of all its files.
    package let bytes: Int64
    /// When its stems were last taken, seconds since 1970.
    package let lastUsed: Double
  }

  /// What lies beside stems as `split.json`: what `segue split --json` says.
  package struct Account: Sendable, Decodable {
    /// The track, where it was when it was split.
    package let path: String
    /// The files by what they hold.
    package let files: [String: String]
    /// Their sizes, likewise.
    package let bytes: [String: Int64]
    /// The track's length.
    package let duration_seconds: Double
    /// What heard the voice.
    package let model_name: String
    /// Of the model, as text.
    package let model_version: String
    /// What ran it.
    package let runtime: String
    /// How long that took.
    package let runtime_seconds: Double
    /// What the DJ should know.
    package let warnings: [String]
  }

  /// Where the folder of a key is, or will be.
  package func path(of key: Key) -> String { "\(folder)/\(key.name)" }

  /// The stems of a key; nil where they are not there, or not whole.
  package func entry(_ key: Key) -> Entry? {
    let path = path(of: key)
    var status = stat()
    guard stat(path, &status) == 0, let text = textFile("\(path)/\(Self.sidecar)"),
      let account = try? JSONDecoder().decode(Account.self, from: Data(text.utf8))
    else { return nil }
    var files: [StemFile] = []
    var bytes = Int64(text.utf8.count)
    for kind in StemKind.allCases {
      guard let file = account.files[kind.rawValue].map({ "\(path)/\(fileName($0))" }) else { continue }
      guard let stamp = FileStamp(at: file), stamp.bytes == account.bytes[kind.rawValue] else { return nil }
      files.append(StemFile(kind: kind, label: baseName(file).printable, path: file))
      bytes += stamp.bytes
    }
    guard files.count > 1, files.count == account.files.count else { return nil }
    let used = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    return Entry(key: key, path: path, account: account, files: files, bytes: bytes, lastUsed: used)
  }

  /// All that is whole, what was used last first.
  package var entries: [Entry] { keys.compactMap { entry($0) }.sorted { $0.lastUsed > $1.lastUsed } }

  /// The stems of a track, those of most parts, of several those used last; empty where there are none.
  package func stems(of content: ContentID) -> [StemFile] {
    let found = keys.filter { $0.content == content }.compactMap { entry($0) }
    return found.max { ($0.key.stems, $0.lastUsed) < ($1.key.stems, $1.lastUsed) }?.files ?? []
  }

  /// Whose stems it may have: a look for each of thousands of tracks need not list the folder each time.
  package var contents: Set<ContentID> { Set(keys.map(\.content)) }

  /// Nothing is kept.
  package var isEmpty: Bool { keys.isEmpty }

  /// Notes that stems were taken. - Parameter files: may lie elsewhere than here.
  package func noteUse(of files: [StemFile]) {
    guard let key = key(of: files) else { return }
    utimensat(AT_FDCWD, path(of: key), nil, 0)
  }

  /// The key of stems that lie here.
  private func key(of files: [StemFile]) -> Key? {
    guard let first = files.first else { return nil }
    let place = Platform.folder(of: first.path)
    return Platform.folder(of: place) == folder ? Key(name: fileName(place)) : nil
  }

  /// Removes stems that turned out to be damaged. - Parameter files: may lie elsewhere than here: they stay then.
  package func removeDamaged(_ files: [StemFile]) { if let key = key(of: files) { _ = remove(key) } }

  /// Removes what was not used for longest until the rest is no larger.
  /// - Parameter bytes: 0 removes all.
  /// - Returns: what was removed; what cannot be stays, and is not among it.
  package func trim(to bytes: Int64) -> [Entry] {
    var entries = entries
    // What is not whole is of no use to anybody.
    let whole = Set(entries.map(\.key))
    for key in keys where !whole.contains(key) { _ = remove(key) }
    var (sum, removed) = (entries.reduce(0) { $0 + $1.bytes }, [Entry]())
    while sum > bytes, let last = entries.popLast() {
      guard remove(last.key) else { continue }
      sum -= last.bytes
      removed.append(last)
    }
    return removed
  }

  /// Removes the stems of a key in one step; a deck that plays them plays on.
  /// - Returns: whether they are gone.
  package func remove(_ key: Key) -> Bool {
    let gone = "\(folder)/.\(key.name).gone\(Self.partialEnding)"
    guard rename(path(of: key), gone) == 0 else { return errno == ENOENT }
    Self.removeFolder(gone)
    return true
  }

  /// The end of the names of folders that are being made or removed.
  package static let partialEnding = ".partial"

  /// Removes a folder and the files in it.
  package static func removeFolder(_ path: String) {
    for name in folderEntries(path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  private var keys: [Key] { (folderEntries(folder) ?? []).sorted().compactMap { Key(name: $0) } }
}
