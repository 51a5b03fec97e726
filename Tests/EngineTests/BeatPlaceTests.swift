import Engine
import Glibc
import Music
import Support
import Testing

/// Where a deck's kicks sound at great changes of tempo, against where they ought to: read from rendered samples.
@Suite struct BeatPlaceTests {
  /// On the average within a twentieth of a millisecond, and none farther off than .3 ms. R2 does not stretch the hop
  /// in which it sets its phases anew, so that its account of itself leaps by .7 ms just where the attacks are; attacks
  /// that were laid by it lay .4 ms early at −13 %.
  @Test(arguments: KeyLockEngine.allCases, [-13.0, -10, -4, 5, 13])
  func kicksLieOnTheBeat(engine: KeyLockEngine, percent: Double) {
    let speed = 1 + percent / 100
    // No whole number of frames, blocks or hops between the kicks.
    let (bpm, first) = (133.2, 6041.0)
    let source = ClickTracks.kicks(bpm: bpm, seconds: 30, firstBeat: first)
    let kick = stride(from: 2 * Int(first), to: 2 * Int(first) + 1200, by: 2).map { source[$0] }
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, source, grid: steady(bpm, firstBeat: first))
    booth.say(.a, .keyLockEngine(engine))
    booth.say(.a, .tempoRange(16))
    booth.say(.a, .set(.tempo, percent))
    booth.say(.a, .play, at: 4096)
    // To the end of the last beat that is looked at.
    let out = channel(0, of: booth.render(6000 + Int((first + 40 * 60 / bpm * 44_100) / speed)))
    var offsets: [Double] = []
    for beat in 6..<40 {
      let frame = (first + Double(beat) * 60 / bpm * 44_100).rounded(.up)
      let ought = 4096 + Double(Engine.latencyFrames) + frame / speed
      guard Int(ought) + 800 < out.count else { break }
      offsets.append((Self.place(of: kick, in: out, near: Int(ought)) - ought) / 44.1)
    }
    let mean = offsets.reduce(0, +) / Double(offsets.count)
    let worst = offsets.map(abs).max() ?? .infinity
    #expect(offsets.count == 34)
    #expect(abs(mean) < 0.05)
    #expect(worst < 0.3)
  }

  /// Where a sound fits best, to a fraction of a frame.
  private static func place(of kick: [Float], in sound: [Float], near frame: Int) -> Double {
    func likeness(_ shift: Int) -> Double {
      var (product, power) = (0.0, 1e-12)
      for index in kick.indices {
        let value = Double(sound[frame + shift + index])
        product += value * Double(kick[index])
        power += value * value
      }
      return product / power.squareRoot()
    }
    let fits = (-120...120).map(likeness)
    let best = min(239, max(1, fits.indices.max { fits[$0] < fits[$1] }!))
    let (before, at, after) = (fits[best - 1], fits[best], fits[best + 1])
    return Double(frame + best - 120) + (before - after) / (2 * (before - 2 * at + after))
  }
}
