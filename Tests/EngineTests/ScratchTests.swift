import Engine
import Glibc
import Music
import Support
import Testing

/// A hand holds the record and turns it: the sound goes with it, forwards and backwards, and stands.
@Suite struct ScratchTests {
  private static let start: Int64 = 4096
  private static let grip: Int64 = 200_000

  private static func booth(_ sound: [Float], playing: Bool = true) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.say(.mixer(.limiter(.off)))
    booth.load(.a, sound, grid: steady(120), at: start)
    if playing { booth.say(.a, .play, at: start) } else { booth.say(.a, .seek(TrackTime(4)), at: start) }
    return booth
  }

  /// Turns the jog once in a quantum, so that the record goes at the speeds in turn. - Returns: where it ends.
  @discardableResult
  private static func turn(_ booth: inout Booth, from frame: Int64, _ speeds: [Double]) -> Int64 {
    for (index, speed) in speeds.enumerated() {
      booth.say(.a, .jog(milliseconds: speed * 64 / 44.1), at: frame + 64 * Int64(index))
    }
    return frame + 64 * Int64(speeds.count)
  }

  /// A sine on the left and its cosine on the right: their angle says where in the track a frame of output was read.
  private static func turning(hz: Double, seconds: Double, amplitude: Double = 0.5) -> [Float] {
    (0..<Int(seconds * 44_100)).flatMap { frame in
      let angle = 2 * Double.pi * hz * Double(frame) / 44_100
      return [Float(amplitude * sin(angle)), Float(amplitude * cos(angle))]
    }
  }

  /// Source frames per output frame, where there is sound to tell.
  private static func speeds(_ out: [Float], hz: Double, _ range: Range<Int>) -> [Double?] {
    func angle(_ frame: Int) -> Double? {
      let (left, right) = (Double(out[4 * frame]), Double(out[4 * frame + 1]))
      return left * left + right * right > 1e-5 ? atan2(left, right) : nil
    }
    return range.map { frame in
      guard let now = angle(frame), let next = angle(frame + 1) else { return nil }
      let step = remainder(next - now, 2 * .pi)
      return step / (2 * .pi * hz) * 44_100
    }
  }

  private static func decibels(_ value: Double) -> Double { 20 * log10(max(value, 1e-12)) }

  /// The level of all that is not the tone of `hz`, below `amplitude`, in decibels.
  private static func besides(_ hz: Double, in sound: ArraySlice<Float>, amplitude: Double) -> Double {
    let sound = sound.map(Double.init)
    var (re, im, weights) = (0.0, 0.0, 0.0)
    let angles = sound.indices.map { 2 * Double.pi * hz * Double($0) / 44_100 }
    let window = sound.indices.map { 1 - cos(2 * .pi * (Double($0) + 0.5) / Double(sound.count)) }
    for index in sound.indices {
      re += window[index] * sound[index] * cos(angles[index])
      im += window[index] * sound[index] * sin(angles[index])
      weights += window[index]
    }
    (re, im) = (2 * re / weights, 2 * im / weights)
    var power = 0.0
    for index in sound.indices {
      let rest = sound[index] - re * cos(angles[index]) - im * sin(angles[index])
      power += window[index] * rest * rest
    }
    return decibels((2 * power / weights).squareRoot() / amplitude)
  }

  @Test("a held record stands, and goes to the very place that it is turned to")
  func place() {
    let hz = 300.0
    var booth = Self.booth(Self.turning(hz: hz, seconds: 20))
    booth.say(.a, .jogHold(.on), at: Self.grip)
    Self.turn(&booth, from: 244_160, Array(repeating: 1.5, count: 300) + Array(repeating: -2.5, count: 200))
    let out = booth.render(330_000)
    // It stands within 50 ms, without swinging back, and is silent.
    let stopping = Self.speeds(out, hz: hz, 200_300..<203_000).compactMap { $0 }
    #expect(stopping.allSatisfy { $0 > -0.001 && $0 < 1.001 })
    #expect((206_000..<244_000).allSatisfy { out[4 * $0] == 0 })
    let speeds = Self.speeds(out, hz: hz, 246_500..<262_000).compactMap { $0 }
    #expect(speeds.allSatisfy { abs($0 - 1.5) < 0.005 }, "\(speeds.min()!) … \(speeds.max()!)")
    let state = booth.engine.snapshot().deckA
    #expect(state.isPlaying && state.platter == .hand)
    let stood = Double(Self.grip - Self.start) + 44_100 / 200
    #expect(abs(state.position.value - (stood + 64 * (300 * 1.5 - 200 * 2.5))) < 1)
  }

  @Test(
    "what it is turned to sounds alone: no alias, no flutter",
    arguments: [
      (2, 3000.0), (2, 7000), (2, 11_500), (2, 15_000), (2, 20_000), (-2, 5000), (-2, 12_000), (4, 1000), (4, 4000),
      (4, 6000), (4, 9000), (4, 20_000), (-4, 3000), (-4, 10_000), (3, 8000), (1.3, 5000), (0.5, 9000), (-1, 15_000),
    ] as [(Double, Double)])
  func aliases(speed: Double, hz: Double) {
    var booth = Self.booth(ClickTracks.sine(hz: hz, amplitude: 0.5, seconds: 30))
    if speed < 0 { booth.say(.a, .seek(TrackTime(20)), at: Self.start) }
    booth.say(.a, .jogHold(.on), at: Self.grip)
    Self.turn(&booth, from: 204_800, Array(repeating: speed, count: 1000))
    let left = channel(0, of: booth.render(265_000))
    let heard = left[225_000..<257_000]
    let rest = Self.besides(hz * abs(speed), in: heard, amplitude: 0.5)
    // Nearer to the band's edge the tone is on the slope of the filter; what is beyond is silence.
    #expect(rest < -60, "\(rest) dB")
    if hz * abs(speed) < 14_000 {
      let level = Self.decibels(heard.reduce(0.0) { max($0, Double(abs($1))) } / 0.5)
      #expect(abs(level) < 0.5, "\(level) dB")
    }
  }

  @Test("strokes to and fro, and letting go, leave no step in speed or sound", arguments: [false, true])
  func strokes(stretched: Bool) {
    let hz = 200.0
    var booth = Self.booth(Self.turning(hz: hz, seconds: 30))
    if stretched { booth.say(.a, .set(.tempo, 4), at: Self.start) }
    booth.say(.a, .jogHold(.on), at: Self.grip)
    let stroke = (0..<100).map { 3 * sin(2 * .pi * Double($0) / 100) }
    let end = Self.turn(&booth, from: 204_800, (0..<6).flatMap { _ in stroke })
    // Thrown while it is let go.
    let thrown = Self.turn(&booth, from: end, Array(repeating: 2, count: 60))
    booth.say(.a, .jogHold(.off), at: thrown)
    let out = booth.render(Int(thrown) + 40_000)
    let left = channel(0, of: out)
    let steps = zip(left[190_000...], left[190_001...]).map { abs($0 - $1) }
    #expect(steps.max()! < Float(0.5 * 2 * .pi * hz / 44_100 * 3 * 1.1), "\(steps.max()!)")
    let scratched = Self.speeds(out, hz: hz, 204_800..<Int(thrown))
    var greatest = 0.0
    for (a, b) in zip(scratched, scratched.dropFirst()) { if let a, let b { greatest = max(greatest, abs(a - b)) } }
    #expect(greatest < 0.02, "\(greatest)")
    // A twentieth of a second later the motor has it.
    let state = booth.engine.snapshot().deckA
    #expect(state.isPlaying && state.platter == .free)
    let played = Self.speeds(out, hz: hz, Int(thrown) + 12_000..<Int(thrown) + 38_000).compactMap { $0 }
    let ratio = stretched ? 1.0 : 1
    #expect(played.allSatisfy { abs($0 - ratio) < 0.03 }, "\(played.min()!) … \(played.max()!)")
  }

  @Test("let go at its own tempo, the samples are the file's again")
  func samplesPassAgain() {
    let sound = ClickTracks.noise(bits: 24, seconds: 12, seed: 4)
    var booth = Self.booth(sound)
    booth.say(.a, .jogHold(.on), at: Self.grip)
    let end = Self.turn(&booth, from: 204_800, Array(repeating: -1.7, count: 200))
    booth.say(.a, .jogHold(.off), at: end)
    let left = channel(0, of: booth.render(300_000))
    let place = Int(booth.engine.snapshot().deckA.position.value.rounded())
    // The snapshot is of the newest frame that is heard.
    let shift = (-600...600).first { shift in
      (0..<400).allSatisfy { left[290_000 + $0] == sound[2 * (place - 10_000 + shift + $0)] }
    }
    #expect(shift != nil)
  }

  @Test("a deck that stands is scratched, too, and stands again; unheld it is moved in silence")
  func standing() {
    var booth = Self.booth(Self.turning(hz: 300, seconds: 20), playing: false)
    booth.say(.a, .jog(milliseconds: 500), at: 20_032)
    booth.say(.a, .jogHold(.on), at: 40_000)
    let end = Self.turn(&booth, from: 44_032, Array(repeating: 1, count: 300))
    booth.say(.a, .jogHold(.off), at: end + 6400)
    let out = booth.render(Int(end) + 40_000)
    #expect((0..<44_000).allSatisfy { out[4 * $0] == 0 })
    let speeds = Self.speeds(out, hz: 300, 48_000..<60_000).compactMap { $0 }
    #expect(speeds.count == 12_000 && speeds.allSatisfy { abs($0 - 1) < 0.01 })
    #expect((Int(end) + 20_000..<Int(end) + 40_000).allSatisfy { out[4 * $0] == 0 })
    let state = booth.engine.snapshot().deckA
    #expect(!state.isPlaying && state.platter == .free)
    #expect(abs(state.position.value - (4.5 * 44_100 + 300 * 64)) < 1)
  }

  @Test("under slip the track goes on in silence, and comes back to the frame")
  func slip() {
    let sound = ClickTracks.noise(bits: 24, seconds: 12, seed: 9)
    var booth = Self.booth(sound)
    booth.say(.a, .slip(.on), at: Self.start)
    booth.say(.a, .jogHold(.on), at: Self.grip)
    let end = Self.turn(&booth, from: 204_800, Array(repeating: -2, count: 300))
    booth.say(.a, .jogHold(.off), at: end)
    let left = channel(0, of: booth.render(Int(end) + 40_000))
    let first = Int(Self.start) + Engine.latencyFrames
    #expect((Int(end) + 1000..<Int(end) + 39_000).allSatisfy { left[$0] == sound[2 * ($0 - first)] })
  }

  @Test("a synced deck is in phase again once it is let go")
  func sync() {
    var booth = SyncTests.booth(bpmA: 122, bpmB: 126, seconds: 60)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.b, .jogHold(.on), at: 300_032)
    for step in 0..<100 { booth.say(.b, .jog(milliseconds: -3), at: 310_016 + 64 * Int64(step)) }
    booth.say(.b, .jogHold(.off), at: 330_048)
    _ = booth.render(450_000)
    let state = booth.engine.snapshot()
    #expect(state.leader == .a && state.deckB.follows == .a)
    #expect(abs(state.deckB.phaseError?.value ?? 1) < 0.01)
  }

  @Test("pause, play and hot cues find the hand where it is; a hot cue brings the record under it")
  func underTheHand() {
    var booth = Self.booth(Self.turning(hz: 300, seconds: 20))
    booth.say(.a, .hotCueSet(2, TrackTime(9)), at: Self.start)
    booth.say(.a, .quantize(.off), at: Self.start)
    booth.say(.a, .jogHold(.on), at: Self.grip)
    booth.say(.a, .pause, at: 210_048)
    booth.say(.a, .hotCue(2), at: 220_032)
    let end = Self.turn(&booth, from: 224_000, Array(repeating: 1, count: 100))
    booth.say(.a, .play, at: end + 6400)
    booth.say(.a, .jogHold(.off), at: end + 12_800)
    _ = booth.render(Int(end) + 12_000)
    #expect(booth.engine.snapshot().deckA.platter == .hand)
    #expect(abs(booth.engine.snapshot().deckA.position.value - (9 * 44_100 + 6400)) < 1)
  }

  @Test("not held, the jog bends")
  func bends() {
    var (still, bent) = (Self.booth(Self.turning(hz: 300, seconds: 20)), Self.booth(Self.turning(hz: 300, seconds: 20)))
    bent.say(.a, .jog(milliseconds: 40), at: Self.grip)
    _ = still.render(300_000)
    _ = bent.render(300_000)
    let moved = bent.engine.snapshot().deckA.position.value - still.engine.snapshot().deckA.position.value
    #expect(abs(moved - 441) < 1)
  }
}
