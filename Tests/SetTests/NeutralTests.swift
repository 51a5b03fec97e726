import Engine
import Music
import Support
import Testing

@testable import Workstation

/// `panic` brings a deck wholly back: the file's own samples sound again.
@Suite("A deck that is made neutral", .serialized, .waits)
struct NeutralTests {
  /// What a hand may have done to a deck; half of it on its way somewhere.
  private static let deeds: [(action: DeckAction, over: Glide)] = [
    (.loop(Beats(4)), .short), (.set(.trim, -6), .short), (.set(.eq(.low), -9), .short),
    (.set(.eq(.mid), 5), .seconds(30)), (.kill(.high, .on), .short), (.set(.filter, 0.5), .seconds(20)),
    (.set(.fader, 0.3), .seconds(40)), (.set(.tempo, 5), .seconds(15)), (.set(.keyShift, 3), .short),
    (.set(.effect(.echo), 0.5), .short), (.set(.effect(.flanger), 0.4), .short), (.stemMute(0, .on), .short),
    (.set(.stem(1), 0.4), .seconds(30)), (.slip(.on), .short), (.sync(.on), .short), (.roll(Beats(0.5)), .short),
  ]

  @Test("What was moved, and what was still moving, is back; the file's samples sound again, bit for bit")
  func bitForBit() throws {
    // The commands as the program says them of a deck that loops.
    let booth = try Booth()
    let path = booth.music + "/kicks.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 20), to: path)
    try booth.load(path, onto: .a)
    try booth.wait(for: "a grid", within: .backgroundWork) { $0.engine.deckA.hasGrid }
    booth.say("deck a loop 4")
    try booth.wait(for: "a loop") { $0.engine.deckA.isLooping }
    let commands = booth.workstation.neutral(.a)

    let rate = 44_100
    let sound = ClickTracks.noise(bits: 16, seconds: 60, seed: 5).map { $0 / 4 }
    let engine = Engine(sampleRate: .cd)
    let track = LoadedTrack(
      serial: 1, original: try #require(PCM(interleaved: sound, sampleRate: .cd)),
      stems: try [StemKind.vocals, .instrumental].map {
        LoadedTrack.LoadedStem(kind: $0, pcm: try #require(PCM(interleaved: sound.map { $0 / 2 }, sampleRate: .cd)))
      }, grid: BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.1)))
    var journal: [AppliedCommand] = []
    func say(_ action: EngineCommand.Action, at frame: Int, over: Glide = .short) {
      journal.append(
        AppliedCommand(frame: ClockFrame(Int64(frame)), command: EngineCommand(action, over: over)))
    }
    say(.mixer(.set(.crossfader, -1)), at: 0)
    say(.load(.a, engine.handle(for: track)), at: 0)
    say(.deck(.a, .play), at: 0)
    for deed in Self.deeds { say(.deck(.a, deed.action), at: 4 * rate, over: deed.over) }
    for command in commands { say(command.action, at: 10 * rate, over: command.over) }
    let out = renderOffline(engine: engine, journal: journal, frames: 40 * rate)

    // Echoes have died away and filters have left by then.
    let first = 30 * rate
    func left(_ frame: Int) -> Float { out[4 * frame] }
    let place = (20 * rate..<50 * rate).first { start in
      (0..<64).allSatisfy { sound[2 * (start + $0)] == left(first + $0) }
    }
    let start = try #require(place, "the original does not come back")
    let wrong = (0..<8 * rate).first { sound[2 * (start + $0)] != left(first + $0) }
    #expect(wrong == nil, "frame \(wrong ?? 0) differs")
    let before = (6 * rate..<7 * rate).map(left)
    let isTheOriginal = (0..<50 * rate).contains { start in
      (0..<64).allSatisfy { sound[2 * (start + $0)] == before[$0] }
    }
    #expect(!isTheOriginal, "nothing was moved")
  }
}
