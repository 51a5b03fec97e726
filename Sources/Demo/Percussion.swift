/// One stroke of a drum.
struct Stroke {
  var drum: Drum
  var frame: Int
  var gain: Float
  var pan: Float
}

/// Writes the drum part: which lines of the recipe sound in which bar, fills, rolls and crashes.
struct Percussion {
  let recipe: Recipe
  let arrangement: Arrangement
  let clock: StepClock
  private(set) var strokes: [Stroke] = []
  private var chance: Chance

  init(_ recipe: Recipe, _ arrangement: Arrangement, clock: StepClock, seed: UInt64) {
    self.recipe = recipe
    self.arrangement = arrangement
    self.clock = clock
    chance = Chance(seed: seed ^ 0xD12)
    for passage in arrangement.passages {
      for bar in 0..<passage.bars { write(bar, of: passage) }
    }
  }

  /// The frames of all kicks, in order.
  var kicks: [Int] { strokes.filter { $0.drum == .kick }.map(\.frame) }

  private mutating func write(_ bar: Int, of passage: Passage) {
    let first = 16 * (passage.firstBar + bar)
    if bar == 0, passage.kind == .drop || passage.kind == .breakdown || (passage.kind == .outro) {
      strokes.append(Stroke(drum: .crash, frame: clock.frame(Double(first)), gain: 0.3, pan: 0))
    }
    for (order, line) in recipe.lines.enumerated() where plays(line, order, bar, passage) {
      for step in 0..<16 { strike(line, first: first, step: step, bar: bar, passage: passage) }
    }
    if passage.kind == .build { roll(first: first, barsLeft: passage.bars - bar, of: passage) }
    let ends = (bar + 1) % 8 == 0 && passage.kind != .breakdown && passage.kind != .build
    if ends, bar + 1 < passage.bars || passage.kind == .intro { fill(first: first) }
  }

  /// Intros bring the lines in one by one, outros take them away, breakdowns keep only faint ones.
  private func plays(_ line: Line, _ order: Int, _ bar: Int, _ passage: Passage) -> Bool {
    let count = recipe.lines.count
    switch passage.kind {
    case .intro: return order < 2 + bar * (count - 1) / passage.bars
    case .outro: return order < 2 + (passage.bars - bar) * (count - 1) / passage.bars
    case .verse, .drop: return passage.kind == .drop || line.drum != .ride
    case .build:
      let isFoundation = line.drum == .kick || line.drum == .clap || line.drum == .snare
      return isFoundation
        ? passage.ordinal == 0 && bar < passage.bars / 2 : line.drum != .ride && bar < passage.bars - 1
    case .breakdown: return bar >= passage.bars / 2 && [.shaker, .rim, .conga].contains(line.drum)
    }
  }

  private mutating func strike(_ line: Line, first: Int, step: Int, bar: Int, passage: Passage) {
    let at = (bar * 16 + step) % line.steps.count
    guard let strength = line.steps[at].wholeNumberValue else { return }
    // A breath before the next passage: the kick leaves the last beat of a drop's eighth bar free.
    if line.drum == .kick, step >= 12, (bar + 1) % 8 == 0, passage.kind == .drop { return }
    let human = line.drum == .kick ? 1 : 1 + 0.12 * chance.signed()
    let softer: Float = passage.kind == .breakdown ? 0.6 : 1
    let level = line.gain * Float(strength * strength) / 81 * human * softer
    // What stands on a beat stands exactly there; the rest may lag by up to 3 ms.
    let late = step % 4 == 0 || line.drum == .kick ? 0 : Int(chance.unit() * 0.003 * Float(clock.rate))
    strokes.append(Stroke(drum: line.drum, frame: clock.swung(first + step) + late, gain: level, pan: line.pan))
  }

  /// Quarters, eighths, sixteenths: a snare roll that doubles towards the drop and stops a beat ahead of it.
  private mutating func roll(first: Int, barsLeft: Int, of passage: Passage) {
    let every = barsLeft > passage.bars / 2 ? 0 : barsLeft > passage.bars / 4 ? 4 : barsLeft > 1 ? 2 : 1
    guard every > 0 else { return }
    for step in stride(from: 0, to: barsLeft == 1 ? 12 : 16, by: every) {
      let progress = 1 - (Float(barsLeft) - Float(step) / 16) / (Float(passage.bars) / 2)
      strokes.append(
        Stroke(
          drum: .snare, frame: clock.frame(Double(first + step)), gain: 0.1 + 0.3 * progress,
          pan: step & 1 == 0 ? -0.2 : 0.2))
    }
  }

  private mutating func fill(first: Int) {
    let fills: [[(Int, Drum)]] = [
      [(12, .snare), (14, .snare), (15, .tom)], [(11, .tom), (13, .tom), (14, .snare)],
      [(13, .clap), (14, .snare), (15, .snare)],
      [(10, .conga), (12, .conga), (13, .tom), (15, .snare)],
    ]
    for (step, drum) in chance.pick(fills) {
      strokes.append(
        Stroke(
          drum: drum, frame: clock.swung(first + step), gain: 0.25 + 0.1 * chance.unit(), pan: 0.3 * chance.signed()))
    }
  }

  /// Plays all strokes.
  func play(_ kit: DrumKit, into bus: Bus) {
    for stroke in strokes { kit[stroke.drum].play(into: bus, at: stroke.frame, gain: stroke.gain, pan: stroke.pan) }
  }
}
