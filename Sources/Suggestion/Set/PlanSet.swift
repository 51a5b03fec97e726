import Music

/// A track that a set could be made of.
package struct SetTrack: Sendable {
  /// What is known of it, and its stems.
  package var side: BlendSide
  let steer: Float?
  /// A track and the stems beside it.
  /// - Parameter steer: how far it lies where the DJ steers to, 0…1 (`SoundTable`); nil: nothing is steered.
  package init(_ analysis: TrackAnalysis, stems: [StemKind] = [], steer: Float? = nil) {
    side = BlendSide(analysis, stems: stems)
    self.steer = steer
  }

  /// Its sound from the first to the last, seconds.
  var sound: ClosedRange<Double> {
    let analysis = side.analysis
    let end = analysis.cues.last_sound_seconds ?? analysis.duration_seconds ?? 0
    let start = analysis.cues.first_sound_seconds ?? 0
    return start...max(start, end)
  }
}

/// What a set should be like.
package struct SetWish: Sendable {
  /// How long.
  package var length: Seconds
  /// How its energy goes; nil: as it comes.
  package var course: SetCourse.Shape?
  /// Indices of the tracks that begin and end it; nil: any.
  package var first: Int?
  /// See `first`.
  package var last: Int?

  /// A set of a length.
  package init(length: Seconds, course: SetCourse.Shape? = nil, first: Int? = nil, last: Int? = nil) {
    (self.length, self.course, self.first, self.last) = (length, course, first, last)
  }
}

/// The best order that was found, with its blends.
package struct PlannedSet: Sendable {
  /// Indices of the tracks, in order.
  package var order: [Int] = []
  /// One from each track to the next.
  package var blends: [BlendPlan] = []
  /// How good each of them is, 0…1.
  package var scores: [Double] = []
  /// When each track begins, seconds from the set's beginning.
  package var starts: [Seconds] = []
  /// From the first sound to the last.
  package var length = Seconds(0)
  /// The mean of the blends' scores; 1 where there is none.
  package var score: Double { scores.isEmpty ? 1 : scores.reduce(0, +) / Double(scores.count) }
}

/// Orders tracks into the best set of a length: a beam search over the scores of their blends, with the course of the
/// energy and no artist twice in a row. Pure, and the same for the same tracks in the same order.
///
/// - Parameters:
///   - wish: tracks that are left out are those that do not fit into the length, or that no blend leads to well.
/// - Complexity: some hundred plans a track.
package func planSet(
  _ tracks: [SetTrack], _ wish: SetWish, blends: BlendRules = BlendRules(), rules: SetRules = SetRules(),
  suggest: SuggestRules = SuggestRules()
) -> PlannedSet {
  guard !tracks.isEmpty else { return PlannedSet() }
  var planner = SetPlanner(tracks, wish, blends, rules, suggest)
  return planner.best()
}

/// One search.
private struct SetPlanner {
  let tracks: [SetTrack]
  let wish: SetWish
  let blends: BlendRules
  let rules: SetRules
  private let suggest: SuggestRules
  /// By their indices, from 1.
  private let candidates: [Candidate]
  /// What fits after a track by the numbers alone, by candidate.
  private var looks: [Look: [TrackID: Ranked]] = [:]
  /// What was planned already, and what it is worth.
  private var plans: [Meeting: (plan: BlendPlan, score: Double)] = [:]

  /// What a first look depends on.
  private struct Look: Hashable {
    var playing: Int
    var keyShift: Int
  }

  /// What a plan depends on.
  private struct Meeting: Hashable {
    var playing: Int
    var next: Int
    var earliest: TrackTime
    var keyShift: Int
  }

  /// A set that is begun.
  private struct Part {
    var set: PlannedSet
    var used: Set<Int>
    /// The sum of the blends' scores and of how well the energies lie on the course.
    var worth: Double
    /// How long it is if its last track is played to its end.
    var length: Double
    var isWhole = false

    /// Comparable between parts of different lengths.
    var mean: Double { worth / Double(set.order.count) }
  }

