import Glibc
import Media
import Music
import Support
import Testing

/// Words of songs as `.lrc` files have them, with what their writers do.
@Suite struct LyricsTests {
  private func lines(_ text: String) -> [String] {
    Lyrics(lrc: text, from: .file).lines.map { "\($0.start.value) \($0.text)" }
  }

  @Test func timesWithAnOffset() {
    let grace = Lyrics(
      lrc: """
        [ti:Amazing Grace]
        [length: 01:02]
        [offset:+250]
        [00:10.00]Amazing grace! how sweet the sound
        [00:15.50]That saved a wretch like me!
        [00:21]I once was lost, but now am found,
        [00:26.5]Was blind, but now I see.
        [00:31.980]
        [00:40.00][00:52.00]'Twas grace that taught my heart to fear,
        [00:46.00]And grace my fears relieved;
        """, from: .file)
    #expect(grace.lines.map(\.start.value) == [9.75, 15.25, 20.75, 26.25, 31.73, 39.75, 45.75, 51.75])
    #expect(grace.lines[5].text == grace.lines[7].text)
    #expect(grace.lines[4].text.isEmpty)
    // The line without words ends the one before it.
    #expect(grace.lines[3].end == TrackTime(31.73))
    #expect(grace.plain.isEmpty && grace.notes.isEmpty)
  }

  @Test func hoursColonsAndLinesWithoutTime() {
    let text =
      "\u{FEFF}[ti:Auld Lang Syne]\r\n[#: a comment]\r\nno stamp\r\n[0:05.12]Should auld\r\n[00:09:50]And never\r\n"
      + "[60:01.00]past the hour\r\n[1:02:03.45]hours\r\n[00:05.12]♪ twice\r\n"
    let lyrics = Lyrics(lrc: Array(text.utf8), from: .file)
    #expect(lyrics.lines.map(\.start.value) == [5.12, 5.12, 9.5, 3601, 3723.45])
    #expect(lyrics.lines[0].text == "Should auld" && lyrics.lines[1].text == "♪ twice")
  }

  @Test func wordsWithTimes() throws {
    let lyrics = Lyrics(
      lrc: """
        [00:02.00]<00:02.00>Frère <00:02.50>Jacques, <00:03.00>Frère <00:03.50>Jacques,<00:04.00>
        [00:04.00] <00:04.00> Dormez- <00:04.50> vous? <00:05.00> Dormez- <00:05.50> vous? <00:06.00>
        [00:06.00]Sonnez [00:06.25]les [00:06.50]matines! [00:07.00]
        [00:08.00]v1: <00:08.00>Din, <00:08.50>dan, <00:09.00>don.
        [bg: <00:08.10>din <00:08.60>dan <00:09.10>don]
        """, from: .file)
    #expect(lyrics.lines.map(\.start.value) == [2, 4, 6, 8])
    #expect(lyrics.lines[0].words.map(\.start.value) == [2, 2.5, 3, 3.5])
    #expect(lyrics.lines[0].end == TrackTime(4))
    #expect(lyrics.lines[1].text == "Dormez- vous? Dormez- vous?")
    #expect(lyrics.lines[2].words.map(\.text) == ["Sonnez", "les", "matines!"])
    #expect(lyrics.lines[2].words.map(\.start.value) == [6, 6.25, 6.5] && lyrics.lines[2].end == TrackTime(7))
    #expect(lyrics.lines[3].text == "Din, dan, don." && lyrics.lines[3].words.count == 3)
  }

  /// Repeated lines move their words along; an end behind a line is its end.
  @Test func repeatedLinesAndEnds() {
    let lyrics = Lyrics(lrc: "[00:10][00:20]<00:10>one <00:11>two<00:12>\n[00:30]three [00:31]", from: .file)
    #expect(lyrics.lines.map(\.start.value) == [10, 20, 30])
    #expect(lyrics.lines[1].words.map(\.start.value) == [20, 21] && lyrics.lines[1].end == TrackTime(22))
    #expect(lyrics.lines[2].words.isEmpty && lyrics.lines[2].end == TrackTime(31))
  }

