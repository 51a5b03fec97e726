import Demo
import Engine
import Glibc
import Music
import Support
import Testing
import Workstation

@Suite(
  "Journals rendered by segue", .enabled(if: Programs.built("segue") != nil, "segue is not built"), .serialized,
  .waits)
struct JournalRenderTests {
  @Test("the same journal gives the same samples")
  func twiceTheSame() throws {
    let scratch = try ScratchFolder()
    for (name, bpm, seed) in [("one", 120.0, 1 as UInt64), ("two", 126, 2)] {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 20, firstBeat: 0.1, seed: seed)
      try write(track.signal.samples, to: "\(scratch.path)/\(name).wav", .float)
    }
    let journal = """
      segue journal 1
      @0 deck a load "\(scratch.path)/one.wav" grid 0.1:0:120 downbeat 0
      @0 deck b load "\(scratch.path)/two.wav" grid 0.1:0:126 downbeat 0
      @0 deck b sync on
      @0 deck a play
      +4 beats deck b play at bar
      +4 beats crossfade b over 8 beats
      +2 beats deck a low = -26 over 4 beats
      +2 beats deck b filter = -0.5 over 2 beats
      +1 beat deck a loop 2
      @12s end

      """
    let first = try Rendered(journal, in: scratch, name: "first")
    let second = try Rendered(journal, in: scratch, name: "second")
    #expect(first.samples.count == 2 * 12 * 44_100)
    #expect(first.samples == second.samples)
    #expect(first.report == second.report)
    #expect(first.report.sample_rate_hz == 44_100 && first.report.frames == 12 * 44_100)
    // Beat 0 lies before the first snapshot that plays; from beat 1 on every one is there, half a second apart.
    let beats = first.report.decks.a.prefix(12)
    #expect(beats.count == 12)
    for (beat, next) in zip(beats, beats.dropFirst()) {
      #expect(next.beat == beat.beat + 1)
      #expect(abs(next.frame - beat.frame - 22_050) < 0.1)
    }
  }

  @Test("a set played live is rendered again from its journal, bit for bit", .tags(.slow))
  func liveEqualsOffline() throws {
    let booth = try Booth(recording: .float)
    let plan: [(String, Double, UInt64)] = [("one", 122, 1), ("two", 127, 2)]
    for (name, bpm, seed) in plan {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 30, seed: seed)
      let vocals = ClickTracks.sine(hz: bpm * 5, amplitude: 0.1, seconds: 30)
      try writeTrack(name, in: booth.music, stems: [(.vocals, vocals), (.instrumental, track.signal.samples)])
    }
    try booth.scanMusic(tracks: 2)
    booth.say("record on")
    try booth.load(booth.music + "/one.wav", onto: .a, stems: 2)
    // Deck A plays for as long as it takes to read the other track.
    booth.say("deck a play", "deck a loop 4")
    try booth.load(booth.music + "/two.wav", onto: .b, stems: 2)
    booth.say("deck a loop toggle", "deck b sync on", "deck b play at bar", "deck a tempo = 1.5 over 2 beats")
    try booth.play(.b, to: 1)
    booth.say("deck b kill mid on at phrase", "crossfade b at phrase", "undo", "panic b")
    booth.say("swap a at bar", "deck b low -6", "deck a nudge +10")
    try booth.wait(for: "the swap") { $0.engine.swap == .a }
    try booth.play(.b, to: 4)
    booth.say("swap off", "deck b hotcue 1", "crossfade b over 4 beats", "stem b vocals mute on at beat")
    try booth.wait(for: "the crossfade") { $0.engine.crossfader == 1 }
    let path = try #require(booth.snapshot.status.recording?.path)
    // Known before the jump is asked for: the engine does not wait for who looks at it.
    let before = booth.snapshot.engine.deckB.position.value
    booth.say("deck b jog hold on")
    for step in 0..<60 { booth.say("deck b jog \(step / 10 % 2 == 0 ? "+" : "-")\(step % 10 * 4)") }
    booth.say("deck b jog hold off")
    try booth.wait(for: "the record to be let go") { $0.engine.deckB.platter == .free }
    booth.say("deck a pause", "deck b jump -8")
    try booth.wait(for: "a jump") { $0.engine.deckB.position.value < before }
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    let journals = "\(booth.folder.path)/data/journals"
    booth.workstation.close()
    let name = try #require(names(in: journals).first)
    let text = Programs.contents("\(journals)/\(name)")
    #expect(text.contains(" cancel "))
    let rendered = try Rendered(text, in: booth.folder, name: "again")
    let recording = try sound(of: path)
    #expect(recording.count > 2 * 5 * 44_100)
    let found = ExactStretches(of: recording, in: rendered.samples)
    #expect(found.stretches.count == 1, "\(found.exact) of \(found.total) frames are in the set of\n\(text)")
    #expect(found.exact == found.total)
  }

  @Test("at unity the master is the file, bit for bit", arguments: [16, 24])
  func unity(bits: Int) throws {
    let scratch = try ScratchFolder()
    let noise = ClickTracks.noise(bits: bits, seconds: 3, seed: UInt64(bits))
    let path = scratch.path + "/noise.\(bits == 16 ? "flac" : "wav")"
    try write(noise, to: path, bits == 16 ? .flac : .wav)
    let rendered = try Rendered(
      """
      segue journal 1
      @0 crossfader = -1
      @0 deck a load "\(path)" nogrid
      @0 deck a autogain 0
      @4096 deck a play
      @3s end

      """, in: scratch, name: "out")
    let first = 4096 + Engine.latencyFrames
    let heard = rendered.samples
    #expect((0..<2 * first).allSatisfy { heard[$0] == 0 })
    let differing = (0..<(heard.count - 2 * first)).count { heard[2 * first + $0] != noise[$0] }
    #expect(differing == 0)
  }

  @Test("a swap leaves one deck's vocals over the other one's instrumental")
  func swap() throws {
    let scratch = try ScratchFolder()
    // Each part is a tone of its own, so that who sounds can be told exactly.
    let tones: [(name: String, vocals: Double, instrumental: Double)] = [("one", 1000, 300), ("two", 1700, 500)]
    for tone in tones {
      try writeTrack(
        tone.name, in: scratch.path,
        stems: [
          (.vocals, ClickTracks.sine(hz: tone.vocals, amplitude: 0.2, seconds: 16)),
          (.drums, ClickTracks.sine(hz: tone.instrumental, amplitude: 0.1, seconds: 16)),
          (.other, ClickTracks.sine(hz: tone.instrumental, amplitude: 0.1, seconds: 16)),
        ])
    }
    let rendered = try Rendered(
      """
      segue journal 1
      @0 crossfader curve linear
      @0 deck a load "\(scratch.path)/one.wav" grid 0:0:120 downbeat 0 stems
      @0 deck b load "\(scratch.path)/two.wav" grid 0:0:120 downbeat 0 stems
      @0 deck a play
      @0 deck b play
      @3s swap a at bar
      @7s swap b at bar
      @9s swap off
      @12s end

      """, in: scratch, name: "out")
    // Parts at half of their level, the crossfader's middle, are heard or are not.
    func heard(at second: Double) -> [Bool] {
      [1000.0, 300, 1700, 500].map { hz in
        let left = stride(from: 0, to: rendered.samples.count, by: 2).map { rendered.samples[$0] }
        let level = ClickTracks.level(of: hz, in: left, from: Int(second * 44_100), frames: 22_050)
        #expect(level < 0.001 || abs(level - 0.1) < 0.005, "\(hz) Hz at \(second) s: \(level)")
        return level > 0.05
      }
    }
    #expect(heard(at: 2.4) == [true, true, true, true])
    // It waits for the bar, at 4 s.
    #expect(heard(at: 3.3) == [true, true, true, true])
    #expect(heard(at: 5) == [true, false, false, true])
    #expect(heard(at: 8.3) == [false, true, true, false])
    #expect(heard(at: 10.5) == [true, true, true, true])
  }

  @Test("the kicks of two synced tracks stay within 5 ms of each other", .tags(.slow))
  func kicksMeet() throws {
    let scratch = try ScratchFolder()
    let tracks = [
      DemoTrack.generate(seed: 11, style: .deepHouse, bpm: BPM(121), isShort: true),
      DemoTrack.generate(seed: 12, style: .deepHouse, bpm: BPM(125.5), isShort: true),
    ]
    for (name, track) in zip(["a", "b"], tracks) {
      // The drums are where the kicks can be heard; the mix is what the engine does to them.
      try write(track.render().drums, to: "\(scratch.path)/\(name).wav")
    }
    func line(_ deck: Int) -> String {
      let name = ["a", "b"][deck]
      let first = DemoTrack.firstBeat.value
      return "deck \(name) load \"\(scratch.path)/\(name).wav\" grid \(first):0:\(tracks[deck].bpm.value) downbeat 0"
    }
    func journal(_ side: Int) -> String {
      """
      segue journal 1
      @0 crossfader = \(side)
      @0 \(line(0))
      @0 \(line(1))
      @0 deck b sync on
      @0 deck a play
      @1.3s deck b play at bar
      @12s deck a tempo = 3 over 8 beats
      @26s end

      """
    }
    let sides = try [-1, 1].map { try Rendered(journal($0), in: scratch, name: "side\($0)") }
    let report = sides[0].report
    var strikes: [[Double]] = []
    for (deck, beats) in [report.decks.a, report.decks.b].enumerated() {
      let source = try sound(of: "\(scratch.path)/\(["a", "b"][deck]).wav")
      strikes.append(
        Kicks.strikes(
          in: sides[deck].samples, at: beats.map(\.frame),
          like: source, sourceBeats: beats.map { tracks[deck].grid.frame(ofBeat: $0.beat) }))
    }
    let offsets = Kicks.offsets(strikes[0], strikes[1])
    #expect(offsets.count > 30)
    #expect(offsets.allSatisfy { abs($0) < 5 })
  }
}

extension BeatGrid {
  /// The frame at 44.1 kHz on which a beat lies.
  func frame(ofBeat beat: Int) -> Double { time(of: BeatPosition(Double(beat))).value * 44_100 }
}
