import Foundation
import Music
import Support
import Testing

@testable import Suggestion

/// Rankings with plans: what must hold of any, and what a plan adds.
@Suite struct RankingTests {
  private let tonight = 1_000_000_000.0

  /// A track and all that is known of it.
  private struct Known {
    var candidate: Candidate
    var side: BlendSide
  }

  private func known(_ id: Int64, _ form: Form, energy: Int8 = 6, _ change: (inout TrackAnalysis) -> Void = { _ in })
    -> Known
  {
    var analysis = form.analysis
    analysis.energy = Int(energy)
    change(&analysis)
    let candidate = Candidate(
      id: TrackID(id), bpm: analysis.bpm.map { BPM($0) }, key: analysis.key.flatMap(MusicalKey.init(parsing:)),
      energy: energy)
    return Known(candidate: candidate, side: BlendSide(analysis))
  }

  private func rankedAll(
    _ all: [Known], after playing: Known, earliest: Double = 0, limit: Int = 50, rules: SuggestRules = SuggestRules(),
    _ change: (inout NowPlaying) -> Void = { _ in }
  ) -> Ranking {
    var now = NowPlaying(
      id: playing.candidate.id, bpm: playing.candidate.bpm, key: playing.candidate.key,
      energy: playing.candidate.energy.map(Int.init), date: tonight)
    change(&now)
    let sides = Dictionary(uniqueKeysWithValues: all.map { ($0.candidate.id, $0.side) })
    return Ranking(
      for: now, playing.side, earliest: TrackTime(earliest), from: all.map(\.candidate), limit: limit, rules: rules
    ) { ids in sides.filter { ids.contains($0.key) } }
  }

  private func rows(_ ranking: Ranking) -> [RankedTrack] {
    ranking.rows { ids in ids.map { Track(id: $0, path: "/m/\($0.value).flac") } }
  }

  /// Tracks by dice, some of whose facts are not known.
  private func someTracks(_ count: Int64, _ dice: inout SeededRandom) -> [Known] {
    (1...count).map { id in
      var form = Form(title: "T\(id)", bpm: .random(in: 60...180, using: &dice).rounded())
      form.key = Int.random(in: 0..<6, using: &dice) == 0 ? nil : MusicalKey.all.randomElement(using: &dice)!.name
      form.beatsPerBar = Int.random(in: 0..<9, using: &dice) == 0 ? 3 : 4
      form.confidence = [0.95, 0.8, 0.4, 0.1].randomElement(using: &dice)!
      form.hasGrid = Int.random(in: 0..<9, using: &dice) != 0
      form.hasSections = Int.random(in: 0..<5, using: &dice) != 0
      form.voices = (0..<Int.random(in: 0...3, using: &dice)).map { _ in
        let start = Int.random(in: 0..<120, using: &dice)
        return start..<start + Int.random(in: 1...40, using: &dice)
      }
      let numbers = (0..<5).map { _ in Double.random(in: 0...1, using: &dice) }
      var known = known(id, form, energy: .random(in: 1...10, using: &dice)) {
        $0.tuning_cents = numbers[0] > 0.3 ? 100 * numbers[0] - 50 : nil
        $0.brightness_hz = 300 + 2000 * numbers[1]
        $0.loudness.integrated_lufs = -6 - 10 * numbers[2]
        $0.tags.genre = ["House", "Deep House", "Techno", nil, ""][Int(5 * numbers[3] * 0.99)]
        $0.vocals = numbers[4] > 0.2 ? $0.vocals : nil
      }
      known.candidate.artist = .random(in: 1...20, using: &dice)
      known.candidate.song = Bool.random(using: &dice) ? .random(in: 1...40, using: &dice) : nil
      known.candidate.content = Bool.random(using: &dice) ? .random(in: 1...45, using: &dice) : nil
      if Int.random(in: 0..<3, using: &dice) == 0 {
        known.candidate.lastPlayed = tonight - .random(in: 0...1e6, using: &dice)
      }
      return known
    }
  }

