import Music
import Support
import Testing

@testable import Controllers

/// The beat as a MIDI clock: what is sent, and what is made of one that comes in.
@Suite struct MIDIClockTests {
  /// Runs a sender over a time with a thread that wakes a tenth of a millisecond late. - Returns: each byte and when.
  private static func sent(
    by sender: inout ClockSender, from begin: Double, to end: Double, _ line: (Double) -> BeatLine?
  ) -> [(byte: UInt8, time: Double)] {
    var sent: [(byte: UInt8, time: Double)] = []
    var now = begin
    while now < end {
      for byte in sender.follow(line(now), at: now) + sender.take(at: now) { sent.append((byte, now)) }
      now = min(sender.due ?? .infinity, now + 0.02) + 0.0001
    }
    return sent
  }

  @Test func pulsesAreOnTheBeatAndAStartIsOnTheBar() throws {
    var sender = ClockSender()
    let line = BeatLine(time: 10, beat: 5.3, beatsPerSecond: 2, downbeat: 2, beatsPerBar: 4)
    let sent = Self.sent(by: &sender, from: 10, to: 20) { _ in line }
    let pulses = sent.filter { $0.byte == 0xF8 }
    #expect(pulses.count == 480 || pulses.count == 479)
    for pulse in pulses {
      let place = line.beat(at: pulse.time) * 24
      #expect(place - place.rounded(.down) < 0.01, "a pulse at \(place)")
    }
    // Bars begin at beats 2, 6, 10: the first that comes is 6, 0.35 s from here.
    let starts = sent.indices.filter { sent[$0].byte == 0xFA }
    #expect(starts.count == 1)
    let start = try #require(starts.first)
    #expect(abs(sent[start].time - 10.35) < 0.001 && sent[start + 1].byte == 0xF8)
    #expect(sender.follow(nil, at: 20) == [0xFC] && sender.due == nil)
    #expect(sender.follow(nil, at: 21).isEmpty)
  }

  /// Another deck counts other beats, and a jump by whole ones moves none: pulses go on as if nothing had been, and the
  /// bars begin anew where they are elsewhere now.
  @Test(arguments: [(64.0, 1), (-3.0, 2), (1.0, 2)])
  func wholeBeatsChangeNothing(jump: Double, starts: Int) {
    var sender = ClockSender()
    let sent = Self.sent(by: &sender, from: 0, to: 12) { now in
      BeatLine(time: 0, beat: now < 6 ? 100 : 100 + jump, beatsPerSecond: 2)
    }
    let times = sent.filter { $0.byte == 0xF8 }.map(\.time)
    for (one, next) in zip(times, times.dropFirst()) { #expect(abs(next - one - 1.0 / 48) < 0.0003) }
    #expect(sent.filter { $0.byte == 0xFA }.count == starts)
  }

  /// A tempo that glides, told fifty times a second: no pulse is lost, none comes twice.
  @Test func aTempoThatMovesIsFollowed() {
    var sender = ClockSender()
    // 120 to 132 BPM in ten seconds.
    func beat(_ time: Double) -> Double { 2 * time + 0.01 * time * time }
    let sent = Self.sent(by: &sender, from: 0.001, to: 10) { now in
      BeatLine(time: now, beat: beat(now), beatsPerSecond: 2 + 0.02 * now)
    }
    let pulses = sent.filter { $0.byte == 0xF8 }
    for (index, pulse) in pulses.enumerated() {
      #expect(abs(beat(pulse.time) * 24 - Double(index + 1)) < 0.05)
    }
    #expect(abs(pulses.count - Int(beat(10) * 24)) <= 1)
  }

  /// Pulses that come up to 2 ms late at random, as they do over USB: the tempo is within a thousandth, the beat within
  /// a millisecond.
  @Test(arguments: [70.0, 123.45, 180])
  func aClockIsReadThroughItsJitter(bpm: Double) throws {
    var reader = ClockReader()
    var random = SeededRandom(seed: 5)
    var last: BeatLine?
    #expect(reader.take(0xFA, at: 3) == nil)
    for pulse in 0..<480 {
      let time = 3 + Double(pulse) * 60 / bpm / 24
      if let line = reader.take(0xF8, at: time + Double.random(in: 0...0.002, using: &random)) { last = line }
      if pulse > 48, let last {
        #expect(abs(last.beatsPerSecond * 60 / bpm - 1) < 0.002, "pulse \(pulse)")
        // The mean lateness is 1 ms.
        #expect(abs(last.beat(at: time) - Double(pulse) / 24) * 60 / bpm < 0.0025)
      }
    }
    #expect(last != nil)
    // A clock that stood begins anew.
    #expect(reader.take(0xF8, at: 100) == nil)
  }
}