  /// How many parts are followed, and how many ways on from each.
  private static let (width, branches) = (16, 10)

  init(_ tracks: [SetTrack], _ wish: SetWish, _ blends: BlendRules, _ rules: SetRules, _ suggest: SuggestRules) {
    (self.tracks, self.wish, self.blends, self.rules, self.suggest) = (tracks, wish, blends, rules, suggest)
    candidates = tracks.enumerated().map { index, track in
      let analysis = track.side.analysis
      var candidate = Candidate(
        id: TrackID(Int64(index + 1)), bpm: analysis.bpm.map(BPM.init),
        key: analysis.key.flatMap(MusicalKey.init(parsing:)), energy: analysis.energy.map { Int8(clamping: $0) },
        artist: SongName.digest(ofArtist: analysis.tags.artist), song: SongName(of: analysis.tags)?.digest)
      candidate.steer = track.steer
      return candidate
    }
  }

  mutating func best() -> PlannedSet {
    let firsts = wish.first.map { [$0] } ?? Array(tracks.indices.filter { $0 != wish.last || tracks.count == 1 })
    var parts = kept(firsts.map(begin))
    var whole = parts.filter(\.isWhole)
    while !parts.isEmpty {
      var longer: [Part] = []
      for part in parts where !part.isWhole { longer += continued(part) }
      parts = kept(longer)
      whole += parts.filter(\.isWhole)
    }
    return (whole.max { $0.mean < $1.mean })?.set ?? PlannedSet()
  }

  /// The best, of each order that ends alike only a few.
  private func kept(_ parts: [Part]) -> [Part] {
    var ends: [Int: Int] = [:]
    var kept: [Part] = []
    for part in parts.sorted(by: { $0.mean > $1.mean }) {
      guard let last = part.set.order.last, ends[last, default: 0] < 3 else { continue }
      ends[last, default: 0] += 1
      kept.append(part)
      if kept.count == Self.width { break }
    }
    return kept
  }

  private func begin(_ index: Int) -> Part {
    var set = PlannedSet()
    let sound = tracks[index].sound
    set.order = [index]
    set.starts = [Seconds(0)]
    set.length = Seconds(sound.upperBound - sound.lowerBound)
    var part = Part(
      set: set, used: [index], worth: fit(of: index, at: 0, first: index), length: set.length.value)
    part.isWhole = isWhole(part)
    return part
  }

  /// Nothing more is needed, or nothing more is there.
  private func isWhole(_ part: Part) -> Bool {
    if let last = wish.last { return part.set.order.last == last }
    return part.used.count == tracks.count || part.length >= wish.length.value
  }

  /// The ways on from a part, the likely ones planned; the last track once the length is reached.
  private mutating func continued(_ part: Part) -> [Part] {
    guard let playing = part.set.order.last else { return [] }
    let start = part.set.starts[part.set.order.count - 1].value
    let now = start + 0.85 * (part.length - start)
    var nexts = tracks.indices.filter { !part.used.contains($0) && $0 != wish.last && !isKin($0, part) }
    if nexts.isEmpty { nexts = tracks.indices.filter { !part.used.contains($0) && $0 != wish.last } }
    if let last = wish.last {
      let ending = tracks[last].sound
      if nexts.isEmpty || part.length + 0.5 * (ending.upperBound - ending.lowerBound) >= wish.length.value {
        return [add(last, to: part, at: now)].compactMap(\.self)
      }
    }
    let look = look(from: playing, keyShift: part.set.blends.last?.keyShift ?? 0)
    let likely = nexts.map {
      (index: $0, worth: (look[candidates[$0].id]?.worth ?? 0) * fit(of: $0, at: now, in: part))
    }
    .sorted { $0.worth != $1.worth ? $0.worth > $1.worth : $0.index < $1.index }
    var longer: [Part] = []
    for item in likely.prefix(Self.branches) {
      if let part = add(item.index, to: part, at: now) { longer.append(part) }
    }
    return longer
  }

