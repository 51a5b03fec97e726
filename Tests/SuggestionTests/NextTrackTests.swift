import Music
import Suggestion
import Support
import Testing

/// How a set goes on by itself: its course, its variety, and what it does not repeat.
@Suite struct NextTrackTests {
  private func track(_ id: Int, artist: UInt64? = nil) -> Candidate {
    Candidate(id: TrackID(Int64(id)), artist: artist, song: UInt64(id), content: UInt64(1000 + id))
  }

  private func numbers(_ tracks: [Candidate]) -> [Int64] { tracks.map(\.id.value) }

  private func history(_ plays: [(id: Int, artist: UInt64?, hoursAgo: Double)], now: Double) -> SetHistory {
    var history = SetHistory()
    for play in plays {
      history.note(
        SetHistory.Play(
          id: TrackID(Int64(play.id)), content: UInt64(1000 + play.id), song: UInt64(play.id), artist: play.artist,
          date: now - play.hoursAgo * 3600))
    }
    return history
  }

  /// The energies at the beginning, in the middle, at two thirds, at the end and behind it.
  @Test(arguments: [
    (SetCourse.Shape.build, 5.0, [5, 7, 7.667, 9, 9]), (.hold, 6, [6, 6, 6, 6, 6]),
    (.release, 7, [7, 5, 4.333, 3, 3]), (.arc, 4, [4, 7.75, 9, 3, 3]),
    // What begins beyond the goal stays there.
    (.build, 10, [10, 10, 10, 10, 10]), (.release, 2, [2, 2, 2, 2, 2]),
  ])
  func aCourseHasItsShape(shape: SetCourse.Shape, start: Double, energies: [Double]) {
    let course = SetCourse(shape, length: Seconds(3600), start: start)
    for (minutes, energy) in zip([0.0, 30, 40, 60, 90], energies) {
      #expect(abs(course.energy(at: Seconds(minutes * 60)) - energy) < 0.001, "\(minutes) min")
    }
  }

  /// A set that takes the energy that is asked for, or the nearest that is left.
  private func follow(_ course: SetCourse, pool: [Int], trackLength: Double, isFair: Bool) -> [(Double, Double)] {
    var left = pool
    return stride(from: 0, to: course.length.value, by: trackLength).compactMap { time in
      let plain = course.energy(at: Seconds(time))
      // The next track comes in before this one's end.
      let whole = Seconds(trackLength / 0.8)
      let wanted = isFair ? course.energy(at: Seconds(time), pool: left, trackLength: whole) : plain
      guard let best = left.indices.min(by: { abs(Double(left[$0]) - wanted) < abs(Double(left[$1]) - wanted) })
      else { return nil }
      return (Double(left.remove(at: best)), plain)
    }
  }

  /// Forty-eight tracks, six of them at 7 and one above, for an hour that wants nine: what is loud is kept for the
  /// peak. Taken as it is wanted it is gone when the peak comes.
  @Test func theLoudestAreKeptForThePeak() {
    let pool =
      [8] + Array(repeating: 7, count: 6) + Array(repeating: 6, count: 7) + Array(repeating: 5, count: 18)
      + Array(repeating: 4, count: 6) + Array(repeating: 3, count: 9) + [2]
    let course = SetCourse(.arc, length: Seconds(3600), start: 5)
    let (fair, plain) = (
      follow(course, pool: pool, trackLength: 87, isFair: true),
      follow(course, pool: pool, trackLength: 87, isFair: false)
    )
    #expect(correlation(fair) > 0.9, "\(correlation(fair))")
    #expect(correlation(plain) < 0.6, "\(correlation(plain))")
  }

  /// Where there is enough of all, a course is what it was.
  @Test(arguments: SetCourse.Shape.allCases) func aLargePoolFollowsEveryCourse(_ shape: SetCourse.Shape) {
    let pool = (1...10).flatMap { Array(repeating: $0, count: 400) }
    let course = SetCourse(shape, length: Seconds(7200), start: 4.3)
    for minutes in stride(from: 0.0, through: 130, by: 7) {
      let time = Seconds(60 * minutes)
      let fair = course.energy(at: time, pool: pool, trackLength: Seconds(200))
      #expect(abs(fair - course.energy(at: time)) <= 0.5, "\(minutes) min: \(fair)")
    }
  }

  @Test func aCourseOverLittle() {
    let course = SetCourse(.build, length: Seconds(3600), start: 5)
    func energy(_ minutes: Double, _ pool: [Int], _ length: Double = 240) -> Double {
      course.energy(at: Seconds(60 * minutes), pool: pool, trackLength: Seconds(length))
    }
    // Of nothing, behind its end, or of a length that is none: the course.
    #expect(energy(30, []) == 7 && energy(70, [3]) == 9)
    #expect((1...10).contains(energy(30, [3, 4], .nan)))
    // All is as loud: all of it is taken.
    #expect(abs(energy(0, [6, 6, 6]) - 6) <= 0.5 && abs(energy(50, [6]) - 6) <= 0.5)
    // What is outside of the scale counts as its end.
    #expect((1...10).contains(energy(10, [0, 99, -4])))
  }

