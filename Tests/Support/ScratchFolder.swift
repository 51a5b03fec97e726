import Glibc

/// A folder of a test's own, gone with all that is in it when the last reference to it goes.
package final class ScratchFolder: Sendable {
  package let path: String

  package init() throws(NoScratchFolder) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/segue-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw NoScratchFolder(parent: parent) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// The whole content of a file in the folder; empty when there is none.
  package func content(of name: String) -> [UInt8] {
    guard let stream = fopen(path + "/" + name, "rbe") else { return [] }
    defer { fclose(stream) }
    fseek(stream, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(stream))
    rewind(stream)
    let count = fread(&bytes, 1, bytes.count, stream)
    return Array(bytes[..<count])
  }

  private static func remove(_ folder: String) {
    if let entries = opendir(folder) {
      while let entry = readdir(entries) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name == "." || name == ".." { continue }
        if unlink(folder + "/" + name) != 0 { remove(folder + "/" + name) }
      }
      closedir(entries)
    }
    rmdir(folder)
  }
}

package struct NoScratchFolder: Error, CustomStringConvertible {
  package let parent: String
  package var description: String { "no folder can be made in \(parent)" }
}

extension Duration {
  /// When a test gives up what hangs. A machine that does far too much else is slow: what comes costs nothing of it.
  package static let patience = Duration.seconds(300)
  /// When a test gives up work that gives way to all else (analysis, splits, whole songs). It stands nearly still while
  /// other tests keep all cores busy. So what a test waits for beside it must not pass meanwhile: a deck loops.
  package static let backgroundWork = Duration.seconds(900)
}

/// Waits until it is so.
///
/// - Parameters:
///   - limit: when what hangs is given up.
///   - rest: between two looks. A look that costs much takes from what is waited for.
/// - Returns: whether it came to be so.
package func eventually(
  within limit: Duration = .patience, resting rest: Duration = .milliseconds(2), _ isSo: () -> Bool
) -> Bool {
  let end = ContinuousClock.now + limit
  while ContinuousClock.now < end {
    if isSo() { return true }
    // Only gives the processor away between two looks: what is waited for is the condition.
    usleep(UInt32(rest / .microseconds(1)))
  }
  return isSo()
}
