import Engine
import Glibc
import Music

/// A set of two real tracks that is made to hurt: glides, bends, seeks, loops, swaps and stem mutes, key lock on; and
/// how far the decks' kicks lie apart in what is rendered. Deck A is alone in the master, deck B in the headphones.
package struct BeatLockSet {
  /// A track with a constant, known grid.
  package struct Record {
    package let bpm: Double
    /// Frames of beat 0.
    package let firstBeat: Double
    package let sound: [Float]
    package let stems: [(StemKind, [Float])]
    /// Seconds at which it is begun.
    package let start: Double

    package init(bpm: Double, firstBeat: Double = 0, sound: [Float], stems: [(StemKind, [Float])], start: Double) {
      self.bpm = bpm
      self.firstBeat = firstBeat
      self.sound = sound
      self.stems = stems
      self.start = start
    }
  }

  /// Milliseconds from each kick of deck A to the nearest of deck B, as they are heard.
  package private(set) var raw: [Double] = []
  /// The same without what the kicks lie off their own grids: what the engine has to answer for.
  package private(set) var engine: [Double] = []
  /// Milliseconds between where a kick was heard and where the deck's account has it.
  package private(set) var account: [Double] = []
  /// Kicks that ought to have been heard while settled, and how many of these had a wave that was not recognised.
  package private(set) var sought = 0
  package private(set) var unrecognised = 0
  /// Seconds at which `raw` and `engine` were measured.
  package private(set) var times: [Double] = []

  private static let rate = 44_100.0
  private let attacks: [KickAttacks]
  private let records: [Record]
  private var sound: [[Float]] = [[], []]
  private var firstFrame = 0
  /// Kicks found: output frame of the attack, and of the beat that it belongs to.
  private var found: [[(attack: Double, beat: Double)]] = [[], []]
  private var expected: [[(attack: Int, frame: Double, ratio: Double, beat: Double)]] = [[], []]
  private var events: [Double] = []

  /// Renders the set. - Parameter keyLock: the engine that both decks use.
  package init(_ a: Record, _ b: Record, seconds: Double, keyLock: KeyLockEngine = .faster) {
    records = [a, b]
    attacks = [Self.attacks(of: a), Self.attacks(of: b)]
    play(seconds: seconds, keyLock: keyLock)
    compare()
  }

  private static func attacks(of record: Record) -> KickAttacks {
    var mono = [Float](repeating: 0, count: record.sound.count / 2)
    for frame in mono.indices { mono[frame] = (record.sound[2 * frame] + record.sound[2 * frame + 1]) / 2 }
    let beat = 60 / record.bpm * rate
    let beats = Array(stride(from: record.firstBeat, to: Double(mono.count), by: beat))
    return KickAttacks(source: mono, beats: beats)
  }

  /// Milliseconds that the decks move apart in a minute.
  package var driftPerMinute: Double {
    guard times.count > 2 else { return .nan }
    let middle = times.reduce(0, +) / Double(times.count)
    let mean = engine.reduce(0, +) / Double(engine.count)
    var (above, below) = (0.0, 0.0)
    for (time, offset) in zip(times, engine) {
      above += (time - middle) * (offset - mean)
      below += (time - middle) * (time - middle)
    }
    return above / below * 60
  }

  /// The share of values whose size lies below it.
  package static func quantile(_ values: [Double], _ share: Double) -> Double {
    let sizes = values.map(abs).sorted()
    return sizes.isEmpty ? .nan : sizes[min(sizes.count - 1, Int(Double(sizes.count) * share))]
  }

  // MARK: The set

  private mutating func journal(_ engine: Engine, seconds: Double, keyLock: KeyLockEngine) -> [AppliedCommand] {
    var journal: [AppliedCommand] = []
    var isEvent = false
    var changes: [Double] = []
    func say(_ action: EngineCommand.Action, _ time: Double, _ moment: Moment = .now, over: Glide = .short) {
      journal.append(
        AppliedCommand(
          frame: ClockFrame(Int64(time * Self.rate)), command: EngineCommand(action, at: moment, over: over)))
      if isEvent { changes.append(time) }
    }
    for (deck, record) in zip(DeckID.allCases, records) {
      let track = LoadedTrack(
        serial: UInt64(deck.index + 1), original: PCM(interleaved: record.sound, sampleRate: .cd)!,
        stems: record.stems.map { LoadedTrack.LoadedStem(kind: $0.0, pcm: PCM(interleaved: $0.1, sampleRate: .cd)!) },
        grid: BeatGrid(
          bpm: BPM(record.bpm), firstBeat: TrackTime(record.firstBeat / Self.rate), downbeat: 0, phraseStart: 0))
      say(.load(deck, engine.handle(for: track)), 0)
      say(.deck(deck, .keyLockEngine(keyLock)), 0)
      say(.deck(deck, .set(.trim, -6)), 0)
      say(.deck(deck, .seek(TrackTime(record.start))), 0)
    }
    let own = records[0].bpm
    func percent(_ bpm: Double) -> Double { (bpm / own - 1) * 100 }
    say(.mixer(.set(.crossfader, -1)), 0)
    say(.deck(.b, .headphones(.on)), 0)
    say(.deck(.a, .set(.tempo, percent(122))), 0)
    say(.deck(.b, .sync(.on)), 0)
    isEvent = true
    say(.deck(.a, .play), 0.1)
    say(.deck(.b, .play), 1.4)
    isEvent = false
    // A glide is no event: the lock holds all through it.
    say(.deck(.a, .set(.tempo, percent(130))), 0.1 * seconds, over: .beats(64))
    say(.deck(.a, .set(.tempo, percent(122))), 0.5 * seconds, over: .beats(32))
    say(.deck(.a, .set(.tempo, percent(130))), 0.7 * seconds, over: .beats(128))
    isEvent = true
    var cycle = 0
    var start = 8.0
    while start + 35 < seconds {
      say(.deck(.b, .jump(Beats(-56))), start)
      say(.deck(.a, .jump(Beats(-64))), start + 5)
      say(.deck(.b, .loop(Beats(4))), start + 9)
      say(.deck(.b, .loopToggle), start + 17)
      say(.deck(.a, .nudge(milliseconds: cycle % 2 == 0 ? 10 : -15)), start + 19)
      say(.deck(.a, .loop(Beats(2))), start + 22)
      say(.deck(.a, .loopToggle), start + 27)
      if cycle % 3 == 2 {
        say(.mixer(.swap(vocalsOf: .b)), start + 28, .bar)
        say(.mixer(.swapOff), start + 31, .bar)
        changes += [start + 29, start + 30, start + 32, start + 33]
      } else {
        say(.deck(.b, .stemMute(UInt8(records[1].stems.count - 1), .on)), start + 28.5)
        say(.deck(.b, .stemsReset), start + 33)
      }
      start += 35
      cycle += 1
    }
    events = changes.sorted()
    return journal.sorted { $0.frame < $1.frame }
  }

  private mutating func play(seconds: Double, keyLock: KeyLockEngine) {
    let engine = Engine(sampleRate: .cd)
    var clock = OfflineClock(engine: engine, journal: journal(engine, seconds: seconds, keyLock: keyLock))
    var before = [0.0, 0.0]
    var frame = 0
    clock.render(frames: Int(seconds * Self.rate)) { samples, snapshot in
      let count = samples.count / 4
      for index in 0..<count {
        sound[0].append((samples[4 * index] + samples[4 * index + 1]) / 2)
        sound[1].append((samples[4 * index + 2] + samples[4 * index + 3]) / 2)
      }
      for deck in 0..<2 {
        let state = deck == 0 ? snapshot.deckA : snapshot.deckB
        expect(deck, from: before[deck], to: state.position.value, ratio: state.ratio.value, frame: frame, count)
        before[deck] = state.position.value
      }
      frame += count
      if sound[0].count > 12 * 44_100 { locate() }
    }
    locate()
  }

  /// Notes which attacks sound between two places, and when by the deck's account.
  private mutating func expect(
    _ deck: Int, from: Double, to: Double, ratio: Double, frame: Int, _ count: Int
  ) {
    // A joint: from one place to another.
    guard to > from, abs(to - from - Double(count) * ratio) < 6 else { return }
    let beat = 60 / records[deck].bpm * Self.rate
    for attack in attacks[deck].attacks where Double(attack.frame) > from && Double(attack.frame) <= to {
      let place = Double(frame) + (Double(attack.frame) - from) / (to - from) * Double(count)
      expected[deck].append(
        (attack.frame, place, ratio, records[deck].firstBeat + Double(attack.beat) * beat))
    }
  }

  /// Finds the attacks that were rendered wholly, and forgets the sound but for its last second.
  private mutating func locate() {
    let end = Double(firstFrame + sound[0].count) - 0.5 * Self.rate
    for deck in 0..<2 {
      for item in expected[deck] where item.frame < end {
        let near = item.frame - Double(firstFrame)
        let isSettled = isSettled(item.frame / Self.rate)
        if isSettled { sought += 1 }
        guard let place = attacks[deck].place(of: item.attack, in: sound[deck], near: near) else {
          if isSettled { unrecognised += 1 }
          continue
        }
        if isSettled { account.append((place - near) / Self.rate * 1000) }
        let attack = place + Double(firstFrame)
        found[deck].append((attack, attack - (Double(item.attack) - item.beat) / item.ratio))
      }
      expected[deck].removeAll { $0.frame < end }
    }
    let gone = max(0, sound[0].count - 44_100)
    for deck in 0..<2 { sound[deck].removeFirst(gone) }
    firstFrame += gone
  }

  /// Two beats after an event at 122 a minute are a second.
  private func isSettled(_ time: Double) -> Bool { !events.contains { time > $0 - 0.05 && time < $0 + 1 } }

  private mutating func compare() {
    let others = found[1]
    for kick in found[0] where isSettled(kick.beat / Self.rate) {
      guard let other = others.min(by: { abs($0.beat - kick.beat) < abs($1.beat - kick.beat) }),
        abs(other.beat - kick.beat) < 0.1 * Self.rate
      else { continue }
      raw.append((other.attack - kick.attack) / Self.rate * 1000)
      engine.append((other.beat - kick.beat) / Self.rate * 1000)
      times.append(kick.beat / Self.rate)
    }
  }
}
