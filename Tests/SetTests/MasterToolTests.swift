import DSP
import Glibc
import Music
import Platform
import Support
import Testing

/// `segue master`, and `--master` of what is rendered, through the built program.
@Suite("segue master", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct MasterToolTests {
  /// Half a minute of music, quieter than any master.
  private func track(_ segue: InstalledSegue) throws -> String {
    let path = segue.music + "/quiet.wav"
    let signal = SyntheticTrack(tempo: { _ in 124 }, seconds: 30, seed: 5).signal.samples
    try write(signal.map { $0 * 0.2 }, to: path, .float)
    return path
  }

  /// What any meter says of a file.
  private func programme(_ path: String) throws -> (loudness: Double, peak: Double) {
    let meter = try #require(LoudnessMeter(sampleRate: .cd))
    let found = try sound(of: path).withUnsafeBufferPointer { meter.measure($0) }
    return (try #require(found.integrated).value, try #require(found.truePeak).value)
  }

  @Test func aTrackIsBroughtToItsLoudness() throws {
    let segue = try InstalledSegue()
    let path = try track(segue)
    let output = segue.music + "/master.flac"
    let made = try segue.run("master", path, "--json", "-o", output)
    #expect(made.status == 0 && made.output.contains("\"reached\":true"), "\(made.output)\(made.errors)")
    let found = try programme(output)
    #expect(abs(found.loudness + 14) <= 0.2 && found.peak <= -1, "\(found)")
  }

  @Test("What is rendered can be mastered on the way: a journal, a mix; nothing half made is left")
  func rendersAreMastered() throws {
    let segue = try InstalledSegue()
    let path = try track(segue)
    let journal = segue.music + "/set.journal"
    try writeText(
      "segue journal 1\n@0 deck a load \"\(path)\" nogrid\n@0 limiter off\n@0 deck a play\n@25s end\n", to: journal)
    let output = segue.music + "/set.flac"
    let rendered = try segue.run("render", journal, "-o", output, "--master", "streaming", "--lufs", "-16")
    #expect(rendered.status == 0 && rendered.output.contains("; mastered: "), "\(rendered.output)\(rendered.errors)")
    let found = try programme(output)
    #expect(abs(found.loudness + 16) <= 0.2 && found.peak <= -1, "\(found)")
    let mixed = try segue.run("mix", path, "-o", segue.music + "/mix.wav", "--master", "streaming")
    #expect(mixed.status == 0 && mixed.output.contains("; mastered: "), "\(mixed.output)\(mixed.errors)")
    #expect(abs(try programme(segue.music + "/mix.wav").loudness + 14) <= 0.2)
    for ending in [".part", ".unmastered", ".unmastered.part"] {
      #expect(access(output + ending, F_OK) != 0, "\(ending)")
    }
    for preset in ["quiet", "reference"] {
      #expect(try segue.run("render", journal, "-o", output, "--master", preset).status == 2)
    }
    #expect(try segue.run("split", path, "--master", "loud").status == 2)
  }

  @Test func whatIsNoMusicIsSaid() throws {
    let segue = try InstalledSegue()
    let odd = segue.music + "/odd.wav"
    var samples = SyntheticTrack(tempo: { _ in 124 }, seconds: 8, seed: 6).signal.samples
    for index in 4000..<4010 { samples[index] = .nan }
    try write(samples, to: odd, .float)
    let made = try segue.run("master", odd, "-o", segue.music + "/made.wav")
    #expect(made.status == 0 && made.errors.contains("10 samples are no numbers"), "\(made.errors)")
    #expect(try sound(of: segue.music + "/made.wav").allSatisfy(\.isFinite))
    try writeText("no music", to: segue.music + "/text.wav")
    for (file, words) in [("text.wav", "is not sound"), ("gone.wav", "is not there")] {
      let refused = try segue.run("master", segue.music + "/" + file, "-o", segue.music + "/none.wav")
      #expect(refused.status == 1 && refused.errors.contains(words), "\(refused.errors)")
      #expect(access(segue.music + "/none.wav", F_OK) != 0)
    }
  }
}
