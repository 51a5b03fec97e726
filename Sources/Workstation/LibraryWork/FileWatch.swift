import Glibc
import Music

/// Notices when a file that is held open is moved away, deleted or replaced: what is written then goes nowhere.
struct FileWatch {
  let path: String
  private let identity: Identity?
  private var isGone = false

  private struct Identity: Equatable {
    var device: dev_t
    var inode: ino_t
  }

  init(_ path: String) {
    self.path = path
    identity = Self.identity(of: path)
  }

  private static func identity(of path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? Identity(device: status.st_dev, inode: status.st_ino) : nil
  }

  /// True once, when the path no longer leads to the file that was there at first.
  mutating func noticesLoss() -> Bool {
    guard !isGone, identity != nil, Self.identity(of: path) != identity else { return false }
    isGone = true
    return true
  }
}
