import Engine
import Glibc
import MallocCounter
import Music
import Support
import Testing

/// The audio thread allocates nothing, locks nothing and writes nothing; and what it renders depends on its commands
/// alone.
@Suite struct RealtimeTests {
  /// Two tracks with stems, and every command there is, at seeded moments: the next one within so many frames.
  static func everything(seed: UInt64, seconds: Int, within most: Int = 9000) -> Booth {
    var booth = Booth()
    for (deck, bpm) in [(DeckID.a, 122.0), (.b, 127.0)] {
      let kicks = ClickTracks.kicks(bpm: bpm, seconds: 40, pad: 0.1)
      let pad = ClickTracks.sine(hz: 330, amplitude: 0.2, seconds: 40)
      booth.load(
        deck, kicks, grid: steady(bpm), stems: [(.vocals, pad), (.drums, kicks), (.bass, pad), (.other, pad)])
      booth.say(deck, .sync(deck == .b ? .on : .off))
      booth.say(deck, .play, at: 640)
    }
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state >> 33) % limit
    }
    var frame: Int64 = 6400
    var number = 0
    while frame < Int64(seconds) * 44_100 {
      let action = actions[number % actions.count]
      let deck: DeckID = random(2) == 0 ? .a : .b
      let moment: Moment = [.now, .now, .beat, .bar][random(4)]
      let over: Glide = [.short, .beats(2), .seconds(0.3)][random(3)]
      switch action {
      case .deck(_, let action): booth.say(deck, action, at: frame, moment: moment, over: over)
      case .mixer, .load, .refresh, .unload, .preview, .ident: booth.say(action, at: frame, moment: moment, over: over)
      }
      if number % 7 == 0 { booth.say(deck, .play, at: frame + 640) }
      if number % 31 == 0 { booth.say(deck, .seek(TrackTime(Double(random(20)))), at: frame + 640) }
      frame += Int64(640 + random(most))
      number += 1
    }
    return booth
  }

  /// Every command there is, mixed up, always in the same way.
  private static let actions: [EngineCommand.Action] = {
    let deck = DeckAction.samples.map { EngineCommand.Action.deck(.a, $0) }
    let all = deck + MixerAction.samples.map(EngineCommand.Action.mixer)
    var step = 41
    while all.count % step == 0 { step += 2 }
    return all.indices.map { all[($0 * step) % all.count] }
  }()

  // Left out under sanitizers, which bring their own allocator.
  @Test(.enabled(if: malloc_counter_works() == 1))
  func nothingIsAllocated() {
    // A second engine would be made lazily by nobody: this test renders by itself, the counter on this thread only.
    // As many commands in less music, unless long runs are wanted.
    let seconds = isLong ? 300 : 120
    let booth = Self.everything(seed: 1, seconds: seconds, within: isLong ? 9000 : 3000)
    let journal = booth.journal.sorted { $0.frame < $1.frame }
    var renderer = booth.engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: 64 * 4)
    defer { out.deallocate() }
    var next = 0
    var violations = 0
    var frame: Int64 = 0
    while frame < Int64(seconds) * 44_100 {
      while next < journal.count, journal[next].frame.value <= frame {
        booth.engine.submit(journal[next].command)
        next += 1
      }
      malloc_counter_arm()
      renderer.render(into: out, frames: 64)
      violations += Int(malloc_counter_disarm())
      frame += 64
      if frame % 44_032 == 0 { _ = booth.engine.takeApplied() }
    }
    #expect(next > 2000)
    #expect(violations == 0)
  }

  @Test(.enabled(if: malloc_counter_works() == 1))
  func theCounterCounts() {
    malloc_counter_arm()
    let memory = malloc(100)
    // Else an optimiser sees that nobody uses it.
    if let memory { explicit_bzero(memory, 100) }
    let counted = malloc_counter_disarm()
    free(memory)
    #expect(counted == 1)
    malloc_counter_arm()
    let array = [Int](repeating: Int(counted), count: 1000)
    let again = malloc_counter_disarm()
    #expect(again >= 1 && array.count == 1000)
  }

  @Test func periodsDoNotMatter() {
    let frames = 64 * 690 * 10
    func render(_ periods: [Int]) -> [Float] {
      let booth = Self.everything(seed: 5, seconds: 10)
      let journal = booth.journal.sorted { $0.frame < $1.frame }
      var renderer = booth.engine.takeRenderer()
      var sound = [Float](repeating: 0, count: frames * 4)
      var frame = 0
      var next = 0
      var turn = 0
      while frame < frames {
        // What is due within this period is submitted when the quantum that takes it is rendered.
        let period = min(periods[turn % periods.count], frames - frame)
        turn += 1
        var done = 0
        while done < period {
          let quantumStart = (frame + done + 63) / 64 * 64
          if quantumStart == frame + done {
            while next < journal.count, journal[next].frame.value <= Int64(quantumStart) {
              booth.engine.submit(journal[next].command)
              next += 1
            }
          }
          let due = next < journal.count ? Int(journal[next].frame.value + 63) / 64 * 64 : frames
          let count = min(period - done, max(1, due - frame - done))
          sound.withUnsafeMutableBufferPointer {
            renderer.render(into: $0.baseAddress! + 4 * (frame + done), frames: count)
          }
          done += count
        }
        frame += period
      }
      return sound
    }
    let reference = render([64])
    #expect(render([64]) == reference)
    #expect(render([256]) == reference)
    #expect(render([1024]) == reference)
    #expect(render([17, 1, 333, 64, 905, 2]) == reference)
    #expect(reference.contains { abs($0) > 0.1 })
    #expect(reference.allSatisfy { $0.isFinite })
  }

  @Test func aJournalPlaysAgain() {
    // Live: commands come whenever; offline: from what was applied.
    let live = Self.everything(seed: 9, seconds: 8)
    let journal = live.journal.sorted { $0.frame < $1.frame }
    let first = renderOffline(engine: live.engine, journal: journal, frames: 8 * 44_100)
    let applied = live.engine.takeApplied()
    #expect(applied.count == journal.count { $0.frame.value < 8 * 44_100 - 64 } || applied.count <= journal.count)
    let again = Self.everything(seed: 9, seconds: 8)
    // Handles belong to an engine: the second one's own loads come first, as in the first.
    var loads = again.journal.filter { if case .load = $0.command.action { true } else { false } }
    let replay = applied.map { item in
      if case .load = item.command.action { return loads.removeFirst() }
      return item
    }
    #expect(renderOffline(engine: again.engine, journal: replay, frames: 8 * 44_100) == first)
  }

  /// Nothing that can be said crashes the engine or makes it send out what is no sound.
  @Test func nonsenseIsHarmless() {
    var booth = Booth()
    let values = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 1e-300, -5]
    for deck in DeckID.allCases { booth.load(deck, ClickTracks.kicks(bpm: 125, seconds: 4), grid: steady(125)) }
    var frame: Int64 = 640
    for value in values {
      let actions: [DeckAction] = [
        .play, .seek(TrackTime(value)), .jump(Beats(value)), .loop(Beats(value)), .loopScale(value), .play,
        .hotCueSet(1, TrackTime(value)), .hotCue(1), .hotCueSet(200, TrackTime(1)), .hotCue(200),
        .cueSet(TrackTime(value)),
        .cuePress, .play, .nudge(milliseconds: value), .set(.tempo, value), .set(.keyShift, value), .set(.trim, value),
        .move(.eq(.low), value), .tempoRange(value), .set(.stem(99), value), .stemMute(99, .on), .sync(.on),
        .loop(Beats(1)), .autoGain(Decibels(value)),
        .set(.effect(.echo), value), .set(.effect(.reverb), value), .set(.echoFeedback, value),
        .set(.reverbSize, value),
        .set(.resonance, value), .effectBeats(.echo, value), .effectBeats(.gate, value), .effectBeats(.flanger, value),
        .set(.effect(.echo), 0.7), .set(.effect(.flanger), 0.7), .set(.effect(.gate), 0.7), .echoOut, .play,
        .slip(.toggle), .roll(Beats(value)), .loopMove(Beats(value)), .loopSave(200), .loopRecall(200),
        .loopForget(200),
        .hotLoopSet(3, TrackTime(value), Seconds(value)), .hotLoopSet(3, TrackTime(1), Seconds(value)), .loopRecall(3),
        .loopSet(TrackTime(value), Seconds(1), isOn: true), .loopSet(TrackTime(1), Seconds(value), isOn: true),
        .loopSet(TrackTime(1), Seconds(value), isOn: false),
        .censor(.toggle), .brake, .spinback, .jogHold(.toggle), .jog(milliseconds: value), .jog(milliseconds: 30),
      ]
      for action in actions {
        booth.say(.a, action, at: frame, over: .beats(value))
        booth.say(.b, action, at: frame + 320, moment: .beat, over: .seconds(value))
        frame += 640
      }
      booth.say(.mixer(.set(.crossfader, value)), at: frame)
      booth.say(.mixer(.set(.master, value)), at: frame)
      booth.say(.mixer(.cutIn(.a, value)), at: frame)
      booth.say(.mixer(.bandSwap(.all, to: .b)), at: frame, over: .beats(value))
      booth.say(.mixer(.bandSwap(.low, to: .a)), at: frame + 640, over: .seconds(value))
      booth.say(.mixer(.crossovers(low: value, high: value)), at: frame)
    }
    #expect(booth.render(Int(frame) + 44_100).allSatisfy { $0.isFinite && abs($0) <= 1 })
  }

  /// What one deck does is not heard in the other one.
  @Test func aStormOfHotCuesLeavesTheOtherDeckAlone() {
    func left(storm: Bool) -> [Float] {
      var booth = SyncTests.booth(bpmA: 122, bpmB: 126, seconds: 20)
      // Deck A alone reaches the master; B works behind its closed fader.
      booth.say(.b, .set(.fader, 0))
      booth.say(.b, .sync(.off))
      booth.say(.a, .set(.tempo, 4))
      booth.say(.a, .play)
      booth.say(.b, .set(.tempo, 5), at: 6400)
      booth.say(.b, .play, at: 6400)
      if storm {
        for press in 0..<50 {
          booth.say(.b, .hotCueSet(UInt8(press % 8), TrackTime(Double(press % 8))), at: 12_800)
          booth.say(.b, .hotCue(UInt8(press % 8)), at: 12_800 + Int64(press) * 6000)
        }
      }
      return channel(0, of: booth.render(330_000))
    }
    let isSame = left(storm: true) == left(storm: false)
    #expect(isSame)
  }
}
