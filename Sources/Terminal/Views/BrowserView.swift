import Music
import Platform
import Workstation

/// The tracks that were searched for.
func drawBrowser(
  _ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, in rect: Rect, on frame: inout Frame
) {
  // What lies between the list and the last line is covered first.
  let below = frame.height - 1 - rect.bottom
  let covered = max(0, rowsCovered(by: snapshot.status.messages, width: frame.width) - below)
  let model = BrowserModel(snapshot, interface, hasKeys: hasKeys, covered: covered)
  frame.part(.browser, of: model, in: rect) {
    drawBrowserAnew(snapshot, interface, hasKeys: hasKeys, covered: covered, in: rect, on: &$0)
  }
}

/// All that the browser is drawn of.
private struct BrowserModel: Equatable, Sendable {
  let page: BrowserPage
  let hasKeys: Bool
  let entry: Interface.Entry?
  /// The tracks on the decks.
  let loaded: [TrackID?]
  let playing: MusicalKey?
  /// Read where there are no rows.
  let jobs: [JobProgress]
  /// Rows at the bottom that messages lie over.
  let covered: Int

  init(_ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, covered: Int) {
    (page, self.hasKeys, self.covered) = (snapshot.browser, hasKeys, covered)
    if case .search = interface.entry { entry = interface.entry } else { entry = nil }
    loaded = Deck.allCases.map { snapshot[$0].track?.id }
    playing = heardKey(snapshot)
    jobs = page.rows.isEmpty ? snapshot.status.jobs : []
  }
}

private func drawBrowserAnew(
  _ snapshot: Snapshot, _ interface: Interface, hasKeys: Bool, covered: Int, in rect: Rect, on frame: inout Frame
) {
  let page = snapshot.browser
  drawBrowserHeading(page, snapshot.status, interface, hasKeys: hasKeys, in: rect.row(0), on: &frame)
  let columns = browserColumns(page, rect.width)
  var y = rect.y + 1
  if rect.height >= 8 {
    for column in columns {
      let style = Style(column.sort == page.sort.rawValue ? .heading : .dim)
      let x = rect.x + column.x
      if column.isNumber {
        frame.textRight(column.title, end: x + column.width, y, style)
      } else {
        frame.text(column.title, x, y, limit: column.width, style)
      }
    }
    y += 1
  }
  guard !page.rows.isEmpty else {
    let words =
      page.queryError
      ?? (!page.query.isEmpty
        ? "nothing found: / and Enter show all tracks"
        : snapshot.status.jobs.isEmpty
          ? "no tracks yet: type :add and a folder of music"
          : "no tracks yet, but on their way: \(jobText(snapshot.status.jobs[0]))")
    let ink: Role = page.queryError == nil ? .dim : .warning
    for (row, line) in wrapped(words, columns: rect.width - 3).enumerated() where y + row < rect.bottom {
      frame.text(line, rect.x + 2, y + row, limit: rect.width - 3, Style(ink))
    }
    return
  }
  let playing = heardKey(snapshot)
  // The selected row is not left under messages.
  let above = max(0, page.selected - page.firstRow - max(0, rect.bottom - covered - y - 1))
  for (index, track) in page.rows.dropFirst(above).enumerated() where y + index < rect.bottom {
    let row = Rect(x: rect.x, y: y + index, width: rect.width, height: 1)
    let isSelected = page.firstRow + above + index == page.selected
    if isSelected { frame.fill(row, Style(.text, on: hasKeys ? .selection : .selectionIdle)) }
    let fits = MusicalKey.fit(track.key, playing)
    drawBadge(track, snapshot, row.x + 1, row.y, on: &frame)
    for column in columns {
      drawField(column, track, snapshot, isSelected: isSelected, fits: fits, in: row, on: &frame)
    }
  }
}

private func drawBrowserHeading(
  _ page: BrowserPage, _ status: Status, _ interface: Interface, hasKeys: Bool, in row: Rect, on frame: inout Frame
) {
  let sort = page.isInCrateOrder ? "as in the crate" : "\(page.sort.rawValue) \(page.ascending ? "↑" : "↓")"
  let place = page.total > 0 ? "\(grouped(page.selected + 1)) of \(grouped(page.total))" : "0"
  if case .search(let editor, _) = interface.entry {
    drawHeading("Library", "", right: "\(place)  \(sort)", hasKeys: true, in: row, on: &frame)
    let x = row.x + 9
    frame.put("/", x, row.y, Style(.accent, .bold))
    drawEditor(editor, in: Rect(x: x + 1, y: row.y, width: max(4, row.width - 34), height: 1), on: &frame)
    return
  }
  // The error is shown in the list, if that is empty.
  let error = page.rows.isEmpty ? nil : page.queryError
  let query = error ?? (page.query.isEmpty ? "/ to search" : "/" + page.query)
  let ink: Role = page.queryError != nil ? .warning : page.query.isEmpty ? .dim : .text
  drawHeading("Library", query, ink: ink, right: "\(place)  \(sort)", hasKeys: hasKeys, in: row, on: &frame)
}