  @Test func brokenTimesAreNamed() {
    let lyrics = Lyrics(lrc: "[00:75.00]no\n[99999999:00]no\n[-1:00]no\n[00:10.00]yes\n[1:2:3:4]no", from: .file)
    #expect(lyrics.lines.map(\.text) == ["yes"])
    #expect(lyrics.notes == ["4 lines with times that cannot be read left out."])
    // One that is not closed is left out, too; of several times before a line those that can be read count.
    let open = Lyrics(lrc: "[00:10.00no\n[00:14.00][00:99.00]two\n[00:20.00][Chorus] three", from: .file)
    #expect(open.lines.map(\.text) == ["two", "[Chorus] three"] && open.lines.map(\.start.value) == [14, 20])
    #expect(open.notes == ["1 line with times that cannot be read left out."])
    // Times of words that run backwards are none; the line stays.
    let backwards = Lyrics(lrc: "[00:10]<00:12>one <00:11>two <00:10>three", from: .file)
    #expect(backwards.lines.map(\.text) == ["one two three"] && backwards.lines[0].words.isEmpty)
    // Nobody sings before the beginning, and nobody is an hour off.
    #expect(lines("[offset:5000]\n[00:01]one") == ["0.0 one"])
    #expect(lines("[offset:9999999]\n[00:01]one") == ["1.0 one"])
    #expect(lines("[offset:-500]\n[00:01]one") == ["1.5 one"])
  }

  @Test func aTextWithoutTimesStaysAsItIs() {
    let lyrics = Lyrics(lrc: "\nOne\u{1B}[31m red\n\n[Chorus]\nTwo\t\u{7}three\u{9B}\n", from: .tag)
    #expect(lyrics.plain == ["One[31m red", "", "[Chorus]", "Two three", ""])
    #expect(!lyrics.isTimed && lyrics.lines.isEmpty)
    #expect(lines("[00:01]a\u{1B}]0;evil\u{7}b") == ["1.0 a]0;evilb"])
  }

  static let songs: [(encoding: String, text: String)] = [
    ("CP932", "[ti:さくらさくら]\n[ar:日本古謡]\n[00:03.00]さくら さくら\n[00:07.00]やよいの空は\n[00:11.00]見わたす限り"),
    ("CP1251", "[ar:Иван Ларионов, 1860]\n[00:01.00]Калинка, калинка моя!\n[00:04.00]В саду ягода малинка"),
    ("GB18030", "[ar:江南民歌]\n[00:01.00]好一朵美丽的茉莉花\n[00:05.00]芬芳美丽满枝桠 又香又白人人夸"),
    ("CP949", "[ti:아리랑]\n[00:01.00]아리랑 아리랑 아라리요\n[00:06.00]아리랑 고개로 넘어간다"),
    ("CP1252", "[00:01.00]Frère Jacques, dormez-vous ?\n[00:04.00]Señor, “déjà vu”"),
    ("UTF-8", "[00:01.00]Frère 好 さくら"), ("UTF-16", "[00:01.00]Frère 好 さくら"), ("UTF-16LE", "[00:01.00]Frère 好"),
    ("UTF-16BE", "[00:01.00]Frère 好"),
  ]

  @Test(arguments: songs)
  func anyEncoding(encoding: String, text: String) throws {
    let bytes = try Self.bytes(text, encoding)
    #expect(Lyrics(lrc: bytes, from: .file).lines == Lyrics(lrc: text, from: .file).lines)
  }

