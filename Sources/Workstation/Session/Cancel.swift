import Engine
import Music

extension Workstation {
  /// What waits is not done: for a beat, for a track to be read, and the coming lines of a macro; what a hand has on
  /// its way stops where it is.
  /// - Parameter deck: only what concerns this deck; a macro and the crossfader are of both.
  func cancel(concerning deck: DeckID?) {
    // Escape ends one thing a press: what covers the list goes first.
    if deck == nil, taste.hide() || library.hideExplanation() { return }
    let endsMacro = deck == nil && macros.cancel()
    let lines = early.cancel(concerning: deck) + engine.cancel(deck.map { .concerning($0) } ?? .all)
    sayGivenUp(lines)
    let stops = saysStopped(engine.stopGlides(isAutopilots: false, concerning: deck))
    guard lines.isEmpty, !endsMacro, !stops else { return }
    if deck == nil, !engine.pendingLines.isEmpty || engine.glides(isAutopilots: true) {
      return log.add(.note, "what waits is the autopilot's: auto off ends it")
    }
    log.add(.note, "nothing waits" + (deck.map { " for \($0.name)" } ?? ""))
  }

  func sayGivenUp(_ lines: [String]) {
    for line in lines { log.add(.note, "“\(line)” was given up") }
  }

  /// Says what was stopped on its way. - Returns: whether anything was.
  func saysStopped(_ lines: [String]) -> Bool {
    if !lines.isEmpty { log.add(.note, "stopped on its way: " + lines.joined(separator: "; ")) }
    return !lines.isEmpty
  }
}
