import Engine
import Music

/// The hands that perform a plan: they say its commands when it is time, each to be done on its beat, and leave alone
/// what the DJ touches. Pure: looks in, commands out.
struct BlendHands {
  let plan: BlendPlan
  /// The deck that goes out.
  let out: DeckID
  /// What the DJ has a hand on until the blend ends.
  private(set) var touched: Set<TouchedControl> = []
  /// Which steps were said, or left to the DJ.
  private var isDone: [Bool]
  private var isPrepared = false
  /// Where in its window the track that goes out was at the last look, in its own time, and when that was.
  private var elapsed = Seconds(0)
  private var lastTime: Seconds?
  private var lastRatio = 1.0
  /// When what comes in was told to play.
  private var startedAt: Seconds?
  /// The DJ had the crossfader: what goes out stops once it has arrived, not before.
  private var waitsForCrossfader = false
  /// The crossfader was told to go over after the DJ had it.
  private var isBroughtOver = false

  /// How a look left the blend.
  enum Stand: Equatable {
    case underway
    /// What came in plays alone.
    case over
    /// What was to come in is gone: what plays goes on.
    case givenUp
  }

  /// What waits for its beat is said so many beats ahead: less than one, so that no other beat can be meant.
  private static let beatsAhead = 0.9
  /// Beats in which a control comes from where a hand has left it.
  private static let takeOverBeats = 4.0

  init(_ plan: BlendPlan, out: DeckID) {
    (self.plan, self.out) = (plan, out)
    isDone = plan.steps.map { _ in false }
  }

  /// The hands of a blend that the DJ has begun: both decks play. - Parameter time: now.
  init(takingOver plan: BlendPlan, out: DeckID, at time: Seconds) {
    self.init(plan, out: out)
    (isPrepared, startedAt, waitsForCrossfader) = (true, time, true)
  }

  /// Bars of the window that are over; nil before it.
  func barsDone(_ grid: BeatGrid?) -> Int? {
    guard elapsed.value > 0, let grid else { return nil }
    let start = plan.out.lowerBound
    return Int((grid.beat(at: start + elapsed) - grid.beat(at: start)).value) / max(1, grid.beatsPerBar)
  }

  /// The DJ has a hand on these until the blend ends.
  mutating func touch(_ controls: Set<TouchedControl>) {
    touched.formUnion(controls)
    if controls.contains(.crossfader) { waitsForCrossfader = true }
  }

  // MARK: A look

  /// What is to be said now.
  mutating func look(_ look: SetLook) -> (commands: [Command], stand: Stand) {
    let (going, coming) = (look[out], look[out.other])
    follow(going, at: look.time)
    guard isPrepared else {
      isPrepared = true
      return (spared(plan.preparation(out: out)), .underway)
    }
    if let startedAt, look.time - startedAt > Seconds(2), !coming.state.isPlaying {
      return (goBack(going), .givenUp)
    }
    if coming.path == nil { return (goBack(going), .givenUp) }
    if !going.state.isPlaying, !isStoppedByPlan { return (rescue(look), .over) }
    var commands: [Command] = []
    for index in plan.steps.indices where !isDone[index] {
      guard let moment = moment(of: index, look) else { continue }
      isDone[index] = true
      if plan.steps[index].move == .start { startedAt = look.time }
      commands += said(plan.steps[index], at: moment)
    }
    commands += ending(look)
    return (commands, isOver(look) ? .over : .underway)
  }

  private mutating func follow(_ deck: SetLook.Deck, at time: Seconds) {
    if deck.state.isPlaying {
      elapsed = deck.position - plan.out.lowerBound
      lastRatio = deck.state.ratio.value
    } else if let lastTime {
      elapsed = elapsed + (time - lastTime) * lastRatio
    }
    lastTime = time
  }

  private var length: Seconds { plan.out.upperBound - plan.out.lowerBound }

  /// A step of the plan has stopped what goes out.
  private var isStoppedByPlan: Bool {
    zip(plan.steps, isDone).contains { $1 && ($0.move == .stopOut || $0.move == .echoOut) }
  }

  /// When a step is to be done; nil while it is too early to say it.
  private func moment(of index: Int, _ look: SetLook) -> Moment? {
    let step = plan.steps[index]
    let (going, coming) = (look[out], look[out.other])
    switch step.move {
    case .keepBass, .bass, .ownTempo: if !coming.state.isPlaying { return nil }
    case .stopOut: if waitsForCrossfader, !hasArrived(look) { return nil }
    default: break
    }
    guard going.state.isPlaying, let grid = going.grid else { return elapsed >= step.at ? .now : nil }
    let beat = grid.beat(at: plan.out.lowerBound + step.at)
    let isOnBeat = abs(beat.value - beat.value.rounded()) < 0.02 && plan.tempoChangePercent != nil
    guard isOnBeat || plan.kind == .cut || plan.kind == .echoOut else { return elapsed >= step.at ? .now : nil }
    let left = (beat - going.state.beat).value
    return left > Self.beatsAhead ? nil : left > 0.1 ? .beat : .now
  }

