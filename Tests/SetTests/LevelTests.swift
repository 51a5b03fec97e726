import Engine
import Glibc
import Music
import Support
import Testing
import Workstation

/// Auto-gain and the master's meters, through the whole program.
@Suite(.serialized, .waits)
struct LevelTests {
  /// Pink-ish steadiness is not needed: a quiet track whose loudness analysis finds.
  private func quietTrack(in folder: String, name: String, level: Float, seed: UInt64) throws -> String {
    var made = SyntheticTrack(
      tempo: { _ in 120 }, seconds: 20, key: try #require(MusicalKey(parsing: "A minor")), seed: seed)
    for index in made.signal.samples.indices { made.signal.samples[index] *= level }
    let path = "\(folder)/\(name).flac"
    try write(made.signal.samples, to: path, .flac)
    return path
  }

  @Test func lateAnalysisLeavesAHandsLevelAlone() throws {
    let booth = try Booth()
    let first = try quietTrack(in: booth.music, name: "one", level: 0.2, seed: 1)
    let second = try quietTrack(in: booth.music, name: "two", level: 0.2, seed: 2)
    try booth.load(first, onto: .a)
    // Before analysis can have come: a hand on deck A's trim, none on deck B's.
    booth.say("deck a trim +3")
    try booth.load(second, onto: .b)
    try booth.wait(for: "both analysed", within: .backgroundWork) {
      $0.deckA.waveform != nil && $0.deckB.waveform != nil
    }
    let levelled = try booth.wait(for: "auto-gain on deck b") { $0.engine.deckB.autoGainDecibels > 3 }
    #expect(levelled.deckB.autoGain == .on)
    #expect(levelled.engine.deckA.trimDecibels == 3)
    if levelled.deckA.autoGain == .own {
      #expect(levelled.engine.deckA.autoGainDecibels == 0)
    }
    // Asked for, it comes; switched off, it goes; by hand, it stays.
    booth.say("deck a autogain on", "deck b autogain off")
    try booth.wait(for: "gain on a and none on b") {
      $0.engine.deckA.autoGainDecibels > 3 && $0.engine.deckB.autoGainDecibels == 0
    }
    booth.say("deck b autogain -2.5", "target -30")
    let moved = try booth.wait(for: "another target") { $0.engine.deckA.autoGainDecibels < -1 }
    #expect(moved.engine.deckB.autoGainDecibels == -2.5)
  }

  @Test func theMasterIsMeasured() throws {
    let booth = try Booth()
    // −20 dBFS at 1 kHz in both channels is −20 LUFS; +0.7 dB of K-weighting at 1 kHz is part of the definition.
    let sine = ClickTracks.sine(hz: 997, amplitude: pow(10, -20 / 20), seconds: 40)
    try write(sine, to: booth.music + "/sine.wav", .float)
    booth.say("deck a autogain off", "crossfader = -1")
    try booth.load(booth.music + "/sine.wav", onto: .a)
    booth.say("deck a autogain 0", "deck a play")
    let measured = try booth.wait(for: "short-term loudness") {
      abs(($0.master.shortTerm?.value ?? 0) + 20) < 0.15 && $0.master.integrated != nil
    }
    #expect(abs(try #require(measured.master.momentary).value + 20) < 0.15)
    #expect(abs(try #require(measured.master.truePeak).value + 20) < 0.1)
    #expect(try #require(measured.master.correlation) > 0.999)
    #expect(measured.engine.deckA.audible == 1 && measured.engine.deckB.audible == 0)
    booth.say("deck a trim = -10")
    try booth.wait(for: "quieter, and the integrated loudness remembers") {
      ($0.master.shortTerm?.value ?? 0) < -29 && ($0.master.integrated?.value ?? -99) > -27
    }
    booth.say("meter reset")
    try booth.wait(for: "the integrated loudness began anew") { ($0.master.integrated?.value ?? 0) < -29.5 }
  }
}
