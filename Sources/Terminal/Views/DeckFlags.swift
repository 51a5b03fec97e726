import Music
import Platform
import Workstation

/// What is switched on at a deck, each in brackets, so that it is read without colour; what is off is absent. What the
/// hand does now stands first; where there is no room, what a deck has by default is left out.
func drawFlags(_ deck: Deck, _ snapshot: Snapshot, in row: Rect, on frame: inout Frame) {
  let flags = flags(deck, snapshot)
  let full = flags.reduce(0) { $0 + displayWidth($1.text) + 3 } - 1
  // Without the gaps between them more fit.
  let gap = full <= row.width ? 1 : 0
  var x = row.x
  for flag in flags {
    let text = flag.isStored ? flag.text : "[\(flag.text)]"
    let width = displayWidth(text)
    guard x + width <= row.right else { continue }
    x += frame.text(text, x, row.y, Style(flag.ink, flag.isStored ? [] : [.bold])) + gap
    if flag.isStored { x += 1 - gap }
  }
}

private struct Flag {
  var text: String
  var ink: Role
  /// A loop that is kept, but not gone round.
  var isStored = false
}

private func flags(_ deck: Deck, _ snapshot: Snapshot) -> [Flag] {
  let (state, loaded) = (snapshot.sound[deck], snapshot[deck])
  var flags: [Flag] = []
  func add(_ isOn: Bool, _ text: @autoclosure () -> String, _ ink: Role) {
    if isOn { flags.append(Flag(text: text(), ink: ink)) }
  }
  if let loop = loopFlag(deck, snapshot) { flags.append(loop) }
  add(state.slip || state.slipPosition != nil, "SLIP", state.slipPosition != nil ? .warning : .on)
  flags += effectFlags(state)
  add(state.sync, syncLabel(state), state.refusedPercent != nil ? .warning : state.follows == nil ? .text : .accent)
  // Who leads nobody is not to be looked at.
  add(snapshot.sound.leader == deck && snapshot.sound[deck.other].follows != nil, "LEAD", deck.role)
  add(state.headphones, "PHONES", .warning)
  add(state.keyLock, keyLockLabel(state), .on)
  add(state.quantize, quantizeLabel(state), .on)
  add(loaded.autoGain == .on && loaded.track != nil, "GAIN", .on)
  return flags
}

/// "SYNC" while it follows, "SYNC waits" with nothing to follow, "SYNC +36%" where the tempo range is too small.
private func syncLabel(_ state: DeckModel) -> String {
  if let percent = state.refusedPercent { return "SYNC \(signed(percent, 0))%" }
  return state.follows == nil ? "SYNC waits" : "SYNC"
}

/// The key lock engine, as the flag shows it.
private func keyLockLabel(_ state: DeckModel) -> String {
  switch state.keyLockEngine {
  case .faster: "KEY"
  case .finer: "KEY+"
  case .finerShort: "KEY'"
  }
}

/// Quantize and its unit, as the flag shows them.
private func quantizeLabel(_ state: DeckModel) -> String {
  switch state.quantizeUnit {
  case .now, .beat: "QNT"
  case .bar: "QBAR"
  case .phrase: "QPHR"
  }
}

/// The effects that are on, in signal order, with the beats of echo and gate; an effect that only rings out is not on.
private func effectFlags(_ state: DeckModel) -> [Flag] {
  state.effects.indices.compactMap { state.effects[$0] }.filter(\.isOn).map { effect in
    return Flag(text: effectLabel(effect.effect) + (effect.beats.map { " " + beatCount($0) } ?? ""), ink: .accent)
  }
}

/// An effect in few letters: five flags stand beside each other.
private func effectLabel(_ effect: Command.Effect) -> String {
  switch effect {
  case .echo: "ECHO"
  case .reverb: "VERB"
  case .flanger: "FLANG"
  case .gate: "GATE"
  }
}

/// What a hand on the record does, or the roll or loop in its place.
private func loopFlag(_ deck: Deck, _ snapshot: Snapshot) -> Flag? {
  let state = snapshot.sound[deck]
  switch state.platter {
  case .censor: return Flag(text: "CENSOR", ink: .warning)
  case .brake: return Flag(text: "BRAKE", ink: .warning)
  case .spinback: return Flag(text: "SPIN", ink: .warning)
  case .hand: return Flag(text: "SCRATCH", ink: .warning)
  case .free: break
  }
  if let roll = state.roll { return Flag(text: "ROLL \(beatCount(roll.value))", ink: .warning) }
  guard let start = state.loopIn else { return nil }
  guard let end = state.loopOut else { return Flag(text: "LOOP …", ink: .loop) }
  let seconds = (end - start).value
  let tempo = snapshot[deck].grid?.bpm(at: start).value
  let length = tempo.map { beatCount(seconds * $0 / 60) } ?? fixed(seconds, 2) + " s"
  return state.isLooping
    ? Flag(text: "LOOP \(length)", ink: .loop) : Flag(text: "loop \(length)", ink: .dim, isStored: true)
}

/// "4", "1/2", "1/8", "3.2".
private func beatCount(_ beats: Double) -> String {
  for (text, value) in [
    ("1/32", 0.03125), ("1/16", 0.0625), ("1/8", 0.125), ("1/4", 0.25), ("1/2", 0.5), ("3/4", 0.75),
  ]
  where abs(beats - value) < value * 0.02 { return text }
  return abs(beats - beats.rounded()) < 0.02 ? fixed(beats, 0) : fixed(beats, 2)
}
