import Glibc
import Music
import Support
import Testing

@testable import Analysis

/// What the two halves of a track sound like, from sounds with known truth.
@Suite struct StemListeningTests {
  private static let rate = 44_100.0

  /// Notes of half a second with four partials, some amplitude; silence outside of the spans.
  private static func notes(_ pitches: [Double], _ spans: [ClosedRange<Double>], seconds: Double, level: Float)
    -> [Float]
  {
    var samples = [Float](repeating: 0, count: 2 * Int(seconds * rate))
    for frame in 0..<samples.count / 2 {
      let time = Double(frame) / rate
      guard spans.contains(where: { $0.contains(time) }) else { continue }
      let pitch = pitches[Int(time / 0.5) % pitches.count]
      // A phase of its own for each note: two voices do not go together by design.
      let phase = Double(Int(time / 0.5) * 37 % 100) / 100
      var value: Float = 0
      for partial in 1...4 {
        value += level / Float(partial) * Float(sine(Double(partial) * (pitch * time + phase)))
      }
      samples[2 * frame] = value
      samples[2 * frame + 1] = value
    }
    return samples
  }

  private static func sine(_ turns: Double) -> Double {
    let place = (turns - turns.rounded(.down)) * 2 - 1
    // A parabola is near enough, and its partials are known to be odd and weak.
    return place < 0 ? 4 * place * (1 + place) : 4 * place * (1 - place)
  }

  private static func facts(_ voice: [Float], _ instrumental: [Float], sung: [ClosedRange<Double>]) -> StemFacts? {
    let rate = SampleRate.cd
    guard let a = PCM(interleaved: voice, sampleRate: rate), let b = PCM(interleaved: instrumental, sampleRate: rate)
    else { return nil }
    return stemFacts(
      voice: [a], instrumental: [b],
      sung: sung.map {
        TrackAnalysis.VocalSpan(start_seconds: $0.lowerBound, end_seconds: $0.upperBound, confidence: 1)
      })
  }

  private static let spans = [2.0...8.0, 10.0...18.0]
  private static let melody = [220.0, 247, 262, 294, 330, 262]
  private static let voice = notes(melody, spans, seconds: 20, level: 0.15)
  private static let chord = notes([113.7, 127.9, 101.3, 143.1], [0...20], seconds: 20, level: 0.2)

