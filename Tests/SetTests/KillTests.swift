import Glibc
import Library
import Media
import Music
import Support
import Testing
import Workstation

/// The program is killed at any moment of a set that is recorded: nothing is lost but the last second.
@Suite(
  "kill -9", .tags(.slow),
  .enabled(if: InstalledSegue.isBuilt, "segue is not built"),
  .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"), .serialized, .waits)
struct KillTests {
  private static let formats = ["wav", "float", "flac", "ogg", "opus", "mp3"]
  private static let count = getenv("SEGUE_LONG") != nil ? 50 : 5

  @Test("leaves a recording that plays, a journal that renders and a library that is whole", .timeLimit(.minutes(60)))
  func atRandomMoments() throws {
    var dice = SeededRandom(seed: UInt64(time(nil)))
    for number in 0..<Self.count {
      // The default half of the time.
      let format = number % 2 == 0 ? "wav" : Self.formats[number / 2 % Self.formats.count]
      let missing = try oneSet(format, seconds: Double.random(in: 0.3...5, using: &dice), &dice)
      // A page of Ogg Vorbis ends when it is full, and kicks with silence between them fill it slowly.
      #expect(missing < (format == "ogg" ? 6.5 : 1), "\(format)")
    }
  }

  /// - Returns: seconds that were played while it was recorded, and that are not in the file.
  private func oneSet(_ format: String, seconds: Double, _ dice: inout SeededRandom) throws -> Double {
    let segue = try InstalledSegue(config: "device = none\nrecording = \(format)\n")
    for (name, bpm) in [("one", 122.0), ("two", 127)] {
      try write(ClickTracks.kicks(bpm: bpm, seconds: 24), to: "\(segue.music)/\(name).wav")
    }
    #expect(try segue.run("scan", segue.music).status == 0)
    let terminal = try segue.open()
    try terminal.wait(for: "one", "two")
    try terminal.command("deck a load \"\(segue.music)/one.wav\"; deck b load \"\(segue.music)/two.wav\"")
    try terminal.wait(for: "A  ■ one", "B  ■ two")
    try terminal.command("deck a play; deck b play at bar; record on")
    let folder = segue.data + "/journals"
    let journal = folder + "/" + (try #require(names(in: folder).last))
    // Counted from the moment that the journal has the recording: it begins a little before.
    #expect(eventually { Programs.contents(journal).contains(" record on ") })
    let begun = now()
    let lines = ["deck a hotcue 1", "crossfade b over 4 beats", "deck a low -3", "deck b jump -4 at beat", "swap off"]
    while now() - begun < seconds {
      try terminal.command(lines[Int.random(in: 0..<lines.count, using: &dice)])
      usleep(UInt32.random(in: 1000...150_000, using: &dice))
    }
    let process = try #require(try terminal.processes(named: "segue").first)
    let played = now() - begun
    kill(process, SIGKILL)
    #expect(try terminal.waitForEnd() == 128 + SIGKILL)
    try checkLibrary(segue)
    return played - (try checkRecording(segue, journal, format))
  }

  private func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func checkLibrary(_ segue: InstalledSegue) throws {
    let library = try Library(path: segue.data + "/library.sqlite")
    #expect(try library.trackCount() == 2)
    let row = try #require(try library.track(at: segue.music + "/one.wav"))
    #expect(try library.analysis(of: row.id) != nil)
    if let sqlite = Programs.path(of: "sqlite3") {
      let check = try Programs.run([sqlite, segue.data + "/library.sqlite", "PRAGMA integrity_check"])
      #expect(check.output == "ok\n")
    }
    #expect(try segue.run("scan").status == 0)
  }

  /// - Returns: the recording's seconds.
  private func checkRecording(_ segue: InstalledSegue, _ journal: String, _ format: String) throws -> Double {
    let made = names(in: segue.data + "/recordings")
    let name = try #require(made.first { !$0.hasSuffix(".cue") })
    let path = "\(segue.data)/recordings/\(name)"
    let decoding = try mediaProgram().decode(path, rate: .cd)
    // A page that was being written may be torn.
    try? decoding.wait()
    let frames = decoding.pcm.framesReady
    let again = segue.folder.path + "/again." + (name.split(separator: ".").last ?? "wav")
    let ended = try segue.run("render", journal, "-o", String(again), "--recording", "1")
    #expect(ended.status == 0, "\(ended.errors)")
    if ["wav", "float", "flac"].contains(format) {
      let whole = try sound(of: String(again))
      let left = UnsafeBufferPointer(start: decoding.pcm.samples, count: 2 * frames)
      #expect(whole.count >= left.count && whole.prefix(left.count).elementsEqual(left), "\(format)")
    }
    return Double(frames) / 44_100
  }
}
