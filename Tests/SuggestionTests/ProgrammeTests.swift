import Music
import Suggestion
import Support
import Testing

/// What a station may play next: tables of a few tracks each, with answers that can be argued by hand.
@Suite struct ProgrammeTests {
  /// 2026-10-19, a Monday, 8:00 UTC.
  private static let morning = WallTime(date: 1_792_396_800)

  private struct Known {
    var candidate: Candidate
    var facts: ProgrammeFacts
  }

  private func track(
    _ id: Int64, _ bpm: Double?, _ genre: String = "House", energy: Int8 = 5, artist: UInt64? = nil,
    album: UInt64? = nil, crates: [String] = [], tags: [String] = [], vocals: Double? = nil
  ) -> Known {
    var facts = ProgrammeFacts()
    (facts.genre, facts.crates, facts.tags, facts.album, facts.vocals) = (genre, crates, tags, album, vocals)
    return Known(
      candidate: Candidate(
        id: TrackID(id), bpm: bpm.map(BPM.init), energy: energy, artist: artist, song: UInt64(id), content: UInt64(id)),
      facts: facts)
  }

  private func programme(_ lines: String...) throws -> Programme {
    var programme = Programme()
    for line in lines { #expect(try programme.add(daypart: line) == nil) }
    return programme
  }

  private func pool(_ tracks: [Known], _ programme: Programme) -> ProgrammePool {
    let facts = Dictionary(tracks.map { ($0.candidate.id, $0.facts) }, uniquingKeysWith: { first, _ in first })
    return ProgrammePool(tracks.map(\.candidate), for: programme) { facts[$0] }
  }

  private func ids(_ list: Shortlist) -> [Int64] { list.tracks.map(\.id.value).sorted() }

  /// What is left after plays of so many minutes ago, of tracks by their ids.
  private func list(
    _ tracks: [Known], _ programme: Programme, after bpm: Double? = nil, played: [(id: Int64, minutes: Double)] = []
  ) -> Shortlist {
    var run = ProgrammeRun(programme)
    let pool = pool(tracks, programme)
    for play in played {
      let known = tracks.first { $0.candidate.id.value == play.id }
      let candidate = known?.candidate ?? Candidate(id: TrackID(play.id))
      run.note(
        candidate, album: known?.facts.album, at: WallTime(date: Self.morning.date - 60 * play.minutes))
    }
    return run.shortlist(in: pool, at: Self.morning, after: bpm.map(BPM.init))
  }

  @Test func wordsTempoEnergyAndVoicesAreKept() throws {
    let table = try programme("morning daily 6-10 genres house, nu disco bpm 118-124 energy 4-6 vocals 0-40")
    let tracks = [
      track(1, 120, vocals: 0.2), track(2, 120, "Deep House", vocals: 0), track(3, 120, "Techno", vocals: 0),
      track(4, 126, vocals: 0), track(5, 120, energy: 8, vocals: 0), track(6, 120, vocals: 0.8), track(7, nil),
      track(8, 119, "Nu-Disco", vocals: 0.4), track(9, 120, "Disco", vocals: 0), track(10, 120),
    ]
    let list = list(tracks, table)
    #expect(ids(list) == [1, 2, 8] && list.stand == .within && list.daypart == 0)
    #expect(list.reasons == ["morning: house, nu disco 118–124 BPM energy 4–6"])
    // Where nothing of it is rested, voices are let go first, then the energy, then the cooldown.
    let voices = self.list(tracks, table, played: [(1, 300), (2, 200), (8, 100)])
    #expect(ids(voices) == [6, 10] && voices.stand == .near && voices.reasons.last == "voices are let go")
    let energy = self.list(tracks, table, played: [(1, 300), (2, 200), (8, 100), (6, 90), (10, 80)])
    #expect(ids(energy) == [5] && energy.reasons.last == "energy is let go")
    let again = self.list(tracks, table, played: [(1, 300), (2, 200), (8, 100), (6, 90), (10, 80), (5, 70)])
    #expect(ids(again) == [1] && again.stand == .within, "\(ids(again))")
    #expect(again.reasons.last == "little music is there: again after 5.0 h")
  }

  @Test func tagsAndCratesCount() throws {
    let table = try programme("morning daily 6-10 tags warm crates Heavy:3, Gold:1")
    let tracks = [
      track(1, 120, crates: ["heavy"], tags: ["Warm"]), track(2, 120, crates: ["Gold"], tags: ["warm", "x"]),
      track(3, 120, crates: ["Heavy"]), track(4, 120, tags: ["warm"]),
    ]
    let pool = pool(tracks, table)
    #expect(pool.counts(of: 0, in: table).words == 2)
    var run = ProgrammeRun(table)
    run.programme.rotation.cooldownHours = 0
    run.programme.rotation.artistGap = 0
    var counts = [0, 0]
    for index in 0..<40 {
      // Both crates have one track: what plays now is Gold's every fourth time.
      let time = WallTime(date: Self.morning.date + Double(index))
      run.history = SetHistory()
      let list = run.shortlist(in: pool, at: time, after: nil)
      counts[try #require(list.crate)] += 1
      run.note(list.tracks[0], album: nil, at: time, choice: list)
    }
    #expect(counts == [30, 10], "\(counts)")
  }

  @Test func theTempoGoesOverToAnotherInEvenSteps() throws {
    let table = try programme("morning daily 6-10 genres house bpm 118-124")
    let house = [track(1, 106, "House"), track(2, 103), track(3, 112), track(4, 118), track(5, 123)]
    // From 100 to 118 in three steps of 5.7 %: 105.7, 111.7, 118.
    #expect(ids(list(house, table, after: 100)) == [1])
    #expect(list(house, table, after: 100).stand == .ramp)
    #expect(ids(list(house, table, after: 106)) == [3])
    #expect(ids(list(house, table, after: 112)) == [4] && list(house, table, after: 112).stand == .within)
    // Other music leads there where the daypart's own does not.
    let mixed = [track(1, 106, "Soul"), track(2, 112, "Funk"), track(4, 118)]
    #expect(ids(list(mixed, table, after: 100)) == [1])
    // No track leads there: it is said.
    let leap = list([track(4, 118), track(5, 123), track(6, 99)], table, after: 100)
    #expect(ids(leap) == [4, 5] && leap.stand == .leap)
    #expect(leap.reasons.last == "no track leads on from 100 BPM: it is faded")
    // Half of the tempo is the same beat.
    #expect(ids(list([track(4, 120), track(5, 60)], table, after: 60)) == [4])
  }

  @Test func artistsAndRecordsLieApart() throws {
    let table = try programme("morning daily 6-10")
    let tracks = [
      track(1, 120, artist: 7, album: 70), track(2, 120, artist: 7, album: 71), track(3, 120, artist: 8, album: 70),
      track(4, 120, artist: 9, album: 90),
    ]
    #expect(ids(list(tracks, table, played: [(1, 5)])) == [4])
    // The record's gap is given up before the artist's.
    let near = list(tracks, table, played: [(4, 9), (1, 5)])
    #expect(ids(near) == [3] && near.reasons.last == "little music is there: records come again sooner")
  }

  @Test func whatIsAskedForComesWhereItFits() throws {
    let table = try programme("morning daily 6-10 genres house, soul bpm 118-124", "rest daily 10-6 genres jazz")
    let tracks = [
      track(1, 120, artist: 1), track(2, 119, artist: 2), track(3, 114, "Soul", artist: 3), track(4, 103, "Soul"),
      track(5, 120, "Jazz"), track(6, 120, "Polka"), track(7, 108, artist: 7), track(8, 122, artist: 3),
    ]
    var run = ProgrammeRun(table)
    let pool = pool(tracks, table)
    run.ask(forAll: [5, 4, 6, 99, 2].map { TrackID($0) })
    // Jazz waits for its hours, polka has none, 99 is gone, soul at 103 is three steps off: house at 119 fits now.
    let first = run.shortlist(in: pool, at: Self.morning, after: BPM(120))
    #expect(ids(first) == [2] && first.stand == .request && first.reasons == ["asked for"])
    #expect(first.refused.map(\.id.value) == [6, 99])
    #expect(run.requests.map(\.id.value) == [5, 4, 2])
    // The next choice goes the way to 103 BPM, by 114 and 108.
    var (tempo, heard) = (BPM(119), [Int64]())
    var reasons: [[String]] = []
    run.note(tracks[1].candidate, album: nil, at: Self.morning)
    for index in 1...3 {
      let time = WallTime(date: Self.morning.date + 240 * Double(index))
      let list = run.shortlist(in: pool, at: time, after: tempo)
      run.note(list.tracks[0], album: nil, at: time, choice: list)
      reasons.append(list.reasons)
      (tempo, heard) = (list.tracks[0].bpm ?? tempo, heard + [list.tracks[0].id.value])
    }
    #expect(heard == [3, 7, 4], "\(heard)")
    #expect(run.requests.map(\.id.value) == [5])
    #expect(reasons.last == ["asked for 3 tracks ago"])
    // Played a while ago, it is not played again.
    run.ask(for: TrackID(2))
    let later = run.shortlist(in: pool, at: WallTime(date: Self.morning.date + 960), after: tempo)
    #expect(later.refused.map(\.why) == ["it was played a short while ago"])
    // In the evening the jazz.
    let evening = WallTime(date: Self.morning.date + 11 * 3600)
    #expect(ids(run.shortlist(in: pool, at: evening, after: BPM(118))) == [5])
  }

  /// A table without bands says nothing of what is let go; a short pool is counted in minutes.
  @Test func whatIsSaidIsSo() throws {
    let table = try programme("morning daily 6-10 bpm 118-124")
    let plain = list([track(1, 95, energy: 1), track(2, 96)], table, after: 95)
    #expect(plain.reasons == ["morning", "nothing of it lies in its tempo"] && plain.stand == .near)
    let again = list([track(1, 120), track(2, 121)], table, after: 120, played: [(1, 8), (2, 4)])
    #expect(ids(again) == [1] && again.reasons.last == "little music is there: again after 8 min", "\(again.reasons)")
  }

  @Test func whatIsTooFastOrTooShortIsLeftOut() throws {
    var short = track(3, 120)
    short.facts.length = Seconds(59.9)
    var long = track(4, 120)
    long.facts.length = Seconds(60)
    var table = Programme()
    let tracks = [track(1, 170), track(2, 170.1), short, long, track(5, nil)]
    let left = pool(tracks, table)
    #expect(left.count == 3 && left.rejected.map(\.id.value) == [2, 3])
    #expect(left.rejected.map(\.why) == [.tooFast, .tooShort])
    (table.fastest, table.shortest) = (200, Seconds(0))
    #expect(pool(tracks, table).rejected.isEmpty)
  }

  /// None, one, two tracks; tracks of which nothing is known; bands that nothing lies in.
  @Test func littleMusicEndsInMusicAndWords() throws {
    let table = try programme("morning daily 6-10 genres house bpm 118-124 energy 4-6 crates Heavy")
    #expect(list([], table).tracks.isEmpty)
    let one = [track(1, 95, "Polka", energy: 1)]
    #expect(ids(list(one, table)) == [1])
    #expect(list(one, table).reasons == ["nothing is there for morning: all music"])
    #expect(list(one, table, after: 95, played: [(1, 3)]).tracks.isEmpty, "what plays now never comes again")
    let two = one + [track(2, nil, "")]
    #expect(ids(list(two, table, after: 95, played: [(2, 6), (1, 3)])) == [2])
    let none = try programme("morning daily 6-10 bpm 300-301")
    #expect(ids(list([track(1, 120), track(2, 90)], none, after: 121)) == [1])
    // No table at all.
    #expect(ids(list([track(1, 120), track(2, 90)], Programme(), after: 121)) == [1])
  }

  @Test func rulesThatAreNoNumbersEndNothing() throws {
    var table = try programme("morning daily 6-10 bpm 118-124")
    (table.tempoStep, table.requestWait) = (.nan, -4)
    (table.rotation.cooldownHours, table.rotation.artistGap, table.rotation.albumGap) = (.nan, -3, -3)
    #expect(!list([track(1, 120), track(2, .nan), track(3, 0), track(4, 119)], table, after: .nan).tracks.isEmpty)
    #expect(!list([track(1, 120), track(2, .nan), track(3, 0)], table, after: 0, played: [(1, 3)]).tracks.isEmpty)
    var run = ProgrammeRun(table)
    run.ask(for: TrackID(2))
    _ = run.shortlist(
      in: pool([track(1, 120), track(2, .nan)], table), at: WallTime(date: .nan), after: BPM(.infinity))
  }

  /// The clock is put back by a year while it plays, then forward again: nothing is repeated at once.
  @Test func aClockThatIsPutBackForgetsNothing() {
    var history = SetHistory()
    let tracks = (1...4).map { Candidate(id: TrackID($0), song: UInt64($0)) }
    var rules = SetRules()
    rules.artistGap = 0
    func note(_ index: Int, _ date: Double) {
      history.note(SetHistory.Play(id: tracks[index].id, song: tracks[index].song, date: date))
    }
    func left(_ date: Double) -> [Int64] { history.rested(tracks, at: date, rules: rules).map(\.id.value) }
    note(0, 1e9)
    note(1, 1e9 + 240)
    let past = 1e9 - 365 * 86_400
    #expect(left(past) == [3, 4])
    note(2, past + 480)
    #expect(left(past + 720) == [4])
    // By the library, which has kept a date from a year ahead: that tells nothing. One from an hour ago does.
    var (ahead, lately) = (tracks[3], tracks[3])
    (ahead.lastPlayed, lately.lastPlayed) = (1e9 + 86_400 * 365, 1e9 - 3600)
    #expect(SetHistory().rest([ahead], at: 1e9, rules: rules).cooldownHours == 12)
    #expect(SetHistory().rest([lately], at: 1e9, rules: rules).cooldownHours < 1.1)
  }
}
