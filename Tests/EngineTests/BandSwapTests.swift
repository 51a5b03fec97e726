import Engine
import Glibc
import Music
import Support
import Testing

/// A band that goes from one deck to the other, wherever the crossfader stands and however it moves: what is heard of
/// it at the master, by filters that are the test's own.
@Suite struct BandSwapTests {
  private static let decks = [(bpm: 124.0, level: 0.4, hz: 61.0), (126, 0.32, 55)]

  /// A kick on each beat, a bass note behind it, and noise above 2 kHz. - Parameters:
  ///   - isHeavy: the kick is 8 dB louder and lasts until the next one.
  ///   - isThin: of a beat: its kick is 20 dB down.
  private static func sound(
    _ deck: DeckID, isHeavy: Bool = false, isThin: (Int) -> Bool = { _ in false }
  ) -> [Float] {
    let (bpm, usual, hz) = decks[deck.index]
    let (level, decay) = isHeavy ? (2.5 * usual, 2.0) : (usual, 14)
    let frames = 34 * 44_100
    var random = SeededRandom(seed: UInt64(bpm))
    var sound = [Float](repeating: 0, count: 2 * frames)
    var last = Float(0)
    for frame in 0..<frames {
      let t = Double(frame - 4410) / 44_100
      let beat = (t * bpm / 60).rounded(.down)
      let since = t - beat * 60 / bpm
      let gain = t < 0 ? 0 : isThin(Int(beat)) ? 0.1 * level : level
      let kick = gain * exp(-since * decay) * sin(2 * .pi * (hz * since + 2 * (1 - exp(-since * 35))))
      let noise = 0.06 * random.sample()
      sound[2 * frame] = Float(kick) + noise - last
      sound[2 * frame + 1] = Float(kick) - noise + last
      last = noise
    }
    return sound
  }

  /// Both decks are as loud; their basses differ by 2 dB.
  private static let sounds: [[Float]] = DeckID.allCases.map { sound($0) }
  private static let heavy = sound(.b, isHeavy: true)

  private static let from: Int64 = 4 * 44_032

