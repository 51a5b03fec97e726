import Music
import Support
import Testing

@testable import Suggestion

/// What is learnt of a DJ: the rules before anything is, then what the DJ wants.
@Suite struct TasteTests {
  private static let world = TasteWorld(seed: 7, lessons: 10, exams: 6)

  private func taught(_ kind: SimulatedDJ.Kind, answers: Int = 50, seed: UInt64 = 1) -> Taste {
    var (taste, dice) = (Taste(), SeededRandom(seed: seed))
    Self.world.teach(&taste, by: SimulatedDJ(kind), answers: answers, using: &dice)
    return taste
  }

  private func candidates(_ count: Int) -> [Candidate] {
    var dice = SeededRandom(seed: 3)
    return (1...count).map { id in
      Candidate(
        id: TrackID(Int64(id)), bpm: BPM(.random(in: 90...150, using: &dice)),
        key: MusicalKey.all.randomElement(using: &dice)!, energy: .random(in: 1...10, using: &dice))
    }
  }

  private let now = NowPlaying(bpm: BPM(124), key: MusicalKey(parsing: "8A"), energy: 6, date: 0)

  @Test("Where nothing was learnt the ranking is that of the rules, bit for bit, and says nothing of taste")
  func coldStart() {
    var rules = SuggestRules()
    let (all, plain) = (candidates(500), rules)
    rules.taste = Taste()
    let (before, after) = (rank(all, for: now, limit: 50, rules: plain), rank(all, for: now, limit: 50, rules: rules))
    #expect(before == after)
    #expect(before.map(\.score.bitPattern) == after.map(\.score.bitPattern))
    let rows = suggestions(for: now, from: all, limit: 50, rules: rules) { ids in
      ids.map { Track(id: $0, path: "/m/\($0.value)") }
    }
    #expect(rows.allSatisfy { $0.taste == nil && $0.arithmetic.count == 11 && $0.weights[.taste] == 0 })
    #expect(Taste().words() == ["nothing is learnt yet: the rules alone count"])
    for situation in Self.world.exams {
      for choice in situation {
        #expect(Taste().score(choice.look) == choice.look.parts.score(plain.ruleShares))
      }
    }
  }

