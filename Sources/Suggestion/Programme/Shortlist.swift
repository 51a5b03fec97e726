import Glibc
import Music

/// What a station may play next, and why just that.
package struct Shortlist: Sendable {
  /// How it stands to the daypart that is on.
  package enum Stand: String, Sendable, Hashable {
    /// In all that the daypart wants.
    case within
    /// In its words and tempo; energy or voices were let go.
    case near
    /// On the way to its tempo, or to that of what was asked for.
    case ramp
    /// Out of its reach: no track leads to its tempo, and the next one is faded in.
    case leap
    /// What was asked for.
    case request
    /// No daypart is on, or nothing is there for it.
    case open
  }

  /// In any order; none where nothing but what plays is there.
  package var tracks: [Candidate]
  /// How they stand to what is wanted.
  package var stand: Stand
  /// The daypart's place in the table; nil: none is on.
  package var daypart: Int?
  /// The place of the crate that they are from among the daypart's.
  package var crate: Int?
  /// Why just these, in words.
  package var reasons: [String]
  /// What was asked for and is not to be played, and why; to be said and forgotten.
  package var refused: [(id: TrackID, why: String)] = []
}

extension ProgrammeRun {
  /// What may be played next: what was asked for where it fits, else what the daypart wants, as far as rotation and
  /// tempo allow it.
  ///
  /// First of all the tempo: nothing changes it by more than `Programme.tempoStep` where anything else is there. Then
  /// the daypart's words; its tempo, energy and voices; then rotation, which is loosened within the daypart before its
  /// words are.
  ///
  /// - Parameters:
  ///   - time: when it begins.
  ///   - tempo: what is heard; nil: nothing, or it is not known.
  package mutating func shortlist(in pool: ProgrammePool, at time: WallTime, after tempo: BPM?) -> Shortlist {
    var look = ProgrammeLook(run: self, pool: pool, time: time, tempo: tempo)
    let list = look.shortlist()
    for id in look.coming { noteComing(id) }
    for refused in list.refused { forget(request: refused.id) }
    return list
  }
}

/// One look for what comes next.
private struct ProgrammeLook {
  let run: ProgrammeRun
  let pool: ProgrammePool
  let time: WallTime
  let tempo: BPM?
  /// What is asked for, and fits.
  private(set) var coming: [TrackID] = []
  private var refused: [(id: TrackID, why: String)] = []
  /// Whom what was asked for is by: nobody else's turn takes theirs.
  private var spared: Set<UInt64> = []

  private typealias Entry = ProgrammePool.Entry

  init(run: ProgrammeRun, pool: ProgrammePool, time: WallTime, tempo: BPM?) {
    (self.run, self.pool, self.time, self.tempo) = (run, pool, time, tempo)
  }

  private var programme: Programme { run.programme }

  mutating func shortlist() -> Shortlist {
    let place = programme.daypart(at: time)
    let wish = heedRequests(place)
    if var wish {
      wish.refused = refused
      return wish
    }
    var list = place.map { self.list(of: $0) } ?? open(nil, [])
    list.refused = refused
    return list
  }

  // MARK: Tempo

  /// How far a tempo is from another, octaves apart being none: a natural logarithm.
  private func distance(_ from: BPM, _ to: BPM?) -> Double? {
    tempoChange(from: to, to: from).map { abs(log1p($0.percent / 100)) }
  }

  private var step: Double { log1p(max(0.1, programme.tempoStep) / 100) }

  private func isReachable(_ entry: Entry) -> Bool {
    guard let tempo else { return true }
    return distance(tempo, entry.candidate.bpm).map { $0 <= step + 1e-9 } ?? false
  }

  // MARK: Rotation

  private func rest(_ entries: [Entry]) -> SetHistory.Rested {
    let pool = pool
    return run.history.rest(
      entries.map(\.candidate), at: time.date, rules: programme.rotation, album: { pool.album(of: $0) })
  }

  private func isStrict(_ rested: SetHistory.Rested) -> Bool {
    let rules = programme.rotation
    return !rested.candidates.isEmpty && rested.cooldownHours >= rules.cooldownHours
      && rested.artistGap >= rules.artistGap && rested.albumGap >= rules.albumGap
  }

  /// What was let go of rotation, in words; nil where nothing was.
  private func loosened(_ rested: SetHistory.Rested) -> String? {
    let rules = programme.rotation
    if rested.cooldownHours < rules.cooldownHours {
      let (hours, minutes) = (rested.cooldownHours, Int(60 * rested.cooldownHours))
      return "little music is there: again after \(minutes < 60 ? "\(minutes) min" : "\(decimal(hours, 10)) h")"
    }
    if rested.artistGap < rules.artistGap { return "little music is there: artists come again sooner" }
    if rested.albumGap < rules.albumGap { return "little music is there: records come again sooner" }
    return nil
  }

