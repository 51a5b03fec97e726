import Dispatch
import Glibc
import Music
import Platform
import Synchronization

/// A folder in which something has changed.
package struct FolderChange: Sendable, Hashable {
  /// Absolute.
  package var folder: String
  /// All below it is to be looked at, too: it is new, or gone.
  package var isWhole: Bool

  /// - Parameter isWhole: all below it, too.
  package init(_ folder: String, isWhole: Bool) {
    self.folder = folder
    self.isWhole = isWhole
  }
}

/// Notices files of music that come, change or go below folders, new folders included, without looking through them
/// again and again: the kernel tells (inotify). Many changes come as one. Hidden files and folders are passed over, as
/// by a scan; a file that is being written is noticed when it is closed.
///
/// Any thread may call it; it works on a thread of its own, which sleeps while nothing happens.
package final class FolderWatch: Sendable {
  /// What is said on the watch's thread.
  package enum News: Sendable {
    /// Since the last time, in no order.
    case changed([FolderChange])
    /// Something is not noticed from now on, in a sentence. Said once for each reason.
    case trouble(String)
  }

  private let events: Int32
  private let wakeUp: (read: Int32, write: Int32)
  private let wanted = Mutex<[String]?>(nil)
  private let isClosed = Atomic<Bool>(false)

  /// Begins to watch nothing. - Parameter quiet: changes are told once nothing more has come for so long.
  /// - Returns: nil where the system has no watch left; then `rescan` is all there is.
  package init?(quiet: Seconds = Seconds(1), tell: @escaping @Sendable (News) -> Void) {
    // The flags of `open`, by the manual page.
    events = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    guard events >= 0 else { return nil }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      Glibc.close(events)
      return nil
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeUp = (ends[0], ends[1])
    DispatchQueue(label: "segue.watch", qos: .utility).async { @Sendable [self] in
      var table = WatchTable(events, quiet: quiet, tell: tell)
      run(&table)
    }
  }

  deinit { for file in [events, wakeUp.read, wakeUp.write] { Glibc.close(file) } }

  /// Watches these folders and all below them, and no others, from soon on.
  package func watch(_ folders: [String]) {
    wanted.withLock { $0 = folders }
    wake()
  }

  /// Ends the watch.
  package func close() {
    isClosed.store(true, ordering: .releasing)
    wake()
  }

  private func wake() {
    var byte: UInt8 = 0
    _ = write(wakeUp.write, &byte, 1)
  }

  private func run(_ table: inout WatchTable) {
    while !isClosed.load(ordering: .acquiring) {
      var polled = [
        pollfd(fd: events, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&polled, 2, table.timeout(at: monotonicSeconds()))
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(wakeUp.read, &bytes, bytes.count) > 0 {}
      let folders = wanted.withLock { wanted in
        defer { wanted = nil }
        return wanted
      }
      if let folders { table.watch(folders) }
      table.readEvents()
      table.tellIfQuiet(at: monotonicSeconds())
    }
  }
}

/// Which folders are watched, and what has happened in them.
private struct WatchTable {
  private let events: Int32
  private let quiet: Double
  private let tell: @Sendable (FolderWatch.News) -> Void
  private var roots: Set<String> = []
  private var folders: [Int32: String] = [:]
  private var changes: Set<FolderChange> = []
  private var firstChange: Double?
  private var lastChange = 0.0
  private var told: Set<String> = []

  /// Told after so long at the latest, though more comes.
  private static let longest = 10.0
  /// More folders at once are told as the whole of what is watched.
  private static let mostChanges = 1024
  private static let mask = [
    IN_CLOSE_WRITE, IN_CREATE, IN_DELETE, IN_MOVED_FROM, IN_MOVED_TO, IN_DELETE_SELF, IN_MOVE_SELF, IN_ONLYDIR,
  ].reduce(UInt32(0)) { $0 | UInt32($1) }

  init(_ events: Int32, quiet: Seconds, tell: @escaping @Sendable (FolderWatch.News) -> Void) {
    self.events = events
    self.quiet = quiet.value
    self.tell = tell
  }

  // MARK: Which folders

  mutating func watch(_ wanted: [String]) {
    let wanted = Set(wanted.map(plainPath))
    for (watch, path) in folders where !wanted.contains(where: { Self.isBelow(path, $0) }) {
      inotify_rm_watch(events, watch)
      folders[watch] = nil
    }
    for root in wanted.subtracting(roots).sorted() { add(root) }
    // One that is not there is tried again when it is asked for again.
    roots = wanted.filter(isFolder)
  }

  private static func isBelow(_ path: String, _ folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  /// Watches a folder and all below it; one that is watched already under another name is not entered again.
  private mutating func add(_ folder: String) {
    var left = [folder]
    while let next = left.popLast() {
      let watch = inotify_add_watch(events, next, Self.mask)
      guard watch >= 0 else {
        notWatched(next, errno)
        continue
      }
      if let known = folders[watch], known != next, isFolder(known) { continue }
      folders[watch] = next
      for name in folderEntries(next) ?? [] where name.utf8.first != UInt8(ascii: ".") {
        let path = next + "/" + name
        if isFolder(path) { left.append(path) }
      }
    }
  }

  private mutating func notWatched(_ folder: String, _ code: Int32) {
    switch code {
    case ENOSPC:
      say(
        "not every folder can be watched for new music: the system's limit of watched folders is reached "
          + "(fs.inotify.max_user_watches). rescan finds what is new")
    // It went away meanwhile.
    case ENOENT where !roots.contains(folder), ENOTDIR: break
    case ENOENT: say("\(folder) is not there: plug in its disk, then rescan")
    default: say("\(folder) cannot be watched for new music: \(errorText(code)). rescan finds what is new")
    }
  }

  private mutating func say(_ sentence: String) { if told.insert(sentence).inserted { tell(.trouble(sentence)) } }

  // MARK: What has happened

  mutating func readEvents() {
    let size = 65_536
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<inotify_event>.alignment)
    defer { buffer.deallocate() }
    while true {
      let count = read(events, buffer, size)
      guard count > 0 else { return }
      var offset = 0
      while offset < count {
        let event = (buffer + offset).loadUnaligned(as: inotify_event.self)
        let name = (buffer + offset + MemoryLayout<inotify_event>.size).assumingMemoryBound(to: CChar.self)
        take(event.wd, event.mask, event.len > 0 ? String(cString: name) : "")
        offset += MemoryLayout<inotify_event>.size + Int(event.len)
      }
    }
  }

  private mutating func take(_ watch: Int32, _ mask: UInt32, _ name: String) {
    func has(_ flag: some BinaryInteger) -> Bool { mask & UInt32(flag) != 0 }
    if has(IN_Q_OVERFLOW) { return noteAll() }
    guard let folder = folders[watch] else { return }
    if has(IN_DELETE_SELF) || has(IN_UNMOUNT) || has(IN_MOVE_SELF) || has(IN_IGNORED) {
      return gone(folder, watch, hasMoved: has(IN_MOVE_SELF))
    }
    guard !name.isEmpty, name.utf8.first != UInt8(ascii: ".") else { return }
    let path = folder + "/" + name
    if has(IN_ISDIR) {
      if has(IN_CREATE) || has(IN_MOVED_TO) { add(path) }
      note(FolderChange(path, isWhole: true))
    } else if FolderScan.endings.contains(fileEnding(name)) || LyricsFiles.isLyrics(name),
      !has(IN_CREATE) || Self.isWhole(path)
    {
      note(FolderChange(folder, isWhole: false))
    }
  }

  /// Whether a file that has just been made is one already: a link. Others are written and closed.
  private static func isWhole(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && (status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1)
  }

  private mutating func gone(_ folder: String, _ watch: Int32, hasMoved: Bool) {
    folders[watch] = nil
    if hasMoved {
      // What lies below goes with it; under its new name it is a new folder.
      for (other, path) in folders where Self.isBelow(path, folder) {
        inotify_rm_watch(events, other)
        folders[other] = nil
      }
      inotify_rm_watch(events, watch)
      if isFolder(folder) { add(folder) }
    }
    guard roots.contains(folder), !isFolder(folder) else { return }
    roots.remove(folder)
    say("the folder \(folder) is gone: its tracks stay in the list. Put it back, then rescan")
  }

  private mutating func note(_ change: FolderChange) {
    lastChange = monotonicSeconds()
    firstChange = firstChange ?? lastChange
    changes.insert(change)
    if changes.count > Self.mostChanges { noteAll() }
  }

  private mutating func noteAll() {
    lastChange = monotonicSeconds()
    firstChange = firstChange ?? lastChange
    changes = Set(roots.map { FolderChange($0, isWhole: true) })
  }

  /// Milliseconds until something is to be told; -1 for ever.
  func timeout(at now: Double) -> Int32 {
    guard let due else { return -1 }
    return Int32(max(0, min(60_000, ((due - now) * 1000).rounded(.up))))
  }

  private var due: Double? { firstChange.map { min(lastChange + quiet, $0 + Self.longest) } }

  mutating func tellIfQuiet(at now: Double) {
    guard let due, now >= due else { return }
    let whole = changes.filter(\.isWhole)
    tell(
      .changed(
        changes.filter { change in
          !whole.contains { $0 != change && Self.isBelow(change.folder, $0.folder) }
        }))
    changes = []
    firstChange = nil
  }
}
