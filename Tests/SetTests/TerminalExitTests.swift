import Glibc
import Support
import Testing

/// Whatever ends or stops the program, its terminal is as it was found: the line (`stty -a`), the screen, the mouse,
/// marked pastes and the keyboard protocol.
@Suite("Leaving the terminal", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct TerminalExitTests {
  /// Modes of a terminal that nobody has changed: its cursor is shown, its lines wrap.
  private static let found: Set<Int> = [7, 25]

  private func expectAsFound(_ terminal: PlayedTerminal, _ when: String) {
    #expect(terminal.shown.modes == Self.found, "\(when): modes")
    #expect(terminal.shown.keyboard.isEmpty, "\(when): keyboard protocol")
    #expect(terminal.isAsFound, "\(when): stty")
    #expect(terminal.shown.strangers.isEmpty, "\(when)")
  }

  /// In the screen, with all that can be switched on.
  private func open(_ segue: InstalledSegue) throws -> PlayedTerminal {
    let terminal = try segue.play("--mouse", answer: KittyKeyboard.answer)
    try terminal.wait(for: "the screen with keyboard protocol and mouse") {
      $0.text.contains("no tracks yet") && $0.keyboard == [31] && $0.modes.isSuperset(of: [1049, 1002, 1006, 2004])
    }
    return terminal
  }

  @Test(
    "by quit, by signals, by a crash",
    arguments: ["quit", "INT", "TERM", "HUP", "QUIT", "SEGV", "ABRT", "BUS", "FPE", "ILL", "TRAP"])
  func ends(by way: String) throws {
    let numbers = [
      "INT": SIGINT, "TERM": SIGTERM, "HUP": SIGHUP, "QUIT": SIGQUIT, "SEGV": SIGSEGV, "ABRT": SIGABRT, "BUS": SIGBUS,
      "FPE": SIGFPE, "ILL": SIGILL, "TRAP": SIGTRAP,
    ]
    let terminal = try open(try InstalledSegue())
    if let number = numbers[way] {
      kill(terminal.child, number)
    } else {
      try terminal.type(KittyKeyboard.line(":quit"))
    }
    #expect(try terminal.waitForEnd() == numbers[way].map { 128 + $0 } ?? 0)
    expectAsFound(terminal, way)
  }

  @Test("the terminal goes away: the program ends, and what was played is kept")
  func terminalGone() throws {
    let segue = try InstalledSegue()
    let terminal = try open(segue)
    try terminal.type(KittyKeyboard.line(":deck a filter 0.25"))
    let folder = segue.data + "/journals"
    #expect(eventually { names(in: folder).contains { Programs.contents("\(folder)/\($0)").contains("filter") } })
    terminal.hangUp()
    #expect(try terminal.waitForEnd() == 128 + SIGHUP)
  }

  @Test("Ctrl-Z gives the shell its terminal, fg brings all of it back; so does a stop that nobody could hear")
  func stops() throws {
    let segue = try InstalledSegue()
    let terminal = try PlayedTerminal(
      ["/bin/sh", "-i"], columns: 120, rows: 35, home: segue.folder,
      environment: segue.environment.merging(["PS1": "ready> ", "ENV": ""]) { $1 }, answer: KittyKeyboard.answer)
    try terminal.wait(for: "ready>")
    try terminal.type("\"$SEGUE\" --mouse\r")
    let isOpen = { (screen: ShownScreen) in
      screen.text.contains("no tracks yet") && screen.keyboard == [31]
        && screen.modes.isSuperset(of: [1049, 1002, 1006, 2004])
    }
    for round in 1...2 {
      try terminal.wait(for: "the screen", isOpen)
      try terminal.type(KittyKeyboard.control("z"))
      try terminal.wait(for: "the shell, round \(round)") {
        $0.modes == Self.found && $0.keyboard.isEmpty && $0.text.contains("Stopped")
      }
      try terminal.type("fg\r")
    }
    try terminal.wait(for: "the screen", isOpen)
    #expect(terminal.shown.strangers.isEmpty)
    let program = try #require(Programs.descendants(of: terminal.child, named: "segue").first)
    kill(program, SIGSTOP)
    #expect(eventually { Programs.contents("/proc/\(program)/stat").contains(") T ") })
    terminal.look(seconds: 0.5)
    let frames = terminal.shown.frames
    // The line was left raw: an Enter is no end of a line there.
    try terminal.type("fg\n")
    try terminal.wait(for: "the screen once more") { isOpen($0) && $0.frames > frames }
    try terminal.type(KittyKeyboard.line(":quit"))
    try terminal.wait(for: "the shell at last") { $0.modes == Self.found && $0.keyboard.isEmpty }
    // On a busy machine such a stop may cut a frame in the middle of a colour, before what the shell says.
    let cut = terminal.shown.strangers
    #expect(cut.isEmpty || cut.count == 1 && cut[0].wholeMatch(of: /"\\u\{1B\}\[[0-9:;]*\["/) != nil, "\(cut)")
  }
}
