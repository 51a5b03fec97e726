import Music

/// How the tempi of two tracks come together.
struct TempoMatch {
  /// What the next track's tempo changes by, percent.
  let percent: Double
  /// 2: it is counted twice as fast, 0.5: half as fast, 1: as it is.
  let tempoMultiple: Double
  /// The same, percent, if what plays stayed as it is.
  let apart: Double
  /// What plays comes to meet it: its tempo then, percent of its own; nil where it stays as it is.
  let playingGoesTo: Double?
  /// More than both together can give.
  let isTooFar: Bool

  /// Nil where one is not known. - Parameter ratio: what the playing one's tempo is changed by already.
  init?(from playing: BPM?, playingAt ratio: TempoRatio, to next: BPM?, _ rules: BlendRules) {
    guard let change = tempoChange(from: next, to: playing.map { $0 * ratio }) else { return nil }
    (apart, tempoMultiple) = (change.percent, change.tempoMultiple)
    let excess = abs(change.percent) - rules.tempoLimit
    guard excess > 0 else {
      (percent, playingGoesTo, isTooFar) = (change.percent, nil, false)
      return
    }
    percent = change.percent < 0 ? -rules.tempoLimit : rules.tempoLimit
    let meeting = (1 + percent / 100) / (1 + change.percent / 100)
    // A line of the command language is to be read, and sync makes up for what is rounded off.
    playingGoesTo = ((ratio.value * meeting - 1) * 100_000).rounded() / 1000
    isTooFar = abs(meeting - 1) * 100 > rules.tempoRamp
  }
}
