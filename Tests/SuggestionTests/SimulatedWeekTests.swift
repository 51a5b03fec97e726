import Music
import Suggestion
import Support
import Testing

/// A week without a DJ, in facts only: what is chosen when nobody chooses.
@Suite struct SimulatedWeekTests {
  private struct Play {
    var candidate: Candidate
    var date: Double
    var wanted: Double
  }

  /// Tracks of three tempi, all keys and energies; four by each artist.
  private func library(_ count: Int) -> [Candidate] {
    var dice = SeededRandom(seed: 12)
    return (0..<count).map { index in
      let bpm = [100.0, 122, 126][index % 3] + Double.random(in: -3...3, using: &dice)
      let key = MusicalKey(
        tonic: PitchClass(Int.random(in: 0..<12, using: &dice)), mode: Bool.random(using: &dice) ? .major : .minor)
      let energy = Int8.random(in: 1...10, using: &dice)
      return Candidate(
        id: TrackID(Int64(index + 1)), bpm: BPM(bpm), key: key, energy: energy, artist: UInt64(index / 4),
        song: UInt64(index), content: UInt64(index))
    }
  }

  /// Four minutes a track, an arc every six hours.
  private func week(_ library: [Candidate], _ rules: SetRules, hours: Double = 168) -> [Play] {
    var dice = SeededRandom(seed: 5)
    var history = SetHistory()
    var plays: [Play] = []
    var playing = library[0]
    var (date, start) = (0.0, 0.0)
    var course = SetCourse(.arc, length: Seconds(6 * 3600), start: 4)
    while date < hours * 3600 {
      plays.append(Play(candidate: playing, date: date, wanted: course.energy(at: Seconds(date - start))))
      history.note(
        SetHistory.Play(
          id: playing.id, content: playing.content, song: playing.song, artist: playing.artist, date: date))
      date += 240
      if date - start >= course.length.value {
        (start, course) = (date, SetCourse(.arc, length: course.length, start: 4))
      }
      let now = NowPlaying(
        id: playing.id, content: nil, song: nil, artist: playing.artist, bpm: playing.bpm, key: playing.key,
        energy: playing.energy.map(Int.init), date: date)
      let rested = history.rested(library, at: date, rules: rules)
      let ranked = rank(rested, for: now, limit: 150)
      let next = chooseNext(
        from: ranked.map {
          SetChoice(
            $0.candidate.id, energy: $0.candidate.energy.map(Double.init),
            score: $0.worth)
        },
        energy: course.energy(at: Seconds(date - start)), rules: rules, using: &dice)
      guard let next, let found = library.first(where: { $0.id == next.id }) else { break }
      playing = found
    }
    return plays
  }

  /// Hours between plays of the same track, the least.
  private func leastGap(_ plays: [Play]) -> Double {
    var (last, least) = ([TrackID: Double](), Double.infinity)
    for play in plays {
      if let before = last.updateValue(play.date, forKey: play.candidate.id) { least = min(least, play.date - before) }
    }
    return least / 3600
  }

  @Test func aWeekOf500Tracks() {
    let plays = week(library(500), SetRules())
    #expect(plays.count == 2520, "a week of four minutes a track")
    #expect(leastGap(plays) >= 12, "\(leastGap(plays)) h")
    let artists = plays.map(\.candidate.artist)
    let rules = SetRules()
    for index in artists.indices.dropFirst() {
      #expect(!artists[max(0, index - rules.artistGap)..<index].contains(artists[index]), "play \(index)")
    }
    let followed = correlation(plays.map { (Double($0.candidate.energy ?? 0), $0.wanted) })
    #expect(followed >= 0.8, "correlation \(followed)")
    // Variety: most of the library is heard, though energies at the edges are seldom wanted.
    #expect(Set(plays.map(\.candidate.id)).count > 300, "\(Set(plays.map(\.candidate.id)).count)")
  }

  /// Fifty tracks last 3 h 20 min: they come again when they must, the longest unheard first.
  @Test func aSmallLibraryGoesOn() {
    let plays = week(library(50), SetRules(), hours: 48)
    #expect(plays.count == 720)
    #expect(leastGap(plays) >= 0.75, "\(leastGap(plays)) h")
    for (one, next) in zip(plays, plays.dropFirst()) { #expect(one.candidate.id != next.candidate.id) }
  }
}
