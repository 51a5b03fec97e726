import Dispatch
import Engine
import Glibc
import Library
import Music
import Platform
import Suggestion

/// What could come next, kept up to date as the decks play.
struct SuggestionSearch {
  private(set) var list = SuggestionList()
  /// The deck that the DJ asked for; nil: the one that leads.
  var deck: DeckID? {
    didSet { asked = nil }
  }
  /// What the list on screen was ranked for.
  private var asked: NowPlaying?
  /// The track on the other deck: it comes next already, so it is not suggested.
  private var isNext: TrackID?
  private var isRanking = false
  private let ranker = DispatchQueue(label: "segue.suggest", qos: .userInitiated)

  static let limit = 50

  var selected: SuggestedTrack? { list.rows.indices.contains(list.selected) ? list.rows[list.selected] : nil }

  mutating func move(by step: Int) { list.selected = max(0, min(list.selected + step, list.rows.count - 1)) }

  /// The library changed: ranks again.
  mutating func forget() { asked = nil }

  /// Ranks again, on another thread, when what is heard is no longer what the list is for.
  /// - Parameters:
  ///   - tracks: those on the decks.
  ///   - library: one that a thread may wait for.
  ///   - done: called on the other thread; the rows are to be given to `take`.
  mutating func update(
    _ snapshot: EngineSnapshot, _ tracks: [DeckID: Track], _ library: Library, _ trouble: LibraryTrouble,
    done: @escaping @Sendable ([RankedTrack]) -> Void
  ) {
    guard !isRanking else { return }
    let heard = deck ?? Self.heard(snapshot)
    list.deck = heard
    guard let heard, let track = tracks[heard] else {
      if asked != nil || !list.rows.isEmpty { take([]) }
      asked = nil
      return
    }
    let now = Self.now(track, snapshot[heard])
    let next = tracks[heard.other]?.id
    guard now.differs(from: asked) || next != isNext else { return }
    asked = now
    isNext = next
    isRanking = true
    ranker.async { @Sendable [now] in
      let ranked = trouble.read("what fits next") { () throws(LibraryError) in
        var now = now
        now.recentArtists = try library.recentArtists(at: now.date)
        let candidates = try library.candidates().filter { $0.id != next }
        return try suggestions(for: now, from: candidates, limit: Self.limit) { ids throws(LibraryError) in
          try library.tracks(ids)
        }
      }
      done(ranked ?? [])
    }
  }

  /// The list that was ranked.
  mutating func take(_ rows: [RankedTrack]) {
    let chosen = selected?.track.id
    list.rows = rows.map(SuggestedTrack.init)
    list.selected = rows.firstIndex { $0.track.id == chosen } ?? 0
    isRanking = false
  }

  /// The deck that others follow, or the only one that plays, or the only one with a track.
  private static func heard(_ snapshot: EngineSnapshot) -> DeckID? {
    if let leader = snapshot.leader { return leader }
    let loaded = DeckID.allCases.filter { snapshot[$0].serial != nil }
    return loaded.first { snapshot[$0].isPlaying } ?? loaded.first
  }

  private static func now(_ track: Track, _ state: DeckState) -> NowPlaying {
    NowPlaying(
      track, ratio: state.setRatio, keyShift: state.keyShift, keyLock: state.keyLock,
      date: secondsSince1970())
  }
}

extension NowPlaying {
  /// A tempo that moved by less than a thousandth, or a clock that ticked, changes no list; but every half minute it
  /// says anew how long ago its tracks were played.
  func differs(from other: NowPlaying?) -> Bool {
    guard let other else { return true }
    if abs(date - other.date) >= 30 { return true }
    let tempo = abs((bpm?.value ?? 0) - (other.bpm?.value ?? 0)) > 0.001 * (bpm?.value ?? 0)
    return id != other.id || key != other.key || energy != other.energy
      || voicesOut != other.voicesOut || tempo
  }
}

extension Library {
  /// The artists of the set's last plays, as digests: to hear one of them again so soon is a repetition.
  func recentArtists(at now: Double) throws(LibraryError) -> Set<UInt64> {
    let recent = try plays(limit: recentPlays).filter { now - $0.startedAt < setLengthHours * 3600 }
    return Set(try tracks(recent.map(\.track)).compactMap { SongName.digest(ofArtist: $0.tags.artist) })
  }
}

/// How many plays are the last ones.
private let recentPlays = 10
