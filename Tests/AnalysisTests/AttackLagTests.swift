import Analysis
import Glibc
import Music
import Support
import Testing

/// How far one track's attacks lie behind another's: on drums whose places are known to the frame.
@Suite struct AttackLagTests {
  /// Stereo drums at 44.1 kHz: on each beat, so many milliseconds behind the grid.
  private static func drums(
    _ bpm: Double, late: Double, beats: Int = 32, skip: (Int) -> Bool = { _ in false },
    hit: (inout Signal, Double, Int, inout SeededRandom) -> Void = { signal, time, _, _ in signal.addKick(at: time) }
  ) -> (sound: PCM, grid: BeatGrid) {
    var random = SeededRandom(seed: UInt64(bpm * 10))
    var signal = Signal(seconds: Double(beats + 4) * 60 / bpm)
    for beat in 0..<beats where !skip(beat) {
      hit(&signal, 0.5 + Double(beat) * 60 / bpm + late / 1000, beat, &random)
    }
    let grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.5))
    return (PCM(interleaved: signal.samples, sampleRate: .cd)!, grid)
  }

  private static func clap(_ signal: inout Signal, _ time: Double, _: Int, _ random: inout SeededRandom) {
    signal.addKick(at: time)
    signal.addSnare(at: time, random: &random)
  }

  /// In milliseconds of the first one's.
  private static func lag(
    _ b: (sound: PCM, grid: BeatGrid), behind a: (sound: PCM, grid: BeatGrid), beats: Int = 32, perCount: Double = 1
  ) -> Double? {
    attackLag(
      of: BeatStretch(b.sound, b.grid, from: BeatPosition(0), beatsPerCount: perCount),
      behind: BeatStretch(a.sound, a.grid, from: BeatPosition(0)), counts: beats
    ).map { $0.beats * 60_000 / a.grid.bpm(at: TrackTime(1)).value }
  }

  /// Half a millisecond is half a cell of the aim; what is measured lies well within.
  @Test(arguments: [-18.0, -7.3, -1.2, 0, 0.7, 3.9, 12.4])
  func aLagIsFoundToAFractionOfAMillisecond(_ late: Double) throws {
    let a = Self.drums(124, late: 1.5, hit: Self.clap)
    let found = try #require(Self.lag(Self.drums(124, late: 1.5 + late, hit: Self.clap), behind: a))
    #expect(abs(found - late) < 0.3, "\(found)")
  }

  @Test func aTempoIsNoLag() throws {
    let a = Self.drums(120, late: 0, hit: Self.clap)
    let b = Self.drums(126, late: 4, hit: Self.clap)
    let found = try #require(Self.lag(b, behind: a))
    // It plays slower: its lag grows with it.
    #expect(abs(found - 4 * 126 / 120) < 0.4, "\(found)")
  }

  @Test func halfOfTheKicksAreMissing() throws {
    let a = Self.drums(124, late: 0, skip: { $0 % 4 == 1 || $0 > 20 }, hit: Self.clap)
    let b = Self.drums(124, late: -5.2, skip: { $0 % 3 == 0 }, hit: Self.clap)
    let found = try #require(Self.lag(b, behind: a))
    #expect(abs(found + 5.2) < 0.3, "\(found)")
  }

  @Test func doubleTime() throws {
    let a = Self.drums(87, late: 0, hit: Self.clap)
    let b = Self.drums(174, late: 3, beats: 64, hit: Self.clap)
    let found = try #require(Self.lag(b, behind: a, perCount: 2))
    // A cell is 0.67 ms at this tempo.
    #expect(abs(found - 3) < 0.6, "\(found)")
  }

  /// Long kicks have their energy late: their attacks count, not their bass.
  @Test func theShapeOfAKickIsNoLag() throws {
    func long(_ signal: inout Signal, _ time: Double, _: Int, _ random: inout SeededRandom) {
      signal.addSnare(at: time, random: &random)
      for (delay, level) in [(0.03, 0.9), (0.06, 0.6)] {
        signal.add(at: time + delay, for: 0.2) { Float(level * exp(-$0 * 12) * sin(2 * .pi * 50 * $0)) }
      }
    }
    let found = try #require(
      Self.lag(Self.drums(124, late: 2, hit: long), behind: Self.drums(124, late: 0, hit: Self.clap)))
    #expect(abs(found - 2) < 0.4, "\(found)")
  }

  /// An echo of one track may fit the other's beats better than its own attack: it is another note's.
  @Test func anEchoIsNoLag() throws {
    func echoed(_ signal: inout Signal, _ time: Double, _: Int, _ random: inout SeededRandom) {
      signal.addSnare(at: time, level: 0.2, random: &random)
      signal.addSnare(at: time + 0.11, level: 0.5, random: &random)
    }
    let found = try #require(
      Self.lag(Self.drums(124, late: 3, hit: echoed), behind: Self.drums(124, late: 0, hit: Self.clap)))
    #expect(abs(found - 3) < 0.4, "\(found)")
  }

  /// A bass alone is named as such.
  @Test func whatOnlyTheBassSaysIsSaidToBeSo() throws {
    // Hissing all through, of each track's own: no attack belongs to another.
    func soft(_ signal: inout Signal, _ time: Double, _ beat: Int, _ random: inout SeededRandom) {
      if beat == 0 { signal.add(at: 0, for: signal.seconds) { _ in 0.1 * random.sample() } }
      signal.add(at: time, for: 0.3) { Float(0.8 * sin(2 * .pi * 50 * $0) * min(1, $0 / 0.005) * exp(-$0 * 10)) }
    }
    let (a, b) = (Self.drums(124, late: 0, hit: soft), Self.drums(124.2, late: 2, hit: soft))
    func lag(_ b: (sound: PCM, grid: BeatGrid), _ a: (sound: PCM, grid: BeatGrid)) -> AttackLag? {
      attackLag(
        of: BeatStretch(b.sound, b.grid, from: BeatPosition(0)),
        behind: BeatStretch(a.sound, a.grid, from: BeatPosition(0)), counts: 32)
    }
    #expect(try #require(lag(b, a)).isByBass)
    let claps = Self.drums(124, late: 0, hit: Self.clap)
    #expect(try #require(lag(claps, claps)).isByBass == false)
  }

  @Test func whereNothingStrikesNothingIsSaid() {
    let drums = Self.drums(124, late: 0, hit: Self.clap)
    let silence = Self.drums(124, late: 0, skip: { _ in true })
    #expect(Self.lag(silence, behind: drums) == nil)
    #expect(Self.lag(drums, behind: silence) == nil)
    #expect(Self.lag(drums, behind: drums, beats: 3) == nil)
    let noise = Self.drums(124, late: 0, skip: { $0 > 0 }) { signal, _, _, random in
      signal.add(at: 0, for: signal.seconds) { _ in 0.3 * random.sample() }
    }
    #expect(Self.lag(noise, behind: drums) == nil)
  }

  /// A stretch outside the track, or of no length, is no crash.
  @Test func oddStretches() {
    let drums = Self.drums(124, late: 0, hit: Self.clap)
    for start in [-1e4, 1e4] {
      #expect(
        attackLag(
          of: BeatStretch(drums.sound, drums.grid, from: BeatPosition(start)),
          behind: BeatStretch(drums.sound, drums.grid, from: BeatPosition(0)), counts: 16) == nil)
    }
  }
}
