import Music
import Platform
import Workstation

/// The common time axis of the two scrolling waveforms, in seconds as heard: a track that plays faster is drawn
/// narrower, and beats that coincide line up.
///
/// A cell holds one column of time or two. Columns are cut from the track once and for all: as it plays, the picture
/// moves by whole columns, and what is in one stays what it was.
struct TimeAxis {
  /// In cells.
  let width: Int
  /// The cell that stands still, in whose middle the track is heard.
  let playhead: Int
  /// Columns in a cell.
  let perCell: Int
  /// Seconds of the track that a cell is long.
  let trackSeconds: Double
  /// The track's position, in seconds.
  let position: Double
  /// Seconds of the track that a column is long. A tempo that is being corrected by some thousandths does not cut the
  /// track anew in every frame.
  private let columnSeconds: Double
  /// Where the first column of the track begins, in columns.
  private let start: Double
  /// The first column right of the playhead.
  private let current: Int
  /// How far the playhead has come within its column, in columns.
  private let progress: Double

  /// - Parameters:
  ///   - deck: the deck whose axis it is. While both decks play their columns begin at the same moments, so that what
  ///     sounds together stands together.
  ///   - width: in cells.
  ///   - zoom: as `WaveView` has it.
  ///   - perCell: columns in a cell, 1 or 2.
  init(_ deck: Deck, _ sound: SoundModel, width: Int, zoom: Int = 1, perCell: Int = 1) {
    self.width = width
    self.perCell = perCell
    playhead = width / 2
    let state = sound[deck]
    let cell = Self.secondsPerCell(width, zoom: zoom)
    trackSeconds = cell * Self.ratio(state)
    position = Self.position(state)
    columnSeconds = Self.columnSeconds(state, cell / Double(perCell))
    let place = position / columnSeconds
    let middle = perCell == 1 ? 0.0 : 0.5
    var start = 0.0
    if deck == .b, state.isPlaying, sound.deckA.isPlaying {
      let other = Self.position(sound.deckA) / Self.columnSeconds(sound.deckA, cell / Double(perCell))
      start = place - other - (place - other).rounded()
    }
    self.start = start
    // Both decks must come to their next column in the same frame, despite the last bits.
    let steps = ((place - start) * 1024).rounded() / 1024
    let whole = (steps + middle).rounded(.down)
    current = Int(whole)
    progress = steps - whole
  }

  /// Wide screens show more time, narrow ones at least so much that a beat is several cells long.
  private static func secondsPerCell(_ width: Int, zoom: Int) -> Double {
    max(0.04, 6 / Double(max(1, width))) * [0.5, 1, 2, 4][min(max(zoom, 0), 3)]
  }

  private static func ratio(_ state: DeckModel) -> Double {
    state.ratio.value.isFinite ? min(max(state.ratio.value, 0.05), 20) : 1
  }

  private static func columnSeconds(_ state: DeckModel, _ heard: Double) -> Double {
    max(1, (ratio(state) * 1024).rounded()) / 1024 * heard
  }

  private static func position(_ state: DeckModel) -> Double {
    let seconds = state.position.value
    return seconds.isFinite ? min(max(seconds, -1e7), 1e7) : 0
  }

  /// The cell that a time of the track falls on, which may lie outside of the screen.
  func cell(of seconds: Double) -> Int {
    let columns = (seconds - position) / trackSeconds * Double(perCell)
    let place = ((columns + progress) * 1024).rounded() / 1024
    let column = whole(place.rounded(.down)) + playhead * perCell + perCell / 2
    return Int((Double(column) / Double(perCell)).rounded(.down))
  }

  /// The track's time at the left edge of the screen, to the last bit: where the playhead's cell has its middle, the
  /// track is heard.
  var leftEdge: Double { position - (Double(playhead) + 0.5) * trackSeconds }

  /// What of the track a column of the screen shows, in seconds.
  /// - Parameter column: counted from the left end of the screen; a cell has `perCell` of them.
  func span(of column: Int) -> Range<Double> {
    let number = Double(current + column - playhead * perCell - perCell / 2) + start
    return number * columnSeconds..<(number + 1) * columnSeconds
  }

