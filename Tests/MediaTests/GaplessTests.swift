import Media
import Music
import Support
import Testing

/// Position 0 is the first sample of what was encoded, in every format that tells how long its encoder's delay is.
@Suite(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files")) struct GaplessTests {
  let bench: MediaBench
  let original: [Float]
  let source: String

  init() throws {
    bench = try MediaBench()
    original = AudioFiles.noise(frames: 90_000, seed: 11).map { $0 / 32768 }
    source = bench.wave("source.wav", original.map { $0 * 32768 })
  }

  @Test(arguments: [
    ["x.mp3", "-b:a", "192k"], ["v.mp3", "-q:a", "3"], ["x.m4a", "-c:a", "aac", "-b:a", "192k"],
    ["x.mp4", "-c:a", "aac", "-b:a", "160k"], ["x.ogg", "-c:a", "libvorbis", "-q:a", "6"],
  ])
  func delayAndPaddingAreCutAway(coding: [String]) throws {
    let path = bench.path(coding[0])
    let done = try Programs.run(
      ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", source] + coding.dropFirst() + [path])
    try #require(done.status == 0, "\(done.errors)")
    let heard = try bench.decoded(path)
    let lag = AudioFiles.lag(of: heard, behind: original, within: 1500)
    #expect(lag.frames == 0, "\(coding)")
    // Coders at such rates leave 0.85 of noise; a wrong lag leaves less than 0.3.
    #expect(lag.likeness > 0.8)
    // FFmpeg's AAC encoder does not say how much padding follows: less than one frame of 1024.
    let surplus = heard.count / 2 - original.count / 2
    #expect(
      coding[0].hasSuffix("3") || coding[0].hasSuffix("ogg") ? surplus == 0 : (0..<1024).contains(surplus), "\(surplus)"
    )
  }

  @Test func opusIsInPlaceToo() throws {
    // Opus always runs at 48 kHz: the source is made at that rate, so that no other resampler takes part.
    let path = bench.path("x.opus")
    let source48 = bench.wave("source48.wav", original.map { $0 * 32768 }, rate: 48_000)
    try bench.ffmpeg("-i", source48, "-b:a", "192k", path)
    let heard = try bench.decoded(path, rate: .video)
    let lag = AudioFiles.lag(of: heard, behind: original, within: 1500)
    #expect(lag.frames == 0)
    #expect(lag.likeness > 0.9)
    #expect(heard.count == original.count)
  }

  /// Without a Xing or LAME frame nobody knows the delay: the sound begins at the first decoded sample, so it lies the
  /// encoder's 576 and the decoder's 529 frames late, in every program that decodes all frames.
  @Test func anMP3WithoutATagBeginsWithTheCodersDelay() throws {
    let path = bench.path("bare.mp3")
    try bench.ffmpeg("-i", source, "-b:a", "192k", "-write_xing", "0", "-id3v2_version", "0", path)
    let raw = bench.path("reference.wav")
    try bench.ffmpeg("-i", path, "-c:a", "pcm_f32le", raw)
    let heard = try bench.decoded(path)
    #expect(AudioFiles.lag(of: heard, behind: original, within: 1500).frames == 1105)
    #expect(AudioFiles.lag(of: heard, behind: try bench.decoded(raw), within: 1500).frames == 0)
  }
}
