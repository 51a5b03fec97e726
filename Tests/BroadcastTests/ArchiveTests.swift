import Glibc
import Media
import Music
import Platform
import Support
import Synchronization
import Testing

@testable import Broadcast

/// Files of an hour, one after the other.
@Suite struct ArchiveTests {
  private final class Story: Sendable {
    let hour = Mutex("2026-11-28_20")
    let lists = Mutex<[String: [HourlyArchive.Entry]]>([:])
    let complaints = Mutex<[String]>([])
  }

  private static let piece = Array(AudioFiles.noise(frames: 4410, seed: 3).map { $0 / 32_768 })

  private func archive(in folder: String, _ story: Story) -> HourlyArchive {
    let hooks = HourlyArchive.Hooks(
      place: { "\(folder)/\($0).flac" },
      list: { path, entries in story.lists.withLock { $0[path] = entries } },
      complain: { text in story.complaints.withLock { $0.append(text) } })
    return HourlyArchive(
      .flac, title: StreamTitle(artist: nil, title: "One"), rate: .cd, hooks: hooks,
      hour: { story.hour.withLock { $0 } })
  }

  @Test func theHourChangesFilesWithoutLosingAFrame() throws {
    let (folder, story) = (try ScratchFolder(), Story())
    let archive = archive(in: folder.path, story)
    for _ in 0..<20 { archive.put(Self.piece) }
    archive.begin(StreamTitle(artist: "Ada", title: "Two"))
    #expect(eventually { story.lists.withLock { $0.values.first?.count == 2 } })
    story.hour.withLock { $0 = "2026-11-28_21" }
    for _ in 0..<30 { archive.put(Self.piece) }
    archive.close(within: 10)
    let files = ["2026-11-28_20", "2026-11-28_21"].map { "\(folder.path)/\($0).flac" }
    let frames = try files.map { try SoundFile(path: $0).frames }
    #expect(frames == [20 * 4410, 30 * 4410])
    let lists = story.lists.withLock { $0 }
    #expect(lists[files[0]]?.map(\.title.title) == ["One", "Two"])
    #expect(lists[files[0]]?.last?.seconds == 2)
    // What plays into an hour stands at its beginning.
    #expect(lists[files[1]] == [HourlyArchive.Entry(seconds: 0, title: StreamTitle(artist: "Ada", title: "Two"))])
    #expect(story.complaints.withLock { $0 } == [])
  }

  @Test func aFolderThatIsGoneIsSaidOnce() throws {
    let story = Story()
    let archive = archive(in: "/nowhere/at/all", story)
    for _ in 0..<20 { archive.put(Self.piece) }
    archive.close(within: 10)
    #expect(story.complaints.withLock { $0.count } == 1)
    #expect(archive.path == nil && archive.droppedSeconds == 0)
  }
}