  /// The same song, or an artist who was heard lately.
  private func isKin(_ index: Int, _ part: Part) -> Bool {
    let (song, artist) = (candidates[index].song, candidates[index].artist)
    return (song != nil && part.set.order.contains { candidates[$0].song == song })
      || (artist != nil && part.set.order.suffix(rules.artistGap).contains { candidates[$0].artist == artist })
  }

  private mutating func add(_ index: Int, to part: Part, at now: Double) -> Part? {
    guard let playing = part.set.order.last, let start = part.set.starts.last else { return nil }
    let last = part.set.blends.last
    let sound = tracks[playing].sound
    let (plan, score) = plan(
      Meeting(
        playing: playing, next: index, earliest: last?.in.upperBound ?? TrackTime(sound.lowerBound),
        keyShift: last?.keyShift ?? 0))
    let heard = plan.out.lowerBound.value - (last?.in.lowerBound.value ?? sound.lowerBound)
    var part = part
    part.set.order.append(index)
    part.set.blends.append(plan)
    part.set.scores.append(score)
    part.set.starts.append(start + Seconds(heard))
    part.used.insert(index)
    part.worth += score * fit(of: index, at: now, in: part)
    part.length = start.value + heard + max(0, tracks[index].sound.upperBound - plan.in.lowerBound.value)
    part.set.length = Seconds(part.length)
    part.isWhole = isWhole(part)
    return part
  }

  private mutating func plan(_ meeting: Meeting) -> (plan: BlendPlan, score: Double) {
    if let known = plans[meeting] { return known }
    var side = tracks[meeting.playing].side
    side.keyShift = meeting.keyShift
    let next = tracks[meeting.next].side
    let plan = planBlend(from: side, to: next, earliest: meeting.earliest, rules: blends)
    let look = look(from: meeting.playing, keyShift: meeting.keyShift)
    let scoring = suggest.scoring
    let weighed = look[candidates[meeting.next].id].map {
      Overlap(plan, from: side, to: next, suggest).weighed($0, suggest.shares(scoring), scoring).worth
    }
    let artists = (candidates[meeting.playing].artist, candidates[meeting.next].artist)
    let isSameArtist = artists.0 != nil && artists.0 == artists.1
    let known = (plan: plan, score: (weighed ?? 0) * (isSameArtist ? 0.3 : 1))
    plans[meeting] = known
    return known
  }

  /// What fits after a track by the numbers alone.
  private mutating func look(from playing: Int, keyShift: Int) -> [TrackID: Ranked] {
    let look = Look(playing: playing, keyShift: keyShift)
    if let known = looks[look] { return known }
    let track = candidates[playing]
    let now = NowPlaying(
      id: track.id, artist: track.artist, bpm: track.bpm, key: track.key?.transposed(by: keyShift),
      energy: track.energy.map(Int.init), date: 0)
    let ranked = rank(candidates, for: now, limit: candidates.count, rules: suggest, blend: blends)
    let known = Dictionary(ranked.map { ($0.candidate.id, $0) }, uniquingKeysWith: { first, _ in first })
    looks[look] = known
    return known
  }

  // MARK: What it is worth

  /// How well an energy lies on the course, ½…1; what is not known lies two points off.
  private func fit(of index: Int, at time: Double, in part: Part) -> Double {
    fit(of: index, at: time, first: part.set.order[0])
  }

  private func fit(of index: Int, at time: Double, first: Int) -> Double {
    guard let shape = wish.course else { return 1 }
    // A course that climbs begins low, one that falls begins high.
    let start: Double =
      switch shape {
      case .build, .arc: 4
      case .release: 8
      case .hold: Double(candidates[first].energy ?? 6)
      }
    let wanted = SetCourse(shape, length: wish.length, start: start).energy(at: Seconds(time))
    let distance = candidates[index].energy.map { abs(Double($0) - wanted) } ?? 2
    return 0.5 + 0.5 * max(0, 1 - distance / 4)
  }
}
