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

  @Test(
    "wrong usage",
    arguments: [
      ["split"], ["split", "x", "--stems", "5"], ["split", "x", "--engine", "magic"],
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
