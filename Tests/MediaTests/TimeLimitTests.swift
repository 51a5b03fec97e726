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
}
