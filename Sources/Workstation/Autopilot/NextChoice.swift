import Engine
import Library
import Music
import Platform
import Suggestion

/// The choice of a track that comes next, among all of the library.
struct NextChoice: Sendable {
  let library: Library
  let sounds: SoundTables
  let steer: SteerWish
  let settings: Settings
  let run: ProgrammeRun
  /// Nil: it is no station, and plays what fits.
  let station: Station?
  let rejected: Set<FilePath>
  let goal: Goal?
  let playing: String?
  let state: DeckState?

  /// A course, and when in it the track comes in.
  struct Goal: Sendable {
    let course: SetCourse
    let time: Seconds
  }

  /// What a programme has to know.
  struct Station: Sendable {
    /// Files that are asked for, the oldest first.
    let asked: [String]
    /// When the track comes in.
    let time: WallTime
    /// What it plays from.
    let source: KeptStationMusic
  }

  /// So many of the best are looked at.
  private static let limit = 50

  /// What is found; a station says more of it. - Returns: nil where there is none.
  func find() throws(LibraryError) -> (choice: Autopilot.Choice?, station: StationChoice?)? {
    let date = secondsSince1970()
    let playingTrack = try playing.map { path throws(LibraryError) in try library.track(at: path) } ?? nil
    var onAir = try station.map { station throws(LibraryError) in
      try StationChoice(for: station, run, library, rejected: rejected, after: tempo(of: playingTrack))
    }
    var left: [Candidate] =
      if let onAir { onAir.list.tracks } else {
        run.history.rested(try library.candidates(), at: date, rules: settings.set)
      }
    if let playingTrack { left.removeAll { $0.id == playingTrack.id } }
    let energy = try energy(left)
    let rules = onAir == nil ? settings.set : run.programme.rotation
    var dice = SystemRandomNumberGenerator()
    while !left.isEmpty {
      var choices = try choices(left, after: playingTrack, at: date)
      if choices.isEmpty { break }
      let listed = choices.map(\.id)
      while let chosen = chooseNext(from: choices, energy: energy, rules: rules, using: &dice) {
        if let track = try library.track(chosen.id), !track.isMissing, track.failure == nil,
          !rejected.contains(FilePath(track.path))
        {
          onAir?.choose(track)
          let reason = onAir?.reason(for: track) ?? reason(of: track, in: listed, energy)
          return (Autopilot.Choice(path: track.path, reason: reason), onAir)
        }
        choices.removeAll { $0.id == chosen.id }
        left.removeAll { $0.id == chosen.id }
      }
    }
    return (nil, onAir)
  }

  /// As it is heard; nil where nothing is, or it is not known.
  private func tempo(of track: Track?) -> BPM? {
    guard let bpm = track?.bpm else { return nil }
    return state.map { bpm * $0.setRatio } ?? bpm
  }

  /// What the course wants of these, 1…10; nil without one.
  private func energy(_ left: [Candidate]) throws(LibraryError) -> Double? {
    guard let goal else { return nil }
    return goal.course.energy(
      at: goal.time, pool: left.compactMap { $0.energy.map(Int.init) }, trackLength: try library.usualLength())
  }

  /// Why it is not the first of the list; nil for the first. - Parameter listed: the best, in the list's order.
  private func reason(of track: Track, in listed: [TrackID], _ energy: Double?) -> String? {
    guard let place = listed.firstIndex(of: track.id), place > 0 else { return nil }
    let aim = energy.map { "energy \(fixed($0, 0)) of the course, and variety" } ?? "variety"
    return "auto: next is \(track.title), number \(place + 1) of what fits, for \(aim)"
  }

  /// All that is left, as well as it fits, with the blends of the best planned.
  private func choices(_ left: [Candidate], after track: Track?, at date: Double) throws(LibraryError) -> [SetChoice] {
    var now = NowPlaying(date: date)
    var side: BlendSide?
    if let track, let state {
      let ratio = state.setRatio
      now = NowPlaying(track, ratio: ratio, keyShift: state.keyShiftTarget, keyLock: state.keyLock, date: date)
      now.recentArtists = try library.recentArtists(at: date)
      side = try library.planFacts(of: [track.id])[track.id].map {
        BlendSide($0, ratio: ratio, keyShift: Int(state.keyShiftTarget.rounded()))
      }
    }
    var suggest = settings.suggest
    // A programme's rotation has been heeded.
    if station != nil { suggest.againHours = 0 }
    let (candidates, rules) = try sounds.steered(left, suggest, by: steer, in: library)
    let ranking = try Ranking(
      for: now, side, from: candidates, limit: Self.limit, rules: rules, blend: settings.blend
    ) { ids throws(LibraryError) in try library.planFacts(of: ids).mapValues { BlendSide($0) } }
    return ranking.ranked.map {
      SetChoice($0.candidate.id, energy: $0.candidate.energy.map(Double.init), score: $0.worth)
    }
  }
}
