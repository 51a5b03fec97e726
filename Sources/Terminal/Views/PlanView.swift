import Music
import Platform
import Workstation

/// The planned blend into a suggested track, over the bars of what plays: who is heard when, the sections of both, and
/// the bass, which is one deck's and then the other's.
/// - Parameters:
///   - deck: what goes out.
///   - rect: six rows or more, an even number.
func drawPlan(
  of suggested: SuggestedTrack, after deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame
) {
  guard let plan = suggested.plan else { return }
  let drawn = PlanDrawing(
    line: PlanLine(plan, bar: barSeconds(snapshot[deck], at: plan.out.lowerBound), width: rect.width - 7),
    out: deck, next: deck == .a ? .b : .a, x: rect.x + 6)
  drawHeading("Plan", drawn.words, right: "", hasKeys: false, in: rect.row(0), on: &frame)
  let lane = (rect.height - 4) / 2
  let above = Rect(x: rect.x, y: rect.y + 2, width: rect.width, height: lane)
  let below = Rect(x: rect.x, y: above.bottom + 1, width: rect.width, height: lane)
  let (loaded, length) = (snapshot[deck], suggested.track.duration?.value ?? 0)
  drawn.drawSections(loaded.sections, of: deck, row: rect.y + 1, on: &frame)
  drawn.drawLane(of: deck, in: above, on: &frame) { loaded.zooms?.mean(of: $0) ?? 0 }
  drawn.drawBass(row: above.bottom, on: &frame)
  drawn.drawLane(of: drawn.next, in: below, on: &frame) { part in
    guard let outline = suggested.glance?.outline, length > 0 else { return 0 }
    return outline.mean(of: part.lowerBound / length..<part.upperBound / length).level
  }
  drawn.drawSections(suggested.glance?.sections ?? [], of: drawn.next, row: below.bottom, on: &frame)
  let now = snapshot.sound[deck].position.value
  if let column = drawn.line.column(of: now) {
    for row in 0..<lane { frame.put("┃", drawn.x + column, above.y + row, Style(.playhead, .bold)) }
  }
}

/// All that a plan is drawn of, beside the suggestion itself.
struct PlanModel: Equatable, Sendable {
  private let grid: BeatGrid?
  private let sections: [TrackAnalysis.Section]
  private let zooms: WaveformZooms?
  /// The playhead's.
  private let column: Int?

  /// Nil where there is no plan. - Parameter width: of the plan's place.
  init?(of suggested: SuggestedTrack, after deck: Deck, _ snapshot: Snapshot, width: Int) {
    guard let plan = suggested.plan else { return nil }
    let loaded = snapshot[deck]
    (grid, sections, zooms) = (loaded.grid, loaded.sections, loaded.zooms)
    let line = PlanLine(plan, bar: barSeconds(loaded, at: plan.out.lowerBound), width: width - 7)
    column = line.column(of: snapshot.sound[deck].position.value)
  }
}

/// The length of a bar of what plays; two seconds where there is no grid.
private func barSeconds(_ loaded: LoadedDeck, at time: TrackTime) -> Double {
  guard let grid = loaded.grid else { return 2 }
  let seconds = Double(grid.beatsPerBar) * 60 / grid.bpm(at: time).value
  return seconds.isFinite && seconds > 0.1 ? seconds : 2
}

/// The time that a plan is drawn over, in seconds of what goes out: its window and some bars before and after.
struct PlanLine {
  let plan: BlendPlan
  /// Seconds of what goes out.
  let bar: Double
  /// Columns.
  let width: Int
  let start: Double
  /// Seconds that a column is long.
  let step: Double

  init(_ plan: BlendPlan, bar: Double, width: Int) {
    (self.plan, self.bar, self.width) = (plan, bar, max(1, width))
    let window = plan.out.upperBound.value - plan.out.lowerBound.value
    let margin = max(window / 4, plan.bars >= 4 ? 4 * bar : 8 * bar)
    start = plan.out.lowerBound.value - margin
    step = (window + 2 * margin) / Double(self.width)
  }

