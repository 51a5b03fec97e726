import Music
import Platform
import Workstation

/// The mixer between the decks: whether they are in phase; what is not neutral, a row each with deck A's control on the
/// left, its name in the middle, deck B's on the right; what is neutral in one row; levels, crossfader and master.
func drawMixer(_ sound: SoundModel, _ master: MasterLoudness, in rect: Rect, on frame: inout Frame) {
  let strip = MixerStrip(rect: rect)
  guard rect.height >= 7 else {
    strip.drawLevels(sound, 0, on: &frame)
    if rect.height > 1 { drawCrossfader(sound, in: rect.inset(1).row(1), on: &frame) }
    return
  }
  let hasFigures = rect.height >= 10
  // The rows that every hand looks for keep their places.
  let bottom = rect.height - (hasFigures ? 5 : 3)
  let touched = MixerControl.allCases.filter { $0.isTouched(sound) }
  var row = 0
  if bottom >= 5 || touched.count < bottom {
    drawPhaseWords(sound, in: rect.row(0), on: &frame)
    row = 1
  }
  row = strip.drawTouched(touched, sound, from: row, to: bottom, on: &frame)
  if row < bottom, touched.count < MixerControl.allCases.count {
    strip.drawNeutral(MixerControl.allCases.filter { !touched.contains($0) }, row, on: &frame)
    row += 1
  }
  strip.drawLevels(sound, bottom, on: &frame)
  let inner = rect.inset(1)
  drawCrossfader(sound, in: inner.row(bottom + 1), on: &frame)
  let showsLoudness = !hasFigures && row < bottom
  drawMaster(sound, hasFigures || showsLoudness ? nil : master, in: inner.row(bottom + 2), on: &frame)
  if hasFigures || showsLoudness { drawLoudness(master, in: inner.row(hasFigures ? bottom + 3 : row), on: &frame) }
  let arePhonesNeutral = abs(sound.headphoneDecibels) < 0.05 && sound.headphoneMix < 0.005
  if hasFigures {
    drawHeadphones(sound, in: inner.row(bottom + 4), on: &frame)
  } else if row + 1 < bottom, !arePhonesNeutral {
    drawHeadphones(sound, in: inner.row(row + 1), on: &frame)
  }
}

/// Whether the decks are in phase, for all to see; which deck plays alone, and that the room hears nothing of it.
private func drawPhaseWords(_ sound: SoundModel, in row: Rect, on frame: inout Frame) {
  let playing = Deck.allCases.filter { sound[$0].isPlaying }
  var words = phaseWords(sound, width: row.width)
  if let deck = playing.first, !playing.contains(where: { sound[$0].isHeard }) {
    words = (playing.count == 1 ? "\(deck.title) unheard" : "unheard", Style(.warning, .bold))
  } else if words == nil, playing.count == 1 {
    words = ("\(playing[0].title) plays", Style(playing[0].role, .bold))
  }
  guard let (text, style) = words else { return }
  frame.text(text, row.x + (row.width - displayWidth(text) + 1) / 2, row.y, limit: row.width, style)
}

/// A channel's control that has a neutral place, in the order of their rows.
private enum MixerControl: CaseIterable {
  case high, mid, low, filter, trim

  var title: String {
    switch self {
    case .high: "HIGH"
    case .mid: "MID"
    case .low: "LOW"
    case .filter: "FILT"
    case .trim: "TRIM"
    }
  }

  /// Of the bands.
  var band: Int? {
    switch self {
    case .high: 2
    case .mid: 1
    case .low: 0
    case .filter, .trim: nil
    }
  }

  func isTouched(_ sound: SoundModel) -> Bool {
    Deck.allCases.contains { abs(place(sound[$0])) > 0.001 || isKilled(sound[$0]) }
      || band.map { sound.bandSwaps[$0] != nil } == true
  }

  func isKilled(_ state: DeckModel) -> Bool { band.map { state.kills[$0] } ?? false }

  /// −1…1 about the neutral place.
  func place(_ state: DeckModel) -> Double {
    func scaled(_ decibels: Double, down: Double) -> Double { decibels / (decibels < 0 ? down : 12) }
    let value =
      switch self {
      case .high, .mid, .low: scaled(state.eqDecibels[band ?? 0], down: 26)
      case .filter: state.filter
      case .trim: scaled(state.trimDecibels, down: 24)
      }
    return value.isFinite ? min(max(value, -1), 1) : 0
  }

