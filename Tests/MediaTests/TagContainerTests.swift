import Media
import Music
import Support
import Testing

/// Every container of tags in a file is read, and what one lacks the next one has.
@Suite struct TagContainerTests {
  let bench: MediaBench
  let wave: [UInt8]
  init() throws {
    bench = try MediaBench()
    wave = AudioFiles.wave(AudioFiles.noise(frames: 22_050, seed: 61), channels: 2, rate: 44_100, coding: .int16)
  }

  private func tags(_ name: String, _ bytes: [UInt8]) throws -> Tags {
    AudioFiles.write(bytes, to: bench.path(name))
    let probed = bench.media.probe([bench.path(name)])[0]
    #expect(probed.failure == nil, "\(name)")
    // A deck and the library read the same.
    #expect(try bench.media.decode(bench.path(name), rate: .cd).tags == probed.tags, "\(name)")
    return probed.tags
  }

  /// A WAVE file with chunks behind its sound.
  private func wave(_ chunks: [UInt8]...) -> [UInt8] { TagBytes.riff(wave + chunks.joined()) }

  private func mp3(before: [UInt8] = [], behind: [UInt8] = []) throws -> [UInt8] {
    if bench.folder.content(of: "bare.mp3").isEmpty {
      AudioFiles.write(wave, to: bench.path("source.wav"))
      try bench.ffmpeg(
        "-i", bench.path("source.wav"), "-b:a", "96k", "-map_metadata", "-1", "-id3v2_version", "0",
        bench.path("bare.mp3"))
    }
    return before + bench.folder.content(of: "bare.mp3") + behind
  }

  @Test func anID3ChunkBesideINFOIsRead() throws {
    let id3 = TagBytes.id3v2([("TIT2", "Song"), ("TPE1", "Band"), ("TBPM", "128"), ("TKEY", "Am")])
    let software = TagBytes.info([("ISFT", Array("Workstation".utf8))])
    let wanted = Tags(title: "Song", artist: "Band", bpm: 128, key: "Am")
    #expect(try tags("a.wav", wave(software, TagBytes.chunk("id3 ", id3))) == wanted)
    #expect(try tags("b.wav", wave(TagBytes.chunk("ID3 ", id3), software)) == wanted)
  }

