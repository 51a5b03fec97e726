import Engine
import Music

extension Workstation {
  /// What waits is not done: for a beat, for a track to be read, and the coming lines of a macro; what a hand has on
  /// its way stops where it is.
  /// - Parameter deck: only what concerns this deck; a macro and the crossfader are of both.
  func cancel(concerning deck: DeckID?) {
    // A press that closes what covers the list does nothing else.
    if deck == nil, taste.hide() || library.hideExplanation() { return }
    let endsMacro = deck == nil && macros.cancel()
    let lines = early.cancel(concerning: deck) + engine.cancel(deck.map { .concerning($0) } ?? .all)
    sayGivenUp(lines)
    var stops = saysStopped(engine.stopGlides(isAutopilots: false, concerning: deck))
    if deck == nil, isSwappingByHand {
      takeSwapsBack()
      stops = true
    }
    guard lines.isEmpty, !endsMacro, !stops else { return }
    if deck == nil, !engine.pendingLines.isEmpty || engine.glides(isAutopilots: true) {
      return log.add(.note, "what waits is the autopilot's: auto off ends it")
    }
    log.add(.note, "nothing waits" + (deck.map { " for \($0.name)" } ?? ""))
  }

  /// A band is on its way to a deck. While the autopilot is on it counts as the autopilot's, whoever began it.
  var isSwappingByHand: Bool {
    let swaps = engine.snapshot.bandSwaps
    return !auto.isOn && EQBand.allCases.contains { swaps[$0.index] != nil }
  }

  /// A band that is on its way to a deck goes back within a beat: half of it on either is no place to stay.
  private func takeSwapsBack() {
    let swaps = engine.snapshot.bandSwaps
    let bands: [BandSwapPart] = [.low, .mid, .high]
    let running = bands.indices.compactMap { band in swaps[band].map { (part: bands[band], giver: $0.to.other) } }
    for (part, giver) in running { engine.send(EngineCommand(.mixer(.bandSwap(part, to: giver)), over: .beats(1))) }
    for deck in DeckID.allCases {
      let parts = running.filter { $0.giver == deck }.map(\.part.heading)
      if parts.isEmpty { continue }
      log.add(.note, "on the way back to \(deck.name): \(parts.joined(separator: ", "))")
    }
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
