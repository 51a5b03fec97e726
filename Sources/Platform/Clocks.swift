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

private func localTime(_ now: time_t = time(nil)) -> tm {
  var now = now
  var parts = tm()
  localtime_r(&now, &parts)
  return parts
}
