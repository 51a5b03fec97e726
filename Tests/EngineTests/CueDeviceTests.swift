import Engine
import Glibc
import Music
import Support
import Testing

/// Whether runs of many minutes are wanted: `SEGUE_LONG=1 swift test --filter …`.
let isLong = getenv("SEGUE_LONG") != nil

@Suite("Headphones on a card of their own")
struct CueDeviceTests {
  /// Two cards in one configuration, the second one with a clock of its own.
  private func settings(_ first: SoundCard, _ second: SoundCard) -> OutputSettings {
    var settings = OutputSettings.fake(first)
    settings.cueDevice = "second"
    settings.configuration =
      first.configuration + "\n" + second.configuration.replacing("pcm.card", with: "pcm.second")
    return settings
  }

  @Test("The cue bus arrives there, in step with the room and without a click, though the clocks differ")
  func drifts() throws {
    for ppm in [200.0, -200] {
      // A busy machine that holds up the threads makes the buses jump; that is not what is looked at here.
      let isLookedAt = try (0..<3).contains { _ in try looksAtDrift(ppm) }
      if !isLookedAt { print("skipped: a cue device whose clock is off by \(ppm) ppm, on a machine that is too busy") }
    }
  }

  /// - Returns: false where a thread was held up, and nothing was looked at.
  private func looksAtDrift(_ ppm: Double) throws -> Bool {
    let seconds = isLong ? 300.0 : 12
    let first = try SoundCard(options: "strict 1")
    let second = try SoundCard(speed: 1 + ppm * 1e-6, options: "strict 1")
    var settings = settings(first, second)
    // A machine that holds up the threads would be measured instead of the clocks.
    settings.priority = 70
    let output = ALSAOutput(settings, tap: RecordingTap())
    try output.start(SineFrames(hz: 441))
    #expect(eventually { output.status.cue?.state == .running })
    var worst = 0.0
    while Double(output.status.frames) < seconds * 44_100 {
      // Between two looks at what both cards play meanwhile.
      usleep(50_000)
      if output.status.frames > 5 * 44_100 { worst = max(worst, abs(output.status.cue?.lagMilliseconds ?? 99)) }
    }
    let status = output.status
    let cue = try #require(status.cue)
    output.stop()
    guard status.xruns == 0, cue.xruns == 0, cue.jumps == 1 else { return false }
    #expect(worst < 5)
    if isLong { #expect(abs(cue.driftPartsPerMillion - ppm) < 60) }
    expectWhole(samples(second.received(), .float))
    return true
  }

  /// The cue bus is a sine of 882 Hz: between its samples there are no steps.
  private func expectWhole(_ received: [Float]) {
    let left = stride(from: 0, to: received.count, by: 2).map { received[$0] }
    guard let begin = left.firstIndex(where: { abs($0) > 0.4 }) else {
      Issue.record("the second card received nothing")
      return
    }
    var largest: Float = 0
    // Second differences of a sine of this frequency and level stay under 0.5 (2π 882 / 44100)².
    for index in (begin + 1000)..<(left.count - 1) {
      largest = max(largest, abs(left[index + 1] - 2 * left[index] + left[index - 1]))
    }
    #expect(largest < 0.009, "a step of \(largest)")
  }

  @Test("A second card that goes and comes disturbs nobody")
  func unplugged() throws {
    let first = try SoundCard(speed: 4)
    let second = try SoundCard(speed: 4, script: "gone@1-5")
    let output = ALSAOutput(settings(first, second), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.cue?.state == .lost })
    let lost = output.status.frames
    #expect(eventually { output.status.cue?.state == .running })
    let back = output.status.frames
    #expect(eventually { output.status.frames > back + 20_000 && (output.status.cue?.jumps ?? 0) >= 2 })
    #expect(output.status.cue?.losses == 1)
    #expect(output.status.losses == 0)
    #expect(lost < back)
    output.stop()
    let received = samples(first.received(), .float)
    #expect(received.indices.allSatisfy { received[$0] == NumberedFrames.sample($0 / 2, $0 % 2) })
  }

  @Test("A second card that is not there is waited for, and said")
  func absent() throws {
    let first = try SoundCard(speed: 4)
    let second = try SoundCard(speed: 4, script: "gone@0-1000")
    let output = ALSAOutput(settings(first, second), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.frames > 20_000 })
    #expect(output.status.state == .running)
    #expect(output.status.cue?.summary == "cue second is not there")
    output.stop()
  }
}
