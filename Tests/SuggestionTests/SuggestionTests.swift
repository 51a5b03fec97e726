import Music
import Support
import Testing

@testable import Suggestion

private func key(_ code: String) -> MusicalKey { MusicalKey(parsing: code)! }

private func candidate(
  _ id: Int64, bpm: Double? = 124, key code: String? = "8A", energy: Int8? = 6, artist: String? = nil,
  title: String? = nil, lastPlayed: Double? = nil
) -> Candidate {
  Candidate(
    id: TrackID(id), bpm: bpm.map { BPM($0) }, key: code.map { key($0) }, energy: energy,
    artist: SongName.digest(ofArtist: artist), song: SongName(artist: artist, title: title)?.digest,
    content: ContentID(hex: "\(id)").digest, lastPlayed: lastPlayed)
}

/// Seconds since 1970; which evening does not matter.
private let tonight = 1_000_000_000.0

private func now(bpm: Double? = 124, key code: String? = "8A", energy: Int? = 6) -> NowPlaying {
  NowPlaying(
    id: TrackID(0), content: ContentID(hex: "0"), song: SongName(artist: "Four Tet", title: "Baby"),
    artist: SongName.digest(ofArtist: "Four Tet"), bpm: bpm.map { BPM($0) }, key: code.map { key($0) }, energy: energy,
    recentArtists: [SongName.digest(ofArtist: "Goldie")!], date: tonight)
}

@Suite struct RelationTests {
  @Test(arguments: [
    ("8A", "8A", CamelotRelation.same), ("8A", "9A", .up), ("8A", "7A", .down), ("8A", "8B", .relative),
    ("12B", "1B", .up), ("1B", "12B", .down), ("8A", "9B", .diagonal), ("8B", "7A", .diagonal),
    ("8A", "10A", .upTwo), ("8A", "3A", .upSeven), ("8A", "2A", .unrelated), ("8A", "6A", .unrelated),
  ])
  func theWheelNamesTheRelation(from: String, to: String, relation: CamelotRelation) {
    #expect(CamelotRelation(from: key(from), to: key(to)) == relation)
  }

  @Test func whatIsNotKnownIsNotRelated() {
    #expect(CamelotRelation(from: nil, to: key("8A")) == .unknown)
    #expect(CamelotRelation(from: key("8A"), to: nil) == .unknown)
  }

  @Test func everyKeyHasFourThatFit() {
    for from in MusicalKey.all {
      #expect(MusicalKey.all.filter { MusicalKey.fit(from, $0) }.count == 4)
      for to in MusicalKey.all {
        let (there, back) = (CamelotRelation(from: from, to: to), CamelotRelation(from: to, to: from))
        #expect(there.fits == back.fits && there.fits == MusicalKey.fit(from, to))
        if there.fits { #expect(back == (there == .up ? .down : there == .down ? .up : there)) }
      }
    }
  }

  @Test func theKeyThatSoundsFollowsShiftAndTempo() {
    #expect(soundingKey(of: key("8A"), shift: 0, ratio: TempoRatio(1.06), keyLock: true) == key("8A"))
    // A semitone is 5.95 %: without key lock +6 % of A minor is B flat minor.
    #expect(soundingKey(of: key("8A"), shift: 0, ratio: TempoRatio(1.06), keyLock: false) == key("Bbm"))
    #expect(soundingKey(of: key("8A"), shift: -2, ratio: .asRecorded, keyLock: true) == key("Gm"))
    #expect(soundingKey(of: key("8A"), shift: 0, ratio: TempoRatio(1.03), keyLock: false) == nil, "half way is no key")
    #expect(soundingKey(of: nil, shift: 1, ratio: .asRecorded, keyLock: true) == nil)
    #expect(soundingKey(of: key("8A"), shift: .nan, ratio: TempoRatio(0), keyLock: false) == nil)
    #expect(soundingKey(of: key("8A"), shift: .nan, ratio: .asRecorded, keyLock: true) == nil)
  }
}

@Suite struct RankTests {
  private func ids(_ candidates: [Candidate], _ now: NowPlaying, limit: Int = 100) -> [Int64] {
    rank(candidates, for: now, limit: limit).map(\.candidate.id.value)
  }

