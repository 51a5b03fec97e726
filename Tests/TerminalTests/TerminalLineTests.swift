import Glibc
import Testing

@testable import Terminal

/// A slow link to the terminal, played by a pipe that holds 64 kB and is read when the test likes.
struct TerminalLineTests {
  private static func pipeEnds() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    return (ends[0], ends[1])
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var some = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &some, some.count)
      guard count > 0 else { return bytes }
      bytes += some[..<count]
    }
  }

  /// Who sends comes back at once, whatever the link takes; in the end all of it has come, in its order.
  @Test func aSlowLinkHoldsNobodyUp() throws {
    let (reading, writing) = try Self.pipeEnds()
    defer { close(reading) }
    let line = TerminalLine(on: writing)
    let frame = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    line.send(frame)
    #expect(!line.isIdle)
    var come: [UInt8] = []
    var turns = 0
    line.send([1, 2, 3])
    while !line.isIdle, turns < 100 {
      come += Self.readAll(reading)
      line.flush()
      turns += 1
    }
    come += Self.readAll(reading)
    #expect(turns > 3 && come == frame + [1, 2, 3])
  }

  /// When the screen is left what still waits is given up, and a terminal that is gone takes all there is.
  @Test func whatWaitsIsGivenUp() throws {
    let (reading, writing) = try Self.pipeEnds()
    let line = TerminalLine(on: writing)
    line.send([UInt8](repeating: 7, count: 200_000))
    line.finish(milliseconds: 20)
    #expect(line.isIdle && Self.readAll(reading).count < 200_000)
    close(reading)
    signal(SIGPIPE, SIG_IGN)
    line.send([UInt8](repeating: 7, count: 200_000))
    #expect(line.isIdle)
  }
}
