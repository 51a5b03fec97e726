import Library
import Synchronization

/// Something that all work depends on refused: the disk is full, the library cannot be written, the media program does
/// not start. It is said once, and the work stops until more is asked for.
final class Refusal: Sendable {
  private let flag = Atomic<Bool>(false)
  private let tell: @Sendable (LibraryJobs.News) -> Void

  init(_ tell: @escaping @Sendable (LibraryJobs.News) -> Void) { self.tell = tell }

  var isThere: Bool { flag.load(ordering: .acquiring) }
  func goAway() { flag.store(false, ordering: .releasing) }

  /// - Parameter work: what stops: "the scan".
  func come(_ error: LibraryError, to work: String) { come(error.description, to: work) }

  func come(_ sentence: String, to work: String) {
    if !flag.exchange(true, ordering: .acquiringAndReleasing) {
      tell(.problem(.failure, "\(work) stopped: \(sentence)"))
    }
  }
}

/// Another program may hold the library for a while: for half a minute work that took long is not thrown away.
@discardableResult
func patiently<Result>(_ write: () throws(LibraryError) -> Result) throws(LibraryError) -> Result {
  for _ in 0..<5 {
    do throws(LibraryError) { return try write() } catch .busy { continue }
  }
  return try write()
}
