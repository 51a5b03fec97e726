import Glibc
import Media
import Music
import Platform
import Support
import Synchronization
import Testing

/// A real folder, and what the kernel tells of it.
@Suite struct FolderWatchTests {
  private let folder: ScratchFolder
  private let music: String
  private let told = Told()

  /// What the watch told so far.
  private final class Told: Sendable {
    let state = Mutex<(changes: Set<FolderChange>, times: Int, trouble: [String])>(([], 0, []))

    func take(_ news: FolderWatch.News) {
      state.withLock { state in
        switch news {
        case .changed(let changes):
          state.changes.formUnion(changes)
          state.times += 1
        case .trouble(let sentence): state.trouble.append(sentence)
        }
      }
    }

    /// What came since the last time.
    func changes() -> Set<FolderChange> {
      state.withLock { state in
        defer { state.changes = [] }
        return state.changes
      }
    }

    func waits(for change: FolderChange) -> Bool { eventually { state.withLock { $0.changes.contains(change) } } }
  }

  init() throws {
    folder = try ScratchFolder()
    music = folder.path + "/Music"
    mkdir(music, 0o700)
  }

  private func write(_ name: String) { AudioFiles.write([1, 2, 3], to: music + "/" + name) }

  /// A watch of the folder that has begun: it has told of a first file.
  private func watch(quiet: Double = 0.05) throws -> FolderWatch {
    let made = FolderWatch(quiet: Seconds(quiet)) { [told] news in told.take(news) }
    let watch = try #require(made)
    watch.watch([music])
    #expect(comes(FolderChange(music, isWhole: false), byWriting: "begin"), "no change was told")
    // What was told before a last change is told has been told.
    mkdir(music + "/watched", 0o700)
    #expect(told.waits(for: FolderChange(music + "/watched", isWhole: true)))
    _ = told.changes()
    return watch
  }

  /// Writes files, not faster than they are told of, until a change is told: from some moment on it is.
  private func comes(_ change: FolderChange, byWriting name: String) -> Bool {
    var looks = 0
    return eventually {
      if looks % 200 == 0 { write("\(name)\(looks).flac") }
      looks += 1
      return told.state.withLock { $0.changes.contains(change) }
    }
  }

  @Test func aFileThatComesIsTold() throws {
    let watch = try watch()
    defer { watch.close() }
    write("new.flac")
    #expect(told.waits(for: FolderChange(music, isWhole: false)))
  }

  @Test func aNewFolderIsToldAsAWholeAndWatchedFromThenOn() throws {
    let watch = try watch()
    defer { watch.close() }
    mkdir(music + "/Album", 0o700)
    mkdir(music + "/Album/CD 1", 0o700)
    #expect(told.waits(for: FolderChange(music + "/Album", isWhole: true)))
    // In the folder within the new folder, too.
    #expect(comes(FolderChange(music + "/Album/CD 1", isWhole: false), byWriting: "Album/CD 1/"))
  }

  @Test func whatIsMovedInOrAwayIsTold() throws {
    let watch = try watch()
    defer { watch.close() }
    AudioFiles.write([1, 2, 3], to: folder.path + "/moved.mp3")
    rename(folder.path + "/moved.mp3", music + "/moved.mp3")
    #expect(told.waits(for: FolderChange(music, isWhole: false)))
    _ = told.changes()
    rename(music + "/moved.mp3", folder.path + "/moved.mp3")
    #expect(told.waits(for: FolderChange(music, isWhole: false)))
  }

  @Test func whatIsNoMusicAndWhatIsHiddenIsNotTold() throws {
    let watch = try watch()
    defer { watch.close() }
    for name in ["cover.jpg", ".hidden.flac", "half.flac.part"] { write(name) }
    mkdir(music + "/.git", 0o700)
    // What comes after them comes alone.
    mkdir(music + "/last", 0o700)
    #expect(told.waits(for: FolderChange(music + "/last", isWhole: true)))
    #expect(told.changes() == [FolderChange(music + "/last", isWhole: true)])
  }

  /// Many changes come as one.
  @Test func manyChangesAreToldTogether() throws {
    let watch = try watch(quiet: 0.4)
    defer { watch.close() }
    let before = told.state.withLock { $0.times }
    for number in 0..<500 { write("\(number).flac") }
    #expect(told.waits(for: FolderChange(music, isWhole: false)))
    #expect(told.state.withLock { $0.times } - before <= 3)
  }

  @Test func aFolderThatGoesAwayIsSaidOnce() throws {
    let watch = try watch()
    defer { watch.close() }
    rename(music, folder.path + "/elsewhere")
    let isSaid = eventually { told.state.withLock { $0.trouble.contains { $0.contains("\(music) is gone") } } }
    #expect(isSaid, "\(told.state.withLock { $0.trouble })")
    #expect(told.state.withLock { $0.trouble.count } == 1)
    // It is back, and asked for again.
    rename(folder.path + "/elsewhere", music)
    watch.watch([music])
    #expect(comes(FolderChange(music, isWhole: false), byWriting: "back"))
  }

  /// A link that leads back ends, and its folder is watched once.
  @Test func linksInCirclesEnd() throws {
    symlink(music, music + "/loop")
    let watch = try watch()
    defer { watch.close() }
    write("x.flac")
    #expect(told.waits(for: FolderChange(music, isWhole: false)))
  }
}
