import Music

/// What a blend is planned by. Tempi in percent, lengths in bars.
package struct BlendRules: Sendable, Hashable {
  /// The length that is aimed at, where both tracks hold it.
  package var bars = 16
  /// A tempo may be changed by so much without a word.
  package var tempoWindow = 6.0
  /// Beyond that up to here it is done, and said.
  package var tempoLimit = 10.0
  /// Beyond that what goes out comes to meet it, by so much at most.
  package var tempoRamp = 4.0
  /// A key is shifted by so many semitones at most, 0…2.
  package var keyShift = 2
  /// A change below this is not brought back after the blend.
  package var tempoDeadZone = 0.4
  /// Beats in which what came in goes back to its own tempo.
  package var returnBeats = 64.0
  /// Where in the window the basses change hands: begin and end, as shares of it.
  package var bassWindow = 0.1...0.9
  /// Energy at or below this share of a track's loud parts is calm.
  package var calm = 0.94
  /// A grid below this confidence is not beat-matched for long.
  package var sureGrid = 0.5
  /// Below this one not at all.
  package var leastGrid = 0.25
  /// Voices over voices for up to so many seconds are let pass.
  package var voicesAllowed = 1.0
  /// What the decks bring tracks to; nil: they play as they were mastered.
  package var targetLoudness: LUFS? = LUFS(-12)
  /// Longest fade without a common beat, seconds.
  package var fadeSeconds = 8.0

  /// The kinds that are chosen unasked.
  package var kinds: Set<BlendPlan.Kind> = Set(BlendPlan.Kind.allCases).subtracting([
    .breakdownSwap, .doubleDrop, .filterSweep,
  ])

  /// The defaults.
  package init() {}
}
