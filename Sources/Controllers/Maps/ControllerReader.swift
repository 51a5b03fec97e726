/// What a hand did on a controller, by a line of its map.
package enum ControlEvent: Sendable, Hashable {
  /// A button: these commands are said.
  case press([String])
  /// A knob or fader stands here now, 0…`top`, and has been everywhere in `path` on its way.
  case turn(line: Int, position: Int, path: ClosedRange<Int>, top: Int)
  /// A control without ends went so many ticks.
  case steps(line: Int, ticks: Int)
}

extension ControlEvent {
  /// One message of a knob.
  static func turn(line: Int, at position: Int, top: Int) -> ControlEvent {
    .turn(line: line, position: position, path: position...position, top: top)
  }
}

/// Reads a controller's messages by its map. A value: it has no clock and no port.
package struct ControllerReader: Sendable {
  private let map: ControllerMap
  private var pairs = PairedControls()
  /// The layers that are turned to, the newest last.
  private var layers: [String] = []
  /// By control; the ones of the layers.
  private let bindings: [ControlAddress: [Int]]
  private let lowers: [PairedControls.Key: PairedControls.Key]
  private let pairBindings: [PairedControls.Key: [Int]]

  /// At rest: no layer is turned to.
  package init(_ map: ControllerMap) {
    self.map = map
    var bindings: [ControlAddress: [Int]] = [:]
    var lowers: [PairedControls.Key: PairedControls.Key] = [:]
    var pairBindings: [PairedControls.Key: [Int]] = [:]
    for (index, binding) in map.bindings.enumerated() {
      for address in binding.pattern.addresses {
        bindings[address, default: []].append(index)
        guard let lower = binding.pattern.lower else { continue }
        let key = PairedControls.Key(channel: address.channel, upper: address.number)
        lowers[PairedControls.Key(channel: address.channel, upper: lower)] = key
        pairBindings[key, default: []].append(index)
      }
    }
    (self.bindings, self.lowers, self.pairBindings) = (bindings, lowers, pairBindings)
  }

  /// When `due` is to be asked, on the clock of `take`; nil: not before the next message.
  package var deadline: Double? { pairs.deadline }

  /// What a message means. - Parameter time: seconds, of a clock that never goes back.
  package mutating func take(_ message: MIDIMessage, at time: Double) -> [ControlEvent] {
    switch message {
    case .note(let channel, let number, let velocity):
      let address = ControlAddress(kind: .note, channel: channel, number: number)
      turnLayers(address, isDown: velocity > 0)
      guard let index = binding(bindings[address]) else { return [] }
      return press(index, address, isDown: velocity > 0)
    case .control(let channel, let number, let value):
      let key = PairedControls.Key(channel: channel, upper: number)
      if let upper = lowers[key] { return turned(upper, pairs.takeLower(value, of: upper)) }
      if pairBindings[key] != nil { return turned(key, pairs.takeUpper(value, of: key, at: time)) }
      let address = ControlAddress(kind: .cc, channel: channel, number: number)
      guard let index = binding(bindings[address]) else { return [] }
      if let encoding = map.bindings[index].pattern.encoding {
        let ticks = encoding.ticks(value)
        return ticks == 0 ? [] : [.steps(line: index, ticks: ticks)]
      }
      return [.turn(line: index, at: Int(value), top: 127)]
    case .bend(let channel, let value):
      let address = ControlAddress(kind: .bend, channel: channel, number: 0)
      return binding(bindings[address]).map { [.turn(line: $0, at: Int(value), top: 16_383)] } ?? []
    case .exclusive, .realtime: return []
    }
  }

  /// Turns a record that may be held: what is scratched is heard at once.
  package func isScratch(_ event: ControlEvent) -> Bool {
    guard case .steps(let line, _) = event else { return false }
    return map.bindings[line].commands.contains { $0.text.contains(" jog ") }
  }

  /// Controls of 14 bits whose lower ones did not come.
  package mutating func due(at time: Double) -> [ControlEvent] {
    pairs.due(at: time).flatMap { turned($0.key, $0.value) }
  }

  private func turned(_ key: PairedControls.Key, _ value: Int?) -> [ControlEvent] {
    guard let value, let index = binding(pairBindings[key]) else { return [] }
    return [.turn(line: index, at: value, top: 16_383)]
  }

  private mutating func turnLayers(_ address: ControlAddress, isDown: Bool) {
    for key in map.layerKeys where key.address == address {
      let isOn = layers.contains(key.layer)
      if key.isHeld ? !isDown : isDown && isOn {
        layers.removeAll { $0 == key.layer }
      } else if isDown, !isOn {
        layers.append(key.layer)
      }
    }
  }

  /// Of the newest layer that has an own one.
  private func binding(_ candidates: [Int]?) -> Int? {
    guard let candidates else { return nil }
    for layer in layers.reversed() {
      if let found = candidates.first(where: { map.bindings[$0].layer == layer }) { return found }
    }
    return candidates.first { map.bindings[$0].layer == nil }
  }

  private func press(_ index: Int, _ address: ControlAddress, isDown: Bool) -> [ControlEvent] {
    let binding = map.bindings[index]
    let index = binding.pattern.addresses.firstIndex(of: address) ?? 0
    let commands = (isDown ? binding.commands : binding.onRelease).map { $0.filled(index) }
    return commands.isEmpty ? [] : [.press(commands)]
  }
}

