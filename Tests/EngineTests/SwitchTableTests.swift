import Engine
import Glibc
import Music
import Support
import Testing

/// Every gesture that takes sound away or brings it in, at once and at each kind of line, there and back, with every
/// engine of key lock, unstretched, slower and faster, on one deck and on both: rendered, and what must be heard is
/// measured.
@Suite("What is switched is heard") struct SwitchTableTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    /// Nil: no key lock.
    let engine: KeyLockEngine?
    let tempo: Double
    let decks: [DeckID]
    var testDescription: String {
      "\(engine.map { "\($0)" } ?? "off") \(tempo) % on \(decks.count == 2 ? "both decks" : "one deck")"
    }
    var isStretched: Bool { engine != nil && tempo != 0 }
    /// Two decks' turns are seen at these.
    var moments: [Moment] { isStretched && decks.count == 2 ? [.now, .bar] : [.now, .beat, .bar, .phrase] }
  }

  /// At its own tempo a track is not stretched, whatever the engine (`withoutStretchingEnginesAreOne`): one stands for
  /// all.
  static let settings: [Setting] = [nil, .faster, .finer, .finerShort].flatMap { engine in
    ((engine ?? .faster) == .faster ? [0.0, 5, -6] : [5, -6]).flatMap { tempo in
      [[DeckID.a], [.a, .b]].map { Setting(engine: engine, tempo: tempo, decks: $0) }
    }
  }

  @Test func withoutStretchingEnginesAreOne() {
    for row in SwitchRow.stemRows {
      let plan = SwitchPlan(row, decks: [.a, .b], moments: [.bar])
      let sounds = KeyLockEngine.allCases.map { plan.samples(engine: $0, tempo: 0) }
      #expect(sounds.dropFirst().allSatisfy { $0 == sounds[0] }, "\(row.name)")
    }
  }

  @Test("stems", arguments: settings) func stems(setting: Setting) { judge(SwitchRow.stemRows, setting) }

  /// What lies behind the stretchers needs no table of them.
  @Test("levels", arguments: settings.filter { ($0.engine ?? .faster) == .faster && $0.tempo >= 0 })
  func levels(setting: Setting) {
    judge(SwitchRow.levelRows + SwitchRow.mixerRows, setting)
  }

  private func judge(_ rows: [SwitchRow], _ setting: Setting) {
    for row in rows where !row.needsBoth || setting.decks.count == 2 {
      let plan = SwitchPlan(row, decks: setting.decks, moments: setting.moments)
      let sound = plan.render(engine: setting.engine, tempo: setting.tempo)
      let faults = plan.cells.flatMap { plan.faults(of: $0, in: sound, isStretched: setting.isStretched) }
      #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }
  }
}

/// When everything is said, and what must be heard then.
struct SwitchPlan {
  struct Cell {
    let moment: Moment
    /// Beats: the last one before, that on which it is done, and that on which it is undone.
    let before: Double
    let done: Double
    let undone: Double
  }

  let row: SwitchRow
  private(set) var cells: [Cell] = []
  private(set) var said: [(beat: Double, word: Word, moment: Moment, over: Glide)] = []
  private(set) var beats = 8.0
  let decks: [DeckID]

  init(_ row: SwitchRow, decks: [DeckID], moments: [Moment]) {
    self.row = row
    self.decks = decks
    for moment in moments { add(moment) }
  }

  /// Says it there and back, and goes on to the next phrase.
  private mutating func add(_ moment: Moment) {
    let first = beats
    // When it is said, and for which line.
    let (go, back): ((said: Double, line: Double), (said: Double, line: Double)) =
      switch moment {
      case .now: ((0.5, 1), (2.5, 3))
      case .beat: ((0.6, 1), (2.6, 3))
      case .bar: ((0.7, 2), (4.3, 6))
      case .phrase: ((1.6, 4), (5.7, 8))
      }
    var length = 0.0
    if case .beats(let beats) = row.over { length = beats }
    func say(_ words: [Word], _ beat: Double, _ moment: Moment = .now, _ over: Glide = .short) {
      for word in words { said.append((first + beat, word, moment, over)) }
    }
    say(row.before, 0.05)
    say(row.go, go.said, moment, row.over)
    say(row.during, go.line + 0.5)
    let rest = length > 0 && (moment == .now || moment == .beat) ? 2.0 : 0
    say(row.back, back.said + rest, moment, row.over)
    say(row.after, back.line + 1.5)
    cells.append(
      Cell(moment: moment, before: first, done: first + go.line + length, undone: first + back.line + rest + length))
    beats += back.line < 4 && row.after.isEmpty && length == 0 ? 4 : back.line < 8 ? 8 : 12
  }

