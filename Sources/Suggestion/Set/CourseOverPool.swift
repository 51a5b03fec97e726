import Music

extension SetCourse {
  /// The energy to choose now so that the rest of the course can be followed with what there is: where loud tracks are
  /// few they are kept for its peak, and where none are as loud as the course wants, the loudest are its peak.
  ///
  /// The course is laid out track by track to its end, and its energies are matched with those of the pool, the lower
  /// with the lower, by the least sum of squares; what is chosen now is off the course by as much as the matches of
  /// wants like it are on average.
  ///
  /// - Parameters:
  ///   - time: since the course began, of the track that is chosen.
  ///   - pool: the energies of what may be played, 1…10 each.
  ///   - trackLength: of a track as a rule, seconds.
  /// - Returns: 1…10; `energy(at:)` where the pool is empty or the course is over.
  package func energy(at time: Seconds, pool: [Int], trackLength: Seconds) -> Double {
    let wanted = energy(at: time)
    let heard = Self.heardShare * (trackLength.value.isFinite ? trackLength.value : 0)
    let rest = (length.value - time.value) / max(30, heard)
    guard rest > 1, rest.isFinite, !pool.isEmpty else { return wanted }
    let count = min(Self.mostTracks, Int(rest.rounded(.up)))
    let wants = (0..<count).map { energy(at: time + Seconds(Double($0) * (length.value - time.value) / rest)) }.sorted()
    let given = Self.match(wants, pool)
    let alike = wants.indices.filter { abs(wants[$0] - wanted) <= 0.5 }
    let off = alike.reduce(0) { $0 + given[$1] - wants[$1] } / Double(max(1, alike.count))
    return max(1, min(10, wanted + off))
  }

  /// So much of a track is heard before the next one has the room (48 tracks of the corpus, mixed by the autopilot).
  private static let heardShare = 0.8
  /// As many tracks of a course are laid out: a night of them.
  private static let mostTracks = 300

  /// For each want an energy of the pool: of all that rise with the wants the ones with the least sum of squares. Where
  /// the pool is too small, all of it comes again.
  /// - Parameter wants: rising.
  private static func match(_ wants: [Double], _ pool: [Int]) -> [Double] {
    var counts = [Int](repeating: 0, count: 11)
    for energy in pool { counts[max(1, min(10, energy))] += 1 }
    let rounds = (wants.count + pool.count - 1) / pool.count
    // least[n]: of the first n wants, met with the energies up to here. taken[e][n]: how many of them with energy e.
    var least = [0] + [Double](repeating: .infinity, count: wants.count)
    var taken: [[Int]] = []
    for energy in 1...10 {
      let costs = wants.map { ($0 - Double(energy)) * ($0 - Double(energy)) }
      let before = least
      var took = [Int](repeating: 0, count: wants.count + 1)
      for end in wants.indices.map({ $0 + 1 }) {
        var cost = 0.0
        for own in 1...end where own <= counts[energy] * rounds {
          cost += costs[end - own]
          if before[end - own] + cost < least[end] { (least[end], took[end]) = (before[end - own] + cost, own) }
        }
      }
      taken.append(took)
    }
    var given: [Double] = []
    for energy in (1...10).reversed() {
      let own = taken[energy - 1][wants.count - given.count]
      given += [Double](repeating: Double(energy), count: own)
    }
    return given.reversed()
  }
}
