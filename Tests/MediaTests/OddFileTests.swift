import Glibc
import Media
import Music
import Support
import Testing

/// Whole files that are odd but sound, through the program that reads them: what is said of them is sensible, or
/// nothing.
@Suite struct OddFileTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  /// Hears a file of floats. - Parameter make: a value by frame and channel.
  private func hear(
    _ name: String, seconds: Double, rate: Int = 44_100, channels: Int = 2, _ make: (Int, Int) -> Float
  ) throws -> TrackAnalysis {
    var samples: [Float] = []
    for frame in 0..<Int(seconds * Double(rate)) {
      for channel in 0..<channels { samples.append(make(frame, channel)) }
    }
    return try heard(
      bench.wave(name, samples, channels: channels, rate: rate, coding: .float32), seconds, rate, channels)
  }

  private func heard(_ path: String, _ seconds: Double, _ rate: Int, _ channels: Int) throws -> TrackAnalysis {
    let track = try bench.media.analyze(path)
    let (facts, waveform) = (track.analysis, try #require(track.waveform))
    let figures: [Double?] =
      [
        facts.bpm, facts.bpm_confidence, facts.key_confidence, facts.tuning_cents, facts.brightness_hz,
        facts.loudness.integrated_lufs, facts.loudness.range_lu, facts.loudness.true_peak_dbtp,
      ] + (facts.energy_curve ?? []) + (facts.beats ?? []) + (facts.loudness.short_term_lufs ?? [])
    #expect(figures.allSatisfy { $0?.isFinite ?? true }, "\(path)")
    #expect(facts.sample_rate_hz == Double(rate) && facts.channels == channels)
    #expect(abs(try #require(facts.duration_seconds) - seconds) < 0.001)
    #expect(abs(waveform.columns - Int((seconds * Waveform.columnsPerSecond).rounded(.up))) <= 1)
    #expect(facts.loudness.short_term_lufs?.count ?? 0 == Int(seconds))
    return facts
  }

  private func expectNoMusic(_ facts: TrackAnalysis) {
    #expect(facts.bpm == nil || (facts.bpm_confidence ?? 1) < 0.2)
    #expect(facts.key == nil || (facts.key_confidence ?? 1) < 0.5)
  }

  @Test func silence() throws {
    let facts = try hear("silence.wav", seconds: 12) { _, _ in 0 }
    #expect(facts.bpm == nil && facts.key == nil && facts.loudness.integrated_lufs == nil && facts.energy == nil)
    #expect(facts.loudness.short_term_lufs?.allSatisfy { $0 == -70 } == true)
  }

  @Test func directCurrent() throws {
    let facts = try hear("constant.wav", seconds: 12) { _, _ in 0.5 }
    #expect(facts.bpm == nil)
    expectNoMusic(facts)
  }

  @Test func whiteNoise() throws {
    var random = SeededRandom(seed: 3)
    expectNoMusic(try hear("noise.wav", seconds: 30) { _, _ in 0.2 * random.sample() })
  }

  @Test func oneClick() throws {
    let facts = try hear("click.wav", seconds: 12) { frame, _ in frame == 200_000 ? 1 : 0 }
    #expect(facts.bpm == nil)
    #expect(abs(try #require(facts.cues.first_sound_seconds) - 200_000 / 44_100.0) < 0.01)
  }

  @Test func aFifthOfASecond() throws {
    let facts = try hear("scrap.wav", seconds: 0.2) { frame, _ in Float(sin(0.06 * Double(frame))) }
    #expect(facts.bpm == nil && facts.grid == nil)
  }

  /// A kick at 126 BPM at rates and in channels that are not a record's: the tempo is the same.
  @Test(arguments: [(8_000, 1), (192_000, 2), (44_100, 6)])
  func aBeatAtOddRates(rate: Int, channels: Int) throws {
    let beat = 60 / 126.0
    let facts = try hear("beat.wav", seconds: 24, rate: rate, channels: channels) { frame, channel in
      let time = (Double(frame) / Double(rate)).truncatingRemainder(dividingBy: beat)
      // The low-frequency channel of six is no speaker of a booth.
      return channel == 3
        ? 0 : Float(0.4 * sin(2 * Double.pi * (50 * time + 3.3 * (1 - exp(-time / 0.03)))) * exp(-time / 0.08))
    }
    let bpm = try #require(facts.bpm)
    #expect([63.0, 126, 252].contains { abs($0 - bpm) < 0.1 }, "\(bpm)")
  }

  @Test func samplesThatAreNoNumbers() throws {
    let facts = try hear("nan.wav", seconds: 12) { frame, _ in
      frame % 1000 == 7
        ? [.nan, .infinity, -.infinity, 1e30][frame / 1000 % 4] : Float(0.3 * sin(0.05 * Double(frame)))
    }
    #expect((-20 ... -5).contains(facts.loudness.integrated_lufs ?? 0))
  }

  /// A voice that reads: no beat to mix by, and no key worth speaking of.
  @Test func aPodcast() throws {
    var random = SeededRandom(seed: 11)
    let rate = 44_100.0
    // Syllables of a glottal buzz through two formants, at the uneven pace of speech, with pauses for breath.
    var sound = [Float](repeating: 0, count: Int(40 * rate))
    var start = 0.2
    var (first, second) = (Resonance(), Resonance())
    while start < 39 {
      let length = Double.random(in: 0.09...0.28, using: &random)
      let pitch = Double.random(in: 95...150, using: &random)
      let formants = (Double.random(in: 300...800, using: &random), Double.random(in: 900...2200, using: &random))
      var phase = 0.0
      for index in 0..<Int(length * rate) {
        let time = Double(index) / rate
        phase += pitch * (1 - 0.3 * time / length) / rate
        let pulse = phase >= 1 ? 1.0 : 0
        if phase >= 1 { phase -= 1 }
        let breath = 0.02 * Double(random.sample())
        let value = first.next(pulse + breath, formants.0, rate) + 0.5 * second.next(pulse + breath, formants.1, rate)
        sound[Int(start * rate) + index] = Float(0.2 * value * sin(Double.pi * time / length))
      }
      start += length + (Int.random(in: 0..<9, using: &random) == 0 ? Double.random(in: 0.3...1, using: &random) : 0.02)
    }
    let facts = try hear("podcast.wav", seconds: 40, channels: 1) { frame, _ in sound[frame] }
    #expect((facts.bpm_confidence ?? 0) < 0.6, "\(facts.bpm ?? 0) \(facts.bpm_confidence ?? 0)")
    #expect((facts.key_confidence ?? 0) < 0.6, "\(facts.key ?? "") \(facts.key_confidence ?? 0)")
    #expect(facts.loudness.integrated_lufs != nil)
  }

  /// A two-pole resonance.
  private struct Resonance {
    private var y1 = 0.0
    private var y2 = 0.0
    mutating func next(_ x: Double, _ frequency: Double, _ rate: Double) -> Double {
      let r = exp(-Double.pi * 90 / rate)
      let y = x + 2 * r * cos(2 * Double.pi * frequency / rate) * y1 - r * r * y2
      (y1, y2) = (y, y1)
      return y
    }
  }
}
