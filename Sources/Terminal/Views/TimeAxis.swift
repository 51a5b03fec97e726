import Music
import Platform
import Workstation

/// The common time axis of the two scrolling waveforms, in seconds as heard: a track that plays faster is drawn
/// narrower, and beats that coincide line up.
struct TimeAxis {
  let width: Int
  let playhead: Int
  /// Seconds of the track that a column is long.
  let trackSeconds: Double
  /// The track's position, in seconds.
  let position: Double

  /// Wide screens show more time, narrow ones at least so much that a beat is several columns long.
  private static func secondsPerColumn(_ width: Int) -> Double { max(0.04, 6 / Double(max(1, width))) }

  init(_ state: DeckModel, width: Int) {
    self.width = width
    playhead = width / 2
    let ratio = state.ratio.value.isFinite ? min(max(state.ratio.value, 0.05), 20) : 1
    trackSeconds = Self.secondsPerColumn(width) * ratio
    let seconds = state.position.value
    position = seconds.isFinite ? min(max(seconds, -1e7), 1e7) : 0
  }

  /// The column that a time of the track falls on, which may lie outside of the screen.
  func column(of seconds: Double) -> Int {
    let columns = (seconds - position) / trackSeconds
    // Beats of both decks between two columns must round to the same side, despite the last bits.
    return playhead + whole(((columns * 1024).rounded() / 1024 + 0.5).rounded(.down))
  }

  /// The time of the track in the middle of a column.
  func time(of column: Int) -> Double { position + Double(column - playhead) * trackSeconds }

  var start: Double { time(of: 0) - trackSeconds / 2 }
  var end: Double { time(of: width - 1) + trackSeconds / 2 }
}

/// The beats on the axis, column by column.
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

  /// The columns of `grid`'s beats. Beats denser than every third column are left out; bars stay.
  static func marks(of grid: BeatGrid?, on axis: TimeAxis) -> [BeatMark?] {
    var marks = [BeatMark?](repeating: nil, count: axis.width)
    guard let grid else { return marks }
    let first = grid.beat(at: TrackTime(axis.start)).value
    let last = grid.beat(at: TrackTime(axis.end)).value
    guard first.isFinite, last.isFinite, last - first < Double(axis.width) * 4, abs(first) < 1e9 else { return marks }
    let showsBeats = (last - first) * 3 < Double(axis.width)
    for beat in stride(from: Int(first.rounded(.up)), through: Int(last.rounded(.down)), by: 1) {
      let column = axis.column(of: grid.time(of: BeatPosition(Double(beat))).value)
      guard marks.indices.contains(column) else { continue }
      let mark: BeatMark = grid.isPhraseStart(beat) ? .phrase : grid.isDownbeat(beat) ? .bar : .beat
      guard mark != .beat || showsBeats else { continue }
      marks[column] = max(marks[column] ?? mark, mark)
    }
    return marks
  }
}

/// The row between the two waveforms: deck A's beats reach down to it, deck B's up; where they meet, the decks are in
/// phase and the ticks are one line.
func drawAxis(_ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  let above = BeatMark.marks(
    of: snapshot.deckA.grid, on: TimeAxis(snapshot.sound.deckA, width: rect.width))
  let below = BeatMark.marks(
    of: snapshot.deckB.grid, on: TimeAxis(snapshot.sound.deckB, width: rect.width))
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
