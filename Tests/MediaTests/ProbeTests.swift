import Media
import Music
import Support
import Testing

@Suite struct ProbeTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  @Test func eachFileIsAnsweredInItsOrder() {
    let good = bench.wave("-a file: with {odd} name.wav", AudioFiles.noise(frames: 44_100, seed: 1))
    let probed = bench.media.probe([good, bench.path("missing.wav"), good])
    #expect(probed.map(\.path) == [good, bench.path("missing.wav"), good])
    #expect(probed[0].seconds == 1)
    #expect(probed[1].failure?.kind == .missing)
    #expect(probed[2].contentID == probed[0].contentID && probed[0].contentID?.count == 32)
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["mp3", "flac", "m4a", "ogg"])
  func contentStaysTheSameUnderOtherTags(ending: String) throws {
    let plain = bench.path("plain." + ending)
    let tagged = bench.path("tagged." + ending)
    let other = bench.path("other." + ending)
    try bench.ffmpeg("-i", bench.wave("a.wav", AudioFiles.noise(frames: 60_000, seed: 2)), plain)
    try bench.ffmpeg(
      "-i", plain, "-c", "copy", "-metadata", "title=Größer\u{1B}[31m", "-metadata", "artist=Someone", "-metadata",
      "genre=House", "-metadata", "date=2019-05-04", "-metadata", "album=Long", tagged)
    try bench.ffmpeg("-i", bench.wave("b.wav", AudioFiles.noise(frames: 60_000, seed: 3)), other)
    let probed = bench.media.probe([plain, tagged, other])
    #expect(probed[0].contentID != nil && probed[0].contentID == probed[1].contentID)
    #expect(probed[0].contentID != probed[2].contentID)
    #expect(probed[1].tags.artist == "Someone" && probed[1].tags.year == 2019 && probed[1].tags.genre == "House")
    #expect(probed[1].tags.title?.hasPrefix("Größer") == true)
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the file"))
  func anOldTagAtTheEndOfAnMP3IsNotContent() throws {
    let path = bench.path("a.mp3")
    try bench.ffmpeg("-i", bench.wave("a.wav", AudioFiles.noise(frames: 60_000, seed: 4)), "-id3v2_version", "0", path)
    let before = bench.media.probe([path])[0].contentID
    var tag = Array("TAGAnother title".utf8)
    tag += [UInt8](repeating: 0, count: 128 - tag.count)
    AudioFiles.write(bench.folder.content(of: "a.mp3") + tag, to: path)
    #expect(bench.media.probe([path])[0].contentID == before)
    #expect(bench.media.probe([path])[0].tags.title == "Another title")
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the file"))
  func tempoAndKeyAreReadFromID3() throws {
    let path = bench.path("a.mp3")
    try bench.ffmpeg(
      "-i", bench.wave("a.wav", AudioFiles.noise(frames: 30_000, seed: 5)), "-metadata", "TBPM=128", "-metadata",
      "TKEY=Am", path)
    let tags = bench.media.probe([path])[0].tags
    #expect(tags.bpm == 128 && tags.key == "Am")
  }

  /// The one is hashed by itself, the other while it is decoded.
  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the files"), arguments: ["mp3", "flac", "m4a", "ogg"])
  func analysisFindsTheSameContent(ending: String) throws {
    let path = bench.path("a." + ending)
    try bench.ffmpeg("-i", bench.wave("a.wav", AudioFiles.noise(frames: 60_000, seed: 8)), path)
    let content = bench.media.probe([path])[0].contentID
    let heard = try bench.media.analyze(path).analysis.content_id
    #expect(content != nil && heard == content)
  }

  @Test func analysisFillsWhatTheFileTells() throws {
    let path = bench.wave("a.wav", AudioFiles.noise(frames: 96_000, seed: 6), rate: 48_000)
    var shares: [Double] = []
    let heard = try bench.media.analyze(path) { shares.append($0) }
    #expect(heard.analysis.path == path)
    #expect(heard.analysis.sample_rate_hz == 48_000 && heard.analysis.channels == 2)
    #expect(abs((heard.analysis.duration_seconds ?? 0) - 2) < 1e-3)
    #expect(heard.analysis.content_id == bench.media.probe([path])[0].contentID)
    #expect((heard.analysis.elapsed_seconds ?? 0) > 0)
    #expect(shares.allSatisfy { (0...1).contains($0) })
  }

  /// From a slow disk, hashing a long file takes minutes: it says that it goes on.
  @Test func hashingIsNotSilent() throws {
    let path = bench.wave("a.wav", [Float](repeating: 1000, count: 2 * 5_000_000))
    let output = bench.path("pieces")
    let ended = try Programs.Running([bench.media.executable, "probe", path], output: output).wait()
    #expect(ended == 0)
    let progress = [UInt8]([3, 8, 0, 0, 0] + [UInt8](repeating: 0, count: 8))
    // 20 MB: one every 4 MiB.
    let said = bench.folder.content(of: "pieces")
    #expect(said.starts(with: progress + progress + progress + progress))
    #expect(bench.media.probe([path])[0].contentID?.count == 32)
    var shares: [Double] = []
    _ = try bench.media.analyze(path) { shares.append($0) }
    #expect(shares == shares.sorted())
    #expect(shares.suffix(4).allSatisfy { $0 == 1 })
  }
}

@Suite struct TagTextTests {
  @Test func namesAreReadInAnyCaseAndNumbersAreChecked() {
    let tags = Tags(texts: ["TITLE": " A \0", "initialkey": "8A", "BPM": "127,5", "Date": "12.03.1998", "GENRE": ""])
    #expect(tags == Tags(title: "A", genre: nil, year: 1998, bpm: 127.5, key: "8A"))
    #expect(Tags(texts: ["tbpm": "0", "year": "98"]) == Tags())
    #expect(Tags(texts: ["tbpm": "9999", "date": "x"]) == Tags())
  }
}