  /// What fits as it is comes first; then what a shift cures (10A by −2 is 8A), what is bold (9B), and what is not
  /// known.
  @Test func keysAreRankedFromSafestToBoldest() {
    let codes = ["8B", "9B", "7A", "10A", "8A", "9A", nil, "3A", "2B"]
    let candidates = codes.enumerated().map { candidate(Int64($0 + 1), key: $1) }
    let ranked = rank(candidates, for: now(), limit: 100)
    #expect(ranked.map(\.candidate.id.value) == [5, 6, 3, 1, 8, 4, 2, 7, 9])
    #expect(ranked.map(\.keyShift) == [0, 0, 0, 0, -1, -2, 0, 0, 0])
    #expect(ranked.map(\.needsWork) == [false, false, false, false, true, true, true, true, true])
    #expect(ranked[4].relation == .same && ranked[6].relation == .diagonal && ranked[8].relation == .unrelated)
    // Without shifts a lift is only bold.
    var unshifted = BlendRules()
    unshifted.keyShift = 0
    let bold = rank(candidates, for: now(), limit: 100, blend: unshifted)
    #expect(bold.allSatisfy { $0.keyShift == 0 })
    #expect(bold.map(\.candidate.id.value) == [5, 6, 3, 1, 2, 4, 8, 7, 9])
  }

  /// 124 against 116.9 is +6.07 %; against 132, −6.06 %: beyond the window, so below all within it, and listed.
  @Test func temposAreRankedByDistance() {
    let tempos: [Double?] = [124, 126, 122, 117, 131.9, 116.9, 132, 62, 248, 128, nil, 160]
    let candidates = tempos.enumerated().map { candidate(Int64($0 + 1), bpm: $1) }
    let ranked = rank(candidates, for: now(), limit: 100)
    #expect(ranked.count == tempos.count)
    #expect(ranked.first?.candidate.id == TrackID(1))
    #expect(Set(ranked.filter { !$0.needsWork }.map(\.candidate.id.value)) == [1, 2, 3, 4, 5, 8, 9, 10])
    #expect(ranked.suffix(4).map(\.candidate.id.value) == [7, 6, 11, 12])
    #expect(ranked.filter { !$0.needsWork }.allSatisfy { abs($0.tempoChangePercent ?? 9) <= 6 })
  }

  @Test func theTrackItselfAndItsCopiesAreNeverSuggested() {
    var copy = candidate(1)
    copy.content = ContentID(hex: "0").digest
    let itself = candidate(0)
    let remaster = candidate(2, artist: "FOUR TET", title: "Baby (Remastered 2020)")
    let dub = candidate(3, artist: "Four Tet", title: "Baby (Dub)")
    #expect(ids([itself, copy, remaster, dub], now()) == [3])
  }

  @Test func oneOfSeveralReleasesIsEnough() {
    let releases = [
      candidate(1, bpm: 126, artist: "X", title: "Y"), candidate(2, bpm: 124, artist: "X", title: "Y (Remaster)"),
      candidate(3, bpm: 125, artist: "X", title: "Y (Original Mix)"),
    ]
    #expect(ids(releases, now()) == [2])
    #expect(
      ids([candidate(1), candidate(2), candidate(3)], now()).count == 3, "tracks without a name are not the same")
  }

  @Test func repetitionsSink() {
    let candidates = [
      candidate(1, artist: "Four Tet", title: "Rounds"), candidate(2, artist: "Goldie", title: "Timeless"),
      candidate(3, artist: "Other", title: "A"), candidate(5, lastPlayed: tonight - 2 * 86_400),
      candidate(6, bpm: 130, key: "8B", energy: 1),
    ]
    #expect(ids(candidates, now()) == [3, 5, 2, 1, 6])
  }

