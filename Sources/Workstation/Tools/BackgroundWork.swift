import Dispatch
import FoundationEssentials
import Glibc
import Media
import Platform
import Synchronization

/// The other side of `BackgroundJobs`: a long job in this process, which a Segue that plays has started. It gives way
/// to all others, says in pieces (`Media.Piece`) how far it is and what came of it, and ends when that one is gone.
/// - Parameters:
///   - path: the file that its failures name.
///   - patience: whole seconds in which it asks whether it is to go on, also on a machine with far too much to do.
///   - work: the job. It is given what tells shares 0…1 and what says whether it is to go on; its result is JSON.
/// - Returns: the exit status.
func runInBackground(
  on path: String, patience: UInt32 = 10, _ work: (_ progress: (Double) -> Void, _ goesOn: () -> Bool) throws -> String
) -> Int32 {
  standBack()
  watchParent(patience)
  let output = PieceWriter(descriptor: 1)
  func say(_ kind: Piece, _ bytes: [UInt8]) { bytes.withUnsafeBytes { output.write(kind, $0) } }
  do {
    let result = try work { share in
      withUnsafeBytes(of: share) { output.write(.progress, $0) }
    } _: {
      !isLeftAlone.load(ordering: .relaxed)
    }
    say(.result, Array(result.utf8))
    return 0
  } catch {
    let failure = error as? MediaError ?? MediaError(.unwritable, path: path, "\(error)")
    if let json = try? JSONEncoder().encode(failure) { say(.failure, Array(json)) }
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
private func watchParent(_ patience: UInt32) {
  DispatchQueue(label: "segue.lifeline").async { @Sendable in
    var byte: UInt8 = 0
    while true {
      let count = read(0, &byte, 1)
      if count == 0 || count < 0 && errno != EINTR { break }
    }
    // What is half made is cleared away, which takes a second or so; then there is no more waiting.
    isLeftAlone.store(true, ordering: .relaxed)
    sleep(patience)
    _exit(1)
  }
}
