import Engine
import Music
import Support
import Testing

/// A DJ who drums on the hot cues of one deck: the other one must not hear of it.
@Suite struct HotCueStormTests {
  /// Deck A alone in the master, deck B in the headphones; so many presses on B in so many seconds.
  static func storm(presses: Int, in seconds: Int, engine: KeyLockEngine) -> Booth {
    var booth = Booth()
    let kicks = ClickTracks.kicks(bpm: 122, seconds: 70, pad: 0.1)
    let pad = ClickTracks.sine(hz: 330, amplitude: 0.1, seconds: 70)
    booth.say(.mixer(.set(.crossfader, -1)))
    for deck in DeckID.allCases {
      booth.load(
        deck, kicks, grid: steady(122), stems: [(.vocals, pad), (.drums, kicks), (.bass, pad), (.other, pad)])
      booth.say(deck, .keyLockEngine(engine))
      booth.say(deck, .set(.tempo, deck == .a ? 4 : -3))
      booth.say(deck, .stemMute(2, .on))
      booth.say(deck, .play, at: 640)
      for cue in 0..<8 { booth.say(deck, .hotCueSet(UInt8(cue), TrackTime(Double(cue * 7) + 0.3))) }
    }
    booth.say(.b, .headphones(.on))
    var random = SeededRandom(seed: 20)
    for _ in 0..<presses {
      let frame = Int64.random(in: 12_800..<Int64(seconds * 44_100), using: &random)
      booth.say(.b, .hotCue(UInt8.random(in: 0..<8, using: &random)), at: frame)
    }
    return booth
  }

  @Test(arguments: KeyLockEngine.allCases) func theOtherDeckIsTheSameBitForBit(engine: KeyLockEngine) {
    // R3 is three times the work. It is the presses that count, not the music between them.
    let seconds = isLong ? 60 : engine == .finer ? 8 : 20
    func render(_ presses: Int) -> [Float] {
      Self.storm(presses: presses, in: seconds, engine: engine).render(seconds * 44_100)
    }
    let calm = render(0)
    let storm = render(200)
    for side in 0..<2 {
      let isSame = channel(side, of: calm) == channel(side, of: storm)
      #expect(isSame)
      let isHeard = channel(2 + side, of: calm) != channel(2 + side, of: storm)
      #expect(isHeard)
    }
    #expect(channel(0, of: calm).contains { abs($0) > 0.1 })
  }
}
