import Glibc
import Library
import Music
import Support
import Testing
import Workstation

/// `kill -9` at any moment of an analysis: going on ends with the same library.
@Suite("an interrupted scan", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct InterruptionTests {
  @Test func goesOnToTheSameLibrary() throws { try interrupt(kills: 3, tracks: 3, seed: 1) }

  @Test(.enabled(if: getenv("SEGUE_LONG") != nil, "takes minutes: SEGUE_LONG=1"))
  func goesOnAfterFiftyInterruptions() throws { try interrupt(kills: 50, tracks: 5, seed: 2) }

  /// Kills scans into one library after another until there were so many kills, lets each go on to its end, and
  /// compares.
  private func interrupt(kills: Int, tracks: Int, seed: UInt64) throws {
    let segue = try InstalledSegue()
    for number in 0..<tracks {
      let track = SyntheticTrack(tempo: { _ in 120 + 4 * Double(number) }, seconds: 10, seed: UInt64(number))
      try write(track.signal.samples, to: "\(segue.music)/\(number).flac", .flac, tags: Tags(title: "\(number)"))
    }
    let paths = (0..<tracks).map { "\(segue.music)/\($0).flac" }
    func place(_ number: Int) -> String { "\(segue.folder.path)/\(number).sqlite" }
    let began = ContinuousClock.now
    #expect(try segue.run("scan", segue.music, "--library", place(0)).status == 0)
    let length = (ContinuousClock.now - began) / .milliseconds(1)
    let whole = try contents(place(0), paths)
    #expect(whole.count == tracks)

    var random = SeededRandom(seed: seed)
    var (killed, number) = (0, 0)
    while killed < kills {
      number += 1
      // A few moments for each library; in the end it is left alone.
      for _ in 0..<5 where killed < kills {
        let scan = try Programs.Running(
          [segue.program, "scan", segue.music, "--library", place(number)], environment: segue.environment)
        // No synchronisation: the moment is what is drawn.
        usleep(UInt32(1000 * Double.random(in: 0...length, using: &random)))
        scan.stop(SIGKILL)
        if scan.wait() == 128 + SIGKILL { killed += 1 } else { break }
      }
      let last = try segue.run("scan", segue.music, "--library", place(number))
      #expect(last.status == 0, "\(last.errors)")
      let resumed = try contents(place(number), paths)
      #expect(resumed == whole, "library \(number), after \(killed) kills")
    }
  }

  /// All that a library knows of a track, but for when it came, and when and how long it was listened to.
  private struct Content: Equatable {
    var track: Track
    var analysis: TrackAnalysis
    var features: TrackFeatures
    var waveform: Waveform
  }

  private func contents(_ place: String, _ paths: [String]) throws -> [Content] {
    let library = try Library(path: place)
    #expect(try library.trackCount() == paths.count && library.unanalysed().isEmpty)
    return try paths.map { path in
      var track = try #require(try library.track(at: path))
      var analysis = try #require(try library.analysis(of: track.id))
      let features = try #require(try library.derivationInput(of: [track.id]).first).features
      let waveform = try #require(try library.waveform(of: track.id))
      (track.id, track.addedAt) = (TrackID(0), nil)
      analysis.elapsed_seconds = nil
      return Content(track: track, analysis: analysis, features: features, waveform: waveform)
    }
  }
}
