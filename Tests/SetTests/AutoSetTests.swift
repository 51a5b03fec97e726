import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Writes dance tracks of half a minute: four bars of intro, drop and outro or a little more, each of its own artist.
/// - Parameter bpm: of each by its number.
func writeDanceTracks(
  _ count: Int, in folder: String, drop: Int = 6, bpm: (Int) -> Double = { 122 + Double($0 % 5) }
) throws {
  for number in 0..<count {
    let track = ArrangedTrack(
      bpm: bpm(number), plan: [("intro", 4), ("drop", drop), ("outro", 4)], seed: UInt64(number + 1))
    try write(
      track.signal.samples, to: "\(folder)/\(number).flac", .flac,
      tags: Tags(title: "Track \(number)", artist: "Artist \(number)"))
  }
}

/// A set that was left to the autopilot, by its journal and its recording.
struct AutoSet {
  let text: String
  let recording: [Float]
  /// Titles, in the order in which they were heard.
  let heard: [String]

  /// - Parameter folder: of journals.
  init(journalsIn folder: String) throws {
    text = Programs.contents("\(folder)/\(try #require(names(in: folder).first))")
    let journal = try Journal(parsing: text, name: "the set")
    heard = journal.entries.compactMap { if case .heard(_, let track) = $0.what { track.title } else { nil } }
    recording = try journal.recordings.first.map { try sound(of: $0.recording.path) } ?? []
  }

  /// The longest stretch without sound from the first sound on, seconds.
  var longestSilence: Double {
    var (longest, run) = (0, 0)
    for sample in recording.drop(while: { abs($0) < 1e-3 }) {
      run = abs(sample) < 1e-4 ? run + 1 : 0
      longest = max(longest, run)
    }
    return Double(longest) / 88_200
  }

  var peak: Float { recording.reduce(0) { max($0, abs($1)) } }
}

