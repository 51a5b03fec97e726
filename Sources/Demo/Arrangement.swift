import Glibc

/// What a part of a track is for; the words of the analysis contract.
enum PassageKind: String, Sendable, Hashable { case intro, verse, build, drop, breakdown, outro }

/// A run of bars with one purpose.
struct Passage: Sendable, Hashable {
  var kind: PassageKind
  var firstBar: Int
  var bars: Int
  /// Which one of its kind: 0 is the track's first.
  var ordinal: Int
  var endBar: Int { firstBar + bars }
}

/// A track's passages, one after the other.
struct Arrangement: Sendable, Hashable {
  let passages: [Passage]
  var bars: Int { passages.last?.endBar ?? 0 }

  init(_ plan: [(PassageKind, Int)]) {
    var passages: [Passage] = []
    for (kind, bars) in plan {
      let ordinal = passages.count { $0.kind == kind }
      passages.append(Passage(kind: kind, firstBar: passages.last?.endBar ?? 0, bars: bars, ordinal: ordinal))
    }
    self.passages = passages
  }

  /// - Precondition: 0 ≤ `bar` < `bars`.
  func passage(at bar: Int) -> Passage { passages.first { bar < $0.endBar } ?? passages[passages.count - 1] }

  func passage(after passage: Passage) -> Passage? { passages.first { $0.firstBar == passage.endBar } }
}

/// Where musical steps (sixteenths of a 4/4 bar) fall in frames.
struct StepClock: Sendable {
  let rate: Double
  let bpm: Double
  /// The time of step 0.
  let startSeconds: Double
  /// How far the second sixteenth of each pair comes late: 0.5 is straight, 0.66 a triplet.
  let swing: Double

  var framesPerStep: Double { rate * 15 / bpm }

  /// The frame of a step without swing; fractions lie between steps.
  func frame(_ step: Double) -> Int { Int((startSeconds * rate + step * framesPerStep).rounded()) }

  /// The frame of a whole step with the groove's swing.
  func swung(_ step: Int) -> Int {
    frame(Double(step) + (step & 1 == 1 ? 2 * swing - 1 : 0))
  }
}

/// How a layer's level and brightness (0 … 1) move over the bars: from `start` to `end` in each bar.
struct Automation {
  struct Segment {
    var start: Float
    var end: Float
    static let off = Segment(start: 0, end: 0)
  }
  var level: [Segment]
  var brightness: [Segment]

  /// Every bar of every passage by a rule: level and brightness at a point of a passage, given in bars from its start.
  init(_ arrangement: Arrangement, _ rule: (_ passage: Passage, _ bar: Float) -> (level: Float, brightness: Float)) {
    level = []
    brightness = []
    for passage in arrangement.passages {
      for bar in 0..<passage.bars {
        // The end is taken just before the bar line: on it, the next bar's rule holds already.
        let start = rule(passage, Float(bar))
        let end = rule(passage, Float(bar) + 0.999)
        level.append(Segment(start: start.level, end: end.level))
        brightness.append(Segment(start: start.brightness, end: end.brightness))
      }
    }
  }

  func sounds(in bar: Int) -> Bool { bar < level.count && max(level[bar].start, level[bar].end) > 0.001 }

  /// Applies the curves to a layer: a low-pass from `darkest` Hz up to 18 kHz, then the level.
  func apply(to bus: Bus, clock: StepClock, darkest: Double) {
    var left = StateVariable()
    var right = StateVariable()
    var gain = OnePole(seconds: 0.004, rate: clock.rate)
    for bar in 0..<level.count {
      let first = clock.frame(Double(16 * bar))
      // What rings on after the last bar keeps its last settings.
      let last = bar == level.count - 1 ? bus.frames : min(bus.frames, clock.frame(Double(16 * bar + 16)))
      if !sounds(in: bar), gain.value < 1e-4 {
        (bus.samples + 2 * first).update(repeating: 0, count: 2 * max(0, last - first))
        continue
      }
      let span = Float(max(1, last - first))
      var at = first
      while at < last {
        let end = min(last, at + 64)
        let x = Float(at - first) / span
        let bright = brightness[bar].start + x * (brightness[bar].end - brightness[bar].start)
        let target = level[bar].start + x * (level[bar].end - level[bar].start)
        let open = bright >= 0.999 && brightness[bar].start >= 0.999
        if !open {
          let hz = darkest * pow(18_000 / darkest, Double(bright))
          left.tune(hz: hz, q: 0.9, rate: clock.rate)
          right.tune(hz: hz, q: 0.9, rate: clock.rate)
        }
        for i in at..<end {
          let g = gain.next(target)
          let l = bus.samples[2 * i]
          let r = bus.samples[2 * i + 1]
          bus.samples[2 * i] = g * (open ? l : left.low(l))
          bus.samples[2 * i + 1] = g * (open ? r : right.low(r))
        }
        at = end
      }
    }
  }
}

/// How the kick pushes other sounds down: 0 on a kick, back to 1 within `release` seconds.
struct Pump {
  private let curve: [Float]

  init(kicks: [Int], frames: Int, release: Double, rate: Double) {
    let length = max(1, Int(release * rate))
    let shape = (0..<length).map { i -> Float in
      let x = Float(i) / Float(length)
      return x * x * (3 - 2 * x)
    }
    var curve = [Float](repeating: 1, count: frames)
    // The gain goes down over 3 ms ahead of the kick, so that the ducking itself does not click.
    let dip = max(1, Int(0.003 * rate))
    for (index, kick) in kicks.enumerated() {
      let next = index + 1 < kicks.count ? kicks[index + 1] - dip : frames
      for i in max(0, kick - dip)..<max(0, min(kick, frames)) { curve[i] *= Float(kick - i) / Float(dip) }
      for i in 0..<length where kick + i < min(next, frames) { curve[kick + i] = shape[i] }
    }
    self.curve = curve
  }

  /// Ducks `bus` by `depth`, 0 … 1.
  func apply(to bus: Bus, depth: Float) {
    for i in 0..<min(bus.frames, curve.count) {
      let gain = 1 - depth * (1 - curve[i])
      bus.samples[2 * i] *= gain
      bus.samples[2 * i + 1] *= gain
    }
  }
}
