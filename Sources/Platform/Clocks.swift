import Glibc

/// Seconds on a clock that nobody sets and that never goes back; it stands still while the machine sleeps. Any thread.
package func monotonicSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }

/// Seconds since 1970, by the clock on the wall: it may be set, and jump. Any thread.
package func secondsSince1970() -> Double { seconds(of: CLOCK_REALTIME) }

private func seconds(of clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// "2026-11-21_20.15.03", now in local time: sorts by itself, and is a file's name everywhere and one word in a shell.
package func dateAndTime() -> String {
  let parts = localTime()
  return "\(parts.tm_year + 1900)-\(twoDigits(Int(parts.tm_mon) + 1))-\(twoDigits(Int(parts.tm_mday)))_"
    + [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits(Int($0)) }.joined(separator: ".")
}

/// "20:15:03", now in local time.
package func timeOfDay() -> String {
  let parts = localTime()
  return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits(Int($0)) }.joined(separator: ":")
}

/// "2026-11-21", the local day of a date. - Parameter date: seconds since 1970; what no calendar has is an empty text.
package func localDay(_ date: Double) -> String {
  guard abs(date) < 1e11 else { return "" }
  let parts = localTime(time_t(date))
  return "\(parts.tm_year + 1900)-\(twoDigits(Int(parts.tm_mon) + 1))-\(twoDigits(Int(parts.tm_mday)))"
}

/// How far the clock on the wall is ahead of UTC at a date, seconds: time zone and daylight saving. Any thread.
/// - Parameter date: seconds since 1970; what no calendar has is as now.
package func utcOffset(at date: Double) -> Int {
  abs(date) < 1e11 ? localTime(time_t(date)).tm_gmtoff : localTime().tm_gmtoff
}

/// When the clock on the wall shows this. - Returns: seconds since 1970; nil for a day that no calendar has.
package func localDate(year: Int, month: Int, day: Int, hour: Int, minute: Int) -> Double? {
  var parts = tm()
  parts.tm_year = Int32(clamping: year - 1900)
  parts.tm_mon = Int32(clamping: month - 1)
  parts.tm_mday = Int32(clamping: day)
  (parts.tm_hour, parts.tm_min, parts.tm_isdst) = (Int32(clamping: hour), Int32(clamping: minute), -1)
  let date = mktime(&parts)
  // The 31st of June is carried over into July.
  return Int(parts.tm_mday) == day && Int(parts.tm_mon) == month - 1 ? Double(date) : nil
}

/// When it shows this on the day of a date, or so many days later.
package func localDate(of date: Double, days: Int, hour: Int, minute: Int) -> Double {
  var parts = localTime(time_t(max(-1e11, min(1e11, date))))
  parts.tm_mday += Int32(clamping: days)
  (parts.tm_hour, parts.tm_min, parts.tm_sec) = (Int32(clamping: hour), Int32(clamping: minute), 0)
  parts.tm_isdst = -1
  return Double(mktime(&parts))
}

private func localTime(_ now: time_t = time(nil)) -> tm {
  var now = now
  var parts = tm()
  localtime_r(&now, &parts)
  return parts
}
