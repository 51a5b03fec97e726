import Library
import Music

/// The list of tracks and where in it the DJ stands.
struct Browser {
  private var page = BrowserPage()
  private var found = SearchResult()
  private var visibleRows = 20
  /// Rows are read again when they may have changed.
  private var isStale = true
  private(set) var libraryCount = 0
  /// The DJ chose the row; before that it is the first one, whatever comes into the list.
  private var hasMoved = false
  /// The path of the crate that is listed.
  private(set) var crate: [String]?
  /// Only the beginning of a large library was read so far.
  private var isBeginning = false

  /// More rows than any screen has.
  private static let beginning = 200

  /// As it is when the program starts: of a large library only what the first screen needs. `needsRest` says when it is
  /// time for the rest.
  mutating func open(_ library: Library) {
    do {
      libraryCount = try library.trackCount()
      guard libraryCount > Self.beginning else { return refresh(library) }
      found = SearchResult(tracks: try library.firstTracks(sort: page.sort, limit: Self.beginning))
      page.total = libraryCount
      isBeginning = true
    } catch { page.queryError = "\(error)" }
  }

  /// The first page was read, and what follows it is still to be found. - Returns: true once.
  mutating func needsRest() -> Bool {
    guard isBeginning, !isStale else { return false }
    isBeginning = false
    return true
  }

  /// Lists the tracks of a crate, a plain one's in its order.
  mutating func open(_ crate: Crate, in library: Library) {
    search(Self.query(ofCrate: crate.path), in: library)
    self.crate = crate.path
    page.isInCrateOrder = crate.query == nil
    find(in: library)
  }

  /// The crate that is listed has another name.
  mutating func crateIsCalled(_ path: [String]) {
    crate = path
    page.query = Self.query(ofCrate: path)
  }

  private static func query(ofCrate path: [String]) -> String {
    "crate:\"\(path.joined(separator: "/").filter { $0 != "\"" })\""
  }

  /// It is listed in its own order.
  var isInCrateOrder: Bool { page.isInCrateOrder }

  /// What is searched for.
  var query: String { page.query }

  mutating func search(_ text: String, in library: Library) {
    page.query = text
    (crate, page.isInCrateOrder) = (nil, false)
    page.selected = 0
    hasMoved = false
    page.firstRow = 0
    find(in: library)
  }

  /// By another column; by the same one, the other way.
  mutating func sort(by column: SortColumn, in library: Library) {
    page.ascending = column == page.sort && !page.isInCrateOrder ? !page.ascending : true
    page.isInCrateOrder = false
    page.sort = column
    refresh(library)
  }

  /// Searches again, keeping the selected track selected where it is still found.
  mutating func refresh(_ library: Library) {
    let before = hasMoved ? selected : nil
    find(in: library)
    if let before, selected != before, let index = found.tracks.firstIndex(of: before) { page.selected = index }
  }

  private mutating func find(in library: Library) {
    isBeginning = false
    do {
      let query = try Query(page.query)
      let ordering = page.isInCrateOrder ? try library.crates().first { $0.path == crate } : nil
      found =
        try ordering.map { try library.search(query, inOrderOf: $0) }
        ?? library.search(query, sort: page.sort, ascending: page.ascending)
      libraryCount = try library.trackCount()
      page.queryError = nil
    } catch let error as QueryError {
      // Nothing is shown that the query did not find.
      found = SearchResult()
      page.queryError = error.description
    } catch {
      page.queryError = "\(error)"
    }
    page.total = found.total
    isStale = true
    clamp()
  }

  mutating func move(_ move: Command.BrowseMove) {
    hasMoved = true
    switch move {
    case .up: page.selected -= 1
    case .down: page.selected += 1
    case .pageUp: page.selected -= max(1, visibleRows - 1)
    case .pageDown: page.selected += max(1, visibleRows - 1)
    case .top: page.selected = 0
    case .bottom: page.selected = page.total - 1
    }
    clamp()
  }

  /// The selected track was loaded or lined up: it stays selected, whatever comes into the list above it.
  mutating func keepSelected() { hasMoved = true }

  private mutating func clamp() { page.selected = max(0, min(page.selected, page.total - 1)) }

  var selected: TrackID? { found.tracks.indices.contains(page.selected) ? found.tracks[page.selected] : nil }

  /// What the query seeks among what is sung; nil where it does not.
  var sungWords: String? { (try? Query(page.query))?.sungWords }

  /// All that it lists; of a large library at first only the beginning.
  var listed: [TrackID] { Array(found.tracks) }

  /// The rows below the selected one.
  func below(_ count: Int) -> [TrackID] { Array(found.tracks.dropFirst(page.selected + 1).prefix(count)) }

  /// The rows around the selection.
  mutating func page(rows: Int, from library: Library, _ trouble: LibraryTrouble) -> BrowserPage {
    var first = page.firstRow
    if page.selected < first { first = page.selected }
    if page.selected >= first + rows { first = page.selected - rows + 1 }
    first = max(0, min(first, page.total - rows))
    if isStale || first != page.firstRow || rows != visibleRows {
      page.firstRow = first
      visibleRows = rows
      // What cannot be read now is read with the next picture.
      let read = trouble.read("the list of tracks") { () throws(LibraryError) in
        try library.rows(first..<(first + rows), of: found)
      }
      guard let read else {
        isStale = true
        return page
      }
      page.rows = read
      isStale = false
    }
    return page
  }

  /// The page from the selected row on, whatever the screen shows.
  func pageBelow(rows: Int, from library: Library, _ trouble: LibraryTrouble) -> BrowserPage {
    var below = page
    below.firstRow = page.selected
    let range = page.selected..<max(page.selected, min(page.selected + rows, page.total))
    let read = trouble.read("the list of tracks") { () throws(LibraryError) in try library.rows(range, of: found) }
    below.rows = read ?? []
    return below
  }
}
