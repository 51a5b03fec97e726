import Library
import Media
import Platform

/// What a failure to read or analyse a file says about the file.
enum FileFault: Sendable {
  /// It is not where it was.
  case missing
  /// It cannot be read as it is; it is tried again when it changes.
  case faulty
  /// Nothing: a program that was killed or does not run, a disk that slept. The next try may go well.
  case unknown

  init(_ failure: MediaError) {
    switch failure.kind {
    case .missing: self = .missing
    case .program, .notStarted, .timedOut, .cancelled: self = .unknown
    case .crashed, .unreadable, .notAudio, .truncated, .tooLong, .stems, .diskFull, .unwritable: self = .faulty
    }
  }
}

extension Library {
  /// Marks the file at `path` by what a failure says about it. - Returns: what that is; an unknown file is not marked.
  @discardableResult
  func mark(_ path: String, by failure: MediaError) throws(LibraryError) -> FileFault {
    let fault = FileFault(failure)
    switch fault {
    case .missing: try markMissing([FilePath(path)])
    case .faulty: try fail(path: path, because: failure.sentence)
    case .unknown: break
    }
    return fault
  }
}
