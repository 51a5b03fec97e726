/// A sung note: steps (sixteenths) from the tune's start, a degree of the pentatonic scale, and a syllable.
struct Sung: Sendable, Hashable {
  var step: Int
  var length: Int
  var degree: Int
  var syllable: String

  init(_ step: Int, _ length: Int, _ degree: Int, _ syllable: String) {
    self.step = step
    self.length = length
    self.degree = degree
    self.syllable = syllable
  }
}

/// What a voice sings: eight bars of chorus and eight of verse, calls and answers of two to three bars with rests, so
/// that each phrase ends inside its own four bars and fits over any track of a fitting key.
struct Tune: Sendable {
  var chorus: [Sung]
  var verse: [Sung]

  static let bars = 8

  static let all: [Tune] = [harbour, mirrorball, engine, tuesday, satellite, rockets]

  private static let harbour = Tune(
    chorus: [
      Sung(0, 3, 2, "ho"), Sung(3, 3, 3, "lai"), Sung(6, 4, 4, "ta"), Sung(10, 10, 3, "ai"), Sung(24, 2, 2, "li"),
      Sung(26, 2, 3, "da"), Sung(28, 4, 2, "mi"), Sung(32, 12, 0, "ou"), Sung(64, 3, 2, "ho"), Sung(67, 3, 3, "lai"),
      Sung(70, 4, 5, "ta"), Sung(74, 10, 4, "ai"), Sung(88, 2, 3, "an"), Sung(90, 2, 2, "ti"), Sung(92, 4, 1, "mo"),
      Sung(96, 14, 0, "nei"),
    ],
    verse: [
      Sung(0, 8, 0, "wa"), Sung(8, 4, 1, "ta"), Sung(12, 4, 2, "on"), Sung(16, 14, 3, "wei"), Sung(32, 6, 2, "so"),
      Sung(38, 4, 1, "lo"), Sung(42, 12, 0, "nou"), Sung(64, 8, 2, "si"), Sung(72, 4, 3, "da"), Sung(76, 4, 4, "lai"),
      Sung(80, 14, 5, "you"), Sung(96, 6, 4, "ka"), Sung(102, 4, 3, "ri"), Sung(106, 14, 2, "mi"),
    ])

  private static let mirrorball = Tune(
    chorus: [
      Sung(2, 2, 4, "ta"), Sung(4, 2, 4, "na"), Sung(6, 4, 5, "ra"), Sung(10, 6, 3, "aun"), Sung(18, 2, 3, "an"),
      Sung(20, 2, 4, "da"), Sung(22, 4, 3, "ra"), Sung(26, 10, 2, "aun"), Sung(66, 2, 4, "fi"), Sung(68, 2, 4, "la"),
      Sung(70, 4, 6, "da"), Sung(74, 6, 5, "lai"), Sung(82, 2, 3, "ta"), Sung(84, 2, 2, "nai"), Sung(86, 4, 1, "ya"),
      Sung(90, 12, 0, "ya"),
    ],
    verse: [
      Sung(0, 3, 2, "ai"), Sung(3, 3, 2, "wo"), Sung(6, 2, 3, "na"), Sung(8, 6, 4, "dei"), Sung(16, 3, 3, "wi"),
      Sung(19, 3, 2, "da"), Sung(22, 10, 1, "you"), Sung(64, 3, 2, "ai"), Sung(67, 3, 2, "go"), Sung(70, 2, 4, "na"),
      Sung(72, 6, 5, "sei"), Sung(80, 3, 4, "an"), Sung(83, 3, 3, "da"), Sung(86, 12, 2, "trou"),
    ])

  private static let engine = Tune(
    chorus: [
      Sung(0, 2, 0, "ga"), Sung(3, 2, 0, "la"), Sung(6, 4, 2, "sen"), Sung(10, 3, 0, "ji"), Sung(16, 10, 1, "mou"),
      Sung(64, 2, 0, "ga"), Sung(67, 2, 0, "la"), Sung(70, 4, 2, "sen"), Sung(74, 3, 3, "ji"), Sung(80, 12, 2, "mai"),
    ],
    verse: [
      Sung(0, 22, 2, "aa"), Sung(24, 6, 3, "ou"), Sung(30, 18, 2, "aa"), Sung(64, 16, 4, "ha"), Sung(80, 8, 3, "wo"),
      Sung(88, 20, 2, "aa"),
    ])

