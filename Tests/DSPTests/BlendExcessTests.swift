import Glibc
import Support
import Testing

@testable import DSP

/// What makes up for a blend that was not as loud as is fair.
@Suite struct BlendExcessTests {
  private static let block = 64

  /// ITU-R BS.1770-4, tables 1 and 2: both sections at 48 kHz, as decibels at a frequency.
  private func standard(_ hz: Double) -> Double {
    let angle = 2 * Double.pi * hz / 48_000
    func power(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
      let (real, imaginary) = (c0 + c1 * cos(angle) + c2 * cos(2 * angle), c1 * sin(angle) + c2 * sin(2 * angle))
      return real * real + imaginary * imaginary
    }
    let shelf =
      power(1.53512485958697, -2.69169618940638, 1.19839281085285) / power(1, -1.69065929318241, 0.73248077421585)
    return 10 * log10(shelf * power(1, -2, 1) / power(1, -1.99004745483398, 0.99007225036621))
  }

  @Test(arguments: [25.0, 50, 100, 500, 997, 1682, 3000, 10_000])
  func weighsAsTheStandardSays(_ hz: Double) {
    var weighting = LoudnessWeighting()
    let tuning = LoudnessWeighting.Tuning(sampleRate: 48_000)
    var sum = 0.0
    for frame in 0..<96_000 {
      let x = sin(2 * Double.pi * hz * Double(frame) / 48_000)
      let y = weighting.weigh(SIMD2(x, x), tuning)
      if frame >= 48_000 { sum += y.x * y.x }
    }
    #expect(abs(10 * log10(2 * sum / 48_000) - standard(hz)) < 0.05)
  }

  /// Two sounds and a blend of them that is off by so many decibels, second by second, and is sent with the trim.
  /// - Returns: how far three seconds of what is sent lie off the fair line, dB, from each tenth of a second on.
  private func sent(off: (Double) -> Double, seconds: Int, progress: Double = 0.4) -> (windows: [Double], trim: Double)
  {
    var excess = BlendExcess(sampleRate: 44_100)
    let noise = [7, 8].map { ClickTracks.noise(bits: 16, seconds: Double(seconds), seed: $0) }
    let (first, second) = (Float((1 - progress).squareRoot()), Float(progress.squareRoot()))
    var (heard, due): ([Double], [Double]) = ([0], [0])
    let block = Self.block
    for start in stride(from: 0, to: seconds * 44_100 - block, by: block) {
      func frames(_ index: Int) -> [SIMD2<Float>] {
        (start..<(start + block)).map { SIMD2(noise[index][2 * $0], noise[index][2 * $0 + 1]) }
      }
      let (a, b) = (frames(0), frames(1))
      let gain = Float(pow(10, off(Double(start) / 44_100) / 20))
      let blend = zip(a, b).map { (x: SIMD2<Float>, y: SIMD2<Float>) -> SIMD2<Float> in (x * first + y * second) * gain
      }
      let trim = excess.trim
      excess.listen(a, b, levels: SIMD2(1, 1), frames: block)
      excess.follow(blend, gain: trim, progress: progress, frames: block)
      func power(_ sound: [SIMD2<Float>]) -> Double { sound.reduce(0) { $0 + Double(($1 * $1).sum()) } }
      heard.append(heard[heard.count - 1] + power(blend) * trim * trim)
      due.append(due[due.count - 1] + (1 - progress) * power(a) + progress * power(b))
    }
    let (length, tenth) = (3 * 44_100 / block, 4410 / block)
    let windows = stride(from: 0, to: heard.count - length, by: tenth).map {
      10 * log10((heard[$0 + length] - heard[$0]) / (due[$0 + length] - due[$0]))
    }
    return (windows, excess.trim)
  }

  /// A fair blend is left where it is, but for the eighth of a decibel that is aimed under it.
  @Test func aFairBlendIsLeft() {
    let windows = sent(off: { _ in 0 }, seconds: 8).windows
    #expect(windows.allSatisfy { (-0.15...0.05).contains($0) }, "\(windows.min()!) … \(windows.max()!)")
  }

  /// Where one of them is silent there is no blend: the other one goes as it comes, whatever the faders make of it.
  @Test func oneSoundIsLeftAlone() {
    var excess = BlendExcess(sampleRate: 44_100)
    let noise = ClickTracks.noise(bits: 16, seconds: 1, seed: 9)
    let sound = (0..<64).map { SIMD2(noise[2 * $0], noise[2 * $0 + 1]) }
    let silence = [SIMD2<Float>](repeating: .zero, count: 64)
    for step in 0..<1000 {
      excess.listen(sound, silence, levels: SIMD2(1, 1), frames: 64)
      excess.follow(sound, gain: 0.7, progress: Double(step) / 1000, frames: 64)
      #expect(excess.trim == 1)
    }
  }

  /// Too loud for two seconds, then too soft for two: of three seconds two thirds of a decibel were off. What is made
  /// up for the one is missed once more where it turns into the other, so half a decibel is left there.
  @Test func whatWasMissedIsMadeUpFor() {
    let off: (Double) -> Double = { (3..<5).contains($0) ? 1 : (5..<7).contains($0) ? -1 : 0 }
    let windows = sent(off: off, seconds: 12).windows
    #expect(windows.allSatisfy { (-0.5...0.2).contains($0) }, "\(windows.min()!) … \(windows.max()!)")
  }

  /// No more than a decibel and a half, however far off it is; and nothing at all before the next blend.
  @Test(arguments: [6.0, -6]) func theTrimIsBounded(_ off: Double) {
    let trim = sent(off: { _ in off }, seconds: 5).trim
    #expect(abs(abs(20 * log10(trim)) - 1.5) < 0.02)
    var excess = BlendExcess(sampleRate: 44_100)
    let loud = [SIMD2<Float>](repeating: SIMD2(0.5, -0.5), count: 64)
    for sign in 0..<2000 {
      let sound = loud.enumerated().map { ($0.offset + sign) % 2 == 0 ? $0.element : -$0.element }
      excess.listen(sound, sound, levels: SIMD2(1, 1), frames: 64)
      excess.follow(sound, gain: 1.5, progress: 0.5, frames: 64)
    }
    #expect(excess.trim < 0.95)
    excess.reset()
    #expect(excess.trim == 1)
  }
}
