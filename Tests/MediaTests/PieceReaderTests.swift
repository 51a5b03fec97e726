import Glibc
import Testing

@testable import Media

/// What counts as waiting for the media program.
@Suite struct PieceReaderTests {
  private let ends: (read: Int32, write: Int32)

  init() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    self.ends = (ends[0], ends[1])
  }

  /// A clock that a test moves on.
  private final class Clock {
    var now = 1000.0
    /// Goes by with each look.
    var step = 0.0
    func look() -> Double {
      now += step
      return now
    }
  }

  private func write(_ count: Int) {
    for _ in 0..<count { PieceWriter(descriptor: ends.write).write(.end, UnsafeRawBufferPointer(start: nil, count: 0)) }
  }

  private func close() { for end in [ends.read, ends.write] { Glibc.close(end) } }

  /// While this process was stopped, the program went on and filled the pipe; what did not fit follows.
  @Test func aStopOfHoursThrowsNothingAway() throws {
    defer { close() }
    let clock = Clock()
    var reader = PieceReader(descriptor: ends.read, clock: clock.look)
    reader.patience = 60
    for _ in 0..<3 {
      write(1)
      clock.now += 3600
      #expect(try reader.next(limit: 1000).kind == .end)
    }
    #expect(reader.spent <= 6)
  }

  @Test func whatSpeaksWithoutEndIsGivenUp() throws {
    defer { close() }
    let clock = Clock()
    clock.step = 0.25
    var reader = PieceReader(descriptor: ends.read, clock: clock.look)
    reader.patience = 60
    var heard = 0
    #expect(throws: PieceReader.Ending.timedOut) {
      while heard < 10_000 {
        write(1)
        _ = try reader.next(limit: 1000)
        heard += 1
      }
    }
    #expect((20...240).contains(heard) && reader.spent >= 60)
  }

  @Test func whatSaysNothingIsGivenUp() {
    defer { close() }
    let clock = Clock()
    clock.step = 0.5
    var reader = PieceReader(descriptor: ends.read, clock: clock.look)
    #expect(throws: PieceReader.Ending.timedOut) { _ = try reader.next(limit: 20) }
  }

  /// On a busy machine a program may wait for a core for as long as it likes; what it says nothing in besides counts.
  @Test func waitingForACoreIsNotSilence() {
    defer { close() }
    let clock = Clock()
    clock.step = 0.5
    var looks = 0
    var reader = PieceReader(descriptor: ends.read, clock: clock.look) {
      looks += 1
      return 0.5 * Double(min(looks, 100))
    }
    #expect(throws: PieceReader.Ending.timedOut) { _ = try reader.next(limit: 20) }
    #expect(looks > 100 && reader.spent < 2)
  }

  /// A program that hears many files has for each the whole time.
  @Test func eachJobHasItsOwnTime() throws {
    defer { close() }
    let clock = Clock()
    clock.step = 0.25
    var reader = PieceReader(descriptor: ends.read, clock: clock.look)
    for _ in 0..<10 {
      reader.beginJob()
      reader.patience = 60
      for _ in 0..<20 {
        write(1)
        _ = try reader.next(limit: 1000)
      }
      #expect((5...60).contains(reader.spent))
    }
  }
}
