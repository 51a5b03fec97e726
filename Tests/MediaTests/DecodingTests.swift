import Glibc
import Media
import Music
import Support
import Testing

@Suite struct DecodingTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  @Test func sixteenBitsComeOutExactly() throws {
    let whole = AudioFiles.noise(frames: 30_000, seed: 1) + [-32768, 32767]
    let path = bench.wave("a.wav", whole)
    #expect(try bench.decoded(path) == whole.map { $0 / 32768 })
  }

  @Test func twentyFourBitsComeOutExactly() throws {
    var dice = SeededRandom(seed: 2)
    let whole = (0..<40_000).map { _ in Float(Int.random(in: -8_388_608...8_388_607, using: &dice)) }
    let path = bench.wave("a.wav", whole, rate: 48_000, coding: .int24)
    #expect(try bench.decoded(path, rate: .video) == whole.map { $0 / 8_388_608 })
  }

  @Test func floatsComeOutExactlyAlsoBeyondFullScale() throws {
    let samples: [Float] = [0, -0.1, 1.7, -2.5, 1e-20, 0.3, 0.25, -1]
    #expect(try bench.decoded(bench.wave("a.wav", samples, coding: .float32)) == samples)
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["flac", "aiff", "alac.m4a"])
  func losslessFilesComeOutExactly(ending: String) throws {
    let whole = AudioFiles.noise(frames: 50_001, seed: 3)
    let source = bench.wave("a.wav", whole)
    let path = bench.path("b." + ending)
    if ending.hasPrefix("alac") {
      try bench.ffmpeg("-i", source, "-c:a", "alac", path)
    } else {
      try bench.ffmpeg("-i", source, path)
    }
    #expect(try bench.decoded(path) == whole.map { $0 / 32768 })
  }

  @Test func monoGoesToBothSides() throws {
    let mono: [Float] = (0..<9000).map { Float($0 % 777) }
    let path = bench.wave("m.wav", mono, channels: 1)
    #expect(try bench.decoded(path) == mono.flatMap { [$0 / 32768, $0 / 32768] })
  }

  @Test func surroundIsMixedByITUCoefficients() throws {
    // One channel at a time carries 16384 = 0.5: left, right, centre, low frequencies, back left, back right.
    let frames = 6
    var samples = [Float](repeating: 0, count: frames * 6)
    for frame in 0..<frames { samples[frame * 6 + frame] = 16384 }
    let stereo = try bench.decoded(bench.wave("s.wav", samples, channels: 6))
    let half = Float(0.5).squareRoot() * 0.5
    #expect(stereo == [0.5, 0, 0, 0.5, half, half, 0, 0, half, 0, 0, half])
  }

  /// Vorbis has an order of its own (Vorbis I, 4.3.9), which Opus shares (RFC 7845, 5.1.1.2): left, centre, right, back
  /// left, back right, low frequencies. Each channel sounds for a second.
  @Test(arguments: [RecordingFormat.ogg, .opus])
  func surroundInOggIsMixedByItsOwnOrder(format: RecordingFormat) throws {
    let rate = 48_000
    var samples = [Float](repeating: 0, count: 6 * rate * 6)
    for second in 0..<6 {
      for frame in second * rate + rate / 8..<(second + 1) * rate - rate / 8 {
        samples[frame * 6 + second] = 0.5 * sinf(2 * .pi * 80 * Float(frame) / Float(rate))
      }
    }
    let path = bench.path("s." + format.ending)
    let writer = try SoundFileWriter(path: path, format: format, sampleRate: .video, channels: 6)
    var failure: MediaError?
    samples.withUnsafeBufferPointer { all in
      do throws(MediaError) { try writer.write(all) } catch { failure = error }
    }
    if let failure { throw failure }
    try writer.close()
    let stereo = try bench.decoded(path, rate: .video)
    let half = Float(0.5).squareRoot()
    let wanted: [(left: Float, right: Float)] = [(1, 0), (half, half), (0, 1), (half, 0), (0, half), (0, 0)]
    for (second, weights) in wanted.enumerated() {
      func level(_ side: Int) -> Float {
        let middle = (second * rate + rate / 4)..<((second + 1) * rate - rate / 4)
        return (middle.reduce(Float(0)) { $0 + stereo[2 * $1 + side] * stereo[2 * $1 + side] } / Float(middle.count))
          .squareRoot()
      }
      // A coder keeps a loud tone within half a decibel.
      let full = Float(0.5) / Float(2).squareRoot()
      #expect(abs(level(0) / full - weights.left) < 0.06, "left of channel \(second)")
      #expect(abs(level(1) / full - weights.right) < 0.06, "right of channel \(second)")
    }
  }

  /// A sine keeps its place and its level at any rate: frame k of the output is the moment k ÷ rate.
  @Test(arguments: [8_000, 22_050, 32_000, 48_000, 96_000, 192_000], [44_100.0, 48_000.0])
  func resamplingKeepsPlaceAndLength(source: Int, target: Double) throws {
    let count = source + 137
    let sine = (0..<count).map { Float(sin(2 * .pi * 1000 * Double($0) / Double(source))) * 0.5 }
    let path = bench.wave("r.wav", sine, channels: 1, rate: source, coding: .float32)
    let heard = try bench.decoded(path, rate: SampleRate(hz: target))
    #expect(heard.count / 2 == Int((Double(count) * target / Double(source)).rounded()))
    var worst = 0.0
    // The filter rings at both ends of the file; between them the error is that of the filter's pass band.
    for frame in 4000..<(heard.count / 2 - 4000) {
      let wanted = 0.5 * sin(2 * .pi * 1000 * Double(frame) / target)
      worst = max(worst, abs(wanted - Double(heard[2 * frame])))
    }
    #expect(worst < 1e-5, "worst \(worst)")
  }

  @Test func aFileWithoutFramesIsRefusedInWords() throws {
    let failure = bench.failure(decoding: bench.wave("zero.wav", []))
    #expect(failure.error?.kind == .notAudio)
    #expect(failure.error?.sentence.contains("zero.wav") == true)
  }

  @Test func whatIsNoNumberBecomesSilence() throws {
    let samples: [Float] = [0.5, .nan, .infinity, -0.25, -.infinity, 0.125]
    let path = bench.wave("n.wav", samples, coding: .float32)
    let decoding = try bench.media.decode(path, rate: .cd)
    try decoding.wait()
    #expect(decoding.pcm.interleaved == [0.5, 0, 0, -0.25, 0, 0.125])
    #expect(decoding.remark?.contains("3 samples") == true)
  }

  @Test func progressEndsAtOneAndTagsComeFirst() throws {
    let decoding = try bench.media.decode(bench.wave("p.wav", AudioFiles.noise(frames: 100, seed: 4)), rate: .cd)
    try decoding.wait()
    #expect(decoding.progress == 1)
    #expect(decoding.pcm.isComplete)
    #expect(decoding.expectedFrames == 100)
  }

  @Test func cancellingEndsTheReading() throws {
    // Ten minutes of silence, of which the pipe holds a second or two: the program cannot be done before the word
    // comes.
    let head = AudioFiles.waveHead(dataBytes: 600 * 176_400, channels: 2, rate: 44_100, coding: .int16)
    AudioFiles.writeSparse(head, bytes: head.count + 600 * 176_400, to: bench.path("long.wav"))
    let decoding = try bench.media.decode(bench.path("long.wav"), rate: SampleRate(hz: 47_999))
    decoding.cancel()
    let error = #expect(throws: MediaError.self) { try decoding.wait() }
    #expect(error?.kind == .cancelled)
  }
}
