import DSP
import Engine
import MallocCounter
import Music
import Support
import Testing

/// The preview deck: heard in the headphones alone, in time with the room, at no cost to it.
@Suite struct PreviewTests {
  /// Kicks on every beat, to be heard in the headphones.
  private static func track(_ booth: Booth, bpm: Double, seconds: Double = 40, serial: UInt64 = 77) -> LoadedTrack {
    LoadedTrack(
      serial: serial,
      original: PCM(
        interleaved: ClickTracks.kicks(bpm: bpm, seconds: seconds, firstBeat: 7000), sampleRate: .cd)!,
      grid: steady(bpm, firstBeat: 7000))
  }

  private static func start(
    _ booth: inout Booth, _ track: LoadedTrack, from time: Double = 8, gain: Double = 0, _ inTime: PreviewTime = .bars,
    at frame: Int64
  ) {
    let handle = booth.engine.handle(for: track)
    booth.say(.preview(.start(handle, at: TrackTime(time), gain: Decibels(gain), inTime)), at: frame)
  }

  /// Milliseconds between each kick in the headphones and the nearest one of the room.
  private static func offsets(_ out: [Float], from: Int) -> [Double] {
    let room = ClickTracks.onsets(in: out, channel: 0, from: from)
    let phones = ClickTracks.onsets(in: out, channel: 2, from: from)
    return phones.dropFirst().dropLast().map { place in room.map { abs($0 - place) }.min()! / 44.1 }
  }

  /// Room tempo and its control, the preview's tempo; half and double time too.
  private static let tempi: [(room: Double, percent: Double, preview: Double)] = [
    (122, 0, 126), (128, 3, 120), (125, -6, 125), (100, 8, 107), (174, 0, 87), (70, 2, 140), (124, 4, 124),
  ]

  @Test(arguments: tempi, KeyLockEngine.allCases)
  func itsKicksLieOnTheRooms(tempo: (room: Double, percent: Double, preview: Double), engine: KeyLockEngine) {
    var booth = Booth()
    booth.load(.a, ClickTracks.kicks(bpm: tempo.room, seconds: 40), grid: steady(tempo.room))
    booth.say(.a, .keyLockEngine(engine))
    booth.say(.a, .set(.tempo, tempo.percent))
    booth.say(.a, .play)
    // At no special moment, from no special place.
    Self.start(&booth, Self.track(booth, bpm: tempo.preview), from: 3.37, at: 61_000)
    booth.say(.preview(.seek(TrackTime(11.13))), at: 520_000)
    let out = booth.render(44_100 * 22)
    for part in [61_000 + 4_410, 524_410] {
      let offsets = Self.offsets(part < 500_000 ? Array(out[..<(4 * 519_000)]) : out, from: part).sorted()
      #expect(offsets.count > 6)
      // Half time has kicks between the room's beats.
      let onBeat = tempo.preview > 1.4 * tempo.room ? offsets.filter { $0 < 100 } : offsets
      #expect(onBeat.count * 3 > offsets.count && onBeat.last ?? 99 < 1, "\(offsets)")
    }
  }

