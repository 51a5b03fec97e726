import Engine

/// The mixer between the decks: each row has deck A's control on the left, its name in the middle, deck B's on the right.
func drawMixer(_ engine: EngineSnapshot, in rect: Rect, on frame: inout Frame) {
  let strip = MixerStrip(rect: rect)
  let gap = rect.height >= 10 ? 1 : 0
  strip.controls("TRIM", 0, on: &frame) { deck in
    let state = engine[deck]
    return (state.trimDecibels / (state.trimDecibels < 0 ? 24 : 12), .accent, false)
  }
  for (row, band) in [EQBand.high, .mid, .low].enumerated() {
    let index = Int(band.rawValue)
    strip.controls(band.title, 1 + row, on: &frame) { deck in
      let value = engine[deck].eqDecibels[index]
      return (value / (value < 0 ? 26 : 12), .accent, engine[deck].kills[index])
    }
  }
  strip.controls("FILT", 4, on: &frame) { deck in (engine[deck].filter, .phrase, false) }
  for deck in DeckID.allCases {
    let meter = engine[deck].meter
    frame.meter(
      meterShare(max(meter.peakLeft, meter.peakRight)), fader: engine[deck].fader,
      in: strip.side(deck, 5 + gap), mirrored: deck == .a)
  }
  strip.name("LEVEL", 5 + gap, .dim, on: &frame)
  drawCrossfader(engine, in: rect.inset(1).row(6 + gap), on: &frame)
  drawMaster(engine, in: rect.inset(1).row(7 + gap), on: &frame)
  if gap == 1 { drawHeadphones(engine, in: rect.inset(1).row(9), on: &frame) }
}

private struct MixerStrip {
  let rect: Rect
  private static let nameWidth = 7

  /// Where a deck's half of a row lies.
  func side(_ deck: DeckID, _ row: Int) -> Rect {
    let width = (rect.width - Self.nameWidth) / 2 - 1
    return Rect(x: deck == .a ? rect.x + 1 : rect.right - 1 - width, y: rect.y + row, width: width, height: 1)
  }

  func name(_ name: String, _ row: Int, _ ink: Role, on frame: inout Frame) {
    frame.text(name, rect.x + (rect.width - name.count + 1) / 2, rect.y + row, Style(ink))
  }

  func controls(
    _ title: String, _ row: Int, on frame: inout Frame, _ value: (DeckID) -> (Double, Role, Bool)
  ) {
    var isTouched = false
    for deck in DeckID.allCases {
      let (value, ink, isKilled) = value(deck)
      let safe = value.isFinite ? min(max(value, -1), 1) : 0
      frame.bipolar(safe, in: side(deck, row), ink: ink, killed: isKilled)
      if isKilled || abs(safe) > 0.001 { isTouched = true }
    }
    name(title, row, isTouched ? .heading : .dim, on: &frame)
  }
}

extension EQBand {
  fileprivate var title: String {
    switch self {
    case .low: "LOW"
    case .mid: "MID"
    case .high: "HIGH"
    }
  }
}

private func drawCrossfader(_ engine: EngineSnapshot, in row: Rect, on frame: inout Frame) {
  frame.text("A", row.x, row.y, Style(.deckA, .bold))
  frame.text("B", row.right - 1, row.y, Style(.deckB, .bold))
  let rail = row.inset(2)
  guard rail.width > 2 else { return }
  let value = engine.crossfader.isFinite ? min(max(engine.crossfader, -1), 1) : 0
  let middle = rail.width / 2
  let knob = clamped(whole((value + 1) / 2 * Double(rail.width - 1)), to: 0...rail.width - 1)
  for column in 0..<rail.width {
    frame.put(column == middle ? "┼" : "─", rail.x + column, rail.y, Style(column == middle ? .dim : .rail))
  }
  frame.put("█", rail.x + knob, rail.y, Style(.knob))
  if knob > 0 { frame.put("▐", rail.x + knob - 1, rail.y, Style(.knob)) }
  if knob < rail.width - 1 { frame.put("▌", rail.x + knob + 1, rail.y, Style(.knob)) }
}

private func drawMaster(_ engine: EngineSnapshot, in row: Rect, on frame: inout Frame) {
  let used = frame.text("MAIN " + signed(engine.masterDecibels, 0), row.x, row.y, Style(.dim)) + 1
  let isPulling = engine.limiterDecibels <= -0.1
  let isNarrow = row.width < 22
  let pulled = isNarrow ? "lim" : "lim" + signed(max(engine.limiterDecibels, -99), 1)
  let limiter = !engine.limiterOn ? isNarrow ? "off" : "no lim" : isPulling ? pulled : "lim"
  let ink: Role = !engine.limiterOn ? .warning : isPulling ? .warning : .dim
  let wide = isNarrow ? 3 : 7
  frame.textRight(limiter, end: row.right, row.y, limit: wide, Style(ink))
  let width = row.width - used - wide - 1
  let meter = engine.masterMeter
  frame.meter(
    meterShare(max(meter.peakLeft, meter.peakRight)), fader: nil,
    in: Rect(x: row.x + used, y: row.y, width: width, height: 1))
}

private func drawHeadphones(_ engine: EngineSnapshot, in row: Rect, on frame: inout Frame) {
  let level = "PHONES " + signed(engine.headphoneDecibels, 0)
  var x = row.x + frame.text(level, row.x, row.y, Style(.dim)) + 1
  x += frame.text("cue", x, row.y, Style(.faint)) + 1
  let end = row.right - 5
  frame.text("main", end + 1, row.y, Style(.faint))
  let width = end - x
  guard width > 2 else { return }
  let knob = clamped(whole(engine.headphoneMix * Double(width - 1)), to: 0...width - 1)
  for column in 0..<width {
    frame.put(column == knob ? "●" : "─", x + column, row.y, Style(column == knob ? .knob : .rail))
  }
}
