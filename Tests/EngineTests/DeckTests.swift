import Engine
import Glibc
import Music
import Support
import Testing

/// What one deck does with its track: places, loops, joints.
@Suite struct DeckTests {
  /// The greatest step between neighbouring samples of one channel.
  private func greatestStep(_ sound: ArraySlice<Float>) -> Float {
    zip(sound, sound.dropFirst()).map { abs($0 - $1) }.max() ?? 0
  }

  private static func sineBooth(hz: Double = 200, stretched: Bool) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, ClickTracks.sine(hz: hz, amplitude: 0.5, seconds: 20), grid: steady(120), at: 4096)
    if stretched { booth.say(.a, .set(.tempo, 4), at: 4096) }
    booth.say(.a, .play, at: 4096)
    return booth
  }

  @Test(arguments: [false, true])
  func gesturesDoNotClick(stretched: Bool) {
    var booth = Self.sineBooth(stretched: stretched)
    booth.say(.a, .seek(TrackTime(3.123)), at: 40_000)
    booth.say(.a, .jump(Beats(1.3)), at: 60_000)
    booth.say(.a, .loop(Beats(0.5)), at: 80_000)
    booth.say(.a, .loopToggle, at: 160_000)
    booth.say(.a, .pause, at: 180_000)
    booth.say(.a, .play, at: 200_000)
    booth.say(.a, .keyLock(.toggle), at: 220_000)
    booth.say(.a, .keyLock(.toggle), at: 240_000)
    booth.say(.a, .set(.fader, 0), at: 260_000)
    booth.say(.a, .set(.fader, 1), at: 270_000)
    booth.say(.a, .kill(.low, .on), at: 280_000)
    booth.say(.a, .kill(.low, .off), at: 290_000)
    booth.say(.a, .set(.filter, -0.6), at: 300_000)
    booth.say(.a, .set(.filter, 0), at: 310_000)
    booth.say(.unload(.a), at: 320_000)
    let left = channel(0, of: booth.render(340_000))
    // A 200 Hz sine of 0.5 moves by 0.0142 a sample; a joint of 1.5 ms between opposite phases by some 0.03 more. A
    // click is a step of up to 1.
    #expect(greatestStep(left[5000...]) < 0.06)
    #expect(left[330_000...].allSatisfy { $0 == 0 })
  }

  @Test func seekGoesThereWithinAPeriod() {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    let sound = ClickTracks.noise(bits: 16, seconds: 10, seed: 9)
    booth.load(.a, sound, at: 4096)
    booth.say(.a, .play, at: 4096)
    booth.say(.a, .seek(TrackTime(5)), at: 40_000)
    let left = channel(0, of: booth.render(80_000))
    let first = 40_000 + Engine.latencyFrames
    // After the joint the samples are those of the new place.
    #expect((300..<30_000).allSatisfy { left[first + $0] == sound[2 * (220_500 + $0)] })
  }

  @Test(arguments: [0.25, 1, 4], [0.0, 3])
  func loopsAreAsLongAsTheySay(beats: Double, tempo: Double) {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    // One kick at the start of the loop only: heard once a round.
    var sound = [Float](repeating: 0, count: 2 * 44_100 * 20)
    let kick = ClickTracks.kicks(bpm: 30, seconds: 1, firstBeat: 0)
    let start = 4410 + 4 * 22_050
    for index in 0..<kick.count { sound[2 * start + index] = kick[index] }
    booth.load(.a, sound, grid: steady(120), at: 4096)
    booth.say(.a, .keyLock(.off), at: 4096)
    booth.say(.a, .set(.tempo, tempo), at: 4096, over: .seconds(0))
    booth.say(.a, .seek(TrackTime(Double(start) / 44_100)), at: 4096)
    booth.say(.a, .play, at: 4096)
    booth.say(.a, .loop(Beats(beats)), at: 4160)
    let out = booth.render(44_100 * 20)
    let onsets = ClickTracks.onsets(in: out, from: 20_000, gap: 3000)
    let round = beats * 22_050 / (1 + tempo / 100)
    #expect(onsets.count > 8)
    for (a, b) in zip(onsets, onsets.dropFirst()) { #expect(abs(b - a - round) < 1.5) }
    // No drift over all rounds.
    let rounds = Double(onsets.count - 1)
    #expect(abs((onsets.last! - onsets.first!) - rounds * round) < 2)
  }

  @Test func stretchedLoopsKeepTheirLength() {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, ClickTracks.kicks(bpm: 120, seconds: 30), grid: steady(120), at: 0)
    booth.say(.a, .set(.tempo, 5))
    booth.say(.a, .play, at: 4096)
    booth.say(.a, .loop(Beats(4)), at: 100_032)
    let onsets = ClickTracks.onsets(in: booth.render(44_100 * 25), from: 120_000)
    let beat = 22_050 / 1.05
    #expect(onsets.count > 40)
    for (number, place) in onsets.enumerated() {
      // 0.5 ms
      #expect(abs(place - onsets[0] - Double(number) * beat) < 22)
    }
  }

  @Test func positionIsWhatSounds() {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, ClickTracks.kicks(bpm: 120, seconds: 30), grid: steady(120))
    booth.say(.a, .set(.tempo, 5))
    booth.say(.a, .play, at: 4096)
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal)
    var out: [Float] = []
    var positions: [Double] = []
    clock.render(frames: 44_100 * 20) { samples, snapshot in
      out.append(contentsOf: samples)
      positions.append(snapshot.deckA.position.value)
    }
    for onset in ClickTracks.onsets(in: out, from: 60_000).dropLast() {
      let quantum = Int(onset) / 64
      let within = onset / 64 - Double(quantum)
      let place = positions[quantum - 1] + (positions[quantum] - positions[quantum - 1]) * within
      let beat = (place - 4410) / 22_050
      // The position says that a beat sounds when it sounds: 0.7 ms.
      #expect(abs(beat - beat.rounded()) * 22_050 < 31)
    }
  }

  @Test func cueButtonsWorkAsOnAPlayer() {
    var booth = Booth()
    booth.load(.a, ClickTracks.kicks(bpm: 120, seconds: 30), grid: steady(120))
    booth.say(.a, .quantize(.off))
    booth.say(.a, .seek(TrackTime(2)))
    booth.say(.a, .cuePress, at: 640)
    booth.say(.a, .cuePress, at: 6400)
    booth.say(.a, .cueRelease, at: 12_800)
    booth.say(.a, .play, at: 19_200)
    booth.say(.a, .cuePress, at: 25_600)
    booth.say(.a, .hotCue(3), at: 32_000)
    booth.say(.a, .seek(TrackTime(9)), at: 32_064)
    booth.say(.a, .hotCue(3), at: 38_400)
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal)
    var states: [DeckState] = []
    clock.render(frames: 45_056) { _, snapshot in states.append(snapshot.deckA) }
    func state(_ frame: Int) -> DeckState { states[frame / 64] }
    #expect(state(1000).cue.value == 88_200)
    #expect(!state(1000).isPlaying)
    #expect(state(10_000).isPlaying && state(10_000).isCueing)
    #expect(!state(15_000).isPlaying)
    #expect(state(15_000).position.value == 88_200)
    #expect(state(24_000).isPlaying && !state(24_000).isCueing)
    #expect(!state(30_000).isPlaying)
    #expect(state(30_000).position.value == 88_200)
    #expect(state(35_000).position.value == 9 * 44_100)
    #expect(state(45_000).position.value == 88_200)
    #expect(state(45_000).hotCues[3]?.value == 88_200)
  }

  @Test func momentsAreKeptToTheSample() {
    for (moment, beats) in [(Moment.beat, 1.0), (.bar, 4), (.phrase, 32)] {
      var booth = Booth()
      booth.say(.mixer(.set(.crossfader, -1)))
      let level = [Float](repeating: 0.5, count: 2 * 44_100 * 30)
      booth.load(.a, level, grid: steady(126, firstBeat: 4410.3))
      booth.say(.a, .play, at: 4096)
      booth.say(.a, .set(.fader, 0), at: 20_032, moment: moment, over: .seconds(0.001))
      let left = channel(0, of: booth.render(44_100 * 17))
      let beat = 60 / 126.0 * 44_100
      let asked = (20_032.0 - 4096 - 4410.3) / beat
      let place = (asked / beats).rounded(.up) * beats * beat + 4410.3 + 4096 + Double(Engine.latencyFrames)
      let first = left.indices.dropFirst(10_000).first { left[$0] != 0.5 }
      #expect(abs(Double(first ?? 0) - place) <= 2)
    }
  }

  @Test func waitsForItsSamples() {
    // A track of which only a second is decoded yet.
    let engine = Engine(sampleRate: .cd)
    let pcm = PCM(capacity: 441_000, sampleRate: .cd)!
    let sound = ClickTracks.noise(bits: 16, seconds: 1, seed: 5)
    sound.withUnsafeBufferPointer { _ = pcm.append($0) }
    let track = LoadedTrack(serial: 1, original: pcm)
    engine.submit(EngineCommand(.load(.a, engine.handle(for: track))))
    engine.submit(EngineCommand(.deck(.a, .play)))
    var clock = OfflineClock(engine: engine)
    clock.render(frames: 44_032) { _, _ in }
    #expect(engine.snapshot().starvedQuanta == 0)
    clock.render(frames: 22_016) { _, _ in }
    #expect(engine.snapshot().starvedQuanta > 300)
    #expect(engine.snapshot().deckA.isPlaying)
  }

  @Test func tracksComeBack() {
    let engine = Engine(sampleRate: .cd)
    for serial in 1...50 {
      let pcm = PCM(interleaved: ClickTracks.noise(bits: 16, seconds: 0.2, seed: 5), sampleRate: .cd)!
      engine.submit(EngineCommand(.load(.a, engine.handle(for: LoadedTrack(serial: UInt64(serial), original: pcm)))))
      engine.submit(EngineCommand(.deck(.a, .play)))
    }
    var clock = OfflineClock(engine: engine)
    clock.render(frames: 4096) { _, _ in }
    engine.collectReturns()
    #expect(engine.heldTracks == 1)
    #expect(engine.snapshot().deckA.serial == 50)
    engine.submit(EngineCommand(.unload(.a)))
    clock.render(frames: 4096) { _, _ in }
    engine.collectReturns()
    #expect(engine.heldTracks == 0)
  }

  /// A blend that is planned in the middle of a glide is planned for where it ends.
  @Test func whereControlsAreGoingIsKnownAtOnce() {
    var booth = Self.sineBooth(stretched: false)
    booth.say(.a, .set(.tempo, 3), at: 44_032, over: .seconds(2))
    booth.say(.a, .set(.keyShift, 1), at: 44_032, over: .seconds(2))
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal.sorted { $0.frame < $1.frame })
    var states: [DeckState] = []
    clock.render(frames: 4 * 44_100) { _, snapshot in states.append(snapshot.deckA) }
    let (before, amid, after) = (states[43_000 / 64], states[88_000 / 64], states[170_000 / 64])
    #expect(before.tempoTarget == 0 && before.keyShiftTarget == 0)
    #expect(amid.tempoTarget == 3 && abs(amid.tempoPercent - 1.5) < 0.1)
    #expect(amid.keyShiftTarget == 1 && abs(amid.keyShift - 0.5) < 0.1)
    #expect(after.tempoTarget == 3 && after.tempoPercent == 3 && after.keyShift == 1)
  }

  @Test func refreshIsNotHeard() {
    let sound = ClickTracks.noise(bits: 16, seconds: 3, seed: 11)
    let pcm = PCM(interleaved: sound, sampleRate: .cd)!
    let engine = Engine(sampleRate: .cd)
    let bare = engine.handle(for: LoadedTrack(serial: 7, original: pcm))
    let full = engine.handle(for: LoadedTrack(serial: 7, original: pcm, grid: steady(123)))
    let other = engine.handle(
      for: LoadedTrack(serial: 8, original: PCM(interleaved: sound, sampleRate: .cd)!, grid: steady(99)))
    let journal = [
      AppliedCommand(frame: ClockFrame(0), command: EngineCommand(.mixer(.set(.crossfader, -1)))),
      AppliedCommand(frame: ClockFrame(4096), command: EngineCommand(.load(.a, bare))),
      AppliedCommand(frame: ClockFrame(4096), command: EngineCommand(.deck(.a, .play))),
      AppliedCommand(frame: ClockFrame(20_032), command: EngineCommand(.refresh(.a, full))),
      AppliedCommand(frame: ClockFrame(30_016), command: EngineCommand(.refresh(.a, other))),
    ]
    let left = channel(0, of: renderOffline(engine: engine, journal: journal, frames: 60_000))
    #expect((0..<55_000).allSatisfy { left[4096 + Engine.latencyFrames + $0] == sound[2 * $0] })
    #expect(abs(engine.snapshot().deckA.bpm.value - 123) < 1e-9)
    engine.collectReturns()
    #expect(engine.heldTracks == 1)
  }
}
