import FoundationEssentials
import Platform
import Support
import Testing

/// What the library knows is not decoded again.
@Suite("known analyses", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct KnownAnalysisTests {
  /// What a line says, but for how long it took; the energy curve as the library keeps it, to a thousandth.
  private func facts(_ line: String) throws -> String {
    struct Line: Decodable {
      var path: String
      var bpm: Double?
      var beats: [Double]?
      var energy: Int?
      var content_id: String?
      var waveform: String?
      var features: String?
      var energy_curve: [Double]?
    }
    var read = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
    read.energy_curve = read.energy_curve?.map { ($0 * 1000).rounded() / 1000 }
    return "\(read)"
  }

  @Test("segue analyze takes from the library what has not changed, says so, and prints the same")
  func known() throws {
    let segue = try InstalledSegue()
    let path = segue.music + "/one.flac"
    let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 16, seed: 1)
    try write(track.signal.samples, to: path, .flac)
    let fresh = try segue.run("analyze", path, "--json")
    let freshLog = try segue.run("analyze", path, "-o", segue.music + "/fresh.jsonl")
    #expect(fresh.status == 0 && fresh.errors.isEmpty && freshLog.errors.isEmpty)
    #expect(try segue.run("scan", segue.music).status == 0)
    let known = try segue.run("analyze", path, "--json")
    #expect(known.status == 0 && known.errors.contains("1 of 1 files were not decoded again"), "\(known.errors)")
    #expect(try facts(known.output) == facts(fresh.output))
    let knownLog = try segue.run("analyze", path, "-o", segue.music + "/known.jsonl")
    #expect(knownLog.errors.contains("were not decoded again"), "\(knownLog.errors)")
    #expect(
      try facts(textFile(segue.music + "/known.jsonl") ?? "") == facts(textFile(segue.music + "/fresh.jsonl") ?? ""))
    // A file that has changed is decoded, and so is one whose grid the DJ has corrected.
    try write(track.signal.samples + track.signal.samples, to: path, .flac)
    let changed = try segue.run("analyze", path, "--json")
    #expect(changed.status == 0 && changed.errors.isEmpty)
    #expect(try facts(changed.output) != facts(fresh.output))
  }
}
