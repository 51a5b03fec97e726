import Dispatch
import Engine
import Music
import Support
import Synchronization
import Testing

@testable import Workstation

/// `follow kicks on`: what sync is told when two decks are synced whose kicks lie differently on their grids.
@Suite struct KickFollowingTests {
  private static func track(late: Double, serial: UInt64) -> TrackOnDeck {
    var random = SeededRandom(seed: serial)
    var signal = Signal(seconds: 24)
    for beat in 0..<44 {
      signal.addKick(at: 0.5 + Double(beat) / 2 + late / 1000)
      signal.addSnare(at: 0.5 + Double(beat) / 2 + late / 1000, random: &random)
    }
    let sound = PCM(interleaved: signal.samples, sampleRate: .cd)!
    let grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.5))
    return TrackOnDeck(
      Track(id: TrackID(Int64(serial)), path: "\(serial).flac"),
      LoadedTrack(serial: serial, original: sound, grid: grid))
  }

  /// Deck B follows deck A, both at their first beats.
  private static var snapshot: EngineSnapshot {
    var snapshot = EngineSnapshot()
    snapshot.leader = .a
    for deck in DeckID.allCases {
      var state = DeckState()
      (state.serial, state.isPlaying, state.hasGrid, state.bpm) = (UInt64(deck.index + 1), true, true, BPM(120))
      (state.position, state.follows) = (FramePosition(22_050), deck == .b ? .a : nil)
      if deck == .a { snapshot.deckA = state } else { snapshot.deckB = state }
    }
    return snapshot
  }

  private static let tracks: [DeckID: TrackOnDeck] = [
    .a: track(late: 0, serial: 1), .b: track(late: 5, serial: 2),
  ]

  /// What sync is told; waits for the thread that compares.
  private static func told(
    _ kicks: inout KickFollowing, _ snapshot: EngineSnapshot
  ) -> EngineCommand.Action? {
    let isDone = DispatchSemaphore(value: 0)
    let box = FoundBox()
    kicks.update(snapshot, tracks) {
      box.put($0)
      isDone.signal()
    }
    guard isDone.wait(timeout: .now() + (kicks.isMeasuring ? 60 : 0)) == .success, let found = box.found else {
      return nil
    }
    return kicks.take(found, snapshot)?.action
  }

  private static func milliseconds(_ action: EngineCommand.Action?) -> Double? {
    if case .deck(.b, .syncOffset(let milliseconds))? = action { milliseconds } else { nil }
  }

  @Test func theDeckWhoseKicksComeLateIsHeldAhead() throws {
    var kicks = KickFollowing()
    #expect(Self.told(&kicks, Self.snapshot) == nil, "it is off")
    #expect(kicks.change(.on).isEmpty)
    let told = try #require(Self.milliseconds(Self.told(&kicks, Self.snapshot)))
    #expect(abs(told - 5) < 0.3, "\(told)")
    #expect(Self.told(&kicks, Self.snapshot) == nil, "once is enough")
    #expect(kicks.change(.off).map { Self.milliseconds($0.action) } == [0], "what it moved goes back")
  }

  /// A journal could not be read that holds a sync to 80 ms ahead, and no ear takes that for one beat.
  @Test func attacksFarApartAreLeftThere() {
    func heard(_ late: Double) -> HeardTrack {
      let loaded = Self.track(late: late, serial: 3).loaded
      return HeardTrack(sound: loaded.original, grid: loaded.grid!)
    }
    func offset(_ late: Double) -> Seconds? {
      attackOffset(
        of: heard(late), to: heard(0), at: (TrackTime(0.5), TrackTime(0.5)), tempoMultiple: 1, beats: 0..<32)
    }
    #expect(abs((offset(12)?.value ?? 9) - 0.012) < 0.0003)
    #expect(offset(80) == nil)
  }

  @Test func whatAHandHasPutStaysThere() {
    var nudged = Self.snapshot
    // 8 ms off the beat.
    nudged.deckB.beat = BeatPosition(0.016)
    var kicks = KickFollowing()
    _ = kicks.change(.on)
    #expect(Self.told(&kicks, nudged) == nil)
    var notSynced = Self.snapshot
    notSynced.deckB.follows = nil
    #expect(Self.told(&kicks, notSynced) == nil)
  }

  @Test func theAutopilotsBlendsAreHeldTogetherToo() throws {
    var kicks = KickFollowing()
    kicks.isAutomatic = true
    var standing = Self.snapshot
    standing.deckB.isPlaying = false
    let told = try #require(Self.milliseconds(Self.told(&kicks, standing)))
    #expect(abs(told - 5) < 0.3, "\(told)")
  }
}

/// What the other thread leaves.
private final class FoundBox: Sendable {
  private let value = Mutex<KickFollowing.Found?>(nil)
  var found: KickFollowing.Found? { value.withLock { $0 } }
  func put(_ found: KickFollowing.Found) { value.withLock { $0 = found } }
}