  private static let tuesday = Tune(
    chorus: [
      Sung(0, 2, 4, "ba"), Sung(2, 2, 4, "bi"), Sung(5, 3, 5, "kol"), Sung(8, 2, 4, "mi"), Sung(10, 6, 3, "bai"),
      Sung(19, 2, 3, "ma"), Sung(21, 3, 4, "nei"), Sung(24, 10, 2, "mei"), Sung(64, 2, 4, "an"), Sung(66, 2, 4, "na"),
      Sung(69, 3, 5, "nou"), Sung(72, 2, 4, "dat"), Sung(74, 6, 6, "you"), Sung(83, 2, 5, "ar"), Sung(85, 3, 4, "mai"),
      Sung(88, 4, 3, "ou"), Sung(92, 12, 2, "ou"),
    ],
    verse: [
      Sung(2, 2, 2, "tu"), Sung(4, 3, 2, "stei"), Sung(7, 3, 3, "pa"), Sung(10, 6, 2, "wei"), Sung(20, 2, 1, "da"),
      Sung(22, 2, 2, "ni"), Sung(24, 10, 0, "rou"), Sung(66, 2, 2, "tu"), Sung(68, 3, 2, "stei"), Sung(71, 3, 3, "pa"),
      Sung(74, 8, 4, "hou"), Sung(84, 2, 3, "an"), Sung(86, 2, 2, "da"), Sung(88, 12, 2, "lou"),
    ])

  private static let satellite = Tune(
    chorus: [
      Sung(0, 6, 4, "slou"), Sung(6, 2, 3, "li"), Sung(8, 8, 2, "dau"), Sung(16, 2, 2, "an"), Sung(18, 4, 3, "ra"),
      Sung(22, 10, 1, "raun"), Sung(64, 6, 4, "slou"), Sung(70, 2, 5, "li"), Sung(72, 8, 6, "fa"), Sung(80, 2, 5, "la"),
      Sung(82, 4, 4, "wei"), Sung(86, 12, 2, "yei"),
    ],
    verse: [
      Sung(2, 2, 2, "sa"), Sung(4, 2, 2, "ta"), Sung(6, 6, 3, "lai"), Sung(12, 8, 2, "ou"), Sung(34, 2, 1, "ou"),
      Sung(36, 2, 2, "va"), Sung(38, 10, 0, "mi"), Sung(66, 2, 2, "sa"), Sung(68, 2, 2, "ta"), Sung(70, 6, 4, "lai"),
      Sung(76, 10, 3, "ou"), Sung(98, 2, 2, "wi"), Sung(100, 2, 1, "da"), Sung(102, 12, 0, "mi"),
    ])

  private static let rockets = Tune(
    chorus: [
      Sung(0, 8, 4, "fai"), Sung(8, 4, 3, "ya"), Sung(12, 4, 2, "in"), Sung(16, 6, 3, "da"), Sung(22, 18, 2, "skai"),
      Sung(64, 8, 4, "hai"), Sung(72, 4, 5, "ya"), Sung(76, 4, 4, "dan"), Sung(80, 6, 3, "da"), Sung(86, 20, 4, "rei"),
    ],
    verse: [
      Sung(0, 12, 2, "pei"), Sung(12, 4, 1, "pa"), Sung(16, 8, 0, "ra"), Sung(24, 20, 2, "kei"), Sung(64, 12, 4, "wo"),
      Sung(76, 4, 3, "nai"), Sung(80, 8, 2, "ka"), Sung(88, 24, 0, "dau"),
    ])
}

/// A track's whole vocal: where the voice sings which part of the tune.
struct Song: Sendable {
  /// Notes that are sung in one breath; steps from the track's start.
  struct Phrase: Sendable {
    var notes: [Sung]
    var kind: PassageKind
    /// In the track's last drop a second voice joins.
    var isLast: Bool
    var startStep: Double { Double(notes.first?.step ?? 0) }
    var endStep: Double { Double((notes.last?.step ?? 0) + (notes.last?.length ?? 0)) }
  }

  let phrases: [Phrase]

  init(_ track: DemoTrack) {
    let tune = Tune.all[track.tune]
    let drops = track.arrangement.passages.count { $0.kind == .drop }
    var phrases: [Phrase] = []
    for passage in track.arrangement.passages {
      let lines: [Sung]
      switch passage.kind {
      case .verse, .breakdown: lines = tune.verse
      case .drop: lines = tune.chorus
      case .intro, .build, .outro: continue
      }
      for round in 0..<((passage.bars + Tune.bars - 1) / Tune.bars) {
        // In long drops the voice rests every other round.
        if passage.bars > 16, round & 1 == 1 { continue }
        let offset = 16 * (passage.firstBar + round * Tune.bars)
        let isLast = passage.kind == .drop && passage.ordinal == drops - 1
        for line in lines where offset + line.step + line.length <= 16 * passage.endBar {
          var note = line
          note.step += offset
          if let previous = phrases.last, Double(note.step) - previous.endStep < 8 {
            phrases[phrases.count - 1].notes.append(note)
          } else {
            phrases.append(Phrase(notes: [note], kind: passage.kind, isLast: isLast))
          }
        }
      }
    }
    self.phrases = phrases
  }
}
