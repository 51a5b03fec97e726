@testable import Controllers

/// What changes as it is asked, where an expectation can ask it.
@dynamicMemberLookup final class Held<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
  subscript<Part>(dynamicMember path: KeyPath<Value, Part>) -> Part { value[keyPath: path] }
}

extension Held<MIDIStream> {
  func feed(_ bytes: [UInt8]) -> [MIDIMessage] { value.feed(bytes) }
}

extension Held<ControllerReader> {
  func take(_ message: MIDIMessage, at time: Double) -> [ControlEvent] { value.take(message, at: time) }
  func due(at time: Double) -> [ControlEvent] { value.due(at: time) }
}

extension Held<PendingControls> {
  func append(_ event: ControlEvent) { value.append(event) }
  func take() -> [ControlEvent] { value.take() }
}

extension Held<LightBoard> {
  func update(most: Int, level: (String) -> Double?) -> [MIDIMessage] { value.update(most: most, level: level) }
  func off() -> [MIDIMessage] { value.off() }
}

extension Held<Takeover> {
  func turn(to place: Double, control: Double?, span: Double, at time: Double = 0) -> Bool {
    value.turn(to: place, passing: place...place, control: control, span: span, at: time)
  }
}