  /// ID3v2 goes before INFO, each field by itself.
  @Test func fieldsAreJoinedOneByOne() throws {
    let id3 = TagBytes.id3v2([("TIT2", "Song"), ("TBPM", "0")])
    let info = TagBytes.info(
      [("INAM", "Other"), ("IART", "Band"), ("ICRD", "1999")].map { ($0.0, Array($0.1.utf8)) })
    #expect(
      try tags("a.wav", wave(info, TagBytes.chunk("id3 ", id3))) == Tags(title: "Song", artist: "Band", year: 1999))
  }

  @Test func infoSaysNothingOfItsEncoding() throws {
    let info = TagBytes.info([("INAM", [0xC9, 0x74, 0xE9]), ("IART", [0x5A, 0x6F, 0xEB])])
    #expect(try tags("a.wav", wave(info)) == Tags(title: "Été", artist: "Zoë"))
    // Without the byte that pads to an even size.
    let bare = TagBytes.info([("INAM", Array("Odd".utf8)), ("IART", Array("Band".utf8))], isPadded: false)
    #expect(try tags("b.wav", wave(bare)) == Tags(title: "Odd", artist: "Band"))
  }

  @Test func aiffHasTextsAndID3() throws {
    let id3 = TagBytes.id3v2([("TIT2", "Song"), ("TBPM", "126")])
    let chunks =
      TagBytes.chunk("NAME", [0xC9, 0x74, 0xE9], isBig: true) + TagBytes.chunk("AUTH", Array("Band".utf8), isBig: true)
    #expect(try tags("a.aiff", TagBytes.aiff(wave, chunks)) == Tags(title: "Été", artist: "Band"))
    let both = chunks + TagBytes.chunk("ID3 ", id3, isBig: true)
    #expect(try tags("b.aiff", TagBytes.aiff(wave, both)) == Tags(title: "Song", artist: "Band", bpm: 126))
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the file"))
  func anMP3HasThreeContainers() throws {
    let id3v1 = TagBytes.id3v1(
      title: Array("A title that goes beyond thirty letters".utf8), artist: Array("Old".utf8), genre: 17)
    let ape = TagBytes.ape([("Title", "A title that goes beyond thirty letters"), ("Artist", "Äpe"), ("BPM", "127.5")])
    let id3 = TagBytes.id3v2([("TCON", "House")])
    let long = "A title that goes beyond thirty letters"
    let bare = try tags("bare2.mp3", try mp3())
    #expect(bare == Tags())
    #expect(
      try tags("1.mp3", try mp3(behind: id3v1))
        == Tags(title: String(long.prefix(30)), artist: "Old", genre: "Rock", year: 2004))
    #expect(try tags("2.mp3", try mp3(behind: ape)) == Tags(title: long, artist: "Äpe", bpm: 127.5))
    #expect(
      try tags("3.mp3", try mp3(behind: ape + id3v1))
        == Tags(title: long, artist: "Äpe", genre: "Rock", year: 2004, bpm: 127.5))
    #expect(
      try tags("4.mp3", try mp3(before: id3, behind: id3v1))
        == Tags(title: String(long.prefix(30)), artist: "Old", genre: "House", year: 2004))
    // Lyrics stand between the two.
    let lyrics = Array("LYRICSBEGININD0000200000011LYRICS200".utf8)
    #expect(
      try tags("5.mp3", try mp3(behind: ape + lyrics[..<18] + Array("000018LYRICS200".utf8) + id3v1)).bpm == 127.5)
    // None of it is sound.
    #expect(Set(bench.media.probe((1...5).map { bench.path("\($0).mp3") }).map(\.contentID)).count == 1)
  }

  @Test(.enabled(if: MediaBench.hasFFmpeg, "ffmpeg writes the file"))
  func id3ThatIsNotLatin1AsItSays() throws {
    let kino: [UInt8] = [0xCA, 0xE8, 0xED, 0xEE]
    let id3 = TagBytes.id3v2(bytes: [("TIT2", kino), ("TPE1", Array("Björk".utf8))])
    #expect(try tags("a.mp3", try mp3(before: id3)) == Tags(title: "Кино", artist: "Björk"))
    #expect(try tags("b.mp3", try mp3(behind: TagBytes.id3v1(title: kino, artist: kino, genre: 255))).artist == "Кино")
  }

  /// FLAC has tags of its own, which go first.
  @Test func vorbisCommentsGoBeforeID3() throws {
    let writer = try SoundFileWriter(
      path: bench.path("a.flac"), format: .flac, sampleRate: .cd, channels: 2, tags: Tags(title: "Comment"))
    try [Float](repeating: 0.1, count: 20_000).withUnsafeBufferPointer { (all) throws(MediaError) in
      try writer.write(all)
    }
    try writer.close()
    let id3 = TagBytes.id3v2([("TIT2", "Song"), ("TPE1", "Band"), ("TBPM", "126")])
    #expect(
      try tags("b.flac", id3 + bench.folder.content(of: "a.flac")) == Tags(title: "Comment", artist: "Band", bpm: 126))
  }

  /// Sizes that lie lead nowhere: what can be read is read.
  @Test func brokenContainersAreLeft() throws {
    var info = TagBytes.info([("INAM", Array("Song".utf8)), ("IART", Array("Band".utf8))])
    info.replaceSubrange(16..<20, with: [255, 255, 255, 255])
    #expect(try tags("a.wav", wave(info)).title?.hasPrefix("Song") == true)
    var ape = TagBytes.ape([("Title", "Song")])
    ape.replaceSubrange(32..<36, with: [255, 255, 255, 127])
    #expect(try tags("b.wav", wave() + ape) == Tags())
    let id3 = TagBytes.id3v2([("TIT2", "Song")])
    #expect(try tags("c.wav", wave(TagBytes.chunk("id3 ", Array(id3.prefix(9))))) == Tags())
  }
}