  /// What was played tonight is not there; where nothing else is, it is, below everything else that could be.
  @Test func nothingTwiceInANightWhileThereIsElse() {
    let played = [candidate(4, lastPlayed: tonight - 1500), candidate(7, lastPlayed: tonight - 11.9 * 3600)]
    let others = [candidate(1, bpm: 170, key: "2A"), candidate(8, lastPlayed: tonight - 12.1 * 3600)]
    #expect(Set(ids(played + others, now())) == [1, 8])
    #expect(Set(ids(played, now())) == [4, 7])
    #expect(rank(played, for: now(), limit: 9).allSatisfy { $0.needsWork })
    var rules = SuggestRules()
    rules.againHours = 0
    #expect(rank(played + others, for: now(), limit: 9, rules: rules).count == 4)
  }

  @Test func theKnownGoesBeforeTheUnknown() {
    let worst = candidate(1, bpm: 131.8, key: "8B", energy: 1, artist: "Four Tet", title: "Z")
    let best = [candidate(2, key: nil), candidate(3, bpm: nil), candidate(4, bpm: nil, key: nil)]
    let order = ids(best + [worst], now())
    #expect(order.first == 1)
    #expect(order.last == 4)
    // When what plays is not known either, all are still listed.
    #expect(ids(best + [worst], now(bpm: nil, key: nil, energy: nil)).count == 4)
  }

  @Test func energyClimbsInSmallSteps() {
    let candidates = (1...10).map { candidate(Int64($0), energy: Int8($0)) }
    let order = ids(candidates, now(energy: 6))
    #expect(Set(order.prefix(2)) == [6, 7])
    #expect(Set(order.prefix(4)) == [5, 6, 7, 8])
    #expect([1, 2].contains(order.last!))
  }

  /// The end of what plays is sung in its first 32 beats of 64.
  @Test func twoVoicesAtOnceSink() {
    var playing = now()
    playing.voicesOut = VoiceBeats(bits: 0xFFFF_FFFF)
    let voices: [UInt64?] = [0xFFFF_FFFF, 0xFFFF_FFFF_0000_0000, 0xFF, nil, 0]
    let candidates = voices.enumerated().map { index, bits in
      var candidate = candidate(Int64(index + 1))
      candidate.voicesIn = bits.map(VoiceBeats.init(bits:))
      return candidate
    }
    let ranked = rank(candidates, for: playing, limit: 9)
    #expect(ranked.map(\.candidate.id.value) == [2, 5, 3, 4, 1])
    #expect(ranked.map(\.clashingBeats) == [0, 0, 8, nil, 32])
    #expect(ranked.map { $0.parts[.voices] } == [1, 1, 0.875, 0.8, 0.5])
    // At half time a beat is two of the other's: nothing is said of them.
    var half = candidates[0]
    half.bpm = BPM(62)
    #expect(rank([half], for: playing, limit: 1)[0].clashingBeats == nil)
    #expect(rank(candidates, for: now(), limit: 9).allSatisfy { $0.clashingBeats == nil })
  }
}

@Suite struct ReasonTests {
  private func reasons(_ candidate: Candidate, _ now: NowPlaying) -> [String] {
    rank([candidate], for: now, limit: 1).first.map { Suggestion.reasons(for: $0, after: now) } ?? []
  }

