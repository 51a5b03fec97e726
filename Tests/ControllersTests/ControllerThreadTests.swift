import CRealtime
import Glibc
import Platform
import Support
import Synchronization
import Testing

@testable import Controllers

/// Controllers behind named pipes, through the thread that reads them.
@Suite struct ControllerThreadTests {
  private final class Unit {
    private let folder: ScratchFolder
    let hands: Int32
    let lights: Int32
    let thread: ControllerThread

    init(_ map: String, watch: (@Sendable (Int, MIDIMessage) -> Void)? = nil) throws {
      folder = try ScratchFolder()
      let folder = folder.path
      for name in ["hands", "lights"] { mkfifo("\(folder)/\(name)", 0o600) }
      hands = open("\(folder)/hands", O_RDWR | O_NONBLOCK)
      lights = open("\(folder)/lights", O_RDWR | O_NONBLOCK)
      let (map, faults) = ControllerMap.read(map) { _ in nil }
      #expect(faults.isEmpty)
      thread = try ControllerThread(
        .path("\(folder)/hands", output: "\(folder)/lights", name: "Test Unit"), maps: [map],
        watch: watch)
    }

    deinit {
      close(hands)
      close(lights)
    }

    func send(_ bytes: [UInt8]) { _ = write(hands, bytes, bytes.count) }

    /// What was told until enough was.
    func news(until isEnough: ([ControllerNews]) -> Bool) -> [ControllerNews] {
      var news: [ControllerNews] = []
      for _ in 0..<3000 where !isEnough(news) {
        var file = pollfd(fd: thread.file, events: Int16(POLLIN), revents: 0)
        poll(&file, 1, 10)
        news += thread.take()
      }
      return news
    }

    /// All that was sent to it, until so many bytes have come.
    func received(_ count: Int) -> [UInt8] {
      var all: [UInt8] = []
      for _ in 0..<3000 where all.count < count {
        var file = pollfd(fd: lights, events: Int16(POLLIN), revents: 0)
        poll(&file, 1, 10)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let got = read(lights, &bytes, bytes.count)
        if got > 0 { all += bytes[..<got] }
      }
      return all
    }
  }

  private static let map = """
    controller = test unit
    start = sysex F0 01 F7
    end = bytes B0 7F 00
    note 1 0x0B = deck a toggle
    cc 1 0x13+0x33 = deck a fader = {0..1}
    cc 1 0x21 twos = deck a nudge {step}
    """

  @Test func handsAreToldAndLightsSent() throws {
    let unit = try Unit(Self.map)
    let first = unit.news { !$0.isEmpty }
    guard case .appeared(source: 0, name: "Test Unit", map: .some)? = first.first else {
      Issue.record("\(first)")
      return
    }
    #expect(unit.received(3) == [0xF0, 1, 0xF7])
    // A thousand messages of a jog, a button in a message that is cut in two, upper bits that stay alone.
    unit.send(Array(repeating: [0xB0, 0x21, 1], count: 1000).flatMap(\.self))
    unit.send([0x90, 0x0B])
    unit.send([0x7F, 0xB0, 0x13, 0x40])
    var (ticks, presses, turns) = (0, 0, [Int]())
    _ = unit.news { news in
      (ticks, presses, turns) = (0, 0, [])
      for case .moved(_, let events) in news {
        for event in events {
          switch event {
          case .steps(_, let count): ticks += count
          case .press(let commands): presses += commands.count
          case .turn(_, let position, _, _): turns.append(position)
          }
        }
      }
      return !turns.isEmpty
    }
    #expect(ticks == 1000 && presses == 1 && turns == [0x40 << 7])
    unit.thread.send([.note(channel: 0, number: 0x0B, velocity: 127)], to: 0)
    #expect(unit.received(3) == [0x90, 0x0B, 0x7F])
    unit.thread.end()
    #expect(unit.received(3) == [0xB0, 0x7F, 0])
  }

  /// A jog sends on and on: the program is woken fifty times a second, for buttons at once.
  @Test func knobsCallInTurns() throws {
    let unit = try Unit(Self.map)
    _ = unit.news { !$0.isEmpty }
    let began = monotonicSeconds()
    var (calls, ticks) = (0, 0)
    func take(_ news: [ControllerNews]) {
      for case .moved(_, let events) in news {
        calls += 1
        for case .steps(_, let count) in events { ticks += count }
      }
    }
    for _ in 0..<300 {
      unit.send([0xB0, 0x21, 1])
      var file = pollfd(fd: unit.thread.file, events: Int16(POLLIN), revents: 0)
      if poll(&file, 1, 1) > 0 { take(unit.thread.take()) }
    }
    // The way of the last ones is waited for.
    while ticks < 300, monotonicSeconds() < began + 30 { take(unit.news { !$0.isEmpty }) }
    let elapsed = monotonicSeconds() - began
    #expect(ticks == 300)
    #expect(Double(calls) <= elapsed / 0.02 + 2, "\(calls) calls in \(elapsed) s")
    unit.thread.end()
  }

  /// Pulses are not late because a screen is drawn; where nothing is sent the thread is one among others.
  @Test func aClockIsSentInRealTime() throws {
    let isAllowed = segue_schedule_thread(60) == 0
    segue_schedule_thread(0)
    let policy = Mutex<Int32>(-1)
    let unit = try Unit(Self.map) { _, _ in
      policy.withLock { $0 = sched_getscheduler(0) & 0xFF }
    }
    _ = unit.news { !$0.isEmpty }
    func isScheduled(_ wanted: Int32) -> Bool {
      for _ in 0..<3000 {
        unit.send([0x90, 0x0B, 0x7F])
        if policy.withLock({ $0 == wanted }) { return true }
        usleep(10_000)
      }
      return false
    }
    #expect(isScheduled(SCHED_OTHER))
    unit.thread.sendClock(BeatLine(time: monotonicSeconds(), beat: 0, beatsPerSecond: 2))
    #expect(unit.received(24).contains(MIDIClock.pulse))
    #expect(isScheduled(isAllowed ? SCHED_FIFO : SCHED_OTHER))
    unit.thread.sendClock(nil)
    #expect(isScheduled(SCHED_OTHER))
    unit.thread.end()
  }

  @Test func whatIsNotThereIsSaid() {
    #expect(throws: MIDITrouble.self) {
      try ControllerThread(.path("/nowhere/midi", output: nil, name: "x"), maps: [])
    }
  }
}
