import Engine
import Music

/// A macro that runs: it says its commands when the beat has come, each to be done on its beat. Pure: looks in,
/// commands out.
struct MacroRun {
  /// What it sees of the deck that counts its beats.
  struct Look {
    var time: Seconds
    /// At the deck's tempo as it is heard; nil while no deck plays.
    var bpm: Double?
    /// Where in its beat that deck is; nil where no beat is known, or while a loop, a roll or a hand holds the deck.
    var beat: Double?
  }

  let macro: Macro
  /// The deck that goes out.
  let out: DeckID
  private let steps: [(beat: Double, command: Command)]
  private var next = 0
  /// Beats since its start; negative before the bar at which it starts.
  private(set) var elapsed: Double
  private var lastTime: Seconds?
  private var lastBPM = 120.0

  /// What waits for its beat is said so many beats ahead: less than one, so that no other beat can be meant.
  private static let beatsAhead = 0.9
  /// Nearer than this it is done at once.
  private static let near = 0.1

  /// - Parameter beatsToStart: until the bar at which it starts.
  init(_ macro: Macro, out: DeckID, this: DeckID, beatsToStart: Double) throws(CommandError) {
    (self.macro, self.out) = (macro, out)
    elapsed = -beatsToStart
    var steps: [(Double, Command)] = []
    for step in macro.steps {
      for command in try NaturalLine(Macro.line(step.line, out: out, this: this)).commands {
        steps.append((step.beat, command))
      }
    }
    self.steps = steps
  }

  /// All is said and its time is over.
  var isOver: Bool { next == steps.count && elapsed >= macro.beats }

  /// What is said from here on.
  var rest: ArraySlice<Command> { steps[next...].map(\.command)[...] }

  /// "macro transition: “bass to b over 16 beats” in 5 beats".
  var words: String {
    guard next < steps.count else { return "macro \(macro.name): its last beats" }
    let beats = max(0, steps[next].beat - elapsed).rounded(.up)
    return "macro \(macro.name): “\(steps[next].command.line)” in \(Int(beats)) beat\(beats == 1 ? "" : "s")"
  }

  /// What is to be said now.
  mutating func look(_ look: Look) -> [Command] {
    count(look)
    var said: [Command] = []
    while next < steps.count {
      let (beat, command) = steps[next]
      let left = beat - elapsed
      let waits = command.canWait && look.beat != nil && left > Self.near
      guard waits ? left <= Self.beatsAhead : left <= 0.01 else { break }
      next += 1
      var said1 = command
      if waits, command.at == .now { said1.at = .beat }
      said.append(said1)
    }
    return said
  }

  private mutating func count(_ look: Look) {
    if let bpm = look.bpm, bpm > 0 { lastBPM = bpm }
    if let lastTime { elapsed += max(0, (look.time - lastTime).value) * lastBPM / 60 }
    lastTime = look.time
    guard let beat = look.beat else { return }
    // The deck's own beat keeps the count from drifting; what is far off is a jump, which counts no beats.
    let off = (beat - elapsed) - (beat - elapsed).rounded()
    if abs(off) < 0.2 { elapsed += off }
  }
}
