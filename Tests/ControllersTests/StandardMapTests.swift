import Testing

@testable import Controllers

/// Maps that are built in, against the numbers of the controllers' papers.
@Suite struct StandardMapTests {
  private static func map(_ name: String) -> ControllerMap {
    let text = StandardMaps.all.first { $0.name == name }!.text
    let (map, faults) = ControllerMap.read(text) { _ in nil }
    #expect(faults.isEmpty, "\(name): \(faults.map(\.sentence))")
    return map
  }

  @Test("each reads without a fault, and names no control twice", arguments: StandardMaps.all.map(\.name))
  func reads(name: String) {
    let map = Self.map(name)
    #expect(!map.controller.isEmpty && map.fits("\(map.controller) MIDI 1") && !map.lights.isEmpty)
    let layers = Dictionary(grouping: map.bindings, by: \.layer)
    for (layer, bindings) in layers {
      let addresses = bindings.flatMap(\.pattern.addresses)
      #expect(Set(addresses).count == addresses.count, "\(name), \(layer ?? "all")")
      let pairs = bindings.flatMap { binding in
        binding.pattern.lower.map { number in
          binding.pattern.addresses.map { ControlAddress(kind: .cc, channel: $0.channel, number: number) }
        } ?? []
      }
      #expect(Set(pairs).isDisjoint(with: addresses), "\(name): lower bits that something else is bound to")
    }
  }

