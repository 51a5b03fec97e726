// Numbers as people read them. All have a fixed count of places, so that nothing jitters while it changes.

/// `1.50`, rounded to so many decimals (18 at most); a negative zero is a zero. "–" for what is not finite, or a
/// trillion and more.
package func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "–" }
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard decimals > 0 else { return sign + String(scaled) }
  let fraction = String(scaled % scale)
  return sign + String(scaled / scale) + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
}

/// `+1.5`, `−0.3`, and ` 0.0` for what rounds to nothing: always one wider than `fixed`. The minus is as wide as the
/// plus.
package func signed(_ value: Double, _ decimals: Int) -> String {
  let text = fixed(abs(value), decimals)
  if text.allSatisfy({ $0 == "0" || $0 == "." }) { return " " + text }
  return (value < 0 ? "−" : "+") + text
}

/// `3:05`, or `1:02:03`: the whole seconds that have passed, as a clock shows them; 99:59:59 at most. `−0:02`: so many
/// are to come.
package func clock(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "–:––" }
  if seconds <= -1 { return "−" + clock(-seconds) }
  let whole = Int(max(0, min(seconds, 359_999)))
  let (hours, minutes) = (whole / 3600, whole / 60 % 60)
  let tail = twoDigits(whole % 60)
  return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(tail)" : "\(minutes):\(tail)"
}

/// "07", "12". - Parameter number: 0 or more.
package func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

/// "1 track", "3 tracks". - Parameter plural: by default the noun with an s.
package func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
  "\(number) " + (number == 1 ? noun : plural ?? noun + "s")
}

/// A length to the nearest second, as `clock` writes it: 3.98 s are `0:04`.
package func lengthText(_ seconds: Double) -> String { clock(seconds.rounded()) }
