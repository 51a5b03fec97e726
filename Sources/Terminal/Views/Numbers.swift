import Glibc
import Platform

// Numbers as the screen writes them, with a fixed number of digits, so that nothing jitters.

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

/// An amplitude as a fraction of a meter from −48 to 0 dBFS.
func meterFraction(_ amplitude: Float) -> Double {
  guard amplitude > 0.003_98 else { return 0 }
  return min(1, 1 + Double(20 * log10f(amplitude)) / 48)
}
