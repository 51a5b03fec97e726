import Music
import Support
import Testing

@testable import Engine

@Suite("Recording tap")
struct RecordingTapTests {
  /// Pushes frames from, up to the frame before to, of the numbered signal.
  private func push(_ tap: RecordingTap, _ frames: Range<Int>) {
    let block = frames.flatMap { frame in (0..<4).map { NumberedFrames.sample(frame, $0) } }
    block.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      tap.push(base, frames: frames.count)
    }
  }

  /// All that waits, at most `limit` frames at a time; the first frame's number, found in the signal.
  private func drain(_ tap: RecordingTap, limit: Int = 1000) -> [Float] {
    var all: [Float] = []
    var chunk = [Float](repeating: 0, count: limit * 2)
    while true {
      let count = chunk.withUnsafeMutableBufferPointer { tap.read(into: $0) }
      if count == 0 { return all }
      all += chunk[..<(count * 2)]
    }
  }

  private func expect(_ recorded: [Float], is frames: Range<Int>) {
    #expect(recorded == frames.flatMap { [NumberedFrames.sample($0, 0), NumberedFrames.sample($0, 1)] })
  }

  @Test("Begins and ends at the exact frames, wherever the blocks fall", arguments: [1, 7, 64, 100, 512])
  func exact(block: Int) {
    let tap = RecordingTap(capacity: 4096)
    #expect(tap.start(at: ClockFrame(130)))
    tap.stop(before: ClockFrame(771))
    for from in stride(from: 0, to: 1024, by: block) { push(tap, from..<from + block) }
    #expect(tap.isComplete)
    #expect(tap.firstFrame == ClockFrame(130))
    #expect(tap.lostFrames == 0)
    expect(drain(tap), is: 130..<771)
  }

  @Test("Now is the frame rendered next; the clock counts unrecorded frames too")
  func now() {
    let tap = RecordingTap(capacity: 4096, clock: ClockFrame(50))
    push(tap, 50..<300)
    #expect(tap.frame == ClockFrame(300))
    #expect(tap.start())
    #expect(!tap.start())
    push(tap, 300..<400)
    tap.stop()
    push(tap, 400..<500)
    #expect(tap.isComplete)
    expect(drain(tap), is: 300..<400)
    // What the reader did not fetch of one recording is not the next one's.
    #expect(tap.start())
    push(tap, 500..<510)
    tap.stop()
    push(tap, 510..<511)
    #expect(tap.start())
    push(tap, 511..<520)
    expect(drain(tap), is: 511..<520)
  }

  @Test("The ring wraps without a seam, in any sizes of blocks and reads")
  func wraps() {
    let tap = RecordingTap(capacity: 1009)
    #expect(tap.start())
    var random = Xorshift(state: 0x5E60E)
    var recorded: [Float] = []
    var pushed = 0
    while pushed < 50_000 {
      let count = Int.random(in: 1...500, using: &random)
      push(tap, pushed..<pushed + count)
      pushed += count
      recorded += drain(tap, limit: Int.random(in: 1...600, using: &random))
    }
    #expect(tap.lostFrames == 0)
    expect(recorded, is: 0..<pushed)
  }

  @Test("All four channels are taken where they are asked for")
  func fourChannels() {
    let tap = RecordingTap(capacity: 100, channels: 4)
    #expect(tap.start(at: ClockFrame(10)))
    for from in stride(from: 0, to: 90, by: 30) { push(tap, from..<from + 30) }
    var chunk = [Float](repeating: 0, count: 4 * 100)
    #expect(chunk.withUnsafeMutableBufferPointer { tap.read(into: $0) } == 80)
    #expect(
      chunk[..<(4 * 80)].elementsEqual((10..<90).flatMap { frame in (0..<4).map { NumberedFrames.sample(frame, $0) } }))
  }

  @Test("What finds the ring full is counted, and the rest is whole")
  func overflow() {
    let tap = RecordingTap(capacity: 100)
    #expect(tap.start())
    push(tap, 0..<80)
    push(tap, 80..<160)
    #expect(tap.lostFrames == 60)
    expect(drain(tap), is: 0..<100)
    push(tap, 160..<200)
    expect(drain(tap), is: 160..<200)
    #expect(tap.lostFrames == 60)
  }

  @Test("A recording that ends before it begins is complete and empty")
  func empty() {
    let tap = RecordingTap(capacity: 100)
    #expect(tap.start(at: ClockFrame(40)))
    tap.stop(before: ClockFrame(20))
    push(tap, 0..<30)
    #expect(tap.isComplete)
    #expect(drain(tap).isEmpty)
  }
}

/// Marsaglia's xorshift64: the same sizes in every run.
private struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
