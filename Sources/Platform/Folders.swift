import Glibc

/// Makes a folder and those above it. Blocks on the disk. - Returns: nil, or why it could not be made, in a sentence.
package func makeFolder(_ path: String) -> String? {
  var built = ""
  for part in FilePath(path).parts {
    built += "/" + part
    if mkdir(built, 0o755) != 0 && errno != EEXIST { return "cannot make the folder \(built): \(errorText())" }
  }
  return nil
}

/// Whether a folder, or a link to one, is there. Blocks on the disk.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// What a symbolic link says; nil for what is no link. Blocks on the disk.
package func target(ofLink path: String) -> String? {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink(path, &buffer, buffer.count)
  return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The program that runs.
package var ownProgram: String { target(ofLink: "/proc/self/exe") ?? "" }

/// The home that the system's list of users names, for a program that was started without HOME.
package func homeOfThisUser() -> String {
  guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir, home.pointee == 0x2F else { return "/tmp" }
  return String(cString: home)
}

/// A path as the shell's user means it: `~` is home, a relative one starts here. A file has one such path however it
/// was typed: without `.`, `..`, doubled slashes and slashes at the end. Links stay as they are but for one that `..`
/// follows. What is not there by these bytes, but by others that look the same, has the path that is there. Blocks on
/// the disk.
package func absolutePath(_ path: String) -> String {
  let whole = FilePath(plainPath(path))
  return (whole.onDisk ?? whole).text
}

/// The same for a file that is to be made: what lies there is not looked at.
package func plainPath(_ path: String) -> String {
  if path == "~" || path.hasPrefix("~/") {
    return withoutDots((getenv("HOME").map { String(cString: $0) } ?? homeOfThisUser()) + path.dropFirst())
  }
  if path.utf8.first == UInt8(ascii: "/") { return withoutDots(path) }
  guard let here = getcwd(nil, 0) else { return path }
  defer { free(here) }
  return withoutDots(String(cString: here) + "/" + path)
}

/// - Parameter path: absolute.
private func withoutDots(_ path: String) -> String {
  var parts: [String] = []
  for part in FilePath(path).parts where part != "." {
    guard part == ".." else {
      parts.append(part)
      continue
    }
    // The folder above a link is the one above what it leads to.
    if let target = endOfLink("/" + parts.joined(separator: "/")) {
      parts = FilePath(target).parts
    }
    _ = parts.popLast()
  }
  return "/" + parts.joined(separator: "/")
}

/// Where a symbolic link leads to in the end; nil for what is no link, and for one that leads nowhere.
private func endOfLink(_ path: String) -> String? {
  var status = stat()
  guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let target = realpath(path, nil) else {
    return nil
  }
  defer { free(target) }
  return String(cString: target)
}
