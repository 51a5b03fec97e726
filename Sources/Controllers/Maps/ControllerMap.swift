import Platform

/// What is wrong with a line of a map.
package struct MapFault: Error, Sendable, Hashable {
  /// In words that name what is written and what may be.
  package var reason: String
  /// Counted from 1; 0 until it is known.
  package var line = 0

  init(_ reason: String) { self.reason = reason }

  /// "line 12: blah is not known".
  package var sentence: String { "line \(line): \(reason)" }
}

/// What the controls of one kind of controller do, and what its lights show.
package struct ControllerMap: Sendable {
  /// What is done.
  struct Binding: Sendable, Hashable {
    var pattern: AddressPattern
    /// The layer it holds in; nil: in each that has no own line for the control.
    var layer: String?
    /// In order.
    var commands: [LineTemplate]
    /// As the commands are, when the control is let go.
    var onRelease: [LineTemplate] = []
    var line: Int
  }

  /// A light, or a meter.
  struct Light: Sendable, Hashable {
    var pattern: AddressPattern
    /// What it shows: `deck a playing`.
    var state: LineTemplate
    var off: UInt8 = 0
    var on: UInt8 = 127
    var line: Int
  }

  /// A control that changes what others do.
  struct LayerKey: Sendable, Hashable {
    var address: ControlAddress
    var layer: String
    /// While it is held, or from press to press.
    var isHeld: Bool
  }

  /// Bytes to be sent, once or again and again.
  package struct Greeting: Sendable, Hashable {
    /// Whole messages.
    package var bytes: [UInt8]
    /// Seconds between two; nil: once.
    package var interval: Double?
  }

  /// Part of the name by which the system knows the controller.
  package fileprivate(set) var controller = ""
  /// Sent when the controller is there: most answer with where their knobs stand.
  package fileprivate(set) var start: [Greeting] = []
  /// Sent when Segue goes.
  package fileprivate(set) var end: [Greeting] = []
  fileprivate(set) var bindings: [Binding] = []
  fileprivate(set) var lights: [Light] = []
  fileprivate(set) var layerKeys: [LayerKey] = []

  /// Reads a map. A line with a fault is left out. - Parameters:
  ///   - check: why a command is none; nil when it is one.
  ///   - checkState: why a light can show no such thing; nil when it can.
  package static func read(
    _ text: String, check: @escaping (String) -> String?, checkState: @escaping (String) -> String? = { _ in nil }
  ) -> (map: ControllerMap, faults: [MapFault]) {
    var reader = MapReader(check: check, checkState: checkState)
    reader.read(text)
    return (reader.map, reader.faults)
  }

  /// Whether it is a map of the controller of this name.
  package func fits(_ name: String) -> Bool {
    !controller.isEmpty && name.lowercased().contains(controller.lowercased())
  }

  /// Every control that it names, in the order of the lines: for those who check maps against a controller's papers.
  package var addresses: [ControlAddress] {
    bindings.flatMap { binding in
      let lower = binding.pattern.lower.map { number in
        binding.pattern.addresses.map { ControlAddress(kind: .cc, channel: $0.channel, number: number) }
      }
      return binding.pattern.addresses + (lower ?? [])
    }
  }

  /// Every command that it gives, with an example of its value.
  package var commands: [String] {
    bindings.flatMap { binding in
      (binding.commands + binding.onRelease).map(\.example)
    }
  }

  /// Every state that its lights show.
  package var states: [String] { lights.map(\.state.example) }
}

/// Reads a map line by line; the format is the one of key files.
private struct MapReader {
  let check: (String) -> String?
  let checkState: (String) -> String?
  var map = ControllerMap()
  var faults: [MapFault] = []
  private var layer: String?

  init(check: @escaping (String) -> String?, checkState: @escaping (String) -> String?) {
    (self.check, self.checkState) = (check, checkState)
  }

  mutating func read(_ text: String) {
    for (index, line) in text.lines.enumerated() {
      do throws(MapFault) {
        try read(line: line.trimmed, number: index + 1)
      } catch {
        var fault = error
        fault.line = index + 1
        faults.append(fault)
      }
    }
  }

  private mutating func read(line: String, number: Int) throws(MapFault) {
    if line.isEmpty || line.hasPrefix("#") { return }
    if line.hasPrefix("["), line.hasSuffix("]") {
      let name = line.dropFirst().dropLast().trimmed
      layer = name.isEmpty || name == "all" ? nil : name
      return
    }
    guard let equals = line.firstIndex(of: "=") else {
      throw MapFault("a line is CONTROL = COMMAND; COMMAND, or controller = NAME")
    }
    let (left, right) = (line[..<equals].trimmed, line[line.index(after: equals)...].trimmed)
    let words = left.split(separator: " ", maxSplits: 1).map(String.init)
    switch words[0] {
    case "controller": map.controller = right
    case "start": map.start.append(try greeting(right))
    case "end": map.end.append(try greeting(right))
    case "light": try addLight(words.count > 1 ? words[1] : "", right, number)
    case "layer": try addLayer(words.count > 1 ? words[1] : "", right)
    case "release": try release(words.count > 1 ? words[1] : "", right)
    default: try bind(left, right, number)
    }
  }

