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
    let xruns = output.status.xruns
    #expect(output.status.state != .lost)
    output.stop()
    let heard = samples(server.recorded(), .float)
    // The longest unbroken run of frames that were rendered one after another. A busy machine may drop some between;
    // half a second without a flaw cannot come about by chance.
    let run = longestRun(heard, rendered: source.rendered.load(ordering: .acquiring))
    print("PulseAudio null sink: \(xruns) xruns, \(heard.count / 2) frames heard, \(run) of them in one run")
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