  @Test(
    "Parts still add up to the score, and what is said of a track is true of it", arguments: SimulatedDJ.Kind.allCases)
  func partsAddUp(kind: SimulatedDJ.Kind) throws {
    var rules = SuggestRules()
    let taste = taught(kind)
    rules.taste = taste
    let rows = suggestions(for: now, from: candidates(500), limit: 50, rules: rules) { ids in
      ids.map { Track(id: $0, path: "/m/\($0.value)") }
    }
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.ranked.rank >= $1.ranked.rank })
    for row in rows {
      let sum = ScorePart.allCases.reduce(0) { $0 + row.ranked.parts[$1] * row.weights[$1] }
      #expect(abs(sum - row.score) < 1e-9 && (0...1).contains(row.score))
      #expect(abs(ScorePart.allCases.reduce(0) { $0 + row.weights[$1] } - 1) < 1e-9)
      #expect(ScorePart.allCases.allSatisfy { row.weights[$0] >= 0 && (0...1).contains(row.ranked.parts[$0]) })
      let traits = TrackTraits(row.ranked.candidate)
      for word in row.taste?.liked ?? [] {
        if word == "minor" { #expect(traits[.minor] > 0 && taste.strength(of: .minor) > 0) }
        if word == "major" { #expect(traits[.minor] < 0 && taste.strength(of: .minor) < 0) }
        if word == "fast" { #expect((row.ranked.candidate.bpm?.value ?? 0) >= 150) }
        if word == "slow" { #expect((row.ranked.candidate.bpm?.value ?? 200) <= 90) }
        if word.hasSuffix("BPM") { #expect(word == "\(Int((row.ranked.candidate.bpm?.value ?? 0).rounded())) BPM") }
      }
      if let saying = row.taste {
        #expect(abs(saying.byRules - row.ranked.parts.score(rules.ruleShares)) < 1e-12)
        #expect(Set(saying.liked).isDisjoint(with: saying.disliked))
      }
    }
  }

  /// The figures of many seeds are `segue-bench taste`'s; here each kind has one.
  @Test("After 50 answers, a tenth of them noise, the ranking is better than the rules")
  func learns() {
    var gains: [Double] = []
    for kind in SimulatedDJ.Kind.allCases {
      let dj = SimulatedDJ(kind)
      let gain = Self.world.ndcg(taught(kind), for: dj) - Self.world.ndcg(Taste(), for: dj)
      #expect(gain > -0.03, "\(kind): \(gain)")
      gains.append(gain)
    }
    #expect(gains.reduce(0, +) / Double(gains.count) >= 0.05, "\(gains)")
  }

  @Test("A DJ who changes their mind is followed within 40 answers")
  func follows() {
    for (first, second) in [(SimulatedDJ.Kind.peak, SimulatedDJ.Kind.dark), (.songs, .peak), (.dark, .harmonic)] {
      var (taste, dice) = (Taste(), SeededRandom(seed: 4))
      Self.world.teach(&taste, by: SimulatedDJ(first), answers: 50, using: &dice)
      let dj = SimulatedDJ(second)
      let before = Self.world.ndcg(taste, for: dj)
      Self.world.teach(&taste, by: dj, answers: 40, using: &dice)
      let (after, rules) = (Self.world.ndcg(taste, for: dj), Self.world.ndcg(Taste(), for: dj))
      #expect(after > before && after >= rules - 0.02, "\(first) to \(second): \(before), \(after), rules \(rules)")
    }
  }

  @Test("What is learnt is said in words")
  func words() {
    #expect(taught(.dark).likes.contains("dark"))
    #expect(taught(.peak).likes.contains { $0 == "high energy" || $0.hasPrefix("about energy") })
    #expect(taught(.dark).words().first == "learnt from 50 choices")
  }

  @Test("A taste reads back from its text as it was, and what is no taste is refused with the line that is wrong")
  func text() throws {
    let taste = taught(.dark, answers: 20)
    #expect(try Taste(text: taste.text) == taste)
    #expect(try Taste(text: Taste().text) == Taste())
    // As editors of another system leave it, and with a strength changed by hand.
    #expect(try Taste(text: "\n" + taste.text.replacing("\n", with: "\r\n")) == taste)
    let line = try #require(taste.text.split(separator: "\n").first { $0.hasPrefix("trait voices") })
    let changed = try Taste(text: taste.text.replacing(line, with: "trait voices -1.5"))
    #expect(changed.strength(of: TrackTrait.voices) == -1.5)
    let head = "segue taste 1"
    #expect(throws: TasteFault.newer(version: 2)) { try Taste(text: taste.text.replacing(head, with: "segue taste 2")) }
    for bad in ["", "hello", head, taste.text.replacing(head, with: "mixxx taste 1"), String(taste.text.dropLast(40))] {
      #expect(throws: TasteFault.self, "\(bad.prefix(30))") { try Taste(text: bad) }
    }
    for words in ["trait voices nan", "trait voices 1e9", "trait voices", "trait love 1", "part key 1 2", "spread 1 2"]
    {
      #expect(throws: TasteFault.self, "\(words)") { try Taste(text: taste.text.replacing(line, with: words)) }
    }
    // Any single line lost, or any number of the covariance made impossible, is noticed.
    let lines = taste.text.split(separator: "\n")
    for index in lines.indices where !lines[index].hasPrefix("#") && !lines[index].hasPrefix("choices") {
      var fewer = lines
      fewer.remove(at: index)
      #expect(throws: TasteFault.self) { try Taste(text: fewer.joined(separator: "\n")) }
    }
    let last = try #require(lines.last { $0.hasPrefix("spread") })
    let broken = last.split(separator: " ").dropLast().joined(separator: " ") + " -1"
    #expect(throws: TasteFault.self) { try Taste(text: taste.text.replacing(last, with: broken)) }
  }

  @Test("Whatever it is told, strengths stay finite and within their bounds")
  func bounds() throws {
    var (taste, dice) = (Taste(), SeededRandom(seed: 9))
    for number in 0..<400 {
      var traits = TrackTraits()
      for trait in TrackTrait.allCases { traits[trait] = .random(in: -9...9, using: &dice) }
      traits[.tempo] = number % 7 == 0 ? .nan : 2.5
      let choice = TasteChoice(
        TasteLook(traits), over: number % 2 == 0 ? [] : [TasteLook(TrackTraits())],
        strength: [1, 0.3, .nan, -1, .infinity, 1e9][number % 6])
      taste.learn(choice)
    }
    for part in ScorePart.rules { #expect(abs(taste.strength(of: part)) <= Taste.mostPart) }
    for trait in TrackTrait.allCases { #expect(abs(taste.strength(of: trait)) <= Taste.mostTrait) }
    #expect(taste.spread.allSatisfy { $0.isFinite })
    #expect((0..<Taste.count).allSatisfy { taste.spread[$0 * Taste.count + $0] > 0 })
  }
}