  /// Dice, many times: what plays, its copies and what was played tonight never appear; the parts add up to the score;
  /// the order does not hang on that of the candidates; a longer list begins like a shorter one; every reason is true.
  @Test(arguments: 1...30) func whatHoldsOfEveryRanking(seed: Int) throws {
    var dice = SeededRandom(seed: UInt64(seed))
    let all = someTracks(70, &dice)
    let playing = all.randomElement(using: &dice)!
    let limit = Int.random(in: 1...70, using: &dice)
    let earliest = Double.random(in: 0...200, using: &dice)
    func made(_ all: [Known], limit: Int) -> Ranking {
      rankedAll(all, after: playing, earliest: earliest, limit: limit) {
        $0.recentArtists = [1, 2]
        $0.artist = 3
      }
    }
    let ranking = made(all, limit: limit)
    let rows = rows(ranking)
    #expect(rows.count <= limit && !rows.isEmpty)
    #expect(zip(ranking.ranked, ranking.ranked.dropFirst()).allSatisfy { $0.rank >= $1.rank })
    #expect(Set(ranking.ranked.map(\.candidate.id)).count == rows.count)
    #expect(Set(ranking.ranked.compactMap(\.candidate.song)).count == ranking.ranked.compactMap(\.candidate.song).count)
    #expect(
      Set(ranking.ranked.compactMap(\.candidate.content)).count == ranking.ranked.compactMap(\.candidate.content).count)
    for row in rows {
      #expect(row.track.id != playing.candidate.id)
      #expect((0...1).contains(row.score))
      let sum = ScorePart.allCases.reduce(0) { $0 + row.ranked.parts[$1] * row.weights[$1] }
      #expect(abs(sum - row.score) < 1e-9, "the parts add up to the score")
      #expect(ScorePart.allCases.allSatisfy { (0...1).contains(row.ranked.parts[$0]) })
      #expect(abs(ScorePart.allCases.reduce(0) { $0 + row.weights[$1] } - 1) < 1e-9)
      if let played = row.ranked.candidate.lastPlayed { #expect(tonight - played >= 12 * 3600) }
      try check(row, after: playing, all.first { $0.candidate.id == row.track.id }!)
    }
    let again = made(all.shuffled(using: &dice), limit: limit)
    #expect(again.ranked == ranking.ranked, "the order of candidates matters not")
    #expect(made(all, limit: limit + 9).ranked.prefix(limit) == ranking.ranked[...], "a longer list begins the same")
  }

