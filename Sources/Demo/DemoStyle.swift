/// The kinds of club music that the demo crate knows.
package enum DemoStyle: String, Sendable, Hashable, CaseIterable {
  case deepHouse, disco, techno, garage, halfTime, drumAndBass

  /// As the tag has it.
  package var genre: String {
    switch self {
    case .deepHouse: "Deep House"
    case .disco: "Disco House"
    case .techno: "Techno"
    case .garage: "UK Garage"
    case .halfTime: "Half-Time"
    case .drumAndBass: "Drum & Bass"
    }
  }

  var usualTempo: Double {
    switch self {
    case .deepHouse: 122
    case .disco: 124
    case .techno: 129
    case .garage: 132
    case .halfTime: 87
    case .drumAndBass: 174
    }
  }

  var recipe: Recipe {
    switch self {
    case .deepHouse: .deepHouse
    case .disco: .disco
    case .techno: .techno
    case .garage: .garage
    case .halfTime: .halfTime
    case .drumAndBass: .drumAndBass
    }
  }
}

/// A drum's line over one or two bars of sixteenths: digits are strengths, dots rests.
struct Line: Sendable {
  var drum: Drum
  var steps: [Character]
  var gain: Float
  var pan: Float

  init(_ drum: Drum, _ steps: String, gain: Float, pan: Float = 0) {
    self.drum = drum
    self.steps = Array(steps)
    self.gain = gain
    self.pan = pan
  }
}

/// A style's instruments and patterns. The texts of the patterns are read step by step, sixteenths from the bar's
/// start. More than fifteen stored properties: one for each instrument's pattern and each choice of a producer.
struct Recipe: Sendable {
  var swing = 0.5
  var tuning = DrumTuning()
  /// In the order in which an intro brings them in: the kick first.
  var lines: [Line]
  /// Degrees of the scale, 0 the tonic, each for `barsPerChord`.
  var chords: [Int]
  var barsPerChord: Int
  var chordTones = 4
  /// Letters as `Harmony.bassNote` reads them, `-` holds, `.` rests.
  var bassLine: String
  var bass: SynthPatch
  var bassSub: Float
  /// `x` strikes, `-` holds, `.` rests.
  var keysLine: String
  var keys: SynthPatch
  var pad: SynthPatch
  /// Digits are chord tones from below.
  var arpLine: String
  var arp: SynthPatch
  /// Between two echoes of keys and arpeggio.
  var echoSteps = 3.0
  /// Levels of bass, keys, pad, arpeggio and voice.
  var levels: (bass: Float, keys: Float, pad: Float, arp: Float, voice: Float)
  var pumpSeconds = 0.24
  /// The whole's root mean square in the loudest passage before the limiter, dBFS.
  var drive: Double
}

extension Recipe {
  static let deepHouse = Recipe(
    swing: 0.55,
    lines: [
      Line(.kick, "9...9...9...9...", gain: 0.86), Line(.hat, "3.5.3.5.3.5.3.52", gain: 0.3, pan: 0.15),
      Line(.conga, "...5..3....4..6....5..3..6.4..6.", gain: 0.28, pan: -0.35),
      Line(.clap, "....9.......9...", gain: 0.5),
      Line(.openHat, "..8...8...8...8.", gain: 0.3, pan: -0.1), Line(.shaker, "4263426342634263", gain: 0.3, pan: 0.4),
      Line(.rim, ".......5..4..........5....4..3..", gain: 0.3, pan: 0.3),
    ],
    chords: [0, 5, 3, 4], barsPerChord: 2, chordTones: 5, bassLine: "r--..r.o..r-..s.r--..r.o..f-.rb.",
    bass: .roundBass,
    bassSub: 0.55, keysLine: "x--..x-...x--.....x-..x-..x--...", keys: .softKeys, pad: .warmPad,
    arpLine: "..0..2..3..1..4...0..3..2..4..1.", arp: .softPluck,
    levels: (bass: 0.63, keys: 0.232, pad: 0.15, arp: 0.165, voice: 0.525), drive: -11)

  static let disco = Recipe(
    swing: 0.53, tuning: DrumTuning(kickHz: 54, kickSeconds: 0.28),
    lines: [
      Line(.kick, "9...9...9...9...", gain: 0.84), Line(.hat, "6353635363536353", gain: 0.28, pan: 0.2),
      Line(.conga, "6..4..6.4.3...5.6..4..6.4.5.6.5.", gain: 0.3, pan: -0.4),
      Line(.clap, "....9.......9..3", gain: 0.42),
      Line(.snare, "....8.......8...", gain: 0.3), Line(.openHat, "..9...9...9...9.", gain: 0.34, pan: -0.1),
      Line(.shaker, "5365536553655365", gain: 0.26, pan: 0.45),
    ],
    chords: [0, 3, 1, 4], barsPerChord: 1, chordTones: 4, bassLine: "r.or..o.r.o.f.s.r.or..o.r-o.t.f.",
    bass: .pluckedBass,
    bassSub: 0.35, keysLine: "..x..x..x-....x...x..x....x.x-..", keys: .brightKeys, pad: .strings,
    arpLine: "0.2.31.2.4.2.313", arp: .brightPluck, echoSteps: 3,
    levels: (bass: 0.6, keys: 0.255, pad: 0.15, arp: 0.16, voice: 0.546), drive: -11)

