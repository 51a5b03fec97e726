import FoundationEssentials
import Music
import Support
import Testing

@Suite struct TempoTests {
  @Test(arguments: [
    (87.0, 174.0, 174.0), (174, 87, 87), (124, 124, 124), (31, 124, 124), (240, 61, 60), (100, 128, 100), (91, 128, 91),
    (90, 128, 180), (0, 120, 0), (120, 0, 120), (-5, 120, -5),
  ])
  func halfAndDoubleTimeFold(bpm: Double, near: Double, expected: Double) {
    #expect(BPM(bpm).folded(near: BPM(near)) == BPM(expected))
  }

  @Test func foldingNeverMovesAway() {
    var dice = SeededRandom(seed: 5)
    for _ in 0..<2000 {
      let (bpm, near) = (Double.random(in: 30...300, using: &dice), Double.random(in: 30...300, using: &dice))
      let folded = BPM(bpm).folded(near: BPM(near)).value
      let ratio = max(folded / near, near / folded)
      #expect(ratio <= max(bpm / near, near / bpm))
      // Ten to one apart and two octaves of folding: within half an octave for all but the widest pairs.
      if max(bpm / near, near / bpm) <= 4 { #expect(ratio <= 2.0.squareRoot() + 1e-9) }
      let octaves = folded / bpm
      #expect([0.25, 0.5, 1, 2, 4].contains(octaves))
    }
    #expect(BPM(.nan).folded(near: BPM(120)).value.isNaN)
  }

  @Test func ratiosAndPercentsAreTheSameThing() {
    #expect(abs(TempoRatio(percent: -6).value - 0.94) < 1e-15)
    #expect(abs(TempoRatio(1.02).percent - 2) < 1e-12)
    #expect((BPM(125) * TempoRatio(0.96)).value == 120)
    #expect(BPM(120).beatLength == Seconds(0.5))
  }
}

@Suite struct TimeTests {
  @Test func aPositionLessAPositionIsADistance() {
    let (a, b) = (FramePosition(1000), FramePosition(400))
    #expect(a - b == FrameCount(600))
    #expect(b + (a - b) == a)
    #expect(a - FrameCount(600) == b)
    #expect(TrackTime(3) - TrackTime(1) == Seconds(2))
    #expect(TrackTime(1) + Seconds(2) == TrackTime(3))
    #expect(BeatPosition(8) - BeatPosition(4.5) == Beats(3.5))
    #expect(b < a && ClockFrame(1) < ClockFrame(2) && Seconds(1) < Seconds(2))
  }

  @Test func secondsAndFramesMeetAtTheRate() {
    #expect(Seconds(1).frames(at: .cd) == FrameCount(44_100))
    #expect(FrameCount(24_000).seconds(at: .video) == Seconds(0.5))
    #expect(FramePosition(88_200).time(at: .cd) == TrackTime(2))
    #expect(TrackTime(2).position(at: .video) == FramePosition(96_000))
    #expect(ClockFrame(22_050).seconds(at: .cd) == Seconds(0.5))
    var dice = SeededRandom(seed: 9)
    for _ in 0..<1000 {
      let frame = Double(Int.random(in: 0...100_000_000, using: &dice))
      // A whole frame stays that frame: what is stored in seconds does not wander.
      #expect(FramePosition(frame).time(at: .cd).position(at: .cd).value.rounded() == frame)
    }
  }
}

@Suite struct LevelTests {
  @Test func decibelsAndGainAreInverse() {
    #expect(Decibels(0).gain == .unity)
    #expect(abs(Decibels(-6.020599913279624).gain.value - 0.5) < 1e-12)
    #expect(abs(Decibels(20).gain.value - 10) < 1e-12)
    for value in stride(from: -143.0, through: 24, by: 0.5) {
      #expect(abs(Decibels(value).gain.decibels.value - value) < 1e-9)
    }
  }

  @Test func silenceHasAFloorAndNoInfinity() {
    #expect(Decibels(-144).gain == .silence)
    #expect(Decibels(-.infinity).gain == .silence)
    #expect(Gain.silence.decibels == Decibels(-144))
    #expect(LUFS(-14) - LUFS(-8) == Decibels(-6))
  }
}

@Suite struct PCMTests {
  @Test func framesAreThereInTheOrderTheyWereAppended() throws {
    let pcm = try #require(PCM(capacity: 5, sampleRate: .cd))
    #expect(pcm.framesReady == 0 && !pcm.isComplete)
    let samples: [Float] = (0..<8).map { Float($0) }
    #expect(samples.withUnsafeBufferPointer { pcm.append($0) } == 4)
    #expect(samples.withUnsafeBufferPointer { pcm.append($0) } == 1, "no more than fits")
    #expect(samples.withUnsafeBufferPointer { pcm.append($0) } == 0)
    #expect((0..<10).map { pcm.samples[$0] } == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1])
    #expect(pcm.framesReady == 5)
    #expect(!pcm.isComplete)
    pcm.finish()
    #expect(pcm.isComplete)
    #expect(pcm.duration == Seconds(5.0 / 44_100))
  }

  @Test func whoReadsWhileOneWritesSeesOnlyWhatIsThere() async throws {
    let pcm = try #require(PCM(capacity: 200_000, sampleRate: .cd))
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for start in stride(from: 0, to: 200_000, by: 1000) {
          let chunk = (start..<start + 1000).flatMap { [Float($0), -Float($0)] }
          chunk.withUnsafeBufferPointer { _ = pcm.append($0) }
        }
        pcm.finish()
      }
      group.addTask {
        var checked = 0
        while checked < 200_000 {
          let ready = pcm.framesReady
          for frame in checked..<ready where pcm.samples[2 * frame] != Float(frame) {
            Issue.record("frame \(frame) was said to be there")
            return
          }
          checked = ready
          await Task.yield()
        }
      }
    }
    #expect(pcm.isComplete && pcm.framesReady == 200_000)
  }

  @Test func aTrackCanBeEmptyOrFarTooLong() throws {
    let empty = try #require(PCM(interleaved: [], sampleRate: .cd))
    #expect(empty.framesReady == 0 && empty.isComplete)
    #expect(PCM(capacity: .max, sampleRate: .cd) == nil, "more than memory can address is refused, not crashed on")
    #expect(PCM(capacity: 1 << 58, sampleRate: .cd) == nil)
    // Ten hours are address space only.
    #expect(PCM(capacity: 36_000 * 48_000, sampleRate: .video)?.framesReady == 0)
  }
}
