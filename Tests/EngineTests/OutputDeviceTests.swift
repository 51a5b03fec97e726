import Engine
import Music
import Support
import Synchronization
import Testing

@Suite("Output to a device")
struct OutputDeviceTests {
  @Test("What was rendered is what arrives, in every format", arguments: SampleFormat.allCases)
  func exact(format: SampleFormat) throws {
    let card = try SoundCard(speed: 16)
    var settings = OutputSettings.fake(card)
    settings.format = format
    let source = NumberedFrames(bits: min(24, format.bits))
    let output = ALSAOutput(settings, tap: RecordingTap())
    try output.start(source)
    // What was handed over last may still lie in the card's buffer when it is stopped.
    #expect(eventually { output.status.frames > 50_000 })
    let status = output.status
    output.stop()

    #expect(status.format == format)
    #expect(status.state == .running)
    #expect(status.xruns == 0)
    let received = samples(card.received(), format)
    let rendered = source.rendered.load(ordering: .acquiring)
    #expect(received.count / 2 > 44_100)
    #expect(received.count / 2 <= rendered)
    let firstWrong = received.indices.first {
      received[$0] != NumberedFrames.sample($0 / 2, $0 % 2, bits: source.bits)
    }
    #expect(firstWrong == nil)
  }

  @Test("The best format that the device has is taken")
  func bestFormat() throws {
    for (offered, taken) in [("S16_LE", SampleFormat.s16), ("S24_3LE", .s24in3), ("S32_LE", .s32)] {
      let card = try SoundCard(speed: 8, options: "format \"\(offered)\"")
      let output = ALSAOutput(.fake(card), tap: RecordingTap())
      try output.start(NumberedFrames())
      #expect(output.status.format == taken)
      output.stop()
    }
  }

