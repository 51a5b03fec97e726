import Library
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// What the suggestions know of the set so far.
@Suite struct SuggestingTests {
  @Test("An artist whose track was played in the last hours is played lately, and the reasons say so")
  func playedLately() throws {
    let folder = try ScratchFolder()
    let library = try Library.inMemory()
    var tracks: [TrackID] = []
    for (number, artist) in ["Goldie", "goldie", "Photek", "Aphrodite"].enumerated() {
      let path = "\(folder.path)/\(number).flac"
      AudioFiles.write([1], to: path)
      tracks += try library.upsert([FileStamp(path: path, bytes: 1, modified: 1)]).map(\.track)
      var tags = Tags()
      (tags.title, tags.artist) = ("Title \(number)", artist)
      try library.identify(path: path, as: ContentID(hex: "aa0\(number)"), tags: tags, duration: nil)
    }
    let now = 1_800_000_000.0
    try library.record(Play(track: tracks[0], startedAt: now - 600))
    try library.record(Play(track: tracks[3], startedAt: now - 13 * 3600))
    let recent = try library.recentArtists(at: now)
    #expect(recent == [try #require(SongName.digest(ofArtist: "Goldie"))])
    let playing = NowPlaying(
      try #require(try library.track(tracks[2])), recentArtists: recent, date: now)
    let ranked = suggestions(for: playing, from: try library.candidates(), limit: 9) { ids in
      (try? library.tracks(ids)) ?? []
    }
    let reasons = try #require(ranked.first { $0.track.id == tracks[1] }).reasons
    #expect(reasons.contains("artist played lately"))
    #expect(ranked.filter { $0.reasons.contains("artist played lately") }.count == 1)
    #expect(!ranked.contains { $0.track.id == tracks[0] }, "it was played ten minutes ago")
  }

  @Test("What is said of minutes is said anew every half minute")
  func ages() {
    let first = NowPlaying(id: TrackID(1), date: 1000)
    #expect(first.differs(from: nil))
    #expect(!NowPlaying(id: TrackID(1), date: 1029).differs(from: first))
    #expect(NowPlaying(id: TrackID(1), date: 1030).differs(from: first))
    #expect(NowPlaying(id: TrackID(1), date: 900).differs(from: first), "a clock that was set back")
  }
}