  @Test func bandsNotesAndRegister() throws {
    let facts = try #require(Self.facts(Self.voice, Self.chord, sung: Self.spans))
    #expect(facts.count == 40)
    #expect(facts.sung == Self.spans)
    // 220 to 330 Hz: the lowest note is the second band's, the others lie above it.
    let lowest = try #require(facts.lowestPartial)
    #expect(abs(lowest - 220) < 8)
    let usual = try #require(facts.usualPartial)
    #expect((240...300).contains(usual))
    for cell in [0, 1, 18] { #expect(facts.voice(cell).levels.allSatisfy { $0 < -60 }) }
    // At 5 s 330 Hz sounds: 0.15 is −16.5 dBFS, its power half of that.
    let sung = facts.voice(9)
    #expect(abs(sung.levels.max()! - -19.5) < 2)
    #expect(facts.instrumental(9).levels[0] > -25)
    let loudness = (try #require(facts.voiceLoudness), try #require(facts.instrumentalLoudness))
    #expect(loudness.0.value < loudness.1.value + 6)
  }

  /// Pitch classes are told where the voice sings, and over all that plays: a kick drum that stands on a note counts
  /// as that note.
  @Test func whatSoundsIsTold() throws {
    let drum = zip(Self.chord, Self.notes([87.31], [0...20], seconds: 20, level: 0.6)).map { $0 + $1 }
    // Between the lines something else is heard, and is no voice.
    let rest = Self.notes([233.08], [0...1.9, 8.2...9.8, 18.2...20], seconds: 20, level: 0.5)
    let facts = try #require(Self.facts(zip(Self.voice, rest).map { $0 + $1 }, drum, sung: Self.spans))
    let (voice, instrumental) = (facts.voicePitches.lanes, facts.instrumentalPitches.lanes)
    // F: the drum. The melody's C and E sound twice in six notes each; its B flat is none of it.
    #expect(instrumental[5] == 1)
    #expect(voice[4] > 3 * voice[10] && voice[0] > 3 * voice[10], "\(voice)")
  }

  /// A kick drum as loud as the chord whose pitch falls through two octaves, a new one each half second, as synthesised
  /// ones do, and noise between: it is no note, and the pitches are those of the chord. One that stands on a note is.
  @Test func onlyTunedDrumsAreNotes() throws {
    let chord = Self.notes([261.63, 329.63, 392, 523.25], [0...20], seconds: 20, level: 0.2)
    func pitches(kick: (_ seconds: Double) -> Double) throws -> SIMD16<Float> {
      var random = SeededRandom(seed: 5)
      var (sound, turns) = (chord, 0.0)
      for frame in 0..<sound.count / 2 {
        let time = (Double(frame) / Self.rate).truncatingRemainder(dividingBy: 0.5)
        turns = time == 0 ? 0 : turns + kick(time) / Self.rate
        let drum = time < 0.3 ? 0.6 * Float(sin(2 * Double.pi * turns) * (1 - time / 0.3)) : 0
        let snare = time >= 0.25 && time < 0.3 ? Float.random(in: -0.4...0.4, using: &random) : 0
        for channel in 0...1 { sound[2 * frame + channel] += drum + snare }
      }
      return try #require(Self.facts(Self.voice, sound, sung: Self.spans)).instrumentalPitches.lanes
    }
    func likeness(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> Float {
      let (x, y) = (a - SIMD16(repeating: a.sum() / 12), b - SIMD16(repeating: b.sum() / 12))
      let pairs = (0..<12).map { (x[$0], y[$0]) }
      func sum(_ term: (Float, Float) -> Float) -> Float { pairs.reduce(0) { $0 + term($1.0, $1.1) } }
      return sum { $0 * $1 } / (sum { x, _ in x * x } * sum { _, y in y * y }).squareRoot()
    }
    let bare = try #require(Self.facts(Self.voice, chord, sung: Self.spans)).instrumentalPitches.lanes
    let swept = try pitches { 40 + 220 * exp(-$0 / 0.06) }
    #expect(likeness(swept, bare) > 0.9, "\(swept) \(bare)")
    // F sharp, which the chord has not.
    let tuned = try pitches { _ in 92.5 }
    #expect(tuned[6] > 0.6 && bare[6] < 0.2 && swept[6] < 0.3, "\(tuned) \(swept)")
  }

  /// A part of the voice that a splitter left is found within 2 dB; where none is left nothing is.
  @Test(arguments: [-8.0, -12, -16]) func whatIsLeftIsFound(level: Double) throws {
    let gain = Float(Decibels(level).gain.value)
    let left = zip(Self.chord, Self.voice).map { $0 + gain * $1 }
    let facts = try #require(Self.facts(Self.voice, left, sung: Self.spans))
    #expect(abs(try #require(facts.leftover).value - level) < 2)
    let clean = try #require(Self.facts(Self.voice, Self.chord, sung: Self.spans))
    #expect(clean.leftover.map { $0.value < -18 } ?? true)
    // The same tune played by an instrument is no voice that was left.
    let doubled = Self.notes(Self.melody.map { $0 * 1.003 }, Self.spans, seconds: 20, level: 0.15)
    let unison = try #require(Self.facts(Self.voice, zip(Self.chord, doubled).map { $0 + $1 }, sung: Self.spans))
    #expect(unison.leftover.map { $0.value < -8 } ?? true)
  }

  @Test func silenceAndNothing() throws {
    let silence = [Float](repeating: 0, count: Self.voice.count)
    let facts = try #require(Self.facts(silence, Self.chord, sung: []))
    #expect(facts.voiceLoudness == nil && facts.lowestPartial == nil && facts.leftover == nil)
    let mute = try #require(Self.facts(Self.voice, silence, sung: Self.spans))
    #expect(mute.instrumentalLoudness == nil)
    #expect(stemFacts(voice: [], instrumental: [], sung: []) == nil)
    var broken = Self.chord
    for index in stride(from: 0, to: broken.count, by: 5000) { broken[index] = .nan }
    #expect(Self.facts(Self.voice, broken, sung: Self.spans)?.instrumentalLoudness != nil)
  }
}
