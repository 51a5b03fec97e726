import Testing

@testable import Controllers

@Suite struct ControllerReaderTests {
  private static let text = """
    # A made-up unit.
    controller = Test Unit
    start = sysex F0 00 40 F7 every 200 ms
    end = bytes B0 7F 00
    note 1 0x0B = deck a toggle
    note 1 0x0C = deck a cue
    release note 1 0x0C = deck a cue release
    cc 1 0x13+0x33 = deck a fader = {0..1}
    cc 1 0x07 = deck a high = {-26..0..12}
    cc 1 0x21 offset64 = deck a nudge {step * 2}
    cc 7 0x40 twos = browse {up|down}
    note 8 0x00..0x07 = deck a hotcue {1..8}
    bend 3 = deck a tempo = {8..0..-8}
    layer shift = note 1 0x3F
    layer rolls = note 1 0x1E toggle
    [shift]
    note 1 0x0B = deck a cue
    [rolls]
    note 8 0x00 = deck a roll 1/4
    release note 8 0x00 = deck a roll off
    [all]
    light note 1 0x0B = deck a playing
    light note 8 0x00..0x01 off 0x01 on 0x7F = deck a hotcue {1..2}
    light cc 1 0x02 on 0x78 = deck a level
    """

  private func reader(_ text: String = text) -> (Held<ControllerReader>, ControllerMap) {
    let (map, faults) = ControllerMap.read(text) { _ in nil }
    #expect(faults.isEmpty, "\(faults.map(\.sentence))")
    return (Held(ControllerReader(map)), map)
  }

  private func note(_ channel: UInt8, _ number: UInt8, _ velocity: UInt8 = 127) -> MIDIMessage {
    .note(channel: channel - 1, number: number, velocity: velocity)
  }

  private func cc(_ channel: UInt8, _ number: UInt8, _ value: UInt8) -> MIDIMessage {
    .control(channel: channel - 1, number: number, value: value)
  }

  @Test func buttonsGoDownAndUp() {
    let (reader, map) = reader()
    #expect(map.fits("DJ TEST UNIT 2") && !map.fits("Other"))
    #expect(reader.take(note(1, 0x0B), at: 0) == [.press(["deck a toggle"])])
    #expect(reader.take(note(1, 0x0B, 0), at: 0).isEmpty)
    #expect(reader.take(note(1, 0x0C), at: 0) == [.press(["deck a cue"])])
    #expect(reader.take(note(1, 0x0C, 0), at: 0) == [.press(["deck a cue release"])])
    #expect(reader.take(note(2, 0x0B), at: 0).isEmpty)
    #expect(reader.take(note(8, 0x05), at: 0) == [.press(["deck a hotcue 6"])])
  }

  @Test func layersAreHeldOrTurnedTo() {
    let (reader, _) = reader()
    _ = reader.take(note(1, 0x3F), at: 0)
    #expect(reader.take(note(1, 0x0B), at: 0) == [.press(["deck a cue"])])
    // What the layer does not have is as always.
    #expect(reader.take(note(1, 0x0C), at: 0) == [.press(["deck a cue"])])
    _ = reader.take(note(1, 0x3F, 0), at: 0)
    #expect(reader.take(note(1, 0x0B), at: 0) == [.press(["deck a toggle"])])
    for command in ["deck a roll 1/4", "deck a hotcue 1"] {
      _ = reader.take(note(1, 0x1E), at: 0)
      _ = reader.take(note(1, 0x1E, 0), at: 0)
      #expect(reader.take(note(8, 0x00), at: 0) == [.press([command])])
    }
  }

  @Test("fourteen bits in either order, and without the lower ones")
  func pairs() {
    var (reader, _) = self.reader()
    #expect(reader.take(cc(1, 0x13, 100), at: 0).isEmpty)
    #expect(reader.take(cc(1, 0x33, 5), at: 0) == [.turn(line: 2, at: 100 << 7 | 5, top: 16_383)])
    // The lower bits have not changed and are not sent: after two milliseconds they count as they were.
    #expect(reader.take(cc(1, 0x13, 101), at: 1).isEmpty)
    #expect(reader.deadline == 1 + PairedControls.patience)
    #expect(reader.due(at: 1.001).isEmpty)
    #expect(reader.due(at: 1.0021) == [.turn(line: 2, at: 101 << 7 | 5, top: 16_383)])
    #expect(reader.deadline == nil && reader.due(at: 9).isEmpty)
    // The lower bits first.
    (reader, _) = self.reader()
    #expect(reader.take(cc(1, 0x33, 9), at: 0).isEmpty)
    #expect(reader.take(cc(1, 0x13, 64), at: 0) == [.turn(line: 2, at: 64 << 7 | 9, top: 16_383)])
    #expect(reader.take(cc(1, 0x33, 10), at: 0).isEmpty)
    #expect(reader.take(cc(1, 0x13, 64), at: 0) == [.turn(line: 2, at: 64 << 7 | 10, top: 16_383)])
  }

  @Test func valuesComeIntoTheirPlaces() {
    let (_, map) = reader()
    func values(_ line: Int, _ positions: [Int], _ top: Int) -> [String] {
      positions.flatMap { map.settings(line: line, position: $0, path: $0...$0, top: top).map(\.command) }
    }
    #expect(values(2, [0, 16_383], 16_383) == ["deck a fader = 0", "deck a fader = 1"])
    // The middle is a notch of three places, the ends are the ends.
    let high = values(3, [0, 63, 64, 65, 127], 127)
    #expect(high == [-26, 0, 0, 0, 12].map { "deck a high = \($0)" })
    #expect(values(7, [0, 8192, 16_383], 16_383) == [8, 0, -8].map { "deck a tempo = \($0)" })
    #expect(map.commands(line: 4, ticks: -3) == ["deck a nudge -6"])
    #expect(map.commands(line: 5, ticks: -2) == ["browse up", "browse up"])
    #expect(map.commands(line: 5, ticks: 1) == ["browse down"])
  }

