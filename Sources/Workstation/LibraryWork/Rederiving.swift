import Analysis
import Dispatch
import Library
import Music
import Synchronization

/// How many tracks one transaction takes: a cue that the DJ sets meanwhile waits for some milliseconds.
private let decisionBatch = 64

/// Decides tracks again from their stored features, by the DJ's own grid and key where he corrected them: no file is
/// opened.
/// - Parameters:
///   - cores: how many threads take part; the calling one is among them.
///   - progress: is told on any of them, one at a time, how many tracks are done.
/// - Returns: how many were decided; the others have no features and must be analysed again.
@discardableResult
func rederive(
  _ tracks: [TrackID], of library: Library, cores: Int = 1, progress: @Sendable (Int) -> Void = { _ in }
) throws(LibraryError) -> Int {
  struct Work {
    var next = 0
    var seen = 0
    var decided = 0
    var failure: LibraryError?
  }
  let work = Mutex(Work())
  // SAFETY of the escape: concurrentPerform returns when all its calls have.
  withoutActuallyEscaping(progress) { progress in
    DispatchQueue.concurrentPerform(iterations: max(1, min(cores, tracks.count / decisionBatch + 1))) { @Sendable _ in
      while true {
        let batch: ArraySlice<TrackID> = work.withLock { work in
          guard work.failure == nil else { return [] }
          let batch = tracks[work.next..<min(tracks.count, work.next + decisionBatch)]
          work.next = batch.endIndex
          return batch
        }
        if batch.isEmpty { return }
        do throws(LibraryError) {
          let decided = try library.derivationInput(of: batch).map { ($0, decisions(from: $0)) }
          try library.store(decided)
          work.withLock {
            $0.decided += decided.count
            $0.seen += batch.count
            progress($0.seen)
          }
        } catch { work.withLock { $0.failure = error } }
      }
    }
  }
  return try work.withLock { work throws(LibraryError) in
    if let failure = work.failure { throw failure }
    return work.decided
  }
}

private func decisions(from grounds: DerivationInput) -> TrackDecisions {
  var facts = grounds.facts
  facts.decide(from: grounds.features)
  return facts.decisions
}

/// Brings up to date what an older version decided and what the DJ's corrections have overtaken, and calibrates the
/// energies.
/// - Returns: how many tracks changed.
@discardableResult
func refreshDerived(of library: Library, cores: Int) throws(LibraryError) -> Int {
  let decided = try rederive(library.decided(onlyOutdated: true), of: library, cores: cores)
  return try decided + library.calibrateEnergy()
}
