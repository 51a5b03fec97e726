import DSP
import Glibc
import Testing

/// The insert effects by themselves.
@Suite struct EffectsTests {
  /// Runs `process` over `sound` in segments of 64.
  private func run(
    _ sound: [SIMD2<Float>], _ process: (UnsafeMutablePointer<SIMD2<Float>>, Int, Int) -> Void
  ) -> [SIMD2<Float>] {
    var out = sound
    out.withUnsafeMutableBufferPointer { buffer in
      for start in stride(from: 0, to: buffer.count, by: 64) {
        process(buffer.baseAddress! + start, min(64, buffer.count - start), start)
      }
    }
    return out
  }

  private func impulse(at place: Int, of frames: Int) -> [SIMD2<Float>] {
    var sound = [SIMD2<Float>](repeating: .zero, count: frames)
    sound[place] = SIMD2(0.5, 0.5)
    return sound
  }

  private func noise(_ frames: Int) -> [SIMD2<Float>] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<frames).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return SIMD2(Float(Int32(truncatingIfNeeded: state)), Float(Int32(truncatingIfNeeded: state >> 32)))
        / 4_294_967_296
    }
  }

  private func energy(_ sound: ArraySlice<SIMD2<Float>>) -> Double {
    sound.reduce(0) { $0 + Double(($1 * $1).sum()) }
  }

  private let none = [Double](repeating: 0, count: 64)
  private let half = [Double](repeating: 0.5, count: 64)
  private let full = [Double](repeating: 1, count: 64)

  @Test func echoRepeatsOnTheBeatAndFades() {
    var echo = Echo(sampleRate: 44_100)
    let heard = run(impulse(at: 100, of: 60_000)) { sound, frames, _ in
      echo.process(sound, frames: frames, amounts: full, isOff: false, feedback: half, delay: 11_025)
    }
    // All wet: nothing of the dry sound.
    #expect(energy(heard[0..<11_000]) == 0)
    var before = 1.0
    for number in 1...5 {
      let place = 100 + number * 11_025
      let peak = (place - 20..<place + 20).max { abs(heard[$0].x) < abs(heard[$1].x) }!
      #expect(abs(peak - place) <= 2)
      let level = energy(heard[place - 50..<place + 200]).squareRoot()
      // The first is whole; each later one has half of it left and a little less of both ends.
      if number > 1 { #expect(level < 0.52 * before && level > 0.3 * before) }
      before = level
    }
  }

  /// The line holds less than six seconds: a longer echo comes at half its time, still on a beat.
  @Test func anEchoTooLongIsHalved() {
    var echo = Echo(sampleRate: 44_100)
    let heard = run(impulse(at: 100, of: 220_000)) { sound, frames, _ in
      echo.process(sound, frames: frames, amounts: full, isOff: false, feedback: half, delay: 400_000)
    }
    #expect(energy(heard[0..<200_000]) == 0)
    #expect(energy(heard[200_050..<200_150]) > 0.1)
  }

  @Test func echoRingsOnAndThenCostsNothing() {
    var echo = Echo(sampleRate: 44_100)
    let sound = noise(20_000) + [SIMD2<Float>](repeating: .zero, count: 400_000)
    var rang = 0
    let heard = run(sound) { sound, frames, start in
      let isOn = start < 20_000
      echo.process(
        sound, frames: frames, amounts: isOn ? half : none, isOff: !isOn, feedback: half, delay: 11_025)
      if echo.isRinging { rang = start }
    }
    #expect(energy(heard[31_000..<40_000]) > 1)
    #expect(rang > 100_000 && rang < 350_000)
    #expect(energy(heard[400_000...]) == 0)
    // Silent again: what goes in comes out.
    let fresh = noise(5000)
    let passed = run(fresh) { sound, frames, _ in
      echo.process(sound, frames: frames, amounts: none, isOff: true, feedback: half, delay: 11_025)
    }
    #expect(passed == fresh)
  }

  @Test func whatSoundedLastIsThrownIntoTheEcho() {
    var echo = Echo(sampleRate: 44_100)
    let before = noise(22_016)
    let heard = run(before + [SIMD2<Float>](repeating: .zero, count: 80_000)) { sound, frames, start in
      if start == 22_016 { echo.throwLast(delay: 11_008) }
      echo.process(sound, frames: frames, amounts: none, isOff: true, feedback: half, delay: 11_008)
    }
    // The effect was off: the sound itself is untouched, and its last beat comes again, sample for sample.
    #expect(Array(heard[..<22_016]) == before)
    #expect((300..<10_900).allSatisfy { heard[22_016 + $0] == before[22_016 - 11_008 + $0] })
    let first = energy(heard[22_016..<33_024])
    let second = energy(heard[33_024..<44_032])
    #expect(second < 0.3 * first && second > 0.05 * first)
  }

  @Test(arguments: [0.0, 0.5, 1])
  func reverbDecaysInItsTime(size: Double) {
    var reverb = Reverb(sampleRate: 44_100)
    let decay = Reverb.decaySeconds(size: size)
    let burst = noise(4410) + [SIMD2<Float>](repeating: .zero, count: Int(44_100 * (decay + 1)))
    let heard = run(burst) { sound, frames, start in
      let isOn = start < 4410
      reverb.process(sound, frames: frames, amounts: isOn ? full : none, isOff: !isOn, size: size)
    }
    // The first half of the fall, carried on: treble, which is damped, is gone by then. RT60 by T30 within 30 %.
    func level(_ seconds: Double) -> Double {
      let first = 4410 + Int(44_100 * seconds)
      return 10 * log10(energy(heard[first..<first + 4410]))
    }
    let fall = level(0.1 * decay + 0.05) - level(0.5 * decay + 0.05)
    #expect(abs(fall / 24 - 1) < 0.35, "\(fall) dB in 0.4 of the decay time")
    #expect(heard.allSatisfy { $0.x.isFinite && abs($0.x) < 1 })
  }

  @Test func gateClosesForTheSecondHalf() {
    var gate = Gate(sampleRate: 44_100)
    let level = [SIMD2<Float>](repeating: SIMD2(1, 1), count: 88_200)
    let speed = 2 / 44_100.0
    let heard = run(level) { sound, frames, start in
      gate.process(
        sound, frames: frames, amounts: full, isOff: false, beat: Double(start) * speed, speed: speed, period: 1)
    }
    for beat in 0..<3 {
      let first = beat * 22_050
      // Open at the beat itself and till the middle, but for the edge that comes before its time.
      #expect((first + 10..<first + 10_700).allSatisfy { heard[$0].x == 1 })
      #expect((first + 11_100..<first + 21_700).allSatisfy { heard[$0].x == 0 })
    }
    let steps = zip(heard, heard.dropFirst()).map { abs($0.x - $1.x) }
    // 5 ms, one and a half times as steep in the middle.
    #expect(steps.max()! < 1.6 / 220)
  }

  @Test func flangerCombsAndLetsGo() {
    var flanger = Flanger(sampleRate: 44_100)
    let sound = noise(44_100)
    let heard = run(sound) { sound, frames, _ in
      flanger.process(sound, frames: frames, amounts: full, isOff: false, turns: Double(frames) / 44_100)
    }
    #expect(heard != sound)
    #expect(abs(10 * log10(energy(heard[4410...]) / energy(sound[4410...]))) < 3)
    var last = [SIMD2<Float>]()
    for _ in 0..<4 {
      last = run(sound) { sound, frames, _ in
        flanger.process(sound, frames: frames, amounts: none, isOff: true, turns: 0.001)
      }
    }
    #expect(last == sound)
  }
}