private struct Column {
  var field: BrowserColumn
  /// The title that stands above it.
  var title: String
  /// In columns of the screen; 0: a share of what the others leave.
  var width = 0
  var x = 0
  var isNumber = false
  /// Of the room that is shared.
  var share = 0
  /// The raw value of the `SortColumn` that it sorts by.
  var sort: String

  init(_ field: BrowserColumn, isWide: Bool) {
    (self.field, title, sort) = (field, field.rawValue, field.rawValue)
    switch field {
    case .title: share = 40
    case .artist: share = 33
    case .album: share = 27
    case .genre: width = 12
    case .year: (width, isNumber) = (4, true)
    case .bpm: (width, isNumber) = (5, true)
    case .key: (width, isNumber) = (3, true)
    case .energy: (width, title) = isWide ? (8, "energy") : (4, "nrg")
    case .time: (width, isNumber, sort) = (5, true, "duration")
    case .loudness: (width, isNumber, title) = (5, true, "LUFS")
    case .stems: (width, title) = (5, "stems")
    case .answer: width = 7
    case .rating: (width, sort) = (6, "rating")
    case .played: (width, title, sort) = (10, "played", "played")
    case .plays: (width, isNumber, sort) = (5, true, "plays")
    case .tags: share = 20
    case .comment: share = 30
    case .added: width = 10
    }
  }

  /// Whether there is anything of it to see.
  func isKnown(_ track: Track) -> Bool {
    switch field {
    case .title, .bpm, .key, .time: true
    case .artist: track.artist?.isEmpty == false
    case .album: track.tags.album?.isEmpty == false
    case .genre: track.tags.genre?.isEmpty == false
    case .year: track.tags.year != nil
    case .energy: track.energy != nil
    case .loudness: track.loudness != nil
    case .stems: track.hasStems
    case .answer: track.answer != nil
    case .rating: track.notes.rating != nil
    case .played: track.lastPlayedAt != nil
    case .plays: track.plays > 0
    case .tags: !track.notes.tags.isEmpty
    case .comment: track.notes.comment != nil
    case .added: track.addedAt != nil
    }
  }
}

/// Where the columns begin: behind the badges.
private let firstColumn = 4

/// The columns that the DJ chose, or those that a width has room for. One that none of the rows has anything for gives
/// its room away; title, artist and album share what the others leave.
private func browserColumns(_ page: BrowserPage, _ width: Int) -> [Column] {
  var fields = page.columns
  if fields.isEmpty {
    fields = [.title, .artist]
    if width >= 130 { fields.append(.album) }
    if width >= 100 { fields.append(.genre) }
    if width >= 110 { fields.append(.year) }
    fields += [.bpm, .key, .energy, .time]
  }
  var columns = fields.map { Column($0, isWide: width >= 90) }
  if !page.rows.isEmpty { columns.removeAll { column in !page.rows.contains { column.isKnown($0) } } }
  // What was named last goes first where the others would be cut to a few letters.
  while columns.count > 1, needed(columns) > width - firstColumn - 1 { columns.removeLast() }
  let texts = columns.indices.filter { columns[$0].share > 0 }
  let fixed = columns.reduce(0) { $0 + $1.width + 1 }
  let room = max(texts.count, width - firstColumn - fixed)
  let shares = max(1, columns.reduce(0) { $0 + $1.share })
  for index in texts { columns[index].width = max(1, room * columns[index].share / shares) }
  var x = firstColumn
  for index in columns.indices {
    columns[index].x = x
    x += columns[index].width + 1
  }
  return columns
}

/// The least that columns may be drawn in.
private func needed(_ columns: [Column]) -> Int { columns.reduce(0) { $0 + ($1.share > 0 ? 10 : $1.width) + 1 } }

