import Library
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// What a playlist, a crate or a folder sounds like, and how it is kept.
@Suite struct ListTasteTests {
  private let folder: ScratchFolder
  private let library: Library
  private let tracks: [TrackID]

  /// A library by dice; every fifth track is bright, dense and quick, and lies in a folder of its own.
  init() throws {
    var dice = SeededRandom(seed: 5)
    let heard = (0..<100).map { index -> FileAnalysis in
      let isBright = index % 5 == 0
      var analysis = TrackAnalysis(path: "/m/\(isBright ? "bright" : "others")/\(index).flac")
      analysis.content_id = String(repeating: "\(100 + index)", count: 8)
      analysis.tags.title = "T\(index)"
      analysis.duration_seconds = 200
      analysis.bpm = .random(in: 120...126, using: &dice)
      analysis.key = MusicalKey.all.randomElement(using: &dice)?.name
      analysis.energy = .random(in: 3...8, using: &dice)
      analysis.drive = .random(in: 0...1, using: &dice)
      analysis.brightness_hz = .random(in: isBright ? 1500...3000 : 400...1800, using: &dice)
      analysis.onset_density_hz = .random(in: isBright ? 5...9 : 1...6, using: &dice)
      analysis.stereo_width = .random(in: 0...0.5, using: &dice)
      return FileAnalysis(analysis)
    }
    folder = try ScratchFolder()
    library = try Library.inMemory()
    try library.upsert(heard.map { FileStamp(path: $0.analysis.path, bytes: 10, modified: 1) })
    tracks = try library.store(heard).compactMap(\.self)
  }

  private func tastes(_ change: (inout Settings) -> Void = { _ in }, place: String = "one") -> ListTastes {
    var settings = Settings()
    change(&settings)
    return ListTastes(
      library: library, sounds: SoundTables(), folder: folder.path + "/taste", place: place, settings: settings)
  }

  private func playlist(_ name: String, _ lines: [String]) throws -> String {
    let path = "\(folder.path)/\(name).m3u8"
    #expect(replaceFile(path, with: lines.joined(separator: "\n")) == nil)
    return path
  }

  private func list(_ numbers: [Int], _ name: String = "list") throws -> NamedList {
    let paths = try library.tracks(numbers.map { tracks[$0] }).map(\.path)
    return try NamedList(try playlist(name, ["#EXTM3U"] + paths), in: library, playlists: folder.path)
  }