  @Test("A device that takes each channel by itself, in an odd format")
  func planar() throws {
    let card = try SoundCard(speed: 16, options: "planar 1 format \"S20_3LE\" channels 4")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames(bits: 20))
    #expect(eventually { output.status.frames > 10_000 })
    #expect(output.status.format == .s20in3)
    output.stop()
    let received = samples(card.received(), .s20in3)
    #expect(!received.isEmpty)
    #expect(
      received.indices.allSatisfy { received[$0] == ($0 % 4 < 2 ? NumberedFrames.sample($0 / 4, $0 % 4, bits: 20) : 0) }
    )
  }

  @Test("A device with one output plays the master in mono")
  func mono() throws {
    let card = try SoundCard(speed: 16, options: "channels 1")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.frames > 10_000 })
    #expect(output.status.summary.hasSuffix(", mono"))
    output.stop()
    let received = samples(card.received(), .float)
    #expect(!received.isEmpty)
    #expect(
      received.indices.allSatisfy {
        received[$0] == (NumberedFrames.sample($0, 0) + NumberedFrames.sample($0, 1)) * 0.5
      })
  }

  @Test("A device at another rate plays in tune and in time", arguments: [48_000, 96_000, 32_000, 192_000])
  func otherRate(hz: Int) throws {
    let card = try SoundCard(speed: 4, options: "rate \(hz)")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    let source = SineFrames(hz: 1000)
    try output.start(source)
    #expect(eventually { output.status.frames > 66_150 })
    let status = output.status
    output.stop()
    #expect(status.deviceRate == hz && status.rate == .cd && !status.isResampled)
    #expect(status.xruns == 0)
    // The buffer lasts as long as it would at the engine's own rate.
    #expect(abs(Double(status.bufferFrames) / Double(hz) - 2048 / 44_100) < 0.004)
    let received = samples(card.received(), .float)
    let rising = received.indices.filter { $0 % 2 == 0 && $0 > 4000 && received[$0] >= 0 && received[$0 - 2] < 0 }
    guard let first = rising.first, let last = rising.last else {
      Issue.record("nothing was played")
      return
    }
    let seconds = Double((last - first) / 2) / Double(hz)
    #expect(abs(Double(rising.count - 1) / seconds - 1000) < 1)
  }

  @Test("The engine's rate follows the device where it can")
  func engineRate() throws {
    for (hz, rate) in [(44_100, SampleRate.cd), (48_000, .video), (96_000, .video), (88_200, .cd)] {
      let card = try SoundCard(options: "rate \(hz)")
      withExtendedLifetime(card) { #expect(OutputDevices.engineRate(for: .fake(card)) == rate) }
    }
    let card = try SoundCard()
    withExtendedLifetime(card) { #expect(OutputDevices.engineRate(for: .fake(card)) == .cd) }
    var nowhere = OutputSettings()
    nowhere.device = "no-such-card"
    nowhere.configuration = ""
    #expect(OutputDevices.engineRate(for: nowhere) == nil)
  }

  @Test("Cue bus on channels 3 and 4")
  func fourChannels() throws {
    let card = try SoundCard(speed: 16)
    var settings = OutputSettings.fake(card)
    settings.cue = .pair(first: 3)
    let output = ALSAOutput(settings, tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.frames > 10_000 })
    #expect(output.status.channels == 4)
    output.stop()
    let received = samples(card.received(), .float)
    #expect(received.indices.allSatisfy { received[$0] == NumberedFrames.sample($0 / 4, $0 % 4) })
  }

  @Test("Split mono: master left, cue right")
  func splitMono() throws {
    let card = try SoundCard(speed: 16)
    var settings = OutputSettings.fake(card)
    settings.cue = .splitMono
    let output = ALSAOutput(settings, tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.frames > 10_000 })
    output.stop()
    let received = samples(card.received(), .float)
    #expect(!received.isEmpty)
    #expect(
      received.indices.allSatisfy { i in
        let pair = i % 2 * 2
        let mean = (NumberedFrames.sample(i / 2, pair) + NumberedFrames.sample(i / 2, pair + 1)) * 0.5
        return received[i] == mean
      })
  }

  @Test("An interface that has only all of its channels gets silence on the spare ones")
  func spareChannels() throws {
    let card = try SoundCard(speed: 16, options: "channels 6")
    let output = ALSAOutput(.fake(card), tap: RecordingTap())
    try output.start(NumberedFrames())
    #expect(eventually { output.status.frames > 10_000 })
    output.stop()
    let received = samples(card.received(), .float)
    #expect(!received.isEmpty)
    #expect(
      received.indices.allSatisfy { i in
        received[i] == (i % 6 < 2 ? NumberedFrames.sample(i / 6, i % 6) : 0)
      })
  }

  @Test("The list of devices begins with the default one and holds no converters")
  func list() {
    let names = OutputDevices.list().map(\.name)
    #expect(names.first == "default")
    #expect(names.count { $0 == "default" } == 1)
    #expect(!names.contains("null") && !names.contains("samplerate"))
  }

  @Test("One source is handed from device to device and to silence without losing a frame")
  func handedOn() throws {
    let tap = RecordingTap(capacity: 1 << 17)
    let source = NumberedFrames()
    #expect(tap.start())
    let first = try SoundCard(speed: 8)
    let second = try SoundCard(speed: 8)
    let outputs: [any Output] = [
      ALSAOutput(.fake(first), tap: tap), SilentOutput(tap: tap), ALSAOutput(.fake(second), tap: tap),
    ]
    for output in outputs {
      try output.start(source)
      #expect(eventually { output.status.frames > 5000 })
      output.stop()
      #expect(output.status.state == .stopped)
    }
    let rendered = source.rendered.load(ordering: .acquiring)
    #expect(tap.frame == ClockFrame(Int64(rendered)))
    var recorded = [Float](repeating: 0, count: rendered * 2)
    let taken = recorded.withUnsafeMutableBufferPointer { tap.read(into: $0) }
    #expect(taken == rendered)
    #expect(recorded.indices.allSatisfy { recorded[$0] == NumberedFrames.sample($0 / 2, $0 % 2) })
  }
}
