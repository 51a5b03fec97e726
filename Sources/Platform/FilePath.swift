import Glibc

/// Where a file is, as the file system has it: bytes. Swift's strings are equal when they look the same; two files
/// whose names look the same, such as "café" with one é and with an e and an accent, are two files, and two paths.
///
/// Whatever keys or compares by path does so with this type. A path is valid UTF-8: files with other names are left out
/// where folders are listed, and said.
package struct FilePath: Sendable, Hashable, Comparable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// For opening the file, and for showing it.
  package let text: String

  /// The bytes of a path that is text.
  package init(_ text: String) {
    var text = text
    text.makeContiguousUTF8()
    self.text = text
  }

  /// A path that is written in the code.
  package init(stringLiteral text: String) { self.init(text) }

  package var description: String { text }

  package static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  /// By bytes, as the library sorts them too.
  package static func < (a: Self, b: Self) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

  /// The path's bytes.
  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// What follows a folder's path and a slash; nil for what does not lie in that folder.
  package func relative(to folder: FilePath) -> String? {
    let prefix = folder.text.utf8.last == slash ? folder.text : folder.text + "/"
    guard text.utf8.starts(with: prefix.utf8) else { return nil }
    return String(Substring(text.utf8.dropFirst(prefix.utf8.count)))
  }

  /// The parts between the slashes. (A slash and an accent behind it are one character to Swift, and two bytes here.)
  package var parts: [String] { text.utf8.split(separator: slash).map { String(Substring($0)) } }

  /// The path of what is meant by a name that comes from elsewhere: typed, from another machine's list, from a journal.
  /// Where nothing has just these bytes, the folders on the way are listed for what looks the same: a Mac writes é as
  /// two letters. Blocks on the disk.
  /// - Returns: nil where nothing is there, and where two names look as the one asked for.
  package var onDisk: FilePath? {
    if isThere(text) { return self }
    guard text.utf8.first == slash else { return nil }
    var found = ""
    for part in parts {
      let next = found + "/" + part
      if isThere(next) {
        found = next
        continue
      }
      let alike = (folderEntries(found.isEmpty ? "/" : found) ?? []).filter { $0 == part }
      guard alike.count == 1 else { return nil }
      found += "/" + alike[0]
    }
    return FilePath(found)
  }
}

private let slash = UInt8(ascii: "/")

private func isThere(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0
}

/// The names of what lies in a folder, in no order, "." and ".." left out; bytes that are no UTF-8 come as U+FFFD.
/// Blocks on the disk. - Returns: nil with `errno` when it cannot be read.
package func folderEntries(_ folder: String) -> [String]? {
  guard let directory = opendir(folder) else { return nil }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}
