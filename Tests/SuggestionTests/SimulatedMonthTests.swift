import Music
import Suggestion
import Support
import Testing

/// A month on air by a table, in facts only: 2,000 tracks, the clock of Berlin over the end of summer time.
@Suite struct SimulatedMonthTests {
  private static let table = [
    "night daily 0:00-6:00 genres downtempo, deep house bpm 100-116 energy 1-5",
    "morning mon-fri 6:00-10:00 genres house, disco bpm 114-122 energy 3-7 crates Heavy:3,Current:2,Gold:1",
    "weekend sat,sun 6:00-12:00 genres disco bpm 110-120",
    "day mon-fri 10:00-18:00 genres house, disco, indie bpm 116-126",
    "lazy sat,sun 12:00-18:00 genres downtempo, indie bpm 104-118",
    "evening daily 18:00-24:00 genres house, techno bpm 120-130 energy 5-10",
  ]
  private static let (genres, crates) = (
    ["Downtempo", "Deep House", "House", "Disco", "Indie Dance", "Techno"], ["Heavy", "Current", "Gold"]
  )
  /// 2026-10-05, a Monday, 0:00 in Berlin.
  private static let start = 1_791_151_200.0
  private static let days = 30.0

  private let programme: Programme
  private let candidates: [Candidate]
  private let facts: [TrackID: ProgrammeFacts]

