import Glibc
import Media
import Music
import Support
import Testing

/// A part of a file is what lies there in the whole.
@Suite struct PartTests {
  let bench: MediaBench
  /// Four and a half seconds.
  let frames = 200_003
  let source: String

  init() throws {
    bench = try MediaBench()
    source = bench.wave("source.wav", AudioFiles.noise(frames: 200_003, seed: 5))
  }

  /// Parts at the beginning, in the middle, over the end, and one that is a frame long.
  private var parts: [Range<Int>] {
    [0..<1000, 1..<2, 44_099..<44_101, 60_000..<110_000, 131_071..<131_072, 150_001..<200_003, 199_000..<400_000]
  }

  private func part(_ path: String, _ range: Range<Int>, rate: SampleRate = .cd) throws -> PCM {
    let decoding = try bench.media.decode(path, rate: rate, part: range)
    try decoding.wait()
    return decoding.pcm
  }

  /// Writes a file by FFmpeg. - Returns: its path.
  private func coded(_ name: String, _ words: String...) throws -> String {
    let path = bench.path(name)
    let done = try Programs.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", source] + words + [path])
    try #require(done.status == 0, "\(done.errors)")
    return path
  }

  /// - Parameter tolerance: the most that a sample may differ by; 0 is bit for bit.
  private func expectParts(of path: String, rate: SampleRate = .cd, within tolerance: Float = 0) throws {
    let whole = try bench.decoded(path, rate: rate)
    let length = whole.count / 2
    for range in parts {
      let found = try part(path, range, rate: rate)
      let end = max(range.lowerBound, min(range.upperBound, length))
      #expect(found.firstFrame == range.lowerBound && found.framesReady == end, "\(range)")
      let there = range.clamped(to: 0..<length)
      let samples = found.interleaved
      guard samples.count >= 2 * there.upperBound else { continue }
      #expect(samples[..<(2 * there.lowerBound)].allSatisfy { $0 == 0 }, "\(range)")
      let off = (2 * there.lowerBound..<2 * there.upperBound).map { abs(samples[$0] - whole[$0]) }.max() ?? 0
      #expect(off <= tolerance, "\(path) \(range): \(off)")
    }
  }

  @Test(arguments: [AudioFiles.Coding.int16, .int24, .float32])
  func ofSamplesAsTheyLie(coding: AudioFiles.Coding) throws {
    let scale: Float = coding == .float32 ? 1.0 / 32768 : 1
    let samples = AudioFiles.noise(frames: frames, seed: 6).map { $0 * scale }
    try expectParts(of: bench.wave("a.wav", samples, coding: coding))
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["flac", "m4a", "wv", "ogg", "aiff"])
  func ofLosslessFiles(ending: String) throws {
    let words = ending == "m4a" ? ["-c:a", "alac"] : ending == "ogg" ? ["-c:a", "flac"] : []
    let path = bench.path("b." + ending)
    let done = try Programs.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", source] + words + [path])
    try #require(done.status == 0, "\(done.errors)")
    try expectParts(of: path)
  }

  /// These coders have no memory beyond what a second fills: every sample is the same. (An AAC coder that has noise in
  /// place of tones, made by chance at each decoding, is told not to.)
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"))
  func ofLossyFilesThatForget() throws {
    try expectParts(of: coded("c.mp3", "-b:a", "320k"))
    try expectParts(of: coded("v.mp3", "-q:a", "4"))
    try expectParts(of: coded("bare.mp3", "-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0"))
    try expectParts(of: coded("c.ogg", "-c:a", "libvorbis", "-q:a", "5"))
    try expectParts(of: coded("c.m4a", "-c:a", "aac", "-b:a", "256k", "-aac_pns", "0"))
    try expectParts(of: coded("c.aac", "-c:a", "aac", "-b:a", "256k", "-aac_pns", "0"))
    try expectParts(of: coded("c.mka", "-c:a", "aac", "-b:a", "256k"))
  }

  /// The state of an Opus decoder comes near what it would be, and never quite there: −100 dB.
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"))
  func ofOpus() throws { try expectParts(of: coded("c.opus", "-b:a", "160k"), rate: .video, within: 1e-5) }

  /// The noise that AAC makes by chance is as loud and lies where it lay.
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"))
  func ofAACWithNoiseOfItsOwn() throws {
    let path = try coded("n.m4a", "-c:a", "aac", "-b:a", "96k")
    let (whole, range) = (try bench.decoded(path), 100_000..<150_000)
    let found = try part(path, range).interleaved
    let (own, same) = (Array(whole[200_000..<300_000]), Array(found[200_000..<300_000]))
    #expect(AudioFiles.lag(of: same, behind: own, within: 1500).frames == 0)
    func power(_ samples: [Float]) -> Float { samples.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(power(same) / power(own) - 1) < 0.02)
  }

  /// Where the rate is another one, a part begins where both have a frame: rounding alone may differ. Between rates
  /// that have no frames in common the resampler runs out by 10⁻⁴ of a frame in seconds.
  @Test(
    .enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"),
    arguments: [(48_000.0, Float(1e-6)), (96_000, 1e-6), (22_050, 1e-6), (47_999, 1e-5)])
  func atAnotherRate(hz: Double, tolerance: Float) throws {
    try expectParts(of: source, rate: SampleRate(hz: hz), within: tolerance)
    try expectParts(of: coded("r.flac"), rate: SampleRate(hz: hz), within: tolerance)
    try expectParts(of: coded("r.mp3", "-b:a", "192k"), rate: SampleRate(hz: hz), within: tolerance)
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["wav", "flac", "mp3", "ogg"])
  func whereThereIsNothing(ending: String) throws {
    let path = ending == "wav" ? source : try coded("e." + ending)
    for range in [50_000..<50_000, 300_000..<400_000, 200_003..<200_004, (Int.max - 1)..<Int.max] {
      let found = try part(path, range)
      #expect(found.framesReady == found.firstFrame && found.isComplete, "\(ending) \(range)")
    }
  }

  /// A file that ends before it says it would is good up to there, and it is said of what lies beyond alone.
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["wav", "flac", "m4a"])
  func ofAFileThatIsShorterThanItSays(ending: String) throws {
    let coder = ending == "m4a" ? "alac" : ending
    let whole = ending == "wav" ? source : try coded("s." + ending, "-c:a", coder, "-movflags", "faststart")
    let samples = try bench.decoded(whole)
    let bytes = try #require(readFile(whole))
    let path = bench.path("cut." + ending)
    AudioFiles.write(Array(bytes[..<(bytes.count * 6 / 10)]), to: path)
    let early = try part(path, 60_000..<70_000)
    #expect(early.interleaved[120_000...] == samples[120_000..<140_000])
    for range in [90_000..<150_000, 190_000..<199_000] {
      let decoding = try bench.media.decode(path, rate: .cd, part: range)
      let error = #expect(throws: MediaError.self, "\(range)") { try decoding.wait() }
      #expect(error?.kind == .truncated, "\(ending) \(range)")
      let pcm = decoding.pcm
      let there = 2 * pcm.firstFrame..<2 * pcm.framesReady
      #expect(pcm.framesReady < range.upperBound && Array(pcm.interleaved[there]) == Array(samples[there]), "\(ending)")
    }
  }

  private func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rbe") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }
}
