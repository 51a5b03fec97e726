import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Sets that mix themselves, on a clock that runs faster than the room's.
@Suite("The autopilot", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized)
struct AutoSetTests {
  /// Writes dance tracks of half a minute, of one family of tempi; the artists differ.
  private func writeTracks(_ count: Int, in folder: String) throws {
    for number in 0..<count {
      let track = ArrangedTrack(
        bpm: 122 + Double(number % 5), plan: [("intro", 4), ("drop", 6), ("outro", 4)], seed: UInt64(number + 1))
      try write(
        track.signal.samples, to: "\(folder)/\(number).flac", .flac,
        tags: Tags(title: "Track \(number)", artist: "Artist \(number)"))
    }
  }

  /// The tracks that came onto a deck, in the order in which they were heard first.
  private func heard(_ journal: Journal) -> [String] {
    journal.entries.compactMap { entry in
      if case .heard(_, let track) = entry.what { track.title } else { nil }
    }
  }

  /// Ends the set and reads its journal.
  private func journal(of booth: Booth) throws -> (text: String, journal: Journal) {
    booth.workstation.close()
    let folder = "\(booth.folder.path)/data/journals"
    let text = Programs.contents("\(folder)/\(try #require(names(in: folder).first))")
    return (text, try Journal(parsing: text, name: "the set"))
  }

  /// The longest stretch without sound, seconds.
  private func longestSilence(_ samples: ArraySlice<Float>) -> Double {
    var (longest, run) = (0, 0)
    for sample in samples {
      run = abs(sample) < 1e-4 ? run + 1 : 0
      longest = max(longest, run)
    }
    return Double(longest) / 88_200
  }

  @Test("twelve tracks: no silence, no clipped peak, none twice, and the journal gives the same samples", .tags(.slow))
  func twelveTracks() throws {
    let booth = try Booth(speed: 8)
    try writeTracks(12, in: booth.music)
    try booth.scanMusic(tracks: 12)
    booth.say("record on", "auto on")
    var titles: [String] = []
    while titles.count < 12 {
      let state = try booth.wait(for: "track \(titles.count + 1) of \(titles)") { state in
        DeckID.allCases.contains { deck in
          state.engine[deck].isPlaying && state[deck].track.map { !titles.contains($0.title) } ?? false
        }
      }
      for deck in DeckID.allCases where state.engine[deck].isPlaying {
        if let title = state[deck].track?.title, !titles.contains(title) { titles.append(title) }
      }
    }
    try booth.wait(for: "the last one alone") { state in
      DeckID.allCases.filter { state.engine[$0].isPlaying }.count == 1 && abs(state.engine.crossfader) == 1
    }
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    let (text, journal) = try journal(of: booth)
    let path = try #require(journal.recordings.first?.recording.path)
    let recording = try sound(of: path)
    let start = try #require(recording.firstIndex { abs($0) > 0.001 })
    #expect(longestSilence(recording[start...]) <= 0.2)
    #expect(recording.allSatisfy { abs($0) < 1 })
    #expect(Set(heard(journal)).count == heard(journal).count, "\(heard(journal))")
    let rendered = try Rendered(text, in: booth.folder, name: "again")
    let found = ExactStretches(of: recording, in: rendered.samples)
    #expect(found.stretches.count == 1)
    #expect(found.exact == found.total)
  }
}
