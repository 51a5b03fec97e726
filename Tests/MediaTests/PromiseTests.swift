import Glibc
import Media
import Music
import Support
import Testing

/// What a head promises of length and rate is not believed: what is there is played.
@Suite struct PromiseTests {
  let bench: MediaBench
  let original: [Float]

  init() throws {
    bench = try MediaBench()
    original = AudioFiles.noise(frames: 20 * 44_100, seed: 31).map { $0 / 32768 }
  }

  private func write(_ name: String, _ format: RecordingFormat) throws -> [UInt8] {
    let writer = try SoundFileWriter(path: bench.path(name), format: format, sampleRate: .cd, channels: 2)
    try original.withUnsafeBufferPointer { (all) throws(MediaError) in try writer.write(all) }
    try writer.close()
    return bench.folder.content(of: name)
  }

  /// FLAC: the number of samples is the last 36 bits of the eight bytes at 18.
  private func promising(_ samples: Int, _ flac: [UInt8]) -> [UInt8] {
    var bytes = flac
    bytes[21] = bytes[21] & 0xF0 | UInt8(truncatingIfNeeded: samples >> 32)
    for index in 0..<4 { bytes[22 + index] = UInt8(truncatingIfNeeded: samples >> (8 * (3 - index))) }
    return bytes
  }

  /// Short, by a hair short, nothing, one sample.
  @Test(arguments: [5 * 44_100, 20 * 44_100 - 1, 0, 1])
  func aFLACThatPromisesTooLittlePlaysWhole(samples: Int) throws {
    AudioFiles.write(promising(samples, try write("a.flac", .flac)), to: bench.path("b.flac"))
    #expect(try bench.decoded(bench.path("b.flac")) == original)
    let heard = try bench.media.analyze(bench.path("b.flac")).analysis
    #expect(heard.duration_seconds == 20)
    #expect(abs((bench.media.probe([bench.path("b.flac")])[0].seconds ?? 0) - 20) < 0.2)
  }

  /// Ten minutes; more than is ever played; the most that can be said.
  @Test(arguments: [600 * 44_100, 4 * 3600 * 44_100, (1 << 36) - 1])
  func aFLACThatPromisesTooMuchPlaysAndSaysSo(samples: Int) throws {
    AudioFiles.write(promising(samples, try write("a.flac", .flac)), to: bench.path("b.flac"))
    let failure = bench.failure(decoding: bench.path("b.flac"))
    #expect(failure.frames == 20 * 44_100)
    #expect(failure.error?.kind == .truncated && failure.error?.sentence.contains("after 0:20 of") == true)
    #expect(try bench.media.analyze(bench.path("b.flac")).analysis.duration_seconds == 20)
    #expect(bench.media.probe([bench.path("b.flac")])[0].seconds == 20)
  }

  /// Xing's count of frames, and the lengths in an MP4's `mvhd` and `mdhd`: a quarter, nothing, four times.
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["mp3", "m4a"], [0.25, 0, 4])
  func lengthsOfMP3AndMP4AreNotBelieved(ending: String, times: Double) throws {
    let source = bench.wave("source.wav", original.map { $0 * 32768 })
    let path = bench.path("a." + ending)
    try bench.ffmpeg("-i", source, "-b:a", "160k", path)
    var bytes = bench.folder.content(of: "a." + ending)
    for (mark, offset) in ending == "mp3" ? [("Xing", 8), ("Info", 8)] : [("mvhd", 20), ("mdhd", 20)] {
      guard let place = Self.find(mark, in: bytes) else { continue }
      let field = place + offset..<place + offset + 4
      let number = Double(bytes[field].reduce(0) { $0 << 8 | Int($1) }) * times
      for (index, byte) in field.enumerated() {
        bytes[byte] = UInt8(truncatingIfNeeded: Int(number) >> (8 * (3 - index)))
      }
    }
    AudioFiles.write(bytes, to: path)
    let failure = bench.failure(decoding: path)
    // Padding at the end is taken off where the true count says how much it is.
    #expect((0..<3000).contains(failure.frames - 20 * 44_100), "\(failure.frames)")
    #expect(failure.error == nil || times > 1 && failure.error?.kind == .truncated)
    #expect(abs((bench.media.probe([path])[0].seconds ?? 0) - 20) < 0.2)
  }

  private static func find(_ mark: String, in bytes: [UInt8]) -> Int? {
    let mark = Array(mark.utf8)
    return (0..<bytes.count - mark.count).first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }
  }

  /// Opus: the rate in the head is a remark on what was encoded (RFC 7845, 5.1); sound is always decoded at 48 kHz.
  @Test(arguments: [0, 8_000, 16_000, 44_100, 96_000, 4_000_000_000])
  func theRateInAnOpusHeadIsARemark(rate: Int) throws {
    let tone = (0..<6 * 48_000).flatMap { frame -> [Float] in
      let value = 0.25 * Float(sin(2 * Double.pi * 17_000 * Double(frame) / 48_000))
      return [value, value]
    }
    let writer = try SoundFileWriter(path: bench.path("a.opus"), format: .opus, sampleRate: .video, channels: 2)
    try tone.withUnsafeBufferPointer { (all) throws(MediaError) in try writer.write(all) }
    try writer.close()
    var bytes = bench.folder.content(of: "a.opus")
    let head = try #require(Self.find("OpusHead", in: bytes))
    for index in 0..<4 { bytes[head + 12 + index] = UInt8(truncatingIfNeeded: rate >> (8 * index)) }
    OggPages.seal(&bytes)
    AudioFiles.write(bytes, to: bench.path("a.opus"))
    let heard = try bench.decoded(bench.path("a.opus"), rate: .video)
    #expect(heard.count == tone.count)
    let middle = heard[2 * 48_000..<2 * 240_000]
    let level = (middle.reduce(0) { $0 + Double($1) * Double($1) } / Double(middle.count)).squareRoot()
    // A tone of 17 kHz at −12 dB full scale; within 1 dB at this bit rate.
    #expect((0.157...0.199).contains(level), "\(level)")
    #expect(try bench.media.analyze(bench.path("a.opus")).analysis.sample_rate_hz == 48_000)
  }
}
