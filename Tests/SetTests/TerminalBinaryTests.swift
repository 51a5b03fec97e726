import Glibc
import Support
import Testing

@Suite(
  "segue in a terminal",
  .enabled(if: InstalledSegue.isBuilt, "segue is not built"),
  .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"), .serialized, .waits)
struct TerminalBinaryTests {
  @Test("an empty library at three sizes, and an orderly end", arguments: [(80, 24), (120, 35), (200, 50)])
  func emptyLibrary(size: (width: Int, height: Int)) throws {
    let segue = try InstalledSegue()
    let terminal = try segue.open(width: size.width, height: size.height)
    let screen = try terminal.wait(for: "no tracks yet: type :add and a folder of music", "no sound device")
    #expect(screen[0].hasPrefix(" A ") && screen[0].contains(" B "))
    #expect(screen.prefix(size.height).joined().contains("Library"))
    #expect(screen.joined().contains("What fits next") == (size.width >= 110))
    try terminal.command("quit")
    #expect(try terminal.waitForEnd() == 0)
  }

  @Test("it bears a storm of sizes, the smallest too")
  func resizes() throws {
    let terminal = try InstalledSegue().open()
    try terminal.wait(for: "no tracks yet")
    let sizes = [(200, 50), (60, 18), (2, 2), (1, 1), (80, 24), (300, 90), (30, 8), (81, 25), (79, 23), (500, 20)]
    for (width, height) in sizes + sizes.reversed() { try terminal.resize(width: width, height: height) }
    try terminal.resize(width: 40, height: 12)
    try terminal.wait(for: "Segue needs 60 × 18", "this is 40 × 12")
    try terminal.resize(width: 80, height: 24)
    try terminal.press("?")
    try terminal.wait(for: "Your keyboard")
    try terminal.resize(width: 120, height: 35)
    try terminal.wait(for: "Your keyboard", "Esc closes")
    try terminal.press("Escape")
    let screen = try terminal.wait(for: "no tracks yet", "What fits next")
    #expect(!screen.joined().contains("Your keyboard"))
    try terminal.command("quit")
    #expect(try terminal.waitForEnd() == 0)
  }

  @Test("the terminal is as before after quit, signals and a crash", arguments: ["quit", "TERM", "HUP", "SEGV"])
  func restored(by way: String) throws {
    let terminal = try InstalledSegue().shell()
    try terminal.wait(for: "ready>")
    try terminal.type("stty -g; \"$SEGUE\"; echo \"ended $?\"; stty -g")
    try terminal.press("Enter")
    try terminal.wait(for: "no tracks yet")
    let child = try #require(try terminal.processes(named: "segue").first)
    let numbers = ["TERM": SIGTERM, "HUP": SIGHUP, "SEGV": SIGSEGV]
    if let number = numbers[way] { kill(child, number) } else { try terminal.command("quit") }
    let screen = try terminal.wait(for: "the shell, asking again") { $0.filter { $0.hasPrefix("ready>") }.count >= 2 }
    let status = Int32(screen.first { $0.hasPrefix("ended ") }?.dropFirst(6) ?? "")
    #expect(status == numbers[way].map { 128 + $0 } ?? 0)
    // What was on the screen is there again, and both lines that tell the terminal's state are equal.
    let states = screen.filter { $0.contains(":") && $0.split(separator: ":").count > 10 }
    #expect(states.count == 2 && states.first == states.last, "\(screen.joined(separator: "\n"))")
    #expect(!screen.joined().contains("no tracks yet"))
  }

  @Test("Ctrl-Z gives the shell back, fg the screen")
  func suspended() throws {
    let terminal = try InstalledSegue().shell()
    try terminal.wait(for: "ready>")
    try terminal.type("\"$SEGUE\"; echo \"was $?\"")
    try terminal.press("Enter")
    try terminal.wait(for: "no tracks yet")
    try terminal.press("C-z")
    try terminal.wait(for: "the shell") { $0.joined().contains("was ") && !$0.joined().contains("no tracks yet") }
    try terminal.resize(width: 90, height: 28)
    try terminal.type("fg")
    try terminal.press("Enter")
    try terminal.wait(for: "no tracks yet")
    try terminal.command("dance")
    try terminal.wait(for: "“dance” isn't a command")
    try terminal.command("quit")
    try terminal.wait(for: "the shell") { $0.joined().contains("fg") && !$0.joined().contains("no tracks yet") }
  }

  @Test("broken lines of config, keymap and theme are named, and the rest is used")
  func brokenFiles() throws {
    let broken = try InstalledSegue(config: "device = none\nrate = 12\n")
    var terminal = try broken.open(width: 200)
    try terminal.wait(for: "config/segue/config, line 2: rate is auto, 44100 or 48000, not 12", "no tracks yet")
    terminal.end()

    let keys = try InstalledSegue()
    try writeText("# mine\nn = theme paper\nwhat is this\n", to: keys.config + "/keys")
    terminal = try keys.open(width: 200)
    try terminal.wait(for: "config/segue/keys, line 3", "no tracks yet")
    terminal.end()

    let theme = try InstalledSegue(config: "device = none\ntheme = mine\n")
    _ = mkdir(theme.config + "/themes", 0o755)
    try writeText("background = #101010\ntext = blurple\n", to: theme.config + "/themes/mine.theme")
    terminal = try theme.open(width: 200)
    try terminal.wait(for: "themes/mine.theme, line 2", "blurple", "no tracks yet")
    try terminal.command("theme nowhere")
    try terminal.wait(for: "There is no theme named nowhere")
    try terminal.command("quit")
    #expect(try terminal.waitForEnd() == 0)
  }

  @Test("a terminal that cannot place characters, and none at all")
  func poorTerminals() throws {
    let segue = try InstalledSegue()
    let terminal = try segue.shell()
    try terminal.wait(for: "ready>")
    try terminal.type("TERM=dumb \"$SEGUE\"; echo \"ended $?\"")
    try terminal.press("Enter")
    try terminal.wait(for: "a terminal of type dumb cannot place characters", "ended 1")
    let redirected = try segue.run()
    #expect(redirected.status == 1)
    #expect(redirected.errors.contains("needs a terminal"))
  }

  @Test("the media program dies and the workstation goes on")
  func mediaProgramDies() throws {
    let segue = try InstalledSegue()
    // Long enough that its analysis is under way when it is ended.
    try write(Signal.noise(seconds: 240).samples, to: segue.music + "/long.wav")
    try write(ClickTracks.kicks(bpm: 120, seconds: 40), to: segue.music + "/short.wav")
    let terminal = try segue.open(width: 200)
    try terminal.wait(for: "no tracks yet")
    try terminal.command("deck a load \"\(segue.music)/long.wav\"")
    try terminal.wait(for: "analysing")
    // It is tried once more; so each one that begins is ended until the program gives up.
    let sentence = "long.wav made the media program fail (signal 9)"
    try terminal.wait(for: sentence, within: .backgroundWork) { screen in
      for child in try terminal.processes(named: "segue-media")
      where Programs.contents("/proc/\(child)/cmdline").contains("analyze") {
        kill(child, SIGKILL)
      }
      return screen.joined().contains(sentence)
    }
    #expect(terminal.ending == nil)
    try terminal.command("deck b load \"\(segue.music)/short.wav\"")
    try terminal.wait(for: "B  ■ short")
    try terminal.command("deck b play")
    try terminal.wait(for: "B  ▶ short")
    try terminal.quit()
    #expect(try terminal.waitForEnd() == 0)
  }
}