  /// The track's times at both ends of the screen, and a cell beyond.
  var shown: ClosedRange<Double> {
    let left = Double(playhead) * trackSeconds
    return position - left - trackSeconds...position + (Double(width) * trackSeconds - left) + trackSeconds
  }
}

/// The beats on the axis, cell by cell.
enum BeatMark: Int, Sendable, Comparable {
  case beat, bar, phrase
  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  var role: Role {
    switch self {
    case .beat: .beat
    case .bar: .bar
    case .phrase: .phrase
    }
  }

  /// The cells of `grid`'s beats. Beats denser than every third cell are left out, then bars; phrases stay.
  static func marks(of grid: BeatGrid?, on axis: TimeAxis) -> [BeatMark?] {
    var marks = [BeatMark?](repeating: nil, count: axis.width)
    for (time, mark) in times(of: grid, in: axis.shown, cells: axis.width) {
      let cell = axis.cell(of: time)
      guard marks.indices.contains(cell) else { continue }
      marks[cell] = max(marks[cell] ?? mark, mark)
    }
    return marks
  }

  /// The beats of a span that is drawn in so many cells, as dense as they may stand there.
  static func times(
    of grid: BeatGrid?, in span: ClosedRange<Double>, cells: Int
  ) -> [(time: Double, mark: BeatMark)] {
    guard let grid else { return [] }
    let first = grid.beat(at: TrackTime(span.lowerBound)).value
    let last = grid.beat(at: TrackTime(span.upperBound)).value
    guard first.isFinite, last.isFinite, last - first < Double(cells) * 8, abs(first) < 1e9 else { return [] }
    let beats = last - first
    let least: BeatMark =
      beats * 3 < Double(cells) ? .beat : beats / Double(grid.beatsPerBar) * 3 < Double(cells) ? .bar : .phrase
    return stride(from: Int(first.rounded(.up)), through: Int(last.rounded(.down)), by: 1).compactMap { beat in
      let mark: BeatMark = grid.isPhraseStart(beat) ? .phrase : grid.isDownbeat(beat) ? .bar : .beat
      return mark >= least ? (grid.time(of: BeatPosition(Double(beat))).value, mark) : nil
    }
  }
}

/// The row between the two waveforms: deck A's beats reach down to it, deck B's up; where they meet, the decks are in
/// phase and the ticks are one line.
func drawAxis(_ snapshot: Snapshot, _ axes: (a: TimeAxis, b: TimeAxis), in rect: Rect, on frame: inout Frame) {
  let above = BeatMark.marks(of: snapshot.deckA.grid, on: axes.a)
  let below = BeatMark.marks(of: snapshot.deckB.grid, on: axes.b)
  for column in 0..<rect.width {
    let x = rect.x + column
    switch (above[column], below[column]) {
    case (nil, nil): frame.put("─", x, rect.y, Style(.faint))
    case (let a?, nil): frame.put(a == .beat ? "┴" : "┸", x, rect.y, Style(a == .beat ? .beat : .deckA))
    case (nil, let b?): frame.put(b == .beat ? "┬" : "┰", x, rect.y, Style(b == .beat ? .beat : .deckB))
    case (let a?, let b?):
      let both = min(a, b)
      let glyph: Unicode.Scalar = both != .beat ? "╋" : a != .beat ? "╀" : b != .beat ? "╁" : "┼"
      frame.put(glyph, x, rect.y, Style(max(a, b).role))
    }
  }
  frame.put("╋", rect.x + rect.width / 2, rect.y, Style(.playhead, .bold))
  if let mash = snapshot.mash {
    let words = " \(mash) "
    frame.text(words, rect.x + 1, rect.y, limit: rect.width / 2 - 3, Style(.background, on: .vocals, .bold))
  } else if let vocals = snapshot.sound.swap {
    let words = " SWAP: vocals of \(vocals.title) over \(vocals.other.title) "
    frame.text(words, rect.x + 1, rect.y, limit: rect.width / 2 - 3, Style(.background, on: .vocals, .bold))
  }
}
