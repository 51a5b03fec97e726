import CRealtime
import Glibc
import Music
import Platform
import Workstation

/// Single keys without a screen: the same keymap, and what a screen would show of it in words.
struct PlainKeys {
  private var interface: Interface
  private var parser = InputParser()
  private var autorepeat = AutorepeatDetector()
  /// The next key is explained, not pressed.
  private var explains = false

  /// What a key leads to.
  enum Step: Hashable {
    case command(Command)
    case say(String)
    /// A line is to be typed: a command, or what is searched.
    case line(isSearch: Bool)
    case leave, suspend
  }

  init(_ keymap: Keymap, _ layout: KeyboardLayout = .us) {
    interface = Interface(keymap: keymap, layout: layout, history: [])
  }

  /// The keyboard that is played on.
  var layout: KeyboardLayout { interface.layout }

  /// From now on keys are found on this keyboard.
  mutating func use(_ keymap: Keymap, _ layout: KeyboardLayout) { interface.use(keymap, on: layout) }

  /// When bytes that may be a key or the beginning of one are a key; nil while there are none.
  var deadline: Double? { parser.deadline }

  /// - Parameter bytes: empty: only time has passed.
  mutating func feed(_ bytes: ArraySlice<UInt8>, _ snapshot: Snapshot) -> [Step] {
    let now = monotonicSeconds()
    let events = bytes.isEmpty ? parser.timeOut(at: now) : parser.feed(bytes, at: now)
    return events.flatMap { press(autorepeat.read($0, at: now, reportsKeyUp: false), snapshot) }
  }

  private mutating func press(_ event: InputEvent, _ snapshot: Snapshot) -> [Step] {
    guard case .press(let chord, let plain) = event else { return act(event, snapshot) }
    if explains {
      explains = false
      return [.say(explanation(of: chord, plain))]
    }
    if chord.key == .escape, snapshot.audition == nil, snapshot.mashups == nil { return [.leave] }
    return act(event, snapshot)
  }

  private mutating func act(_ event: InputEvent, _ snapshot: Snapshot) -> [Step] {
    let (focus, page, moment) = (interface.focus, interface.page, interface.pendingMoment)
    var steps = interface.handle(event, snapshot: snapshot).compactMap(Self.step)
    if interface.focus != focus { steps.append(.say(interface.focus.words)) }
    if interface.page != page { steps.append(.say("Pads: \(interface.padLabels.joined(separator: ", "))")) }
    if interface.pendingMoment != moment, interface.pendingMoment != .now {
      steps.append(.say("At the next \(interface.pendingMoment)"))
    }
    if interface.help != nil {
      interface.help = nil
      explains = true
      steps.append(.say("Press a key to hear what it does"))
    }
    if let entry = interface.entry {
      let isQuestion = interface.isAskingToQuit
      interface.close()
      if isQuestion { steps.append(.say("Type quit to leave")) }
      if case .search = entry { steps.append(.line(isSearch: true)) } else { steps.append(.line(isSearch: false)) }
    }
    return steps
  }

  private static func step(_ request: Interface.Request) -> Step? {
    switch request {
    case .command(let command): .command(command)
    case .say(let text): .say(text)
    case .suspend: .suspend
    case .typed, .redraw, .listThemes: nil
    }
  }

  /// The key and its other forms, a sentence each.
  private func explanation(of chord: Chord, _ plain: Key?) -> String {
    let there = plain.map { Chord($0, chord.modifiers).on(interface.board) }
    return explanations(of: there ?? chord, interface).map { form in
      let key = "Key " + Self.spoken(form.key)
      return form.line.isEmpty ? "\(key) \(form.meaning)" : "\(key): \(form.line): \(form.meaning)"
    }.joined(separator: ". ")
  }

  /// Small and capital letters sound alike: "L" is "Shift L".
  private static func spoken(_ key: String) -> String {
    key.split(separator: " ").map { part in
      part.count == 1 && part.first?.isUppercase == true ? "Shift \(part)" : String(part)
    }.joined(separator: " ")
  }
}

extension Interface.Focus {
  fileprivate var words: String {
    switch self {
    case .browser: "Library"
    case .suggestions: "Suggestions"
    case .queue: "Queue"
    }
  }
}
