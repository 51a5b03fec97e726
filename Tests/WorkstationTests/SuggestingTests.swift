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

  @Test("A row that the DJ went down to stays selected when the list changes; else the best one is")
  func selection() {
    func found(_ ids: [Int64]) -> SuggestionSearch.Found {
      // The further up, the nearer the tempo.
      let candidates = ids.enumerated().map { Candidate(id: TrackID($1), bpm: BPM(120 + Double($0))) }
      let rows = suggestions(for: NowPlaying(bpm: BPM(120), date: 0), from: candidates, limit: 9) { ids in
        ids.map { Track(id: $0, path: "/m/\($0.value).flac") }
      }
      return SuggestionSearch.Found(ranking: nil, rows: rows)
    }
    var search = SuggestionSearch()
    search.take(found([1, 2, 3]))
    #expect(search.list.rows.map(\.track.id.value) == [1, 2, 3])
    search.take(found([3, 1, 2]))
    #expect(search.selected?.track.id == TrackID(3))
    search.move(by: 2)
    search.take(found([1, 2, 3]))
    #expect(search.selected?.track.id == TrackID(2))
    search.take(found([4, 5]))
    #expect(search.selected?.track.id == TrackID(4))
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
