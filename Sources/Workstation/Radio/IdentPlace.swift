import Music

/// Where in a track that plays an ident is laid: on a phrase, over a passage in which nobody sings.
struct IdentPlace {
  /// Of the track.
  var grid: BeatGrid
  var vocals: [TrackAnalysis.VocalSpan]
  /// Where it is now.
  var position: TrackTime
  /// Where the next blend begins, or the track's end.
  var end: TrackTime
  /// How much of the track goes by while the ident sounds.
  var length: Seconds

  /// A voice that is heard for so long under an ident is in its way.
  private static let mostVoice = Seconds(0.4)
  /// So long before its phrase it has to be said.
  static let lead = Seconds(0.25)

  /// The phrases ahead that leave it room before the blend, the nearest first.
  private var phrases: [TrackTime] {
    let beats = Double(grid.beatsPerBar * grid.barsPerPhrase)
    let origin = Double(grid.phraseStart ?? grid.downbeat ?? 0)
    let first = ((grid.beat(at: position + Self.lead).value - origin) / beats).rounded(.up)
    var found: [TrackTime] = []
    for number in 0..<64 {
      let time = grid.time(of: BeatPosition(origin + beats * (first + Double(number))))
      if time + length + Seconds(1) > end { break }
      found.append(time)
    }
    return found
  }

  /// - Parameter isPressing: it is late: where somebody sings everywhere it lies where they sing least.
  /// - Returns: nil where this track has no room for it.
  func next(isPressing: Bool) -> TrackTime? {
    let phrases = phrases
    if let free = phrases.first(where: { voice(over: $0) <= Self.mostVoice }) { return free }
    guard isPressing else { return nil }
    return phrases.prefix(4).min { voice(over: $0) < voice(over: $1) }
  }

  /// Whether it is the next phrase that comes: what is said now `at phrase` begins there.
  func isNext(_ time: TrackTime) -> Bool { phrases.first == time }

  private func voice(over start: TrackTime) -> Seconds {
    let (from, to) = (start.value, (start + length).value)
    return Seconds(
      vocals.filter { $0.confidence >= 0.5 }.reduce(0) {
        $0 + max(0, min(to, $1.end_seconds) - max(from, $1.start_seconds))
      })
  }
}
