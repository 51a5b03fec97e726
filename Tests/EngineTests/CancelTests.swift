import Engine
import Music
import Support
import Testing

/// What waits for its beat, bar or phrase is taken back by its number.
@Suite struct CancelTests {
  private static let sound = ClickTracks.noise(bits: 24, seconds: 6, seed: 5)
  private static let voice = ClickTracks.sine(hz: 880, amplitude: 0.25, seconds: 6)
  private static let beat = 22_050

  /// Deck A plays from the beginning, with a bar every two seconds.
  private static func booth(_ sound: [Float] = sound, stems: [(StemKind, [Float])] = []) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.load(.a, sound, grid: steady(120, firstBeat: 0), stems: stems)
    booth.say(.a, .play)
    return booth
  }

  @Test("It is as if it had never been said; what waits beside it is done")
  func asIfNeverSaid() {
    var untold = Self.booth()
    // Numbers count every command with a moment: the first one finds no deck to wait for.
    untold.say(.b, .kill(.mid, .on), moment: .bar)
    untold.say(.a, .set(.filter, 0.5), at: 30_001, moment: .bar)
    var told = Self.booth()
    told.say(.b, .kill(.mid, .on), moment: .bar)
    told.say(.a, .kill(.low, .on), at: 30_000, moment: .bar)
    told.say(.a, .set(.filter, 0.5), at: 30_001, moment: .bar)
    told.say(.mixer(.cancel(2)), at: 60_000)
    // A number that waits no more, and one that is still to come, are nobody's.
    told.say(.mixer(.cancel(1)), at: 60_001)
    told.say(.mixer(.cancel(9)), at: 60_002)
    let out = told.render(5 * Self.beat)
    let isTheSame = out == untold.render(5 * Self.beat)
    #expect(isTheSame)
    // The filter was closed on the bar, a twentieth of a second ahead at the earliest.
    let plain = Self.booth().render(5 * Self.beat)
    let line = 4 * Self.beat
    let (before, after) = (4 * (line - 3000), 4 * (line + Engine.latencyFrames))
    let (isPlain, isClosed) = (out[..<before] == plain[..<before], out[after...] != plain[after...])
    #expect(isPlain && isClosed)
    #expect(told.engine.snapshot().waiting.isDone(2) && !told.engine.snapshot().deckA.hasPending)
  }

  @Test("A voice that was about to be muted sings on, however late it is taken back", arguments: [9000, 1500, 700])
  func lateMute(ahead: Int) {
    let rest = [Float](repeating: 0, count: Self.voice.count)
    var booth = Self.booth(Self.voice, stems: [(.vocals, Self.voice), (.instrumental, rest)])
    booth.say(.a, .set(.tempo, 3))
    booth.say(.a, .stemMute(1, .on))
    booth.say(.a, .stemMute(0, .on), at: 30_000, moment: .bar)
    let bar = Int((4 * Double(Self.beat) / 1.03).rounded())
    booth.say(.mixer(.cancel(1)), at: Int64(bar - ahead))
    let left = channel(0, of: booth.render(5 * Self.beat))
    func peak(_ from: Int, _ to: Int) -> Float { left[from..<to].reduce(0) { max($0, abs($1)) } }
    let before = peak(40_000, 50_000)
    // What was fed to the stretcher meanwhile may be a little quieter; the voice never goes.
    for start in stride(from: bar - 10_000, to: 5 * Self.beat - 1000, by: 500) {
      #expect(peak(start, start + 500) > 0.5 * before, "\(start - bar) frames behind the bar")
    }
    #expect(abs(peak(5 * Self.beat - 8000, 5 * Self.beat) - before) < 0.02 * before)
    #expect(!booth.engine.snapshot().deckA.stemMutes[0])
  }
}
