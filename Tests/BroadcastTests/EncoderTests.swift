import Media
import Music
import Platform
import Support
import Testing

@testable import Broadcast

/// What is encoded is what was given, frame for frame, and tracks change where they are said to.
@Suite struct EncoderTests {
  private static let rate = SampleRate.cd
  private static let frames = 200_000
  private static let change = 123_457

  /// Given in pieces that end nowhere in particular, with a change of tracks in the middle of one.
  private func encode(_ format: StreamFormat, _ samples: [Float]) throws -> [UInt8] {
    let encoder = try format.makeEncoder(rate: Self.rate, title: StreamTitle(artist: "Ada", title: "One"))
    var bytes: [UInt8] = []
    func give(_ range: Range<Int>) throws {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 4410) {
        let end = min(start + 4410, range.upperBound)
        bytes += try samples[(2 * start)..<(2 * end)].withUnsafeBufferPointer { try encoder.encode($0) }
      }
    }
    try give(0..<Self.change)
    bytes += try encoder.begin(StreamTitle(artist: nil, title: "Two\u{1B}[31m"))
    try give(Self.change..<Self.frames)
    return bytes + encoder.finish()
  }

  private static let noise = AudioFiles.noise(frames: frames, seed: 5).map { $0 / 32_768 }

  private func decoded(_ bytes: [UInt8], _ ending: String, rate: Int = 44_100) throws -> [Float] {
    let folder = try ScratchFolder()
    AudioFiles.write(bytes, to: "\(folder.path)/part.\(ending)")
    let run = try Programs.run([
      "ffmpeg", "-v", "error", "-i", "\(folder.path)/part.\(ending)", "-f", "f32le", "-ac", "2", "-ar", "\(rate)",
      "\(folder.path)/part.raw",
    ])
    try #require(run.status == 0, "\(run.errors)")
    return folder.content(of: "part.raw").withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  private func likeness(_ heard: [Float], _ original: ArraySlice<Float>) -> Double {
    var (product, a, b) = (0.0, 1e-12, 1e-12)
    for (x, y) in zip(heard, original) {
      (product, a, b) = (product + Double(x * y), a + Double(x * x), b + Double(y * y))
    }
    return product / (a * b).squareRoot()
  }

  @Test(arguments: [StreamFormat.vorbis(kilobits: 192), .flac])
  func chainsLoseAndAddNoFrame(_ format: StreamFormat) throws {
    let streams = OggStreams.split(try encode(format, Self.noise))
    #expect(streams.count == 2)
    let (first, second) = (try decoded(streams[0], "ogg"), try decoded(streams[1], "ogg"))
    #expect(first.count / 2 == Self.change)
    #expect(second.count / 2 == Self.frames - Self.change)
    // Lossy coders keep the shape of noise less well than music's: a frame off leaves 0.7 of this noise.
    #expect(likeness(first, Self.noise[..<(2 * Self.change)]) > 0.96)
    #expect(likeness(second, Self.noise[(2 * Self.change)...]) > 0.96)
  }

  @Test func flacIsTheSamplesUpToDither() throws {
    let streams = OggStreams.split(try encode(.flac, Self.noise))
    let heard = try decoded(streams[0], "ogg")
    let off = zip(heard, Self.noise).map { abs($0 - $1) }.max() ?? 1
    #expect(off <= 1.51 / 32_768)
  }

  @Test func opusChainsAtTheFrame() throws {
    // At Opus's own rate nothing is resampled.
    let streams = OggStreams.split(try encode(.opus(kilobits: 128), Self.noise))
    #expect(streams.count == 2)
    let (first, second) = (try decoded(streams[0], "ogg"), try decoded(streams[1], "ogg"))
    // ffmpeg brings 48 kHz back to 44.1.
    #expect(abs(first.count / 2 - Self.change) <= 2)
    #expect(abs(second.count / 2 - (Self.frames - Self.change)) <= 2)
    #expect(AudioFiles.lag(of: first, behind: Self.noise, within: 200).frames == 0)
    let rest = Array(Self.noise[(2 * Self.change)...])
    let lag = AudioFiles.lag(of: second, behind: rest, within: 200)
    #expect(abs(lag.frames) <= 1 && lag.likeness > 0.9, "\(lag)")
  }

  @Test(arguments: [StreamFormat.mp3(kilobits: 128), .mp3Variable(quality: 2)])
  func mp3GoesThroughAChangeOfTracksUnbroken(_ format: StreamFormat) throws {
    let heard = try decoded(try encode(format, Self.noise), "mp3")
    // The encoder's and the decoder's delay, and a last frame that is filled up.
    #expect((Self.frames..<(Self.frames + 4000)).contains(heard.count / 2), "\(heard.count / 2)")
    let begin = AudioFiles.lag(of: heard, behind: Self.noise, within: 1500)
    #expect(begin.likeness > 0.9)
    let late = 2 * (Self.change - 20_000)
    let end = AudioFiles.lag(of: Array(heard[late...]), behind: Array(Self.noise[late...]), within: 1500)
    #expect(end.frames == begin.frames && end.likeness > 0.9)
  }

  @Test(arguments: [StreamFormat.vorbis(kilobits: 128), .opus(kilobits: 96), .flac])
  func eachStreamOfAChainNamesItsTrack(_ format: StreamFormat) throws {
    let streams = OggStreams.split(try encode(format, Self.noise)).map { String(decoding: $0, as: UTF8.self) }
    #expect(streams[0].contains("TITLE=One") && streams[0].contains("ARTIST=Ada"))
    #expect(streams[1].contains("TITLE=Two[31m") && !streams[1].contains("ARTIST="))
  }

  @Test(arguments: [
    (StreamFormat.mp3(kilobits: 128), 128.0), (.vorbis(kilobits: 128), 128), (.opus(kilobits: 96), 96),
  ])
  func streamsHaveTheBitRateThatIsAsked(_ format: StreamFormat, _ kilobits: Double) throws {
    let seconds = Double(Self.frames) / Self.rate.hz
    let rate = Double(try encode(format, Self.noise).count) * 8 / 1000 / seconds
    #expect((0.6 * kilobits...1.3 * kilobits).contains(rate), "\(rate)")
  }
}

/// The logical streams of a chained Ogg stream.
enum OggStreams {
  static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var (streams, start): ([[UInt8]], Int) = ([], 0)
    while start + 27 <= bytes.count, bytes[start..<start + 4].elementsEqual("OggS".utf8) {
      let segments = Int(bytes[start + 26])
      let body = bytes[(start + 27)..<(start + 27 + segments)].reduce(0) { $0 + Int($1) }
      let end = min(bytes.count, start + 27 + segments + body)
      if bytes[start + 5] & 2 != 0 { streams.append([]) }
      streams[streams.count - 1] += bytes[start..<end]
      start = end
    }
    return streams
  }
}
