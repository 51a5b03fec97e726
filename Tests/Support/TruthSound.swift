import Glibc
import Music

extension TruthTrack {
  /// The track's sound: drums, bass, chords and a tune, in passages of eight bars (four where bars are long) that
  /// differ in what plays. Every instrument's attack starts on its note's time.
  package var sound: Signal {
    var score = Score(self)
    score.play()
    return score.signal
  }
}

/// Plays a track into a signal.
private struct Score {
  let track: TruthTrack
  var signal: Signal
  private var dice: SeededRandom
  private let beats: [Double]
  private let kit: Kit
  private let chords: [[Int]]
  /// Hats between the beats: 2 eighths, 4 sixteenths.
  private let division: Int
  private let phrase: Int

  /// What varies from record to record.
  private struct Kit {
    var kickTone: Double
    var kickDecay: Double
    var kickLevel: Float
    var snareTone: Double
    var snareDecay: Double
    var snareLevel: Float
    var hatDecay: Double
    var hatLevel: Float
    var chordLevel: Float
    var bassLevel: Float
    /// Chords that are struck on each beat's second half instead of held.
    var isStabbed: Bool
    /// Seconds that players are off by (standard deviation): machines are not.
    var unsteadiness: Double
  }

  init(_ track: TruthTrack) {
    self.track = track
    signal = Signal(seconds: track.seconds)
    var dice = SeededRandom(seed: track.seed)
    beats = track.beats
    kit = Kit(
      kickTone: .random(in: 42...62, using: &dice), kickDecay: .random(in: 0.05...0.15, using: &dice),
      kickLevel: .random(in: 0.35...0.6, using: &dice), snareTone: .random(in: 170...240, using: &dice),
      snareDecay: .random(in: 0.04...0.1, using: &dice), snareLevel: .random(in: 0.2...0.4, using: &dice),
      hatDecay: .random(in: 0.008...0.03, using: &dice), hatLevel: .random(in: 0.05...0.15, using: &dice),
      chordLevel: .random(in: 0.03...0.07, using: &dice), bassLevel: .random(in: 0.08...0.16, using: &dice),
      isStabbed: .random(using: &dice), unsteadiness: track.kind == .drift ? 0.003 : 0)
    chords = Self.progression(track.key, dice: &dice)
    division = track.bpm < 105 && track.groove == .backbeat ? 4 : 2
    phrase = 240 / track.bpm * Double(track.beatsPerBar) / 4 > 3 ? 4 : 8
    self.dice = dice
  }

  mutating func play() {
    let bar = track.beatsPerBar
    for beat in beats.indices {
      let length = beat + 1 < beats.count ? beats[beat + 1] - beats[beat] : beats[beat] - beats[beat - 1]
      let passage = beat / bar / phrase
      let drumsPlay = !(track.kind == .beatlessIntro && passage == 0)
      if drumsPlay { playDrums(beat, length: length, passage: passage) }
      if beat % bar == 0 { playChord(beat, passage: passage) }
      playBass(beat, length: length, passage: passage)
      if passage % 2 == 1 { playTune(beat, length: length) }
    }
  }

  /// Of four passages one has no kick; the hats come and go. The middle third of a half-time track has its snare on
  /// three.
  private mutating func playDrums(_ beat: Int, length: Double, passage: Int) {
    let inBar = beat % track.beatsPerBar
    let isHalfTime = track.kind == .halfTime && beats[beat] > track.seconds / 3 && beats[beat] < track.seconds * 2 / 3
    let hasKick = passage % 4 != 2
    let isSecond = (beat / track.beatsPerBar) % 2 == 1
    var kicks: [Double] = []
    var snares: [Double] = []
    switch track.groove {
    case .fourOnTheFloor:
      kicks = [0]
      snares = inBar % 2 == 1 ? [0] : []
    case .backbeat:
      kicks = inBar == 0 ? [0] : (inBar == 2 ? (isSecond ? [0, 0.5] : [0]) : [])
      snares = inBar % 2 == 1 ? [0] : []
    case .twoStep:
      kicks = inBar == 0 ? [0] : (inBar == 2 ? [0.5] : [])
      snares = inBar % 2 == 1 ? [0] : (isSecond && inBar == 2 ? [0.75] : [])
    case .odd:
      kicks = inBar == 0 ? [0] : (inBar == 3 ? [0] : [])
      snares = inBar % 2 == 1 && inBar != 3 || (track.beatsPerBar == 3 && inBar == 2) ? [0] : []
    case .compound:
      kicks = inBar == 0 ? [0] : []
      snares = inBar == 1 ? [0] : []
    }
    if isHalfTime {
      kicks = inBar == 0 ? [0] : []
      snares = inBar == 2 ? [0] : []
    }
    if hasKick { for place in kicks { kick(at: time(beat, place, length)) } }
    for place in snares { snare(at: time(beat, place, length)) }
    let places = track.groove == .compound ? [0, 1.0 / 3, 2.0 / 3] : hatPlaces
    for (index, place) in places.enumerated() {
      let isOpen = track.groove == .fourOnTheFloor && index == division / 2
      hat(at: time(beat, place, length), level: (passage % 2 == 0 ? 0.6 : 1) * (isOpen ? 1.3 : index == 0 ? 1 : 0.7))
    }
  }

