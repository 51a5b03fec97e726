import Glibc
import Support
import Testing

/// The real binary, left to itself in a terminal.
@Suite(
  "segue on autopilot", .tags(.slow),
  .enabled(if: InstalledSegue.isBuilt, "segue is not built"),
  .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"), .serialized, .waits)
struct AutoTerminalTests {
  /// Waits until so many tracks were heard, by the journal as it is written. - Returns: the last screen.
  @discardableResult
  private func wait(_ terminal: TmuxTerminal, for count: Int, in segue: InstalledSegue) throws -> [String] {
    var last: [String] = []
    for number in 1...count {
      last = try terminal.wait(for: "track \(number)") { _ in
        let folder = segue.data + "/journals"
        guard let name = names(in: folder).first else { return false }
        return Programs.contents("\(folder)/\(name)").ranges(of: " heard ").count >= number
      }
    }
    return last
  }

  private func end(_ terminal: TmuxTerminal, _ segue: InstalledSegue) throws -> AutoSet {
    try terminal.command("record off")
    try terminal.wait(for: "recorded \(segue.data)")
    try terminal.quit()
    #expect(try terminal.waitForEnd() == 0)
    let set = try AutoSet(journalsIn: segue.data + "/journals")
    #expect(Set(set.heard).count == set.heard.count, "\(set.heard)")
    #expect(set.longestSilence <= 0.2)
    #expect(set.peak < 1)
    let rendered = try Rendered(set.text, in: segue.folder, name: "again")
    let found = ExactStretches(of: set.recording, in: rendered.samples)
    #expect(found.stretches.count == 1 && found.exact == found.total, "the journal gives the same samples")
    return set
  }

  @Test("twelve tracks on a fast silent clock")
  func twelveTracks() throws {
    let segue = try InstalledSegue(config: "device = none\nsilent_speed = 3\nrecording = float\n")
    try writeDanceTracks(12, in: segue.music)
    #expect(try segue.run("scan", segue.music).status == 0)
    let terminal = try segue.open(width: 160, height: 40)
    try terminal.wait(for: "Track 11")
    try terminal.command("record on")
    try terminal.wait(for: "● REC 0:")
    try terminal.press("C-a")
    try terminal.wait(for: "AUTO out in 0:", "bass swap at", "both instrumental", "Next by autopilot")
    try wait(terminal, for: 12, in: segue)
    #expect(try end(terminal, segue).heard.count >= 12)
  }

  @Test(
    "four tracks on a sound server that goes away in mid-blend and comes back",
    .enabled(if: NullSink.isInstalled, "PulseAudio is not installed"))
  func fourTracks() throws {
    let segue = try InstalledSegue(config: "recording = float\nperiod = 1024\nperiods = 8\n")
    try writeDanceTracks(4, in: segue.music, drop: 4)
    #expect(try segue.run("scan", segue.music).status == 0)
    let sink = try NullSink()
    defer { sink.end() }
    let alsa = segue.folder.path + "/asound.conf"
    try writeText("</usr/share/alsa/alsa.conf>\n\(sink.configuration)\n", to: alsa)
    let terminal = try segue.open("--device", "segue_pulse", width: 160, height: 40, adding: ["ALSA_CONFIG_PATH": alsa])
    try terminal.wait(for: "segue_pulse 44.1 kHz", "Track 3")
    try terminal.command("record on")
    try terminal.wait(for: "● REC 0:")
    try terminal.command("auto on")
    try wait(terminal, for: 2, in: segue)
    sink.kill()
    try terminal.wait(for: "segue_pulse went away")
    try sink.begin()
    try wait(terminal, for: 4, in: segue)
    #expect(try end(terminal, segue).heard.count == 4)
    #expect(sink.recorded().count > 8 * 44_100)
  }
}
