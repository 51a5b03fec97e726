import Engine
import Glibc
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Tracks that are split while music plays. No nets are there: the classical engine splits.
@Suite("split while music plays", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct SplitSetTests {
  private func song(_ name: String, _ bpm: Double, seconds: Double = 30, in booth: Booth) throws -> String {
    let track = SyntheticTrack(tempo: { _ in bpm }, seconds: seconds, seed: UInt64(bpm))
    let path = "\(booth.music)/\(name).wav"
    try write(track.signal.samples, to: path)
    return path
  }

  private func loadBare(_ path: String, onto deck: DeckID, in booth: Booth) throws {
    try booth.load(path, onto: deck)
    try booth.wait(for: "the search for stems") { _ in !booth.workstation.decks[deck].load.awaitsStems }
  }

  private func cached(_ booth: Booth) -> [String] { folderEntries(booth.directories.cache + "/stems") ?? [] }

  @Test("decks that play take up the stems of their tracks, swap them, and the set renders again", .tags(.slow))
  func decksTakeThemUp() throws {
    let booth = try Booth(recording: .float)
    let (one, two) = (try song("one", 122, seconds: 12, in: booth), try song("two", 126, seconds: 12, in: booth))
    try booth.scanMusic(tracks: 2)
    booth.say("record on")
    try loadBare(one, onto: .a, in: booth)
    try loadBare(two, onto: .b, in: booth)
    // Splitting gives way to all that this machine does meanwhile: they play for as long as it takes.
    booth.say("deck a loop 4", "deck a play", "deck b sync on", "deck b loop 4", "deck b play at bar")
    booth.say("split a", "split b", "split b")
    try booth.wait(forMessage: "two is being split already")
    try booth.wait(for: "its progress") { $0.status.jobs.contains { $0.name.hasPrefix("splitting one") } }
    try booth.wait(forMessage: "two has stems now: vocals, drums, bass, other", within: .backgroundWork)
    let state = try booth.wait(for: "stems", within: .backgroundWork) {
      $0.deckA.stems.count == 4 && $0.deckB.stems.count == 4
    }
    #expect(state.engine.deckA.isPlaying && state.engine.deckB.isPlaying)
    #expect(state.status.dropouts == 0)
    #expect(folderEntries(booth.music)?.sorted() == ["one.wav", "two.wav"])
    booth.say("swap a at bar")
    try booth.wait(for: "the swap") { $0.engine.swap == .a }
    try booth.wait(for: "the library's stems", within: .backgroundWork) { $0.browser.rows.allSatisfy(\.hasStems) }
    let path = try #require(booth.snapshot.status.recording?.path)
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    booth.workstation.close()
    // Rendered by a program with the same cache.
    let journals = booth.directories.journals
    let set = "\(journals)/\(try #require(names(in: journals).first))"
    let output = booth.folder.path + "/again.wav"
    _ = try renderJournal(set, to: output, recording: 1, report: nil, directories: booth.directories) { _ in }
    let (live, again) = (try sound(of: path), try sound(of: output))
    #expect(live.count > 2 * 2 * 44_100 && live == again)
  }

  @Test("a track finds its stems again, under another name too, and is not split twice")
  func stemsAreFoundAgain() throws {
    let booth = try Booth(speed: 20)
    let one = try song("one", 122, seconds: 8, in: booth)
    try loadBare(one, onto: .a, in: booth)
    booth.say("split a")
    try booth.wait(for: "stems", within: .backgroundWork) { $0.deckA.stems.count == 4 }
    booth.say("split a")
    try booth.wait(forMessage: "deck A has stems already: vocals, drums, bass, other")
    // Damaged stems are made anew.
    let place = "\(booth.directories.cache)/stems/\(cached(booth)[0])"
    truncate("\(place)/drums.flac", 100)
    booth.say("deck a unload")
    try booth.wait(for: "an empty deck") { $0.deckA.track == nil && $0.engine.deckA.serial == nil }
    try loadBare(one, onto: .a, in: booth)
    booth.say("split a")
    try booth.wait(for: "stems", within: .backgroundWork) { $0.deckA.stems.count == 4 }
    #expect(cached(booth).count == 1)
    let other = "\(booth.music)/other.wav"
    #expect(rename(one, other) == 0)
    booth.say("deck b load \"\(other)\"")
    try booth.wait(for: "stems", within: .backgroundWork) { $0.deckB.stems.count == 4 }
    #expect(cached(booth).count == 1)
  }

  @Test("odd tracks are split, and decks take the stems up", arguments: OddTrack.allCases)
  func oddTracks(odd: OddTrack) throws {
    let booth = try Booth(speed: 20)
    let path = "\(booth.music)/odd.wav"
    AudioFiles.write(odd.bytes, to: path)
    try loadBare(path, onto: .a, in: booth)
    booth.say("split a")
    try booth.wait(forMessage: "odd has stems now", within: .backgroundWork)
    let state = try booth.wait(for: "stems", within: .backgroundWork) {
      $0.deckA.stems.count == 4 || $0.deckA.stemRefusal != nil
    }
    #expect(state.deckA.stemRefusal == nil)
  }

  enum OddTrack: CaseIterable {
    case short, silent, surround, slow, broken

    var bytes: [UInt8] {
      let noise = AudioFiles.noise(frames: 60_000, seed: 8)
      return switch self {
      case .short: AudioFiles.wave(Array(noise.prefix(2 * 8820)), channels: 2, rate: 44_100, coding: .int16)
      case .silent: AudioFiles.wave([Float](repeating: 0, count: 100_000), channels: 2, rate: 44_100, coding: .int16)
      case .surround: AudioFiles.wave(noise, channels: 6, rate: 48_000, coding: .int16)
      case .slow: AudioFiles.wave(noise, channels: 2, rate: 8000, coding: .int16)
      case .broken:
        AudioFiles.wave(
          noise.enumerated().map { $0 % 97 == 0 ? .nan : 2 * $1 / 9000 }, channels: 2, rate: 44_100, coding: .float32)
      }
    }
  }

  @Test("what is given up leaves nothing, and what waits goes with it")
  func whatIsGivenUp() throws {
    let booth = try Booth()
    booth.say("split a", "split stop", "split crate nothing")
    try booth.wait(forMessage: "nothing is being split")
    try booth.wait(forMessage: "there is no playlist, crate or folder “nothing”")
    let one = try song("one", 122, seconds: 600, in: booth)
    let two = try song("two", 126, seconds: 4, in: booth)
    try loadBare(one, onto: .a, in: booth)
    try loadBare(two, onto: .b, in: booth)
    booth.say("split a", "split b")
    try booth.wait(for: "a half-made folder", within: .backgroundWork) { _ in
      cached(booth).contains { $0.hasSuffix(".partial") }
    }
    booth.say("split stop")
    try booth.wait(forMessage: "2 tracks not split")
    try booth.wait(for: "nothing left", within: .backgroundWork) { $0.status.jobs.isEmpty && cached(booth).isEmpty }
    #expect(booth.snapshot.deckB.stems.isEmpty)
    // A file that cannot be split says why.
    try booth.wait(for: "decoding") { $0.deckA.loading == nil }
    AudioFiles.write(Array("no music".utf8), to: two)
    booth.say("split b")
    try booth.wait(forMessage: "two is not split: ", within: .backgroundWork)
  }

  @Test("what the end of the program cuts off is cleared away")
  func whatTheEndCutsOff() throws {
    let booth = try Booth()
    try loadBare(try song("one", 122, seconds: 600, in: booth), onto: .a, in: booth)
    booth.say("split a")
    try booth.wait(for: "a half-made folder", within: .backgroundWork) { _ in
      cached(booth).contains { $0.hasSuffix(".partial") }
    }
    booth.workstation.close()
    #expect(eventually(within: .backgroundWork) { cached(booth).isEmpty }, "\(cached(booth))")
  }
}
