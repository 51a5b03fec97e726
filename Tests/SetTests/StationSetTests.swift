import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// A station on the real engine, faster than the clock: its idents, and what is heard when nothing can be played.
@Suite("A station", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct StationSetTests {
  /// Begins a station by these lines of a config. - Parameter records: from the beginning.
  private func begin(_ booth: Booth, _ config: String, records: Bool = true) throws {
    var settings = Settings()
    #expect(settings.read("radio_min_seconds = 5\n" + config, from: "config").isEmpty)
    booth.workstation.use(settings)
    if records { booth.say("record on") }
    booth.workstation.beginRadio()
  }

  /// Lets so much of the set go by.
  private func wait(_ booth: Booth, seconds: Double) throws {
    let frame = booth.snapshot.engine.frame.value
    try booth.wait(for: "\(seconds) s") { $0.engine.frame.value > frame + Int64(44_100 * seconds) }
  }

  private func end(_ booth: Booth) throws -> AutoSet {
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    booth.workstation.close()
    return try AutoSet(journalsIn: "\(booth.folder.path)/data/journals")
  }

  @Test("an ident is laid on a phrase, and its journal renders to what was heard", .tags(.slow))
  func ident() throws {
    let booth = try Booth(speed: 3)
    try writeDanceTracks(3, in: booth.music, drop: 20)
    try booth.scanMusic(tracks: 3)
    let folder = booth.folder.path + "/idents"
    #expect(makeFolder(folder) == nil)
    try write(ClickTracks.sine(hz: 997, amplitude: 0.3, seconds: 1.5), to: folder + "/one.wav", .float)
    // None is due until the first track is whole: what was not decoded yet in the set is there in a render.
    booth.workstation.auto.lastIdent = WallTime(here: secondsSince1970())
    try begin(booth, "radio_jingles = \(folder)\nradio_jingle_dip = 6", records: false)
    try booth.wait(for: "the whole first track") { state in
      DeckID.allCases.contains { state.engine[$0].isPlaying && state[$0].track != nil && state[$0].loading == nil }
    }
    booth.say("record on")
    try booth.wait(forMessage: "recording to ")
    booth.workstation.auto.lastIdent = nil
    try booth.wait(forMessage: "ident: one.wav, at the next phrase")
    try booth.wait(for: "the ident") { $0.engine.ident != nil }
    try booth.wait(for: "its end") { $0.engine.ident == nil }
    try wait(booth, seconds: 2)
    let set = try end(booth)
    let line = try #require(set.text.split(separator: "\n").first { $0.contains(" ident ") })
    #expect(line.contains("\(folder)/one.wav\" gain ") && line.hasSuffix(" dip -6 at phrase"), "\(line)")
    let rendered = try Rendered(set.text, in: booth.folder, name: "again")
    let found = ExactStretches(of: set.recording, in: rendered.samples)
    #expect(found.stretches.count == 1 && found.exact == found.total, "\(found.exact) of \(found.total)")
    let without = set.text.split(separator: "\n").filter { !$0.contains(" ident ") }.joined(separator: "\n")
    let plain = try Rendered(without + "\n", in: booth.folder, name: "plain")
    #expect(plain.samples.count == rendered.samples.count && plain.samples != rendered.samples)
  }

  /// What becomes of all the files before anything was played.
  enum Fault: String, CaseIterable { case gone, hanging, garbage }

  @Test("where no file can be played the track in memory is, over and over", .tags(.slow), arguments: Fault.allCases)
  func fallback(fault: Fault) throws {
    let booth = try Booth(speed: 2)
    try writeDanceTracks(2, in: booth.music)
    try booth.scanMusic(tracks: 2)
    let held = booth.folder.path + "/held.flac"
    let sound = ClickTracks.noise(bits: 16, seconds: 8, seed: 9).map { $0 * 0.2 }
    try write(sound, to: held, .flac, tags: Tags(title: "Held", artist: "Nobody"))
    for number in 0..<2 {
      let path = "\(booth.music)/\(number).flac"
      unlink(path)
      switch fault {
      case .gone: break
      case .hanging: #expect(mkfifo(path, 0o600) == 0)
      case .garbage: try writeText(String(repeating: "no music ", count: 4000), to: path)
      }
    }
    try begin(booth, "radio_fallback = \(held)")
    try booth.wait(forMessage: "nothing else is to be heard: Held")
    try booth.wait(for: "the held track") { $0.engine.deckA.isPlaying || $0.engine.deckB.isPlaying }
    // It is eight seconds long, and gone from the disk: memory has it.
    unlink(held)
    try wait(booth, seconds: 30)
    let set = try end(booth)
    #expect(set.longestSilence < 0.5 && set.peak > 0.05, "\(set.longestSilence) s\n\(set.text)")
    // Once the library has looked for the file, its name is all that it has of it.
    #expect(set.heard.map { $0.lowercased() } == ["held"])
  }

  @Test("what is back on the disk is played after the held track", .tags(.slow)) func back() throws {
    let booth = try Booth(speed: 3)
    try writeDanceTracks(1, in: booth.music)
    try booth.scanMusic(tracks: 1)
    let held = booth.folder.path + "/held.flac"
    try write(
      ArrangedTrack(bpm: 122, plan: [("drop", 16)], seed: 9).signal.samples, to: held, .flac, tags: Tags(title: "Held"))
    try begin(booth, "radio_fallback = \(held)")
    // A pool of one: when it is over nothing else is there, and it may come again after the held one.
    try booth.wait(forMessage: "nothing else is to be heard: Held")
    try booth.wait(for: "the pool's own track again") { state in
      DeckID.allCases.contains { state.engine[$0].audible > 0.9 && state[$0].track?.title == "Track 0" }
    }
    // What is heard for six seconds is no audition.
    try wait(booth, seconds: 8)
    let set = try end(booth)
    #expect(
      set.heard == ["Track 0", "Held", "Track 0"] && set.longestSilence < 5, "\(set.heard) \(set.longestSilence)")
  }
}
