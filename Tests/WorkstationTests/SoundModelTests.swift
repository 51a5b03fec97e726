import Engine
import Music
import Suggestion
import Testing

@testable import Workstation

@Suite struct SoundModelTests {
  private func snapshot(_ engine: EngineSnapshot, _ track: Track? = nil) -> Snapshot {
    var snapshot = Snapshot()
    snapshot.deckA.track = track
    snapshot.setSound(engine)
    return snapshot
  }

  /// The key on screen is the one that suggestions and key match count with, whatever key lock and tempo do.
  @Test func theKeyOnScreenIsTheOneThatSounds() {
    var track = Track(id: TrackID(1), path: "/music/a.flac")
    track.key = MusicalKey(parsing: "8A")
    var engine = EngineSnapshot()
    for keyLock in [true, false] {
      for (percent, shift) in [(0.0, 0.0), (6, 0), (-6, 0), (3, 0), (0, 1), (6, -1), (-2.9, 0.5), (0, 0.5)] {
        engine.deckA.keyLock = keyLock
        engine.deckA.tempoPercent = percent
        // A hand on the platter, which is no other key.
        engine.deckA.ratio = TempoRatio(percent: percent + 4)
        engine.deckA.keyShift = shift
        let now = NowPlaying(track, ratio: TempoRatio(percent: percent), keyShift: shift, keyLock: keyLock, date: 0)
        #expect(snapshot(engine, track).sound.deckA.key == now.key)
      }
    }
    // Six percent are a semitone: 8A sounds in 3A, and is drawn so.
    engine.deckA.keyShift = 0
    engine.deckA.tempoPercent = 6
    engine.deckA.keyLock = false
    #expect(snapshot(engine, track).sound.deckA.key?.camelot.code == "3A")
    engine.deckA.keyLock = true
    #expect(snapshot(engine, track).sound.deckA.key?.camelot.code == "8A")
  }

  /// Frames become times at the engine's rate, a loop's length its end, and both channels their louder one.
  @Test func framesBecomeTimes() {
    var engine = EngineSnapshot()
    engine.sampleRate = .video
    engine.deckB.serial = 7
    engine.deckB.position = FramePosition(72_000)
    engine.deckB.lengthFrames = FrameCount(480_000)
    engine.deckB.cue = FramePosition(24_000)
    engine.deckB.loopIn = FramePosition(48_000)
    engine.deckB.hotCues[3] = FramePosition(96_000)
    engine.deckB.hotLoops[3] = FrameCount(24_000)
    engine.deckB.slipPosition = FramePosition(-48_000)
    engine.deckB.meter.peakRight = 0.25
    engine.masterMeter.peakLeft = 0.5
    let deck = snapshot(engine).sound.deckB
    #expect(deck.hasTrack && deck.position == TrackTime(1.5) && deck.length == Seconds(10))
    #expect(deck.cue == TrackTime(0.5) && deck.loopIn == TrackTime(1) && deck.loopOut == nil)
    #expect(deck.hotCues[3] == TrackTime(2) && deck.hotLoopEnds[3] == TrackTime(2.5) && deck.hotCues[0] == nil)
    #expect(deck.slipPosition == TrackTime(-1) && deck.peak == 0.25)
    #expect(snapshot(engine).sound.masterPeak == 0.5 && !snapshot(engine).sound.deckA.hasTrack)
  }

  /// An effect is shown while it is on or rings, in the order of the sound; beats belong to echo and gate.
  @Test func effectsThatAreHeardAreShown() {
    var engine = EngineSnapshot()
    engine.deckA.effectAmounts[DeckEffect.echo.index] = 0.4
    engine.deckA.effectBeats[DeckEffect.echo.index] = 0.75
    engine.deckA.effectRings[DeckEffect.reverb.index] = true
    engine.deckA.effectAmounts[DeckEffect.flanger.index] = 0.5
    let effects = snapshot(engine).sound.deckA.effects
    #expect(
      effects.indices.map { effects[$0] } == [
        nil, EffectModel(.flanger, isOn: true), EffectModel(.echo, isOn: true, beats: 0.75),
        EffectModel(.reverb, isOn: false),
      ])
  }
}
