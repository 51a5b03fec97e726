/// What a control is, from what it sends when it is pressed or turned: for maps that are made by trying.
package enum ControlGuess {
  /// The left side of a map's line. - Parameter messages: of one control, as a hand moved it to and fro.
  /// - Returns: nil where nothing of them can be bound.
  package static func address(of messages: [MIDIMessage]) -> String? {
    for message in messages {
      switch message {
      case .note(let channel, let number, _):
        return ControlAddress(kind: .note, channel: channel, number: number).text
      case .bend(let channel, _): return ControlAddress(kind: .bend, channel: channel, number: 0).text
      case .control(let channel, let number, _): return control(channel, number, messages)
      case .exclusive, .realtime: continue
      }
    }
    return nil
  }

  private static func control(_ channel: UInt8, _ number: UInt8, _ messages: [MIDIMessage]) -> String {
    var values: [UInt8: [UInt8]] = [:]
    for case .control(channel, let number, let value) in messages { values[number, default: []].append(value) }
    let upper = number >= 32 && values[number - 32] != nil ? number - 32 : number
    let address = ControlAddress(kind: .cc, channel: channel, number: upper).text
    if upper < 32, values[upper + 32] != nil { return "\(address)+\(hex(upper + 32))" }
    return address + (encoding(values[upper] ?? []).map { " \($0.rawValue)" } ?? "")
  }

  /// Ticks are small to both sides of what means none, and nothing lies between; a knob goes through all places.
  private static func encoding(_ values: [UInt8]) -> RelativeEncoding? {
    guard values.count > 1 else { return nil }
    func all(_ isTick: (UInt8) -> Bool) -> Bool { values.allSatisfy(isTick) }
    let (forwards, back) = (values.filter { (1...20).contains($0) }, values.filter { $0 >= 108 })
    if all({ (44...84).contains($0) && $0 != 64 }), values.contains(where: { $0 < 64 }),
      values.contains(where: { $0 > 64 })
    {
      return .offset64
    }
    if forwards.count + back.count == values.count, !forwards.isEmpty, !back.isEmpty { return .twos }
    if all({ (1...20).contains($0) || (65...84).contains($0) }), !forwards.isEmpty, forwards.count < values.count {
      return .signbit
    }
    return nil
  }
}