/// Sets that mix themselves, on a clock that runs faster than the room's.
@Suite("The autopilot", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct AutoSetTests {
  /// Ends the set.
  private func end(_ booth: Booth) throws -> AutoSet {
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    booth.workstation.close()
    return try AutoSet(journalsIn: "\(booth.folder.path)/data/journals")
  }

  /// A set of these files, up to the middle of its first blend.
  private func toBlend(_ booth: Booth) throws {
    booth.say("queue add \"\(booth.music)/0.flac\"", "queue add \"\(booth.music)/1.flac\"", "record on", "auto on")
    try booth.wait(for: "the first track") { $0.engine.deckA.isPlaying }
    try booth.wait(for: "the middle of the blend") { $0.engine.deckB.isPlaying && $0.engine.crossfader > -0.6 }
  }

  private func expectMusic(_ set: AutoSet) {
    #expect(set.longestSilence <= 0.2, "\(set.text)")
    #expect(set.peak < 1 && set.peak > 0.05)
  }

  @Test("the crossfader in the DJ's hand is left there, and handed back without a jump in level", .tags(.slow))
  func touchedCrossfader() throws {
    let booth = try Booth(speed: 3)
    try writeDanceTracks(2, in: booth.music) { _ in 124 }
    try booth.scanMusic(tracks: 2)
    try toBlend(booth)
    booth.say("crossfader = -0.5")
    let held = try booth.wait(for: "the hand") { $0.engine.crossfader == -0.5 }
    let later = Int64(44_100) + held.engine.frame.value
    #expect(try booth.wait(for: "a second") { $0.engine.frame.value > later }.engine.crossfader == -0.5)
    booth.say("auto on")
    try booth.wait(for: "the end of the blend") { $0.engine.crossfader == 1 && !$0.engine.deckA.isPlaying }
    let set = try end(booth)
    expectMusic(set)
    try measureLevels(of: set, in: booth)
  }

  /// The same set with a steady tone on each deck: what each is heard at follows from how strong its tone is.
  private func measureLevels(of set: AutoSet, in booth: Booth) throws {
    var text = set.text
    let tones = [12_000.0, 9000]
    for (number, hz) in tones.enumerated() {
      let path = "\(booth.folder.path)/tone\(number).wav"
      try write(ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: 40), to: path, .float)
      text = text.replacing("\"\(booth.music)/\(number).flac\"", with: "\"\(path)\"")
    }
    let crossfades = frames(of: " crossfade", in: set.text)
    // To deck A, over to B, the hand, and back.
    try #require(crossfades.count == 4, "\(set.text)")
    let rendered = try Rendered(text, in: booth.folder, name: "tones")
    let samples = rendered.samples
    // The isolator comes in where the bass swap begins: what is dry and what is not add to a comb there, for a tone.
    let said = frames(of: " bass to b", in: set.text)
    let swaps = said.compactMap { frame in
      rendered.report.decks.a.first { $0.frame > Double(frame) }.map { Int($0.frame) }
    }
    let window = 882
    let starts = stride(
      from: crossfades[2] + 4410, to: min(crossfades[3] + 6 * 44_100, samples.count / 2 - window), by: window)
    let levels = starts.map { start in tones.map { amplitude(of: $0, in: samples, from: start, frames: window) } }
    let whole = try #require(levels.map { $0[0] }.max())
    #expect(whole > 0.05 && (levels.last?[0] ?? 1) < 0.01, "deck A was heard, and is gone")
    for ((start, before), after) in zip(zip(starts, levels), levels.dropFirst())
    where !swaps.contains(where: { abs($0 - start) < 4410 }) {
      for (before, after) in zip(before, after) {
        // Half a decibel in a fiftieth of a second.
        #expect(abs(before - after) < 0.06 * whole, "at \(start), of \(set.text)")
      }
    }
  }

  /// When lines with these words were said.
  private func frames(of words: String, in journal: String) -> [Int] {
    journal.split(separator: "\n").filter { $0.contains(words) }.compactMap { line in
      Int(line.dropFirst().prefix { $0.isNumber })
    }
  }

  private func amplitude(of hz: Double, in samples: [Float], from start: Int, frames: Int) -> Double {
    var (re, im) = (0.0, 0.0)
    for frame in 0..<frames {
      let phase = 2 * Double.pi * hz * Double(frame) / 44_100
      re += Double(samples[2 * (start + frame)]) * cos(phase)
      im += Double(samples[2 * (start + frame)]) * sin(phase)
    }
    return 2 * (re * re + im * im).squareRoot() / Double(frames)
  }

  @Test("“next” and a kind are done in the middle of a track")
  func wishes() throws {
    let booth = try Booth(speed: 4)
    try writeDanceTracks(2, in: booth.music, drop: 32) { _ in 124 }
    try booth.scanMusic(tracks: 2)
    booth.say("queue add \"\(booth.music)/0.flac\"", "queue add \"\(booth.music)/1.flac\"", "record on", "auto on")
    try booth.wait(for: "a plan") { $0.status.auto?.hasPrefix("out in ") == true }
    booth.say("auto kind echo-out", "auto next")
    try booth.wait(for: "another plan") { $0.status.auto?.contains("echo out") == true }
    let state = try booth.wait(for: "what comes in") { $0.engine.deckB.isPlaying }
    // Two phrases are 31 s, the track has 77.
    #expect(state.engine.deckA.position.value < 40 * 44_100)
    try booth.wait(for: "it alone") { $0.engine.crossfader == 1 && $0.engine.deckA.serial == nil }
    expectMusic(try end(booth))
  }

  @Test("a deck ejected in mid-blend: the other one is heard at once, whichever it is", arguments: [DeckID.a, .b])
  func ejected(_ deck: DeckID) throws {
    let booth = try Booth(speed: 4)
    try writeDanceTracks(3, in: booth.music)
    try booth.scanMusic(tracks: 3)
    try toBlend(booth)
    booth.say("deck \(deck.word) unload")
    try booth.wait(for: "the other deck alone, and what comes next") { state in
      let crossfader = deck == .a ? 1.0 : -1
      return state.engine[deck.other].isPlaying && state.engine.crossfader == crossfader
        && state.status.auto?.contains("out in") == true
    }
    #expect(booth.state.engine[deck.other].kills[0] == false)
    expectMusic(try end(booth))
  }

  @Test("the device is gone in mid-blend: the blend goes on")
  func lostDevice() throws {
    let booth = try Booth(speed: 4)
    try writeDanceTracks(2, in: booth.music)
    try booth.scanMusic(tracks: 2)
    try toBlend(booth)
    booth.say("device nonsense:99")
    try booth.wait(forMessage: "nonsense")
    try booth.wait(for: "the end of the blend") { $0.engine.crossfader == 1 && !$0.engine.deckA.isPlaying }
    #expect(booth.state.engine.deckB.isPlaying)
  }

  @Test("files that are not there, one of three seconds, and tones without a beat: each is left out, or played")
  func oddFiles() throws {
    let booth = try Booth()
    try writeDanceTracks(1, in: booth.music)
    try write(ClickTracks.kicks(bpm: 120, seconds: 3), to: booth.music + "/three.wav", tags: Tags(title: "Three"))
    for (name, hz) in [("low", 220.0), ("high", 330)] {
      try write(
        ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: 9), to: "\(booth.music)/\(name).wav", tags: Tags(title: name))
    }
    for name in ["none.flac", "three.wav", "low.wav", "nowhere.wav", "high.wav", "0.flac"] {
      booth.say("queue add \"\(booth.music)/\(name)\"")
    }
    booth.say("record on", "auto on")
    try booth.wait(forMessage: "none is left out")
    for title in ["Three", "low", "high", "Track 0"] {
      try booth.wait(for: title) { state in
        DeckID.allCases.contains { state.engine[$0].isPlaying && state[$0].track?.title == title }
      }
    }
    #expect(booth.snapshot.queue.rows.isEmpty)
    try booth.wait(for: "the last one alone") { state in
      DeckID.allCases.filter { state.engine[$0].isPlaying }.count == 1
    }
    let set = try end(booth)
    #expect(set.peak < 1)
    // A stop and a start need a look at the decks each, which come late on a busy machine.
    #expect(set.longestSilence <= 0.5, "\(set.longestSilence)")
  }

  @Test("an empty library, then one track: said once, and the music plays to its end")
  func nothingLeft() throws {
    let booth = try Booth(speed: 2)
    booth.say("auto on")
    try booth.wait(forMessage: "nothing else is left to play")
    try writeDanceTracks(1, in: booth.music)
    booth.say("auto off", "queue add \"\(booth.music)/0.flac\"", "auto on")
    try booth.wait(for: "the track") { $0.engine.deckA.isPlaying }
    try booth.wait(forMessage: "nothing else is left to play")
    try booth.wait(for: "the end") { !$0.engine.deckA.isPlaying && $0.engine.deckB.serial == nil }
  }

  @Test("the queue is there after a restart, is saved as a playlist, and loads onto the free deck")
  func queue() throws {
    let booth = try Booth()
    try writeDanceTracks(2, in: booth.music)
    try booth.scanMusic(tracks: 2)
    booth.say("queue add selected", "queue add \"\(booth.music)/1.flac\"", "queue down", "queue move up")
    #expect(booth.snapshot.queue.rows.map(\.title) == ["Track 1", "Track 0"])
    booth.say("queue save friday")
    try booth.wait(forMessage: "2 tracks saved in ")
    let saved = Programs.contents("\(booth.folder.path)/data/playlists/friday.m3u8")
    #expect(saved == "#EXTM3U\n\(booth.music)/1.flac\n\(booth.music)/0.flac\n")
    try booth.restart()
    try booth.wait(for: "the queue") { $0.queue.rows.map(\.title) == ["Track 1", "Track 0"] }
    booth.say("queue load next")
    try booth.wait(for: "the track") { $0.deckA.track?.title == "Track 1" }
    booth.say("queue load next")
    try booth.wait(for: "the other track") { $0.deckB.track?.title == "Track 0" && $0.queue.rows.isEmpty }
    booth.say("queue load next")
    try booth.wait(forMessage: "the queue is empty")
  }
}