  /// Swing delays the second half; sixteenths in each half follow it.
  private var hatPlaces: [Double] {
    division == 2
      ? [0, track.swing] : [0, track.swing / 2, track.swing, track.swing + (1 - track.swing) / 2]
  }

  private mutating func time(_ beat: Int, _ place: Double, _ length: Double) -> Double {
    var time = beats[beat] + place * length
    if kit.unsteadiness > 0 {
      // Twelve even dice less their mean are a normal one.
      let sum = (0..<12).reduce(0.0) { total, _ in total + Double.random(in: 0...1, using: &dice) }
      time += (sum - 6) * kit.unsteadiness
    }
    return time
  }

  private mutating func playChord(_ beat: Int, passage: Int) {
    let bar = beat / track.beatsPerBar
    let end = beat + track.beatsPerBar < beats.count ? beats[beat + track.beatsPerBar] : track.seconds - 0.1
    let chord = chords[bar % chords.count]
    let isHeld = !kit.isStabbed || passage % 4 == 2 || (track.kind == .beatlessIntro && passage == 0)
    if isHeld {
      for note in chord { tone(note, at: beats[beat], for: (end - beats[beat]) * 0.98, level: kit.chordLevel) }
    } else {
      for next in beat..<min(beats.count - 1, beat + track.beatsPerBar) {
        let length = beats[next + 1] - beats[next]
        for note in chord {
          tone(note, at: beats[next] + track.swing * length, for: 0.35 * length, level: 1.3 * kit.chordLevel)
        }
      }
    }
  }

  /// The root on the beat or, in every other kit, on the bar's first beat and between the others.
  private mutating func playBass(_ beat: Int, length: Double, passage: Int) {
    let root = chords[beat / track.beatsPerBar % chords.count][0] - 24
    let inBar = beat % track.beatsPerBar
    if kit.isStabbed {
      tone(root, at: beats[beat], for: 0.45 * length, level: kit.bassLevel)
      if passage % 2 == 1 {
        tone(root, at: beats[beat] + track.swing * length, for: 0.4 * length, level: kit.bassLevel)
      }
    } else if inBar == 0 {
      tone(root, at: beats[beat], for: 1.6 * length, level: kit.bassLevel)
    } else if inBar == 2 {
      tone(root + 7, at: beats[beat] + track.swing * length, for: 0.45 * length, level: kit.bassLevel)
    }
  }

  /// Notes of the chord on the beat and, now and then, notes of the scale between.
  private mutating func playTune(_ beat: Int, length: Double) {
    let chord = chords[beat / track.beatsPerBar % chords.count]
    if Double.random(in: 0...1, using: &dice) < 0.7 {
      tone(chord.randomElement(using: &dice)! + 12, at: beats[beat], for: 0.4 * length, level: kit.chordLevel)
    }
    if Double.random(in: 0...1, using: &dice) < 0.4 {
      let steps = track.key.mode == .major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10]
      let note = Self.tonic(track.key) + 12 + steps.randomElement(using: &dice)!
      tone(note, at: beats[beat] + track.swing * length, for: 0.35 * length, level: kit.chordLevel)
    }
  }

  private mutating func tone(_ note: Int, at time: Double, for length: Double, level: Float) {
    signal.addTone(note: Double(note) + track.cents / 100, at: time, for: length, level: level)
  }

  private mutating func kick(at time: Double) {
    let kit = self.kit
    signal.add(at: time, for: 4 * kit.kickDecay) { t in
      let phase = 2 * Double.pi * (kit.kickTone * t + 3.3 * (1 - exp(-t / 0.03)))
      return kit.kickLevel * Float(sin(phase + 0.5) * exp(-t / kit.kickDecay))
    }
  }

  private mutating func snare(at time: Double) {
    let kit = self.kit
    var dice = self.dice
    defer { self.dice = dice }
    signal.add(at: time, for: 5 * kit.snareDecay) { t in
      let tone = Float(sin(2 * Double.pi * kit.snareTone * t))
      return kit.snareLevel * Float(exp(-t / kit.snareDecay)) * (0.7 * dice.sample() + 0.4 * tone)
    }
  }

  private mutating func hat(at time: Double, level: Float) {
    let kit = self.kit
    var dice = self.dice
    defer { self.dice = dice }
    var before: Float = 0
    signal.add(at: time, for: 5 * kit.hatDecay) { t in
      let noise = dice.sample()
      defer { before = noise }
      return level * kit.hatLevel * Float(exp(-t / kit.hatDecay)) * (noise - before)
    }
  }

  /// MIDI number near middle C.
  private static func tonic(_ key: MusicalKey) -> Int { 57 + (key.tonic.semitonesAboveC + 3) % 12 }

  /// Four triads on degrees of the key's scale that common songs use, the tonic first; root first, then third and
  /// fifth.
  private static func progression(_ key: MusicalKey, dice: inout SeededRandom) -> [[Int]] {
    let scale = key.mode == .major ? [0, 2, 4, 5, 7, 9, 11] : [0, 2, 3, 5, 7, 8, 10]
    let choices =
      key.mode == .major
      ? [[0, 4, 5, 3], [0, 3, 4, 0], [0, 5, 3, 4]] : [[0, 5, 2, 6], [0, 3, 4, 0], [0, 6, 5, 4]]
    return choices.randomElement(using: &dice)!.map { degree in
      [0, 2, 4].map { step in
        let place = degree + step
        return tonic(key) + scale[place % 7] + 12 * (place / 7)
      }
    }
  }
}