  @Test(
    "a control is known by what it sends",
    arguments: [
      ([0x90, 0x0B, 0x7F, 0x90, 0x0B, 0x00], "note 1 0x0B"), ([0xE1, 0x00, 0x40], "bend 2"),
      ([0xB0, 0x13, 0x10, 0xB0, 0x33, 0x00, 0xB0, 0x13, 0x11], "cc 1 0x13+0x33"),
      ([0xB0, 0x33, 0x10, 0xB0, 0x13, 0x00], "cc 1 0x13+0x33"),
      ([0xB0, 0x21, 0x41, 0xB0, 0x21, 0x42, 0xB0, 0x21, 0x3F], "cc 1 0x21 offset64"),
      ([0xB6, 0x40, 0x01, 0xB6, 0x40, 0x7F], "cc 7 0x40 twos"),
      ([0xB6, 0x40, 0x01, 0xB6, 0x40, 0x41], "cc 7 0x40 signbit"),
      ([0xB1, 0x04, 0x10, 0xB1, 0x04, 0x20, 0xB1, 0x04, 0x30], "cc 2 0x04"), ([0xF8, 0xB1, 0x04, 0x10], "cc 2 0x04"),
    ] as [([UInt8], String)])
  func guess(bytes: [UInt8], address: String) throws {
    var stream = MIDIStream()
    let found = ControlGuess.address(of: stream.feed(bytes))
    #expect(found == address)
    _ = try AddressPattern(#require(found))
  }

  /// What a message does, by the whole way through the reader.
  @Test(
    "messages of the controllers' papers do what is printed on their keys",
    arguments: [
      ("ddj-flx4", [0x90, 0x0B, 0x7F], "deck a toggle"), ("ddj-flx4", [0x91, 0x0C, 0x7F], "deck b cue"),
      ("ddj-flx4", [0xB0, 0x13, 0x7F, 0xB0, 0x33, 0x7F], "deck a fader = 1"),
      ("ddj-flx4", [0xB1, 0x00, 0x40, 0xB1, 0x20, 0x00], "deck b tempo = 0"),
      ("ddj-flx4", [0xB0, 0x00, 0x00, 0xB0, 0x20, 0x00], "deck a tempo = -10"),
      ("ddj-flx4", [0xB6, 0x1F, 0x00, 0xB6, 0x3F, 0x00], "crossfader = -1"),
      ("ddj-flx4", [0xB6, 0x40, 0x7F], "browse up"), ("ddj-flx4", [0x99, 0x07, 0x7F], "deck b hotcue 8"),
      ("ddj-flx4", [0x98, 0x00, 0x7F], "deck a hotcue 1 clear"),
      ("ddj-flx4", [0x96, 0x47, 0x7F], "deck b load selected"),
      ("ddj-flx4", [0x90, 0x0E, 0x7F], "deck a censor on"), ("ddj-400", [0x90, 0x47, 0x7F], "deck a censor on"),
      ("ddj-flx4", [0xB0, 0x21, 0x42], "deck a nudge 1.4"), ("ddj-200", [0x97, 0x02, 0x7F], "deck a hotcue 3"),
      ("ddj-200", [0xB6, 0x18, 0x40, 0xB6, 0x38, 0x00], "deck b filter = 0"),
      ("inpulse-300", [0x91, 0x07, 0x7F], "deck a toggle"), ("inpulse-300", [0x95, 0x06, 0x7F], "deck b seek 0"),
      ("inpulse-300", [0x97, 0x77, 0x7F], "deck b jump 32"), ("inpulse-300", [0xB1, 0x04, 0x7F], "deck a high = 12"),
      ("inpulse-300", [0xB0, 0x01, 0x01], "browse down"), ("inpulse-200", [0x96, 0x03, 0x7F], "deck a hotcue 4"),
      ("inpulse-500", [0xB2, 0x00, 0x7F, 0xB2, 0x20, 0x7F], "deck b fader = 1"),
      ("mixtrack-pro-fx", [0x90, 0x00, 0x7F], "deck a toggle"),
      ("mixtrack-pro-fx", [0x95, 0x1B, 0x7F], "deck b hotcue 8"),
      ("mixtrack-pro-fx", [0x95, 0x0D, 0x7F, 0x95, 0x14, 0x7F], "deck b loop 0.25"),
      ("mixtrack-pro-fx", [0xBF, 0x08, 0x40], "crossfader = 0"),
      ("mixtrack-pro-fx", [0xB0, 0x06, 0x7F], "deck a jog -1.76"),
      ("mixtrack-pro-fx", [0x91, 0x06, 0x7F], "deck b jog hold on"),
      ("ddj-flx4", [0x90, 0x36, 0x7F], "deck a jog hold on"), ("ddj-flx4", [0xB1, 0x22, 0x42], "deck b jog 5"),
      ("ddj-flx4", [0xB0, 0x23, 0x3F], "deck a nudge -0.7"), ("ddj-400", [0x91, 0x36, 0x00], "deck b jog hold off"),
      ("ddj-200", [0xB0, 0x22, 0x41], "deck a jog 14"), ("ddj-200", [0x90, 0x36, 0x7F], "deck a jog hold on"),
      ("inpulse-300", [0xB2, 0x0A, 0x7F], "deck b jog -7.26"),
      ("inpulse-500", [0x91, 0x08, 0x7F], "deck a jog hold on"),
      ("party-mix", [0x91, 0x02, 0x7F], "deck b sync toggle"), ("party-mix", [0xB0, 0x18, 0x00], "deck a high = -26"),
      ("beatpad", [0x90, 0x60, 0x7F], "deck a toggle"), ("beatpad", [0xE1, 0x00, 0x40], "deck b tempo = 0"),
      ("beatpad", [0x91, 0x4C, 0x7F], "deck b hotcue 1"),
    ] as [(String, [UInt8], String)])
  func paper(name: String, bytes: [UInt8], command: String) {
    let map = Self.map(name)
    var (stream, reader) = (MIDIStream(), ControllerReader(map))
    let said = stream.feed(bytes).flatMap { reader.take($0, at: 0) }.flatMap { event -> [String] in
      switch event {
      case .press(let commands): commands
      case .turn(let line, let position, let path, let top):
        map.settings(line: line, position: position, path: path, top: top).map(\.command)
      case .steps(let line, let ticks): map.commands(line: line, ticks: ticks)
      }
    }
    #expect(said.map { $0.replacing("1/4", with: "0.25") } == [command])
  }
}
