import Music
import Testing

@testable import Workstation

/// The queue as a list: what is added, moved and taken.
@Suite struct QueueTests {
  private func queue(_ names: String...) -> PlayQueue {
    var queue = PlayQueue()
    for name in names { queue.add(Track(id: TrackID(1), path: "/music/\(name).flac")) }
    return queue
  }

  private func titles(_ queue: PlayQueue) -> [String] { queue.rows.map(\.title) }

  @Test func theSelectedRowMovesWithItsSelection() {
    var queue = queue("a", "b", "c")
    queue.select(by: 1)
    queue.move(by: -1)
    #expect(titles(queue) == ["b", "a", "c"] && queue.selected == 0)
    queue.move(by: -1)
    #expect(titles(queue) == ["b", "a", "c"])
    queue.move(by: 9)
    #expect(titles(queue) == ["a", "c", "b"] && queue.selected == 2)
    queue.select(by: .max)
    queue.select(by: .min)
    #expect(queue.selected == 0)
  }

  @Test func whatIsTakenOutLeavesTheSelectionOnItsRow() {
    var queue = queue("a", "b", "c", "a")
    queue.select(by: 2)
    queue.take("/music/a.flac")
    #expect(titles(queue) == ["b", "c", "a"] && queue.rows[queue.selected].title == "c")
    queue.take("/music/none.flac")
    #expect(queue.remove()?.title == "c" && queue.selected == 1)
    queue.remove()
    #expect(titles(queue) == ["b"] && queue.selected == 0)
    queue.clear()
    #expect(queue.remove() == nil && queue.first == nil && queue.selected == 0)
  }

  @Test func aPlaylistHasAPathALine() {
    #expect(queue("a", "b").playlist == "#EXTM3U\n/music/a.flac\n/music/b.flac\n")
  }
}