  private func commands(_ text: String) throws(MapFault) -> [LineTemplate] {
    var commands: [LineTemplate] = []
    for part in text.split(separator: ";").map({ $0.trimmed }) where !part.isEmpty {
      commands.append(try LineTemplate(part))
    }
    return commands
  }

  private mutating func bind(_ left: String, _ right: String, _ number: Int) throws(MapFault) {
    let pattern = try AddressPattern(left)
    let commands = try commands(right)
    try check(commands, pattern)
    for address in pattern.addresses {
      let isTaken = map.bindings.contains { $0.layer == layer && $0.pattern.addresses.contains(address) }
      if isTaken { throw MapFault("\(address.text) does something already") }
    }
    map.bindings.append(.init(pattern: pattern, layer: layer, commands: commands, line: number))
  }

  private mutating func release(_ left: String, _ right: String) throws(MapFault) {
    let pattern = try AddressPattern(left)
    guard let index = map.bindings.lastIndex(where: { $0.layer == layer && $0.pattern == pattern }) else {
      throw MapFault("\(left) must do something before its release does")
    }
    let commands = try commands(right)
    try check(commands, pattern)
    map.bindings[index].onRelease = commands
  }

  private func check(_ commands: [LineTemplate], _ pattern: AddressPattern) throws(MapFault) {
    for command in commands {
      let place = command.place
      switch (place?.kind, pattern.encoding) {
      case (.range, .some): throw MapFault("a control that turns without end has steps: {step}, or {up|down}")
      case (.steps, nil), (.words, nil):
        throw MapFault("steps need to know how the control counts: cc 1 0x21 twos, say")
      case (nil, .some): throw MapFault("what is turned needs a value: {step}, or {up|down}")
      case (nil, nil) where pattern.addresses[0].kind != .note:
        throw MapFault("what is moved needs a value: {0..1}, say")
      default: break
      }
      if case .range(let low, _, let high)? = place?.kind, pattern.addresses.count > 1 {
        guard high - low == Double(pattern.addresses.count - 1) else {
          throw MapFault("a run of \(pattern.addresses.count) controls needs as many values, {1..8} for eight")
        }
      }
      if let reason = check(command.example) { throw MapFault(reason) }
    }
  }

  /// `deck a playing`; before it stand the control and, where they are not 0 and 127, `off 0x01 on 0x7F`.
  private mutating func addLight(_ left: String, _ state: String, _ number: Int) throws(MapFault) {
    var words = left.split(separator: " ").map(String.init)
    var values: [String: UInt8] = [:]
    while words.count > 3, ["on", "off"].contains(words[words.count - 2]) {
      guard let value = wholeNumber(words[words.count - 1]), (0...127).contains(value) else {
        throw MapFault("a light's value is 0x00 to 0x7F")
      }
      values[words[words.count - 2]] = UInt8(value)
      words.removeLast(2)
    }
    let pattern = try AddressPattern(words.joined(separator: " "))
    guard pattern.addresses[0].kind != .bend, pattern.encoding == nil, pattern.lower == nil else {
      throw MapFault("a light is a note or a cc")
    }
    let shown = try LineTemplate(state)
    if let reason = checkState(shown.example) { throw MapFault(reason) }
    map.lights.append(
      .init(pattern: pattern, state: shown, off: values["off"] ?? 0, on: values["on"] ?? 127, line: number))
  }

  /// `layer shift = note 1 0x3F`, `layer rolls = note 1 0x1E toggle`.
  private mutating func addLayer(_ name: String, _ right: String) throws(MapFault) {
    var words = right.split(separator: " ").map(String.init)
    let isToggle = words.last == "toggle"
    if isToggle { words.removeLast() }
    let pattern = try AddressPattern(words.joined(separator: " "))
    guard !name.isEmpty, pattern.addresses.count == 1, pattern.addresses[0].kind == .note else {
      throw MapFault("a layer is turned to by a button: layer NAME = note 1 0x3F")
    }
    map.layerKeys.append(.init(address: pattern.addresses[0], layer: name, isHeld: !isToggle))
  }

  /// `sysex F0 00 … F7`, `bytes B0 7F 7F`, each with `every 200 ms` behind it or not.
  private func greeting(_ text: String) throws(MapFault) -> ControllerMap.Greeting {
    var words = text.split(separator: " ").map(String.init)
    var interval: Double?
    if words.count > 3, words[words.count - 3] == "every", words.last == "ms" {
      guard let milliseconds = Double(words[words.count - 2]), milliseconds >= 20 else {
        throw MapFault("every so many ms: 20 at least")
      }
      interval = milliseconds / 1000
      words.removeLast(3)
    }
    guard let kind = words.first, ["sysex", "bytes"].contains(kind) else {
      throw MapFault("what is sent is sysex F0 … F7, or bytes B0 7F 7F")
    }
    let bytes = words.dropFirst().compactMap { UInt8($0, radix: 16) }
    guard bytes.count == words.count - 1, let first = bytes.first, first >= 0x80 else {
      throw MapFault("bytes are two digits each, and the first is 80 or more")
    }
    if kind == "sysex", first != 0xF0 || bytes.last != 0xF7 { throw MapFault("sysex begins with F0 and ends with F7") }
    return .init(bytes: bytes, interval: interval)
  }
}