  /// Without those by whom something is asked for, where others are there.
  private func sparing(_ entries: [Entry]) -> [Entry] {
    guard !spared.isEmpty else { return entries }
    let others = entries.filter { !($0.candidate.artist.map(spared.contains) ?? false) }
    return others.isEmpty ? entries : others
  }

  // MARK: The daypart

  private func list(of place: Int) -> Shortlist {
    let daypart = programme.dayparts[place]
    let mine = sparing(pool.entries.filter { $0.isIn(place) })
    if mine.isEmpty { return open(place, ["nothing is there for \(daypart.name): all music"]) }
    let inTempo = mine.filter { $0.hasTempo(of: daypart) }
    let goals = inTempo.isEmpty ? mine : inTempo
    let near = goals.filter(isReachable)
    var words = [said(of: daypart, hasTempo: !inTempo.isEmpty)]
    if near.isEmpty {
      let way = ramp(to: goals, among: mine, place, words)
      return way ?? leap(goals, place, words)
    }
    if inTempo.isEmpty, daypart.bpm != nil { words.append("nothing of it lies in its tempo") }
    let calm = near.filter { $0.hasEnergy(of: daypart) }
    let levels = [calm.filter { $0.hasVocals(of: daypart) }, calm, near]
    let given = [nil, "voices are let go", "energy is let go"]
    // Rotation gives after energy and voices, and before the daypart's words and its tempo do.
    var best: (rested: SetHistory.Rested, level: Int)?
    for (level, entries) in levels.enumerated() {
      let rested = rest(entries)
      if rested.candidates.isEmpty { continue }
      if best.map({ isStricter(rested, $0.rested) }) ?? true { best = (rested, level) }
      if isStrict(rested) { break }
    }
    guard let best else { return open(place, ["nothing else is there for \(daypart.name): all music"]) }
    let isWithin = best.level == 0 && !(inTempo.isEmpty && daypart.bpm != nil)
    words += [given[best.level], loosened(best.rested)].compactMap(\.self)
    return narrowed(best.rested, isWithin ? .within : .near, place, words)
  }

  /// Whether more of rotation was kept.
  private func isStricter(_ one: SetHistory.Rested, _ other: SetHistory.Rested) -> Bool {
    (one.cooldownHours, one.artistGap, one.albumGap) > (other.cooldownHours, other.artistGap, other.albumGap)
  }

  private func said(of daypart: Daypart, hasTempo: Bool) -> String {
    var words = [daypart.name + ":"]
    if !daypart.genres.isEmpty { words.append(daypart.genres.joined(separator: ", ")) }
    if !daypart.tags.isEmpty { words.append(daypart.tags.joined(separator: ", ")) }
    if hasTempo, let bpm = daypart.bpm { words.append("\(number(bpm.lowerBound))–\(number(bpm.upperBound)) BPM") }
    if let energy = daypart.energy { words.append("energy \(number(energy.lowerBound))–\(number(energy.upperBound))") }
    return words.count == 1 ? daypart.name : words.joined(separator: " ")
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : decimal(value, 10)
  }

  /// From the crate that is furthest behind its share and has something.
  private func narrowed(
    _ rested: SetHistory.Rested, _ stand: Shortlist.Stand, _ place: Int, _ reasons: [String]
  ) -> Shortlist {
    let daypart = programme.dayparts[place]
    var list = Shortlist(tracks: rested.candidates, stand: stand, daypart: place, reasons: reasons)
    for crate in daypart.crates.isEmpty ? [] : run.cratesByNeed(daypart) {
      let tracks = rested.candidates.filter { pool[$0.id]?.isFrom(crate, of: place) ?? false }
      if tracks.isEmpty { continue }
      (list.tracks, list.crate) = (tracks, crate)
      list.reasons.append("from \(daypart.crates[crate].crate)")
      break
    }
    return list
  }

  // MARK: Ways between tempi

  /// The tracks that come nearer to a tempo by one step of several even ones. Nil where none does.
  private func ramp(to goals: [Entry], among mine: [Entry], _ place: Int?, _ reasons: [String]) -> Shortlist? {
    guard let tempo, let (goal, far) = nearest(of: goals, to: tempo) else { return nil }
    let steps = (far / step - 1e-9).rounded(.up)
    for entries in [mine, sparing(pool.entries)] {
      let way = entries.compactMap { entry -> (entry: Entry, off: Double)? in
        guard isReachable(entry), let left = entry.candidate.bpm.flatMap({ distance($0, goal) }), left < far - 0.002
        else { return nil }
        return (entry, abs(far - left - far / max(1, steps)))
      }
      guard let best = way.map(\.off).min() else { continue }
      // Of those that lie on the even way about as well as the best.
      let rested = rest(way.filter { $0.off <= best + 0.015 }.map(\.entry))
      if rested.candidates.isEmpty { continue }
      return Shortlist(
        tracks: rested.candidates, stand: .ramp, daypart: place,
        reasons: reasons + ["on the way to \(number(goal.value.rounded())) BPM"] + [loosened(rested)].compactMap(\.self)
      )
    }
    return nil
  }

