import Library
import Music
import Platform
import Support
import Testing
import Workstation

/// A collection analysed in pieces, on whatever machines, comes into one library.
@Suite("analysis logs", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct AnalysisLogTests {
  private func write(_ names: [String], _ segue: InstalledSegue) throws {
    for (number, name) in names.enumerated() {
      let track = SyntheticTrack(tempo: { _ in 120 + 4 * Double(number) }, seconds: 16, seed: UInt64(number))
      try SetTests.write(track.signal.samples, to: "\(segue.music)/\(name)", .flac, tags: Tags(title: name))
    }
  }

  private func lines(_ path: String) -> [String] {
    (textFile(path) ?? "").split(separator: "\n").map(String.init)
  }

  @Test func anInterruptedRunGoesOn() throws {
    let segue = try InstalledSegue()
    try write(["1.flac", "2.flac", "3.flac"], segue)
    try writeText("no music", to: segue.music + "/4.mp3")
    let log = segue.music + "/all.jsonl"
    let files = [1, 2, 3].map { "\(segue.music)/\($0).flac" }
    let first = try segue.run("analyze", files[0], files[1], segue.music + "/4.mp3", "-o", log)
    #expect(first.status == 1 && first.output.contains("2 analyses added"))
    #expect(lines(log).count == 3)
    // As a crash leaves it.
    let torn = try #require(textFile(log)).dropLast(40)
    try writeText(String(torn), to: log)
    let second = try segue.run("analyze", files[0], files[1], files[2], "-o", log)
    #expect(second.status == 0)
    let paths = lines(log).filter { !$0.contains("\"error\"") }
    #expect(Set(files.map { file in paths.count { $0.contains(file) } }) == [1])
    let stranger = segue.music + "/stranger.txt"
    try writeText("shopping list\n", to: stranger)
    let refused = try segue.run("analyze", files[0], "-o", stranger)
    #expect(refused.status == 1 && textFile(stranger) == "shopping list\n")
  }

  @Test func partsFromElsewhereComeIntoOneLibrary() throws {
    let segue = try InstalledSegue()
    try write(["1.flac", "2.flac", "3.flac"], segue)
    let parts = [segue.music + "/a.jsonl", segue.music + "/b.jsonl"]
    #expect(try segue.run("analyze", segue.music + "/1.flac", segue.music + "/2.flac", "-o", parts[0]).status == 0)
    #expect(try segue.run("analyze", segue.music + "/3.flac", "-o", parts[1]).status == 0)
    // There the folder had another name.
    let there = try #require(textFile(parts[1])).split(separator: segue.music).joined(separator: "/there")
    try writeText(there, to: parts[1])
    let imported = try segue.run(
      "import", parts[0], parts[1], "--moved", "/there=\(segue.music)", "--library", segue.music + "/l.db")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output.contains("3 analyses taken in; 3 tracks in the library"))
    let library = try Library(path: segue.music + "/l.db")
    for number in 1...3 {
      let track = try #require(try library.track(at: "\(segue.music)/\(number).flac"))
      #expect(abs(try #require(track.bpm).value - 116 - 4 * Double(number)) < 0.2)
      #expect(try #require(try library.waveform(of: track.id)).columns > 2000)
      #expect(try #require(try library.derivationInput(of: [track.id]).first).features.count > 20)
    }
    let lost = try segue.run("import", parts[1], "--library", segue.music + "/other.db")
    #expect(lost.status == 1 && lost.errors.contains("/there/3.flac is not here"))
  }

  @Test(.enabled(if: Programs.path(of: "parallel") != nil, "GNU Parallel is not installed"))
  func shardsByGNUParallel() throws {
    let segue = try InstalledSegue()
    try write(["1.flac", "2.flac", "3.flac"], segue)
    // The README's lines, with other folders.
    let script = """
      cd '\(segue.music)' && find "$PWD" -name '*.flac' |
      parallel --pipe -N2 -j2 '\(segue.program) analyze - -o part-{#}.jsonl' &&
      '\(segue.program)' import part-*.jsonl --library l.db
      """
    let ended = try Programs.run(["/bin/sh", "-c", script], environment: segue.environment)
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.contains("3 analyses taken in; 3 tracks in the library"))
    #expect(try Library(path: segue.music + "/l.db").unanalysed().isEmpty)
  }
}
