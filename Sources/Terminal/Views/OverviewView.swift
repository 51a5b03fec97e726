import Music
import Platform
import Workstation

/// The whole of a track at a glance: its outline coloured by energy, its sections, where it is and where its cues are.
func drawOverview(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  let model = OverviewModel(deck, snapshot, in: rect)
  frame.part(deck == .a ? .overviewA : .overviewB, of: model, in: rect) {
    drawOverviewAnew(deck, snapshot, in: rect, on: &$0)
  }
}

/// All that an overview is drawn of.
private struct OverviewModel: Equatable, Sendable {
  let isLoaded: Bool
  let length: Double
  /// The column of the playhead, and of the playhead that goes on underneath.
  let columns: SIMD2<Int>
  let zooms: WaveformZooms?
  let energyCurve: [Double]
  let sections: [TrackAnalysis.Section]
  let vocals: [TrackAnalysis.VocalSpan]
  let loop: [TrackTime?]
  let hotCues: [TrackTime?]
  let hotLoopEnds: [TrackTime?]
  let cueMarks: [CueMark]

  init(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect) {
    let (state, loaded) = (snapshot.sound[deck], snapshot[deck])
    isLoaded = loaded.track != nil || state.hasTrack
    length = state.length.value > 0 ? state.length.value : loaded.track?.duration?.value ?? 0
    let overview = Overview(rect: rect, length: length.isFinite && length > 0 ? length : 1)
    columns = SIMD2(
      overview.column(of: state.position.value), state.slipPosition.map { overview.column(of: $0.value) } ?? -1)
    (zooms, energyCurve, sections, vocals) = (loaded.zooms, loaded.energyCurve, loaded.sections, loaded.vocals)
    loop = [state.isLooping ? state.loopIn : nil, state.isLooping ? state.loopOut : nil, state.cue]
    hotCues = state.hotCues.indices.map { state.hotCues[$0] }
    hotLoopEnds = state.hotLoopEnds.indices.map { state.hotLoopEnds[$0] }
    cueMarks = loaded.cueMarks
  }
}

private func drawOverviewAnew(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  let known = state.length.value
  let length = known > 0 ? known : loaded.track?.duration?.value ?? 0
  let shapeRows = max(1, rect.height - (rect.height >= 4 ? 2 : 1))
  guard length > 0, length.isFinite, loaded.track != nil || state.hasTrack else {
    for column in 0..<rect.width { frame.put("─", rect.x + column, rect.y + shapeRows - 1, Style(.faint)) }
    return
  }
  let overview = Overview(rect: rect, length: length)
  overview.drawShape(loaded, rows: shapeRows, on: &frame)
  overview.drawSections(loaded, state, row: shapeRows, on: &frame)
  overview.drawMarks(state, loaded, shapeRows: shapeRows, on: &frame)
}

private struct Overview {
  let rect: Rect
  /// Seconds.
  let length: Double

  func column(of seconds: Double) -> Int {
    clamped(whole(seconds / length * Double(rect.width) - 0.5), to: 0...max(0, rect.width - 1))
  }

  func drawShape(_ loaded: LoadedDeck, rows: Int, on frame: inout Frame) {
    let scale = loaded.zooms.map { 0.97 / Double($0.loudPeak) } ?? 1
    for column in 0..<rect.width {
      let energy = energy(loaded, column)
      let level = loaded.zooms.map { min(1, peak($0, column) * scale) } ?? 0
      let height = max(1, whole(level * Double(rows * 8)))
      let ink: Role = energy < 0.4 ? .energyLow : energy < 0.7 ? .energyMid : .energyHigh
      for row in 0..<rows {
        let eighth = clamped(height - row * 8, to: 0...8)
        frame.put(eighths[eighth], rect.x + column, rect.y + rows - 1 - row, Style(ink))
      }
    }
  }

  /// The mean of a column's peaks, at a zoom with some ten columns in it: the outline, not each kick.
  private func peak(_ zooms: WaveformZooms, _ column: Int) -> Double {
    let seconds = length / Double(rect.width)
    let level = zooms.level(with: 8, in: seconds)
    let first = whole(Double(column) * seconds * level.columnsPerSecond)
    let last = max(first + 1, whole(Double(column + 1) * seconds * level.columnsPerSecond))
    let sum = (first..<last).reduce(0) { $1 < level.means.count ? $0 + Int(level.means[$1]) : $0 }
    return Double(sum) / Double(last - first)
  }