  func render(engine: KeyLockEngine?, tempo: Double) -> LinedSound {
    LinedSound(samples(engine: engine, tempo: tempo), tempo: tempo, keepsKey: engine != nil)
  }

  func samples(engine: KeyLockEngine?, tempo: Double) -> [Float] {
    var booth = Booth()
    booth.say(.mixer(.limiter(.off)))
    booth.say(.mixer(.curve(.cut)))
    for deck in decks {
      booth.load(deck, LinedTrack.stems[deck.index])
      booth.say(deck, .tempoRange(50))
      booth.say(deck, .set(.tempo, tempo), over: .seconds(0))
      if let engine { booth.say(deck, .keyLockEngine(engine)) } else { booth.say(deck, .keyLock(.off)) }
      booth.say(deck, .play, at: LinedSound.start)
    }
    for item in said {
      let frame = Int64(LinedSound.frame(ofBeat: item.beat, tempo: tempo) / 64) * 64
      switch item.word {
      case .deck(let action):
        for deck in decks { booth.say(deck, action, at: frame, moment: item.moment, over: item.over) }
      case .to(let deck, let action): booth.say(deck, action, at: frame, moment: item.moment, over: item.over)
      case .mixer(let action): booth.say(.mixer(action), at: frame, moment: item.moment, over: item.over)
      }
    }
    return booth.render(Int(LinedSound.frame(ofBeat: beats + 1, tempo: tempo)))
  }

  func faults(of cell: Cell, in sound: LinedSound, isStretched: Bool) -> [String] {
    var faults: [String] = []
    for deck in decks {
      for stem in StemSound.allCases {
        let full = reference(stem, deck, in: sound)
        func decibels(_ beat: Double) -> Double {
          20 * log10(max(1e-6, sound.level(of: stem.hz, deck, beat: beat, frames: stem.attack) / full))
        }
        let goes = row.gone[deck]?.contains(stem) == true
        let comes = row.comes[deck]?.contains(stem) == true
        let limit = max(-40, decibels(cell.done + 1) + 1)
        func expect(_ beat: Double, isHeard: Bool, isAsBefore: Bool, _ what: String) {
          let heard = decibels(beat)
          let slack =
            isAsBefore && (goes || comes)
            ? (row.others == 0.7 ? 0.6 : 0.5) : row.others.map { $0 + (isStretched ? 1.5 : 0.05) } ?? .infinity
          let isRight = isHeard ? abs(heard) < slack : heard < row.depth && heard < max(limit, -40)
          if !isRight {
            faults.append(
              "\(row.name) at \(cell.moment): \(stem) of \(deck) \(what) \((heard * 100).rounded() / 100) dB")
          }
        }
        if !comes { expect(cell.before, isHeard: true, isAsBefore: true, "before") }
        expect(cell.done, isHeard: !goes, isAsBefore: comes, "on the line")
        expect(cell.done + 1, isHeard: !goes, isAsBefore: comes, "after it")
        expect(cell.undone, isHeard: !comes, isAsBefore: goes, "on the line back")
        expect(cell.undone + 1, isHeard: !comes, isAsBefore: goes, "after that")
      }
    }
    return faults
  }

  /// A stem's attack as it is when nothing is switched.
  private func reference(_ stem: StemSound, _ deck: DeckID, in sound: LinedSound) -> Double {
    let calm = (2..<8).map { sound.level(of: stem.hz, deck, beat: Double($0), frames: stem.attack) }.sorted()
    return calm[3]
  }
}
