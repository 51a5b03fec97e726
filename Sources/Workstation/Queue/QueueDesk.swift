import Music
import Platform

/// The queue and its file: what was lined up is there again after a restart. The main thread's.
final class QueueDesk {
  private(set) var queue = PlayQueue() {
    didSet { if queue.rows != oldValue.rows { store() } }
  }
  private let directories: AppDirectories
  private let library: LibraryWork
  private let files: DiskQueue
  private let log: MessageLog
  private let inbox = MainQueue<QueueDesk>()

  init(directories: AppDirectories, library: LibraryWork, files: DiskQueue, log: MessageLog) {
    (self.directories, self.library, self.files, self.log) = (directories, library, files, log)
    files.run { [path = directories.queueFile, inbox] in
      let paths = (textFile(path)?.lines ?? []).map(\.trimmed).filter { !$0.isEmpty && !$0.hasPrefix("#") }
      if !paths.isEmpty { inbox.post { desk in for path in paths { desk.queue.add(desk.track(at: path)) } } }
    }
  }

  /// What the thread of small files has read.
  func tick() { inbox.run(on: self) }

  /// As the screen shows it.
  var shown: QueueList {
    var list = QueueList()
    (list.rows, list.selected) = (queue.rows, queue.selected)
    return list
  }

  /// The first row of this file is on a deck, or cannot be played.
  func take(_ path: String) { queue.take(path) }

  /// What the DJ has said to a file; nil: nothing any more.
  func mark(_ path: String, _ answer: Answer?, at date: Double?) { queue.mark(path, answer, at: date) }

  /// Does what a command says, but for `loadNext`, which concerns a deck.
  func perform(_ command: QueueCommand) {
    switch command {
    case .add(.path(let path)): add(track(at: absolutePath(path)))
    case .add(.selected): add(library.selected, otherwise: "no track is selected")
    case .add(.suggested): add(library.suggested, otherwise: "nothing is suggested yet: play a track first")
    case .select(let step): queue.select(by: step)
    case .move(let step): queue.move(by: step)
    case .remove: if queue.remove() == nil { log.add(.warning, "the queue is empty") }
    case .removeRow(let row):
      guard queue.rows.indices.contains(row - 1) else {
        return log.add(.warning, "the queue has \(counted(queue.rows.count, "row")), no row \(row)")
      }
      queue.remove(at: row - 1)
    case .put(let row, let path): queue.insert(track(at: absolutePath(path)), at: row - 1)
    case .clear: queue.clear()
    case .save(let name): save(name)
    case .loadNext: break
    }
  }

  /// What would put the queue back as it is before this command; nil where nothing of it would change.
  func commandsBack(from command: QueueCommand) -> [Command]? {
    let (rows, selected) = (queue.rows, queue.selected)
    func put(_ row: Int) -> Command { Command(.queue(.put(row + 1, rows[row].path))) }
    switch command {
    case .add: return [Command(.queue(.removeRow(rows.count + 1)))]
    case .put(let row, _): return [Command(.queue(.removeRow(min(row, rows.count + 1))))]
    case .remove: return rows.indices.contains(selected) ? [put(selected)] : nil
    case .removeRow(let row): return rows.indices.contains(row - 1) ? [put(row - 1)] : nil
    case .move(let step):
      let goal = max(0, min(selected &+ step, rows.count - 1))
      guard rows.indices.contains(selected), goal != selected else { return nil }
      return [Command(.queue(.removeRow(goal + 1))), put(selected)]
    case .clear: return rows.isEmpty ? nil : rows.indices.map(put)
    case .select, .save, .loadNext: return nil
    }
  }

  private func add(_ track: Track?, otherwise complaint: String) {
    guard let track else { return log.add(.warning, complaint) }
    add(track)
  }

  private func add(_ track: Track) {
    queue.add(track)
    log.add(.note, "queued: \(track.title)")
  }

  private func track(at path: String) -> Track { library.track(at: path) ?? Track(id: TrackID(0), path: path) }

  private func store() {
    files.run { [path = directories.queueFile, text = queue.playlist] in _ = replaceFile(path, with: text) }
  }

  /// A name without a folder lies with the other playlists.
  private func save(_ name: String) {
    guard !queue.rows.isEmpty else { return log.add(.warning, "the queue is empty: there is nothing to save") }
    let path = plainPath(name.contains("/") ? name : "\(directories.playlists)/\(name)")
    let file = ["m3u", "m3u8"].contains(fileEnding(path)) ? path : path + ".m3u8"
    queue.save(as: file, files, log)
  }
}

extension PlayQueue {
  /// Saves it as a playlist's file, and says so. The main thread's; the disk is waited for elsewhere.
  func save(as file: String, _ files: DiskQueue, _ log: MessageLog) {
    files.run { [playlist, count = rows.count, messages = log.elsewhere] in
      if let complaint = makeFolder(folder(of: file)) ?? replaceFile(file, with: playlist) {
        messages.post(.failure, "\(file) is not saved: \(complaint)")
      } else {
        messages.post(.note, "\(counted(count, "track")) saved in \(file)")
      }
    }
  }
}