  private func energy(_ loaded: LoadedDeck, _ column: Int) -> Double {
    guard !loaded.energyCurve.isEmpty else { return 0.5 }
    let place = (Double(column) + 0.5) / Double(rect.width) * Double(loaded.energyCurve.count)
    return loaded.energyCurve[clamped(Int(place), to: 0...loaded.energyCurve.count - 1)]
  }

  /// The sections' names, each where it starts.
  func drawSections(_ loaded: LoadedDeck, _ state: DeckModel, row: Int, on frame: inout Frame) {
    let y = rect.y + row
    // Cues may have a row of their own.
    let cues = [state.cue.value] + state.hotCues.indices.compactMap { state.hotCues[$0]?.value }
    let marks = y == rect.bottom - 1 ? Set(cues.map(column(of:))) : []
    for column in 0..<rect.width { frame.put("╌", rect.x + column, y, Style(.faint)) }
    // Vocals are drawn as a solid line in the vocal stem's colour.
    for span in loaded.vocals {
      let start = column(of: span.start_seconds)
      for column in start...max(start, column(of: span.end_seconds)) {
        frame.put("─", rect.x + column, y, Style(.vocals))
      }
    }
    for section in loaded.sections {
      let start = column(of: section.start_seconds)
      let end = section.end_seconds >= length ? rect.width : column(of: section.end_seconds)
      guard end > start else { continue }
      frame.put("╷", rect.x + start, y, Style(.dim))
      // A truncated word says more than an ellipsis; a mark within it would make it another word.
      let label = section.label
      let places = start + 1..<max(start + 1, end - 1)
      let shortest = min(label.count, 3, places.count)
      let first = places.first { place in
        place + shortest <= places.upperBound && !(place..<place + shortest).contains(where: marks.contains)
      }
      guard let first else { continue }
      let room = marks.filter { $0 >= first }.min().map { min($0, places.upperBound) } ?? places.upperBound
      frame.text(String(label.prefix(room - first)), rect.x + first, y, Style(role(of: label)))
    }
  }

  private func role(of label: String) -> Role {
    switch label {
    case "drop", "chorus": .energyHigh
    case "build", "verse": .energyMid
    default: .dim
    }
  }

  func drawMarks(
    _ state: DeckModel, _ loaded: LoadedDeck, shapeRows: Int, on frame: inout Frame
  ) {
    let position = column(of: state.position.value)
    // What was played recedes.
    for row in 0..<shapeRows {
      for column in 0..<position {
        var cell = frame[rect.x + column, rect.y + row]
        cell.ink = .rail
        frame[rect.x + column, rect.y + row] = cell
      }
    }
    let flags = rect.bottom - 1
    if state.isLooping, let start = state.loopIn, let end = state.loopOut, start < end {
      let last = column(of: end.value)
      for column in column(of: start.value)...max(last, column(of: start.value)) {
        frame.put("━", rect.x + column, flags, Style(.loop))
      }
    }
    frame.put("▲", rect.x + column(of: state.cue.value), flags, Style(.cue))
    for index in state.hotCues.indices {
      guard let cue = state.hotCues[index], let digit = Unicode.Scalar(UInt32(49 + index)) else { continue }
      let ink = loaded.cueMarks[index].colour?.role ?? .hotCue
      let start = column(of: cue.value)
      if let end = state.hotLoopEnds[index].map({ column(of: $0.value) }) {
        for column in start...max(start, end) { frame.put("━", rect.x + column, flags, Style(ink)) }
      }
      frame.put(digit, rect.x + start, flags, Style(.background, on: ink, .bold))
    }
    if let silent = state.slipPosition {
      let column = column(of: silent.value)
      for row in 0..<shapeRows { frame.put("┇", rect.x + column, rect.y + row, Style(.warning)) }
    }
    for row in 0..<shapeRows { frame.put("┃", rect.x + position, rect.y + row, Style(.playhead, .bold)) }
    frame.put("┃", rect.x + position, flags, Style(.playhead, .bold))
  }
}