  static func bytes(_ text: String, _ encoding: String) throws -> [UInt8] {
    let converter = try #require(iconv_open(encoding, "UTF-8"))
    defer { iconv_close(converter) }
    var input = text.utf8.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 4 * input.count + 4)
    var (left, room) = (input.count, output.count)
    input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        var (from, to) = (input.baseAddress, output.baseAddress)
        _ = iconv(converter, &from, &left, &to, &room)
      }
    }
    try #require(left == 0, "\(text)")
    return output[..<(output.count - room)].map { UInt8(bitPattern: $0) }
  }

  // MARK: Tags

  private func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  private func sylt(_ pieces: [(String, Int)], unit: UInt8 = 2, kind: UInt8 = 1) -> [UInt8] {
    [3] + Array("eng".utf8) + [unit, kind, 0] + pieces.flatMap { Array($0.0.utf8) + [0] + big($0.1) }
  }

  private let pieces = [
    ("Amazing ", 500), ("grace!", 900), ("\nhow ", 1500), ("sweet ", 1800), ("the ", 2100), ("sound", 2300),
  ]

  @Test func aFrameOfTimedWords() throws {
    let lyrics = try #require(Lyrics(frame: "SYLT", sylt(pieces), mpegFrame: Seconds(0)))
    #expect(lyrics.lines.map(\.text) == ["Amazing grace!", "how sweet the sound"])
    #expect(lyrics.lines.flatMap(\.words).map(\.start.value) == [0.5, 0.9, 1.5, 1.8, 2.1, 2.3])
    // Chords are no words, and a unit that nobody knows is no time.
    #expect(Lyrics(frame: "SYLT", sylt([("G", 0), ("C", 1500)], kind: 5), mpegFrame: Seconds(0)) == nil)
    #expect(Lyrics(frame: "SYLT", sylt(pieces, unit: 3), mpegFrame: Seconds(0)) == nil)
    // Counted in frames of MPEG sound.
    let counted = try #require(
      Lyrics(frame: "SYLT", sylt([("One two", 100), ("Three four", 200)], unit: 1), mpegFrame: Seconds(0.024)))
    #expect(counted.lines.map(\.start.value) == [2.4, 4.8] && counted.lines[0].text == "One two")
  }

  /// Every version of the container, with and without unsynchronisation, in every encoding.
  @Test(arguments: [UInt8(2), 3, 4], [false, true])
  func framesInTheirTags(version: UInt8, isUnsynchronised: Bool) throws {
    let utf16: [UInt8] = [0xFF, 0xFE] + "Æ [00:01.00]ÿþ".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let plain: [UInt8] = [1] + Array("eng".utf8) + [0xFF, 0xFE, 0, 0] + utf16
    let names = version == 2 ? ["ULT", "SLT", "TT2"] : ["USLT", "SYLT", "TIT2"]
    let tag = TagBytes.id3v2(
      version: version, frames: [(names[2], [0, 65]), (names[0], plain), (names[1], sylt(pieces))],
      isUnsynchronised: isUnsynchronised)
    let frames = ID3v2Frames(tag, wanted: Lyrics.frames).frames
    #expect(frames.map(\.name) == [names[0], names[1]])
    let lyrics = frames.compactMap { Lyrics(frame: $0.name, $0.body, mpegFrame: Seconds(0)) }
    #expect(lyrics.first?.plain == ["Æ [00:01.00]ÿþ"] && lyrics.last?.lines.count == 2)
    #expect(Lyrics.best(of: lyrics).source == .syltFrame)
  }

  @Test func whatIsBelievedFirst() throws {
    func timed(_ source: Lyrics.Source) -> Lyrics { Lyrics(lrc: "[00:01]\(source.rawValue)", from: source) }
    func plain(_ source: Lyrics.Source) -> Lyrics { Lyrics(lrc: source.rawValue, from: source) }
    let all = Lyrics.Source.allCases
    for (index, source) in all.enumerated() {
      #expect(Lyrics.best(of: all[index...].reversed().map(timed)).source == source)
      // Times go before a better place.
      #expect(Lyrics.best(of: all.map { $0 == source ? timed($0) : plain($0) }).source == source)
    }
    let best = Lyrics.best(of: [plain(.usltFrame), timed(.syltFrame), plain(.usltFrame)])
    #expect(best.found == [.syltFrame, .usltFrame, .usltFrame])
    #expect(Lyrics.best(of: []) == Lyrics())
    #expect(try #require(Lyrics(tag: "LYRICS", Array("[00:02]a".utf8))).isTimed)
    #expect(Lyrics(tag: "lyricist", Array("somebody".utf8)) == nil)
  }

  // MARK: Damage

  /// Whatever is done to a file's bytes, what is read has rising, finite times and no letter that a terminal obeys.
  @Test func damagedWordsNeverDoHarm() throws {
    var random = SeededRandom(seed: 77)
    let texts = try Self.songs.map { try Self.bytes($0.text, $0.encoding) }
    let tag = TagBytes.id3v2(version: 4, frames: [("USLT", [3] + Array("eng\0[00:01]a".utf8)), ("SYLT", sylt(pieces))])
    for number in 0..<4000 {
      let mutation = Mutation.allCases[number % Mutation.allCases.count]
      var lyrics = [Lyrics(lrc: mutation.applied(to: texts[number % texts.count], &random), from: .file)]
      lyrics += ID3v2Frames(mutation.applied(to: tag, &random), wanted: Lyrics.frames).frames.compactMap {
        Lyrics(frame: $0.name, $0.body, mpegFrame: Seconds(0.026))
      }
      for lyrics in lyrics {
        #expect(zip(lyrics.lines, lyrics.lines.dropFirst()).allSatisfy { $0.start <= $1.start })
        #expect(lyrics.lines.allSatisfy { (0..<86_400).contains($0.start.value) })
        let texts = lyrics.plain + lyrics.lines.flatMap { [$0.text] + $0.words.map(\.text) }
        #expect(texts.allSatisfy { $0 == $0.printable && $0.count <= Lyrics.mostLetters })
        for index in lyrics.lines.indices where !lyrics.lines[index].text.isEmpty { _ = lyrics.span(of: index) }
      }
    }
  }
}

