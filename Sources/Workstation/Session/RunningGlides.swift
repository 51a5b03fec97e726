import Engine
import Music

/// The controls that are on their way somewhere (`over 16 beats`), and whose they are: a hand's or the autopilot's. The
/// main thread's.
struct RunningGlides {
  private enum Control: Hashable {
    case mixer(MixerControl)
    case deck(DeckID, DeckControl)
  }

  private struct Glide {
    let control: Control
    var value: Double
    /// The frame in which it was last seen to move.
    var since: ClockFrame
  }

  /// In the order in which they began.
  private var running: [Glide] = []
  /// What the autopilot was the last one to move.
  private var autopilots: Set<Control> = []

  /// So many seconds without a move, and it has arrived.
  private static let rest = 0.5

  /// A command is on its way to the audio thread. One that begins at once counts as running from here, so that it can
  /// be stopped before the audio thread has told of it.
  mutating func said(_ command: EngineCommand, isAutopilots: Bool, _ now: EngineSnapshot) {
    guard let control = Self.control(of: command) else { return }
    if isAutopilots { autopilots.insert(control) } else { autopilots.remove(control) }
    if command.at == .now { note(command, now) }
  }

  /// The audio thread has done a command: a control has begun to move, or was taken from where it was going.
  mutating func note(_ command: EngineCommand, _ now: EngineSnapshot) {
    guard let control = Self.control(of: command) else { return }
    running.removeAll { $0.control == control }
    if command.over != .short {
      running.append(Glide(control: control, value: Self.value(of: control, now), since: now.frame))
    }
  }

  /// Forgets what has arrived.
  mutating func forgetArrived(_ now: EngineSnapshot) {
    for index in running.indices {
      let value = Self.value(of: running[index].control, now)
      if value != running[index].value { (running[index].value, running[index].since) = (value, now.frame) }
    }
    running.removeAll { Double(now.frame.value - $0.since.value) > Self.rest * now.sampleRate.hz }
  }

  /// Whether one of these runs. - Parameters as for `take`.
  func runs(isAutopilots: Bool, concerning deck: DeckID? = nil) -> Bool {
    running.contains { isMeant($0.control, isAutopilots, deck) }
  }

  /// What stops them where they are; they run no more.
  /// - Parameters:
  ///   - isAutopilots: the autopilot's, else those of hands and macros.
  ///   - deck: only this deck's own.
  mutating func take(isAutopilots: Bool, concerning deck: DeckID? = nil, _ now: EngineSnapshot) -> [EngineCommand] {
    let taken = running.filter { isMeant($0.control, isAutopilots, deck) }
    running = running.filter { !isMeant($0.control, isAutopilots, deck) }
    return taken.map { glide in
      // Finer than anybody hears, and it reads well in the journal.
      let value = (Self.value(of: glide.control, now) * 10_000).rounded() / 10_000
      return switch glide.control {
      case .mixer(let control): EngineCommand(.mixer(.set(control, value)))
      case .deck(let deck, let control): EngineCommand(.deck(deck, .set(control, value)))
      }
    }
  }

  private func isMeant(_ control: Control, _ isAutopilots: Bool, _ deck: DeckID?) -> Bool {
    guard autopilots.contains(control) == isAutopilots else { return false }
    guard let deck else { return true }
    if case .deck(deck, _) = control { return true }
    return false
  }

  private static func control(of command: EngineCommand) -> Control? {
    switch command.action {
    case .mixer(.set(let control, _)), .mixer(.move(let control, _)): .mixer(control)
    case .deck(let deck, .set(let control, _)), .deck(let deck, .move(let control, _)): .deck(deck, control)
    default: nil
    }
  }

  /// Where a control is now, on its way too.
  private static func value(of control: Control, _ now: EngineSnapshot) -> Double {
    switch control {
    case .mixer(let control): now.value(of: control)
    case .deck(let deck, .tempo): now[deck].tempoPercent
    case .deck(let deck, .keyShift): now[deck].keyShift
    case .deck(let deck, let control): now[deck].value(of: control)
    }
  }
}