  @Test func aThousandMessagesAreFewCommands() {
    let (reader, _) = reader()
    let pending = Held(PendingControls())
    for number in 0..<1000 {
      for event in reader.take(cc(1, 0x21, number % 3 == 0 ? 63 : 65), at: 0) { pending.append(event) }
      for event in reader.take(cc(1, 0x07, UInt8(number % 128)), at: 0) { pending.append(event) }
    }
    pending.append(.press(["deck a toggle"]))
    pending.append(.steps(line: 4, ticks: 1))
    #expect(
      pending.take() == [
        .steps(line: 4, ticks: 666 - 334), .turn(line: 3, position: 999 % 128, path: 0...127, top: 127),
        .press(["deck a toggle"]),
        .steps(line: 4, ticks: 1),
      ])
    #expect(pending.isEmpty)
  }

  @Test(
    "a line that cannot be is said, and the others hold",
    arguments: [
      ("note 17 0x00 = x", "a channel is 1 to 16"), ("note 1 0x80 = x", "0x00 to 0x7F"), ("blah", "CONTROL = COMMAND"),
      ("cc 1 0x21 offset63 = x {step}", "offset64, twos, signbit, inc"), ("cc 1 0x07 = x", "needs a value"),
      ("cc 1 0x07 = x {step}", "how the control counts"), ("cc 1 0x07 twos = x {0..1}", "steps"),
      ("note 1 0x00..0x07 = x {1..7}", "as many values"), ("note 1 0x02..0x01 = x", "backwards"),
      ("cc 1 0x07 = x {0..1} {0..1}", "twice"), ("cc 1 0x07 = x {0..", "without its }"),
      ("cc 1 0x07 = x {a..b}", "a value is"), ("release note 1 0x44 = x", "before its release"),
      ("note 1 0x0B = x", "something already"), ("light bend 1 = x", "a note or a cc"),
      ("layer = note 1 0x01", "layer NAME"), ("start = sysex 00 F7", "80 or more"),
      ("note 1 0x7E = wrong", "no command"),
      ("start = sysex F0 01", "ends with F7"), ("start = bytes B0 7F 7F every 1 ms", "20 at least"),
    ])
  func faults(line: String, words: String) {
    let (map, faults) = ControllerMap.read("note 1 0x0B = deck a toggle\n" + line) {
      $0 == "wrong" ? "no command" : nil
    }
    #expect(faults.count == 1 && faults[0].line == 2)
    #expect(faults.first?.sentence.contains(words) == true, "\(faults.map(\.sentence))")
    #expect(map.bindings.count == 1)
  }

  @Test func lightsAreSentWhenTheyChange() {
    let (_, map) = reader()
    let board = Held(LightBoard(map))
    var states: [String: Double] = [
      "deck a playing": 1, "deck a hotcue 1": 0, "deck a hotcue 2": 1, "deck a level": 0.5,
    ]
    #expect(board.states == Set(states.keys))
    let all: [MIDIMessage] = [note(1, 0x0B), note(8, 0, 1), note(8, 1), cc(1, 2, 60)]
    #expect(board.update(most: 10) { states[$0] } == all)
    #expect(board.update(most: 10) { states[$0] }.isEmpty)
    states["deck a playing"] = 0
    #expect(board.update(most: 10) { states[$0] } == [note(1, 0x0B, 0)])
    board.value.forget()
    states["deck a playing"] = 1
    // A few at a time, and each of them once.
    #expect(board.update(most: 3) { states[$0] } + board.update(most: 3) { states[$0] } == all)
    #expect(board.off() == [note(1, 0x0B, 0), note(8, 0, 1), note(8, 1, 1), cc(1, 2, 0)])
  }

  @Test func aKnobTakesOverWhenItComesPast() {
    let takeover = Held(Takeover())
    // The control is at 0.5; the knob comes from below and jumps past it.
    #expect(!takeover.turn(to: 0.1, control: 0.5, span: 1) && !takeover.isHeld)
    #expect(!takeover.turn(to: 0.3, control: 0.5, span: 1))
    #expect(takeover.turn(to: 0.8, control: 0.5, span: 1))
    #expect(takeover.turn(to: 0.2, control: 0.8, span: 1))
    // A fast hand: what was said last is not so yet, or only halfway.
    #expect(takeover.turn(to: 0.1, control: 0.8, span: 1, at: 0.01))
    #expect(takeover.turn(to: 0.3, control: 0.45, span: 1, at: 0.02))
    // Sync moved it: free again until the knob is near, or has gone past.
    #expect(!takeover.turn(to: 0.35, control: 0.6, span: 1, at: 1))
    #expect(takeover.turn(to: 0.59, control: 0.6, span: 1, at: 1.1))
    // As soon as it is beyond the way that it was sent.
    #expect(!takeover.turn(to: 0.58, control: 0.2, span: 1, at: 1.11))
    // The first message of a knob that stands there already.
    let other = Held(Takeover())
    #expect(other.turn(to: 0.49, control: 0.5, span: 1))
    // One that went past and on since it was last asked.
    var third = Takeover()
    let isTaken = third.turn(to: 0.1, passing: 0.1...0.9, control: 0.5, span: 1, at: 0)
    #expect(isTaken)
  }
}
