import Glibc
import Media
import Music
import Support
import Testing

/// Names as splitters and services write them, on a disk: what a deck finds, and what a scan lists.
@Suite struct StemNameTests {
  private let folder: ScratchFolder
  /// Deep enough that no folder above it has a say.
  private let music: String
  init() throws {
    folder = try ScratchFolder()
    music = folder.path + "/a/b/Music"
    for path in ["/a", "/a/b", "/a/b/Music"] { mkdir(folder.path + path, 0o700) }
  }

  private func make(_ names: [String]) {
    for name in names {
      var path = music
      for part in name.split(separator: "/").dropLast() {
        path += "/" + part
        mkdir(path, 0o700)
      }
      AudioFiles.write([0], to: music + "/" + name)
    }
  }

  private func found(_ track: String) -> [StemKind: String] {
    let stems = StemSearch.stems(of: music + "/" + track)
    // As a scan finds them, which lists each folder once.
    #expect(StemSearch.stems(of: music + "/" + track, in: StemFolders(isForMany: true)) == stems)
    return Dictionary(
      uniqueKeysWithValues: stems.map { ($0.kind, String($0.path.utf8.dropFirst(music.utf8.count + 1))!) })
  }

  private func scanned() -> [String] {
    var scan = FolderScan()
    var files: [String] = []
    scan.walk(music) {
      files.append(String($0.path.text.utf8.dropFirst(music.utf8.count + 1))!)
      return true
    }
    return files
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var track: String
    var parts: [String]
    /// Of `parts`, in their order; nil for those that a deck does not use.
    var kinds: [StemKind?]
    init(_ track: String, _ parts: [String], _ kinds: [StemKind?] = [.vocals, .instrumental]) {
      (self.track, self.parts, self.kinds) = (track, parts, kinds)
    }
    var testDescription: String { parts[0] }
  }

  private static let four: [StemKind?] = [.vocals, .drums, .bass, .other]