  init() throws {
    var programme = Programme()
    for line in Self.table { #expect(try programme.add(daypart: line) == nil) }
    programme.jingles = "Idents"
    var dice = SeededRandom(seed: 18)
    var (candidates, facts) = ([Candidate](), [TrackID: ProgrammeFacts]())
    for index in 0..<2000 {
      let kind = index % 6
      let middle = [107.0, 113, 121, 116, 117, 127][kind]
      let artist = UInt64(index / 6 % 250)
      var candidate = Candidate(
        id: TrackID(Int64(index + 1)), bpm: BPM(middle + Double.random(in: -6...6, using: &dice)),
        key: MusicalKey(
          tonic: PitchClass(Int.random(in: 0..<12, using: &dice)), mode: Bool.random(using: &dice) ? .major : .minor),
        energy: Int8.random(in: 1...10, using: &dice),
        artist: artist, song: UInt64(index), content: UInt64(index))
      if index % 50 == 0 { (candidate.bpm, candidate.key) = (nil, nil) }
      candidates.append(candidate)
      var known = ProgrammeFacts()
      known.genre = Self.genres[kind]
      known.album = 1000 * artist + UInt64(index % 2)
      known.length = Seconds(Double.random(in: 150...420, using: &dice))
      if kind == 2 || kind == 3 { known.crates = [Self.crates[Int.random(in: 0..<3, using: &dice)]] }
      facts[candidate.id] = known
    }
    (self.programme, self.candidates, self.facts) = (programme, candidates, facts)
  }

  /// Summer time ends on 2026-10-25, 1:00 UTC.
  private func offset(_ date: Double) -> Int { date < 1_792_890_000 ? 7200 : 3600 }

  private func pool(_ candidates: [Candidate]) -> ProgrammePool {
    ProgrammePool(candidates, for: programme) { facts[$0] }
  }

  @Test func theMonthIsAsTheTableSays() throws {
    let (pool, began) = (pool(candidates), ContinuousClock.now)
    var planner = ProgrammePlanner(
      ProgrammeRun(programme), from: pool, at: Self.start,
      jingles: [(TrackID(9001), Seconds(8)), (TrackID(9002), Seconds(5))],
      dice: SeededRandom(seed: 1))
    var dice = SeededRandom(seed: 3)
    var (plays, asked) = ([ProgrammePlay](), [(id: TrackID, after: Int)]())
    while planner.date < Self.start + Self.days * 86_400 {
      // Three times a day a listener asks for something that this hour's daypart plays, and that is rested.
      if Double.random(in: 0..<1, using: &dice) < 3.0 / 370, let id = wish(planner, pool, &dice) {
        planner.ask(for: id)
        asked.append((id, plays.count { $0.stand != nil }))
      }
      let next = planner.next(offset: offset)
      try #require(!next.isEmpty, "something is played at \(planner.date)")
      plays += next
    }
    let seconds = Double((ContinuousClock.now - began).components.seconds)
    #expect(seconds < 120, "\(seconds) s")
    let tracks = plays.filter { $0.stand != nil }
    expectRotation(tracks)
    expectTable(tracks)
    expectTempi(tracks)
    expectIdents(plays)
    #expect(asked.count > 60)
    for (id, after) in asked {
      let until = tracks[after..<min(tracks.count, after + 5)]
      #expect(until.contains { $0.id == id } || after + 5 > tracks.count, "\(id) is heard within five tracks")
    }
  }

  /// A track that the daypart plays, neither it nor its artist nor its record heard lately.
  private func wish(
    _ planner: ProgrammePlanner<SeededRandom>, _ pool: ProgrammePool, _ dice: inout SeededRandom
  ) -> TrackID? {
    let now = WallTime(date: planner.date, offset: offset(planner.date))
    guard let place = programme.daypart(at: now) else { return nil }
    let words = programme.dayparts[place].genres.map { Set($0.split(separator: " ").map(String.init)) }
    let fitting = candidates.filter { candidate in
      let genre = Set((facts[candidate.id]?.genre ?? "").lowercased().split(separator: " ").map(String.init))
      let isIn = programme.dayparts[place].crates.isEmpty || !(facts[candidate.id]?.crates ?? []).isEmpty
      return candidate.bpm != nil && isIn && words.contains { $0.isSubset(of: genre) }
    }
    let rested = planner.run.history.rest(
      fitting, at: now.date, rules: programme.rotation, album: { pool.album(of: $0) })
    return rested.candidates.randomElement(using: &dice)?.id
  }

  /// 0 repeats within a day, no artist within five tracks, no record within eleven.
  private func expectRotation(_ tracks: [ProgrammePlay]) {
    var last: [TrackID: Double] = [:]
    for play in tracks {
      if let before = last.updateValue(play.at.date, forKey: play.id) {
        #expect(play.at.date - before >= 24 * 3600, "\(play.id) after \((play.at.date - before) / 3600) h")
      }
    }
    let byID = Dictionary(candidates.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let (artists, albums) = (tracks.map { byID[$0.id]?.artist }, tracks.map { facts[$0.id]?.album })
    for index in tracks.indices {
      #expect(!artists[max(0, index - programme.rotation.artistGap)..<index].contains(artists[index]), "play \(index)")
      #expect(!albums[max(0, index - programme.rotation.albumGap)..<index].contains(albums[index]), "play \(index)")
    }
  }

  /// At least 95 % of plays in their daypart's genres, tempo and energy; crates within 3 % of their shares.
  private func expectTable(_ tracks: [ProgrammePlay]) {
    let byID = Dictionary(candidates.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var (within, crates) = (0, [0.0, 0, 0])
    for play in tracks {
      guard let part = programme.daypart(at: play.at).map({ programme.dayparts[$0] }), let track = byID[play.id] else {
        continue
      }
      let genre = Set((facts[play.id]?.genre ?? "").lowercased().split(separator: " ").map(String.init))
      let isWithin =
        part.genres.contains { Set($0.split(separator: " ").map(String.init)).isSubset(of: genre) }
        && (part.bpm.map { band in track.bpm.map { band.contains($0.value) } ?? false } ?? true)
        && (part.energy.map { band in track.energy.map { band.contains(Double($0)) } ?? false } ?? true)
      if isWithin { within += 1 }
      if part.name == "morning", let crate = facts[play.id]?.crates.first.flatMap(Self.crates.firstIndex) {
        crates[crate] += 1
      }
    }
    let share = Double(within) / Double(tracks.count)
    #expect(share >= 0.95, "\(share) of \(tracks.count) within")
    let sum = crates.reduce(0, +)
    for (count, share) in zip(crates, [0.5, 1.0 / 3, 1.0 / 6]) {
      #expect(abs(count / sum - share) < 0.03, "\(count / sum) for \(share)")
    }
  }

  private func expectTempi(_ tracks: [ProgrammePlay]) {
    #expect(!tracks.contains { $0.stand == .leap })
    let worst = tracks.compactMap { $0.tempoChange.map(abs) }.max() ?? 0
    #expect(worst <= programme.tempoStep, "\(worst) %")
    #expect(tracks.dropFirst().allSatisfy { $0.tempoChange != nil })
  }

  /// One near each quarter, the hour that is there twice included.
  private func expectIdents(_ plays: [ProgrammePlay]) {
    let idents = plays.filter { $0.stand == nil }
    #expect(abs(Double(idents.count) - Self.days * 96) <= 0.02 * Self.days * 96, "\(idents.count)")
    for ident in idents.dropFirst() {
      let off = Double((ident.at.minute + 7) % 15 - 7)
      #expect(abs(off) <= 6, "\(ident.at.clock)")
    }
  }

  /// Thirty tracks, each hour of which is two: they come again when they must, never the same twice in a row.
  @Test func aSmallStationGoesOn() {
    var planner = ProgrammePlanner(
      ProgrammeRun(programme), from: pool(Array(candidates.prefix(30))), at: Self.start, dice: SeededRandom(seed: 2))
    var plays: [ProgrammePlay] = []
    while planner.date < Self.start + 3 * 86_400 { plays += planner.next(offset: offset) }
    #expect(plays.count > 800)
    for (one, next) in zip(plays, plays.dropFirst()) { #expect(one.id != next.id) }
  }

  @Test func theSameDiceTellTheSame() {
    func day(_ seed: UInt64) -> [TrackID] {
      var planner = ProgrammePlanner(
        ProgrammeRun(programme), from: pool(candidates), at: Self.start, dice: SeededRandom(seed: seed))
      return (0..<100).flatMap { _ in planner.next(offset: offset).map(\.id) }
    }
    #expect(day(7) == day(7))
    #expect(day(7) != day(8))
  }
}
