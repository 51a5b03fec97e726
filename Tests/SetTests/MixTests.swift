import Music
import Platform
import Support
import Testing

/// `segue plan` and `segue mix` through the built program: a list becomes a set, a set becomes a file.
@Suite("segue plan and mix", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct MixTests {
  /// Three tracks of a minute, near each other in tempo.
  private func music(_ segue: InstalledSegue) throws -> [String] {
    try [120.0, 123, 121].enumerated().map { number, bpm in
      let file = segue.music + "/\(number).flac"
      try write(
        SyntheticTrack(tempo: { _ in bpm }, seconds: 60, seed: UInt64(number + 3)).signal.samples, to: file, .flac)
      return file
    }
  }

  @Test func aListBecomesASet() throws {
    let segue = try InstalledSegue()
    let files = try music(segue)
    let playlist = segue.music + "/set.m3u8"
    let planned = try segue.run("plan", segue.music, "--minutes", "2.5", "--json", "-o", playlist)
    #expect(planned.status == 0, "\(planned.errors)")
    for key in ["minutes", "score", "tracks", "left_out", "at_seconds", "plan", "commands"] {
      #expect(planned.output.contains("\"\(key)\":"), "\(key)")
    }
    let listed = (textFile(playlist) ?? "").split(separator: "\n").map(String.init)
    #expect(listed.first == "#EXTM3U" && Set(listed.dropFirst()) == Set(files), "\(listed)")

    let (mix, journal) = (segue.music + "/mix.wav", segue.music + "/mix.journal")
    let mixed = try segue.run("mix", playlist, "-o", mix, "--journal", journal)
    #expect(mixed.status == 0, "\(mixed.errors)")
    let heard = try sound(of: mix)
    // Whole but for what lies over each other.
    #expect((120.0...180).contains(Double(heard.count) / 88_200), "\(heard.count)")
    let window = 2 * 8820
    let quiet = stride(from: 0, to: heard.count - 2 * window, by: window).filter { start in
      heard[start..<(start + window)].allSatisfy { abs($0) < 1e-3 }
    }
    #expect(quiet.isEmpty, "silence at \(quiet.map { Double($0) / 88_200 }) s")
    #expect(heard.allSatisfy { abs($0) <= 1 })
    let sheet = textFile(segue.music + "/mix.cue") ?? ""
    #expect(sheet.contains("TRACK 03 AUDIO") && !sheet.contains("TRACK 04"), "\(sheet)")

    // Its journal is an ordinary one.
    let again = segue.music + "/again.wav"
    #expect(try segue.run("render", journal, "-o", again).status == 0)
    #expect(try sound(of: again) == heard)
  }

  @Test func whatCannotBeReadIsLeftOut() throws {
    let segue = try InstalledSegue()
    let files = try music(segue)
    try replaced(segue.music + "/noise.flac", "no music")
    let mixed = try segue.run(
      "mix", files[0], segue.music + "/gone.flac", segue.music + "/noise.flac", files[1], "-o", segue.music + "/mix.wav"
    )
    #expect(mixed.status == 1 && mixed.errors.contains("gone.flac") && mixed.errors.contains("noise.flac"))
    #expect(mixed.output.contains("rendered "), "\(mixed.output)")
    // One alone is played through.
    #expect(try segue.run("mix", files[2], "-o", segue.music + "/one.wav").status == 0)
    let none = try segue.run("mix", segue.music + "/gone.flac", "-o", segue.music + "/none.wav")
    #expect(none.status == 1 && none.errors.contains("gone.flac"), "\(none.errors)")
    #expect(try segue.run("plan", segue.music + "/gone.flac").status == 1)
  }

  @Test func wrongUsage() throws {
    let segue = try InstalledSegue()
    for words in [
      ["mix", "a.flac"], ["plan"], ["plan", "a.flac", "--minutes", "soon"], ["plan", "a.flac", "--course", "up"],
      ["mix", "a.flac", "-o", "set.txt"],
    ] { #expect(try Programs.run([segue.program] + words, environment: segue.environment).status != 0, "\(words)") }
  }

  private func replaced(_ path: String, _ text: String) throws {
    let complaint = replaceFile(path, with: text)
    #expect(complaint == nil)
  }
}
