import Controllers
import Engine
import Glibc
import Music
import Platform

/// The beat that Segue shares with drum machines and synthesisers by MIDI: `midi clock on` sends that of the deck that
/// the room hears, `midi follow on` has the leading deck keep step with the clock that comes in. The main thread's.
struct ClockDesk {
  /// The beat is sent.
  private(set) var sends = false
  /// The leading deck follows what comes in; where none leads, the one that the room hears.
  private(set) var follows = false
  private var renders = RenderClock()
  /// The clock that came last, and from where.
  private var heard: (source: Int, line: BeatLine)?
  /// A tempo that is out of the deck's range was said.
  private var hasTold = false

  /// The share of the tempo by which each beat of distance is corrected: two thirds of it are gone after eight beats.
  private static let correction = 1.0 / 8
  /// The greatest correction, a share of the tempo.
  private static let mostCorrection = 0.02
  /// Percent of tempo that nobody hears, and the journal need not keep.
  private static let finest = 0.005

  /// - Returns: what to say of it.
  mutating func send(_ wish: Switch) -> String {
    sends = wish.applied(to: sends)
    return sends ? "the beat is sent as a MIDI clock" : "the beat is not sent any more"
  }

  /// - Returns: what to say of it.
  mutating func follow(_ wish: Switch) -> String {
    (follows, heard, hasTold) = (wish.applied(to: follows), nil, false)
    return follows ? "the leading deck follows the MIDI clock" : "no MIDI clock is followed any more"
  }

  /// A unit's clock has come. - Parameter line: nil: the unit is gone.
  mutating func note(_ line: BeatLine?, of source: Int) {
    if let line { heard = (source, line) } else if heard?.source == source { heard = nil }
  }

  /// When the snapshot's frame is heard. - Parameters:
  ///   - latency: frames from what is rendered to what is heard.
  ///   - now: seconds, as `monotonicSeconds()`.
  mutating func timeHeard(_ snapshot: EngineSnapshot, latency: Int, at now: Double) -> Double {
    renders.time(of: snapshot, at: now) + Double(latency) / snapshot.sampleRate.hz
  }

  /// The beat to send; nil: none. - Parameter time: when the snapshot's frame is heard.
  func beat(_ snapshot: EngineSnapshot, _ decks: DeckPair, at time: Double) -> BeatLine? {
    guard sends, let id = snapshot.heardDeck, let grid = decks[id].track?.loaded.grid else { return nil }
    let state = snapshot[id]
    let beatsPerSecond = state.bpm.value / 60
    guard state.hasGrid, state.isPlaying, beatsPerSecond > 0.2, beatsPerSecond < 20,
      state.beat.value.isFinite
    else { return nil }
    return BeatLine(
      time: time, beat: state.beat.value, beatsPerSecond: beatsPerSecond, downbeat: grid.downbeat ?? 0,
      beatsPerBar: grid.beatsPerBar)
  }

  /// What keeps the leading deck in step with the clock that came last; nothing where none came since.
  /// - Parameters:
  ///   - time: when the snapshot's frame is heard.
  ///   - say: is told what is in the way.
  mutating func keepStep(
    _ snapshot: EngineSnapshot, _ decks: DeckPair, at time: Double, say: (String) -> Void
  ) -> EngineCommand? {
    guard follows, let clock = heard?.line, let id = snapshot.leader ?? snapshot.heardDeck else { return nil }
    let state = snapshot[id]
    guard state.isPlaying, state.hasGrid, state.beat.value.isFinite, let grid = decks[id].track?.loaded.grid else {
      return nil
    }
    heard = nil
    let own = grid.bpm(at: decks[id].playhead).value / 60
    guard own > 0 else { return nil }
    // In half or double time where that is nearer.
    let multiple = [1.0, 0.5, 2].min {
      abs(log(clock.beatsPerSecond * $0 / own)) < abs(log(clock.beatsPerSecond * $1 / own))
    }!
    let ratio = clock.beatsPerSecond * multiple / own
    let distance = state.beat.value - clock.beat(at: time) * multiple
    let error = distance - distance.rounded()
    let pull = min(Self.mostCorrection, max(-Self.mostCorrection, error * Self.correction))
    let percent = (ratio * (1 - pull) - 1) * 100
    guard abs(percent) <= decks[id].tempoRange else {
      if !hasTold {
        say("the clock's \(fixed(clock.beatsPerSecond * 60, 1)) BPM are out of \(decks[id].name)'s tempo range")
      }
      hasTold = true
      return nil
    }
    hasTold = false
    guard abs(percent - state.tempoPercent) > Self.finest else { return nil }
    return EngineCommand(.deck(id, .set(.tempo, percent)))
  }
}

/// When each frame is rendered, without the jitter of who looks: of all looks the one that came soonest behind its
/// frame is the truest, and a sound card's clock is allowed to go slower than the machine's.
struct RenderClock {
  private var offset: Double?
  private var last = 0.0

  /// The most that a sound card's clock is slow, a share: 200 ppm.
  private static let drift = 2e-4
  /// The sound stood, or another device plays.
  private static let gap = 0.25

  /// - Returns: when the snapshot's frame was rendered, seconds.
  mutating func time(of snapshot: EngineSnapshot, at now: Double) -> Double {
    let rendered = Double(snapshot.frame.value) / snapshot.sampleRate.hz
    let behind = now - rendered
    let least = offset.map { min(behind, $0 + (now - last) * Self.drift) } ?? behind
    offset = behind - least > Self.gap ? behind : least
    last = now
    return rendered + offset!
  }
}
