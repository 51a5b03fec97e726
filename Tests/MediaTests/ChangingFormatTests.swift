import Media
import Music
import Support
import Testing

/// Files that change under the reader: another rate, other channels, other samples from one place on, as joined files,
/// recorded broadcasts and chains of Ogg links have them.
@Suite struct ChangingFormatTests {
  let bench: MediaBench
  /// Twelve seconds, of which every kind of file holds the first and the second half coded in two ways.
  let original: [Float]
  let source: String
  private let half = 6 * 44_100

  init() throws {
    bench = try MediaBench()
    original = AudioFiles.noise(frames: 12 * 44_100, seed: 21).map { $0 / 32768 }
    source = bench.wave("source.wav", original.map { $0 * 32768 })
  }

  /// A file of the two halves, one behind the other.
  private func joined(_ ending: String, _ first: [String], _ second: [String]) throws -> String {
    for (name, range, options) in [("1", ["-t", "6"], first), ("2", ["-ss", "6"], second)] {
      let words = ["ffmpeg", "-nostdin", "-v", "error", "-y"] + range + ["-i", source] + options
      let done = try Programs.run(words + [bench.path(name + "." + ending)])
      try #require(done.status == 0, "\(done.errors)")
    }
    let path = bench.path("joined." + ending)
    AudioFiles.write(bench.folder.content(of: "1." + ending) + bench.folder.content(of: "2." + ending), to: path)
    return path
  }

  /// By how much the sound from `frame` on lies late, and how like the original it is there; one side.
  private func place(_ heard: [Float], at frame: Int, side: Int = 0) -> (frames: Int, likeness: Double) {
    let reach = 6000
    func one(_ samples: [Float]) -> [Float] {
      stride(from: 2 * (frame - reach), to: min(samples.count, 2 * (frame + reach + 16_384)), by: 2).flatMap {
        [samples[$0 + side], samples[$0 + side]]
      }
    }
    return AudioFiles.lag(of: one(heard), behind: one(original), within: reach)
  }

  /// Stereo is stereo where the file is, whatever it began with; no frame is left out; speed and place are right.
  @Test(
    .enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"),
    arguments: [
      ([], ["-ac", "1"]), (["-ac", "1"], []), ([], ["-ar", "48000"]), (["-ar", "32000"], []), ([], ["-ar", "22050"]),
    ])
  func aJoinedMP3PlaysThrough(first: [String], second: [String]) throws {
    let coding = ["-b:a", "160k", "-write_xing", "0", "-id3v2_version", "0"]
    let heard = try bench.decoded(try joined("mp3", first + coding, second + coding))
    // Each half has its coder's delay and padding, in frames of 1152 (576 at 22.05 kHz) of its own rate.
    #expect((0...6600).contains(heard.count / 2 - 2 * half), "\(heard.count / 2)")
    for (frame, options) in [(100_000, first), (half + 100_000, second)] {
      for side in 0...1 {
        let (late, likeness) = place(heard, at: frame, side: side)
        #expect((0..<6000).contains(late), "\(options)")
        // The sides of the original are independent: their mean is like each by 0.7.
        #expect(options.contains("1") ? (0.6...0.8).contains(likeness) : likeness > 0.9, "\(options) \(likeness)")
      }
    }
    let probed = bench.media.probe([bench.path("joined.mp3")])[0]
    #expect(abs((probed.seconds ?? 0) - 12) < 0.2)
  }

  /// Links of a chain follow each other to the sample: the coder's delay and padding of each are known.
  @Test(
    .enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"),
    arguments: [
      ["ogg", "libvorbis", "-ar", "44100"], ["ogg", "libvorbis", "-ar", "48000"], ["ogg", "libvorbis", "-ac", "1"],
      ["opus", "libopus", "-ac", "2"], ["opus", "libopus", "-ac", "1"], ["oga", "flac", "-ar", "44100"],
      ["oga", "flac", "-sample_fmt", "s32"], ["oga", "flac", "-ac", "1"],
    ])
  func allLinksOfAChainPlay(kind: [String]) throws {
    let coding = ["-c:a", kind[1]] + (kind[1] == "flac" ? [] : ["-b:a", "192k"])
    let path = try joined(kind[0], coding, coding + kind[2...])
    let heard = try bench.decoded(path)
    #expect(heard.count == original.count)
    let (early, late) = (place(heard, at: 100_000), place(heard, at: half + 100_000))
    #expect(early.frames == 0 && early.likeness > 0.8)
    #expect(late.frames == 0 && late.likeness > (kind[3] == "1" ? 0.55 : 0.8), "\(late)")
    #expect(bench.failure(decoding: path).error == nil)
    #expect(abs((try bench.media.analyze(path).analysis.duration_seconds ?? 0) - 12) < 0.001)
    // Before it is decoded, a length that the head gives for the first link alone is not believed.
    #expect(abs((bench.media.probe([path])[0].seconds ?? 0) - 12) < 1.5)
  }

  /// The second file has more bits, or longer blocks, than the head of the first allows.
  @Test(
    .enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"),
    arguments: [
      ([], []), ([], ["-sample_fmt", "s32"]), (["-sample_fmt", "s32"], []), (["-frame_size", "1152"], []),
    ])
  func joinedFLACFilesAreExact(first: [String], second: [String]) throws {
    let path = try joined("flac", first, second)
    #expect(try bench.decoded(path) == original)
    #expect(bench.failure(decoding: path).error == nil)
  }

  /// 5.1 that becomes stereo, and the other way round: each part is mixed by its own speakers.
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"))
  func surroundThatBecomesStereoKeepsItsSides() throws {
    let six = ["-af", "pan=5.1|FL=c0|FR=c1", "-c:a", "flac"]
    for (first, second) in [(six, ["-c:a", "flac"]), (["-c:a", "flac"], six)] {
      #expect(try bench.decoded(try joined("flac", first, second)) == original)
    }
  }
}
