import DSP
import Glibc
import Testing

/// The account of bass ends where the isolator's bass does.
@Suite struct BassPowerTests {
  /// Power of a full sine after a Linkwitz-Riley low-pass of 24 dB per octave: 1 ∕ (1 + (f ∕ corner)⁴)², times ½ a
  /// channel.
  @Test(arguments: [(60.0, 246.0), (400, 246), (400, 800), (100, 80)])
  func endsAtTheCrossover(_ hz: Double, _ corner: Double) {
    let sound = (0..<44_100).map { frame in
      SIMD2(repeating: Float(sin(2 * Double.pi * hz * Double(frame) / 44_100)))
    }
    // It was made for another place, and is told on the way.
    var bass = BassPower(sampleRate: 44_100)
    let sum = sound.withUnsafeBufferPointer { sound in
      _ = bass.squares(sound.baseAddress!, frames: 22_050)
      _ = bass.squares(sound.baseAddress! + 22_050, frames: 11_025, corner: log2(corner))
      return bass.squares(sound.baseAddress! + 33_075, frames: 11_025, corner: log2(corner))
    }
    let gain = 1 / (1 + pow(hz / corner, 4))
    #expect(abs(sum / 11_025 / (gain * gain) - 1) < 0.02)
  }
}
