import Dispatch
import Glibc
import Platform
import Support
import Synchronization
import Testing

@testable import Workstation

/// A controller behind two named pipes, played into the real program.
@Suite(
  "A controller", .tags(.slow), .enabled(if: InstalledSegue.isBuilt, "segue is not built"),
  .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"), .serialized, .waits)
struct ControllerSetTests {
  /// The program, and the pipes of a DDJ-200.
  private struct Rig {
    let segue: InstalledSegue
    let terminal: TmuxTerminal
    let hands: Int32
    let lights: Int32

    init() throws {
      segue = try InstalledSegue()
      let place = segue.folder.path
      try writeText("device = none\nmidi = \(place)/DDJ-200 \(place)/lights\n", to: segue.config + "/config")
      for name in ["DDJ-200", "lights"] { mkfifo("\(place)/\(name)", 0o600) }
      hands = Glibc.open("\(place)/DDJ-200", O_RDWR | O_NONBLOCK)
      lights = Glibc.open("\(place)/lights", O_RDWR | O_NONBLOCK)
      try writeDanceTracks(2, in: segue.music)
      #expect(try segue.run("scan", segue.music).status == 0)
      terminal = try segue.open(width: 120, height: 35)
      try terminal.wait(for: "DDJ-200 is plugged in", "Track 1")
    }

    func send(_ bytes: [UInt8]) { _ = write(hands, bytes, bytes.count) }

    func state() throws -> String { try segue.run("ctl", "state", "--json").output }

    func wait(for what: String, _ isSo: (String) -> Bool) throws {
      let end = ContinuousClock.now + .patience
      while ContinuousClock.now < end {
        if isSo(try state()) { return }
        usleep(50_000)
      }
      throw DidNotHappen(description: "\(what): \(try state())")
    }

    /// The lights that were sent, until one of them came.
    func waitForLight(_ bytes: [UInt8]) -> Bool {
      var all: [UInt8] = []
      let end = ContinuousClock.now + .patience
      while ContinuousClock.now < end {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(lights, &buffer, buffer.count)
        if count > 0 { all += buffer[..<count] }
        if all.firstRange(of: bytes) != nil { return true }
        usleep(50_000)
      }
      return false
    }

    func close() {
      Glibc.close(hands)
      Glibc.close(lights)
    }
  }

  /// The tempo of deck A as it is heard.
  private static func bpm(in state: String) -> Double? {
    state.firstRange(of: "\"bpm\":").flatMap { found in
      Double(state[found.upperBound...].prefix { "0123456789.".contains($0) })
    }
  }

  /// The clock of a drum machine, by a thread of its own, until it is stopped.
  private final class ClockPulses: Sendable {
    private let isStopped = Atomic(false)

    init(bpm: Double, to file: Int32) {
      DispatchQueue.global().async { [self] in
        let began = monotonicSeconds()
        var bytes: [UInt8] = [0xFA, 0xF8]
        for pulse in 1... {
          _ = write(file, bytes, bytes.count)
          bytes = [0xF8]
          let rest = began + Double(pulse) * 60 / bpm / 24 - monotonicSeconds()
          if rest > 0 { usleep(UInt32(rest * 1e6)) }
          if isStopped.load(ordering: .relaxed) { return }
        }
      }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }
  }

  @Test("the beat of what plays goes out as a clock, and a clock that comes in is followed")
  func clock() throws {
    let rig = try Rig()
    defer { rig.close() }
    try rig.terminal.command("deck a load \"\(rig.segue.music)/0.flac\"")
    try rig.wait(for: "its beats") { $0.contains("\"playing\":false") && !$0.contains("\"bpm\":null") }
    try rig.terminal.command("midi clock on")
    try rig.terminal.wait(for: "the beat is sent as a MIDI clock")
    try rig.terminal.command("a play")
    // A start, and the pulses of a beat.
    #expect(rig.waitForLight([0xFA] + [UInt8](repeating: 0xF8, count: 24)))
    try rig.terminal.command("a stop")
    #expect(rig.waitForLight([0xFC]))
    try rig.terminal.command("midi follow on; a loop 16; a play")
    let clock = ClockPulses(bpm: 120.3, to: rig.hands)
    defer { clock.stop() }
    try rig.wait(for: "the clock's tempo") { state in
      Self.bpm(in: state).map { abs($0 / 120.3 - 1) < 0.001 } ?? false
    }
    try rig.terminal.quit()
    #expect(try rig.terminal.waitForEnd() == 0)
  }

  @Test("plays, cues, takes faders over, survives a storm of its jog, and its lights follow")
  func played() throws {
    let rig = try Rig()
    defer { rig.close() }
    try rig.terminal.command("deck a load \"\(rig.segue.music)/0.flac\"")
    #expect(rig.waitForLight([0x90, 0x0C, 0x7F]), "the cue light of a deck that stands on its cue")
    // It plays for as long as the hands take.
    try rig.terminal.command("deck a loop 16")
    rig.send([0x90, 0x0B, 0x7F, 0x90, 0x0B, 0x00])
    #expect(rig.waitForLight([0x90, 0x0B, 0x7F]))
    // The fader stands at 1; the knob begins elsewhere and moves nothing until it comes past.
    rig.send([0xB0, 0x13, 0x10, 0xB0, 0x33, 0x00])
    try rig.terminal.wait(for: "bring the knob past 1.00")
    rig.send([0xB0, 0x13, 0x7F, 0xB0, 0x33, 0x7F, 0xB0, 0x13, 0x40, 0xB0, 0x33, 0x00])
    rig.send([0xB0, 0x13, 0x20, 0xB0, 0x33, 0x00])
    try rig.wait(for: "the fader") { $0.contains("\"fader\":0.2") }
    // A thousand messages of the jog at once, with a clock in the middle of them.
    rig.send(Array(repeating: [0xB0, 0x21, 0xF8, 0x41], count: 700).flatMap(\.self))
    rig.send(Array(repeating: [0xB0, 0x21, 0x3F], count: 700).flatMap(\.self))
    // The platter, held, and turned for a second at a thousand messages a second.
    rig.send([0x90, 0x36, 0x7F])
    for _ in 0..<100 {
      rig.send(Array(repeating: [0xB0, 0x22, 0x41], count: 10).flatMap(\.self))
      usleep(10_000)
    }
    rig.send([0x90, 0x36, 0x00])
    // A hot cue is set by its pad, and its light is on.
    rig.send([0x97, 0x02, 0x7F])
    #expect(rig.waitForLight([0x97, 0x02, 0x7F]))
    rig.send([0x90, 0x0B, 0x7F])
    #expect(rig.waitForLight([0x90, 0x0B, 0x00]))
    let journal = try #require(names(in: rig.segue.data + "/journals").first)
    try rig.terminal.quit()
    #expect(try rig.terminal.waitForEnd() == 0)
    #expect(rig.waitForLight([0x97, 0x02, 0x00]), "all lights are off when the program has gone")
    let text = Programs.contents("\(rig.segue.data)/journals/\(journal)")
    #expect(text.contains("deck a toggle") && text.contains("deck a hotcue 3") && text.contains("deck a nudge"))
    // Fourteen hundred messages are a few dozen lines.
    #expect(text.ranges(of: "deck a nudge").count < 100, "\(text.ranges(of: "deck a nudge").count)")
    // None of a scratch's thousand is lost, in no more lines than are heard: one in 5 ms.
    let turns = text.split(separator: "\n").compactMap { line in
      line.contains("deck a jog +") ? Double(line.split(separator: " ").last!) : nil
    }
    #expect(turns.reduce(0, +) == 14_000 && turns.count < 600, "\(turns.count) lines: \(turns.reduce(0, +)) ms")
    let words = text.split(separator: "\n").filter { $0.contains("jog hold") }.map { $0.split(separator: " ").last! }
    #expect(words == ["on", "off"])
  }
}
