import Engine
import Glibc
import Music
import Support
import Synchronization
import Testing

@Suite("Output to a sound server", .serialized)
struct OutputPulseTests {
  /// Through the server's ALSA plugin into a null sink, whose monitor is read back. Skipped where PulseAudio's programs
  /// are not installed (Debian: pulseaudio, pulseaudio-utils, libasound2-plugins).
  @Test("PulseAudio plays what was rendered", .enabled(if: NullSink.isInstalled, "PulseAudio is not installed"))
  func nullSink() throws {
    let server = try NullSink()
    defer { server.end() }
    let source = NumberedFrames()
    let output = ALSAOutput(settings(server), tap: RecordingTap())
    try output.start(source)
    #expect(eventually { output.status.frames > 132_300 })
    #expect(output.status.state != .lost)
    output.stop()
    let heard = samples(server.recorded(), .float)
    // The longest unbroken run of frames that were rendered one after another. A busy machine may drop some between;
    // half a second without a flaw cannot come about by chance.
    let run = longestRun(heard, rendered: source.rendered.load(ordering: .acquiring))
    #expect(run > 22_050)
  }

  @Test("A restarted server is found again", .enabled(if: NullSink.isInstalled, "PulseAudio is not installed"))
  func restart() throws {
    let server = try NullSink()
    defer { server.end() }
    let source = NumberedFrames()
    let output = ALSAOutput(settings(server), tap: RecordingTap())
    try output.start(source)
    #expect(eventually { output.status.frames > 22_050 })
    server.end()
    #expect(eventually { output.status.state == .lost })
    let lost = output.status.frames
    #expect(eventually { output.status.frames > lost + 11_025 })
    try server.begin()
    #expect(eventually { output.status.state == .running })
    let back = output.status.frames
    #expect(eventually { output.status.frames > back + 66_150 })
    #expect(output.status.losses == 1)
    output.stop()
    let heard = samples(server.recorded(), .float)
    #expect(longestRun(heard, rendered: source.rendered.load(ordering: .acquiring)) > 11_025)
  }

  /// As often as a server is ever restarted in a night; three times unless long runs are wanted.
  @Test(
    "Killed and restarted again and again, it is found again each time, and the set goes on",
    .enabled(if: NullSink.isInstalled, "PulseAudio is not installed"))
  func restarts() throws {
    let times = isLong ? 20 : 3
    let server = try NullSink()
    defer { server.end() }
    let source = NumberedFrames()
    let tap = RecordingTap()
    #expect(tap.start())
    let output = ALSAOutput(settings(server), tap: tap)
    try output.start(source)
    var recorded = 0
    var wrong = 0
    var buffer = [Float](repeating: 0, count: 2 << 19)
    /// What the recorder would have written goes on without a gap.
    func drain() {
      let count = buffer.withUnsafeMutableBufferPointer { tap.read(into: $0) }
      for frame in 0..<count where buffer[frame * 2] != NumberedFrames.sample(recorded + frame, 0) { wrong += 1 }
      recorded += count
    }
    func came(_ isSo: () -> Bool) -> Bool {
      eventually {
        drain()
        return isSo()
      }
    }
    var recoveries = 0
    var slowest: Int64 = 0
    for turn in 1...times {
      let before = output.status.frames
      #expect(came { output.status.frames > before + 11_025 && output.status.state == .running })
      server.kill()
      #expect(came { output.status.state == .lost })
      let lost = output.status.frames
      #expect(came { output.status.frames > lost + 11_025 })
      let asked = output.status.frames
      try server.begin()
      let ready = output.status.frames
      if came({ output.status.state == .running }) { recoveries += 1 }
      // By the set's own clock, from the moment at which the server answered (it is asked after it began to).
      slowest = max(slowest, output.status.frames - ready)
      #expect(output.status.losses >= turn)
      #expect(output.status.frames > asked)
    }
    output.stop()
    drain()
    #expect(recoveries == times)
    #expect(slowest < 2 * 44_100)
    #expect(wrong == 0 && tap.lostFrames == 0)
    #expect(recorded == source.rendered.load(ordering: .acquiring))
  }

  /// A long buffer, so that a busy machine does not break the run.
  private func settings(_ server: NullSink) -> OutputSettings {
    var settings = OutputSettings()
    settings.device = "segue_pulse"
    settings.configuration = server.configuration
    settings.priority = 0
    settings.periodFrames = 1024
    settings.periods = 8
    return settings
  }

  private func longestRun(_ heard: [Float], rendered: Int) -> Int {
    var numbers: [Float: Int] = [:]
    for frame in 0..<rendered { numbers[NumberedFrames.sample(frame, 0)] = frame }
    var longest = 0
    var run = 0
    var last = -1
    for frame in 0..<heard.count / 2 {
      let number = numbers[heard[frame * 2]] ?? -1
      let isWhole = number >= 0 && heard[frame * 2 + 1] == NumberedFrames.sample(number, 1)
      run = isWhole ? (number == last + 1 ? run + 1 : 1) : 0
      last = isWhole ? number : -2
      longest = max(longest, run)
    }
    return longest
  }
}
