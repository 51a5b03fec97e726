import Glibc
import Music
import Platform

/// Walks folders for music. Hidden files are passed over, links to folders followed once, and stems that belong to a
/// track left out: a library lists records, not their parts.
package struct FolderScan {
  /// Endings of what is taken for music, in lower case.
  package static let endings: Set<String> = [
    "wav", "wave", "rf64", "flac", "ogg", "oga", "opus", "mp3", "aif", "aiff", "aifc", "m4a", "mp4", "aac", "alac",
    "wma", "wv", "ape", "mpc", "mka", "caf", "au", "mp2", "tta", "ac3",
  ]

  /// Folders that could not be read, each in a sentence.
  package private(set) var problems: [String] = []
  /// Files and folders left out because their names are not UTF-8, as older systems wrote them: no path leads there.
  package private(set) var misnamed: [String] = []
  private var seen: Set<FolderIdentity> = []

  private struct FolderIdentity: Hashable {
    var device: dev_t
    var inode: ino_t
  }

  /// A scan that has found nothing yet.
  package init() {}

  /// Hands every file below `folder` to `take`, until it answers false. - Returns: false when it was stopped.
  /// - Parameter isDeep: false for what lies in the folder itself alone.
  @discardableResult
  package mutating func walk(_ folder: String, isDeep: Bool = true, take: (FileStamp) -> Bool) -> Bool {
    var status = stat()
    guard stat(folder, &status) == 0 else {
      problems.append("\(folder) cannot be scanned: \(errorText()). Is its disk plugged in?")
      return true
    }
    guard seen.insert(FolderIdentity(device: status.st_dev, inode: status.st_ino)).inserted else { return true }
    guard let names = Self.names(in: folder) else {
      problems.append("\(folder) cannot be read: \(errorText()). Check its permissions.")
      return true
    }
    let files = names.filter { Self.endings.contains(fileEnding($0)) }
    let parts = StemSearch.parts(among: files, in: folder)
    for name in names.map({ FilePath($0) }).sorted().map(\.text) {
      let path = folder + (folder.hasSuffix("/") ? "" : "/") + name
      guard stat(path, &status) == 0 else {
        if name.unicodeScalars.contains("\u{FFFD}") { misnamed.append(path) }
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR where isDeep:
        if !walk(path, take: take) { return false }
      case S_IFREG where Self.endings.contains(fileEnding(name)) && !parts.contains(FilePath(name)):
        if !take(FileStamp(path: path, status)) { return false }
      default: break
      }
    }
    return true
  }

  /// What lies in a folder, without hidden files; nil with `errno` when it cannot be read.
  static func names(in folder: String) -> [String]? {
    folderEntries(folder)?.filter { $0.utf8.first != UInt8(ascii: ".") }
  }
}