  static let tools: [Case] = [
    // python-audio-separator: "NAME_(Stem)_model", what file systems dislike replaced, rows of _ one, none at the ends.
    Case(
      "Who? (Original Mix)",
      ["Who_ (Original Mix)_(Vocals)_model", "Who_ (Original Mix)_(Instrumental)_model"]),
    Case("Artist__Title", ["Artist_Title_(Vocals)_UVR-MDX-NET", "Artist_Title_(Instrumental)_UVR-MDX-NET"]),
    Case("What: a <Song>_", ["What_ a _Song_(Vocals)_htdemucs", "What_ a _Song_(Instrumental)_htdemucs"]),
    Case(
      "Song",
      ["Song_(Vocals)_htdemucs_ft", "Song_(Drums)_htdemucs_ft", "Song_(Bass)_htdemucs_ft", "Song_(Other)_htdemucs_ft"],
      four),
    // Ultimate Vocal Remover: numbers and times in front, a model's or an ensemble's name between.
    Case("Song", ["1_Song_(Vocals)", "1_Song_(Instrumental)"]),
    Case("Song", ["1695214567_1_Song_(Vocals)", "1695214567_1_Song_(Instrumental)"]),
    Case("Song", ["1_Song_UVR-MDX-NET-Inst_HQ_3_(Vocals)", "1_Song_UVR-MDX-NET-Inst_HQ_3_(Instrumental)"]),
    Case("Song", ["1_Song_Ensembled_(Vocals)", "1_Song_Ensembled_(Instrumental)"]),
    Case("Song", ["12_Song_(Vocals)", "12_Song_(No Vocals)"]),
    Case("01_Song", ["1_01_Song_(Vocals)", "1_01_Song_(Instrumental)"]),
    Case("Song", ["1_Song_(Drums)", "1_Song_(No Drums)"], [.drums, .other]),
    // Demucs' --filename "{track}-{stem}.{ext}" and "{track}/{stem}", all its models and --two-stems.
    Case("Song", ["separated/htdemucs/Song-vocals", "separated/htdemucs/Song-no_vocals"]),
    Case(
      "Song", ["vocals", "drums", "bass", "other"].map { "separated/mdx_extra_q/Song-\($0)" }, four),
    Case("Song", ["separated/htdemucs/Song/drums", "separated/htdemucs/Song/no_drums"], [.drums, .other]),
    Case("Song", ["separated/htdemucs/Song/bass", "separated/htdemucs/Song/no_bass"], [.bass, .other]),
    Case("Song", ["separated/htdemucs/Song/other", "separated/htdemucs/Song/no_other"], [.other, .instrumental]),
    Case("Song", ["separated/htdemucs_6s/Song/piano", "separated/htdemucs_6s/Song/no_piano"], [.piano, .other]),
    Case(
      "Song", ["vocals", "drums", "bass", "other", "guitar", "piano"].map { "separated/htdemucs_6s/Song/\($0)" },
      four + [.guitar, .piano]),
    // Spleeter: 2, 4 and 5 stems, its manual's -o output, its own filename format.
    Case("Song", ["output/Song/vocals", "output/Song/accompaniment"]),
    Case("Song", ["vocals", "drums", "bass", "other"].map { "audio_output/Song/\($0)" }, four),
    Case("Song", ["vocals", "drums", "bass", "other", "piano"].map { "output/Song/\($0)" }, four + [.piano]),
    Case("Song", ["Song_vocals", "Song_accompaniment"]),
    Case("Song", ["vocals", "other", "mixture"].map { "output/Song/\($0)" }, [.vocals, .other, nil]),
    Case(
      "Song", ["vocals", "no_vocals", "mixture"].map { "separated/htdemucs/Song/\($0)" },
      [.vocals, .instrumental, nil]),
    // MSST, BS-RoFormer and others: "NAME_vocals", "NAME (Instrumental)".
    Case("Song", ["Song_vocals", "Song_instrumental"]),
    Case("Song", ["Song_bs_roformer_vocals", "Song_bs_roformer_other"], [.vocals, .other]),
    Case("Song", ["Song (Vocals)", "Song (Instrumental)"]),
    Case("Song", ["Song (Lead Vocals)", "Song (Karaoke)"]),
    Case("Song", ["Song_karaoke", "Song_instrumental"]),
    Case(
      "Song", ["Song_(Lead Vocals)", "Song_(Backing Vocals)", "Song_(Instrumental)"], [.vocals, .other, .instrumental]),
    Case("Song", ["Song_(Vocals)", "Song_(Vocals)_(Backing)", "Song_(Instrumental)"], [.vocals, nil, .instrumental]),
    // Services: the part, then more words; brackets of another kind.
    Case("Song", ["Song_vocals_split_by_service", "Song_no_vocals_split_by_service"]),
    Case(
      "Song", ["vocals", "drums", "bass", "other"].map { "Song-\($0)-A minor-125bpm-440hz" }, four),
    Case("Song", ["vocals", "drums", "bass", "other"].map { "Song - \($0) - Bb major - 98 BPM" }, four),
    Case("Song", ["Song [vocals]", "Song [music]"]),
    Case("Song", ["Song [vocals] 122 BPM", "Song [music] 122 BPM"]),
    Case("Song", ["Song - Vocal", "Song - Percussion", "Song - Bass", "Song - Other"], four),
    Case("Song", ["vocals_Song", "instrumental_Song"]),
    Case("Who's That?", ["Whos_vocals"], [nil]),
    Case("Ólafur – Ágætis (Live)", ["Olafur - Agaetis (Live)_vocals", "Olafur - Agaetis (Live)_instrumental"]),
    Case("???", ["???_(Vocals)", "???_(Instrumental)"]),
    Case("Song", ["Stems/SONG - VOCALS", "Stems/SONG - INSTRUMENTAL"]),
  ]

  @Test(arguments: tools)
  func aDeckFindsWhatAToolLeft(made: Case) {
    make([made.track + ".flac"] + made.parts.map { $0 + ".wav" })
    let expected = zip(made.parts, made.kinds).compactMap { part, kind in kind.map { ($0, part + ".wav") } }
    #expect(found(made.track + ".flac") == Dictionary(uniqueKeysWithValues: expected))
  }

