import Glibc
import Media
import Music
import Support
import Testing

@Suite struct StemSearchTests {
  private let scratch: ScratchFolder
  /// Stems are looked for two folders up as well: not in those of tests that run beside this one.
  private var folder: String { scratch.path + "/one/two" }

  init() throws {
    scratch = try ScratchFolder()
    mkdir(scratch.path + "/one", 0o700)
    mkdir(scratch.path + "/one/two", 0o700)
  }

  /// Makes empty files, with the folders they lie in.
  private func make(_ names: [String]) {
    for name in names {
      var path = folder
      for part in name.split(separator: "/").dropLast() {
        path += "/" + part
        mkdir(path, 0o700)
      }
      AudioFiles.write([0], to: folder + "/" + name)
    }
  }

  private func found(_ track: String) -> [StemKind: String] {
    let stems = StemSearch.stems(of: folder + "/" + track)
    return Dictionary(uniqueKeysWithValues: stems.map { ($0.kind, String($0.path.dropFirst(folder.count + 1))) })
  }

  /// What each splitter and service leaves beside or near "Song.flac", as folders of parts.
  @Test(arguments: [
    "htdemucs/Song/", "stems/Song/", "separated/htdemucs_6s/Song/", "Song/", "stems/htdemucs/Song/", "Song stems/",
    "output/Song/", "results/Song/", "Some folder/Song/", "Song_umxl/", "Song (Stems)/", "Kim_Vocal_2/Song/",
    "output/model_a/Song/", "StemRoller/Song/", "Spleeter 5stems/Song/", "",
  ])
  func aSplittersFolderIsFound(place: String) {
    make(["Song.flac"] + ["vocals", "drums", "bass", "other"].map { "\(place)\($0).wav" })
    #expect(
      found("Song.flac").mapValues { $0 } == [
        .vocals: place + "vocals.wav", .drums: place + "drums.wav", .bass: place + "bass.wav",
        .other: place + "other.wav",
      ])
  }

  @Test func aFolderOneLevelUpIsFound() {
    make(["Music/Song.mp3", "separated/htdemucs/Song/vocals.mp3", "separated/htdemucs/Song/no_vocals.mp3"])
    #expect(Set(found("Music/Song.mp3").keys) == [.vocals, .instrumental])
  }

  @Test func spleetersTwoStemsAreFound() {
    make(["Song.mp3", "Song/vocals.wav", "Song/accompaniment.wav"])
    #expect(Set(found("Song.mp3").keys) == [.vocals, .instrumental])
  }

  @Test(arguments: [
    ["Song (Vocals).flac", "Song (Instrumental).flac"], ["Song_vocals.wav", "Song_instrumental.wav"],
    ["Song - Vocals.mp3", "Song - No Vocals.mp3"], ["1_Song_(Vocals).wav", "1_Song_(Instrumental).wav"],
    ["Song_(Vocals)_model_bs_roformer_ep_317.wav", "Song_(Instrumental)_model_bs_roformer_ep_317.wav"],
    ["stems/Song_(Vocals)_UVR-MDX-NET.wav", "stems/Song_(Instrumental)_UVR-MDX-NET.wav"],
  ])
  func filesWithTheTracksNameAreFound(names: [String]) {
    make(["Song.flac", "Song Remix.flac", "Song Remix (Vocals).flac", "Song Remix (Drums).flac"] + names)
    #expect(found("Song.flac") == [.vocals: names[0], .instrumental: names[1]])
  }

  @Test func fineStemsGoBeforeAMixedInstrumental() {
    make(
      ["Song.wav"]
        + ["vocals", "drums", "bass", "other", "guitar", "piano", "no_vocals"].map { "htdemucs/Song/\($0).wav" })
    #expect(Set(found("Song.wav").keys) == [.vocals, .drums, .bass, .other, .guitar, .piano])
  }

  @Test func incompleteStemsGiveWayToTheInstrumental() {
    make(["Song.wav"] + ["vocals", "drums", "instrumental"].map { "Song/\($0).wav" })
    #expect(Set(found("Song.wav").keys) == [.vocals, .instrumental])
  }

  @Test func aGuitarAndItsBackingStayBoth() {
    make(["Song.ogg", "stems/htdemucs/Song/guitar.ogg", "stems/htdemucs/Song/backing.ogg"])
    #expect(Set(found("Song.ogg").keys) == [.guitar, .instrumental])
  }

  @Test func oneStemAloneIsNone() {
    make(["Song.wav", "Song (Vocals).wav", "Other.wav"])
    #expect(found("Song.wav").isEmpty && found("Other.wav").isEmpty)
  }

  @Test func aNativeInstrumentsFileNamesItsStems() {
    func atom(_ name: String, _ body: [UInt8]) -> [UInt8] {
      withUnsafeBytes(of: UInt32(body.count + 8).bigEndian) { Array($0) } + Array(name.utf8) + body
    }
    let json =
      #"{"version":1,"stems":[{"name":"Vox","color":"white"},{"name":"Bass"},{"name":"Drums"},{"name":"Other"}]}"#
    let file = atom("ftyp", [1, 2, 3]) + atom("moov", atom("mvhd", [0]) + atom("udta", atom("stem", Array(json.utf8))))
    AudioFiles.write(file, to: folder + "/Song.stem.mp4")
    AudioFiles.write([0, 0, 0, 0], to: folder + "/Bare.stem.m4a")
    let named = StemSearch.stems(of: folder + "/Song.stem.mp4")
    #expect(named.map(\.kind) == [.vocals, .bass, .drums, .other] && named.map(\.stream) == [1, 2, 3, 4])
    #expect(named[0].label == "Vox")
    let bare = StemSearch.stems(of: folder + "/Bare.stem.m4a")
    #expect(bare.map(\.kind) == [.drums, .bass, .other, .vocals] && bare.map(\.stream) == [1, 2, 3, 4])
  }
}

