import Dispatch
import Library
import Music
import Platform
import Synchronization

/// Brings changes into the library on a thread of its own: whoever makes them, the thread that reads keys above all,
/// never waits for a disk or for another program that holds the library. What is refused waits and is tried again; of
/// two changes to one thing the last one counts.
final class LibraryWriter: Sendable {
  /// What there is to tell, on the writer's thread.
  enum News: Sendable {
    case stored(LibraryChange)
    /// The library refuses for now; said once until it takes changes again.
    case refused(LibraryChange, LibraryError)
    /// All that had waited is stored.
    case caughtUp
    /// The track is gone: there is nothing to store it with.
    case dropped(LibraryChange, LibraryError)
  }

  private struct Waiting {
    var number: Int
    var change: LibraryChange
  }

  private struct State {
    /// In the order in which they are stored.
    var waiting: [Waiting] = []
    var count = 0
    var isRefused = false
    var retries = false
  }

  private let library: Library
  private let tell: @Sendable (News) -> Void
  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "segue.library", qos: .userInitiated)
  /// Between two tries. A held library was waited for already (`Library`'s own patience).
  private let pause: DispatchTimeInterval

  /// - Parameters:
  ///   - library: one whose writes wait for others.
  ///   - tell: called on the writer's thread.
  init(
    _ library: Library, pause: DispatchTimeInterval = .seconds(1), tell: @escaping @Sendable (News) -> Void
  ) {
    self.library = library
    self.pause = pause
    self.tell = tell
  }

  /// Has a change stored soon. Any thread; never waits.
  func keep(_ change: LibraryChange) {
    let key = change.key
    let isRetrying = state.withLock { state in
      state.waiting.removeAll { $0.change.key == key }
      state.count += 1
      state.waiting.append(Waiting(number: state.count, change: change))
      return state.retries
    }
    if !isRetrying { thread.async { @Sendable [self] in storeWaiting() } }
  }

  /// Waits until what was given before is stored or refused, but no longer than this. Not on the thread that reads
  /// keys.
  func wait(within limit: DispatchTimeInterval) {
    NoWaiting.check()
    let done = DispatchSemaphore(value: 0)
    thread.async { @Sendable in done.signal() }
    _ = done.wait(timeout: .now() + limit)
  }

  /// What is not stored yet, in order. To be asked before the library is read: what was stored meanwhile is then seen
  /// there.
  var pending: [LibraryChange] { state.withLock { $0.waiting.map(\.change) } }

  /// What is not stored yet of a track.
  func pending(of track: Track) -> PendingFacts {
    let path = FilePath(track.path)
    var facts = PendingFacts()
    for case .track(let subject, let fact) in pending where subject.path == path { facts.add(fact) }
    return facts
  }

  /// A file is on its way into the library.
  func isFiling(_ path: String) -> Bool {
    let path = FilePath(path)
    return pending.contains { if case .file(let file) = $0 { file.path == path } else { false } }
  }

  /// Waits until all is stored, for so long at most. - Returns: what is not.
  func finish(within limit: Seconds) -> [LibraryChange] {
    let end = monotonicTime() + limit
    while !pending.isEmpty, monotonicTime() < end {
      thread.async { @Sendable [self] in storeWaiting() }
      wait(within: .milliseconds(max(1, Int((end - monotonicTime()).value * 1000))))
      if !pending.isEmpty { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(50)) }
    }
    return pending
  }

  // MARK: The writer's thread

  private func storeWaiting() {
    while let next = state.withLock({ $0.waiting.first }) {
      do throws(LibraryError) {
        try next.change.store(in: library)
        take(next)
        tell(.stored(next.change))
      } catch .unknownTrack {
        take(next)
        tell(.dropped(next.change, .unknownTrack))
      } catch {
        return refuse(next.change, error)
      }
    }
    let caughtUp = state.withLock { state in
      defer { state.isRefused = false }
      return state.isRefused
    }
    if caughtUp { tell(.caughtUp) }
  }

  /// Stored, or given up; one that was replaced meanwhile has another number.
  private func take(_ stored: Waiting) { state.withLock { $0.waiting.removeAll { $0.number == stored.number } } }

  private func refuse(_ change: LibraryChange, _ error: LibraryError) {
    let (isFirst, isRetrying) = state.withLock { state in
      defer { (state.isRefused, state.retries) = (true, true) }
      return (!state.isRefused, state.retries)
    }
    if isFirst { tell(.refused(change, error)) }
    if isRetrying { return }
    thread.asyncAfter(deadline: .now() + pause) { @Sendable [self] in
      state.withLock { $0.retries = false }
      storeWaiting()
    }
  }
}

/// What is not stored yet of a track: it counts before what the library says.
struct PendingFacts {
  private(set) var hotCues: [Int: HotCue?] = [:]
  private(set) var cue: TrackTime?
  private(set) var grid: BeatGrid??
  private(set) var isGridLocked: Bool?
  private(set) var key: MusicalKey??
  private(set) var sections: [TrackAnalysis.Section]??
  private(set) var notes: TrackNotes?

  fileprivate mutating func add(_ fact: LibraryChange.Fact) {
    switch fact {
    case .hotCue(let number, let cue): hotCues[number] = .some(cue)
    case .cue(let time): cue = time
    case .grid(let grid): self.grid = .some(grid)
    case .gridLock(let isLocked): isGridLocked = isLocked
    case .key(let key): self.key = .some(key)
    case .sections(let sections): self.sections = .some(sections)
    case .notes(let notes): self.notes = notes
    case .stems, .play, .answer: break
    }
  }
}
