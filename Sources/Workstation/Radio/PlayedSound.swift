import Engine
import Glibc
import Music

/// What a station has played goes back to the system while the track plays on: nobody's hand goes back to it, and a
/// record of ten minutes is two hundred megabytes.
struct PlayedSound {
  private var nextLook = Seconds(0)

  /// So much behind the playhead stays: further back no blend jumps, and no hand.
  private static let kept = Seconds(20)

  /// What is done thirty times a second. - Parameter held: sound that is played again and again; nil: none.
  mutating func letGo(
    _ snapshot: EngineSnapshot, _ decks: DeckPair, but held: PCM?, at now: Seconds, _ rate: SampleRate
  ) {
    guard now >= nextLook else { return }
    nextLook = now + Seconds(5)
    // A loop goes back to where it began.
    for deck in DeckID.allCases where snapshot[deck].isPlaying && !snapshot[deck].isLooping {
      guard let sound = decks[deck].track?.loaded.original, sound !== held,
        sound !== decks[deck.other].track?.loaded.original
      else { continue }
      sound.letGo(before: Int((snapshot[deck].position.time(at: rate) - Self.kept).value * rate.hz))
    }
  }
}

extension PCM {
  /// Gives the memory of all whole pages before a frame back: it is silence from now on. Any thread.
  fileprivate func letGo(before frame: Int) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let bytes = min(frame, framesReady) * 2 * MemoryLayout<Float>.stride / page * page
    // SAFETY: the memory is an anonymous mapping of its own that stays mapped; whoever reads there reads noughts. The
    // writer is behind these frames for good.
    if bytes > 0 { madvise(samples, bytes, MADV_DONTNEED) }
  }
}