  private static func booth(
    _ curve: CrossfaderCurve, at x: Double, _ sounds: [[Float]] = Self.sounds
  ) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.curve(curve)))
    booth.say(.mixer(.limiter(.off)))
    booth.say(.mixer(.set(.crossfader, x)))
    for (deck, bpm) in [(DeckID.a, 124.0), (.b, 126)] {
      booth.load(deck, sounds[deck.index], grid: steady(bpm))
    }
    booth.say(.b, .sync(.on))
    booth.say(.a, .play, at: 640)
    booth.say(.b, .play, at: 640)
    return booth
  }

  private func bands(of part: BandSwapPart) -> [Int] {
    switch part {
    case .low: [0]
    case .mid: [1]
    case .high: [2]
    case .all: [0, 1, 2]
    }
  }

  private struct Levels: Sendable {
    var low: [Double]
    var all: [Double]
  }

  /// Energies of a tenth of a second each: of all of it, and below 150 Hz (four one-pole low-passes, which is all that
  /// is needed to tell kicks from noise above 2 kHz).
  private static func levels(_ sound: [Float]) -> Levels {
    var poles = [SIMD2<Double>](repeating: .zero, count: 4)
    var levels = Levels(low: [], all: [])
    for start in stride(from: 0, to: sound.count / 4 - 4409, by: 4410) {
      var (low, all) = (0.0, 0.0)
      for frame in start..<(start + 4410) {
        let x = SIMD2(Double(sound[4 * frame]), Double(sound[4 * frame + 1]))
        var y = x
        for pole in 0..<4 {
          poles[pole] += (y - poles[pole]) * 0.03
          y = poles[pole]
        }
        low += (y * y).sum()
        all += (x * x).sum()
      }
      levels.low.append(low)
      levels.all.append(all)
    }
    return levels
  }

  /// A swap of 32 beats from `from` on is over by then.
  private static let frames = 20 * 44_100

  /// Each deck's sound alone, once for all tests.
  private static let alone = DeckID.allCases.map { alone($0, sounds) }

  private static func alone(_ deck: DeckID, _ sounds: [[Float]]) -> Levels {
    var booth = Self.booth(.cut, at: 0, sounds)
    booth.say(deck.other, .set(.fader, 0))
    return levels(booth.render(frames))
  }

  struct Use: CustomTestStringConvertible, Sendable {
    let name: String
    var curve = CrossfaderCurve.power
    var x = 0.0
    var isFaded = false
    /// The receiver's bass is open, not killed.
    var isOpen = false
    /// The giver is out of the room: the receiver's bass is due from the first beat on.
    var isAfter = false
    var part = BandSwapPart.low
    var testDescription: String { name }

    static let all = [
      Use(name: "centre"), Use(name: "two open", isOpen: true), Use(name: "both full", curve: .cut),
      Use(name: "both full and open", curve: .cut, isOpen: true), Use(name: "linear centre", curve: .linear),
      Use(name: "before a fade", x: -1), Use(name: "on the giver's side", x: -0.6),
      Use(name: "on the receiver's side", x: 0.6), Use(name: "after a fade", x: 1, isAfter: true),
      Use(name: "in a fade", x: -1, isFaded: true), Use(name: "in a linear fade", curve: .linear, x: -1, isFaded: true),
      Use(name: "in a cut", curve: .cut, x: -1, isFaded: true),
      Use(name: "in a fade, open", x: -1, isFaded: true, isOpen: true), Use(name: "all", isOpen: true, part: .all),
      Use(name: "all before a fade", x: -1, isOpen: true, part: .all),
      Use(name: "all in a fade", x: -1, isFaded: true, part: .all),
    ]
  }

  /// Windows of a bar (1.94 s at 124 BPM), every tenth of a second, within 1 dB of the line between both basses alone;
  /// and in windows of three seconds never quieter than the quieter track by more than 0.3 dB.
  @Test(arguments: Use.all) func bassIsOnTheFairLine(_ use: Use) {
    var room = Self.booth(use.curve, at: use.x)
    for band in EQBand.allCases where !use.isOpen && bands(of: use.part).contains(band.index) {
      room.say(.b, .kill(band, .on))
    }
    room.say(.mixer(.bandSwap(use.part, to: .b)), at: Self.from, over: .beats(32))
    if use.isFaded { room.say(.mixer(.set(.crossfader, 1)), at: Self.from, over: .beats(32)) }
    Self.expectFair(Self.levels(room.render(Self.frames)), Self.alone, use.name) { use.isAfter ? 1 : $0 }
  }

  private static func expectFair(
    _ blend: Levels, _ alone: [Levels], _ name: String, of share: (Double) -> Double = { $0 }
  ) {
    let (a, b) = (alone[0], alone[1])
    let (first, last) = (Double(from) / 4410, (Double(from) + 32 * 60 / 124 * 44_100) / 4410)
    func window(_ values: [Double], _ start: Int, _ length: Int) -> Double {
      values[start..<(start + length)].reduce(0, +)
    }
    let fair = a.low.indices.map { index in
      let way = share(min(1, max(0, (Double(index) + 0.5 - first) / (last - first))))
      return a.low[index] + (b.low[index] - a.low[index]) * way
    }
    let bar = 19
    let bars = Int(first)...(Int(last) - bar)
    let off = bars.map { 10 * log10(window(blend.low, $0, bar) / window(fair, $0, bar)) }
    let isNear = off.count { abs($0) <= 1 }
    #expect(Double(isNear) >= 0.98 * Double(off.count), "\(name): worst \(off.max { abs($0) < abs($1) }!) dB")
    let above = bars.map {
      10 * log10(window(blend.low, $0, bar) / max(window(a.low, $0, bar), window(b.low, $0, bar)))
    }
    #expect(above.max()! < 1, "\(name): bass \(above.max()!) dB above both tracks'")
    let below = (Int(first) + 1...Int(last) - 30).map {
      10 * log10(window(blend.all, $0, 30) / min(window(a.all, $0, 30), window(b.all, $0, 30)))
    }
    #expect(below.min()! > -0.3, "\(name): \(below.min()!) dB below the quieter track")
  }

  /// A track's bass that comes or goes on the way.
  enum Break: CaseIterable, Sendable { case comes, goes, pauses }

  /// The mix stays on the line of the time's share whatever either track does meanwhile.
  @Test(arguments: Break.allCases, DeckID.allCases) func aBassThatComesOrGoesOnTheWay(_ kind: Break, _ deck: DeckID) {
    var sounds = Self.sounds
    sounds[deck.index] = Self.sound(deck) { beat in
      switch kind {
      case .comes: beat < 24
      case .goes: beat >= 24
      case .pauses: (20..<28).contains(beat)
      }
    }
    var room = Self.booth(.power, at: -1, sounds)
    room.say(.b, .kill(.low, .on))
    room.say(.mixer(.bandSwap(.low, to: .b)), at: Self.from, over: .beats(32))
    room.say(.mixer(.set(.crossfader, 1)), at: Self.from, over: .beats(32))
    var alone = Self.alone
    alone[deck.index] = Self.alone(deck, sounds)
    Self.expectFair(Self.levels(room.render(Self.frames)), alone, "\(deck)'s bass \(kind)")
  }

  /// On the line nothing is swapped yet: its kick is the giver's own, however the two basses stood before.
  @Test(arguments: Use.all.filter { $0.part == .low && !$0.isAfter }, [false, true])
  func theFirstKickIsWhole(_ use: Use, underAHeavyBass isHeavy: Bool) {
    var room = Self.booth(use.curve, at: use.x, [Self.sounds[0], isHeavy ? Self.heavy : Self.sounds[1]])
    if !use.isOpen { room.say(.b, .kill(.low, .on)) }
    room.say(.mixer(.bandSwap(.low, to: .b)), at: Self.from, moment: .bar, over: .beats(32))
    if use.isFaded { room.say(.mixer(.set(.crossfader, 1)), at: Self.from, moment: .bar, over: .beats(32)) }
    let change = 10 * log10(Self.kick(room) / Self.ownKick)
    #expect(abs(change) < 1, "\(use.name): \(change) dB")
  }

  /// The giver's own kick, once for all.
  private static let ownKick: Double = {
    var own = booth(.cut, at: 0)
    own.say(.b, .set(.fader, 0))
    return kick(own)
  }()

  /// The bass of the kick on the bar line after `from`: beat 12.
  private static func kick(_ booth: Booth) -> Double {
    let line = 640 + 4410 + Int(12 * 60 / 124.0 * 44_100)
    let sound = booth.render(line + 8820)
    var (poles, energy) = ([SIMD2<Double>](repeating: .zero, count: 4), 0.0)
    for frame in (line - 8820)..<(line + 8820) {
      var y = SIMD2(Double(sound[4 * frame]), Double(sound[4 * frame + 1]))
      for pole in 0..<4 {
        poles[pole] += (y - poles[pole]) * 0.03
        y = poles[pole]
      }
      if frame >= line { energy += (y * y).sum() }
    }
    return energy
  }

  /// The receiver's kick goes out before the giver's goes at all: over the first bars only one of them is heard.
  @Test func twoOpenBassesNeverSoundTogether() {
    func sided(_ deck: DeckID) -> [Float] {
      var sound = Self.sounds[deck.index]
      for frame in 0..<(sound.count / 2) { sound[2 * frame + (deck == .a ? 1 : 0)] = 0 }
      return sound
    }
    for (curve, x) in [(CrossfaderCurve.cut, 0.0), (.power, 0)] {
      var room = Self.booth(curve, at: x)
      for deck in DeckID.allCases { room.load(deck, sided(deck), grid: steady(deck == .a ? 124 : 126)) }
      room.say(.a, .play, at: 640)
      room.say(.b, .play, at: 640)
      room.say(.mixer(.bandSwap(.low, to: .b)), at: Self.from, over: .beats(32))
      let sound = room.render(24 * 44_100)
      var poles = (SIMD4<Double>.zero, SIMD4<Double>.zero)
      let beat = 60 / 124.0 * 44_100
      var both = 0
      for number in 0..<30 {
        // From after the attack's change of owner to before the next one.
        let start = 4410 + (((Double(Self.from) - 4410) / beat).rounded(.up) + Double(number)) * beat
        var energy = SIMD2<Double>.zero
        for frame in Int(start)..<Int(start + 0.8 * beat) {
          for pole in 0..<4 {
            poles.0[pole] += ((pole == 0 ? Double(sound[4 * frame]) : poles.0[pole - 1]) - poles.0[pole]) * 0.03
            poles.1[pole] += ((pole == 0 ? Double(sound[4 * frame + 1]) : poles.1[pole - 1]) - poles.1[pole]) * 0.03
          }
          energy += SIMD2(poles.0[3] * poles.0[3], poles.1[3] * poles.1[3])
        }
        if energy.min() > 0.03 * energy.max() { both += 1 }
        if number < 3 { #expect(energy.x > 20 * energy.y, "beat \(number) is the giver's") }
      }
      #expect(both == 0)
    }
  }

  // MARK: Afterwards

  /// Once the crossfader has arrived nothing is left: each deck's own samples at its end, silence of it at the other.
  @Test func afterwardsTheCrossfaderActsAsEver() {
    var room = Self.booth(.power, at: -1)
    room.say(.b, .set(.tempo, 0))
    room.say(.b, .sync(.off))
    room.say(.b, .kill(.low, .on))
    room.say(.mixer(.bandSwap(.low, to: .b)), at: Self.from, over: .beats(8))
    room.say(.mixer(.set(.crossfader, 1)), at: Self.from + 2 * 44_032, over: .beats(8))
    room.say(.mixer(.set(.crossfader, -1)), at: 16 * 44_032)
    let sound = room.render(20 * 44_100)
    let own = Self.sounds[1]
    // Whatever the limiter's look-ahead is.
    let heard = stride(from: 4 * 14 * 44_100, to: 4 * 15 * 44_100, by: 4).map { sound[$0] }
    let isOwn = (0..<200).contains { lag in
      let first = 14 * 44_100 - 640 - lag
      return heard == stride(from: 2 * first, to: 2 * (first + 44_100), by: 2).map { own[$0] }
    }
    #expect(isOwn)
    // Deck A with its bass killed is all that is left of the last seconds.
    let end: Double = Self.levels(sound).low[180..<195].reduce(0, +)
    let before: Double = Self.alone[0].low[180..<195].reduce(0, +)
    #expect(end < 0.002 * before)
  }

  /// The crossfader takes a held bass away by going away from it.
  @Test func aHeldBassGoesWithTheCrossfader() {
    var room = Self.booth(.power, at: 0)
    room.say(.b, .kill(.low, .on))
    room.say(.mixer(.bandSwap(.low, to: .b)), at: 2 * 44_032, over: .beats(4))
    room.say(.mixer(.set(.crossfader, -1)), at: 10 * 44_032, over: .beats(8))
    let low = Self.levels(room.render(20 * 44_100)).low
    let own = Self.alone[1].low
    func level(_ from: Int, _ to: Int) -> Double {
      10 * log10(low[from..<to].reduce(0, +) / own[from..<to].reduce(0, +))
    }
    #expect(abs(level(60, 95)) < 0.5)
    #expect(level(150, 190) < -25)
  }

  /// A deck that is told to keep the bass that it has keeps it while the crossfader goes away, and gives it up once the
  /// crossfader has left it; the next swap finds it whole.
  @Test(arguments: [false, true]) func aBassThatIsKeptStaysUntilTheCrossfaderHasLeft(_ isHandedOver: Bool) {
    var room = Self.booth(.power, at: -1)
    room.say(.b, .kill(.low, .on))
    room.say(.mixer(.bandKeep(.low, on: .a)), at: 2 * 44_032, over: .beats(1))
    room.say(.mixer(.set(.crossfader, 1)), at: 4 * 44_032, over: .beats(24))
    if isHandedOver { room.say(.mixer(.bandSwap(.low, to: .b)), at: 14 * 44_032, over: .beats(1)) }
    let low = Self.levels(room.render(20 * 44_100)).low
    func level(_ deck: Int, _ from: Int, _ to: Int) -> Double {
      10 * log10(low[from..<to].reduce(0, +) / Self.alone[deck].low[from..<to].reduce(0, +))
    }
    // At 14 s the crossfader is past the last eighth of its way, where it leaves A 14 dB less.
    #expect(abs(level(0, 60, 135)) < 0.5)
    if isHandedOver { #expect(abs(level(1, 160, 190)) < 0.5) } else { #expect(level(0, 175, 190) < -25) }
  }

  /// As the giver's fader goes down, the receiver's bass comes to where its own side of the crossfader is: −3 dB.
  @Test func aHeldBassIsOrdinaryOnceTheOtherIsOut() {
    var room = Self.booth(.power, at: 0)
    room.say(.b, .kill(.low, .on))
    room.say(.mixer(.bandSwap(.low, to: .b)), at: 2 * 44_032, over: .beats(4))
    room.say(.a, .set(.fader, 0), at: 8 * 44_032, over: .beats(8))
    let low = Self.levels(room.render(20 * 44_100)).low
    let own = Self.alone[1].low
    let (sum, whole): (Double, Double) = (low[150..<190].reduce(0, +), own[150..<190].reduce(0, +))
    #expect(abs(10 * log10(sum / whole) + 3.01) < 0.3)
  }

  @Test func aBandSwapDoesNotClick() {
    // Sines below and above: whatever steps is heard at 10 kHz.
    func tone(_ hz: Double, _ other: Double) -> [Float] {
      (0..<(16 * 44_100)).flatMap { frame -> [Float] in
        let t = Double(frame) / 44_100
        let value = Float(0.2 * sin(2 * .pi * hz * t) + 0.1 * sin(2 * .pi * other * t))
        return [value, value]
      }
    }
    var room = Booth()
    room.say(.mixer(.limiter(.off)))
    for (deck, sound) in [(DeckID.a, tone(60, 500)), (.b, tone(75, 700))] {
      room.load(deck, sound, grid: steady(120))
      room.say(deck, .play, at: 640)
    }
    room.say(.mixer(.bandSwap(.low, to: .b)), at: 2 * 44_032, over: .beats(8))
    room.say(.mixer(.set(.crossfader, -1)), at: 3 * 44_032)
    room.say(.mixer(.set(.crossfader, 1)), at: 4 * 44_032, over: .beats(2))
    room.say(.mixer(.bandSwap(.all, to: .a)), at: 7 * 44_032, over: .beats(4))
    room.say(.a, .kill(.low, .on), at: 8 * 44_032)
    room.say(.a, .set(.fader, 0.3), at: 10 * 44_032)
    let sound = room.render(12 * 44_100)
    var (worst, place): (Float, Int) = (0, 0)
    for frame in 44_100..<(12 * 44_100 - 4) {
      func x(_ index: Int) -> Float { sound[4 * (frame + index)] }
      // A fourth difference, without what the isolator leaves at half the sampling rate as it comes in: a sine of 700
      // Hz leaves 1e-4 of itself, a step half of it.
      let corner = abs(x(-3) - 2 * x(-2) - x(-1) + 4 * x(0) - x(1) - 2 * x(2) + x(3)) / 4
      if corner > worst { (worst, place) = (corner, frame) }
    }
    #expect(worst < 1e-3, "\(worst) at \(Double(place) / 44_032) s")
  }

  // MARK: Decks that stop

  enum Stop: CaseIterable, Sendable { case pause, unload, end, brake }

  /// Whichever deck stops on the way, by whatever: the other one has the band, whole; and the one that stopped is as it
  /// was.
  @Test(arguments: Stop.allCases, DeckID.allCases) func aDeckThatStopsTakesNothingAlong(_ stop: Stop, _ stopped: DeckID)
  {
    for part in [BandSwapPart.low, .mid, .all] {
      var room = Self.booth(.cut, at: 0)
      room.say(.mixer(.bandSwap(part, to: .b)), at: 2 * 44_032, over: .beats(32))
      let frame: Int64 = 6 * 44_032
      switch stop {
      case .pause: room.say(stopped, .pause, at: frame)
      case .unload: room.say(.unload(stopped), at: frame)
      case .end: room.say(stopped, .seek(TrackTime(33.5)), at: frame)
      case .brake: room.say(stopped, .brake, at: frame, over: .seconds(0.5))
      }
      var clock = OfflineClock(engine: room.engine, journal: room.journal.sorted { $0.frame < $1.frame })
      var last = EngineSnapshot()
      clock.render(frames: 10 * 44_100) { _, snapshot in last = snapshot }
      #expect(!last[stopped].isPlaying && last[stopped.other].isPlaying)
      for band in bands(of: part) {
        #expect(last.bandSwaps[band] == nil)
        #expect(!last[stopped.other].kills[band] && last[stopped.other].bandGains[band] == 1)
        #expect(last[stopped].kills[band] == (stopped == .a))
      }
    }
  }

  /// Nothing is handed to or by a deck that stands: the other one keeps what it has.
  @Test func aDeckThatStandsTakesNoBand() {
    for standing in DeckID.allCases {
      for receiver in DeckID.allCases {
        var room = Booth()
        for deck in DeckID.allCases { room.load(deck, Self.sounds[deck.index], grid: steady(124)) }
        room.say(standing.other, .play, at: 640)
        room.say(.mixer(.bandSwap(.all, to: receiver)), at: 44_032, over: .beats(4))
        var clock = OfflineClock(engine: room.engine, journal: room.journal)
        var last = EngineSnapshot()
        clock.render(frames: 6 * 44_100) { _, snapshot in last = snapshot }
        for deck in DeckID.allCases {
          #expect((0..<3).allSatisfy { last[deck].bandGains[$0] == 1 && !last[deck].kills[$0] })
        }
      }
    }
  }

  /// A loop on either deck does not hold a swap up.
  @Test(arguments: DeckID.allCases) func aLoopDoesNotHoldItUp(_ deck: DeckID) {
    var room = Self.booth(.cut, at: 0)
    room.say(.mixer(.bandSwap(.low, to: .b)), at: 2 * 44_032, over: .beats(16))
    room.say(deck, .loop(Beats(1)), at: 4 * 44_032)
    var clock = OfflineClock(engine: room.engine, journal: room.journal.sorted { $0.frame < $1.frame })
    var last = EngineSnapshot()
    clock.render(frames: 12 * 44_100) { _, snapshot in last = snapshot }
    #expect(last.bandSwaps[0] == nil && last.deckA.kills[0] && last.deckB.bandGains[0] == 1)
  }
}
