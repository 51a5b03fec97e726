import Platform
import Workstation

/// Draws the whole screen. Pure: the same values give the same frame.
/// - Parameters:
///   - width: columns; any size is drawn, under 60 × 18 as a sentence.
package func draw(_ snapshot: Snapshot, _ interface: Interface, width: Int, height: Int) -> Frame {
  draw(snapshot, interface, on: Frame(width: width, height: height))
}

/// The same, but what stands still since the last frame is copied.
/// - Parameter parts: what was drawn so far; is brought up to date.
package func draw(
  _ snapshot: Snapshot, _ interface: Interface, width: Int, height: Int, reusing parts: inout DrawnParts
) -> Frame {
  var blank = Frame(width: width, height: height)
  // Taken out, so that it has one owner and is not copied where something of it changes.
  (blank.drawn, parts) = (parts, DrawnParts())
  var frame = draw(snapshot, interface, on: blank)
  if let drawn = frame.drawn { parts = drawn }
  frame.drawn = nil
  return frame
}

private func draw(_ snapshot: Snapshot, _ interface: Interface, on blank: consuming Frame) -> Frame {
  var frame = blank
  guard let layout = Layout(width: frame.width, height: frame.height, view: snapshot.view) else {
    drawTooSmall(on: &frame)
    return frame
  }
  guard interface.showsPictures(snapshot.waveView) else {
    drawAll(snapshot, interface, layout, withPictures: false, on: &frame)
    return frame
  }
  // A picture lies over its cells: where a list or a sheet stands before it, waveforms are drawn in cells.
  let under = drawAll(snapshot, interface, layout, withPictures: true, on: &frame)
  let isCovered = zip(frame.pictures, under).contains { frame.copy($0.rect) != $1 }
  if isCovered {
    frame.erase()
    drawAll(snapshot, interface, layout, withPictures: false, on: &frame)
  }
  return frame
}

/// - Returns: what stands in the cells of each picture before anything else is drawn over it.
@discardableResult
private func drawAll(
  _ snapshot: Snapshot, _ interface: Interface, _ layout: Layout, withPictures: Bool, on frame: inout Frame
) -> [[Cell]] {
  let width = frame.width
  frame.fill(Rect(x: 0, y: 0, width: width, height: layout.overviewA.y), Style(.text, on: .surface))
  drawDesk(snapshot, layout, on: &frame)
  drawWaveforms(snapshot, interface, layout, withPictures: withPictures, on: &frame)
  let under = frame.pictures.map { frame.copy($0.rect) }
  if layout.axis.height > 0 { drawPads(interface, in: layout.axis, on: &frame) }
  let waves = Rect(x: 0, y: layout.waveA.y, width: width, height: layout.waveB.bottom - layout.waveA.y)
  drawFirstKeys(snapshot, interface, over: waves, on: &frame)
  if layout.browser.height > 1 { drawLists(snapshot, interface, layout, on: &frame) }
  drawStatus(snapshot, interface, in: layout.status, on: &frame)
  if let page = interface.help { drawHelp(page, interface, on: &frame) }
  if let sheet = interface.sheet ?? explanation(snapshot, layout) { drawSheet(sheet, on: &frame) }
  drawLamps(snapshot.status, in: layout.status, on: &frame)
  return under
}

private func drawDesk(_ snapshot: Snapshot, _ layout: Layout, on frame: inout Frame) {
  if snapshot.view == .booth {
    let scale = Layout.boothScale(width: frame.width, height: frame.height)
    drawBoothDeck(.a, snapshot, scale: scale, in: layout.deckA, on: &frame)
    drawBoothDeck(.b, snapshot, scale: scale, in: layout.deckB, on: &frame)
    drawBoothPhase(snapshot.sound, in: Rect(x: 0, y: 0, width: frame.width, height: 1), on: &frame)
  } else {
    drawDeck(.a, snapshot, in: layout.deckA, on: &frame)
    drawDeck(.b, snapshot, in: layout.deckB, on: &frame)
    drawMixer(snapshot.sound, snapshot.master, in: layout.mixer, on: &frame)
  }
}

private func drawWaveforms(
  _ snapshot: Snapshot, _ interface: Interface, _ layout: Layout, withPictures: Bool, on frame: inout Frame
) {
  if layout.overviewA.height > 0 {
    drawOverview(.a, snapshot, in: layout.overviewA, on: &frame)
    drawOverview(.b, snapshot, in: layout.overviewB, on: &frame)
  }
  guard layout.waveA.height > 0 else { return }
  let glyphs = interface.waveGlyphs(snapshot.waveView)
  func axis(_ deck: Deck) -> TimeAxis {
    TimeAxis(deck, snapshot.sound, width: frame.width, zoom: snapshot.waveView.zoom, perCell: glyphs.columns)
  }
  let axes = (a: axis(.a), b: axis(.b))
  drawWaveform(.a, snapshot, axes.a, glyphs, asPicture: withPictures, in: layout.waveA, on: &frame)
  drawWaveform(.b, snapshot, axes.b, glyphs, asPicture: withPictures, in: layout.waveB, on: &frame)
  if let row = layout.lyricsRows {
    drawLyrics(.a, snapshot, in: layout.waveA.row(row.above), on: &frame)
    drawLyrics(.b, snapshot, in: layout.waveB.row(row.below), on: &frame)
  }
  drawAxis(snapshot, axes, in: layout.axis, on: &frame)
}

/// The rows that the browser has at a size in a view; 1 where there is none.
package func browserRows(width: Int, height: Int, view: ScreenView = .all) -> Int {
  Layout(width: width, height: height, view: view)?.browserRows ?? 1
}

private func drawTooSmall(on frame: inout Frame) {
  let sentences = [
    "Segue needs \(Layout.smallest.width) × \(Layout.smallest.height)",
    "this is \(frame.width) × \(frame.height)", "the music goes on",
  ]
  let top = max(0, (frame.height - sentences.count) / 2)
  for (index, sentence) in sentences.enumerated() {
    let x = max(0, (frame.width - sentence.count) / 2)
    frame.text(sentence, x, top + index, Style(index == 0 ? .text : .dim))
  }
}
