import Music

/// Some hours of the week, and what is played in them.
package struct Daypart: Sendable, Hashable {
  /// A crate, and how often it is played from beside the others.
  package struct Share: Sendable, Hashable {
    /// As the library names it.
    package var crate: String
    /// Beside those of the others; over 0.
    package var weight: Double
    /// A crate and its weight.
    package init(_ crate: String, _ weight: Double) { (self.crate, self.weight) = (crate, weight) }
  }

  /// What the table calls it.
  package var name: String
  /// The days on which it begins, 0: Monday … 6: Sunday.
  package var days: Set<Int>
  /// The minute of the day in which it begins, 0..<1440.
  package var start: Int
  /// The minute in which it ends, 1…1440; where that is before its beginning, of the next day.
  package var end: Int
  /// Kinds of music: a track is of one of them whose genre has all of its words. None: any.
  package var genres: [String] = []
  /// The DJ's own tags: a track has one of them. None: any.
  package var tags: [String] = []
  /// Of a track as it was recorded; nil: any.
  package var bpm: ClosedRange<Double>?
  /// 1…10; nil: any.
  package var energy: ClosedRange<Double>?
  /// The share of a track in which somebody sings, 0…1; nil: any.
  package var vocals: ClosedRange<Double>?
  /// Crates that it plays from, each as often as it weighs. None: the whole library.
  package var crates: [Share] = []

  /// All music at these hours. - Parameters:
  ///   - days: 0: Monday … 6: Sunday.
  ///   - start: minute of the day, and so is `end`, which is the next day's where it is not after `start`.
  package init(_ name: String, days: Set<Int>, start: Int, end: Int) {
    (self.name, self.days, self.start, self.end) = (name, days, start, end)
  }

  /// Its minutes of the week, in pieces that no week's end cuts.
  var minutes: [Range<Int>] {
    let week = 7 * 1440
    let length = end > start ? end - start : end - start + 1440
    return days.sorted().flatMap { day -> [Range<Int>] in
      let begin = 1440 * day + start
      if begin + length <= week { return [begin..<begin + length] }
      return [begin..<week, 0..<begin + length - week]
    }
  }

  /// Whether the clock stands in it.
  package func contains(_ time: WallTime) -> Bool { minutes.contains { $0.contains(time.minuteOfWeek) } }

  /// The first minute of the week that both claim; nil where none is.
  package func overlap(with other: Daypart) -> Int? {
    minutes.flatMap { mine in
      other.minutes.compactMap { $0.overlaps(mine) ? max($0.lowerBound, mine.lowerBound) : nil }
    }.min()
  }
}

/// What a station plays when nobody sits in the chair.
package struct Programme: Sendable, Hashable {
  /// The table, in its order: of two that overlap the first one counts.
  package var dayparts: [Daypart] = []
  /// Rotation: the cooldown, how far artists and albums lie apart, and among how many of the best is chosen.
  package var rotation = Programme.usualRotation
  /// The tempo changes by so many percent at most from one track to the next.
  package var tempoStep = 6.0
  /// What is asked for, and fits, is played within so many tracks.
  package var requestWait = 5
  /// Tracks with more beats a minute are left out: where the beat is counted twice, no blend holds.
  package var fastest = 170.0
  /// Shorter tracks are left out: they are over before the next one is in.
  package var shortest = Seconds(60)
  /// Genres that are not played: a track is of one whose genre has all of its words.
  package var kindsLeftOut = ["podcast", "audiobook", "speech", "spoken word"]
  /// The crate of the station's idents, a folder or a file of them; nil: there are none.
  package var jingles: String?
  /// Idents are due at the full hour and then every so many minutes.
  package var jingleMinutes = 15
  /// So much softer is the music under an ident, dB.
  package var jingleDip = 8.0

  /// More dayparts, or crates in them, than this are not told apart.
  package static let most = 64

  private static var usualRotation: SetRules {
    var rules = SetRules()
    rules.cooldownHours = 24
    rules.albumGap = 10
    return rules
  }

  /// All music at all hours.
  package init() {}

  /// The place in the table of what is on; nil: all music is.
  package func daypart(at time: WallTime) -> Int? { dayparts.firstIndex { $0.contains(time) } }

  /// Whether there are hours in which no daypart is on.
  var hasOpenHours: Bool {
    var minute = 0
    for span in dayparts.flatMap(\.minutes).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if span.lowerBound > minute { return true }
      minute = max(minute, span.upperBound)
    }
    return minute < 7 * 1440
  }

  /// Whether an ident belongs before a track that begins now.
  /// - Parameters:
  ///   - last: when one was heard last; nil: never.
  ///   - lead: how long before its mark one may come, seconds: half of the track, so that it comes at the nearer end.
  package func jingleIsDue(at now: WallTime, last: WallTime?, lead: Double) -> Bool {
    guard jingles != nil else { return false }
    guard let last else { return true }
    let every = 60 * Double(max(1, jingleMinutes))
    func mark(_ time: WallTime, later: Double) -> Int {
      WallTime(date: time.date + later, offset: time.offset).marks(every: jingleMinutes)
    }
    // The last one was that of the nearest mark. A clock that is put right by seconds passes a mark twice.
    return abs(now.date - last.date) >= every / 2
      && mark(now, later: max(0, min(every / 2, lead))) != mark(last, later: every / 2)
  }
}
