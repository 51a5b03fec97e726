import DSP
import Engine
import Music
import Support
import Testing

@Suite struct MetronomeTests {
  /// A silent track: all that is heard is the click.
  @Test func itClicksOnTheGridInTheHeadphonesOnly() throws {
    let rate = SampleRate.cd
    let pcm = try #require(PCM(interleaved: [Float](repeating: 0, count: 2 * 44_100 * 6), sampleRate: rate))
    let grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.25), downbeat: 1)
    let engine = Engine(sampleRate: rate)
    let track = engine.handle(for: LoadedTrack(serial: 1, original: pcm, grid: grid))
    let commands: [EngineCommand.Action] = [.load(.a, track), .deck(.a, .metronome(.on)), .deck(.a, .play)]
    let journal = commands.map { AppliedCommand(frame: ClockFrame(0), command: EngineCommand($0)) }
    let sound = renderOffline(engine: engine, journal: journal, frames: 44_100 * 4)
    let master = stride(from: 0, to: sound.count, by: 4).map { abs(sound[$0]) + abs(sound[$0 + 1]) }
    #expect(master.allSatisfy { $0 == 0 })
    let phones = stride(from: 2, to: sound.count, by: 4).map { abs(sound[$0]) }
    var clicks: [Int] = []
    for frame in phones.indices where phones[frame] > 1e-4 && (clicks.last.map { frame - $0 > 4000 } ?? true) {
      clicks.append(frame)
    }
    // Beats at 0.25 s and every half second; the limiter's look-ahead makes all of it late.
    let expected = (0..<8).map { Int((0.25 + 0.5 * Double($0)) * 44_100) + Engine.latencyFrames }
    #expect(clicks.count == expected.count)
    for (click, beat) in zip(clicks, expected) { #expect(abs(click - beat) <= 2) }
    // Higher on the one: more turns through zero in the same time.
    func crossings(_ click: Int) -> Int {
      (click..<(click + 400)).count { (sound[4 * $0 + 2] < 0) != (sound[4 * $0 + 6] < 0) }
    }
    #expect(crossings(clicks[1]) > crossings(clicks[0]) * 3 / 2)
    #expect(crossings(clicks[5]) > crossings(clicks[4]) * 3 / 2)
  }
}