  @Test(arguments: tools.filter { $0.parts.count > 1 })
  func aScanListsTheTrackAlone(made: Case) {
    make([made.track + ".flac"] + made.parts.map { $0 + ".wav" })
    #expect(scanned() == [made.track + ".flac"])
  }

  /// A Mac writes é as an e and an accent; the names on the disk are the ones that are opened.
  @Test(arguments: [("Caf\u{E9}", "Cafe\u{301}"), ("Cafe\u{301}", "Caf\u{E9}")])
  func aMacsFolderIsFound(track: String, written: String) throws {
    make([track + ".flac"] + ["vocals", "no_vocals"].map { "separated/htdemucs/\(written)/\($0).wav" })
    let stems = StemSearch.stems(of: music + "/" + track + ".flac")
    #expect(stems.map(\.kind) == [.vocals, .instrumental])
    #expect(stems.allSatisfy { access($0.path, R_OK) == 0 })
  }

  @Test func aMacsFolderInAnUnknownFolderIsFound() {
    make(["Caf\u{E9}.flac"] + ["vocals", "no_vocals"].map { "mine/Cafe\u{301}/\($0).wav" })
    #expect(StemSearch.stems(of: music + "/Caf\u{E9}.flac").count == 2)
  }

  /// Records that came out in several versions are records.
  @Test(arguments: [
    ["Love - Vocal Mix", "Love - Instrumental Mix"], ["Love_Vocal_Mix", "Love_Instrumental_Mix"],
    ["Love (Vocal Mix)", "Love (Instrumental Mix)", "Love (Dub)"], ["Love Remix (Vocals)"],
    ["Love - Live Vocals", "Love Bass Boosted", "Love Drum Edit"], ["Love (Instrumental)"],
    ["Bass Odyssey", "Drums of Love", "The Voice", "Piano Man"], ["Tune (Acapella)", "Tune (Instrumental)"],
    ["Love (Vocals) (Remix)", "Love (Instrumental) (Remix)"],
  ])
  func otherRecordsAreNoParts(names: [String]) {
    let names = ["Love"] + names
    make(names.map { $0 + ".mp3" })
    #expect(scanned() == names.map { $0 + ".mp3" }.sorted())
    #expect(found("Love.mp3").isEmpty)
  }

  /// What names another track, or is spelled exactly as one, is that one's.
  @Test func aRivalKeepsItsParts() {
    make([
      "A__B.wav", "A_B.wav", "A_B_(Vocals)_m.wav", "A_B_(Instrumental)_m.wav", "Song.wav", "Song_Remix.wav",
      "Song_Remix_(Vocals).wav", "Song_Remix_(Instrumental).wav",
    ])
    #expect(found("A_B.wav").count == 2 && found("A__B.wav").isEmpty)
    #expect(found("Song_Remix.wav").count == 2 && found("Song.wav").isEmpty)
    #expect(scanned() == ["A_B.wav", "A__B.wav", "Song.wav", "Song_Remix.wav"])
  }

  /// A folder is a splitter's by a word of its name, not by letters in it.
  @Test func aSystemIsNoStem() {
    make(["System of a Down/vocals.mp3", "Modular Systems/Tune - Vocals.mp3", "Modular Systems/Tune - Drums.mp3"])
    #expect(scanned().count == 3)
  }

  /// A splitter's folder whose track lies elsewhere, or nowhere, holds parts all the same.
  @Test func partsWithoutTheirTrackAreNoTracks() {
    make(
      ["separated/htdemucs/Gone/vocals.wav", "uvr/1_Gone_(Vocals).wav", "uvr/1_Gone_(Instrumental).wav", "Here.mp3"]
        + ["vocals", "drums"].map { "exports/Here_\($0)_split_by_x.wav" } + ["other/Tune.mp3"])
    #expect(scanned() == ["Here.mp3", "other/Tune.mp3"])
  }
}
