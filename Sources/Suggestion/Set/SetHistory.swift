import Music

/// What a set has played, for not playing it again too soon.
package struct SetHistory: Sendable, Hashable {
  /// A track that was played.
  package struct Play: BitwiseCopyable, Sendable, Hashable {
    /// Its row.
    package var id: TrackID
    /// Which sound it is (`Candidate`); nil where it is not known, as below.
    package var content: UInt64?
    /// Which song.
    package var song: UInt64?
    /// Whose.
    package var artist: UInt64?
    /// On which record.
    package var album: UInt64?
    /// When it began, seconds since 1970.
    package var date: Double
    /// A track and when it began.
    package init(
      id: TrackID, content: UInt64? = nil, song: UInt64? = nil, artist: UInt64? = nil, album: UInt64? = nil,
      date: Double
    ) {
      (self.id, self.content, self.song, self.date) = (id, content, song, date)
      (self.artist, self.album) = (artist, album)
    }
  }

  /// What may be played, and by which rules: those asked for, or what is left of them where too little music is there.
  package struct Rested: Sendable {
    /// In the order of those asked about.
    package var candidates: [Candidate]
    /// None of them was played within so many hours.
    package var cooldownHours: Double
    /// None of their artists within so many plays.
    package var artistGap: Int
    /// None of their records within so many plays.
    package var albumGap: Int
  }

  /// The oldest first.
  package private(set) var plays: [Play] = []
  private var last: [Track: Double] = [:]

  /// Rows, sounds and songs by which a track is known again.
  private enum Track: Hashable {
    case row(TrackID)
    case content(UInt64)
    case song(UInt64)
  }

  /// Nothing was played yet.
  package init() {}

  /// Notes a play. Where the clock was put back since the last one, all that was played moves back with it.
  package mutating func note(_ play: Play) {
    if let latest = plays.last, play.date < latest.date {
      let shift = latest.date - play.date
      for index in plays.indices { plays[index].date -= shift }
      last = last.mapValues { $0 - shift }
    }
    plays.append(play)
    for name in Self.names(play.id, play.content, play.song) { last[name] = play.date }
  }

  /// Forgets what was played before a date: nothing that is older than the cooldown tells anything.
  /// - Parameter count: so many of the last plays stay all the same, for the gaps.
  package mutating func forget(before date: Double, keeping count: Int) {
    // Seldom, and much at once.
    guard plays.count > 2 * max(1, count), plays[plays.count / 2].date < date else { return }
    plays.removeSubrange(..<min(plays.count - max(1, count), plays.firstIndex { $0.date >= date } ?? plays.count))
    last = last.filter { $0.value >= date }
  }

  /// What may be played now (`rest`).
  package func rested(_ candidates: [Candidate], at date: Double, rules: SetRules) -> [Candidate] {
    rest(candidates, at: date, rules: rules).candidates
  }

  /// What may be played now: nothing twice within the cooldown, by the set's own history and by the library's, no
  /// artist and no record twice within their gaps.
  ///
  /// Where too little music is there for that the records' gap is given up first, then the artists' is halved until it
  /// is none, then the cooldown is as long as the music lasts: of what was heard within it the eighth that rested
  /// longest is left. What plays now never comes again.
  ///
  /// - Parameters:
  ///   - date: seconds since 1970.
  ///   - album: which record a track is on; nil where it is not known.
  /// - Returns: some of the candidates, in their order; none where nothing but what plays is there.
  package func rest(
    _ candidates: [Candidate], at date: Double, rules: SetRules, album: (TrackID) -> UInt64? = { _ in nil }
  ) -> Rested {
    let cooldown = 3600 * (rules.cooldownHours > 0 ? rules.cooldownHours : 0)
    let others = candidates.filter { !wasLast($0) }.map {
      Resting(candidate: $0, since: sincePlay(of: $0, at: date, cooldown), album: album($0.id))
    }
    func left(_ cooldown: Double, _ artistGap: Int, _ albumGap: Int) -> Rested? {
      let artists = Set(plays.suffix(max(0, artistGap)).compactMap(\.artist))
      let albums = Set(plays.suffix(max(0, albumGap)).compactMap(\.album))
      let rested = others.filter { item in
        item.since >= cooldown && !(item.candidate.artist.map(artists.contains) ?? false)
          && !(item.album.map(albums.contains) ?? false)
      }
      guard !rested.isEmpty else { return nil }
      return Rested(
        candidates: rested.map(\.candidate), cooldownHours: max(0, cooldown / 3600), artistGap: artistGap,
        albumGap: albumGap)
    }
    var gap = max(0, rules.artistGap)
    if let rested = left(cooldown, gap, rules.albumGap) ?? left(cooldown, gap, 0) { return rested }
    while gap > 0 {
      gap /= 2
      if let rested = left(cooldown, gap, 0) { return rested }
    }
    let rests = others.map(\.since).sorted(by: >)
    let longest = rests.isEmpty ? 0 : rests[rests.count / 8]
    return left(longest, 0, 0) ?? Rested(candidates: [], cooldownHours: 0, artistGap: 0, albumGap: 0)
  }

  /// A candidate, how long it was not heard, and which record it is on.
  private struct Resting {
    var candidate: Candidate
    var since: Double
    var album: UInt64?
  }

  /// Seconds since a track, a copy or another release of it was played; infinite: never.
  private func sincePlay(of candidate: Candidate, at date: Double, _ cooldown: Double) -> Double {
    // By a clock that was put back, what was played last was played just now.
    let now = max(date, plays.last?.date ?? date)
    let heard = Self.names(candidate.id, candidate.content, candidate.song).compactMap { last[$0] }.max()
    let since = heard.map { now - $0 } ?? .infinity
    // What the library dates far ahead was dated by a clock that went wrong.
    guard let kept = candidate.lastPlayed, kept - date <= cooldown else { return since }
    return min(since, date - kept)
  }

  /// Whether it is what was played last, a copy or another release of that.
  private func wasLast(_ candidate: Candidate) -> Bool {
    guard let play = plays.last else { return false }
    return play.id == candidate.id || (play.content != nil && play.content == candidate.content)
      || (play.song != nil && play.song == candidate.song)
  }

  private static func names(_ id: TrackID, _ content: UInt64?, _ song: UInt64?) -> [Track] {
    [.row(id), content.map(Track.content), song.map(Track.song)].compactMap { $0 }
  }
}