private func drawField(
  _ column: Column, _ track: Track, _ snapshot: Snapshot, isSelected: Bool, fits: Bool, in row: Rect,
  on frame: inout Frame
) {
  let x = row.x + column.x
  func text(_ text: String, _ role: Role, _ emphasis: Emphasis = []) {
    let ink = isSelected && (role == .text || role == .dim) ? .selectionText : role
    if column.isNumber {
      frame.textRight(text, end: x + column.width, row.y, limit: column.width, Style(ink, emphasis))
    } else {
      frame.text(text, x, row.y, limit: column.width, Style(ink, emphasis))
    }
  }
  switch column.field {
  case .title: text(track.title, track.isMissing ? .off : .text)
  case .artist: text(track.artist ?? "", .dim)
  case .album: text(track.tags.album ?? "", .dim)
  case .genre: text(track.tags.genre ?? "", .dim)
  case .year: text(track.tags.year.map(String.init) ?? "", .dim)
  case .bpm: text(track.bpm.map { fixed($0.value, 1) } ?? "–", .text)
  case .key: text(track.key?.camelot.code ?? "–", fits ? .keyMatch : .dim, fits ? [.bold] : [])
  case .energy: drawEnergy(track.energy, x, row.y, width: column.width, on: &frame)
  case .loudness: text(track.loudness.map { signed($0.value, 1) } ?? "–", .dim)
  case .stems: if track.hasStems { text("◆", .vocals) }
  case .answer: text(track.answer?.rawValue ?? "", .text)
  case .rating: text(String(repeating: "★", count: track.notes.rating ?? 0), .accent)
  case .played: text(track.lastPlayedAt.map { localDay($0) } ?? "", .dim)
  case .plays: text(track.plays > 0 ? String(track.plays) : "", .dim)
  case .tags: text(track.notes.tags.joined(separator: ", "), .dim)
  case .comment: text(track.notes.comment?.replacing("\n", with: " ") ?? "", .dim)
  case .added: text(track.addedAt.map { localDay($0) } ?? "", .dim)
  case .time: text(track.duration.map { clock($0.value) } ?? "–", .dim)
  }
}

/// The deck that holds the track, or ◆ has stems, ! missing or failed.
private func drawBadge(_ track: Track, _ snapshot: Snapshot, _ x: Int, _ y: Int, on frame: inout Frame) {
  for deck in Deck.allCases where snapshot[deck].track?.id == track.id {
    frame.put(deck == .a ? "A" : "B", x + (deck == .a ? 0 : 1), y, Style(.background, on: deck.role, .bold))
  }
  if snapshot.deckB.track?.id != track.id { drawAnswer(track, x + 1, y, on: &frame) }
  let isLoaded = Deck.allCases.contains { snapshot[$0].track?.id == track.id }
  guard !isLoaded else { return }
  if track.isMissing || track.failure != nil {
    frame.put("!", x, y, Style(.failure, .bold))
  } else if track.hasStems {
    frame.put("◆", x, y, Style(.vocals))
  }
}

/// What the DJ said to a track last: ✓ keep, × skip, ↑ grower, ★ classic.
func drawAnswer(_ track: Track, _ x: Int, _ y: Int, on frame: inout Frame) {
  switch track.answer {
  case nil: break
  case .keep: frame.put("✓", x, y, Style(.ok, .bold))
  case .skip: frame.put("×", x, y, Style(.faint))
  case .grower: frame.put("↑", x, y, Style(.warning, .bold))
  case .classic: frame.put("★", x, y, Style(.accent, .bold))
  }
}

private func drawEnergy(_ energy: Int?, _ x: Int, _ y: Int, width: Int, on frame: inout Frame) {
  guard let energy else { return }
  let level = clamped(energy, to: 1...10)
  let ink: Role = level <= 4 ? .energyLow : level <= 7 ? .energyMid : .energyHigh
  let number = paddedLeft(String(level), 2)
  frame.text(number, x, y, Style(ink))
  let bar = width - 3
  for column in 0..<max(0, bar) {
    let eighth = clamped(whole(Double(level * bar * 8) / 10) - column * 8, to: 0...8)
    // A horizontal bar as long as the energy.
    frame.put(eighth >= 4 ? "▪" : "·", x + 3 + column, y, Style(eighth >= 4 ? ink : .faint))
  }
}

/// The key to fit: of the deck that the room hears.
private func heardKey(_ snapshot: Snapshot) -> MusicalKey? { snapshot.sound.heard.flatMap { snapshot.sound[$0].key } }