@Suite struct StemCheckTests {
  private let original: [Float]
  private let parts: [[Float]]

  init() {
    let first = AudioFiles.noise(frames: 600_000, seed: 21).map { $0 / 32768 }
    let second = AudioFiles.noise(frames: 600_000, seed: 22).map { $0 / 32768 }
    parts = [first, second]
    original = zip(first, second).map { $0 + $1 }
  }

  private func pcm(_ samples: [Float]) throws -> PCM { try #require(PCM(interleaved: samples, sampleRate: .cd)) }

  @Test func stemsThatFitAreTakenAsTheyAre() throws {
    let stems = try parts.map(pcm)
    let fitted = try StemCheck.fit(stems, to: pcm(original)).stems
    #expect(zip(stems, fitted).allSatisfy { $0 === $1 })
  }

  @Test(arguments: [1, 1105, -1105, 5000, -3])
  func aConstantShiftIsFoundAndTakenOut(shift: Int) throws {
    let moved = parts.map { part -> [Float] in
      shift > 0 ? [Float](repeating: 0, count: 2 * shift) + part.dropLast(2 * shift) : Array(part.dropFirst(-2 * shift))
    }
    let fitted = try StemCheck.fit(moved.map(pcm), to: pcm(original)).stems
    for (stem, part) in zip(fitted, parts) {
      #expect(stem.framesReady == original.count / 2)
      let inside = 12_000..<1_180_000
      #expect(stem.interleaved[inside] == part[inside])
    }
  }

  private func refusal(_ stems: [[Float]]) throws -> String? {
    let stems = try stems.map(pcm)
    let whole = try pcm(original)
    let error = #expect(throws: MediaError.self) { _ = try StemCheck.fit(stems, to: whole) }
    #expect(error?.kind == .stems)
    return error?.sentence
  }

  @Test func aStemOfTheWrongLengthIsRefused() throws {
    #expect(
      try refusal([parts[0], Array(parts[1].dropLast(200_000))])
        == "its stems do not fit: “2” lasts 0:11, the track 0:14. Split it again.")
    // Where whole seconds read the same: in tenths.
    let long = parts[1] + [Float](repeating: 0, count: 60_000)
    #expect(try refusal([parts[0], long])?.contains("lasts 14.3 s, the track 13.6 s") == true)
  }

  @Test func stemsOfAnotherTrackAreRefused() throws {
    let others: [[Float]] = [31, 32].map { (seed: UInt64) in
      AudioFiles.noise(frames: 600_000, seed: seed).map { $0 / 32768 }
    }
    #expect(try refusal(others)?.contains("another recording") == true)
  }

  @Test func stemsAtAnotherSpeedAreRefused() throws {
    // Every 1000th frame is left out: a thousandth too fast, 13.6 ms over the track.
    let fast: [[Float]] = parts.map { (part: [Float]) -> [Float] in
      part.indices.filter { $0 / 2 % 1000 != 0 }.map { part[$0] }
    }
    #expect(try refusal(fast) != nil)
  }

  @Test func silenceFitsSilence() throws {
    let silence = [Float](repeating: 0, count: 200_000)
    #expect(try StemCheck.fit([pcm(silence), pcm(silence)], to: pcm(silence)).stems.count == 2)
  }
}
