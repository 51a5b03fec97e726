import Glibc

/// A file as a look at it finds it: by size and time it is told whether it changed since.
package struct FileStamp: Sendable, Hashable {
  /// Absolute.
  package var path: FilePath
  /// The file's size.
  package var bytes: Int64
  /// When it was written last, seconds since 1970.
  package var modified: Double

  /// - Parameter modified: seconds since 1970.
  package init(path: String, bytes: Int64, modified: Double) {
    self.path = FilePath(path)
    self.bytes = bytes
    self.modified = modified
  }

  /// Looks at a file; links are followed. - Returns: nil when it is not there or not a file.
  package init?(at path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(path: path, status)
  }

  /// - Parameter status: of the file at `path`.
  package init(path: String, _ status: stat) {
    let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    self.init(path: path, bytes: Int64(status.st_size), modified: modified)
  }
}
