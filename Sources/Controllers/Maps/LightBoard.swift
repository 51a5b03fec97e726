/// The lights of a controller: sends what has changed, and all of it again to one that comes back.
package struct LightBoard: Sendable {
  private struct Lamp: Sendable {
    var address: ControlAddress
    var state: String
    var off: UInt8
    var on: UInt8
    /// What was sent last.
    var sent: UInt8?
  }

  private var lamps: [Lamp] = []
  /// Where the next round begins: none waits for ever behind busy meters.
  private var next = 0

  /// All lights are as the unit left them.
  package init(_ map: ControllerMap) {
    for light in map.lights {
      for (index, address) in light.pattern.addresses.enumerated() {
        lamps.append(
          Lamp(
            address: address, state: light.state.filled(index), off: light.off,
            on: light.on, sent: nil))
      }
    }
  }

  /// The states that are shown, each once.
  package var states: Set<String> { Set(lamps.map(\.state)) }

  /// What is to be sent. - Parameters:
  ///   - most: messages; what is left comes next time.
  ///   - level: of a state, 0…1; nil where there is no such state.
  package mutating func update(most: Int, level: (String) -> Double?) -> [MIDIMessage] {
    var messages: [MIDIMessage] = []
    for step in lamps.indices {
      let index = (next + step) % lamps.count
      guard let level = level(lamps[index].state) else { continue }
      let lamp = lamps[index]
      let value = UInt8(Double(lamp.off) + (Double(lamp.on) - Double(lamp.off)) * min(1, max(0, level)))
      guard value != lamp.sent else { continue }
      guard messages.count < most else {
        next = index
        return messages
      }
      lamps[index].sent = value
      messages.append(lamp.address.message(value))
    }
    return messages
  }

  /// The unit was gone: what it shows is not known.
  package mutating func forget() { for index in lamps.indices { lamps[index].sent = nil } }

  /// Everything off, as when Segue goes.
  package mutating func off() -> [MIDIMessage] {
    defer { forget() }
    return lamps.map { $0.address.message($0.off) }
  }
}

extension ControlAddress {
  /// What makes its light show a value.
  func message(_ value: UInt8) -> MIDIMessage {
    kind == .cc
      ? .control(channel: channel, number: number, value: value)
      : .note(channel: channel, number: number, velocity: value)
  }
}