  /// Every reason against the numbers that it speaks of.
  private func check(_ row: RankedTrack, after playing: Known, _ next: Known) throws {
    let (mine, theirs) = (playing.candidate, next.candidate)
    if let bpm = theirs.bpm, let target = mine.bpm, let percent = row.tempoChangePercent {
      let meets = bpm.value * row.ranked.tempoMultiple * (1 + percent / 100)
      #expect(abs(meets - target.value) < 1e-9, "the change meets the tempo")
    }
    for reason in row.reasons {
      if reason.contains("clashes: shift") {
        let shifted = try #require(theirs.key).transposed(by: row.ranked.keyShift)
        #expect(!MusicalKey.fit(mine.key, theirs.key) && MusicalKey.fit(mine.key, shifted))
        #expect(row.needsWork)
      }
      if reason.contains("clashes: keep") || reason.contains("diagonal") {
        #expect([-2, -1, 0, 1, 2].allSatisfy { !MusicalKey.fit(mine.key, theirs.key?.transposed(by: $0)) })
      }
      if reason.hasSuffix("same key") { #expect(mine.key == theirs.key) }
      if reason.hasSuffix("relative") { #expect(mine.key?.camelot.hour == theirs.key?.camelot.hour) }
      if reason.hasPrefix("same tempo") { #expect(abs(row.tempoChangePercent ?? 9) < 0.051) }
      if reason.contains("at the edge") { #expect((6...10).contains(abs(row.tempoChangePercent ?? 0))) }
      if reason.contains("too far for a common beat") { #expect(abs(row.tempoChangePercent ?? 0) > 10) }
      if reason.contains("half time") { #expect(row.ranked.tempoMultiple == 2) }
      if reason.contains("double time") { #expect(row.ranked.tempoMultiple == 0.5) }
      if reason.hasPrefix("both sing for") { #expect((row.plan?.twoVoices.value ?? 0) > 1) }
      if reason == "same energy" { #expect(mine.energy == theirs.energy) }
      if reason == "same artist" { #expect(theirs.artist == 3) }
      if reason == "artist played lately" { #expect([1, 2].contains(theirs.artist)) }
      if reason.hasSuffix("bars"), let plan = row.plan {
        #expect(reason == "\(plan.kind.rawValue), \(plan.bars) bars" && plan.bars > 0)
      }
      if reason.hasSuffix("begins where the blend ends"), let plan = row.plan {
        let start = try #require(next.side.track.firstFullStart)
        #expect(abs(plan.in.upperBound.value - start) < next.side.track.barLength)
      }
      if reason.hasPrefix("tuned ") {
        let gap = abs((playing.side.analysis.tuning_cents ?? .nan) - (next.side.analysis.tuning_cents ?? .nan))
        #expect(min(gap, 100 - gap) >= 20)
      }
      if reason == "House" || reason == "Techno" { #expect(playing.side.analysis.tags.genre == reason) }
    }
    if !row.needsWork {
      #expect(MusicalKey.fit(mine.key, theirs.key) && abs(row.tempoChangePercent ?? 9) <= 6.000001)
      #expect(row.ranked.keyShift == 0)
    }
  }

  /// What a DJ hears in the blend counts: voices over voices, a clash of genres, a tuning between the keys.
  @Test func whatIsHeardInTheBlendCounts() {
    let playing = known(1, Form(voices: [0..<128])) { $0.tags.genre = "House" }
    let plain = known(2, Form(title: "B")) { $0.tags.genre = "House" }
    let sung = known(3, Form(title: "C", voices: [0..<128])) { $0.tags.genre = "House" }
    let strange = known(4, Form(title: "D")) { $0.tags.genre = "Polka" }
    let detuned = known(5, Form(title: "E")) {
      $0.tags.genre = "House"
      $0.tuning_cents = 40
    }
    var first = playing
    var tuned = playing.side.analysis
    tuned.tuning_cents = 0
    first.side = BlendSide(tuned)
    let rows = rows(rankedAll([sung, strange, detuned, plain], after: first))
    let order = rows.map(\.track.id.value)
    #expect(order.first == 2)
    #expect(rows.first { $0.track.id.value == 3 }!.ranked.parts[.voices] < 1)
    #expect(rows.first { $0.track.id.value == 4 }!.ranked.parts[.genre] == 0.2)
    #expect(rows.first { $0.track.id.value == 5 }!.reasons.contains("tuned 40 cents apart"))
    #expect(rows.allSatisfy { $0.plan != nil })
  }

  /// The plan that a row shows is the one that `planBlend` makes, also after the track has run on.
  @Test func plansFollowThePlayhead() {
    var dice = SeededRandom(seed: 5)
    let all = someTracks(40, &dice)
    let playing = known(99, Form())
    var ranking = rankedAll(all, after: playing)
    for place in [0.0, 100, 180, 200, 230, 250, 40] {
      ranking.move(to: TrackTime(place))
      for row in rows(ranking) {
        let next = all.first { $0.candidate.id == row.track.id }!
        let fresh = planBlend(from: playing.side, to: next.side, earliest: TrackTime(place))
        #expect(row.plan?.kind == fresh.kind && row.plan?.out == fresh.out && row.plan?.in == fresh.in)
      }
      #expect(ranking.ranked == rankedAll(all, after: playing, earliest: place).ranked)
    }
  }

  /// Nothing to choose from, nothing known, weights that are none.
  @Test func badInputIsSensible() {
    let playing = known(1, Form())
    #expect(rankedAll([], after: playing).ranked.isEmpty)
    #expect(rankedAll([playing], after: playing).ranked.isEmpty)
    let bare = Known(candidate: Candidate(id: TrackID(2)), side: BlendSide(TrackAnalysis(path: "/m/2.flac")))
    #expect(rows(rankedAll([bare], after: playing)).map(\.needsWork) == [true])
    #expect(rows(rankedAll([playing], after: bare)).map(\.needsWork) == [true])
    for bad in [Double.nan, .infinity, -1, 0] {
      var rules = SuggestRules()
      for part in ScorePart.allCases { rules[weight: part] = bad }
      let row = rows(rankedAll([known(3, Form(title: "B"))], after: playing, rules: rules))[0]
      #expect(abs(row.weights[.key] - 0.24 / 1.0) < 1e-9 && (0...1).contains(row.score))
      rules[weight: .genre] = 3
      #expect(rules.ruleShares[.genre] == 1)
    }
  }

  /// All forms of a list: never dry.
  @Test func everyTrackIsListed() {
    var dice = SeededRandom(seed: 8)
    var all = someTracks(60, &dice)
    for index in all.indices {
      (all[index].candidate.song, all[index].candidate.content, all[index].candidate.lastPlayed) = (nil, nil, nil)
    }
    for playing in all { #expect(rankedAll(all, after: playing, limit: 100).ranked.count == 59) }
  }

  /// Many releases of one song crowd out nothing: of 3,000 the best is listed, and all else.
  @Test func copiesCrowdNothingOut() {
    let copies = (1...3000).map { Candidate(id: TrackID($0), bpm: BPM(124), key: MusicalKey(parsing: "8A"), song: 7) }
    let others = (4000..<4020).map { Candidate(id: TrackID($0), bpm: BPM(150), key: MusicalKey(parsing: "2A")) }
    let now = NowPlaying(bpm: BPM(124), key: MusicalKey(parsing: "8A"), date: tonight)
    let listed = rank(copies + others, for: now, limit: 30)
    #expect(listed.map(\.candidate.id.value) == [1] + (4000..<4020).map(Int64.init))
  }
}
