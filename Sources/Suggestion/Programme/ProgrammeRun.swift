import Music

/// A track that somebody asked for.
package struct ProgrammeRequest: BitwiseCopyable, Sendable, Hashable {
  /// What was asked for.
  package var id: TrackID
  /// How many tracks it has waited while it fitted.
  package var waited = 0
  /// It fits: from now on its tracks are counted.
  package var isComing = false

  /// Asked for just now.
  package init(_ id: TrackID) { self.id = id }
}

/// A programme under way: what was played, what was asked for, when an ident was heard. A plain value, so that what
/// will be played can be tried on a copy.
package struct ProgrammeRun: Sendable {
  /// What it follows.
  package var programme: Programme
  /// What was played.
  package var history: SetHistory
  /// What is asked for, the oldest first.
  package private(set) var requests: [ProgrammeRequest] = []
  /// When an ident was heard last; nil: never.
  package var lastJingle: WallTime?
  /// How often each crate of a daypart was played from, by the daypart's name: a changed table goes on with them.
  private(set) var crateCounts: [String: [Double]] = [:]

  /// At the beginning.
  package init(_ programme: Programme, history: SetHistory = SetHistory()) {
    (self.programme, self.history) = (programme, history)
  }

  /// Somebody asks for a track. Once is enough.
  package mutating func ask(for id: TrackID) {
    if !requests.contains(where: { $0.id == id }) { requests.append(ProgrammeRequest(id)) }
  }

  /// What was asked for is not wanted any more.
  package mutating func forget(request id: TrackID) { requests.removeAll { $0.id == id } }

  /// Only these are asked for, in this order; those that were asked for before keep how long they have waited.
  package mutating func ask(forAll ids: [TrackID]) {
    let known = requests
    requests = []
    for id in ids where !requests.contains(where: { $0.id == id }) {
      requests.append(known.first { $0.id == id } ?? ProgrammeRequest(id))
    }
  }

  /// A track is heard from now on.
  /// - Parameter choice: by which it was chosen; nil: by none.
  package mutating func note(_ candidate: Candidate, album: UInt64?, at time: WallTime, choice: Shortlist? = nil) {
    history.note(
      SetHistory.Play(
        id: candidate.id, content: candidate.content, song: candidate.song, artist: candidate.artist, album: album,
        date: time.date))
    let rules = programme.rotation
    history.forget(
      before: time.date - 3600 * max(0, rules.cooldownHours), keeping: max(rules.artistGap, rules.albumGap) + 1)
    forget(request: candidate.id)
    for index in requests.indices where requests[index].isComing { requests[index].waited += 1 }
    guard let choice, let place = choice.daypart, let crate = choice.crate else { return }
    let daypart = programme.dayparts[place]
    var counts = counts(of: daypart)
    counts[crate] += 1
    crateCounts[daypart.name] = counts
  }

  /// What was asked for fits from now on.
  mutating func noteComing(_ id: TrackID) {
    if let index = requests.firstIndex(where: { $0.id == id }) { requests[index].isComing = true }
  }

  func counts(of daypart: Daypart) -> [Double] {
    let known = crateCounts[daypart.name] ?? []
    return known.count == daypart.crates.count ? known : daypart.crates.map { _ in 0 }
  }

  /// The crates of a daypart, the one first that is furthest behind its share.
  func cratesByNeed(_ daypart: Daypart) -> [Int] {
    let counts = counts(of: daypart)
    let (played, weights) = (counts.reduce(0, +) + 1, daypart.crates.reduce(0) { $0 + $1.weight })
    let behind = zip(daypart.crates, counts).map { $0.weight / weights * played - $1 }
    return behind.indices.sorted { behind[$0] != behind[$1] ? behind[$0] > behind[$1] : $0 < $1 }
  }
}
