import FoundationEssentials
import Glibc
import Media
import Music
import Platform
import Support
import Testing

/// `segue split` as other programs rely on it. No nets are there: the classical engine splits.
@Suite("segue split as a tool", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct SplitToolTests {
  @Test("split: a line for each file, all keys of the contract, stems where decks find them, status 1 when one failed")
  func split() throws {
    let segue = try InstalledSegue()
    let good = segue.music + "/good.wav"
    let noise = AudioFiles.noise(frames: 30_000, seed: 4)
    AudioFiles.write(AudioFiles.wave(noise, channels: 2, rate: 44_100, coding: .int16), to: good)
    AudioFiles.write(Array("no music".utf8), to: segue.music + "/bad.wav")
    let ended = try segue.run("split", good, segue.music + "/bad.wav", "--json", "--stems", "2")
    #expect(ended.status == 1)
    #expect(ended.errors.contains("bad.wav"))
    let lines = ended.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    let keys = [
      "path", "files", "duration_seconds", "model_name", "model_version", "runtime", "runtime_seconds", "device",
      "warnings",
    ]
    for key in keys { #expect(lines[0].contains("\"\(key)\":")) }
    #expect(lines[1].contains("\"error\":"))
    #expect(StemSearch.stems(of: good).map(\.kind) == [.vocals, .instrumental])
    #expect(textFile(segue.music + "/stems/good/split.json") == lines[0] + "\n")
    #expect(folderEntries(segue.music + "/stems") == ["good"])
  }

  @Test("cache: what was split is listed, taken again, trimmed and cleared")
  func cache() throws {
    let segue = try InstalledSegue()
    for (name, seed) in [("one", 4), ("two", 5)] as [(String, UInt64)] {
      let noise = AudioFiles.noise(frames: 30_000, seed: seed)
      AudioFiles.write(
        AudioFiles.wave(noise, channels: 2, rate: 44_100, coding: .int16), to: "\(segue.music)/\(name).wav")
    }
    let (one, two) = (segue.music + "/one.wav", segue.music + "/two.wav")
    #expect(try segue.run("split", one, two, "--stems", "2").status == 0)
    let again = try segue.run("split", one, "--stems", "2")
    #expect(again.output.contains("stems/one: vocals, instrumental, split before, taken from the cache"))
    let listed = try segue.run("cache").output.split(separator: "\n")
    #expect(listed.count == 3)
    #expect(listed[0].hasSuffix("\tclassical\tvocals, instrumental\t\(one)") && listed[1].hasSuffix(two))
    #expect(listed[2].contains("2 tracks in \(segue.folder.path)/cache/segue/stems"))
    let json = try segue.run("cache", "--json").output
    #expect(json.hasPrefix("{\"folder\":") && json.contains("\"path\":\"\(two)\""))
    // What was not used for longest goes first.
    let size = StemCache(inCache: segue.folder.path + "/cache/segue").entries.map(\.bytes).max() ?? 0
    let trimmed = try segue.run("cache", "trim", "\(size)")
    #expect(trimmed.output.contains("removed\t") && trimmed.output.contains(two) && !trimmed.output.contains(one))
    let cleared = try segue.run("cache", "clear")
    #expect(cleared.output.contains(one) && cleared.output.contains("left: 0 tracks"))
    #expect(folderEntries(segue.folder.path + "/cache/segue/stems") == [])
    // Stems that were put beside a track are not of the cache.
    #expect(StemSearch.stems(of: one).count == 2)
  }

  @Test(
    "wrong usage",
    arguments: [
      ["cache", "trim"], ["cache", "trim", "2 parsecs"], ["cache", "clear", "all"], ["cache", "x"], ["split"],
      ["split", "x", "--stems", "5"], ["split", "x", "--engine", "magic"],
      ["split", "x", "--format", "mp3"],
      ["split", "x", "--remove", "drums"], ["split", "x", "--stems"],
    ])
  func wrongUsage(words: [String]) throws {
    let segue = try InstalledSegue()
    let ended = try Programs.run([segue.program] + words, environment: segue.environment)
    #expect(ended.status == 2)
    #expect(ended.output.isEmpty)
    #expect(ended.errors.hasPrefix("segue: ") && ended.errors.contains("segue --help lists what there is"))
  }
}
