/// What a controller says, or is told: one message of MIDI 1.0.
package enum MIDIMessage: Sendable, Hashable {
  /// A key or button goes down (`velocity` 1…127) or up (0), on a channel 0…15.
  case note(channel: UInt8, number: UInt8, velocity: UInt8)
  /// A control moves to 0…127.
  case control(channel: UInt8, number: UInt8, value: UInt8)
  /// The bend, 0…16383; 8192 is its middle.
  case bend(channel: UInt8, value: UInt16)
  /// System exclusive, with its first and last byte.
  case exclusive([UInt8])
  /// A byte of the system's real time: clock F8, start FA, continue FB, stop FC and others.
  case realtime(UInt8)

  /// As a map names the control, with its value behind: `note 1 0x0B 127`.
  package var words: String {
    switch self {
    case .note(let channel, let number, let velocity): "note \(channel + 1) \(hex(number)) \(velocity)"
    case .control(let channel, let number, let value): "cc \(channel + 1) \(hex(number)) \(value)"
    case .bend(let channel, let value): "bend \(channel + 1) \(value)"
    case .exclusive(let bytes): "sysex " + bytes.map { String(hex($0).dropFirst(2)) }.joined(separator: " ")
    case .realtime(let byte): "realtime \(hex(byte))"
    }
  }

  /// As it goes down the wire, without running status.
  package var bytes: [UInt8] {
    switch self {
    case .note(let channel, let number, let velocity): [0x90 | channel, number, velocity]
    case .control(let channel, let number, let value): [0xB0 | channel, number, value]
    case .bend(let channel, let value): [0xE0 | channel, UInt8(value & 0x7F), UInt8(value >> 7)]
    case .exclusive(let bytes): bytes
    case .realtime(let byte): [byte]
    }
  }
}

/// Bytes of a MIDI wire become messages: running status, bytes of real time inside of others, exclusive messages that
/// are cut off, keys that go up by either way. What Segue has no use for (programs, pressure) is left out. MIDI 1.0
/// detailed specification, section 2 and appendix 2.
package struct MIDIStream: Sendable {
  /// The status that holds; 0 while none does.
  private var status: UInt8 = 0
  private var data: [UInt8] = []
  private var exclusive: [UInt8]?
  /// Longer exclusive messages are no controller's; they are left out.
  private static let longestExclusive = 4096

  /// Nothing has come.
  package init() {}

  /// - Returns: the messages that are whole with these bytes.
  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [MIDIMessage] {
    var messages: [MIDIMessage] = []
    for byte in bytes { if let message = take(byte) { messages.append(message) } }
    return messages
  }

  private mutating func take(_ byte: UInt8) -> MIDIMessage? {
    switch byte {
    case 0xF8...: return .realtime(byte)
    case 0xF7:
      defer { exclusive = nil }
      guard let whole = exclusive, whole.count < Self.longestExclusive else { return nil }
      return .exclusive(whole + [byte])
    case 0x80...:
      // A status ends an exclusive message that was cut off, and running status too if it is the system's.
      exclusive = byte == 0xF0 ? [byte] : nil
      status = byte < 0xF0 ? byte : 0
      data = []
      return nil
    default:
      if exclusive != nil {
        if exclusive!.count < Self.longestExclusive { exclusive!.append(byte) }
        return nil
      }
      guard status != 0 else { return nil }
      data.append(byte)
      guard data.count == Self.length(of: status) else { return nil }
      defer { data = [] }
      return message()
    }
  }

  private static func length(of status: UInt8) -> Int { status & 0xF0 == 0xC0 || status & 0xF0 == 0xD0 ? 1 : 2 }

  private func message() -> MIDIMessage? {
    let channel = status & 0x0F
    switch status & 0xF0 {
    case 0x80: return .note(channel: channel, number: data[0], velocity: 0)
    case 0x90: return .note(channel: channel, number: data[0], velocity: data[1])
    case 0xB0: return .control(channel: channel, number: data[0], value: data[1])
    case 0xE0: return .bend(channel: channel, value: UInt16(data[1]) << 7 | UInt16(data[0]))
    default: return nil
    }
  }
}
