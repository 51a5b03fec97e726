import Dispatch
import FoundationEssentials
import Glibc
import Media
import Music
import Platform
import Studio
import Synchronization

/// `segue split-worker`: splits one track into the cache for a Segue that plays, which has started this process and
/// reads from it in pieces (`Media.Piece`) how far it is. It is not meant to be called by hand.
/// - Parameters:
///   - data: the folder that has the nets.
///   - cache: the folder that has the cache of stems.
///   - engine: what splits, in words.
/// - Returns: the exit status.
package func splitForWorkstation(_ path: String, data: String, cache: String, engine: String) -> Int32 {
  standBack()
  watchParent()
  let output = PieceWriter(descriptor: 1)
  func say(_ kind: Piece, _ bytes: [UInt8]) { bytes.withUnsafeBytes { output.write(kind, $0) } }
  do {
    // One core is the music's.
    let desk = SplitDesk(
      media: try MediaProgram.find(), data: data, cache: StemCache(inCache: cache), cores: max(1, coreCount() - 1))
    var wish = SplitWish()
    wish.staysInCache = true
    try wish.use(engine: engine)
    let report = try desk.split(path, wish) { stage in
      let share: Double = if case .splitting(let share?) = stage { share } else { 0 }
      withUnsafeBytes(of: share) { output.write(.progress, $0) }
    } goesOn: {
      !isLeftAlone.load(ordering: .relaxed)
    }
    say(.result, Array(report.json.line.utf8))
    return 0
  } catch {
    if let json = try? JSONEncoder().encode(MediaError(error, of: path)) { say(.failure, Array(json)) }
    return 1
  }
}

/// The process that started this one is gone.
private let isLeftAlone = Atomic<Bool>(false)

/// Gives way to all others, in cores and on the disk, and is the first to go where memory runs out: the music plays in
/// another process.
private func standBack() {
  // Not SCHED_IDLE: on a machine with three times as much to do as it can, that stands still for half a minute.
  _ = nice(19)
  var priority = sched_param()
  // SCHED_BATCH of `linux/sched.h`: whoever wakes up goes first.
  sched_setscheduler(0, 3, &priority)
  let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
  guard file >= 0 else { return }
  _ = write(file, "1000", 4)
  close(file)
}

/// Ends this process when the one that started it is gone: standard input is a socket whose other end that one holds.
private func watchParent() {
  DispatchQueue(label: "segue.lifeline").async { @Sendable in
    var byte: UInt8 = 0
    while true {
      let count = read(0, &byte, 1)
      if count == 0 || count < 0 && errno != EINTR { break }
    }
    // What is half made is cleared away, which takes a second; then there is no more waiting.
    isLeftAlone.store(true, ordering: .relaxed)
    sleep(10)
    _exit(1)
  }
}

extension MediaError {
  /// A failure as it goes through the pipe.
  fileprivate init(_ error: any Error, of path: String) {
    if let error = error as? MediaError {
      self = error
    } else {
      let isGivenUp = (error as? SplitError)?.kind == .cancelled
      self.init(isGivenUp ? .cancelled : .unwritable, path: path, "\(error)")
    }
  }
}
