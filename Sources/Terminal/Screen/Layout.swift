/// The screen's layout at a given size. One arrangement for all sizes, like a DJ's desk: deck A, mixer and deck B side
/// by side; the two overviews; the two scrolling waveforms about a common axis; the lists; the status line.
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
  /// Nil where the lists don't fit side by side; then the focused one is shown.
  var suggestions: Rect?
  var status: Rect

  static let smallest = (width: 60, height: 18)

  init?(width: Int, height: Int) {
    guard width >= Self.smallest.width, height >= Self.smallest.height else { return nil }
    let deckRows = height >= 32 ? 10 : 8
    let overviewRows = height >= 44 ? 4 : height >= 30 ? 3 : 2
    let left = height - deckRows - overviewRows - 2
    let waveRows = min(max((left - 1) * 3 / 10, 1), 9)

    var y = 0
    func band(_ rows: Int) -> Rect {
      defer { y += rows }
      return Rect(x: 0, y: y, width: width, height: rows)
    }
    (deckA, mixer, deckB) = Self.desk(band(deckRows))
    (overviewA, overviewB) = Self.halves(band(overviewRows))
    waveA = band(waveRows)
    axis = band(1)
    waveB = band(waveRows)
    let lists = band(height - 1 - y)
    status = band(1)

    if width >= 116 {
      let share = width * 60 / 100
      browser = Rect(x: 0, y: lists.y, width: share, height: lists.height)
      suggestions = Rect(x: share + 1, y: lists.y, width: width - share - 1, height: lists.height)
    } else {
      browser = lists
      suggestions = nil
    }
  }

  /// The decks take what the mixer leaves, in equal parts.
  private static func desk(_ band: Rect) -> (Rect, Rect, Rect) {
    let wanted = band.width < 76 ? 20 : band.width < 110 ? 26 : band.width < 160 ? 34 : 42
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

  /// How many tracks the browser can show.
  var browserRows: Int { max(1, browser.height - (browser.height >= 8 ? 2 : 1)) }
}