  @Test func barsLieOnBars() {
    // One loud kick a bar.
    func bars(_ bpm: Double) -> ([Float], BeatGrid) {
      let grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1), downbeat: 0)
      return (ClickTracks.kicks(bpm: bpm / 4, seconds: 40), grid)
    }
    var booth = Booth()
    let (room, roomGrid) = bars(124)
    booth.load(.a, room, grid: roomGrid)
    booth.say(.a, .play)
    let (sound, grid) = bars(120)
    let track = LoadedTrack(serial: 5, original: PCM(interleaved: sound, sampleRate: .cd)!, grid: grid)
    for (number, place) in [0, 4.7, 9.1].enumerated() {
      Self.start(&booth, track, from: place, at: Int64(40_000 + 400_000 * number))
    }
    let out = booth.render(44_100 * 29)
    for number in 0..<3 {
      let from = 40_000 + 400_000 * number
      let offsets = Self.offsets(Array(out[..<(4 * (from + 395_000))]), from: from + 2000)
      #expect(!offsets.isEmpty && offsets.allSatisfy { $0 < 1 }, "\(offsets)")
    }
  }

  @Test func atItsOwnTempoItIsTheFileItself() {
    var booth = Booth()
    booth.load(.a, ClickTracks.kicks(bpm: 128, seconds: 20), grid: steady(128))
    booth.say(.a, .set(.tempo, 5))
    booth.say(.a, .play)
    let noise = ClickTracks.noise(bits: 16, seconds: 8, seed: 3)
    let track = LoadedTrack(
      serial: 9, original: PCM(interleaved: noise, sampleRate: .cd)!, grid: steady(120))
    Self.start(&booth, track, from: 2, .own, at: 64_000)
    let out = booth.render(44_100 * 6)
    let first = 64_000 + Engine.latencyFrames
    let differing = (1000..<80_000).count { out[4 * (first + $0) + 2] != noise[2 * (88_200 + $0)] }
    #expect(differing == 0)
  }

  /// Frames of two versions of a track, and an exchange of one for the other at no special moment.
  private func exchanged(_ first: [Float], for second: [Float]?, gain: Double = 0) -> [Float] {
    var booth = Booth()
    func track(_ serial: UInt64, _ sound: [Float]) -> LoadedTrack {
      LoadedTrack(serial: serial, original: PCM(interleaved: sound, sampleRate: .cd)!, grid: nil)
    }
    Self.start(&booth, track(9, first), from: 2, .own, at: 64_000)
    if let second {
      let handle = booth.engine.handle(for: track(10, second))
      booth.say(.preview(.exchange(handle, gain: Decibels(gain))), at: 110_011)
    }
    return booth.render(44_100 * 5)
  }

  @Test func anotherVersionGoesOnWhereTheFirstOneWas() {
    let noise = (3...4).map { ClickTracks.noise(bits: 16, seconds: 8, seed: $0) }
    let (alone, same) = (exchanged(noise[0], for: nil), exchanged(noise[0], for: noise[0]))
    let difference = zip(alone, same).map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 1e-6, "\(difference)")
    let other = exchanged(noise[0], for: noise[1])
    let first = 64_000 + Engine.latencyFrames
    let differing = (50_000..<120_000).count { other[4 * (first + $0) + 2] != noise[1][2 * (88_200 + $0)] }
    #expect(differing == 0)
    // Nor is there a moment of neither.
    func power(_ out: [Float], _ from: Int) -> Float {
      (0..<64).reduce(0) { $0 + out[4 * (from + $1) + 2] * out[4 * (from + $1) + 2] }
    }
    let least = stride(from: 109_000, to: 113_000, by: 64).map { power(other, $0) / max(1e-9, power(alone, $0)) }.min()
    #expect(least ?? 0 > 0.15, "\(least ?? 0)")
    let quieter = exchanged(noise[0], for: noise[0], gain: -20)
    #expect(abs(power(quieter, 140_000) / power(alone, 140_000) - 0.01) < 0.001)
  }

  @Test func whereNothingIsHeardNothingIsExchanged() {
    var booth = Booth()
    let track = LoadedTrack(
      serial: 9, original: PCM(interleaved: ClickTracks.noise(bits: 16, seconds: 4, seed: 3), sampleRate: .cd)!,
      grid: nil)
    booth.say(.preview(.exchange(booth.engine.handle(for: track), gain: .unity)), at: 640)
    #expect(booth.render(44_100).allSatisfy { $0 == 0 })
  }

  @Test func itIsHeardAsLoudAsItsGainSays() {
    func loudness(_ gain: Double, quieter: Float) -> Double? {
      var booth = Booth()
      let noise = ClickTracks.noise(bits: 16, seconds: 12, seed: 3).map { $0 * quieter }
      let track = LoadedTrack(serial: 9, original: PCM(interleaved: noise, sampleRate: .cd)!, grid: steady(120))
      Self.start(&booth, track, from: 0.5, gain: gain, at: 640)
      let out = booth.render(44_100 * 10)
      var heard: [Float] = []
      for frame in 44_100..<441_000 { heard += out[(4 * frame + 2)...(4 * frame + 3)] }
      return heard.withUnsafeBufferPointer { LoudnessMeter(sampleRate: .cd)?.measure($0).integrated?.value }
    }
    let (plain, raised) = (loudness(0, quieter: 1), loudness(9, quieter: 0.3548))
    #expect(abs((plain ?? 0) - (raised ?? 99)) < 0.1)
  }

  @Test func whatTheRoomDoesNotHearIsNotFollowed() {
    // Deck A leads, for it has played longest; its fader is down.
    var booth = Booth()
    booth.load(.a, ClickTracks.kicks(bpm: 110, seconds: 40), grid: steady(110))
    booth.load(.b, ClickTracks.kicks(bpm: 127, seconds: 40), grid: steady(127))
    booth.say(.a, .set(.fader, 0))
    booth.say(.a, .play)
    booth.say(.b, .play, at: 6400)
    Self.start(&booth, Self.track(booth, bpm: 124), at: 61_000)
    let offsets = Self.offsets(booth.render(44_100 * 12), from: 65_000)
    #expect(offsets.count > 12 && offsets.allSatisfy { $0 < 1 }, "\(offsets)")
  }

  /// Sixty auditions for every ten minutes, of three tracks, in all the ways there are.
  static func audition(_ booth: inout Booth, seconds: Int, every: Double) {
    let tracks = [117.0, 125, 140].enumerated().map {
      track(booth, bpm: $0.element, seconds: 20, serial: UInt64(70 + $0.offset))
    }
    var time = 0.7
    var number = 0
    while time < Double(seconds) {
      let inTime = PreviewTime.allCases[number % 3]
      start(
        &booth, tracks[number % tracks.count], from: Double(number * 7 % 20), gain: Double(number % 5) - 2, inTime,
        at: Int64(time * 44_100))
      if number % 2 == 0 { booth.say(.preview(.seek(TrackTime(9.3))), at: Int64((time + every * 0.4) * 44_100)) }
      if number % 4 == 1 {
        let handle = booth.engine.handle(for: tracks[(number + 1) % tracks.count])
        booth.say(.preview(.exchange(handle, gain: .unity)), at: Int64((time + every * 0.6) * 44_100))
      }
      if number % 3 == 0 { booth.say(.preview(.stop), at: Int64((time + every * 0.8) * 44_100)) }
      time += every
      number += 1
    }
  }

  @Test func theMasterIsTheSameBitForBit() {
    // Every command there is, in a set of ten minutes where long runs are wanted; else as many in less music.
    let seconds = isLong ? 600 : 30
    func render(_ auditions: Bool) -> [Float] {
      var booth = RealtimeTests.everything(seed: 3, seconds: seconds, within: isLong ? 9000 : 4000)
      if auditions { Self.audition(&booth, seconds: seconds, every: isLong ? 10 : 0.5) }
      return booth.render(seconds * 44_100)
    }
    let (without, with) = (render(false), render(true))
    for side in 0..<2 {
      let isSame = channel(side, of: without) == channel(side, of: with)
      #expect(isSame)
      let isHeard = channel(2 + side, of: without) != channel(2 + side, of: with)
      #expect(isHeard)
    }
    #expect(channel(0, of: without).contains { abs($0) > 0.1 })
    #expect(with.allSatisfy { $0.isFinite })
  }

  @Test(arguments: KeyLockEngine.allCases) func aStormOfHotCuesIsNotHeardInIt(engine: KeyLockEngine) {
    // Nor does it change the deck that the storm is not on.
    let seconds = engine == .finer ? 8 : 20
    func render(presses: Int, auditions: Bool) -> [Float] {
      var booth = HotCueStormTests.storm(presses: presses, in: seconds, engine: engine)
      booth.say(.b, .headphones(.off))
      if auditions { Self.audition(&booth, seconds: seconds, every: 3) }
      return booth.render(seconds * 44_100)
    }
    let alone = render(presses: 0, auditions: false)
    let calm = render(presses: 0, auditions: true)
    let storm = render(presses: 200, auditions: true)
    for side in 0..<2 {
      let isSame = channel(side, of: alone) == channel(side, of: storm)
      #expect(isSame)
      let isUntouched = channel(2 + side, of: calm) == channel(2 + side, of: storm)
      #expect(isUntouched)
    }
    #expect(channel(2, of: storm).contains { abs($0) > 0.1 })
  }

  // Left out under sanitizers, which bring their own allocator.
  @Test(.enabled(if: malloc_counter_works() == 1))
  func nothingIsAllocated() {
    let seconds = isLong ? 60 : 30
    var booth = RealtimeTests.everything(seed: 1, seconds: seconds, within: isLong ? 9000 : 4000)
    Self.audition(&booth, seconds: seconds, every: isLong ? 0.4 : 0.2)
    let journal = booth.journal.sorted { $0.frame < $1.frame }
    var renderer = booth.engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: 64 * 4)
    defer { out.deallocate() }
    var (next, violations) = (0, 0)
    for quantum in 0..<(seconds * 44_100 / 64) {
      while next < journal.count, journal[next].frame.value <= Int64(quantum * 64) {
        booth.engine.submit(journal[next].command)
        next += 1
      }
      malloc_counter_arm()
      renderer.render(into: out, frames: 64)
      violations += Int(malloc_counter_disarm())
      if quantum % 688 == 0 { _ = booth.engine.takeApplied() }
    }
    #expect(next > 400)
    #expect(violations == 0)
  }

  @Test func itsTracksComeBack() {
    var booth = Booth()
    Self.audition(&booth, seconds: 10, every: 0.5)
    // Nineteen that begin, and five that take the place of one.
    #expect(booth.engine.heldTracks == 24)
    booth.say(.preview(.stop), at: 11 * 44_100)
    _ = booth.render(12 * 44_100)
    booth.engine.collectReturns()
    #expect(booth.engine.heldTracks == 0)
    #expect(booth.engine.snapshot().preview.serial == nil)
  }

  /// A sine that begins, jumps and ends has no step that is greater than its own.
  @Test func itBeginsAndEndsWithoutAClick() {
    var booth = Booth()
    let sine = ClickTracks.sine(hz: 441, amplitude: 0.5, seconds: 10)
    let track = LoadedTrack(serial: 9, original: PCM(interleaved: sine, sampleRate: .cd)!)
    Self.start(&booth, track, from: 1.0003, .own, at: 6400)
    booth.say(.preview(.seek(TrackTime(5.0007))), at: 44_800)
    Self.start(&booth, track, from: 3.0002, gain: 6, .own, at: 88_064)
    booth.say(.preview(.stop), at: 128_000)
    let out = channel(2, of: booth.render(140_000))
    var largest: Float = 0
    for index in 1..<(out.count - 1) { largest = max(largest, abs(out[index + 1] - 2 * out[index] + out[index - 1])) }
    // The sine's own at +6 dB is 0.004; a fade in of 1.5 ms adds to it, a step would be 0.5.
    #expect(largest < 0.05, "\(largest)")
    #expect(out[..<6000].allSatisfy { $0 == 0 } && out[130_000...].allSatisfy { $0 == 0 })
  }
}
