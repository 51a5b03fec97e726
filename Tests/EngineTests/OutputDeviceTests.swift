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
    let source = NumberedFrames(bits: format == .s16 ? 16 : 24)
    let output = ALSAOutput(settings, tap: RecordingTap())
    try output.start(source)
    #expect(eventually { output.status.frames > 44_100 })
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
