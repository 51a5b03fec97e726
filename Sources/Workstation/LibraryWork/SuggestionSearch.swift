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
    didSet { (asked, isIdle) = (nil, false) }
  }
  /// What the list on screen was ranked for.
  private var asked: NowPlaying?
  /// The list on screen, to be ranked again as the track runs on.
  private var ranking: Ranking?
  private var isRanking = false
  /// There was nothing to rank for when it was looked last.
  private var isIdle = false
  /// The list is for what is heard now.
  var isReady: Bool { isIdle || (!isRanking && asked != nil) }
  /// Where the DJ steers to.
  var steer = SteerWish() { didSet { if steer != oldValue { asked = nil } } }
  private let sounds: SoundTables
  private let ranker = DispatchQueue(label: "segue.suggest", qos: .userInitiated)

  static let limit = 50
  /// As many of them as the largest screens show at once, and some more: their shapes are read.
  private static let glanceCount = 24

  /// - Parameter sounds: the library's tracks on their scale.
  init(_ sounds: SoundTables = SoundTables()) { self.sounds = sounds }

  /// A ranking and its rows; without one where nothing plays, or the library cannot be read.
  struct Found: Sendable {
    var ranking: Ranking?
    var rows: [RankedTrack]
    /// Tracks that are not listed because they were played tonight.
    var leftOut = 0
    /// What is shown of the first of them.
    var glances: [TrackID: TrackGlance] = [:]
  }

  /// What was played is not listed again for so long; what lies on the decks is not listed for that.
  private struct Rested: Sendable {
    let seconds: Double
    let on: [TrackID]
  }

  var selected: SuggestedTrack? { list.rows.indices.contains(list.selected) ? list.rows[list.selected] : nil }

  mutating func move(by step: Int) { list.selected = max(0, min(list.selected + step, list.rows.count - 1)) }

  /// Shows the arithmetic of the selected row, or the list again.
  mutating func explain() { list.isExplained.toggle() }

  /// A row of the list, chosen over the best of the others, or they over it; nil where it is not listed.
  func choice(of track: TrackID, isLiked: Bool, strength: Double) -> TasteChoice? {
    guard let ranking, let look = ranking.look(at: track) else { return nil }
    let others = ranking.looks(Self.choiceCount + 1).filter { $0.id != track }.prefix(Self.choiceCount).map(\.look)
    return others.isEmpty ? nil : TasteChoice(look, over: others, isLiked: isLiked, strength: strength)
  }

  /// A choice is one over so many.
  private static let choiceCount = 9

  /// The library changed: ranks again.
  mutating func forget() { asked = nil }

  /// Ranks again, on another thread, when what is heard is no longer what the list is for, or the track has run past a
  /// blend that was planned.
  /// - Parameters:
  ///   - tracks: those on the decks.
  ///   - library: one that a thread may wait for.
  ///   - done: called on the other thread; what it gets is for `take`.
  mutating func update(
    _ snapshot: EngineSnapshot, _ tracks: [DeckID: Track], _ library: Library, _ settings: Settings,
    _ trouble: LibraryTrouble, rate: SampleRate, done: @escaping @Sendable (Found) -> Void
  ) {
    guard !isRanking else { return }
    let heard = deck ?? Self.heard(snapshot)
    list.deck = heard
    isIdle = heard.flatMap { tracks[$0] } == nil
    guard let heard, let track = tracks[heard] else {
      if asked != nil || !list.rows.isEmpty { take(Found(ranking: nil, rows: [])) }
      asked = nil
      return
    }
    let state = snapshot[heard]
    let now = Self.now(track, state, next: tracks[heard.other]?.id)
    let rested = Rested(seconds: settings.suggest.againHours * 3600, on: Array(tracks.values.map(\.id)))
    let place = TrackTime(max(0, state.position.time(at: rate).value))
    if now.differs(from: asked) {
      asked = now
      rank(in: library, rested, trouble, done) { [steer, sounds] () throws(LibraryError) in
        var now = now
        now.recentArtists = try library.recentArtists(at: now.date)
        var new: [NewPlanFacts] = []
        let ranking = try library.ranking(
          for: now, ratio: state.setRatio,
          keyShift: soundingShift(state.keyShiftTarget, ratio: state.setRatio, keyLock: state.keyLock), earliest: place,
          limit: Self.limit, settings, steer: steer, sounds
        ) { new += $0 }
        return (ranking, new)
      }
    } else if let ranking, ranking.isPassed(at: place) {
      rank(in: library, rested, trouble, done) { () throws(LibraryError) in
        var ranking = ranking
        ranking.move(to: place)
        return (ranking, [])
      }
    }
  }

  /// Does it on the ranker's thread, and finds names and reasons. What had to be made on the way is kept afterwards.
  private mutating func rank(
    in library: Library, _ rested: Rested, _ trouble: LibraryTrouble, _ done: @escaping @Sendable (Found) -> Void,
    _ body: @escaping @Sendable () throws(LibraryError) -> (Ranking, [NewPlanFacts])
  ) {
    isRanking = true
    ranker.async { @Sendable in
      var new: [NewPlanFacts] = []
      let found = trouble.read("what fits next") { () throws(LibraryError) in
        let (ranking, made) = try body()
        new = made
        let rows = try ranking.rows { ids throws(LibraryError) in try library.tracks(ids) }
        var found = Found(ranking: ranking, rows: rows)
        found.leftOut = try library.playedCount(within: rested.seconds, but: rows.map(\.track.id) + rested.on)
        found.glances = try library.glances(at: found.rows.prefix(Self.glanceCount).map(\.track.id))
        return found
      }
      done(found ?? Found(ranking: nil, rows: []))
      // They can be made again: a library that takes no changes now is no matter here.
      if !new.isEmpty { try? library.keep(new) }
    }
  }

  /// The list that was ranked. What the DJ has gone down to stays selected; else the best is.
  mutating func take(_ found: Found) {
    let chosen = list.selected > 0 ? selected?.track.id : nil
    ranking = found.ranking
    list.rows = found.rows.map { SuggestedTrack($0, found.glances[$0.track.id]) }
    list.leftOut = found.leftOut
    list.selected = found.rows.firstIndex { $0.track.id == chosen } ?? 0
    isRanking = false
  }

  /// The deck that the room hears; while none plays, one with a track.
  private static func heard(_ snapshot: EngineSnapshot) -> DeckID? {
    snapshot.heardDeck ?? DeckID.allCases.first { snapshot[$0].serial != nil }
  }

  private static func now(_ track: Track, _ state: DeckState, next: TrackID?) -> NowPlaying {
    var now = NowPlaying(
      track, ratio: state.setRatio, keyShift: state.keyShiftTarget, keyLock: state.keyLock,
      date: secondsSince1970())
    now.next = next
    return now
  }
}