  /// The time of what goes out that a column begins at.
  func time(_ column: Int) -> Double { start + Double(column) * step }

  /// Nil outside of what is drawn.
  func column(of time: Double) -> Int? {
    let column = whole(((time - start) / step).rounded(.down))
    return (0..<width).contains(column) ? column : nil
  }

  /// What comes in at a time of what goes out, in its own time.
  func timeIn(_ time: Double) -> Double {
    let (out, window) = (plan.out, plan.in)
    let length = out.upperBound.value - out.lowerBound.value
    let ratio = length > 0 ? (window.upperBound.value - window.lowerBound.value) / length : 1
    return window.lowerBound.value + (time - out.lowerBound.value) * (ratio > 0 ? ratio : 1)
  }

  /// The inverse of `timeIn`.
  func timeOut(_ time: Double) -> Double {
    let (out, window) = (plan.out, plan.in)
    let length = window.upperBound.value - window.lowerBound.value
    let ratio = length > 0 ? (out.upperBound.value - out.lowerBound.value) / length : 1
    return out.lowerBound.value + (time - window.lowerBound.value) * (ratio > 0 ? ratio : 1)
  }

  /// Seconds that a move takes.
  private func seconds(_ length: BlendPlan.Length) -> Double {
    switch length {
    case .atOnce: 0
    case .beats(let beats): beats * bar / 4
    case .seconds(let seconds): seconds
    }
  }

  /// How far a move that began at `from` has come, 0…1.
  private func progress(_ time: Double, from: Double, _ length: BlendPlan.Length) -> Double {
    let seconds = seconds(length)
    return time < from ? 0 : seconds > 0 ? min(1, (time - from) / seconds) : 1
  }

  /// How much is heard of both at a time, 0…1.
  func heard(_ time: Double) -> (out: Double, next: Double) {
    var (crossfader, isOut, isIn) = (0.0, true, false)
    for step in plan.steps {
      let at = plan.out.lowerBound.value + step.at.value
      switch step.move {
      case .start: isIn = isIn || time >= at
      case .meet(let length): crossfader += (0.5 - crossfader) * progress(time, from: at, length)
      case .crossfade(let length): crossfader += (1 - crossfader) * progress(time, from: at, length)
      case .stopOut, .echoOut: isOut = isOut && time < at
      default: break
      }
    }
    return (isOut ? min(1, 2 * (1 - crossfader)) : 0, isIn ? min(1, 2 * crossfader) : 0)
  }

  /// When the bass goes over, in the time of what goes out; nil where it goes with the rest.
  var bassSpan: (from: Double, to: Double)? {
    for step in plan.steps {
      guard case .bass(let length) = step.move else { continue }
      let from = plan.out.lowerBound.value + step.at.value
      return (from, from + seconds(length))
    }
    return nil
  }

  /// Whose bass it is: 0 that of what goes out … 1 that of what comes in.
  func bass(_ time: Double) -> Double {
    for step in plan.steps {
      if case .bass(let length) = step.move {
        return progress(time, from: plan.out.lowerBound.value + step.at.value, length)
      }
    }
    let heard = heard(time)
    return heard.out > heard.next ? 0 : heard.out < heard.next ? 1 : 0.5
  }
}

private struct PlanDrawing {
  let line: PlanLine
  let out: Deck
  let next: Deck
  /// Where the first column is.
  let x: Int

  /// "long blend, 16 bars · A out 2:41 · B in 0:00 · bass over at bar 9".
  var words: String {
    let plan = line.plan
    let bars = plan.bars > 0 ? ", \(plan.bars) bar\(plan.bars == 1 ? "" : "s")" : ""
    var words = [
      plan.kind.rawValue + bars, "\(out.title) out \(clock(plan.out.lowerBound.value))",
      "\(next.title) in \(clock(plan.in.lowerBound.value))",
    ]
    if let bass = line.bassSpan {
      func bar(_ time: Double) -> Int { 1 + whole(((time - plan.out.lowerBound.value) / line.bar).rounded(.down)) }
      // What ends on a bar line ends in the bar before it.
      let (first, last) = (bar(bass.from), bar(bass.to - line.bar / 8))
      words.append(last > first ? "bass over in bars \(first)–\(last)" : "bass over at bar \(first)")
    }
    return words.joined(separator: " · ")
  }

