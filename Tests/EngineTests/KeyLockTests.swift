import Engine
import Glibc
import Music
import Support
import Testing

/// Key lock's engines, its dead zone, and what is heard at the joints.
@Suite struct KeyLockTests {
  /// What is left of a sound when sines of these frequencies, whatever their levels, are taken out: clicks.
  static func clicks(in sound: [Float], without sines: [Double], _ range: Range<Int>) -> Double {
    var rest = sound[range].map(Double.init)
    for hz in sines {
      let turn = 2 * cos(2 * .pi * hz / 44_100)
      rest = (2..<rest.count).map { rest[$0] - turn * rest[$0 - 1] + rest[$0 - 2] }
    }
    return rest.map(abs).max() ?? 0
  }

  @Test func aTempoThatCannotBeHeardIsNotStretched() {
    func render(_ percent: Double, keyLock: Switch) -> [Float] {
      var booth = Booth()
      booth.say(.mixer(.set(.crossfader, -1)))
      booth.load(.a, ClickTracks.noise(bits: 16, seconds: 4, seed: 3), grid: steady(120))
      booth.say(.a, .set(.tempo, percent))
      booth.say(.a, .keyLock(keyLock))
      booth.say(.a, .play, at: 4096)
      return channel(0, of: booth.render(3 * 44_100))
    }
    // A twentieth of a percent is less than a cent: nothing but reading between the frames.
    let isSame = render(0.045, keyLock: .on) == render(0.045, keyLock: .off)
    #expect(isSame)
    let differs = render(0.06, keyLock: .on) != render(0.06, keyLock: .off)
    #expect(differs)
    let source = ClickTracks.noise(bits: 16, seconds: 4, seed: 3)
    let unity = render(0, keyLock: .on)
    #expect((0..<100_000).allSatisfy { unity[4096 + Engine.latencyFrames + $0] == source[2 * $0] })
  }

  @Test func enginesAreChangedWithoutAClick() {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, ClickTracks.sine(hz: 500, amplitude: 0.3, seconds: 20), grid: steady(120))
    booth.say(.a, .set(.tempo, 4))
    booth.say(.a, .play, at: 640)
    let order: [KeyLockEngine] = [.finer, .finerShort, .faster, .finerShort, .finer, .faster]
    for (turn, engine) in order.enumerated() {
      booth.say(.a, .keyLockEngine(engine), at: Int64(44_096 * (2 + turn)))
    }
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal)
    var sound: [Float] = []
    var seen: [KeyLockEngine] = []
    clock.render(frames: 44_100 * 9) { samples, snapshot in
      for frame in 0..<(samples.count / 4) { sound.append(samples[4 * frame]) }
      if seen.last != snapshot.deckA.keyLockEngine { seen.append(snapshot.deckA.keyLockEngine) }
    }
    #expect(seen == [.faster] + order)
    for second in 1..<8 {
      let range = (44_100 * second)..<(44_100 * (second + 1))
      let click = Self.clicks(in: sound, without: [500], range)
      let level = ClickTracks.rms(sound, (range.lowerBound + 22_050)..<range.upperBound) * 2.0.squareRoot()
      #expect(click < 0.002)
      // R2 warbles a pure tone a little.
      #expect(abs(level - 0.3) < 0.04)
    }
  }

  /// A stem of a bus that holds several falls silent at once, though the stretcher was fed with it 50 ms ahead.
  @Test(arguments: KeyLockEngine.allCases) func aStemIsMutedNow(engine: KeyLockEngine) {
    func tone(_ hz: Double) -> [Float] { ClickTracks.sine(hz: hz, amplitude: 0.15, seconds: 8) }
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    let stems: [(StemKind, [Float])] = [(.drums, tone(1000)), (.bass, tone(200)), (.other, tone(440))]
    var mix = [Float](repeating: 0, count: stems[0].1.count)
    for (_, sound) in stems { for index in mix.indices { mix[index] += sound[index] } }
    booth.load(.a, mix, grid: steady(120), stems: stems)
    booth.say(.a, .keyLockEngine(engine))
    booth.say(.a, .set(.tempo, 4))
    booth.say(.a, .set(.stem(2), 0.5))
    booth.say(.a, .play, at: 640)
    let moment = 44_100 * 2 / 64 * 64
    booth.say(.a, .stemMute(0, .on), at: Int64(moment))
    booth.say(.a, .stemMute(0, .off), at: Int64(moment + 44_096))
    let left = channel(0, of: booth.render(44_100 * 5))
    let before = ClickTracks.level(of: 1000, in: left, from: moment - 1500, frames: 1024)
    // R3 by itself lets a tone dip by a decibel now and then.
    #expect(abs(before - 0.15) < 0.03)
    // 10 ms of ramp, then nothing of it; the others go on.
    let after = ClickTracks.level(of: 1000, in: left, from: moment + Engine.latencyFrames + 450, frames: 1024)
    #expect(after < 0.002)
    #expect(ClickTracks.level(of: 200, in: left, from: moment + 700, frames: 2048) > 0.11)
    let back = ClickTracks.level(of: 1000, in: left, from: moment + 44_096 + 600, frames: 1024)
    #expect(back > 0.11)
    // Three steps of taking out make what lies high 64 times as loud; a click would leave 0.15 of itself.
    #expect(Self.clicks(in: left, without: [1000, 200, 440], (moment - 2000)..<(moment + 6000)) < 0.015)
  }

  /// A hot cue sounds within 128 frames, and its joint is no click.
  @Test(arguments: KeyLockEngine.allCases) func aSeekSoundsAtOnce(engine: KeyLockEngine) {
    var sound = ClickTracks.sine(hz: 300, amplitude: 0.3, seconds: 20)
    let later = ClickTracks.sine(hz: 1000, amplitude: 0.3, seconds: 20)
    for index in (10 * 88_200)..<sound.count { sound[index] = later[index] }
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, sound, grid: steady(120))
    booth.say(.a, .keyLockEngine(engine))
    booth.say(.a, .set(.tempo, 4))
    booth.say(.a, .hotCueSet(0, TrackTime(12)))
    booth.say(.a, .play, at: 640)
    let press = 44_100 * 2 / 64 * 64
    booth.say(.a, .hotCue(0), at: Int64(press))
    let left = channel(0, of: booth.render(44_100 * 3))
    let start = press + Engine.latencyFrames
    #expect(ClickTracks.level(of: 1000, in: left, from: start - 600, frames: 512) < 0.01)
    #expect(ClickTracks.level(of: 1000, in: left, from: start + 64, frames: 512) > 0.2)
    // The old place is gone after the joint.
    #expect(ClickTracks.level(of: 300, in: left, from: start + 300, frames: 2048) < 0.01)
    // The attack comes in within 1.5 ms, which has a corner; a step would leave 0.3.
    #expect(Self.clicks(in: left, without: [300, 1000], (press - 4000)..<(press + 12_000)) < 0.02)
  }
}