  @Test func nothingIsRepeatedWithinTheCooldown() {
    let played = history([(1, nil, 13), (2, nil, 11), (3, nil, 1), (4, nil, 0.1)], now: 1e9)
    #expect(numbers(played.rested((1...5).map { track($0) }, at: 1e9, rules: SetRules())) == [1, 5])
    // In another file the same sound is known as well, and the same song on another record.
    var (copy, release) = (track(9), track(10))
    (copy.content, release.song) = (1003, 3)
    #expect(numbers(played.rested([copy, track(5), release], at: 1e9, rules: SetRules())) == [5])
  }

  @Test func aSmallLibraryRelaxesTheCooldown() {
    let played = history([(1, nil, 3.5), (2, nil, 2), (3, nil, 1), (4, nil, 0.1)], now: 1e9)
    // Nothing within 12 h: the one that rested longest.
    #expect(numbers(played.rested((1...4).map { track($0) }, at: 1e9, rules: SetRules())) == [1])
    #expect(numbers(played.rested([track(3), track(4)], at: 1e9, rules: SetRules())) == [3])
    #expect(played.rested([track(4)], at: 1e9, rules: SetRules()).isEmpty)
    #expect(played.rested([], at: 1e9, rules: SetRules()).isEmpty)
    #expect(numbers(SetHistory().rested([track(4)], at: 1e9, rules: SetRules())) == [4])
  }

  /// Of five tracks each comes back when the four others were heard; of forty the eighth that rested longest is there
  /// to choose from.
  @Test func theCooldownIsAsLongAsTheMusicLasts() {
    var history = SetHistory()
    for number in 1...5 { history.note(SetHistory.Play(id: TrackID(Int64(number)), date: 1e9 + 240 * Double(number))) }
    var (dice, order) = (SeededRandom(seed: 1), [1, 2, 3, 4, 5] as [Int64])
    for turn in 6..<40 {
      let date = 1e9 + 240 * Double(turn)
      let rested = history.rested((1...5).map { track($0) }, at: date, rules: SetRules())
      guard let next = rested.randomElement(using: &dice) else {
        Issue.record("nothing is left")
        return
      }
      history.note(SetHistory.Play(id: next.id, date: date))
      order.append(next.id.value)
    }
    for place in order.indices.dropFirst(4) { #expect(Set(order[(place - 4)...place]).count == 5, "\(order)") }
    let many = self.history((1...40).map { ($0, nil, 12 - 0.25 * Double($0)) }, now: 1e9)
    #expect(numbers(many.rested((1...40).map { track($0) }, at: 1e9, rules: SetRules())) == [1, 2, 3, 4, 5])
  }

  @Test func anArtistWaitsForOthers() {
    let played = history([(1, 7, 0.2), (2, 8, 0.1)], now: 1e9)
    #expect(numbers(played.rested([track(3, artist: 7), track(4, artist: 9)], at: 1e9, rules: SetRules())) == [4])
    // Where nobody else is there, the same one again.
    #expect(numbers(played.rested([track(3, artist: 7)], at: 1e9, rules: SetRules())) == [3])
  }

  @Test func theBestFewAreChosenByChanceAndTheOrderDoesNotMatter() {
    let choices = (1...20).map { SetChoice(TrackID($0), energy: 5, score: 1 - 0.02 * Double($0)) }
    var counts: [Int64: Int] = [:]
    for seed in 0..<400 {
      var (one, other) = (SeededRandom(seed: UInt64(seed)), SeededRandom(seed: UInt64(seed)))
      let next = chooseNext(from: choices, energy: nil, using: &one)
      #expect(next == chooseNext(from: choices.reversed(), energy: nil, using: &other))
      counts[next?.id.value ?? 0, default: 0] += 1
    }
    // Four of them, none of them seldom.
    #expect(counts.keys.sorted() == [1, 2, 3, 4] && counts.values.allSatisfy { $0 > 60 }, "\(counts)")
  }

  @Test func theCourseGoesBeforeALittleScore() {
    var (dice, rules) = (SeededRandom(seed: 6), SetRules())
    rules.topCount = 1
    let choices = [SetChoice(TrackID(1), energy: 5, score: 0.9), SetChoice(TrackID(2), energy: 8, score: 0.7)]
    #expect(chooseNext(from: choices, energy: 8, rules: rules, using: &dice)?.id.value == 2)
    #expect(chooseNext(from: choices, energy: 5, rules: rules, using: &dice)?.id.value == 1)
    #expect(chooseNext(from: choices, energy: nil, rules: rules, using: &dice)?.id.value == 1)
  }

  @Test func weightsThatMakeNoSenseEndNothing() {
    var (dice, rules) = (SeededRandom(seed: 4), SetRules())
    (rules.topCount, rules.cooldownHours, rules.artistGap, rules.courseWidth) = (-3, .nan, -1, .nan)
    let worst = [SetChoice(TrackID(1), energy: nil, score: .nan), SetChoice(TrackID(2), energy: 4, score: -1)]
    #expect(chooseNext(from: worst, energy: .nan, rules: rules, using: &dice) != nil)
    #expect(chooseNext(from: worst, energy: 5, rules: rules, using: &dice) != nil)
    #expect(history([(1, 1, 0)], now: 0).rested([track(1), track(2)], at: 0, rules: rules).count == 1)
    #expect(chooseNext(from: [], energy: 5, using: &dice) == nil)
  }
}
