import Glibc
import Support
import Testing

/// The workstation as lines, by the program as it is shipped.
@Suite(
  "segue --plain",
  .enabled(if: InstalledSegue.isBuilt, "segue is not built"),
  .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"), .serialized, .waits)
struct PlainModeTests {
  @Test("lines and single keys, and the terminal as it was")
  func linesAndKeys() throws {
    let segue = try InstalledSegue()
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: segue.music + "/one.wav")
    let terminal = try segue.shell(width: 120, height: 60)
    try terminal.wait(for: "ready>")
    try terminal.type("stty -g; \"$SEGUE\" --plain; echo \"ended $?\"; stty -g")
    try terminal.press("Enter")
    try terminal.wait(for: "Segue, plain.")
    func say(_ line: String, _ answer: String) throws {
      try terminal.type(line)
      try terminal.press("Enter")
      try terminal.wait(for: answer)
    }
    try say("deck a load \"\(segue.music)/one.wav\"", "Deck A: one.")
    // How a deck stands has a tempo once the track has been listened to, which may take longer than it plays.
    try terminal.wait(for: "120 BPM", within: .backgroundWork)
    try say("play a", "Deck A plays.")
    try say("crossfader a", "The crossfader is at deck A.")
    try say("say deck a", "left, 120 BPM")
    try say("search one", "Selected: 1: one")
    try say("search nobody has this", "No tracks found for nobody has this")
    try say("search off", "1 track in the library")
    try say("hot cue 1 on a", "Deck A: hot cue 1 set at")
    try say("where is my recording", "Nothing was recorded in this set yet.")
    try say("frobnicate", "“frobnicate” isn't a command")
    try say("keys", "Single keys: Escape goes back to lines")
    try terminal.press("f")
    try terminal.wait(for: "Deck A stops.")
    try terminal.press("?")
    try terminal.press("l")
    try terminal.wait(for: "Key l: deck b sync toggle: follow the other")
    try terminal.press(":")
    try terminal.wait(for: "Command.")
    try say("deck a fader 0.5", "Deck A: fader 50 percent.")
    try terminal.press("Escape")
    try terminal.wait(for: "Lines.")
    try say("help crossfader curve", "Crossfader curve")
    try say("quit", "ended 0")
    let screen = try terminal.wait(for: "the shell, asking again") { $0.filter { $0.hasPrefix("ready>") }.count >= 2 }
    let states = screen.filter { $0.contains(":") && $0.split(separator: ":").count > 10 }
    #expect(states.count == 2 && states.first == states.last, "\(screen.joined(separator: "\n"))")
  }

  @Test("killed among single keys, the terminal is as before", arguments: ["TERM", "SEGV"])
  func restored(by way: String) throws {
    let terminal = try InstalledSegue().shell()
    try terminal.wait(for: "ready>")
    try terminal.type("stty -g; \"$SEGUE\" --plain; echo \"ended $?\"; stty -g")
    try terminal.press("Enter")
    try terminal.wait(for: "Segue, plain.")
    try terminal.type("keys")
    try terminal.press("Enter")
    try terminal.wait(for: "Single keys")
    let number = way == "TERM" ? SIGTERM : SIGSEGV
    kill(try #require(try terminal.processes(named: "segue").first), number)
    let screen = try terminal.wait(for: "the shell, asking again") { $0.filter { $0.hasPrefix("ready>") }.count >= 2 }
    #expect(screen.contains("ended \(128 + number)"))
    let states = screen.filter { $0.contains(":") && $0.split(separator: ":").count > 10 }
    #expect(states.count == 2 && states.first == states.last, "\(screen.joined(separator: "\n"))")
  }

  @Test("an input that ends ends the program, without a terminal")
  func endOfInput() throws {
    let segue = try InstalledSegue()
    let finished = try segue.run("--plain")
    #expect(finished.status == 0)
    #expect(finished.output.hasPrefix("Segue, plain."))
  }
}