  /// A deck's part: its shape as high as it is heard.
  /// - Parameter level: of a part of its track, in its own seconds: 0…1.
  func drawLane(of deck: Deck, in rect: Rect, on frame: inout Frame, level: (Range<Double>) -> Double) {
    frame.text(deck.title, rect.x + 1, rect.y, Style(deck == .a ? .deckA : .deckB, .bold))
    for column in 0..<line.width {
      let (from, to) = (line.time(column), line.time(column + 1))
      let heard = line.heard((from + to) / 2)
      let share = deck == out ? heard.out : heard.next
      guard share > 0 else { continue }
      let part = deck == out ? from..<to : line.timeIn(from)..<line.timeIn(to)
      let height = whole(min(1, level(part)) * share * Double(8 * rect.height))
      for row in 0..<rect.height {
        let eighth = clamped(max(1, height) - 8 * row, to: 0...8)
        frame.put(eighths[eighth], x + column, rect.bottom - 1 - row, Style(deck == .a ? .midA : .midB))
      }
    }
  }

  /// The bass, in the colour of the deck whose it is, with the bars of the window.
  func drawBass(row: Int, on frame: inout Frame) {
    frame.text("bass", x - 5, row, Style(.dim))
    for column in 0..<line.width {
      let share = line.bass(line.time(column) + line.step / 2)
      let ink: Role = share < 0.5 ? role(of: out) : role(of: next)
      frame.put(share == 0 || share == 1 ? "━" : "╍", x + column, row, Style(ink))
    }
    let plan = line.plan
    let each = line.bar / line.step >= 3 ? 1 : 4
    for bar in stride(from: 0, through: plan.bars, by: each) {
      guard let column = line.column(of: plan.out.lowerBound.value + Double(bar) * line.bar) else { continue }
      let isEdge = bar == 0 || bar == plan.bars
      frame.put(isEdge ? "╋" : bar % 4 == 0 ? "┿" : "┷", x + column, row, Style(isEdge ? .phrase : .bar))
    }
    if let bass = line.bassSpan, let column = line.column(of: (bass.from + bass.to) / 2) {
      frame.put("╳", x + column, row, Style(.phrase, .bold))
    }
  }

  private func role(of deck: Deck) -> Role { deck == .a ? .deckA : .deckB }

  /// The names of sections where they begin; of the one that goes on already, at the left end.
  func drawSections(_ sections: [TrackAnalysis.Section], of deck: Deck, row: Int, on frame: inout Frame) {
    func time(_ seconds: Double) -> Double { deck == out ? seconds : line.timeOut(seconds) }
    for section in sections where time(section.end_seconds) > line.start {
      let start = max(line.start, time(section.start_seconds))
      guard let column = line.column(of: start + line.step / 2) else { continue }
      let end = line.column(of: time(section.end_seconds)) ?? line.width
      frame.text("▏" + section.label, x + column, row, limit: max(0, end - column), Style(.dim))
    }
  }
}

extension WaveformZooms {
  /// The mean level of a part of the track, seconds: 0…1, where 1 is what it reaches in loud moments.
  fileprivate func mean(of part: Range<Double>) -> Double {
    let level = level(with: 4, in: part.upperBound - part.lowerBound)
    let first = max(0, whole((part.lowerBound * level.columnsPerSecond).rounded(.down)))
    let last = min(level.means.count, max(first + 1, whole(part.upperBound * level.columnsPerSecond)))
    guard first < last else { return 0 }
    let sum = level.means[first..<last].reduce(0) { $0 + Int($1) }
    return min(1, Double(sum) / Double(last - first) / Double(loudPeak))
  }
}