  /// The tempo that is nearest of those of rested tracks, or of all.
  private func nearest(of entries: [Entry], to tempo: BPM) -> (goal: BPM, far: Double)? {
    func nearest(_ candidates: [Candidate]) -> (goal: BPM, far: Double)? {
      candidates.compactMap { candidate -> (goal: BPM, far: Double)? in
        guard let bpm = candidate.bpm, let far = distance(tempo, bpm) else { return nil }
        return (bpm, far)
      }.min { $0.far != $1.far ? $0.far < $1.far : $0.goal < $1.goal }
    }
    return nearest(rest(entries).candidates) ?? nearest(entries.map(\.candidate))
  }

  private func leap(_ goals: [Entry], _ place: Int, _ reasons: [String]) -> Shortlist {
    let rested = rest(goals)
    if rested.candidates.isEmpty { return open(place, reasons + ["nothing else is there: all music"]) }
    let from = tempo.map { "no track leads on from \(number($0.value.rounded())) BPM: it is faded" }
    return narrowed(rested, .leap, place, reasons + [from, loosened(rested)].compactMap(\.self))
  }

  /// All music, in reach where something is.
  private func open(_ place: Int?, _ reasons: [String]) -> Shortlist {
    let all = sparing(pool.entries)
    let near = all.filter(isReachable)
    let (rested, everywhere) = (rest(near), { rest(all) })
    let isNear = !rested.candidates.isEmpty
    let chosen = isNear ? rested : everywhere()
    let words = place == nil ? ["no daypart: all music"] : reasons
    return Shortlist(
      tracks: chosen.candidates, stand: isNear ? .open : .leap, daypart: place,
      reasons: words + [loosened(chosen)].compactMap(\.self))
  }

  // MARK: Requests

  /// What is asked for and fits now, or the way to its tempo; nil where nothing is.
  private mutating func heedRequests(_ place: Int?) -> Shortlist? {
    var way: Shortlist?
    for request in run.requests {
      guard let entry = pool[request.id] else {
        refused.append((request.id, "it is not there any more"))
        continue
      }
      if let why = refusal(of: entry) {
        refused.append((request.id, why))
        continue
      }
      if let place, !entry.isIn(place) { continue }
      if let artist = entry.candidate.artist { spared.insert(artist) }
      // Its artist, or its record, was heard a moment ago.
      guard isStrict(rest([entry])) else { continue }
      if isReachable(entry) {
        let count = request.waited
        let words = count == 0 ? "asked for" : "asked for \(count == 1 ? "one track" : "\(count) tracks") ago"
        return Shortlist(tracks: [entry.candidate], stand: .request, daypart: place, reasons: [words])
      }
      guard way == nil, let tempo, let far = distance(tempo, entry.candidate.bpm) else { continue }
      let left = Double(max(1, programme.requestWait) - request.waited)
      let mine = place.map { place in pool.entries.filter { $0.isIn(place) } } ?? pool.entries
      let list = far / step <= left ? ramp(to: [entry], among: sparing(mine), place, ["asked for"]) : nil
      guard let list else {
        refused.append((request.id, "no track leads to its tempo"))
        continue
      }
      coming.append(request.id)
      way = list
    }
    return way
  }

  /// Why a track that was asked for is never played; nil where it may be.
  private func refusal(of entry: Entry) -> String? {
    var rules = programme.rotation
    (rules.artistGap, rules.albumGap) = (0, 0)
    let rested = run.history.rest([entry.candidate], at: time.date, rules: rules)
    if rested.candidates.isEmpty { return "it plays now" }
    if rested.cooldownHours < rules.cooldownHours { return "it was played a short while ago" }
    let isOpen = programme.dayparts.isEmpty || programme.hasOpenHours
    if !isOpen, entry.dayparts == 0 { return "no daypart plays such music" }
    return nil
  }
}

extension ProgrammePool.Entry {
  fileprivate func isFrom(_ crate: Int, of place: Int) -> Bool {
    crates.indices.contains(place) && crates[place] & (1 << UInt64(crate)) != 0
  }
}
