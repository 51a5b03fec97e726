import Music
import Support
import Testing

@testable import Controllers

@Suite struct MIDIStreamTests {
  private func messages(_ bytes: [UInt8]) -> [MIDIMessage] {
    var stream = MIDIStream()
    return stream.feed(bytes)
  }

  @Test func keysGoDownAndUpByEitherWay() {
    #expect(
      messages([0x90, 0x0B, 0x7F, 0x90, 0x0B, 0x00, 0x81, 0x0C, 0x40]) == [
        .note(channel: 0, number: 0x0B, velocity: 127), .note(channel: 0, number: 0x0B, velocity: 0),
        .note(channel: 1, number: 0x0C, velocity: 0),
      ])
  }

  @Test func statusHoldsUntilTheNext() {
    #expect(
      messages([0xB0, 0x13, 0x40, 0x33, 0x01, 0xE2, 0x00, 0x40]) == [
        .control(channel: 0, number: 0x13, value: 0x40), .control(channel: 0, number: 0x33, value: 1),
        .bend(channel: 2, value: 8192),
      ])
  }

  @Test func realTimeComesInTheMiddleOfAnything() {
    #expect(
      messages([0x90, 0xF8, 0x0B, 0xFA, 0x7F, 0xF0, 0x01, 0xF8, 0x02, 0xF7, 0x90, 0x01, 0x02]) == [
        .realtime(0xF8), .realtime(0xFA), .note(channel: 0, number: 0x0B, velocity: 127), .realtime(0xF8),
        .exclusive([0xF0, 1, 2, 0xF7]), .note(channel: 0, number: 1, velocity: 2),
      ])
  }

  @Test func whatIsCutOffIsLeftOut() {
    // An exclusive message without an end, data without a status, a message in two reads.
    #expect(messages([0xF0, 1, 2, 0xB0, 7, 8]) == [.control(channel: 0, number: 7, value: 8)])
    #expect(messages([1, 2, 3, 0xF6, 4, 5]).isEmpty)
    let stream = Held(MIDIStream())
    #expect(stream.feed([0x90, 0x0B]).isEmpty)
    #expect(stream.feed([0x7F]) == [.note(channel: 0, number: 0x0B, velocity: 127)])
    // One byte of data only, then a whole message under the same status.
    #expect(messages([0xC0, 5, 0xD1, 6, 0x90, 1, 2]) == [.note(channel: 0, number: 1, velocity: 2)])
  }

  @Test("random bytes give whole messages only, and what is sent is read back", arguments: UInt64(0)..<20)
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var stream = MIDIStream()
    let bytes = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
    for message in stream.feed(bytes) {
      if case .realtime(0xF9...0xFF) = message { continue }
      let other = Held(MIDIStream())
      #expect(other.feed(message.bytes) == [message])
    }
  }

  @Test func encodersCountInFourWays() {
    let forwards: [RelativeEncoding: [UInt8]] = [
      .offset64: [0x41, 0x42, 0x43], .twos: [1, 2, 3], .signbit: [1, 2, 3], .inc: [0x7F],
    ]
    let back: [RelativeEncoding: [UInt8]] = [
      .offset64: [0x3F, 0x3E, 0x3D], .twos: [0x7F, 0x7E, 0x7D], .signbit: [0x41, 0x42, 0x43], .inc: [1],
    ]
    for encoding in RelativeEncoding.allCases {
      #expect(forwards[encoding]!.map(encoding.ticks) == Array(1...3).prefix(forwards[encoding]!.count).map { $0 })
      #expect(back[encoding]!.map(encoding.ticks) == Array(1...3).prefix(back[encoding]!.count).map { -$0 })
    }
    #expect(RelativeEncoding.offset64.ticks(64) == 0 && RelativeEncoding.twos.ticks(0) == 0)
  }
}
