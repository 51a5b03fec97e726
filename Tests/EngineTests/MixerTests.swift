import Engine
import Glibc
import Music
import Support
import Testing

/// Levels: crossfader, isolator, filter, limiter, headphones, stems and the swap.
@Suite struct MixerTests {
  private static func decibels(_ ratio: Double) -> Double { 20 * log10(max(1e-9, ratio)) }

  /// Plays a constant on deck A, the crossfader at `x`.
  private func level(_ curve: CrossfaderCurve, at x: Double, deck: DeckID) -> Double {
    var booth = Booth()
    booth.say(.mixer(.curve(curve)))
    booth.say(.mixer(.set(.crossfader, x)))
    booth.load(deck, [Float](repeating: 0.5, count: 2 * 44_100), at: 4096)
    booth.say(deck, .play, at: 4096)
    return Double(channel(0, of: booth.render(20_000)).last!) / 0.5
  }

  @Test func crossfaderLaws() {
    for x in stride(from: -1.0, through: 1, by: 0.25) {
      let a = level(.power, at: x, deck: .a)
      let b = level(.power, at: x, deck: .b)
      // Equal power to a hundredth of a decibel.
      #expect(abs(10 * log10(a * a + b * b)) < 0.01)
      let linear = level(.linear, at: x, deck: .a) + level(.linear, at: x, deck: .b)
      #expect(abs(linear - 1) < 1e-5)
    }
    #expect(level(.power, at: -1, deck: .a) == 1)
    #expect(level(.power, at: -1, deck: .b) == 0)
    #expect(level(.cut, at: 0.7, deck: .a) == 1)
    #expect(level(.cut, at: 1, deck: .a) == 0)
    #expect(abs(Self.decibels(level(.power, at: 0, deck: .a)) + 3.01) < 0.01)
  }

  /// The gain, in dB, of a sine through deck A with these actions.
  private func response(hz: Double, _ actions: [DeckAction]) -> Double {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    for action in actions { booth.say(.a, action) }
    booth.load(.a, ClickTracks.sine(hz: hz, amplitude: 0.25, seconds: 3), at: 4096)
    booth.say(.a, .play, at: 4096)
    let left = channel(0, of: booth.render(100_000))
    return Self.decibels(ClickTracks.rms(left, 50_000..<94_100) / (0.25 / 2.0.squareRoot()))
  }

  @Test func killsAreDeep() {
    // Two octaves into the band and beyond: 24 dB an octave, twice.
    #expect(response(hz: 40, [.kill(.low, .on)]) < -60)
    #expect(response(hz: 780, [.kill(.mid, .on)]) < -20)
    #expect(response(hz: 15_000, [.kill(.high, .on)]) < -60)
    // What is not killed stays.
    #expect(abs(response(hz: 8000, [.kill(.low, .on)])) < 0.1)
    #expect(abs(response(hz: 50, [.kill(.high, .on)])) < 0.1)
    #expect(abs(response(hz: 60, [.set(.eq(.low), 6)]) - 6) < 0.2)
  }

  @Test func isolatorSumsFlat() {
    // A gain of 0.001 dB keeps the isolator in the path.
    for hz in [40.0, 123, 246, 400, 800, 1600, 2500, 4000, 9000, 16_000] {
      #expect(abs(response(hz: hz, [.set(.eq(.mid), 0.001)])) < 0.1)
    }
  }

  @Test func filterClosesBothWays() {
    #expect(response(hz: 5000, [.set(.filter, -0.7)]) < -40)
    #expect(response(hz: 60, [.set(.filter, -0.5)]) > -3)
    #expect(response(hz: 60, [.set(.filter, 0.7)]) < -40)
    #expect(response(hz: 12_000, [.set(.filter, 0.5)]) > -3)
  }