  /// The same tracks in another order, under another name and some twice are the same taste; other tracks, another
  /// weight of drops and another library are not.
  @Test func theSameListIsFoundAgain() throws {
    let numbers = [0, 5, 10, 15]
    let first = try #require(try tastes().taste(of: list(numbers)) { _ in true })
    #expect(!first.wasKept && first.taste.count == 4)
    let again = try #require(try tastes().taste(of: list(numbers.reversed() + [5], "other")) { _ in true })
    #expect(again.wasKept && again.taste.name == "other")
    #expect(again.taste.mean == first.taste.mean && again.taste.strength == first.taste.strength)
    let longer = try tastes().taste(of: list(numbers + [20])) { _ in true }
    let peaks = try tastes({ $0.tastePeaks = 0.5 }).taste(of: list(numbers)) { _ in true }
    let elsewhere = try tastes(place: "two").taste(of: list(numbers)) { _ in true }
    for other in [longer, peaks, elsewhere] { #expect(try #require(other).wasKept == false) }
    #expect(names(in: folder.path + "/taste") == 4)
    // A file that was cut short is made again.
    for name in folderEntries(folder.path + "/taste") ?? [] where !name.hasPrefix(".") {
      #expect(replaceFile("\(folder.path)/taste/\(name)", with: "segue list taste 1\n4\n1 2 3\n") == nil)
    }
    #expect(try #require(try tastes().taste(of: list(numbers)) { _ in true }).wasKept == false)
  }

  private func names(in folder: String) -> Int { (folderEntries(folder) ?? []).count { !$0.hasPrefix(".") } }

  /// The bright tracks' list lists bright tracks, the more the stronger, in the range that was found.
  @Test func strengthsAreTried() throws {
    let (taste, _) = try #require(try tastes().taste(of: list([0, 5, 10, 15, 20])) { _ in true })
    let effects = taste.strength.effects
    #expect(effects.map(\.strength) == LikeStrength.tried && effects.count == 7)
    #expect(zip(effects, effects.dropFirst()).allSatisfy { $0.change <= $1.change + 0.1 })
    #expect(effects[0].change < 0.5 && effects[6].change >= effects[0].change)
    let range = try #require(taste.strength.range)
    #expect(range.contains(taste.strength.strength))
    let now = NowPlaying(id: tracks[1], bpm: BPM(123), key: MusicalKey.all[0], energy: 5, date: 0)
    func bright(_ strength: Double) throws -> Int {
      var wish = SteerWish()
      if strength > 0 { wish.like = ListSound(name: "", mean: taste.mean, strength: strength) }
      let ranking = try library.ranking(for: now, limit: 20, Settings(), steer: wish, SoundTables())
      return ranking.ranked.count { Int($0.candidate.id.value) % 5 == 1 }
    }
    #expect(try bright(taste.strength.strength) > bright(0) + 2)
  }

  /// The range begins where the list changes and ends before it collapses or no longer fits; where there is none, that
  /// is said, and the strongest that does no harm is taken.
  @Test func theRangeIsBetweenNothingAndNonsense() {
    func found(_ change: [Double], _ variety: [Double], fit: [Double] = .init(repeating: 1, count: 7)) -> LikeStrength {
      LikeStrength(
        effects: LikeStrength.tried.indices.map {
          .init(strength: LikeStrength.tried[$0], change: change[$0], variety: variety[$0], fit: fit[$0])
        })
    }
    let rising = [0, 0.1, 0.2, 0.4, 0.6, 0.8, 1]
    let whole = [Double](repeating: 1, count: 7)
    let usual = found(rising, [1, 1, 0.9, 0.8, 0.5, 0.3, 0.1])
    #expect(usual.range == 0.5...1 && usual.strength == 1)
    #expect(found(rising, whole).range == 0.5...8 && found(rising, whole).strength == 2)
    #expect(found(rising, whole, fit: [1, 1, 0.9, 0.7, 0.5, 0.4, 0.3]).range == 0.5...0.5)
    let dead = found([Double](repeating: 0, count: 7), whole)
    #expect(dead.range == nil && dead.strength == 8)
    let sudden = found([0, 0.1, 0.9, 0.9, 0.9, 0.9, 0.9], [1, 1, 0.2, 0.1, 0.1, 0.1, 0.1])
    #expect(sudden.range == nil && sudden.strength == 0.25)
  }

  /// A run that is closed ends between two strengths.
  @Test func aTasteCanBeEnded() throws {
    var stages: [ListTastes.Stage] = []
    let ended = try tastes().taste(of: list([0, 5])) { stage in
      stages.append(stage)
      return stages.count < 4
    }
    #expect(ended == nil && stages == [.measuring, .trying(0), .trying(1), .trying(2)])
  }

  /// Lists that say nothing: a sentence each.
  @Test func emptyListsAreRefused() throws {
    func complaint(_ said: String) -> String {
      do {
        _ = try NamedList(said, in: library, playlists: folder.path)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(complaint(try playlist("empty", [])).hasSuffix("it is empty"))
    #expect(complaint(try playlist("bare", ["#EXTM3U", ""])).hasSuffix("it is empty"))
    #expect(complaint(try playlist("strange", ["/x/1.flac", "/x/2.flac"])).hasSuffix("2 files is in the library"))
    #expect(complaint("Friday") == "there is no playlist, crate or folder “Friday”")
    #expect(complaint("") != "none")
    // By its name alone, where the saved ones lie; with what it has that is known.
    _ = try playlist("saved", ["/m/bright/0.flac", "/x/2.flac"])
    let saved = try NamedList("saved", in: library, playlists: folder.path)
    #expect(saved.tracks == [tracks[0]] && saved.unknown == 1 && saved.name == "saved")
    // What is not analysed says nothing; nor does all of the library.
    try library.upsert([FileStamp(path: "/m/new.flac", bytes: 1, modified: 1)])
    let new = try NamedList(try playlist("new", ["/m/new.flac"]), in: library, playlists: folder.path)
    #expect(throws: ListTaste.Failure.self) { try tastes().taste(of: new) { _ in true } }
  }

  /// What was measured is measured again when what it was made from changes, and only then.
  @Test func soundsAreMeasuredOnce() throws {
    #expect(try library.unmeasured().count == 100)
    try SoundMeasuring.measureAll(of: library)
    #expect(try library.unmeasured().isEmpty)
    let before = try library.sounds()
    try library.record(Play(track: tracks[0], startedAt: 1))
    #expect(try library.sounds().version == before.version, "a play changes no sound")
    try library.setSectionEdit(
      [TrackAnalysis.Section(label: "build", start_seconds: 0, end_seconds: 100)], of: tracks[3])
    #expect(try library.unmeasured() == [tracks[3]])
    try SoundMeasuring.measureAll(of: library)
    let after = try library.sounds()
    #expect(after.version > before.version && after.sounds[3].sound.whole[.builds] == 0.5)
  }
}
