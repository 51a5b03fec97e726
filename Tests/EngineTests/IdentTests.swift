import Engine
import MallocCounter
import Music
import Support
import Testing

/// A station's ident over the mix: where it begins, how loud it and the music are, and that nothing else changes.
@Suite struct IdentTests {
  private static let music = ClickTracks.noise(bits: 16, seconds: 12, seed: 5).map { $0 * 0.25 }
  private static let voice = ClickTracks.noise(bits: 16, seconds: 2, seed: 6).map { $0 * 0.5 }
  /// At 120 BPM a phrase of two bars is four seconds: the second one begins here.
  private static let phrase = 4410 + 4 * 44_100
  private static let grid: BeatGrid = {
    var grid = steady(120)
    (grid.downbeat, grid.phraseStart, grid.barsPerPhrase) = (0, 0, 2)
    return grid
  }()

  private static func track(_ sound: [Float], serial: UInt64 = 99) -> LoadedTrack {
    LoadedTrack(serial: serial, original: PCM(interleaved: sound, sampleRate: .cd)!, grid: nil)
  }

  /// Deck A plays from its first frame; the master's left channel.
  private static func heard(_ sound: [Float] = music, _ change: (inout Booth) -> Void = { _ in }) -> [Float] {
    var booth = Booth()
    booth.load(.a, sound, grid: grid)
    booth.say(.mixer(.set(.crossfader, -1)))
    booth.say(.a, .play)
    change(&booth)
    return channel(0, of: booth.render(44_100 * 9))
  }

  private static func ident(
    _ booth: inout Booth, _ sound: [Float] = voice, gain: Double = 0, dip: Double = -9, at frame: Int64 = 100_000,
    moment: Moment = .phrase
  ) {
    let handle = booth.engine.handle(for: track(sound))
    booth.say(.ident(handle, gain: Decibels(gain), dip: Decibels(dip)), at: frame, moment: moment)
  }

  /// Its own samples, its own gain, from the phrase's own frame on; the music goes down to its share and comes back.
  @Test func itBeginsOnThePhraseAndTheMusicMakesRoom() {
    let (plain, mixed) = (Self.heard(), Self.heard { Self.ident(&$0, gain: -6) })
    let first = plain.indices.first { plain[$0] != mixed[$0] } ?? 0
    // A tenth of a millisecond, where one was asked for.
    #expect(abs(first - Self.phrase - Engine.latencyFrames) <= 4, "\(first - Self.phrase) frames off")
    let place = first
    let gain = Float(0.501187)
    let dip = Float(0.354813)
    // Where the dip is there, and nothing moves: music times its share, and the ident.
    let settled = (place + 10_000)..<(place + 85_000)
    let off = settled.map { abs(mixed[$0] - plain[$0] * dip - Self.voice[2 * ($0 - place)] * gain) }.max() ?? 1
    #expect(off < 1e-5, "\(off)")
    // 600 ms after its last frame all is as it was, to the bit.
    let back = place + 2 * 44_100 + 26_560
    let isAsBefore = mixed[back...] == plain[back...] && mixed[..<first] == plain[..<first]
    #expect(isAsBefore)
    // On its way the music makes no step.
    let share = (place..<back).filter { abs(plain[$0]) > 0.05 }.map { frame -> Float in
      let own = frame < place + Self.voice.count / 2 ? Self.voice[2 * (frame - place)] * gain : 0
      return (mixed[frame] - own) / plain[frame]
    }
    #expect(zip(share, share.dropFirst()).allSatisfy { abs($0 - $1) < 0.005 })
  }

  @Test func itsTruePeakStaysUnderTheCeiling() {
    let loud = Self.music.map { $0 * 3.9 }
    let out = Self.heard(loud) { Self.ident(&$0, Self.voice.map { $0 * 1.9 }, gain: 6, dip: -3) }
    #expect((out.map(abs).max() ?? 0) < 0.9)
  }

  /// A second one while the first is heard comes to nothing; one that is taken back too.
  @Test func oneAtATimeIsHeard() {
    let plain = Self.heard { Self.ident(&$0, at: 100_000, moment: .now) }
    let twice = Self.heard {
      Self.ident(&$0, at: 100_000, moment: .now)
      Self.ident(&$0, Self.music, at: 130_000, moment: .now)
    }
    let isTheSame = plain == twice
    #expect(isTheSame)
    let cancelled = Self.heard {
      Self.ident(&$0)
      $0.say(.mixer(.cancel(1)), at: 110_000)
    }
    let isUntouched = cancelled == Self.heard()
    #expect(isUntouched)
  }

  @Test func whereNothingPlaysItIsHeardAtOnce() {
    var booth = Booth()
    Self.ident(&booth, at: 6400)
    let out = channel(0, of: booth.render(44_100 * 3))
    let place = 6400 + Engine.latencyFrames
    #expect((0..<80_000).allSatisfy { out[place + $0] == Self.voice[2 * $0] })
  }

  @Test func itsMemoryComesBack() {
    var booth = Booth()
    Self.ident(&booth, at: 640, moment: .now)
    Self.ident(&booth, at: 1280, moment: .now)
    #expect(booth.engine.heldTracks == 2)
    _ = booth.render(44_100 * 4)
    booth.engine.collectReturns()
    #expect(booth.engine.heldTracks == 0)
  }

  @Test(.enabled(if: malloc_counter_works() == 1)) func nothingIsAllocated() {
    var booth = Booth()
    booth.load(.a, Self.music, grid: steady(120))
    booth.say(.a, .play)
    Self.ident(&booth, at: 44_100, moment: .bar)
    let commands = booth.journal
    for item in commands { booth.engine.submit(EngineCommand(item.command.action, at: item.command.at)) }
    var renderer = booth.engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: 4 * 4096)
    defer { out.deallocate() }
    malloc_counter_arm()
    for _ in 0..<60 { renderer.render(into: out, frames: 4096) }
    #expect(malloc_counter_disarm() == 0)
  }
}
