import Music
import Support
import Testing

@testable import Suggestion

/// Libraries by dice, whose figures go together as music's do: what is fast drives, what drives is dense.
@Suite struct SteeringTests {
  /// How many tracks, so that a list of twenty is a choice.
  private static let count = 400

  private static func sounds(seed: UInt64, count: Int = count) -> [(id: TrackID, figures: SoundFigures)] {
    var dice = SeededRandom(seed: seed)
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &dice) } }
    return (1...count).map { id in
      var figures = SoundFigures()
      for figure in SoundFigure.allCases { figures[figure] = Float(normal()) }
      let drive = normal()
      // Units, skewed and even, do not matter: only the order counts.
      figures[.drive] = Float(drive)
      figures[.tempo] = Float(120 + 10 * (0.5 * drive + 0.87 * normal()))
      figures[.onsetDensity] = Float(exp2Of(0.6 * drive + 0.8 * normal()))
      figures[.lowEnd] = Float(exp2Of(0.3 * drive + normal()))
      figures[.minor] = normal() > 0 ? 1 : 0
      figures[.vocals] = Float(max(0, normal()))
      if id % 50 == 0 { figures[.keyConfidence] = nil }
      return (TrackID(Int64(id)), figures)
    }
  }

  private static func exp2Of(_ value: Double) -> Double { value >= 0 ? 1 + value + value * value : 1 / (1 - value) }

  /// Candidates of all keys and tempi; what plays is one of them.
  private static func candidates(seed: UInt64) -> [Candidate] {
    var dice = SeededRandom(seed: seed)
    return (1...count).map { id in
      Candidate(
        id: TrackID(Int64(id)), bpm: BPM(.random(in: 118...126, using: &dice)),
        key: MusicalKey.all.randomElement(using: &dice), energy: .random(in: 1...10, using: &dice))
    }
  }

  private static func list(
    _ table: SoundTable, _ wish: SteerWish, _ candidates: [Candidate], rules: SuggestRules = SuggestRules()
  ) -> [Ranked] {
    let now = NowPlaying(id: TrackID(1), bpm: BPM(122), key: MusicalKey.all[3], energy: 6, date: 0)
    let (steered, rules) = table.steered(candidates, rules, by: wish)
    return rank(steered, for: now, limit: 50, rules: rules)
  }

  /// The means of the features of the best twenty.
  private static func means(_ table: SoundTable, _ list: [Ranked]) -> [SteerSlider: Double] {
    Dictionary(
      uniqueKeysWithValues: SteerSlider.allCases.map { slider in
        let values = list.prefix(20).compactMap { table[$0.candidate.id] }.map { table.scale.feature(slider, of: $0) }
        return (slider, values.reduce(0, +) / Double(values.count))
      })
  }

  /// One slider moves its own feature by half a standard deviation, and none of the others by more than half as much,
  /// even where they go together in the library; up and down.
  @Test(arguments: SteerSlider.allCases, [1.0, -1.0]) func aSliderMovesItsFeatureAlone(
    _ slider: SteerSlider, _ end: Double
  ) {
    // The mean of several libraries: twenty tracks by dice have means of their own.
    var moved: [SteerSlider: Double] = [:]
    for seed in 1...6 {
      let table = SoundTable(Self.sounds(seed: UInt64(seed)))
      let candidates = Self.candidates(seed: UInt64(100 + seed))
      var steering = Steering()
      steering[slider] = end
      let before = Self.means(table, Self.list(table, SteerWish(), candidates))
      let after = Self.means(table, Self.list(table, SteerWish(steering), candidates))
      for other in SteerSlider.allCases { moved[other, default: 0] += (after[other]! - before[other]!) / 6 }
    }
    let own = end * moved[slider]!
    #expect(own >= 0.5, "\(slider): \(own)")
    for other in SteerSlider.allCases where other != slider {
      #expect(abs(moved[other]!) <= 0.5 * own, "\(slider) moves \(other) by \(moved[other]!), itself by \(own)")
    }
  }

  /// Without steering a list is what it was, to the bit.
  @Test func atZeroNothingChanges() {
    let table = SoundTable(Self.sounds(seed: 1))
    let candidates = Self.candidates(seed: 2)
    let (same, rules) = table.steered(candidates, SuggestRules(), by: SteerWish())
    #expect(same == candidates && rules == SuggestRules())
    let now = NowPlaying(id: TrackID(1), bpm: BPM(122), key: MusicalKey.all[3], energy: 6, date: 0)
    #expect(Self.list(table, SteerWish(), candidates) == rank(candidates, for: now, limit: 50))
    #expect(SuggestRules().shares(nil)[.steer] == 0 && SuggestRules().shares(nil)[.like] == 0)
  }

  /// The parts still add up, the share grows with the slider, and what was not measured stands in the middle.
  @Test func thePartsAddUp() {
    let table = SoundTable(Self.sounds(seed: 3, count: Self.count - 100))
    let candidates = Self.candidates(seed: 4)
    var shares: [Double] = []
    for value in [0.25, 0.5, 1] {
      var steering = Steering()
      steering[.bass] = value
      let (steered, rules) = table.steered(candidates, SuggestRules(), by: SteerWish(steering))
      let list = Self.list(table, SteerWish(steering), candidates)
      for ranked in list {
        #expect(abs(ranked.parts.score(rules.shares(nil)) - ranked.score) < 1e-12)
        #expect((0...1).contains(ranked.parts[.steer]))
        if ranked.candidate.id.value > 300 { #expect(ranked.parts[.steer] == 0.5) }
      }
      #expect(steered.filter { $0.steer != nil }.count == 300)
      shares.append(rules.shares(nil)[.steer])
    }
    #expect(shares[0] < shares[1] && shares[1] < shares[2] && abs(shares[2] - 0.6) < 1e-12)
  }

  /// Numbers that are none, one track, none, and tracks that are all alike steer nowhere.
  @Test func nothingToSteerByIsNoHarm() {
    var steering = Steering()
    steering[.energy] = .nan
    #expect(steering.isNeutral)
    steering[.energy] = 40
    #expect(steering[.energy] == 1)
    let alike = (1...5).map { (id: TrackID($0), figures: Self.sounds(seed: 1, count: 1)[0].figures) }
    for sounds in [[], Array(alike.prefix(1)), alike] {
      let table = SoundTable(sounds)
      #expect(table.scale.aim(steering) == nil && table.scale.aim(like: .zero) == nil)
      let candidates = Self.candidates(seed: 1)
      #expect(table.steered(candidates, SuggestRules(), by: SteerWish(steering)).candidates == candidates)
    }
  }

  /// A list of tracks of one kind ranks the rest of its kind above the others; one of no kind does not.
  @Test func aListFindsItsKind() {
    var sounds = Self.sounds(seed: 9)
    let kind = Set(stride(from: 10, to: Self.count, by: 20).map { TrackID(Int64($0)) })
    for index in sounds.indices where kind.contains(sounds[index].id) {
      for figure in [SoundFigure.air, .levelRange, .chordMotion] {
        sounds[index].figures[figure] = sounds[index].figures[figure]! + 1.5
      }
    }
    let table = SoundTable(sounds)
    #expect(leaveOneOut(kind, table) > 0.85)
    let others = Set(stride(from: 7, to: Self.count, by: 20).map { TrackID(Int64($0)) })
    #expect(leaveOneOut(others, table) < 0.65)
  }

  /// How often a track of a kind, found by the others of its kind, stands above one of another kind.
  private func leaveOneOut(_ kind: Set<TrackID>, _ table: SoundTable) -> Double {
    let scores = (1...Self.count).map { TrackID(Int64($0)) }.compactMap { id in table[id].map { (id, $0) } }
    let parts = kind.map { left -> Double in
      let others = scores.filter { kind.contains($0.0) && $0.0 != left }.map(\.1)
      let mean = others.reduce(SoundScale.Scores.zero, +) / Float(others.count)
      guard let aim = table.scale.aim(like: mean) else { return 0.5 }
      let own = aim.worth(of: table[left]!)
      let rest = scores.filter { !kind.contains($0.0) }
      return Double(rest.count { aim.worth(of: $0.1) < own }) / Double(rest.count)
    }
    return parts.reduce(0, +) / Double(parts.count)
  }

  @Test func soundsAreBytesAndBack() throws {
    var figures = Self.sounds(seed: 5, count: 1)[0].figures
    figures[.vocals] = nil
    figures[.air] = .infinity
    let back = try #require(SoundFigures(bytes: figures.bytes))
    #expect(back.isSame(as: figures) && back[.vocals] == nil && back[.air] == nil && back[.drive] == figures[.drive])
    #expect(SoundFigures(bytes: figures.bytes.dropLast()) == nil)
  }

  /// What is measured of a track: bass and beats of its drops apart from the whole.
  @Test func aTracksSoundIsMeasured() throws {
    func cell(_ level: Float, chroma: [Float], loudness: Float) -> TrackFeatures.Cell {
      TrackFeatures.Cell(
        levels: .init(repeating: level, count: 8), floors: .init(repeating: level - 12, count: 4),
        onsets: .init(repeating: 1, count: 4), chroma: chroma, loudness: loudness, width: 0.2)
    }
    let one = (0..<12).map { Float($0 == 0 ? 1 : 0) }
    let all = [Float](repeating: 1, count: 12)
    let cells = (0..<100).map { beat in
      beat < 40 ? cell(10, chroma: one, loudness: -12) : cell(20, chroma: all, loudness: -9)
    }
    let features = TrackFeatures(times: (0...100).map { Double($0) / 2 }, cells: cells, soundingRange: 0...50)
    var analysis = TrackAnalysis(path: "/m/a.flac")
    analysis.duration_seconds = 50
    analysis.bpm = 120
    analysis.key = "A minor"
    analysis.sections = [
      .init(label: "verse", start_seconds: 0, end_seconds: 20),
      .init(label: "drop", start_seconds: 20, end_seconds: 50),
    ]
    analysis.sections?[1].key = "C major"
    analysis.vocals = [.init(start_seconds: 0, end_seconds: 20, confidence: 0.5)]
    analysis.band_balance = .init(
      sub_db: -3, bass_db: -3, low_mid_db: -20, mid_db: -20, presence_db: -20, air_db: -20)
    let sound = TrackSound(of: analysis, features)
    let whole = sound.whole
    #expect(whole[.tempo] == 120 && whole[.minor] == 1 && abs(whole[.vocals]! - 0.2) < 1e-6)
    #expect(abs(whole[.keyChanges]! - 0.6) < 1e-6 && abs(whole[.lowEnd]! - 1.0024) < 1e-3)
    #expect(abs(whole[.strokes]! - 12) < 0.1 && abs(whole[.chordSpread]! - 0.6) < 0.01)
    #expect(abs(sound.peaks[.chordSpread]! - 1) < 1e-3 && sound.peaks[.levelRange]! < 0.01)
    #expect(whole[.levelRange]! > 4 && whole[.drive] == nil)
    #expect(TrackSound(of: analysis).whole[.strokes] == nil)
  }
}