  private func said(_ step: BlendPlan.Step, at moment: Moment) -> [Command] {
    spared(step.commands(out: out)).map { command in
      var command = command
      command.at = moment
      return command
    }
  }

  /// Without what the DJ has a hand on.
  private func spared(_ commands: [Command]) -> [Command] { commands.filter { touched.isDisjoint(with: $0.touches) } }

  // MARK: The end

  private var side: Double { out == .a ? 1 : -1 }

  private func hasArrived(_ look: SetLook) -> Bool { abs(look.crossfader - side) < 0.02 }

  /// Behind the window the DJ's crossfader goes over in its own time, and what goes out stops.
  private mutating func ending(_ look: SetLook) -> [Command] {
    guard elapsed >= length, isDone.indices.allSatisfy({ isDone[$0] || plan.steps[$0].move == .stopOut }) else {
      return []
    }
    if !hasArrived(look), touched.contains(.crossfader), !isBroughtOver {
      isBroughtOver = true
      touched.remove(.crossfader)
      return [crossfade(to: side, over: .beats(8))]
    }
    // No step stops it, or the DJ has started it again.
    let isLong = elapsed.value > length.value + 4
    guard look[out].state.isPlaying, isLong, hasArrived(look), !touched.contains(.transport(out)) else { return [] }
    return [Command(.engine(.deck(out, .pause)))]
  }

  private func isOver(_ look: SetLook) -> Bool {
    isDone.allSatisfy(\.self) && elapsed >= length && !look[out].state.isPlaying && look[out.other].state.isPlaying
  }

  private func crossfade(to side: Double, over: Glide) -> Command {
    Command(.engine(.mixer(.set(.crossfader, side))), over: over)
  }

  /// What goes out has ended, or was taken away: what comes in takes its place at once.
  private mutating func rescue(_ look: SetLook) -> [Command] {
    let next = out.other
    let isPlaying = look[next].state.isPlaying
    var commands = [crossfade(to: side, over: isPlaying ? .seconds(1) : .short)]
    commands.append(Command(.engine(.deck(next, .kill(.low, .off)))))
    if !isPlaying, startedAt == nil { commands.append(Command(.engine(.deck(next, .play)))) }
    for (index, step) in plan.steps.enumerated() where !isDone[index] {
      switch step.move {
      case .unmuteIn, .ownTempo: commands += step.commands(out: out)
      default: break
      }
    }
    return spared(commands)
  }

  /// What was to come in does not: what plays has the room again.
  private func goBack(_ going: SetLook.Deck) -> [Command] {
    guard going.state.isPlaying else { return [] }
    return spared([
      crossfade(to: -side, over: .seconds(1)), Command(.engine(.deck(out, .kill(.low, .off)))),
      Command(.engine(.deck(out, .set(.filter, 0))), over: .seconds(1)),
      Command(.engine(.deck(out, .stemsReset)), over: .seconds(1)),
    ])
  }

  // MARK: Taking over

  /// The DJ hands back what was touched: each control goes on from where it is to where the plan has it, in what is
  /// left of its time; no jump.
  mutating func takeBack(_ look: SetLook) -> [Command] {
    let held = touched
    touched = []
    let beat = look[out].grid.map { $0.bpm(at: look[out].position).beatLength.value } ?? 0.5
    var commands: [Command] = []
    for (index, step) in plan.steps.enumerated() where isDone[index] {
      guard
        let later = step.move.lasting(
          { beats in
            max(Self.takeOverBeats, beats - (elapsed - step.at).value / beat)
          }, secondsPerBeat: beat)
      else { continue }
      let moved = BlendPlan.Step(elapsed, later).commands(out: out)
      commands += moved.filter { !held.isDisjoint(with: $0.touches) }
    }
    return commands
  }
}

extension BlendPlan.Move {
  /// The same move in another time; nil for what is done at once and cannot be made up for.
  /// - Parameter time: beats now, from beats planned.
  fileprivate func lasting(_ time: (Double) -> Double, secondsPerBeat beat: Double) -> Self? {
    func length(_ planned: BlendPlan.Length) -> BlendPlan.Length {
      switch planned {
      case .atOnce: .beats(time(0))
      case .beats(let beats): .beats(time(beats))
      case .seconds(let seconds): .beats(time(seconds / beat))
      }
    }
    return switch self {
    case .crossfade(let planned): .crossfade(length(planned))
    case .meet(let planned): .meet(length(planned))
    case .bass(let planned): .bass(length(planned))
    case .filterOut(let value, let planned): .filterOut(value, length(planned))
    case .tempoOut(let percent, let planned): .tempoOut(percent, length(planned))
    case .ownTempo(let planned): .ownTempo(length(planned))
    case .start, .stopOut, .keepBass, .echoOut, .muteOut, .muteIn, .unmuteIn, .hold: nil
    }
  }
}
