import Workstation

/// The screen's layout at a given size. One arrangement for all sizes, like a DJ's desk: deck A, mixer and deck B side
/// by side; the two overviews; the two scrolling waveforms about a common axis; the lists; the status line. A part that
/// a view leaves out has no rows.
struct Layout: Sendable, Hashable {
  var deckA: Rect
  var mixer: Rect
  var deckB: Rect
  var overviewA: Rect
  var overviewB: Rect
  var waveA: Rect
  var axis: Rect
  var waveB: Rect
  /// Heading and rows.
  var browser: Rect
  /// Where the lists stand side by side; nil where they don't fit.
  var suggestions: Rect?
  /// Two rows under the browser with the best suggestions, where they don't have a place of their own.
  var nextTracks: Rect?
  var status: Rect

  static let smallest = (width: 60, height: 18)

  init?(width: Int, height: Int, view: ScreenView = .all) {
    guard width >= Self.smallest.width, height >= Self.smallest.height else { return nil }
    let rows = Self.rows(width: width, height: height, view: view)
    var y = 0
    func band(_ rows: Int) -> Rect {
      defer { y += rows }
      return Rect(x: 0, y: y, width: width, height: rows)
    }
    (deckA, mixer, deckB) = Self.desk(band(rows.desk), view: view)
    (overviewA, overviewB) = Self.halves(band(rows.overview))
    waveA = band(rows.wave)
    axis = band(rows.wave > 0 ? 1 : 0)
    waveB = band(rows.wave)
    let lists = band(height - 1 - y)
    status = band(1)

    if width >= 116 {
      let share = width * (width >= 190 ? 55 : 60) / 100
      browser = Rect(x: 0, y: lists.y, width: share, height: lists.height)
      suggestions = Rect(x: share + 1, y: lists.y, width: width - share - 1, height: lists.height)
    } else {
      // At the smallest size all rows are the library's.
      let next = lists.height >= 6 && width >= 72 ? 2 : 0
      browser = Rect(x: 0, y: lists.y, width: width, height: lists.height - next)
      nextTracks = next == 0 ? nil : Rect(x: 0, y: lists.bottom - next, width: width, height: next)
    }
  }

  /// How many rows each band has; the lists take what is left.
  private static func rows(width: Int, height: Int, view: ScreenView) -> (desk: Int, overview: Int, wave: Int) {
    let desk = width < 100 || height < 30 ? 7 : height >= 44 ? 10 : 8
    let overview = height >= 44 ? 4 : height >= 38 ? 3 : 2
    switch view {
    case .all:
      let left = height - desk - overview - 1
      return (desk, overview, min(max((left - 4) * 35 / 100, 1), height >= 60 ? 13 : 9))
    case .decks:
      return (desk, overview, (height - desk - overview - 2) / 2)
    case .booth:
      let desk = boothRows(scale: boothScale(width: width, height: height))
      return (desk, 2, max(0, (height - desk - 2 - 2) / 2))
    case .library:
      return (2, 0, 0)
    }
  }

  /// How much larger than the desk's digits those of the booth are: two rows of them, and five rows of waveforms.
  static func boothScale(width: Int, height: Int) -> Int {
    var scale = 1
    // The longest of what must stand in a row is a time such as "12:34".
    while boothRows(scale: scale + 1) + 9 <= height, (scale + 1) * 17 <= width / 2 - 4, scale < 6 { scale += 1 }
    return scale
  }

  /// Title, time, tempo and key, what comes and what is on; a blank row above each row of digits.
  private static func boothRows(scale: Int) -> Int { 3 + 2 * (largeHeight(scale: scale) + 1) }

  /// The decks take what the mixer leaves, in equal parts.
  private static func desk(_ band: Rect, view: ScreenView) -> (Rect, Rect, Rect) {
    let width = band.width
    // Where digits are large the decks need the room more than the mixer.
    let desk = width < 76 ? 20 : width < 100 ? 26 : width < 120 ? 20 : width < 160 ? 24 : 40
    let wanted = view == .booth ? 0 : desk
    let mixerWidth = wanted + (band.width - wanted) % 2
    let deckWidth = (band.width - mixerWidth) / 2
    return (
      Rect(x: 0, y: band.y, width: deckWidth, height: band.height),
      Rect(x: deckWidth, y: band.y, width: mixerWidth, height: band.height),
      Rect(x: deckWidth + mixerWidth, y: band.y, width: deckWidth, height: band.height)
    )
  }

  /// Two halves with a gap of a column or two between them.
  private static func halves(_ band: Rect) -> (Rect, Rect) {
    let half = (band.width - 1) / 2
    return (
      Rect(x: 0, y: band.y, width: half, height: band.height),
      Rect(x: band.width - half, y: band.y, width: half, height: band.height)
    )
  }

  /// The rows of the waveforms that words may lie over, the outermost ones, which few peaks reach; nil where there is
  /// no room for them.
  var lyricsRows: (above: Int, below: Int)? {
    waveA.width >= 100 && waveA.height >= 4 ? (0, waveB.height - 1) : nil
  }

  /// The mixer's row of levels and faders.
  var levelsRow: Int { mixer.y + (mixer.height >= 10 ? mixer.height - 5 : mixer.height >= 7 ? mixer.height - 3 : 0) }

  /// The crossfader's rail.
  var crossfader: Rect {
    Rect(x: mixer.x + 3, y: levelsRow + 1, width: max(0, mixer.width - 6), height: mixer.height > 1 ? 1 : 0)
  }

  /// How many tracks the browser can show.
  var browserRows: Int { max(1, browser.height - (browser.height >= 8 ? 2 : 1)) }
}
