import Engine
import Glibc
import Media
import Music
import Support
import Testing
import Workstation

/// Recordings of a set, their cue sheets, and what the journal says of them.
@Suite("Recordings", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct RecordingTests {
  private func booth(_ settings: (inout Settings) -> Void = { _ in }) throws -> Booth {
    let booth = try Booth(recording: .wav)
    for (name, bpm, seed) in [("one", 122.0, 1 as UInt64), ("two", 127, 2)] {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 30, seed: seed)
      try write(
        track.signal.samples, to: "\(booth.music)/\(name).flac", .flac, tags: Tags(title: "T \(name)", artist: "\"A\""))
    }
    return booth
  }

  /// The only journal of a booth that is closed.
  private func journal(of booth: Booth) throws -> String {
    let folder = "\(booth.folder.path)/data/journals"
    return folder + "/" + (try #require(names(in: folder).last))
  }

  @Test("render --recording gives the recording's file, byte for byte", .tags(.slow), arguments: ["wav", "flac"])
  func byteForByte(ending: String) throws {
    let booth = try booth()
    try booth.load(booth.music + "/one.flac", onto: .a)
    booth.say("crossfader = -0.2", "deck a play")
    // Long enough to be known as heard when the recording begins.
    try booth.play(.a, to: 8)
    booth.say("record on \"\(booth.folder.path)/gig.\(ending)\"")
    try booth.wait(for: "a recording") { ($0.status.recording?.seconds ?? 0) > 1 }
    booth.say("deck a filter = 0.4 over 4 beats", "deck a jump +4", "deck a key = 2")
    try booth.load(booth.music + "/two.flac", onto: .b)
    booth.say("deck b sync on", "deck b play at beat", "crossfade b over 4 beats")
    try booth.play(.b, to: 7)
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    booth.say("deck b hotcue 1")
    booth.workstation.close()
    let recorded = "\(booth.folder.path)/gig.\(ending)"
    let again = "\(booth.folder.path)/again.\(ending)"
    let journal = try journal(of: booth)
    let ended = try Programs.run([
      try #require(Programs.built("segue")), "render", journal, "-o", again, "--recording", "1",
    ])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(booth.folder.content(of: "gig.\(ending)") == booth.folder.content(of: "again.\(ending)"))
    #expect(try sound(of: recorded).count > 2 * 6 * 44_100)

    let cue = Programs.contents("\(booth.folder.path)/gig.cue")
    #expect(cue.contains("FILE \"gig.\(ending)\" WAVE\r\n"))
    #expect(cue.contains("TITLE \"T one\"\r\n    PERFORMER \"'A'\"\r\n    INDEX 01 00:00:"))
    #expect(cue.contains("TITLE \"T two\""))
    let sheet = try Programs.run([
      try #require(Programs.built("segue")), "journal", journal, "--cuesheet", "--recording", "1",
    ])
    #expect(sheet.output.filter { $0 != "\r" }.hasPrefix(cue.filter { $0 != "\r" }), "\(sheet.output) is not \(cue)")
  }

  @Test("each deck has a file beside the master's, and their sum is the master")
  func decks() throws {
    let booth = try booth()
    try booth.load(booth.music + "/one.flac", onto: .a)
    try booth.load(booth.music + "/two.flac", onto: .b)
    // Far below the limiter.
    booth.say(
      "deck a autogain -20", "deck b autogain -20", "blend fair off", "deck a play", "deck b play", "record decks on")
    booth.say("record on \"\(booth.folder.path)/three.wav\"")
    try booth.wait(for: "a recording") { ($0.status.recording?.seconds ?? 0) > 1 }
    booth.say("crossfade b over 2 beats", "record off")
    try booth.wait(forMessage: "recorded ")
    let parts = try ["three", "three.deck-a", "three.deck-b"].map { try sound(of: "\(booth.folder.path)/\($0).wav") }
    try #require(parts[0].count == parts[1].count && parts[0].count == parts[2].count)
    #expect(parts[1].contains { $0 != 0 } && parts[2].contains { $0 != 0 })
    // Three files rounded to 24 bits each.
    let worst = parts[0].indices.map { abs(parts[0][$0] - parts[1][$0] - parts[2][$0]) }.max() ?? 1
    #expect(worst <= 2.0 / 8_388_608)
  }

  @Test("a name that is taken is not written over, and endings that are none are refused")
  func takenNames() throws {
    let booth = try booth()
    try writeText("mine", to: "\(booth.folder.path)/set.ogg")
    booth.say("record on \"\(booth.folder.path)/set.aac\"")
    try booth.wait(forMessage: "a recording ends in .wav, .flac, .ogg, .opus or .mp3, not in .aac")
    booth.say("record on \"\(booth.folder.path)/set.ogg\"")
    try booth.wait(for: "a recording") { ($0.status.recording?.seconds ?? 0) > 0.2 }
    #expect(booth.snapshot.status.recording?.path == "\(booth.folder.path)/set-2.ogg")
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    #expect(Programs.contents("\(booth.folder.path)/set.ogg") == "mine")
  }

  @Test("a full disk ends the recording, never the music", arguments: ["wav", "flac", "mp3"])
  func fullDisk(ending: String) throws {
    guard let disk = try SmallDisk(kilobytes: 512) else { return }
    let booth = try booth()
    try booth.load(booth.music + "/one.flac", onto: .a)
    // It plays for as long as it takes to fill the disk.
    booth.say("deck a grid 122 0", "deck a play", "deck a loop 4", "record on \"\(disk.path)/full.\(ending)\"")
    let message = try booth.wait(forMessage: "the disk is full")
    #expect(message.weight == .failure && message.text.contains("The music plays on."))
    let stopped = try booth.wait(for: "the recording's end") { $0.status.recording == nil }
    try booth.wait(for: "music that plays on") {
      $0.engine.deckA.isPlaying && $0.engine.frame.value > stopped.engine.frame.value + 22_050
    }
    // What fitted plays; and the next recording has nothing to do with it.
    let decoding = try mediaProgram().decode("\(disk.path)/full.\(ending)", rate: .cd)
    try? decoding.wait()
    #expect(decoding.pcm.framesReady > 44_100)
    booth.say("record on \"\(booth.folder.path)/next.wav\"")
    try booth.wait(for: "another recording") { ($0.status.recording?.seconds ?? 0) > 0.2 }
    booth.workstation.close()
    let text = Programs.contents(try journal(of: booth))
    #expect(text.ranges(of: " record on ").count == 2 && text.ranges(of: " record off\n").count == 2)
  }

  @Test("a command that waits is said as long as it waits")
  func waiting() throws {
    let booth = try booth()
    try booth.scanMusic(tracks: 2)
    try booth.load(booth.music + "/one.flac", onto: .a)
    // A bar of six seconds: nobody is too late to look.
    booth.say("deck a grid 40 0", "deck a play")
    try booth.play(.a, to: 0.2)
    booth.say("deck a high -3 at phrase", "deck a low -3 at bar", "deck b low -3 at bar")
    let both = try booth.wait(for: "what waits") { $0.status.pending.count == 2 }
    // Deck b stands: its command is done, and waits for nothing.
    #expect(both.status.pending == ["deck a low -3 at bar", "deck a high -3 at phrase"])
    // Another message has nothing to do with it.
    booth.say("nonsense")
    let fired = try booth.wait(for: "the bar") { $0.engine.deckA.eqDecibels[0] < -2.9 }
    #expect(fired.engine.deckA.hasPending)
    try booth.wait(for: "the first one's going") { $0.status.pending == ["deck a high -3 at phrase"] }
    #expect(booth.snapshot.engine.deckA.position.value < fired.engine.deckA.position.value + 6 * 44_100)
  }
}
