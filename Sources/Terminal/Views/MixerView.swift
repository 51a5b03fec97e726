import Music
import Platform
import Workstation

/// The mixer between the decks: each row has deck A's control on the left, its name in the middle, deck B's on the
/// right.
func drawMixer(_ sound: SoundModel, _ master: MasterLoudness, in rect: Rect, on frame: inout Frame) {
  let strip = MixerStrip(rect: rect)
  let isTall = rect.height >= 10
  strip.controls("TRIM", 0, on: &frame) { deck in
    let state = sound[deck]
    return (state.trimDecibels / (state.trimDecibels < 0 ? 24 : 12), .accent, false)
  }
  for (row, (name, index)) in [("HIGH", 2), ("MID", 1), ("LOW", 0)].enumerated() {
    if let swap = sound.bandSwaps[index] {
      strip.bandSwap(name, swap, 1 + row, on: &frame) { sound[$0].bandGains[index] }
      continue
    }
    strip.controls(name, 1 + row, on: &frame) { deck in
      let value = sound[deck].eqDecibels[index]
      return (value / (value < 0 ? 26 : 12), .accent, sound[deck].kills[index])
    }
  }
  strip.controls("FILT", 4, on: &frame) { deck in (sound[deck].filter, .phrase, false) }
  for deck in Deck.allCases {
    frame.meter(
      meterFraction(sound[deck].peak), fader: sound[deck].fader, in: strip.side(deck, 5), mirrored: deck == .a)
  }
  // The fair blend's gain is shown between the levels.
  let isFair = abs(sound.fairDecibels) >= 0.05
  strip.name(isFair ? "≈\(signed(sound.fairDecibels, 1))dB" : "LEVEL", 5, isFair ? .accent : .dim, on: &frame)
  drawCrossfader(sound, in: rect.inset(1).row(6), on: &frame)
  drawMaster(sound, isTall ? nil : master, in: rect.inset(1).row(7), on: &frame)
  if isTall {
    drawLoudness(master, in: rect.inset(1).row(8), on: &frame)
    drawHeadphones(sound, in: rect.inset(1).row(9), on: &frame)
  }
}

private struct MixerStrip {
  let rect: Rect
  private static let nameWidth = 7

  /// Where a deck's half of a row lies.
  func side(_ deck: Deck, _ row: Int) -> Rect {
    let width = (rect.width - Self.nameWidth) / 2 - 1
    return Rect(x: deck == .a ? rect.x + 1 : rect.right - 1 - width, y: rect.y + row, width: width, height: 1)
  }

  func name(_ name: String, _ row: Int, _ ink: Role, on frame: inout Frame) {
    frame.text(name, rect.x + (rect.width - name.count + 1) / 2, rect.y + row, Style(ink))
  }

  /// A band on its way: each side shows how much of it that deck has, the middle how far it has come.
  func bandSwap(
    _ title: String, _ swap: SoundModel.BandSwap, _ row: Int, on frame: inout Frame, _ gain: (Deck) -> Double
  ) {
    for deck in Deck.allCases {
      let rect = side(deck, row)
      let lit = clamped(whole(gain(deck) * Double(rect.width)), to: 0...rect.width)
      for column in 0..<rect.width {
        let x = deck == .a ? rect.right - 1 - column : rect.x + column
        frame.put(column < lit ? "━" : "─", x, rect.y, Style(column < lit ? deck.role : .rail))
      }
    }
    name(
      "\(title.prefix(3)) \(clamped(whole(swap.progress * 100), to: 0...99))%", row, swap.to.role, on: &frame)
  }

  func controls(
    _ title: String, _ row: Int, on frame: inout Frame, _ value: (Deck) -> (Double, Role, Bool)
  ) {
    var isTouched = false
    for deck in Deck.allCases {
      let (value, ink, isKilled) = value(deck)
      let safe = value.isFinite ? min(max(value, -1), 1) : 0
      frame.bipolar(safe, in: side(deck, row), ink: ink, killed: isKilled)
      if isKilled || abs(safe) > 0.001 { isTouched = true }
    }
    name(title, row, isTouched ? .heading : .dim, on: &frame)
  }
}

