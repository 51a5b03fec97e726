import Music
import Platform
import Support
import Testing
import Workstation

/// `segue transition` through the built program: what it plans can be said, and what it renders is a blend.
@Suite("segue transition", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct TransitionTests {
  @Test func aBlendOfTwoFiles() throws {
    let segue = try InstalledSegue()
    let (a, b) = (segue.music + "/a.flac", segue.music + "/b.flac")
    try write(SyntheticTrack(tempo: { _ in 124 }, seconds: 90, seed: 3).signal.samples, to: a, .flac)
    try write(SyntheticTrack(tempo: { _ in 120 }, seconds: 90, seed: 4).signal.samples, to: b, .flac)
    let planned = try segue.run("transition", a, b, "--plan")
    #expect(planned.status == 0, "\(planned.errors)")
    for key in [
      "kind", "out_seconds", "in_seconds", "bars", "tempo_change_percent", "key_shift_semitones", "kick_offset_ms",
      "two_voices_seconds", "score", "confidence", "reasons", "commands", "at_seconds",
    ] { #expect(planned.output.contains("\"\(key)\":"), "\(key)") }
    #expect(planned.output.contains("\"tempo_change_percent\":3.3"), "\(planned.output)")

    let lines = planned.output.components(between: "\"commands\":[", and: "]").split(separator: "\"").map(String.init)
      .filter { $0 != "," }
    #expect(lines.count >= 6)
    let parsed = try Programs.run([segue.program, "parse"] + lines, environment: segue.environment)
    #expect(parsed.status == 0 && parsed.output.split(separator: "\n").map(String.init) == lines, "\(parsed)")

    let clip = segue.music + "/clip.wav"
    let rendered = try segue.run("transition", a, b, "-o", clip)
    #expect(rendered.status == 0 && rendered.output.hasPrefix("rendered "), "\(rendered.errors)")
    let heard = try sound(of: clip)
    // A fifth of a second without sound would be a hole.
    let window = 2 * 8820
    let quiet = stride(from: 0, to: heard.count - 2 * window, by: window).filter { start in
      heard[start..<(start + window)].allSatisfy { abs($0) < 1e-3 }
    }
    #expect(quiet.isEmpty, "\(quiet.map { Double($0) / 88_200 })")
    #expect(heard.allSatisfy { abs($0) <= 1 })
  }

  @Test func wrongUsage() throws {
    let segue = try InstalledSegue()
    #expect(try segue.run("transition", "a.flac", "--plan").status == 2)
    let kind = try segue.run("transition", "a.flac", "b.flac", "--kind", "leap", "--plan")
    #expect(kind.status == 2 && kind.errors.contains("long-blend"), "\(kind.errors)")
    let missing = try segue.run("transition", segue.music + "/none.flac", segue.music + "/none.flac", "--plan")
    #expect(missing.status == 1 && missing.errors.contains("none.flac"), "\(missing.errors)")
  }
}

extension String {
  /// What lies between two texts, the first of each.
  fileprivate func components(between start: String, and end: String) -> String {
    guard let from = firstRange(of: start)?.upperBound, let to = self[from...].firstRange(of: end)?.lowerBound else {
      return ""
    }
    return String(self[from..<to])
  }
}
