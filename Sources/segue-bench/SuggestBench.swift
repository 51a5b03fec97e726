import Glibc
import Library
import Music
import Platform
import Suggestion

/// Suggestions out of 100,000 tracks: from the library to twenty rows with reasons (`rank`), the same again for another
/// track when nothing was written in between (`rerank`), and the ranking alone over a million candidates.
func benchSuggest(json: Bool) {
  var (rank100k, rerank100k): (Double?, Double?)
  if let synthetic = SyntheticLibrary(tracks: 100_000) {
    defer { synthetic.remove() }
    if let library = try? Library(path: synthetic.path), let all = try? library.search(Query("-bpm:none -key:none")) {
      var dice = Dice(state: 8)
      var (first, again): ([Double], [Double]) = ([], [])
      for number in 0..<20 {
        guard let id = all.tracks.randomElement(using: &dice), let playing = try? library.track(id) else { continue }
        // A write makes the library read all candidates again.
        try? library.setStems(number % 2 == 0, of: [id])
        first.append(milliseconds { suggest(after: playing, library) })
        again.append(milliseconds { suggest(after: playing, library) })
      }
      rank100k = first.sorted()[first.count / 2]
      rerank100k = again.sorted()[again.count / 2]
    }
  }
  let figures = [("rank_ms_100k", rank100k), ("rerank_ms_100k", rerank100k), ("rank_ms_1m", rankAMillion())]
  printFigures("suggest", figures, json: json)
}

private func suggest(after playing: Track, _ library: Library) {
  guard let candidates = try? library.candidates() else { return }
  let now = NowPlaying(playing, date: 1e9)
  _ = try? suggestions(for: now, from: candidates, limit: 20) { ids throws(LibraryError) in try library.tracks(ids) }
}

private func rankAMillion() -> Double {
  var dice = Dice(state: 9)
  let candidates = (0..<Int64(1_000_000)).map { id in
    Candidate(
      id: TrackID(id), bpm: BPM(.random(in: 80...176, using: &dice)),
      key: MusicalKey.all.randomElement(using: &dice)!, energy: .random(in: 1...10, using: &dice),
      artist: .random(in: 0...90_000, using: &dice), song: UInt64(id))
  }
  let now = NowPlaying(bpm: BPM(124), key: MusicalKey(parsing: "8A"), energy: 6, date: 1e9)
  return (0..<5).map { _ in milliseconds { _ = rank(candidates, for: now, limit: 20) } }.sorted()[2]
}
