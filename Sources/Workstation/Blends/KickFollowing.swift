import Dispatch
import Engine
import Glibc
import Music

/// `follow kicks on`: a synced deck is held so that its attacks fall on the other deck's, not only its beats. What both
/// play next is compared on a thread of its own, again every 16 beats, and sync is told. The autopilot's blends are
/// held so too. The main thread's.
struct KickFollowing {
  private(set) var isOn = false
  /// The autopilot plays.
  var isAutomatic = false
  private var followers = PerDeck<Follower>(repeating: Follower())
  private(set) var isMeasuring = false
  private let measurer = DispatchQueue(label: "segue.kicks", qos: .utility)

  /// What a deck was told.
  private struct Follower {
    var milliseconds = 0.0
    /// The DJ, or a plan, has set it: it is theirs until the deck has another track or sync is switched.
    var isByHand = false
    /// What was compared last.
    var compared: Place?
  }

  /// Two tracks at about the same places.
  fileprivate struct Place: Hashable, Sendable {
    var next: UInt64
    var playing: UInt64
    /// The last beat of 16.
    var beat: Int
  }

  /// What was found: nil milliseconds where no common attack stands out.
  struct Found: Sendable {
    fileprivate var deck: DeckID
    fileprivate var place: Place
    fileprivate var milliseconds: Double?
  }

  /// Beats that are compared, and how many more where those have no attacks in common; how far an offset must move to
  /// be worth it, and a deck be off its beat to be where a hand has put it; and how long an offset takes.
  private static let (beats, moreBeats) = (16, 32)
  private static let (least, byHand, fade) = (0.3, 3.0, Glide.beats(4))

  /// - Returns: what sync is to be told at once.
  mutating func change(_ wish: Switch) -> [EngineCommand] {
    isOn = wish.applied(to: isOn)
    let moved = DeckID.allCases.filter { followers[$0.index].milliseconds != 0 && !followers[$0.index].isByHand }
    for deck in DeckID.allCases where !isOn || !followers[deck.index].isByHand { followers[deck.index] = Follower() }
    return isOn ? [] : moved.map { Self.offset(0, of: $0) }
  }

  private static func offset(_ milliseconds: Double, of deck: DeckID) -> EngineCommand {
    EngineCommand(.deck(deck, .syncOffset(milliseconds: milliseconds)), over: fade)
  }

  /// What the audio thread has done.
  mutating func note(_ applied: AppliedCommand) {
    switch applied.command.action {
    case .load(let deck, _), .unload(let deck), .deck(let deck, .sync): followers[deck.index] = Follower()
    case .deck(let deck, .syncOffset(let milliseconds)):
      if milliseconds != followers[deck.index].milliseconds { followers[deck.index].isByHand = true }
      followers[deck.index].milliseconds = milliseconds
    default: break
    }
  }

  /// Compares on the other thread what a deck that follows and its leader play next.
  /// - Parameter done: called there; what it gets is for `take`.
  mutating func update(
    _ snapshot: EngineSnapshot, _ tracks: [DeckID: TrackOnDeck], done: @escaping @Sendable (Found) -> Void
  ) {
    guard isOn || isAutomatic, !isMeasuring else { return }
    for deck in DeckID.allCases {
      let (mine, theirs) = (snapshot[deck], snapshot[deck.other])
      guard mine.follows == deck.other, theirs.isPlaying, !mine.isLooping, !theirs.isLooping,
        let next = Self.heard(tracks[deck]?.loaded, mine), let playing = Self.heard(tracks[deck.other]?.loaded, theirs),
        isOnBeat(deck, mine, theirs)
      else { continue }
      let place = Place(next: mine.serial ?? 0, playing: theirs.serial ?? 0, beat: Int(mine.beat.value / 16))
      guard !followers[deck.index].isByHand, followers[deck.index].compared != place else { continue }
      isMeasuring = true
      let rate = snapshot.sampleRate
      let places = (mine.position.time(at: rate), theirs.position.time(at: rate))
      let multiple = Self.multiple(mine, theirs)
      // The offset is of time as it is heard.
      let ratio = theirs.ratio.value
      measurer.async { @Sendable in
        func offset(_ beats: Int, attacksOnly: Bool) -> Seconds? {
          attackOffset(
            of: next, to: playing, at: places, tempoMultiple: multiple, beats: 0..<beats, attacksOnly: attacksOnly)
        }
        let found = offset(Self.beats, attacksOnly: true) ?? offset(Self.moreBeats, attacksOnly: false)
        done(Found(deck: deck, place: place, milliseconds: found.map { $0.value * 1000 / max(0.5, ratio) }))
      }
      return
    }
  }

  /// The track as a deck has it, when all of it is there.
  private static func heard(_ track: LoadedTrack?, _ state: DeckState) -> HeardTrack? {
    guard let track, let grid = track.grid, track.original.isComplete, track.serial == state.serial else { return nil }
    return HeardTrack(sound: track.original, grid: grid)
  }

  /// The follower's beats in one of the leader's, as sync counts them.
  private static func multiple(_ mine: DeckState, _ theirs: DeckState) -> Double {
    guard mine.bpm.value > 0, theirs.bpm.value > 0 else { return 1 }
    return exp2((log2(mine.bpm.value / theirs.bpm.value)).rounded())
  }

  /// A deck that plays off the beat, or will, is where the DJ wants it.
  private func isOnBeat(_ deck: DeckID, _ mine: DeckState, _ theirs: DeckState) -> Bool {
    guard mine.isPlaying else { return mine.quantize }
    guard theirs.bpm.value > 0 else { return false }
    let multiple = Self.multiple(mine, theirs)
    let unit = min(1, multiple)
    let distance = mine.beat.value - theirs.beat.value * multiple
    let beats = distance - (distance / unit).rounded() * unit
    let milliseconds = beats / multiple * 60_000 / theirs.bpm.value
    return abs(milliseconds - followers[deck.index].milliseconds) < Self.byHand
  }

  /// - Returns: what sync is to be told; nil where nothing is to be moved.
  mutating func take(_ found: Found, _ snapshot: EngineSnapshot) -> EngineCommand? {
    isMeasuring = false
    let (deck, index) = (found.deck, found.deck.index)
    guard isOn || isAutomatic, !followers[index].isByHand, snapshot[deck].serial == found.place.next,
      snapshot[deck.other].serial == found.place.playing
    else { return nil }
    followers[index].compared = found.place
    guard let milliseconds = found.milliseconds, abs(milliseconds - followers[index].milliseconds) >= Self.least else {
      return nil
    }
    followers[index].milliseconds = (milliseconds * 10).rounded() / 10
    return Self.offset(followers[index].milliseconds, of: deck)
  }
}
