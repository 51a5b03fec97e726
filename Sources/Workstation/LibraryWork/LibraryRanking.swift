import Library
import Music
import Suggestion

extension Library {
  /// What could come next, with the blends of the best planned from what the library knows.
  /// - Parameters:
  ///   - earliest: no blend begins before it, time of what plays.
  ///   - ratio, keyShift: how the deck plays.
  ///   - steer, sounds: where the DJ steers to, and the tracks on their scale.
  ///   - made: as `planFacts` has it.
  func ranking(
    for now: NowPlaying, ratio: TempoRatio = .asRecorded, keyShift: Double = 0, earliest: TrackTime = TrackTime(0),
    limit: Int, _ settings: Settings, steer: SteerWish = SteerWish(), _ sounds: SoundTables = SoundTables(),
    made: ([NewPlanFacts]) -> Void = { _ in }
  ) throws(LibraryError) -> Ranking {
    let shift = keyShift.isFinite ? Int(max(-24, min(24, keyShift)).rounded()) : 0
    var playing: TrackAnalysis?
    if let id = now.id { playing = try planFacts(of: [id], made: made)[id] }
    let (candidates, rules) = try sounds.steered(try candidates(), settings.suggest, by: steer, in: self)
    return try Ranking(
      for: now, playing.map { BlendSide($0, ratio: ratio, keyShift: shift) }, earliest: earliest,
      from: candidates, limit: limit, rules: rules, blend: settings.blend
    ) { ids throws(LibraryError) in try planFacts(of: ids, made: made).mapValues { BlendSide($0) } }
  }
}