extension NowPlaying {
  /// A tempo that moved by less than a thousandth, or a clock that ticked, changes no list; but every half minute it
  /// says anew how long ago its tracks were played.
  func differs(from other: NowPlaying?) -> Bool {
    guard let other else { return true }
    if abs(date - other.date) >= 30 { return true }
    let tempo = abs((bpm?.value ?? 0) - (other.bpm?.value ?? 0)) > 0.001 * (bpm?.value ?? 0)
    return id != other.id || next != other.next || key != other.key || energy != other.energy
      || voicesOut != other.voicesOut || tempo
  }
}

extension Library {
  /// Shapes and parts of tracks; those that were not analysed are left out.
  fileprivate func glances(at tracks: [TrackID]) throws(LibraryError) -> [TrackID: TrackGlance] {
    let facts = try planFacts(of: tracks)
    var glances: [TrackID: TrackGlance] = [:]
    for track in tracks {
      guard let waveform = try waveform(of: track) else { continue }
      glances[track] = TrackGlance(outline: WaveformOutline(waveform), sections: facts[track]?.sections ?? [])
    }
    return glances
  }

  /// How many tracks were played within so many seconds. - Parameter listed: those that are not counted.
  fileprivate func playedCount(within seconds: Double, but listed: [TrackID]) throws(LibraryError) -> Int {
    let now = secondsSince1970()
    let tracks = try plays(limit: 200).filter { now - $0.startedAt < seconds }.map(\.track)
    return Set(tracks).subtracting(listed).count
  }

  /// The artists of the set's last plays, as digests: to hear one of them again so soon is a repetition.
  func recentArtists(at now: Double) throws(LibraryError) -> Set<UInt64> {
    let recent = try plays(limit: recentPlays).filter { now - $0.startedAt < setLengthHours * 3600 }
    return Set(try tracks(recent.map(\.track)).compactMap { SongName.digest(ofArtist: $0.tags.artist) })
  }
}

/// How many plays are the last ones.
private let recentPlays = 10
