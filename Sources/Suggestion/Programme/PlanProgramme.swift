import Music

/// A track, or an ident, that a station would play.
package struct ProgrammePlay: Sendable {
  /// When it begins.
  package var at: WallTime
  /// What is played.
  package var id: TrackID
  /// How it stands to the daypart; nil: an ident.
  package var stand: Shortlist.Stand?
  /// The daypart's place in the table; nil: none is on.
  package var daypart: Int?
  /// What its tempo changes by to meet what played before, percent; nil where that is not known, or it is an ident.
  package var tempoChange: Double?
  /// Why just this, in words.
  package var reasons: [String]
}

/// What a station would play, without playing: the same choices as on air, on a clock that only counts.
package struct ProgrammePlanner<Dice: RandomNumberGenerator> {
  private let pool: ProgrammePool
  /// What was played so far.
  package private(set) var run: ProgrammeRun
  private var dice: Dice
  private var suggest: SuggestRules
  private let blend: BlendRules
  /// Idents, and how long each is; in turn.
  private let jingles: [(id: TrackID, length: Seconds)]
  private var nextJingle = 0
  private var playing: ProgrammePool.Entry?
  /// When what comes next begins.
  package private(set) var date: Double

  /// - Parameters:
  ///   - date: when the first track begins.
  ///   - jingles: idents; `Programme.jingles` says whether they are played.
  package init(
    _ run: ProgrammeRun, from pool: ProgrammePool, at date: Double, jingles: [(id: TrackID, length: Seconds)] = [],
    suggest: SuggestRules = SuggestRules(), blend: BlendRules = BlendRules(), dice: Dice
  ) {
    (self.run, self.pool, self.date, self.jingles, self.dice) = (run, pool, date, jingles, dice)
    (self.suggest, self.blend) = (suggest, blend)
    // Rotation has its own.
    self.suggest.againHours = 0
  }

  /// Somebody asks for a track.
  package mutating func ask(for id: TrackID) { run.ask(for: id) }

  /// What begins next, an ident before its track; none where nothing is there.
  /// - Parameter offset: how far the clock on the wall is ahead of UTC at a date, seconds.
  package mutating func next(offset: (Double) -> Int) -> [ProgrammePlay] {
    var plays: [ProgrammePlay] = []
    if let jingle = jingle(at: WallTime(date: date, offset: offset(date))) { plays.append(jingle) }
    let time = WallTime(date: date, offset: offset(date))
    let tempo = playing?.candidate.bpm
    let list = run.shortlist(in: pool, at: time, after: tempo)
    guard let (id, why) = choose(from: list, at: date), let entry = pool[id] else { return [] }
    plays.append(
      ProgrammePlay(
        at: time, id: entry.candidate.id, stand: list.stand, daypart: list.daypart,
        tempoChange: tempoChange(from: entry.candidate.bpm, to: tempo)?.percent, reasons: list.reasons + why))
    run.note(entry.candidate, album: entry.album, at: time, choice: list)
    playing = entry
    date += airtime(of: entry)
    return plays
  }

  /// How long a track is heard by itself: less the blend that leads out of it.
  private func airtime(of entry: ProgrammePool.Entry) -> Double {
    let length = entry.length?.value ?? 240
    let bar = entry.candidate.bpm.map { 4 * $0.beatLength.value } ?? 2
    return max(20, length - Double(blend.bars) * bar)
  }

  private mutating func jingle(at now: WallTime) -> ProgrammePlay? {
    guard !jingles.isEmpty, run.programme.jingleIsDue(at: now, last: run.lastJingle, lead: 120) else { return nil }
    let jingle = jingles[nextJingle % jingles.count]
    nextJingle = (nextJingle + 1) % jingles.count
    run.lastJingle = now
    date += max(0, jingle.length.value)
    return ProgrammePlay(at: now, id: jingle.id, reasons: ["ident, every \(run.programme.jingleMinutes) minutes"])
  }

  /// One of the best by chance, and what speaks for it.
  private mutating func choose(from list: Shortlist, at date: Double) -> (id: TrackID, why: [String])? {
    let playing = playing?.candidate
    let now = NowPlaying(
      id: playing?.id, artist: playing?.artist, bpm: playing?.bpm, key: playing?.key,
      energy: playing?.energy.map(Int.init), date: date)
    let ranked = rank(list.tracks, for: now, limit: 50, rules: suggest, blend: blend)
    let choices = ranked.map {
      SetChoice($0.candidate.id, energy: $0.candidate.energy.map(Double.init), score: $0.worth)
    }
    guard let choice = chooseNext(from: choices, energy: nil, rules: run.programme.rotation, using: &dice),
      let place = ranked.firstIndex(where: { $0.candidate.id == choice.id })
    else { return nil }
    let why = playing == nil ? [] : reasons(for: ranked[place], after: now, blend)
    return (choice.id, place == 0 ? why : why + ["number \(place + 1) of what fits, for variety"])
  }
}
