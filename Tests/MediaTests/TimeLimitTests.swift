import Glibc
import Media
import Music
import Support
import Testing

/// How long a file may keep the media program busy.
@Suite struct TimeLimitTests {
  @Test func patienceGrowsWithTheLength() {
    #expect(MediaLimits.patience(for: Seconds(0)).value == 60)
    #expect(MediaLimits.patience(for: Seconds(300)).value == 360)
    // A head may promise anything, or nothing: the longest track that is taken is the most.
    for length in [nil, Seconds(1e12), Seconds(.infinity), Seconds(.nan), MediaLimits.longestTrack] {
      #expect(MediaLimits.patience(for: length).value == 60 + MediaLimits.longestTrack.value)
    }
    #expect(MediaLimits.patience(for: Seconds(-5)).value == 60)
  }

  /// A program that says that it goes on, and on, is ended when its time is over, not when it falls silent.
  @Test func whatGoesRoundInCirclesIsEnded() throws {
    let bench = try MediaBench()
    let script =
      "#!/bin/sh\nwhile :; do printf '\\003\\010\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000' || exit; "
      + "done\n"
    try Programs.writeScript(script, to: bench.path("circles"))
    let circling = MediaProgram(executable: bench.path("circles")) { _ in Seconds(0.2) }
    let path = bench.wave("a.wav", [0, 0])
    for job in ["decode", "analyze"] {
      let error = #expect(throws: MediaError.self) {
        if job == "decode" { _ = try circling.decode(path, rate: .cd) } else { _ = try circling.analyze(path) }
      }
      #expect(error?.kind == .timedOut && error?.sentence.contains("a.wav was given up after") == true, "\(job)")
    }
  }
}