extension ControllerMap {
  /// The commands of a control that went so many ticks.
  package func commands(line: Int, ticks: Int) -> [String] {
    bindings[line].commands.flatMap { command -> [String] in
      switch command.place?.kind {
      case .steps(let times)?: return [command.place?.text(ValuePlace.number(Double(ticks) * times)) ?? command.text]
      case .words(let back, let forwards)?:
        // More than a screenful at once is nobody's wish.
        let line = command.place?.text(ticks < 0 ? back : forwards) ?? command.text
        return Array(repeating: line, count: min(abs(ticks), 20))
      default: return [command.text]
      }
    }
  }

  /// The commands of a knob that stands at a position, each with its value and the ends of its range. - Parameter path:
  /// where it has been on its way there.
  package func settings(line: Int, position: Int, path: ClosedRange<Int>, top: Int) -> [ControlSetting] {
    bindings[line].commands.compactMap { command in
      guard let place = command.place, let value = place.value(position, top: top),
        case .range(let low, _, let high) = place.kind,
        let first = place.value(path.lowerBound, top: top), let last = place.value(path.upperBound, top: top)
      else { return nil }
      return ControlSetting(
        command: place.text(ValuePlace.number(value)), value: value, passed: min(first, last)...max(first, last),
        span: abs(high - low))
    }
  }
}

/// Where a knob or fader would put something.
package struct ControlSetting: Sendable, Hashable {
  /// In the command language.
  package var command: String
  /// In the unit of the command.
  package var value: Double
  /// Where the knob has been on its way there.
  package var passed: ClosedRange<Double>
  /// From one end of the knob to the other, in that unit.
  package var span: Double
}

/// What hands did since it was last asked: of a control that is turned on and on only the newest place, or the sum of
/// its ticks, is kept, so that a thousand messages a second become a few commands.
package struct PendingControls: Sendable {
  private var events: [ControlEvent] = []

  /// Nothing was done.
  package init() {}

  /// Nothing was done.
  package var isEmpty: Bool { events.isEmpty }

  /// Behind what is there; a button keeps its place between the turns before and after it.
  package mutating func append(_ event: ControlEvent) {
    // No further back than the last button.
    let recent = events.lastIndex { if case .press = $0 { true } else { false } }.map { $0 + 1 } ?? 0
    for index in events.indices[recent...] {
      switch (events[index], event) {
      case (.turn(let line, _, let before, _), .turn(let same, let position, let path, let top)) where line == same:
        let all = min(before.lowerBound, path.lowerBound)...max(before.upperBound, path.upperBound)
        events[index] = .turn(line: line, position: position, path: all, top: top)
        return
      case (.steps(let line, let ticks), .steps(let same, let more)) where line == same:
        events[index] = .steps(line: line, ticks: ticks + more)
        return
      default: continue
      }
    }
    events.append(event)
  }

  /// All of it, in order; it is empty then.
  package mutating func take() -> [ControlEvent] {
    defer { events = [] }
    return events
  }
}
