import Engine
import Music
import Support
import Synchronization
import Testing

@Suite("Output when things go wrong")
struct OutputAccidentTests {
  @Test("Xruns and suspends are recovered and counted, and cost no rendered frame")
  func xruns() throws {
    let card = try SoundCard(speed: 8, script: "xrun@0.3;xrun@0.5;suspend@0.8")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.frames > 60_000 && output.status.xruns >= 3 })
    #expect(output.status.xruns == 3)
    #expect(output.status.losses == 0)
    #expect(output.status.state == .running)
    output.stop()
    let received = samples(card.received(), .float)
    #expect(received.count / 2 > 44_100)
    #expect(received.indices.allSatisfy { received[$0] == NumberedFrames.sample($0 / 2, $0 % 2) })
  }

  @Test("A device that takes nothing does not hold the clock")
  func stall() throws {
    // 16 s of the card's clock at speed 8: two seconds of ours.
    let card = try SoundCard(speed: 8, script: "stall@0.5-16.5")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.state == .stalled })
    let stalled = output.status.frames
    #expect(eventually { output.status.frames > stalled + 10_000 })
    #expect(eventually { output.status.state == .running })
    let resumed = output.status.frames
    #expect(eventually { output.status.frames > resumed + 10_000 })
    #expect(output.status.losses == 0)
    output.stop()
    #expect(resumed > stalled + 10_000)
    expectOneGap(samples(card.received(), .float))
  }

  @Test("An unplugged device: the clock goes on, and the music is back when it is")
  func unplugged() throws {
    // 8 s of the card's clock: one second of ours.
    let card = try SoundCard(speed: 8, script: "gone@0.5-8.5")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.state == .lost })
    let lost = output.status.frames
    #expect(eventually { output.status.frames > lost + 5000 })
    #expect(eventually { output.status.state == .running })
    let back = output.status.frames
    #expect(eventually { output.status.frames > back + 20_000 })
    #expect(output.status.losses == 1)
    output.stop()
    #expect(back > lost + 5000)
    // A second away, and two seconds to be back at the most: by the frame clock, not by the wall's.
    #expect(back - lost < Int64(3 * 44_100))
    expectOneGap(samples(card.received(), .float))
  }

  @Test("A render that takes too long is an xrun, and shows as load")
  func overload() throws {
    let card = try SoundCard(options: "strict 1")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    // A quarter of a second, where the buffer holds 46 ms.
    let source = SlowFrames(slowRender: 20, nanoseconds: 250_000_000)
    try output.start(source)
    #expect(eventually { output.status.load > 1 })
    #expect(eventually { output.status.xruns > 0 })
    let frames = output.status.frames
    #expect(eventually { output.status.frames > frames + 5000 })
    #expect(output.status.state == .running)
    output.stop()
  }

  @Test("An output stops while its device is away")
  func stopWhileLost() throws {
    let card = try SoundCard(speed: 8, script: "gone@0.2-1000")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.state == .lost })
    output.stop()
    #expect(output.status.state == .stopped)
    let frames = output.status.frames
    #expect(output.status.frames == frames)
  }

  @Test("A device that does not exist is an error to act on, and a silent clock")
  func noDevice() throws {
    var settings = OutputSettings()
    settings.device = "no-such-card"
    settings.configuration = ""
    settings.priority = 0
    let tap = RecordingTap()
    #expect(throws: OutputError.noSuchDevice("no-such-card")) {
      try ALSAOutput(settings, tap: tap).start(NumberedFrames())
    }
    let source = NumberedFrames()
    let (output, failure) = try startOutput(settings, playing: source, tap: tap)
    #expect(failure == .noSuchDevice("no-such-card"))
    #expect(failure?.description.contains("'no-such-card'") == true)
    #expect(eventually { output.status.frames > 5000 })
    #expect(output.status.state == .awaited)
    #expect(output.status.summary == "no-such-card is not there: waiting for it")
    output.stop()
    #expect(tap.frame == ClockFrame(Int64(source.rendered.load(ordering: .acquiring))))
  }

  @Test("A device that is not there at the start plays as soon as it is")
  func lateDevice() throws {
    // 4 s of the card's clock: half a second of ours.
    let card = try SoundCard(speed: 8, script: "gone@0-4")
    let source = NumberedFrames()
    let (output, failure) = try startOutput(.fake(card), playing: source, tap: RecordingTap())
    #expect(failure == .noSuchDevice("card"))
    #expect(eventually { output.status.state == .awaited })
    #expect(eventually { output.status.state == .running })
    let there = output.status.frames
    #expect(there > 5000)
    #expect(eventually { output.status.frames > there + 20_000 })
    #expect(output.status.losses == 0)
    output.stop()
    let received = samples(card.received(), .float)
    let first = Int(there) - 8192
    #expect(received.count > 10_000)
    // It begins where the set is by then, not at its beginning.
    #expect((0..<max(0, first)).allSatisfy { received[0] != NumberedFrames.sample($0, 0) })
  }

  @Test("What a device cannot do is said in words")
  func unsupported() throws {
    let card = try SoundCard(options: "channels 2 rate 48000 format \"S16_LE\"")
    var settings = OutputSettings.fake(card)
    settings.rate = .video
    settings.cue = .pair(first: 3)
    #expect(failure(settings)?.contains("does not have outputs 3-4: choose 'cue split'") == true)
    let (output, failed) = try startOutput(settings, playing: NumberedFrames(), tap: RecordingTap())
    #expect(failed != nil)
    // Without the headphones, the room hears music all the same.
    #expect(eventually { output.status.state == .running })
    output.stop()
    settings.cueDevice = "card"
    settings.cue = .none
    #expect(failure(settings)?.contains("The headphones' device is the one that the room hears") == true)
    settings.cueDevice = nil
    settings.cue = .none
    settings.format = .float
    #expect(failure(settings)?.contains("does not take float samples") == true)
    settings.format = nil
    settings.periodFrames = 3
    #expect(failure(settings) == "A period of 3 frames: choose 16 to 8192.")
    settings.periodFrames = 512
    settings.configuration = "pcm.broken {"
    #expect(failure(settings)?.contains("ALSA configuration") == true)
  }

  @Test("An output is started once")
  func startedTwice() throws {
    let output = SilentOutput(tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(throws: OutputError.alreadyRunning) { try output.start(NumberedFrames()) }
    output.stop()
    output.stop()
  }

  private func failure(_ settings: OutputSettings) -> String? {
    do throws(OutputError) {
      try ALSAOutput(settings, tap: RecordingTap()).start(NumberedFrames())
      return nil
    } catch {
      return error.description
    }
  }

  /// The frames in the file follow one another but for one place where they jump forwards.
  private func expectOneGap(_ received: [Float]) {
    var jumps = 0
    var skipped = 0
    for frame in 0..<received.count / 2 {
      if received[frame * 2] == NumberedFrames.sample(frame + skipped, 0) { continue }
      jumps += 1
      while received[frame * 2] != NumberedFrames.sample(frame + skipped, 0) && skipped < 1 << 20 { skipped += 1 }
      guard skipped < 1 << 20 else {
        Issue.record("frame \(frame) in the file was never rendered, or came twice")
        return
      }
    }
    #expect(jumps == 1)
    #expect(skipped > 1000)
  }
}
