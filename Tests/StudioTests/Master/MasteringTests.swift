import DSP
import Glibc
import Music
import Studio
import Support
import Testing

/// Whole masterings of drums, bass and chords.
@Suite struct MasteringTests {
  /// Eight seconds of a dance track. - Parameter gain: linear.
  private static func track(gain: Float, seconds: Double = 8) -> [Float] {
    SyntheticTrack(tempo: { _ in 124 }, seconds: seconds, seed: 2).signal.samples.map { $0 * gain }
  }

  private static func master(_ samples: [Float], _ goal: MasterGoal) throws -> (report: MasterReport, sound: [Float]) {
    let pcm = try #require(PCM(interleaved: samples, sampleRate: .cd))
    var sound: [Float] = []
    let report = Mastering(pcm, goal).write { sound += $0 }
    return (report, sound)
  }

  private static func measure(_ samples: [Float]) -> MasterAnalysis {
    samples.withUnsafeBufferPointer { MasteringMeter.measure($0, at: .cd) }
  }

  @Test(arguments: [MasterGoal.Preset.streaming, .loud]) func goalsAreReached(_ preset: MasterGoal.Preset) throws {
    var goal = MasterGoal(preset)
    goal.leastCrest = 3
    goal.mostSharpnessLost = 30
    let (report, sound) = try Self.master(Self.track(gain: 0.15), goal)
    let found = Self.measure(sound)
    #expect(report.isReached, "\(report.notes) \(report.settings.words) \(report.after.loudness)")
    #expect(abs(try #require(found.loudness.integrated) - goal.loudness) <= 0.2)
    #expect(try #require(found.loudness.truePeak) <= goal.truePeak)
    #expect(sound.count == Self.track(gain: 0.15).count)
  }

  @Test func whatIsRightAlreadyPassesBitForBit() throws {
    var goal = MasterGoal(.streaming)
    let samples = Self.track(gain: 0.1)
    let found = Self.measure(samples)
    goal.loudness = try #require(found.loudness.integrated) + 0.1
    // As balanced as its own record.
    goal.tone = try #require(found.tone).curve
    let (report, sound) = try Self.master(samples, goal)
    #expect(report.settings.isNeutral && report.settings.words.isEmpty, "\(report.settings.words)")
    #expect(sound == samples)
  }

  @Test func gainAloneNeedsNoLimiter() throws {
    var goal = MasterGoal(.streaming)
    let samples = Self.track(gain: 0.3)
    let found = Self.measure(samples)
    goal.loudness = try #require(found.loudness.integrated) - 6
    goal.tone = try #require(found.tone).curve
    let (report, sound) = try Self.master(samples, goal)
    #expect(!report.settings.isShaping && report.settings.ceiling == nil)
    let gain = Float(pow(10, report.settings.gain / 20))
    #expect(sound == samples.map { $0 * gain } && abs(report.settings.gain + 6) < 0.01)
  }

  @Test func aReferenceIsMet() throws {
    let wanted = Self.track(gain: 0.2)
    // The same music, duller and quieter.
    var settings = MasterSettings()
    settings.tone = [0, 2, 0, 0, -3, -4]
    var dull: [Float] = []
    wanted.withUnsafeBufferPointer { ShapingChain.render(settings, $0, at: .cd) { dull += $0 } }
    let reference = Self.measure(wanted)
    let before = Self.measure(dull)
    let (report, _) = try Self.master(dull.map { $0 * 0.6 }, MasterGoal(.reference, reference: reference))
    let curve = try #require(reference.tone).curve
    let was = try #require(before.tone).curve.distance(to: curve)
    let came = try #require(report.after.tone).curve.distance(to: curve)
    #expect(was > 1.5 && came < 0.5, "\(was) → \(came) dB: \(report.settings.words)")
    #expect(abs(try #require(report.after.loudness.integrated) - reference.loudness.integrated!) < 0.2)
  }

  @Test func moreThanDoesGoodIsRefused() throws {
    var goal = MasterGoal(.loud)
    goal.loudness = -3
    let (report, _) = try Self.master(Self.track(gain: 0.3), goal)
    #expect(!report.isReached && report.notes.count == 1, "\(report.notes)")
    #expect(try #require(report.after.loudness.truePeak) <= -1)
    #expect(try #require(report.after.loudness.crest) > goal.leastCrest - 0.7)
  }

  /// The rules of harm, each where it alone stands in the way.
  @Test(arguments: ["crest", "strikes"]) func whatWouldDoHarmIsNotDone(_ rule: String) throws {
    let samples = Self.track(gain: 0.15)
    let before = Self.measure(samples)
    var goal = MasterGoal(.loud)
    // Six decibels into the limiter.
    goal.loudness = try #require(before.loudness.integrated) + 24
    let crest = try #require(before.loudness.crest)
    (goal.leastCrest, goal.mostSharpnessLost) = rule == "crest" ? (crest - 2, 30) : (0, 0.3)
    let (report, _) = try Self.master(samples, goal)
    #expect(report.notes.contains { $0.contains("would do harm: its \(rule)") }, "\(report.notes)")
    #expect(!report.isReached)
    if rule == "crest" { #expect(try #require(report.after.loudness.crest) > goal.leastCrest - 0.5) }
  }

  @Test func oddSoundComesToNoHarm() throws {
    let goal = MasterGoal(.streaming)
    let silent = try Self.master([Float](repeating: 0, count: 44_100), goal)
    #expect(silent.report.settings.isNeutral && silent.sound.allSatisfy { $0 == 0 } && silent.sound.count == 44_100)
    #expect(silent.report.notes.contains { $0.contains("nothing in it") })
    #expect(try Self.master([], goal).sound.isEmpty)
    // A fifth of a second is too short for a loudness.
    let short = try Self.master(Array(Self.track(gain: 0.2)[..<17_640]), goal)
    #expect(short.sound.count == 17_640)
    var broken = Self.track(gain: 0.2, seconds: 2)
    (broken[500], broken[90_001]) = (.nan, -.infinity)
    #expect(try Self.master(broken, goal).sound.allSatisfy(\.isFinite))
    let clipped = try Self.master(Self.track(gain: 6, seconds: 3).map { max(-1, min(1, $0)) }, goal)
    #expect(clipped.report.before.warnings.contains { $0.contains("clipped") })
    #expect(try #require(clipped.report.after.loudness.truePeak) <= -1)
  }
}