  static let techno = Recipe(
    swing: 0.5, tuning: DrumTuning(kickHz: 47, kickSweepHz: 260, kickSeconds: 0.38, kickDrive: 2.4),
    lines: [
      Line(.kick, "9...9...9...9...", gain: 0.9), Line(.hat, "..6...6...6...6.", gain: 0.3, pan: 0.1),
      Line(.rim, "...6..4...6.....5..6..4...6..3..", gain: 0.26, pan: -0.35),
      Line(.openHat, "..8...8...8...8.", gain: 0.3),
      Line(.shaker, "5353535353535353", gain: 0.24, pan: 0.4), Line(.clap, "....7.......7...", gain: 0.4),
      Line(.ride, "7.5.7.5.7.5.7.5.", gain: 0.16, pan: -0.2),
      Line(.tom, "......3......5......4......53...", gain: 0.3, pan: 0.3),
    ],
    chords: [0, 0, 5, 6], barsPerChord: 4, chordTones: 3, bassLine: ".rrr.rrr.rrr.rro.rrr.rrr.rrr.rsr",
    bass: .rollingBass,
    bassSub: 0.5, keysLine: "...x.....x..........x.....x.....", keys: .dubStab, pad: .darkPad,
    arpLine: "0210321032102130", arp: .acidPluck, echoSteps: 3,
    levels: (bass: 0.442, keys: 0.275, pad: 0.176, arp: 0.16, voice: 0.52), pumpSeconds: 0.26, drive: -11)

  static let garage = Recipe(
    swing: 0.6, tuning: DrumTuning(kickHz: 55, kickSeconds: 0.24, snareHz: 215, snareSeconds: 0.15),
    lines: [
      Line(.kick, "9.........9.....9......6..9.....", gain: 0.88), Line(.hat, "..6.3.6...63..6.", gain: 0.32, pan: 0.2),
      Line(.rim, "...6.....5.....4...6..4..5...6..", gain: 0.34, pan: -0.3),
      Line(.clap, "....8.......8...", gain: 0.44),
      Line(.snare, "....9..2....9..........4....9..3", gain: 0.42),
      Line(.openHat, "..7...7...7...7.", gain: 0.26, pan: -0.15),
      Line(.shaker, "3253325332533254", gain: 0.28, pan: 0.4),
    ],
    chords: [0, 5, 3, 0], barsPerChord: 2, chordTones: 5, bassLine: "r-...r.o..r--...r-..f.s...r-.o..",
    bass: .wobbleBass,
    bassSub: 0.5, keysLine: "x..x..x...x..x....x..x..x..x....", keys: .organ, pad: .warmPad,
    arpLine: "3..4..2...3..1..4..3..2..1..0...", arp: .softPluck, echoSteps: 3,
    levels: (bass: 0.304, keys: 0.24, pad: 0.135, arp: 0.154, voice: 0.525), pumpSeconds: 0.2, drive: -11)

  static let halfTime = Recipe(
    swing: 0.56, tuning: DrumTuning(kickHz: 48, kickSeconds: 0.42, snareHz: 180, snareSeconds: 0.24),
    lines: [
      Line(.kick, "9......5..8.....9..4...5..8...3.", gain: 0.92),
      Line(.hat, "6353635563536373", gain: 0.28, pan: 0.15),
      Line(.rim, "......4....3..........5...3..4..", gain: 0.3, pan: -0.35),
      Line(.snare, "....9.......9.......9..2....9...", gain: 0.56),
      Line(.clap, "....6.......6...", gain: 0.36), Line(.shaker, "3.5.3.5.3.5.3.54", gain: 0.3, pan: 0.4),
      Line(.openHat, "..............7.", gain: 0.26, pan: -0.2),
    ],
    chords: [0, 5, 3, 4], barsPerChord: 1, chordTones: 5, bassLine: "r-----.r--o-..r-r---..f-r--.s.b.", bass: .subBass,
    bassSub: 0.85, keysLine: "x----...x-..x-..x----..x-...x---", keys: .softKeys, pad: .warmPad,
    arpLine: "0.2.3.1.4.2.3.1.", arp: .brightPluck, echoSteps: 3,
    levels: (bass: 0.486, keys: 0.216, pad: 0.13, arp: 0.154, voice: 0.504), pumpSeconds: 0.2, drive: -11)

  static let drumAndBass = Recipe(
    swing: 0.5, tuning: DrumTuning(kickHz: 58, kickSeconds: 0.2, kickDrive: 2, snareHz: 205, snareSeconds: 0.19),
    lines: [
      Line(.kick, "9.........9.....9..4......9.....", gain: 0.88),
      Line(.hat, "7.5.7.5.7.5.7.56", gain: 0.28, pan: 0.15),
      Line(.shaker, "3254325432543254", gain: 0.28, pan: -0.4),
      Line(.snare, "....9..2.2..9.......9..3.2..9..4", gain: 0.6),
      Line(.clap, "....5.......5...", gain: 0.3), Line(.ride, "6...6...6...6...", gain: 0.2, pan: -0.2),
      Line(.openHat, "..............6.", gain: 0.24, pan: 0.2),
    ],
    chords: [0, 5, 3, 0], barsPerChord: 4, chordTones: 5, bassLine: "r-----..r--.r-..r----.s-..f-..b-", bass: .reese,
    bassSub: 0.7, keysLine: "x-....x-....x---......x-....x---", keys: .softKeys, pad: .warmPad,
    arpLine: "0.2.3.4.2.3.1.2.", arp: .brightPluck, echoSteps: 6,
    levels: (bass: 0.285, keys: 0.208, pad: 0.176, arp: 0.16, voice: 0.567), pumpSeconds: 0.14, drive: -11)
}
