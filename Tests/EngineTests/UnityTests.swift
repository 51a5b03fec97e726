import Engine
import Music
import Support
import Testing

/// The original is sacred: at unity the output is the file's samples, bit for bit, `latencyFrames` late.
@Suite struct UnityTests {
  @Test(arguments: [16, 24], [CrossfaderCurve.power, .linear, .cut])
  func originalPassesBitForBit(bits: Int, curve: CrossfaderCurve) {
    let sound = ClickTracks.noise(bits: bits, seconds: 2, seed: UInt64(bits))
    var booth = Booth()
    booth.say(.mixer(.curve(curve)))
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, sound, at: 4096)
    booth.say(.a, .play, at: 4096)
    let out = booth.render(80_000)
    let first = 4096 + Engine.latencyFrames
    for frame in 0..<70_000 {
      guard out[4 * (first + frame)] == sound[2 * frame], out[4 * (first + frame) + 1] == sound[2 * frame + 1] else {
        Issue.record("frame \(frame) differs")
        return
      }
    }
  }

  @Test func stemsAtUnityPlayTheOriginal() {
    let sound = ClickTracks.noise(bits: 24, seconds: 2, seed: 3)
    let wrong = [Float](repeating: 0.25, count: sound.count)
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, sound, stems: [(.vocals, wrong), (.instrumental, wrong)], at: 4096)
    booth.say(.a, .play, at: 4096)
    booth.say(.a, .stemMute(0, .on), at: 20_032)
    booth.say(.a, .stemsReset, at: 30_016)
    let out = booth.render(70_000)
    let first = 4096 + Engine.latencyFrames
    #expect((0..<15_000).allSatisfy { out[4 * (first + $0)] == sound[2 * $0] })
    // Muted vocals leave the instrumental stem alone.
    #expect(abs(out[4 * (first + 24_000)] - 0.25) < 1e-6)
    // And all of it comes back.
    #expect((30_000..<60_000).allSatisfy { out[4 * (first + $0)] == sound[2 * $0] })
  }

  @Test func flatAgainMeansUntouched() {
    // Low enough for the limiter to leave alone what the filters make of it.
    let sound = ClickTracks.noise(bits: 16, seconds: 3, seed: 4).map { $0 / 4 }
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, sound, at: 4096)
    booth.say(.a, .play, at: 4096)
    booth.say(.a, .set(.eq(.low), -12), at: 10_048)
    booth.say(.a, .set(.filter, 0.4), at: 10_048)
    booth.say(.a, .set(.tempo, 3), at: 10_048)
    booth.say(.a, .set(.trim, -6), at: 10_048)
    booth.say(.a, .set(.eq(.low), 0), at: 40_000)
    booth.say(.a, .set(.filter, 0), at: 40_000)
    booth.say(.a, .set(.tempo, 0), at: 40_000)
    booth.say(.a, .set(.trim, 0), at: 40_000)
    let out = booth.render(125_000)
    let left = channel(0, of: out)
    // The isolator takes a second to leave. The tempo moved the place in the track; find it again and compare all that
    // follows.
    let probe = Array(left[90_000..<90_032])
    let found = (80_000..<100_000).first { start in
      (0..<32).allSatisfy { sound[2 * (start + $0)] == probe[$0] }
    }
    guard let found else {
      Issue.record("the original does not come back")
      return
    }
    let bad = (0..<30_000).filter { left[90_000 + $0] != sound[2 * (found + $0)] }
    #expect(bad.isEmpty, "\(bad.count) frames differ, from \(bad.first ?? 0) to \(bad.last ?? 0)")
  }
}
