import Glibc
import Music

/// A track whose truth is known because it is made by it: what is drawn before a sample is made. Equal numbers and
/// seeds make equal tracks.
package struct TruthTrack: Sendable {
  /// What is special about the track's time.
  package enum Kind: String, Sendable, CaseIterable {
    case steady, swing, drift, ramp, step, oddMetre, halfTime, beatlessIntro
    /// One tempo from the first beat to the last.
    package var isSteady: Bool { self != .drift && self != .ramp && self != .step }
  }

  /// The drums' pattern; each lives where listeners tap its quarters.
  package enum Groove: String, Sendable, CaseIterable {
    /// A kick on each beat, a clap on two and four, an open hat between the beats.
    case fourOnTheFloor
    /// Kick on one and three, snare on two and four.
    case backbeat
    /// Drum & bass: kick on one and after three, snare on two and four.
    case twoStep
    /// Kick on one, snare on the bar's even beats (the others of three, five and seven).
    case odd
    /// Two beats a bar, each in three.
    case compound
  }

  package let number: Int
  package let kind: Kind
  package let groove: Groove
  /// Of the first beat.
  package let bpm: Double
  package let beatsPerBar: Int
  package let firstBeat: Double
  package let seconds: Double
  package let key: MusicalKey
  /// How far the tuning lies from a' = 440 Hz.
  package let cents: Double
  /// Where the second half of a beat falls: 0.5 is straight.
  package let swing: Double
  /// Seeds the notes.
  let seed: UInt64
  let tempo: TempoCurve

  /// How the tempo moves.
  enum TempoCurve: Sendable {
    case constant
    /// A sine of `depth` (share of the tempo) and `period` seconds.
    case wave(depth: Double, period: Double)
    /// By this share from the track's start to its end.
    case slope(Double)
    /// From `bar` on, times `factor`.
    case steps([(bar: Int, factor: Double)])
  }

  /// The first `count` tracks of a seed. Whatever the count is, tempi cover 60–200 BPM evenly, each twentieth track is
  /// of the same kind (two fifths are plainly steady), and keys take turns.
  package static func all(_ count: Int, seed: UInt64) -> [TruthTrack] {
    (0..<count).map { TruthTrack(number: $0, seed: seed) }
  }

  private static let kinds: [Kind] = [
    .steady, .swing, .step, .steady, .drift, .oddMetre, .steady, .ramp, .steady, .halfTime,
    .steady, .swing, .step, .steady, .drift, .oddMetre, .steady, .ramp, .steady, .beatlessIntro,
  ]

  init(number: Int, seed: UInt64) {
    var dice = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(number))
    self.number = number
    kind = Self.kinds[number % Self.kinds.count]
    // The golden ratio's multiples lie evenly, however many are taken.
    let place = (Double(number) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
    let drawn = 60 + 140 * place
    let step = [1, 0.1, 0.001][number % 3]
    let rounded = (drawn / step).rounded() * step
    let metre = kind == .oddMetre ? [3, 5, 3, 2, 7][number / 10 % 5] : 4
    groove = Self.groove(bpm: rounded, metre: metre, dice: &dice)
    beatsPerBar = metre
    // A beat in three parts is rarely faster than 120; what is drawn above is taken in half.
    bpm = groove == .compound && rounded > 120 ? rounded / 2 : rounded
    seconds = Double.random(in: 60...80, using: &dice)
    firstBeat = Double.random(in: 0.05...1.2, using: &dice)
    key = MusicalKey.all[number % 24]
    cents = Double.random(in: -50...50, using: &dice)
    swing = kind == .swing ? Double.random(in: 0.56...0.667, using: &dice) : 0.5
    self.seed = dice.next()
    tempo = Self.tempo(kind, bars: Int(seconds * bpm / 60) / metre, dice: &dice)
  }

  private static func groove(bpm: Double, metre: Int, dice: inout SeededRandom) -> Groove {
    if metre == 2 { return .compound }
    if metre != 4 { return .odd }
    let choices: [Groove] =
      switch bpm {
      case ..<100: [.backbeat]
      case ..<150: [.backbeat, .fourOnTheFloor, .fourOnTheFloor]
      default: [.backbeat, .twoStep, .twoStep, .fourOnTheFloor]
      }
    return choices.randomElement(using: &dice)!
  }

  private static func tempo(_ kind: Kind, bars: Int, dice: inout SeededRandom) -> TempoCurve {
    let sign = Bool.random(using: &dice) ? 1.0 : -1.0
    switch kind {
    case .drift:
      return .wave(
        depth: Double.random(in: 0.005...0.02, using: &dice), period: Double.random(in: 20...60, using: &dice))
    case .ramp: return .slope(sign * Double.random(in: 0.03...0.12, using: &dice))
    case .step:
      let factor = 1 + sign * Double.random(in: 0.03...0.2, using: &dice)
      // Every other one comes back.
      let returns = Bool.random(using: &dice)
      return .steps(returns ? [(bars / 3, factor), (2 * bars / 3, 1)] : [(bars / 2, factor)])
    default: return .constant
    }
  }

  /// Times of all beats in seconds, and how many of them lie before `seconds` less a third of a second.
  package var beats: [Double] {
    var times: [Double] = []
    var time = firstBeat
    while time < seconds - 0.35 {
      times.append(time)
      time += 60 / tempo(at: time, bar: (times.count - 1) / beatsPerBar)
    }
    return times
  }

  package var downbeats: [Double] {
    beats.enumerated().filter { $0.offset % beatsPerBar == 0 }.map(\.element)
  }

  private func tempo(at time: Double, bar: Int) -> Double {
    switch tempo {
    case .constant: bpm
    case .wave(let depth, let period): bpm * (1 + depth * sin(2 * Double.pi * time / period))
    case .slope(let share): bpm * (1 + share * time / seconds)
    case .steps(let steps): bpm * (steps.last { $0.bar <= bar }?.factor ?? 1)
    }
  }
}
