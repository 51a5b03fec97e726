import Engine
import Glibc
import Music
import Support
import Testing

/// Effects on a deck: behind the fader, in time with the deck, out of the way when off.
@Suite struct DeckEffectsTests {
  private func booth(_ sound: [Float], bpm: Double = 120) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, sound, grid: steady(bpm, firstBeat: 0), at: 4096)
    booth.say(.a, .play, at: 4096)
    return booth
  }

  private func level(_ sound: [Float], _ range: Range<Int>) -> Double { ClickTracks.rms(sound, range) }

  @Test func theTailOutlivesTheFader() {
    var booth = booth(ClickTracks.kicks(bpm: 120, seconds: 8, firstBeat: 0, pad: 0.2))
    booth.say(.a, .set(.effect(.echo), 0.8), at: 40_000)
    booth.say(.a, .set(.effect(.reverb), 0.4), at: 40_000)
    booth.say(.a, .set(.fader, 0), at: 120_000)
    let left = channel(0, of: booth.render(200_000))
    #expect(level(left, 122_000..<140_000) > 0.02)
    #expect(level(left, 122_000..<140_000) > 2 * level(left, 180_000..<198_000))
  }

  @Test(arguments: [0.0, 4])
  func echoOutRepeatsTheLastBeats(tempo: Double) {
    var booth = booth(ClickTracks.kicks(bpm: 120, seconds: 10, firstBeat: 0))
    booth.say(.a, .set(.tempo, tempo), at: 4096, over: .seconds(0))
    booth.say(.a, .effectBeats(.echo, 1))
    booth.say(.a, .echoOut, at: 120_000, moment: .bar)
    let sound = booth.render(320_000)
    let onsets = ClickTracks.onsets(in: sound, from: 30_000, gap: 5000)
    let beat = 22_050 / (1 + tempo / 100)
    // The deck stands at bar 8; the kicks go on at the beat, lower and lower.
    #expect(!booth.engine.snapshot().deckA.isPlaying)
    let after = onsets.filter { $0 > 4096 + 8 * beat - 2000 }
    #expect(after.count >= 2)
    for place in after { #expect(abs((place - after[0]) / beat - ((place - after[0]) / beat).rounded()) < 0.01) }
    let left = channel(0, of: sound)
    let stop = Int(4096 + 8 * beat) + Engine.latencyFrames
    var before = 1.0
    for round in 0..<4 {
      let first = stop + Int(Double(round) * beat)
      let now = level(left, first..<first + Int(beat))
      #expect(now < 0.8 * before && now > 0)
      before = now
    }
  }

  @Test func offIsBitForBit() {
    let sound = ClickTracks.noise(bits: 16, seconds: 8, seed: 12)
    var booth = booth(sound)
    for effect in DeckEffect.allCases { booth.say(.a, .set(.effect(effect), 0.5), at: 20_032) }
    booth.say(.a, .set(.resonance, 0.7), at: 20_032)
    booth.say(.a, .set(.echoFeedback, 0), at: 20_032)
    booth.say(.a, .set(.reverbSize, 0), at: 20_032)
    booth.say(.a, .effectsOff, at: 40_000)
    let left = channel(0, of: booth.render(330_000))
    let first = 4096 + Engine.latencyFrames
    #expect((0..<15_000).allSatisfy { left[first + $0] == sound[2 * $0] })
    #expect((30_000..<35_000).contains { left[first + $0] != sound[2 * $0] })
    let state = booth.engine.snapshot().deckA
    #expect(DeckEffect.allCases.allSatisfy { state.effectAmounts[$0.index] == 0 && !state.effectRings[$0.index] })
    #expect((300_000..<320_000).allSatisfy { left[first + $0] == sound[2 * $0] })
  }

  /// The isolator enters under a tone at its crossover, where dry and filtered sound are in opposite phase, and leaves
  /// again.
  @Test(arguments: [246.0, 800, 2500, 60])
  func theIsolatorEntersWithoutAHole(hz: Double) {
    var sound = [Float](repeating: 0, count: 2 * 44_100 * 4)
    for frame in 0..<sound.count / 2 {
      let angle = 2 * Double.pi * hz * Double(frame) / 44_100
      sound[2 * frame] = Float(0.25 * cos(angle))
      sound[2 * frame + 1] = Float(0.25 * sin(angle))
    }
    var booth = booth(sound)
    booth.say(.a, .set(.eq(.mid), 0.0001), at: 30_016)
    booth.say(.a, .set(.eq(.mid), 0), at: 60_032)
    let out = booth.render(140_000)
    let levels = (20_000..<140_000).map { frame in
      20 * log10(Double(hypot(out[4 * frame], out[4 * frame + 1])) / 0.25)
    }
    #expect(levels.min()! > -1)
    #expect(levels.max()! < 1.7)
    // Dry again in the end, to the bit.
    let first = 4096 + Engine.latencyFrames
    #expect((110_000..<130_000).allSatisfy { out[4 * (first + $0)] == sound[2 * $0] })
  }

  @Test func crossoversMove() {
    func level(_ actions: [EngineCommand.Action]) -> Double {
      var booth = Booth()
      booth.say(.mixer(.set(.crossfader, -1)))
      for action in actions { booth.say(action) }
      booth.load(.a, ClickTracks.sine(hz: 300, amplitude: 0.25, seconds: 3), at: 4096)
      booth.say(.a, .kill(.low, .on))
      booth.say(.a, .play, at: 4096)
      let left = channel(0, of: booth.render(100_000))
      return 20 * log10(ClickTracks.rms(left, 50_000..<94_100) / (0.25 / 2.0.squareRoot()))
    }
    #expect(level([]) > -4)
    #expect(level([.mixer(.crossovers(low: 700, high: 2500))]) < -28)
  }
}