  /// "+2", "LP40", for where there is no row for it.
  func figure(_ state: DeckModel) -> String {
    switch self {
    case .filter:
      let percent = whole(place(state) * 100)
      return percent == 0 ? "0" : "\(percent < 0 ? "LP" : "HP")\(abs(percent))"
    case .trim: return signed(state.trimDecibels.isFinite ? state.trimDecibels : 0, 0)
    case .high, .mid, .low:
      let decibels = state.eqDecibels[band ?? 0]
      return isKilled(state) ? "╳" : signed(decibels.isFinite ? decibels : 0, 0)
    }
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

  /// A band on its way: how much of the way is behind it, bright on the side of the deck that has it now, for it may go
  /// over kick by kick; the middle says where it goes.
  func bandSwap(
    _ title: String, _ swap: SoundModel.BandSwap, _ row: Int, on frame: inout Frame, _ gain: (Deck) -> Double
  ) {
    let progress = swap.progress.isFinite ? min(max(swap.progress, 0), 1) : 0
    for deck in Deck.allCases {
      let rect = side(deck, row)
      let share = deck == swap.to ? progress : 1 - progress
      let lit = clamped(whole(share * Double(rect.width)), to: 0...rect.width)
      let ink: Role = gain(deck) > 0.5 ? deck.role : .dim
      for column in 0..<rect.width {
        let x = deck == .a ? rect.right - 1 - column : rect.x + column
        frame.put(column < lit ? "━" : "─", x, rect.y, Style(column < lit ? ink : .rail))
      }
    }
    let words = swap.to == .a ? "A ← \(title.prefix(3))" : "\(title.prefix(3)) → B"
    name(words, row, swap.to.role, on: &frame)
  }

  /// - Returns: the row below.
  func drawTouched(
    _ touched: [MixerControl], _ sound: SoundModel, from first: Int, to end: Int, on frame: inout Frame
  ) -> Int {
    let room = end - first
    let own = touched.count <= room ? touched.count : room - 1
    var row = first
    for control in touched.prefix(own) {
      if let band = control.band, let swap = sound.bandSwaps[band] {
        bandSwap(control.title, swap, row, on: &frame) { sound[$0].bandGains[band] }
      } else {
        draw(control, sound, row, on: &frame)
      }
      row += 1
    }
    guard own < touched.count else { return row }
    // Those that no row is left for share one, in figures.
    let rest = touched.dropFirst(own)
    for deck in Deck.allCases {
      let text = rest.map { $0.figure(sound[deck]) }.joined(separator: " ")
      let place = side(deck, row)
      if deck == .a { frame.textRight(text, end: place.right, place.y, limit: place.width, Style(.accent)) }
      if deck == .b { frame.text(text, place.x, place.y, limit: place.width, Style(.accent)) }
    }
    name(rest.map { String($0.title.prefix(3)) }.joined(separator: " "), row, .heading, on: &frame)
    return row + 1
  }

  /// The controls that are where they change nothing, in one row.
  func drawNeutral(_ controls: [MixerControl], _ row: Int, on frame: inout Frame) {
    let isFlat = controls.filter { $0.band != nil }.count == 3
    let names = (isFlat ? ["EQ"] : []) + controls.filter { !isFlat || $0.band == nil }.map(\.title)
    let text = names.joined(separator: " ")
    let wide = text + " 0"
    name(displayWidth(wide) <= rect.width - 2 ? wide : text, row, .dim, on: &frame)
  }

  func drawLevels(_ sound: SoundModel, _ row: Int, on frame: inout Frame) {
    for deck in Deck.allCases {
      frame.meter(
        meterFraction(sound[deck].peak), fader: sound[deck].fader, in: side(deck, row), mirrored: deck == .a)
    }
    // The fair blend's gain is shown between the levels.
    let isFair = abs(sound.fairDecibels) >= 0.05
    name(isFair ? "≈\(signed(sound.fairDecibels, 1))dB" : "LEVEL", row, isFair ? .accent : .dim, on: &frame)
  }

  private func draw(_ control: MixerControl, _ sound: SoundModel, _ row: Int, on frame: inout Frame) {
    let isMissing = control == .low && sound.lacksBass
    let ink: Role = control == .filter ? .phrase : .accent
    for deck in Deck.allCases {
      let state = sound[deck]
      frame.bipolar(control.place(state), in: side(deck, row), ink: ink, killed: control.isKilled(state))
    }
    name(isMissing ? "NO BASS" : control.title, row, isMissing ? .warning : .heading, on: &frame)
  }
}

extension SoundModel {
  /// The room hears a deck, and the low band of none.
  fileprivate var lacksBass: Bool {
    let heard = Deck.allCases.filter { self[$0].isPlaying && self[$0].isHeard }
    return !heard.isEmpty
      && heard.allSatisfy { areLowsOff(killed: self[$0].kills[0], decibels: self[$0].eqDecibels[0]) }
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
    x += frame.text(figure.name, x, row.y, Style(.dim))
    let text = figure.value.map { $0 < -99 ? "–" : signed($0, 1) } ?? "–"
    frame.text(text, x, row.y, limit: row.right - x, Style(figure.ink))
    x += figure.name == "TP " ? 5 : 6
  }
  guard row.right - x >= 6, let correlation = master.correlation else { return }
  frame.text("r", x, row.y, Style(.dim))
  frame.text(signed(correlation, 2), x + 1, row.y, Style(correlation < -0.1 ? .warning : .dim))
}

private func drawHeadphones(_ sound: SoundModel, in row: Rect, on frame: inout Frame) {
  let level = "PHONES " + signed(sound.headphoneDecibels, 0)
  var x = row.x + frame.text(level, row.x, row.y, Style(.dim)) + 1
  x += frame.text("cue", x, row.y, Style(.dim)) + 1
  let end = row.right - 5
  frame.text("main", end + 1, row.y, Style(.dim))
  let width = end - x
  guard width > 2 else { return }
  let knob = clamped(whole(sound.headphoneMix * Double(width - 1)), to: 0...width - 1)
  for column in 0..<width {
    frame.put(column == knob ? "●" : "─", x + column, row.y, Style(column == knob ? .knob : .rail))
  }
}
