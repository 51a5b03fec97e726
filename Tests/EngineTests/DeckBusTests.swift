import Music
import Support
import Testing

@testable import Engine

/// What each deck gives to the mix, beside the master.
@Suite struct DeckBusTests {
  /// Two decks that play noise 40 dB below full scale, in blocks of `block` frames. - Returns: master (four channels)
  /// and decks.
  private func play(block: Int, withDecks: Bool, frames: Int = 40_960) -> (master: [Float], decks: [Float]) {
    let engine = Engine(sampleRate: .cd)
    var renderer = engine.takeRenderer()
    for (deck, seed) in [(DeckID.a, 1 as UInt64), (.b, 2)] {
      let noise = ClickTracks.noise(bits: 16, seconds: 2, seed: seed).map { $0 / 64 }
      let pcm = PCM(interleaved: noise, sampleRate: .cd)!
      engine.submit(EngineCommand(.load(deck, engine.handle(for: LoadedTrack(serial: seed, original: pcm)))))
      engine.submit(EngineCommand(.deck(deck, .play)))
    }
    // The fair blend belongs to the master, as the limiter does.
    engine.submit(EngineCommand(.mixer(.fairBlend(.off))))
    engine.submit(EngineCommand(.mixer(.set(.crossfader, 0.4)), over: .seconds(0.5)))
    engine.submit(EngineCommand(.deck(.b, .set(.fader, 0.3)), over: .seconds(0.3)))
    var master = [Float](repeating: 0, count: 4 * frames)
    var decks = [Float](repeating: 0, count: 4 * frames)
    master.withUnsafeMutableBufferPointer { master in
      decks.withUnsafeMutableBufferPointer { decks in
        var done = 0
        while done < frames {
          let count = min(block, frames - done)
          renderer.render(
            into: master.baseAddress! + 4 * done, decks: withDecks ? decks.baseAddress! + 4 * done : nil, frames: count)
          done += count
        }
      }
    }
    return (master, decks)
  }

  @Test("the sum of both decks is the master, bit for bit", arguments: [64, 512, 441])
  func sum(block: Int) {
    let (master, decks) = play(block: block, withDecks: true)
    #expect(decks.contains { $0 != 0 })
    var differing = 0
    for frame in 0..<(master.count / 4) {
      for channel in 0..<2 {
        let (a, b) = (decks[4 * frame + channel], decks[4 * frame + 2 + channel])
        if master[4 * frame + channel] != a + b { differing += 1 }
      }
    }
    #expect(differing == 0)
  }

  @Test("the master is the same with and without them, and they are in any blocks")
  func changesNothing() {
    let (master, decks) = play(block: 64, withDecks: true)
    #expect(play(block: 64, withDecks: false).master == master)
    let odd = play(block: 100, withDecks: true)
    #expect(odd.master == master && odd.decks == decks)
  }
}
