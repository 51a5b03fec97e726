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
    /// When it began, seconds since 1970.
    package var date: Double
    /// A track and when it began.
    package init(id: TrackID, content: UInt64? = nil, song: UInt64? = nil, artist: UInt64? = nil, date: Double) {
      (self.id, self.content, self.song, self.artist, self.date) = (id, content, song, artist, date)
    }
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

  /// Notes a play. - Parameter play: not before the last one.
  package mutating func note(_ play: Play) {
    plays.append(play)
    for name in Self.names(play.id, play.content, play.song) { last[name] = play.date }
  }

  /// What may be played now: nothing twice within the cooldown, no artist twice within the gap.
  ///
  /// Where the library is too small for that the gap is given up first, then the cooldown is halved until something is
  /// left; but what plays now never comes again.
  ///
  /// - Parameter date: seconds since 1970.
  /// - Returns: some of the candidates, in their order; none where nothing but what plays is there.
  package func rested(_ candidates: [Candidate], at date: Double, rules: SetRules) -> [Candidate] {
    let others = candidates.filter { !wasLast($0) }.map { (candidate: $0, last: lastPlay(of: $0)) }
    let artists = Set(plays.suffix(max(0, rules.artistGap)).compactMap(\.artist))
    func isRested(_ last: Double?, _ cooldown: Double) -> Bool { last.map { date - $0 >= cooldown } ?? true }
    var cooldown = rules.cooldownHours > 0 ? rules.cooldownHours * 3600 : 0
    let rested = others.filter { item in
      isRested(item.last, cooldown) && !(item.candidate.artist.map(artists.contains) ?? false)
    }
    if !rested.isEmpty { return rested.map(\.candidate) }
    while cooldown >= 60 {
      let rested = others.filter { isRested($0.last, cooldown) }
      if !rested.isEmpty { return rested.map(\.candidate) }
      cooldown /= 2
    }
    return others.map(\.candidate)
  }

  /// When a track, a copy or another release of it was played last; nil: never.
  private func lastPlay(of candidate: Candidate) -> Double? {
    Self.names(candidate.id, candidate.content, candidate.song).compactMap { last[$0] }.max()
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