  @Test func reasonsAreWords() {
    #expect(reasons(candidate(1, bpm: 125.5, key: "9A", energy: 7), now()) == ["8A → 9A", "−1.2 %", "energy +1"])
    #expect(reasons(candidate(1, bpm: 120, key: "7A", energy: 4), now()) == ["8A → 7A", "+3.3 %", "energy −2"])
    #expect(reasons(candidate(1), now()) == ["8A, same key", "same tempo", "same energy"])
    #expect(reasons(candidate(1, key: "8B", energy: nil), now()) == ["8A → 8B, relative", "same tempo"])
    #expect(reasons(candidate(1, bpm: 62), now()).contains("same tempo, half time"))
    #expect(reasons(candidate(1, bpm: 246), now()).contains("+0.8 %, double time"))
    #expect(reasons(candidate(1, bpm: nil, key: nil), now()) == ["key unknown", "tempo unknown", "same energy"])
    #expect(reasons(candidate(1, key: nil), now())[0] == "no key known: listen first")
    #expect(reasons(candidate(1, key: "10A"), now())[0] == "8A → 10A clashes: shift −2 fits")
    #expect(reasons(candidate(1, key: "2B"), now())[0] == "8A → 2B clashes: keep it short")
    #expect(reasons(candidate(1, key: "9B"), now())[0] == "8A → 9B, diagonal: keep it short")
    #expect(reasons(candidate(1, bpm: 115.5), now())[1] == "+7.4 %: at the edge")
    #expect(reasons(candidate(1, bpm: 110), now())[1] == "+12.7 %: both must give way")
    #expect(reasons(candidate(1, bpm: 100), now())[1] == "+24.0 %: too far for a common beat")
    #expect(
      reasons(candidate(1), now(bpm: nil, key: nil)).prefix(2) == ["8A, playing key unknown", "playing tempo unknown"])
    #expect(reasons(candidate(1, artist: "Four Tet", title: "Z"), now()).contains("same artist"))
    #expect(reasons(candidate(1, artist: "Goldie", title: "Z"), now()).contains("artist played lately"))
    #expect(reasons(candidate(1, lastPlayed: tonight - 1500), now()).contains("played 25 min ago"))
    #expect(reasons(candidate(1, lastPlayed: tonight - 7300), now()).contains("played 2 h ago"))
    #expect(reasons(candidate(1, lastPlayed: tonight + 50), now()).contains("played 0 min ago"))
    #expect(reasons(candidate(1, bpm: 124.04), now()).contains("same tempo"), "no −0.0 %")
  }

  @Test func aClashOfVoicesIsSaidWhereItIsHeard() {
    var playing = now()
    playing.voicesOut = VoiceBeats(bits: .max)
    func said(_ bits: UInt64) -> [String] {
      var one = candidate(1)
      one.voicesIn = VoiceBeats(bits: bits)
      return reasons(one, playing)
    }
    #expect(said(0xFFFF) == ["8A, same key", "same tempo", "both sing, 16 beats", "same energy"])
    #expect(said(0xF) == ["8A, same key", "same tempo", "same energy"], "a bar of it is no clash")
  }

  @Test func suggestionsCarryTheirTracks() throws {
    let playing = Track(
      id: TrackID(1), path: "/m/a.flac", tags: Tags(title: "Baby", artist: "Four Tet"), bpm: BPM(120), key: key("8A"))
    // Played 4 % faster and two semitones up: 124.8 in B minor, 10A.
    let now = NowPlaying(playing, ratio: TempoRatio(1.04), keyShift: 2, date: tonight)
    #expect(abs(now.bpm!.value - 124.8) < 1e-9)
    let rows = try suggestions(
      for: now, from: [candidate(2, key: "10A"), candidate(3, key: "11A"), candidate(4, key: "8A")], limit: 5
    ) { (ids: [TrackID]) throws -> [Track] in
      // One is gone by now, and the order is another one.
      ids.filter { $0 != TrackID(3) }.reversed().map { Track(id: $0, path: "/m/\($0.value).flac") }
    }
    #expect(rows.map(\.track.path) == ["/m/2.flac", "/m/4.flac"])
    #expect(rows.first?.reasons.first == "10A, same key" && rows.last?.needsWork == true)
  }
}
