import Testing

@testable import Exchange

/// Days as other programs write them, and as seconds.
@Suite struct ForeignDayTests {
  @Test(
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2019-08-29", 18_137), ("2100-03-01", 47_541),
      ("1900-03-01", -25_508),
    ] as [(String, Int)])
  func known(text: String, number: Int) throws {
    let day = try #require(ForeignDay(text))
    #expect(day.number == number && ForeignDay(number: number) == day)
  }

  @Test func everyDayGoesThereAndBack() {
    var before = ForeignDay(number: -25_000)
    for number in -24_999..<80_000 {
      let day = ForeignDay(number: number)
      #expect(day.number == number)
      let isNext = day.day == before.day + 1 && day.month == before.month || day.day == 1 && day.month != before.month
      if !isNext { Issue.record("\(before) is followed by \(day)") }
      before = day
    }
  }

  @Test func whatIsNoDay() {
    #expect(ForeignDay("2019-13-01") == nil && ForeignDay("2019-08") == nil && ForeignDay("") == nil)
    #expect(ForeignTexts.day(ofSeconds: 0) == nil && ForeignTexts.day(ofSeconds: nil) == nil)
    #expect(ForeignTexts.day(ofSeconds: 1_567_072_800) == "2019-08-29")
    #expect(ForeignTexts.day("2019/8/29") == "2019-08-29")
  }
}