private func drawCrossfader(_ sound: SoundModel, in row: Rect, on frame: inout Frame) {
  let left: Deck = sound.crossfaderReversed ? .b : .a
  frame.text(left.title, row.x, row.y, Style(left.role, .bold))
  frame.text(left.other.title, row.right - 1, row.y, Style(left.other.role, .bold))
  let rail = row.inset(2)
  guard rail.width > 2 else { return }
  let value = sound.crossfader.isFinite ? min(max(sound.crossfader, -1), 1) : 0
  let middle = rail.width / 2
  let knob = clamped(whole((value + 1) / 2 * Double(rail.width - 1)), to: 0...rail.width - 1)
  for column in 0..<rail.width {
    // Where a cut-in keeps one side silent the rail is broken.
    let place = Double(column) / Double(rail.width - 1)
    let isCut = place > 1 - sound.cutIns[left == .a ? 0 : 1] || place < sound.cutIns[left == .a ? 1 : 0]
    frame.put(
      column == middle ? "┼" : isCut ? "┈" : "─", rail.x + column, rail.y, Style(column == middle ? .dim : .rail))
  }
  frame.put("█", rail.x + knob, rail.y, Style(.knob))
  if knob > 0 { frame.put("▐", rail.x + knob - 1, rail.y, Style(.knob)) }
  if knob < rail.width - 1 { frame.put("▌", rail.x + knob + 1, rail.y, Style(.knob)) }
}

/// - Parameter loudness: nil where it has a row of its own.
private func drawMaster(_ sound: SoundModel, _ loudness: MasterLoudness?, in row: Rect, on frame: inout Frame) {
  let used = frame.text("MAIN " + signed(sound.masterDecibels, 0), row.x, row.y, Style(.dim)) + 1
  let isPulling = sound.limiterDecibels <= -0.1
  let isNarrow = row.width < 22 || loudness?.shortTerm != nil
  let pulled = isNarrow ? "lim" : "lim" + signed(max(sound.limiterDecibels, -99), 1)
  let limiter = !sound.limiterOn ? isNarrow ? "off" : "no lim" : isPulling ? pulled : "lim"
  let ink: Role = !sound.limiterOn ? .warning : isPulling ? .warning : .dim
  var wide = isNarrow ? 3 : 7
  frame.textRight(limiter, end: row.right, row.y, limit: wide, Style(ink))
  if let shortTerm = loudness?.shortTerm, row.width >= 22 {
    frame.textRight(signed(shortTerm.value, 1), end: row.right - wide - 1, row.y, Style(.dim))
    wide += 6
  }
  let width = row.width - used - wide - 1
  frame.meter(
    meterFraction(sound.masterPeak), fader: nil, in: Rect(x: row.x + used, y: row.y, width: width, height: 1))
}

/// Momentary, short-term and integrated LUFS, the highest true peak and the correlation: as many as fit.
private func drawLoudness(_ master: MasterLoudness, in row: Rect, on frame: inout Frame) {
  let isOver = (master.highestTruePeak?.value ?? -144) > -0.9
  var figures: [(name: String, value: Double?, ink: Role)] = [
    ("S ", master.shortTerm?.value, .text), ("I ", master.integrated?.value, .dim),
    ("TP ", master.highestTruePeak?.value, isOver ? .warning : .dim),
  ]
  if row.width >= 31 { figures.insert(("M ", master.momentary?.value, .dim), at: 0) }
  if row.width < 23 { figures.remove(at: 1) }
  var x = row.x
  for figure in figures {
    x += frame.text(figure.name, x, row.y, Style(.faint))
    let text = figure.value.map { $0 < -99 ? "–" : signed($0, 1) } ?? "–"
    frame.text(text, x, row.y, limit: row.right - x, Style(figure.ink))
    x += figure.name == "TP " ? 5 : 6
  }
  guard row.right - x >= 6, let correlation = master.correlation else { return }
  frame.text("r", x, row.y, Style(.faint))
  frame.text(signed(correlation, 2), x + 1, row.y, Style(correlation < -0.1 ? .warning : .dim))
}

private func drawHeadphones(_ sound: SoundModel, in row: Rect, on frame: inout Frame) {
  let level = "PHONES " + signed(sound.headphoneDecibels, 0)
  var x = row.x + frame.text(level, row.x, row.y, Style(.dim)) + 1
  x += frame.text("cue", x, row.y, Style(.faint)) + 1
  let end = row.right - 5
  frame.text("main", end + 1, row.y, Style(.faint))
  let width = end - x
  guard width > 2 else { return }
  let knob = clamped(whole(sound.headphoneMix * Double(width - 1)), to: 0...width - 1)
  for column in 0..<width {
    frame.put(column == knob ? "●" : "─", x + column, row.y, Style(column == knob ? .knob : .rail))
  }
}
