import Glibc
import Music
import Platform
import Synchronization

/// Notices when a file that is held open is moved away, deleted or replaced: what is written then goes nowhere.
struct OpenFileCheck {
  let path: String
  private let identity: Identity?
  private var isGone = false

  private struct Identity: Equatable {
    var device: dev_t
    var inode: ino_t
  }

  init(_ path: String) {
    self.path = path
    identity = Self.identity(of: path)
  }

  private static func identity(of path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? Identity(device: status.st_dev, inode: status.st_ino) : nil
  }

  /// True once, when the path no longer leads to the file that was there at first.
  mutating func noticesLoss() -> Bool {
    guard !isGone, identity != nil, Self.identity(of: path) != identity else { return false }
    isGone = true
    return true
  }
}

/// Looks every two seconds, on the thread of small files, whether the library's file is still there.
final class LibraryFileCheck {
  private struct State {
    var check: OpenFileCheck
    var isLooking = false
  }

  private let state: SharedState
  private let files: DiskQueue
  private let messages: MessageQueue
  private var next = Seconds(0)

  private final class SharedState: Sendable {
    let value: Mutex<State>
    init(_ check: OpenFileCheck) { value = Mutex(State(check: check)) }
  }

  init(_ path: String, _ files: DiskQueue, _ messages: MessageQueue) {
    state = SharedState(OpenFileCheck(path))
    self.files = files
    self.messages = messages
  }

  /// The main thread; never waits.
  func tick() {
    let now = monotonicTime()
    guard now >= next else { return }
    next = now + Seconds(2)
    // A disk that does not answer is asked once.
    guard state.value.withLock({ !$0.isLooking }) else { return }
    state.value.withLock { $0.isLooking = true }
    files.run { [state, messages] in
      var check = state.value.withLock { $0.check }
      let isLost = check.noticesLoss()
      state.value.withLock { $0 = State(check: check) }
      guard isLost else { return }
      messages.post(
        .failure,
        "the library \(check.path) was deleted or moved while it is open: cues and plays from now on are lost. "
          + "The music plays on; put the file back and start Segue again")
    }
  }
}
