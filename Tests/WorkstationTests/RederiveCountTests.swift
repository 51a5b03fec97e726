import Music
import Platform
import Support
import Testing

@testable import Library
@testable import Workstation

@Suite struct RederiveCountTests {
  /// A library from before features has analyses and no decisions; newer ones without features have both.
  @Test func whatHasNoFeaturesIsCounted() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/l.db"
    do {
      let library = try Library(path: path)
      let cell = TrackFeatures.Cell(
        levels: [Float](repeating: 1, count: 8), floors: [0, 0, 0, 0], onsets: [1, 1, 1, 1],
        chroma: [Float](repeating: 0.2, count: 12), loudness: -10, width: 0.1)
      let features = TrackFeatures(times: [0, 0.5, 1], cells: [cell, cell], soundingRange: 0...1)
      for name in ["whole", "older", "oldest"] {
        try library.upsert([FileStamp(path: "/m/\(name)", bytes: 1, modified: 1)])
        var analysis = TrackAnalysis(path: "/m/\(name)")
        analysis.grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0))
        let track = try library.store(analysis, waveform: nil, features: name == "whole" ? features : nil)
        guard name == "oldest" else { continue }
        try library.write { connection throws(LibraryError) in
          try connection.run("DELETE FROM decision WHERE track_id = ?", [.integer(track.value)])
        }
      }
    }
    let directories = AppDirectories(config: folder.path, data: folder.path, cache: folder.path)
    let summary = try rederiveLibrary(directories: directories, library: path) { _, _ in }
    #expect(summary.tracks == 1 && summary.without_features == 2)
  }
}
