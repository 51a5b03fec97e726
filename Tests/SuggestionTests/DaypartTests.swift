import Music
import Suggestion
import Support
import Testing

/// The table of a programme: how it is written, and what is on when, by the clock on the wall.
@Suite struct DaypartTests {
  /// 2026-10-19, a Monday, 0:00 UTC.
  private static let monday = 1_792_368_000.0

  private func time(_ day: Int, _ hour: Int, _ minute: Int = 0, offset: Int = 0) -> WallTime {
    WallTime(date: Self.monday + Double(86_400 * day + 3600 * hour + 60 * minute), offset: offset)
  }

  private func mistake(_ text: String) -> String? {
    do { _ = try Daypart(text) } catch { return error.description }
    return nil
  }

  @Test func aLineIsRead() throws {
    let part = try Daypart(
      "\"morning mon-fri,sun 6:00-10:30 genres house, deep house bpm 118–124.5 energy 4-6 vocals 0-50% tags warm "
        + "crates Heavy Rotation:3, Gold:0.5, New\"")
    #expect(part.name == "morning" && part.days == [0, 1, 2, 3, 4, 6])
    #expect(part.start == 360 && part.end == 630)
    #expect(part.genres == ["house", "deep house"] && part.tags == ["warm"])
    #expect(part.bpm == 118...124.5 && part.energy == 4...6 && part.vocals == 0...0.5)
    #expect(part.crates == [.init("Heavy Rotation", 3), .init("Gold", 0.5), .init("New", 1)])
    #expect(try Daypart("all daily 0:00-24:00").days.count == 7)
    #expect(try Daypart("late fri-mon 22-2").days == [4, 5, 6, 0])
  }

  @Test(arguments: [
    ("", "a daypart has a name, days and hours"), ("morning mon-fri", "a daypart has a name, days and hours"),
    ("morning mon-fry 6-10", "“mon-fry” is no day"), ("morning mon,,tue 6-10", "“” is no day"),
    ("morning mon 6-25", "are no hours"), ("morning mon 6:60-10", "are no hours"), ("morning mon x-10", "are no hours"),
    ("morning mon 24-2", "are no hours"), ("morning mon 6-", "are no hours"), ("morning mon 6", "are no hours"),
    ("morning mon 6-6", "no time at all"), ("morning mon 6-10 genre house", "“genre” is no word of a daypart"),
    ("morning mon 6-10 bpm 124-118", "is empty"), ("morning mon 6-10 bpm nan-124", "a band between 20 and 400"),
    ("morning mon 6-10 bpm", "a band between 20 and 400"), ("morning mon 6-10 bpm 1e999-2", "a band between"),
    ("morning mon 6-10 energy 0-11", "a band between 1 and 10"), ("morning mon 6-10 genres", "genres wants names"),
    ("morning mon 6-10 genres , ,", "genres wants names"), ("morning mon 6-10 crates A:0", "no crate with a weight"),
    ("morning mon 6-10 crates A:nan", "no crate with a weight"),
    ("morning mon 6-10 crates :2", "no crate with a weight"),
    ("morning mon 6-10 crates A:1,a:2", "named twice"), ("morning mon 6-10 bpm 1-2 bpm 3-4", "a band between"),
    ("morning mon 6-10 bpm 100-110 bpm 118-120", "said twice"),
  ])
  func whatMakesNoSenseIsSaid(line: String, sentence: String) {
    #expect(mistake(line)?.contains(sentence) == true, "\(mistake(line) ?? "taken")")
  }

