import Music
import Platform

/// The tracks that the DJ has lined up, the next one first. The same track may stand in it more than once.
struct PlayQueue: Sendable {
  private(set) var rows: [Track] = []
  /// Index of the row that is moved and removed.
  private(set) var selected = 0

  /// What comes next; nil for an empty queue.
  var first: Track? { rows.first }

  mutating func add(_ track: Track) { rows.append(track) }

  /// By so many rows; negative is up.
  mutating func select(by step: Int) {
    let (goal, overflow) = selected.addingReportingOverflow(step)
    selected = overflow ? selected : max(0, min(goal, rows.count - 1))
  }

  /// The selected row changes its place; the selection goes with it.
  mutating func move(by step: Int) {
    guard rows.indices.contains(selected) else { return }
    let track = rows.remove(at: selected)
    let (goal, overflow) = selected.addingReportingOverflow(step)
    selected = overflow ? selected : max(0, min(goal, rows.count))
    rows.insert(track, at: selected)
  }

  /// Takes the selected row out. - Returns: it; nil where there is none.
  @discardableResult
  mutating func remove() -> Track? {
    guard rows.indices.contains(selected) else { return nil }
    defer { select(by: 0) }
    return rows.remove(at: selected)
  }

  /// Takes a row out. - Parameter row: its index; one that is not there takes nothing.
  mutating func remove(at row: Int) {
    guard rows.indices.contains(row) else { return }
    rows.remove(at: row)
    if row < selected { selected -= 1 }
    select(by: 0)
  }

  /// Puts a track in as a row, or at the end where there are not so many. - Parameter row: its index to be.
  mutating func insert(_ track: Track, at row: Int) {
    rows.insert(track, at: min(max(0, row), rows.count))
    if row <= selected, rows.count > 1 { selected += 1 }
  }

  mutating func clear() { (rows, selected) = ([], 0) }

  /// Takes the first row of this file out: it is on a deck, or cannot be played.
  mutating func take(_ path: String) {
    guard let index = rows.firstIndex(where: { FilePath($0.path) == FilePath(path) }) else { return }
    rows.remove(at: index)
    if index < selected { selected -= 1 }
    select(by: 0)
  }

  /// What the DJ has said to a file, for its rows.
  mutating func mark(_ path: String, _ answer: Answer?, at date: Double?) {
    for index in rows.indices where FilePath(rows[index].path) == FilePath(path) {
      (rows[index].answer, rows[index].answeredAt) = (answer, date)
    }
  }

  /// As a playlist file has it (M3U): a path a line.
  var playlist: String { (["#EXTM3U"] + rows.map(\.path)).joined(separator: "\n") + "\n" }
}

/// What can be done with the queue.
package enum QueueCommand: Sendable, Hashable {
  /// At its end.
  case add(Command.LoadSource)
  /// By so many rows; negative is up.
  case select(Int)
  /// The selected row, by so many rows; negative is up.
  case move(Int)
  case remove, clear
  /// A row, counted from 1.
  case removeRow(Int)
  /// A file, as a row counted from 1.
  case put(Int, String)
  /// The first one, onto the deck that is free.
  case loadNext
  /// As a playlist of this name.
  case save(String)
}

/// The queue as the screen shows it.
package struct QueueList: Sendable, Hashable {
  /// The next one first.
  package var rows: [Track] = []
  /// Index in `rows`.
  package var selected = 0
  /// Nothing yet.
  package init() {}
}
