/// Why the library could not do as told. Every case has a sentence that says what failed, where, and what to do.
package enum LibraryError: Error, Sendable, Hashable {
  /// The file cannot be opened or made.
  case cannotOpen(path: String, reason: String)
  /// The file or its folder refuses writing.
  case notWritable(path: String)
  /// A newer Segue wrote the file; it was left untouched.
  case fromNewerVersion(path: String, version: Int, known: Int)
  /// The file is an SQLite database of another program, or no database at all.
  case notALibrary(path: String)
  /// The file is a library, but its pages contradict each other.
  case damaged(path: String, detail: String)
  case diskFull(path: String)
  /// Another program kept the file locked for longer than we wait.
  case busy(path: String)
  /// There is no such track (any more).
  case unknownTrack
  /// Anything else that SQLite reports, in its words.
  case failed(path: String, detail: String)
}

extension LibraryError: CustomStringConvertible {
  /// The sentence for the DJ.
  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "The library \(path) cannot be opened: \(reason). Check the folder, or name another library."
    case .notWritable(let path):
      "The library \(path) cannot be written. Make the file and its folder writable, or name another library."
    case .fromNewerVersion(let path, let version, let known):
      "The library \(path) was written by a newer Segue (version \(version), this one knows \(known)). "
        + "It was left as it is: update Segue, or name another library."
    case .notALibrary(let path):
      "\(path) is not a Segue library. It was left as it is: move it away, or name another library."
    case .damaged(let path, let detail):
      "The library \(path) is damaged (\(detail)). Put back a copy, or move it away and scan your music again."
    case .diskFull(let path):
      "The disk that holds the library \(path) is full. Free some space; what was stored before is safe."
    case .busy(let path):
      "The library \(path) is kept busy by another program. Close the other one, or try again."
    case .unknownTrack:
      "The track is no longer in the library. Scan its folder again."
    case .failed(let path, let detail):
      "The library \(path) reports: \(detail)."
    }
  }
}