  @Test func noLineOfWordsAndNoiseBreaksIt() {
    var dice = SeededRandom(seed: 18)
    let words = [
      "morning", "mon-fri", "6:00-10:00", "genres", "bpm", "118-124", "energy", "crates", ":", "-", "nan", ",",
      "\u{301}", "\"", "24:00-0",
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 0...9, using: &dice)
      _ = mistake((0..<count).map { _ in words.randomElement(using: &dice) ?? "" }.joined(separator: " "))
    }
  }

  @Test func overlapsAreSaidAndTheEarlierLineHolds() throws {
    var programme = Programme()
    _ = try programme.add(daypart: "morning mon-fri 6-10")
    _ = try programme.add(daypart: "night fri,sat 22-6")
    func complaint(_ text: String) -> String? {
      do throws(Daypart.Mistake) { return try programme.add(daypart: text) } catch { return error.description }
    }
    #expect(complaint("early tue 5-7") == "early overlaps with morning, from Tuesday 06:00 on: there morning is played")
    #expect(complaint("sunday sun 0-12")?.contains("overlaps with night, from Sunday 00:00") == true)
    #expect(complaint("Morning sat 8-9") == "there is a daypart Morning already")
    #expect(complaint("noon daily 12-13") == nil)
    let names = [time(1, 5, 30), time(1, 6, 30), time(6, 5), time(6, 7)].map { now in
      programme.daypart(at: now).map { programme.dayparts[$0].name }
    }
    #expect(names == ["early", "morning", "night", "sunday"])
    for index in 0..<70 { _ = complaint("part\(index) mon 15-16") }
    #expect(programme.dayparts.count == Programme.most)
  }

  @Test func nightsBelongToTheDayTheyBeginOn() throws {
    let night = try Daypart("night fri,sun 22-2")
    #expect(night.contains(time(4, 22)) && night.contains(time(4, 23, 59)) && night.contains(time(5, 1, 59)))
    #expect(!night.contains(time(5, 2)) && !night.contains(time(4, 1)) && !night.contains(time(4, 21, 59)))
    // Over the week's end.
    #expect(night.contains(time(6, 23)) && night.contains(time(7, 1)) && !night.contains(time(7, 2)))
    let evening = try Daypart("evening mon 18-0")
    #expect(evening.contains(time(0, 23, 59)) && !evening.contains(time(1, 0)))
  }

  /// 2026-10-25, 1:00 UTC: in Berlin the clock goes from 3:00 back to 2:00. 2026-03-29, 1:00 UTC: from 2:00 to 3:00.
  @Test func daylightSavingIsAnotherOffset() throws {
    var programme = Programme()
    _ = try programme.add(daypart: "night daily 0-3")
    _ = try programme.add(daypart: "early daily 3-6")
    func name(_ now: WallTime) -> String? { programme.daypart(at: now).map { programme.dayparts[$0].name } }
    // In autumn 2:30 is there twice, and the night an hour longer.
    #expect(name(time(6, 0, 30, offset: 7200)) == "night" && time(6, 0, 30, offset: 7200).clock == "02:30")
    #expect(name(time(6, 1, 30, offset: 3600)) == "night" && time(6, 1, 30, offset: 3600).clock == "02:30")
    #expect(name(time(6, 2, 0, offset: 3600)) == "early")
    // In spring 2:30 is not there at all.
    let spring = 1_774_746_000.0
    #expect(name(WallTime(date: spring - 60, offset: 3600)) == "night")
    #expect(name(WallTime(date: spring, offset: 7200)) == "early")
    #expect(WallTime(date: spring, offset: 7200).clock == "03:00")
  }

  @Test func timesThatNoCalendarHasAreTimes() {
    for date in [Double.nan, .infinity, -.infinity, 1e300, -1, 0] {
      let now = WallTime(date: date, offset: .max)
      #expect(
        (0..<1440).contains(now.minute) && (0..<7).contains(now.weekday) && (0..<10_080).contains(now.minuteOfWeek))
    }
    #expect(time(6, 0, 30, offset: 7200).text == "2026-10-25T02:30:00+02:00")
    #expect(WallTime(date: 951_782_399, offset: -16_200).text == "2000-02-28T19:29:59-04:30")
    #expect(WallTime(date: -1).text == "1969-12-31T23:59:59+00:00")
    #expect(WallTime(date: 0).weekday == 3 && WallTime(date: -1).weekday == 2 && WallTime(date: -1).clock == "23:59")
  }

  @Test func identsAreDueAtTheQuarters() {
    var programme = Programme()
    #expect(!programme.jingleIsDue(at: time(0, 6), last: nil, lead: 120), "there are none")
    programme.jingles = "Idents"
    #expect(programme.jingleIsDue(at: time(0, 6, 7), last: nil, lead: 120))
    func isDue(_ hour: Int, _ minute: Int, after last: WallTime, offset: Int = 0) -> Bool {
      programme.jingleIsDue(at: time(0, hour, minute, offset: offset), last: last, lead: 120)
    }
    // Heard at 6:14 for 6:15: due again from 6:28 on.
    #expect(!isDue(6, 16, after: time(0, 6, 14)) && !isDue(6, 25, after: time(0, 6, 14)))
    #expect(isDue(6, 28, after: time(0, 6, 14)) && isDue(6, 33, after: time(0, 6, 17)))
    #expect(isDue(9, 0, after: time(0, 6, 0)))
    // The clock is put back by an hour: half an hour later it is still due.
    #expect(isDue(6, 31, after: time(0, 6, 1), offset: -3600))
    // By some seconds, over the mark: not twice.
    #expect(!isDue(6, 14, after: time(0, 6, 15)))
  }
}
