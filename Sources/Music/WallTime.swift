import Glibc

/// A moment by the clock on the wall: when it is, and what a clock shows then and there. A change of time zone, or to
/// daylight saving, is another offset.
package struct WallTime: BitwiseCopyable, Sendable, Hashable {
  /// Seconds since 1970.
  package let date: Double
  /// How far the clock is ahead of UTC, seconds.
  package let offset: Int

  /// - Parameters:
  ///   - date: seconds since 1970; what no calendar has is taken as its nearest end.
  ///   - offset: seconds east of UTC.
  package init(date: Double, offset: Int = 0) {
    self.date = date.isNaN ? 0 : max(-1e11, min(1e11, date))
    self.offset = max(-86_400, min(86_400, offset))
  }

  /// Seconds that a clock which was never put forward or back would count.
  private var local: Double { floor(date) + Double(offset) }

  /// 0: Monday … 6: Sunday.
  package var weekday: Int {
    // 1970 began on a Thursday.
    let days = Int(floor(local / 86_400)) + 3
    return ((days % 7) + 7) % 7
  }

  /// Of the local day, 0..<1440.
  package var minute: Int { Int((local - 86_400 * floor(local / 86_400)) / 60) }

  /// Of the local week that begins on Monday, 0..<10080.
  package var minuteOfWeek: Int { 1440 * weekday + minute }

  /// How many marks the clock has passed that lie so many minutes apart, counted from the full hour. It grows by one
  /// at each mark, and jumps where the clock is put forward or back.
  package func marks(every minutes: Int) -> Int { Int(floor(local / (60 * Double(max(1, minutes))))) }

  /// "14:05".
  package var clock: String { "\(two(minute / 60)):\(two(minute % 60))" }

  /// "2026-11-30T14:05:30+01:00" (RFC 3339).
  package var text: String {
    let (year, month, day) = calendarDay
    let second = Int(local - 60 * floor(local / 60))
    let east = abs(offset) / 60
    let zone = "\(offset < 0 ? "-" : "+")\(two(east / 60)):\(two(east % 60))"
    return "\(year)-\(two(month))-\(two(day))T\(clock):\(two(second))\(zone)"
  }

  /// Days since 1970 as a day of the calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2021).
  private var calendarDay: (year: Int, month: Int, day: Int) {
    let days = Int(floor(local / 86_400)) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Months are counted from March.
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let shown = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (shown <= 2 ? 1 : 0), shown, day)
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