/// The same by the media program: from files beside tracks, and from their tags.
@Suite struct LyricsFileTests {
  let bench: MediaBench
  let wave: [UInt8]
  init() throws {
    bench = try MediaBench()
    wave = AudioFiles.wave(AudioFiles.noise(frames: 22_050, seed: 61), channels: 2, rate: 44_100, coding: .int16)
  }

  @Test func aFileBesideTheTrackGoesFirst() throws {
    let words: [UInt8] = [0] + Array("eng\0[00:01.00]in the tag".utf8)
    let id3 = TagBytes.id3v2(version: 3, frames: [("USLT", words)])
    AudioFiles.write(TagBytes.riff(wave + TagBytes.chunk("id3 ", id3)), to: bench.path("song.wav"))
    func read() -> Lyrics? { bench.media.lyrics([bench.path("song.wav")])[0].lyrics }
    #expect(read()?.source == .usltFrame && read()?.lines.map(\.text) == ["in the tag"])
    // Without times it is less than a tag that has them.
    AudioFiles.write(Array("beside".utf8), to: bench.path("song.lrc"))
    #expect(read()?.source == .usltFrame && read()?.found == [.file, .usltFrame])
    AudioFiles.write(Array("[00:02.00]beside".utf8), to: bench.path("song.lrc"))
    #expect(read()?.source == .file && read()?.lines == [Lyrics.Line(TrackTime(2), "beside")])
    unlink(bench.path("song.lrc"))
    mkdir(bench.path("lyrics"), 0o755)
    AudioFiles.write(Array("[00:03.00]below".utf8), to: bench.path("lyrics/song.LRC"))
    #expect(read()?.lines.map(\.text) == ["below"])
    // A file of words by itself, a file that is none, and one that is not there.
    AudioFiles.write([0, 1, 2], to: bench.path("none.mp3"))
    let others = bench.media.lyrics([bench.path("lyrics/song.LRC"), bench.path("none.mp3"), bench.path("gone.flac")])
    #expect(others[0].lyrics?.lines.count == 1)
    #expect(others[1].failure?.kind == .notAudio && others[2].failure?.kind == .missing)
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg makes the files"))
  func tagsOfOtherContainers() throws {
    AudioFiles.write(wave, to: bench.path("source.wav"))
    try bench.ffmpeg(
      "-i", bench.path("source.wav"), "-metadata", "LYRICS=[00:00.50]one", "-metadata", "SYNCEDLYRICS=[00:00.60]two",
      "-metadata", "UNSYNCEDLYRICS=three", bench.path("a.flac"))
    try bench.ffmpeg(
      "-i", bench.path("source.wav"), "-metadata", "lyrics=Amazing grace!\nhow sweet the sound", bench.path("b.m4a"))
    let read = bench.media.lyrics([bench.path("a.flac"), bench.path("b.m4a")]).map(\.lyrics)
    #expect(read[0]?.source == .synced && read[0]?.lines == [Lyrics.Line(TrackTime(0.6), "two")])
    #expect(read[0]?.found == [.synced, .tag, .tag])
    #expect(read[1]?.source == .tag && read[1]?.plain == ["Amazing grace!", "how sweet the sound"])
  }
}
