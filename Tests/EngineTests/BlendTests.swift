import DSP
import Engine
import Glibc
import Music
import Support
import Testing

/// Two decks in one room: the crossfader's law, bands that are swapped, and blends as loud as they ought to be.
@Suite struct BlendTests {
  private static func decibels(_ power: Double) -> Double { 10 * log10(max(1e-12, power)) }

  /// A constant on one deck, the other one empty: the gain of its side.
  private func level(_ deck: DeckID, at x: Double, _ actions: [MixerAction]) -> Double {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, x)))
    for action in actions { booth.say(.mixer(action)) }
    booth.load(deck, [Float](repeating: 0.5, count: 2 * 44_100), at: 4096)
    booth.say(deck, .play, at: 4096)
    return Double(channel(0, of: booth.render(20_000)).last!) / 0.5
  }

  @Test func reverseChangesSides() {
    #expect(level(.a, at: -1, [.crossfaderReverse(.on)]) == 0)
    #expect(level(.b, at: -1, [.crossfaderReverse(.on)]) == 1)
    #expect(level(.a, at: -1, [.crossfaderReverse(.on), .crossfaderReverse(.toggle)]) == 1)
    #expect(abs(level(.b, at: -0.5, [.crossfaderReverse(.on)]) - level(.b, at: 0.5, [])) < 1e-6)
  }

  @Test func cutInIsWhereASideOpens() {
    // Silent for the first half of the way from the far end, whole at the own end, the other side as ever.
    #expect(level(.a, at: 0, [.cutIn(.a, 0.5)]) == 0)
    #expect(level(.a, at: -0.1, [.cutIn(.a, 0.5)]) > 0)
    #expect(level(.a, at: -1, [.cutIn(.a, 0.5)]) == 1)
    #expect(level(.b, at: 0, [.cutIn(.a, 0.5)]) == level(.b, at: 0, []))
    #expect(level(.b, at: 0, [.curve(.cut), .cutIn(.b, 0.5)]) == 0)
  }

  /// Neither control may click: each is a glide.
  @Test func reverseIsARamp() {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, [Float](repeating: 0.5, count: 4 * 44_100), at: 0)
    booth.say(.a, .play, at: 0)
    booth.say(.mixer(.crossfaderReverse(.on)), at: 20_032)
    booth.say(.mixer(.cutIn(.b, 0.3)), at: 20_032)
    let left = channel(0, of: booth.render(30_000))
    let steps = zip(left[10_000...], left[10_001...]).map { abs($0 - $1) }
    #expect(steps.max()! < 0.006)
    #expect(left[29_000] == 0)
  }

  // MARK: Band swaps

  /// Kicks of deck A on the left, of deck B on the right, at two tempos; B is 4 dB quieter and follows A.
  private func pair(seconds: Double, sided: Bool = true) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    booth.say(.mixer(.limiter(.off)))
    for (deck, bpm, level) in [(DeckID.a, 124.0, Float(0.5)), (.b, 126, 0.315)] {
      var signal = Signal(seconds: seconds)
      var time = 0.1
      while time < seconds {
        signal.addKick(at: time, level: level)
        time += 60 / bpm
      }
      for frame in 0..<(signal.samples.count / 2) where sided { signal.samples[2 * frame + (deck == .a ? 1 : 0)] = 0 }
      booth.load(deck, signal.samples, grid: steady(bpm))
    }
    booth.say(.b, .sync(.on))
    booth.say(.a, .play, at: 640)
    booth.say(.b, .play, at: 1280)
    return booth
  }

  /// Where the beats of deck A are heard.
  private func beats(_ booth: Booth, frames: Int) -> (starts: [Int], sound: [SIMD2<Float>], last: EngineSnapshot) {
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal.sorted { $0.frame < $1.frame })
    var starts: [Int] = []
    var sound: [SIMD2<Float>] = []
    var before = 0.0
    var last = EngineSnapshot()
    clock.render(frames: frames) { samples, snapshot in
      for frame in 0..<(samples.count / 4) { sound.append(SIMD2(samples[4 * frame], samples[4 * frame + 1])) }
      let beat = snapshot.deckA.beat.value
      if beat.rounded(.down) > before.rounded(.down) { starts.append(sound.count) }
      before = beat
      last = snapshot
    }
    return (starts, sound, last)
  }

  private func bass(_ sound: ArraySlice<SIMD2<Float>>) -> Double {
    var filter = BassPower(sampleRate: 44_100)
    return Array(sound).withUnsafeBufferPointer { filter.squares($0.baseAddress!, frames: $0.count) }
  }

  @Test func bassGoesKickByKick() {
    var booth = pair(seconds: 30)
    booth.say(.b, .kill(.low, .on))
    booth.say(.mixer(.bandSwap(.low, to: .b)), at: 3 * 44_032, moment: .bar, over: .beats(32))
    let (starts, sound, last) = beats(booth, frames: 26 * 44_100)
    var owners = ""
    for (start, end) in zip(starts, starts.dropFirst()) {
      // The kick alone; what lies behind it is silence.
      let kick = sound[(start - 400)..<min(end - 2500, start + 9000)]
      let left = bass(ArraySlice(kick.map { SIMD2($0.x, 0) }))
      let right = bass(ArraySlice(kick.map { SIMD2(0, $0.y) }))
      #expect(min(left, right) < 0.01 * max(left, right), "beat \(owners.count): both kicks sound")
      owners += left > right ? "A" : "B"
    }
    let changes = zip(owners, owners.dropFirst()).count { $0 != $1 }
    #expect(changes > 4)
    #expect(owners.hasPrefix("AAAAAA") && owners.hasSuffix("BBBBBB"))
    #expect(last.deckA.kills[0] && !last.deckB.kills[0])
    #expect(last.deckA.bandGains[0] == 0 && last.deckB.bandGains[0] == 1)
    #expect(last.bandSwaps[0] == nil)
  }

  /// Bar by bar, against the line between the two tracks' own bass.
  @Test func bassStaysOnTheFairLine() throws {
    func render(_ silent: DeckID?, _ action: MixerAction?) -> (starts: [Int], sound: [SIMD2<Float>]) {
      var booth = pair(seconds: 30, sided: false)
      if let silent { booth.say(silent, .set(.fader, 0)) }
      if let action {
        booth.say(.b, .kill(.low, .on))
        booth.say(.mixer(action), at: 3 * 44_032, moment: .bar, over: .beats(32))
      }
      let (starts, sound, _) = beats(booth, frames: 26 * 44_100)
      return (starts, sound)
    }
    let (a, b, blend) = (render(.b, nil), render(.a, nil), render(nil, .bandSwap(.low, to: .b)))
    // The first bar after three seconds at 124 BPM is beat 8; windows of a bar begin at every beat.
    var worst = 0.0
    for beat in 8..<36 {
      let range = (a.starts[beat] - 400)..<(a.starts[beat + 4] - 400)
      let way = (Double(beat) + 2 - 8) / 32
      let fair = (1 - way) * bass(a.sound[range]) + way * bass(b.sound[range])
      worst = max(worst, abs(Self.decibels(bass(blend.sound[range]) / fair)))
    }
    #expect(worst < 1)
  }

  @Test func aHandEndsABandSwap() {
    var booth = pair(seconds: 30)
    booth.say(.mixer(.bandSwap(.low, to: .b)), at: 44_032, over: .beats(16))
    booth.say(.a, .kill(.low, .on), at: 3 * 44_032)
    booth.say(.mixer(.bandSwap(.all, to: .a)), at: 5 * 44_032)
    let (_, _, last) = beats(booth, frames: 4 * 44_100)
    #expect(last.bandSwaps[0] == nil)
    #expect(last.deckA.kills[0] && !last.deckB.kills[0])
    var again = pair(seconds: 30)
    again.journal =
      booth.journal.filter { if case .load = $0.command.action { false } else { true } }
      + again.journal.filter { if case .load = $0.command.action { true } else { false } }
    let end = beats(again, frames: 6 * 44_100).last
    // All of it to A, at once: A is whole, B is silent in all bands.
    #expect((0..<3).allSatisfy { end.deckB.kills[$0] && !end.deckA.kills[$0] })
    #expect((0..<3).allSatisfy { end.deckA.bandGains[$0] == 1 && end.deckB.bandGains[$0] == 0 })
    #expect(end.deckB.audible == 0 && end.deckA.audible == 1)
  }

  /// A receiver whose knob is down comes up with the exchange.
  @Test func theReceiverIsHeard() {
    var booth = pair(seconds: 30)
    booth.say(.b, .set(.eq(.low), -26))
    booth.say(.mixer(.bandSwap(.low, to: .b)), at: 44_032, over: .beats(4))
    let (_, _, last) = beats(booth, frames: 6 * 44_100)
    #expect(last.deckB.eqDecibels[0] == 0 && last.deckB.bandGains[0] == 1 && last.deckA.kills[0])
  }

  /// Middles have nothing in common: equal power, without turns.
  @Test func middlesCrossAtEqualPower() {
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    for (deck, seed) in [(DeckID.a, UInt64(1)), (.b, 2)] {
      booth.load(deck, ClickTracks.noise(bits: 16, seconds: 15, seed: seed), grid: steady(120))
      booth.say(deck, .kill(.low, .on))
      booth.say(deck, .kill(.high, .on))
      booth.say(deck, .play, at: 640)
    }
    booth.say(.b, .kill(.mid, .on))
    booth.say(.mixer(.bandSwap(.mid, to: .b)), at: 88_064, over: .beats(16))
    let left = channel(0, of: booth.render(13 * 44_100))
    let before = ClickTracks.rms(left, 44_100..<88_200)
    for start in stride(from: 88_200, to: 12 * 44_100, by: 22_050) {
      let level = ClickTracks.rms(left, start..<(start + 22_050))
      #expect(abs(20 * log10(level / before)) < 0.4, "at \(start)")
    }
  }

  // MARK: The fair blend

  private func copies(_ mode: FairBlendMode, over: Glide, limits: MixerAction? = nil) -> [Float] {
    var booth = Booth()
    let sound = ClickTracks.noise(bits: 16, seconds: 12, seed: 3)
    booth.say(.mixer(.fairBlend(mode)))
    if let limits { booth.say(.mixer(limits)) }
    booth.say(.mixer(.limiter(.off)))
    booth.say(.mixer(.set(.crossfader, -1)))
    for deck in DeckID.allCases {
      booth.load(deck, sound, grid: steady(120))
      booth.say(deck, .play, at: 640)
    }
    booth.say(.mixer(.set(.crossfader, 1)), at: 88_064, over: over)
    return channel(0, of: booth.render(11 * 44_100))
  }

  /// Sounds with nothing in common cross by themselves; held, they lie the eighth of a decibel lower in the middle that
  /// is kept in reserve, and are untouched before the fade and after it.
  @Test func aFairBlendKeepsAReserve() {
    func render(_ mode: FairBlendMode) -> [Float] {
      var booth = Booth()
      booth.say(.mixer(.fairBlend(mode)))
      booth.say(.mixer(.limiter(.off)))
      booth.say(.mixer(.set(.crossfader, -1)))
      for (deck, seed) in [(DeckID.a, UInt64(3)), (.b, 4)] {
        booth.load(deck, ClickTracks.noise(bits: 16, seconds: 12, seed: seed), grid: steady(120))
        booth.say(deck, .play, at: 640)
      }
      booth.say(.mixer(.set(.crossfader, 1)), at: 88_064, over: .beats(12))
      return channel(0, of: booth.render(11 * 44_100))
    }
    let (held, plain) = (render(.auto), render(.off))
    #expect(held[..<88_064] == plain[..<88_064] && held[(9 * 44_100)...] == plain[(9 * 44_100)...])
    let middle = (4 * 44_100)..<(6 * 44_100)
    let lower = 20 * log10(ClickTracks.rms(plain, middle) / ClickTracks.rms(held, middle))
    #expect((0.05...0.2).contains(lower), "\(lower)")
  }

  /// Held by no more than 1 dB the same copies swell by the other two.
  @Test func limitsAreKept() {
    let held = copies(.auto, over: .beats(12), limits: .fairLimits(least: pow(10, -1.0 / 20), greatest: 1))
    let alone = ClickTracks.rms(held, 44_100..<88_000)
    let most = stride(from: 88_200, to: 8 * 44_100, by: 4410).map {
      20 * log10(ClickTracks.rms(held, $0..<($0 + 17_640)) / alone)
    }.max()!
    #expect((1.7...2.3).contains(most), "\(most)")
  }

  /// Two copies of one record, in step: 3 dB too loud in the middle, unless the blend is held.
  @Test func copiesDoNotSwell() {
    let fair = copies(.auto, over: .beats(12))
    let plain = copies(.off, over: .beats(12))
    let alone = ClickTracks.rms(fair, 44_100..<88_000)
    func worst(_ sound: [Float]) -> Double {
      stride(from: 88_200, to: 8 * 44_100, by: 4410).map {
        20 * log10(ClickTracks.rms(sound, $0..<($0 + 17_640)) / alone)
      }.map(abs).max()!
    }
    #expect(worst(plain) > 2.5)
    #expect(worst(fair) < 1)
    // Before and after, bit for bit.
    let isSame = (before: fair[..<88_000] == plain[..<88_000], after: fair[(9 * 44_100)...] == plain[(9 * 44_100)...])
    #expect(isSame.before && isSame.after)
  }

  /// A crossfader that is moved by hand is the DJ's own, unless the blend was asked to be fair.
  @Test func handsAreLeftAlone() {
    let isOwn = copies(.auto, over: .short) == copies(.off, over: .short)
    let isHeld = copies(.on, over: .beats(12)) != copies(.off, over: .beats(12))
    #expect(isOwn && isHeld)
  }
}
