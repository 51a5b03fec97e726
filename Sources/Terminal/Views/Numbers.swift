import Glibc

// Numbers as the screen writes them. All have a fixed count of places, so that nothing jitters while it changes.

/// `1.50`; a negative zero is a zero.
func fixed(_ value: Double, _ places: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "–" }
  let scale = places == 0 ? 1.0 : places == 1 ? 10 : places == 2 ? 100 : 1000
  let scaled = Int((abs(value) * scale).rounded())
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard places > 0 else { return sign + String(scaled) }
  let fraction = String(scaled % Int(scale))
  let padding = String(repeating: "0", count: places - fraction.count)
  return sign + String(scaled / Int(scale)) + "." + padding + fraction
}

/// `+1.5`, `−0.3`, ` 0.0`.
func signed(_ value: Double, _ places: Int) -> String {
  let text = fixed(abs(value), places)
  if text.allSatisfy({ $0 == "0" || $0 == "." }) { return " " + text }
  return (value < 0 ? "−" : "+") + text
}

/// `3:05`, or `1:02:03`; the whole seconds that have passed. `−0:02`: so many are to come.
func clock(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "–:––" }
  if seconds <= -1 { return "−" + clock(-seconds) }
  let whole = Int(max(0, min(seconds, 359_999)))
  let minutes = whole / 60 % 60
  let tail = (whole % 60 < 10 ? "0" : "") + String(whole % 60)
  if whole < 3600 { return "\(minutes):\(tail)" }
  return "\(whole / 3600):" + (minutes < 10 ? "0" : "") + "\(minutes):\(tail)"
}

/// `3:05.4`; `−0:01.8` before the track's beginning.
func clockTenths(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "–:––.–" }
  if seconds <= -0.1 { return "−" + clockTenths(-seconds) }
  let tenths = Int((max(0, min(seconds, 359_999)) * 10).rounded(.down))
  return clock(Double(tenths / 10)) + "." + String(tenths % 10)
}

/// `12 345`, in groups of three.
func grouped(_ number: Int) -> String {
  var digits = Array(String(abs(number)))
  var place = digits.count - 3
  while place > 0 {
    digits.insert("\u{202F}", at: place)
    place -= 3
  }
  return (number < 0 ? "−" : "") + String(digits)
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

func paddedLeft(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - displayWidth(text))) + text
}

/// A level of amplitude as a share of a meter from −48 to 0 dBFS.
func meterShare(_ amplitude: Float) -> Double {
  guard amplitude > 0.003_98 else { return 0 }
  return min(1, 1 + Double(20 * log10f(amplitude)) / 48)
}
