import Glibc
import Platform

/// A disk in memory of a few hundred kilobytes, to be filled; only an administrator can have one.
package final class SmallDisk {
  package let path: String
  private let folder: ScratchFolder

  /// - Returns: nil, and a line that says so, where none can be mounted.
  package init?(kilobytes: Int) throws {
    folder = try ScratchFolder()
    path = folder.path + "/disk"
    mkdir(path, 0o700)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      let reason = errorText()
      let line = "no small disk can be mounted (\(reason)): the test of a full disk is skipped\n"
      _ = line.utf8.withContiguousStorageIfAvailable { write(2, $0.baseAddress, $0.count) }
      return nil
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }
}