  @Test func limiterHoldsItsCeiling() {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, ClickTracks.kicks(bpm: 128, seconds: 8, pad: 0.3), at: 4096)
    booth.say(.a, .set(.trim, 9), at: 4096)
    booth.say(.a, .play, at: 4096)
    booth.say(.mixer(.limiter(.off)), at: 200_000)
    let left = channel(0, of: booth.render(300_000))
    let ceiling = Float(pow(10, -1.0 / 20))
    #expect(left[..<200_000].allSatisfy { abs($0) <= ceiling + 1e-6 })
    #expect(left[..<200_000].contains { abs($0) > ceiling - 0.05 })
    // Without it the same kicks go over.
    #expect(left[205_000...].contains { abs($0) > 1.2 })
  }

  @Test func headphonesHearBeforeTheFader() {
    var booth = Booth()
    booth.load(.b, [Float](repeating: 0.5, count: 2 * 88_200), at: 0)
    booth.say(.b, .set(.fader, 0))
    booth.say(.b, .headphones(.on))
    booth.say(.b, .play, at: 4096)
    booth.say(.mixer(.set(.headphoneMix, 1)), at: 40_000)
    let out = booth.render(60_000)
    #expect(channel(0, of: out).allSatisfy { $0 == 0 })
    #expect(channel(2, of: out)[30_000] == 0.5)
    #expect(channel(3, of: out)[30_000] == 0.5)
    #expect(channel(2, of: out)[50_000] == 0)
  }

  @Test(arguments: [0.0, 4])
  func swapExchangesVocals(tempo: Double) {
    // A sings 300 Hz over 700 Hz, B sings 1100 Hz over 1700 Hz.
    func sine(_ hz: Double) -> [Float] { ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: 25) }
    func sum(_ a: [Float], _ b: [Float]) -> [Float] { zip(a, b).map { $0 + $1 } }
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    let parts = [(DeckID.a, sine(300), sine(700)), (.b, sine(1100), sine(1700))]
    for (deck, vocal, music) in parts {
      booth.load(
        deck, sum(vocal, music), grid: steady(120, firstBeat: 0), stems: [(.vocals, vocal), (.instrumental, music)])
      booth.say(deck, .set(.tempo, tempo))
      booth.say(deck, .play, at: 4096)
    }
    booth.say(.mixer(.swap(vocalsOf: .a)), at: 120_000, moment: .bar, over: .beats(1))
    booth.say(.mixer(.swapOff), at: 440_000)
    let left = channel(0, of: booth.render(600_000))
    func power(_ hz: Double, from: Int) -> Double {
      let levels = (0..<20).map { ClickTracks.level(of: hz, in: left, from: from + 2205 * $0, frames: 2205) }
      return Self.decibels(levels.reduce(0, +) / 20 / 0.2)
    }
    // Key lock holds the pitch to a few cents at any tempo, within what 50 ms resolve; R2 itself takes about 1 dB off
    // steady tones.
    let tolerance = tempo == 0 ? 0.2 : 2
    for hz in [300.0, 700, 1100, 1700] { #expect(abs(power(hz, from: 60_000)) < tolerance, "\(hz) Hz before") }
    for hz in [300.0, 1700] { #expect(abs(power(hz, from: 300_000)) < tolerance, "\(hz) Hz stays") }
    for hz in [700.0, 1100] { #expect(power(hz, from: 300_000) < -50, "\(hz) Hz goes") }
    for hz in [300.0, 700, 1100, 1700] { #expect(abs(power(hz, from: 500_000)) < tolerance, "\(hz) Hz comes back") }
  }

  /// A grid that is mended, or stems that arrive, while vocals are swapped slowly: the swap goes on as slowly.
  @Test func aRefreshLeavesASlowSwapAlone() {
    func rendered(refreshing: Bool) -> [Float] {
      let (vocals, music) = (
        ClickTracks.sine(hz: 300, amplitude: 0.2, seconds: 20), ClickTracks.sine(hz: 700, amplitude: 0.2, seconds: 20)
      )
      var booth = Booth()
      for deck in [DeckID.a, .b] {
        let track = booth.load(
          deck, zip(vocals, music).map { $0 + $1 }, grid: steady(120, firstBeat: 0),
          stems: [(.vocals, vocals), (.instrumental, music)])
        booth.say(deck, .play, at: 4096)
        let same = LoadedTrack(serial: 90, original: track.original, stems: track.stems, grid: track.grid)
        if refreshing { booth.say(.refresh(deck, booth.engine.handle(for: same)), at: 100_032) }
      }
      booth.say(.mixer(.swap(vocalsOf: .a)), at: 50_048, over: .beats(8))
      return booth.render(300_000)
    }
    let differences = zip(rendered(refreshing: true), rendered(refreshing: false)).map { abs($0 - $1) }
    #expect(differences.allSatisfy { $0 < 1e-4 })
  }

  @Test func glidesFollowTheBeat() {
    var booth = Booth()
    booth.say(.mixer(.curve(.linear)))
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, [Float](repeating: 0.5, count: 2 * 44_100 * 20), grid: steady(120, firstBeat: 0))
    booth.say(.a, .play, at: 4096)
    booth.say(.mixer(.set(.crossfader, 1)), at: 8192, over: .beats(8))
    let left = channel(0, of: booth.render(200_000))
    let start = 8192 + Engine.latencyFrames
    let length = 8 * 22_050
    for quarter in 0...4 {
      let expected = 0.5 * (1 - Double(quarter) / 4)
      #expect(abs(Double(left[start + length * quarter / 4]) - expected) < 0.002)
    }
    // A straight line: no step is greater than its slope.
    let steps = zip(left[start...], left[(start + 1)...]).map { abs($0 - $1) }
    #expect(steps.max()! < 4e-6)
  }

  /// With key lock the stretcher hears what sounds fifty milliseconds later: a mute at the bar must be there in time.
  @Test func drumsStopAtTheBarUnderKeyLock() {
    let kicks = ClickTracks.kicks(bpm: 120, seconds: 20, firstBeat: 0)
    let silence = [Float](repeating: 0, count: kicks.count)
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(
      .a, kicks, grid: steady(120, firstBeat: 0), stems: [(.vocals, silence), (.drums, kicks), (.bass, silence)])
    booth.say(.a, .set(.tempo, 5))
    booth.say(.a, .play, at: 4096)
    // The bar at beat 8, and back at beat 12.
    booth.say(.a, .stemMute(1, .on), at: 4096 + 140_032, moment: .bar)
    booth.say(.a, .stemMute(1, .off), at: 4096 + 210_048, moment: .bar)
    let left = channel(0, of: booth.render(400_000))
    let beat = 22_050 / 1.05
    func loudness(_ number: Int) -> Double {
      let first = 4096 + Engine.latencyFrames + Int(Double(number) * beat)
      return ClickTracks.rms(left, (first - 200)..<(first + 800))
    }
    let full = loudness(5)
    for number in [4, 6, 7, 13, 14] { #expect(loudness(number) > 0.7 * full, "beat \(number) sounds") }
    for number in [8, 9, 10, 11] {
      #expect(loudness(number) < 0.1 * full, "beat \(number): \(loudness(number) / full)")
    }
  }
}
