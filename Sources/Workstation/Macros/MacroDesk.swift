import Engine
import Music

/// The macros there are, and the one that runs. The main thread's.
final class MacroDesk {
  private let decks: DeckPair
  private let engine: EngineLink
  private let log: MessageLog
  private let rate: SampleRate
  private var macros = Macro.standard
  private var run: MacroRun?
  /// The loads of the tracks that it began with: with others it is given up.
  private var loads: [Int] = []

  init(decks: DeckPair, engine: EngineLink, rate: SampleRate, log: MessageLog) {
    (self.decks, self.engine, self.rate, self.log) = (decks, engine, rate, log)
  }

  /// The DJ's own, from now on; of two with one name the later one counts.
  func define(_ own: [Macro]) {
    macros = Macro.all(with: own)
  }

  /// What runs, and what comes next; empty while none does.
  var lines: [String] { run.map { [$0.words] } ?? [] }

  /// The lines that "macro tr" could become: those built in, and the DJ's own.
  func completions(for line: String) -> [String] {
    guard let words = try? CommandLine.split(line), words.first == "macro" else { return [] }
    let stem = words.count == 2 && !line.hasSuffix(" ") ? words[1] : ""
    guard words.count == 1 ? line.hasSuffix(" ") : !stem.isEmpty else { return [] }
    return macros.map(\.name).filter { $0.hasPrefix(stem) }.map { "macro \($0)" }
  }

  /// - Parameter focus: the deck that a hand was on last.
  func perform(_ command: MacroCommand, focus: DeckID) {
    switch command {
    case .list: log.add(.note, "macros: " + macros.map(\.name).joined(separator: ", "))
    case .begin(let name): begin(name, focus: focus)
    }
  }

  private func begin(_ name: String, focus: DeckID) {
    guard let macro = macros.last(where: { $0.name == Macro.normal(name) }) else {
      return log.add(.warning, "there is no macro “\(name)”: macro list says which there are")
    }
    let snapshot = engine.snapshot
    guard let out = snapshot.heardDeck else {
      return log.add(.warning, "macro \(macro.name) begins on a deck that plays: start one first")
    }
    if macro.names("IN"), decks[out.other].track == nil {
      return log.add(.warning, "macro \(macro.name) brings in \(decks[out.other].name), which is empty: load a track")
    }
    let this = snapshot[focus].isPlaying ? focus : out
    let wait = beatsToBar(of: out, snapshot)
    do {
      let began = try MacroRun(macro, out: out, this: this, beatsToStart: wait)
      if let run { log.add(.note, "macro \(run.macro.name) was given up for \(macro.name)") }
      run = began
      loads = decks.all.map(\.load.latest)
      let names = macro.names("IN") ? "\(decks[out].name) → \(decks[out.other].name)" : decks[this].name
      log.add(.note, "macro \(macro.name), \(names), \(Int(macro.beats)) beats: Escape gives it up")
    } catch { log.add(.failure, error.description) }
  }

  /// Beats until the next bar of a deck; none where its bars are not known.
  private func beatsToBar(of deck: DeckID, _ snapshot: EngineSnapshot) -> Double {
    guard let grid = decks[deck].track?.shown.grid, snapshot[deck].bpm.value > 0 else { return 0 }
    let bar = Double(grid.beatsPerBar)
    let into = (snapshot[deck].beat.value - Double(grid.downbeat ?? 0)).truncatingRemainder(dividingBy: bar)
    let left = bar - (into < 0 ? into + bar : into)
    return left < 0.3 ? left + bar : left
  }

  /// Gives up what runs. - Returns: whether one did.
  func cancel() -> Bool {
    guard let run else { return false }
    self.run = nil
    log.add(.note, "macro \(run.macro.name) was given up: what it moved stays where it is")
    return true
  }

  /// The DJ says a command: a macro that would still move the same is given up.
  func touched(_ command: Command) {
    guard let run, case let touches = command.touches, !touches.isEmpty,
      run.rest.contains(where: { !$0.touches.isDisjoint(with: touches) })
    else { return }
    self.run = nil
    log.add(.note, "macro \(run.macro.name) was given up: “\(command.line)” is your hand on it")
  }

  /// What is to be said now.
  func tick(_ snapshot: EngineSnapshot) -> [Command] {
    guard var run else { return [] }
    guard loads == decks.all.map(\.load.latest) else {
      self.run = nil
      log.add(.note, "macro \(run.macro.name) was given up: a deck has another track")
      return []
    }
    let said = run.look(look(run.out, snapshot))
    if run.isOver { log.add(.note, "macro \(run.macro.name) is done") }
    self.run = run.isOver ? nil : run
    return said
  }

  private func look(_ out: DeckID, _ snapshot: EngineSnapshot) -> MacroRun.Look {
    var look = MacroRun.Look(time: snapshot.frame.seconds(at: rate))
    // The deck that goes out counts as long as it plays, in its own beats where nothing holds it.
    guard let deck = [out, out.other].first(where: { snapshot[$0].isPlaying && snapshot[$0].bpm.value > 0 }) else {
      return look
    }
    let state = snapshot[deck]
    look.bpm = state.bpm.value
    let isHeld = state.isLooping || state.roll != nil || state.platter != .free
    let grid = decks[deck].track?.shown.grid
    if !isHeld, let grid { look.beat = state.beat.value - Double(grid.downbeat ?? 0) }
    return look
  }
}
