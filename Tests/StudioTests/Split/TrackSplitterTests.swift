import CStudio
import Glibc
import Music
import Support
import Testing

@testable import Studio

/// Hears the same share of voice in every bin, or each run's own.
private final class StubHearing: VoiceHearing {
  let share: (_ run: Int, _ bin: Int) -> Float
  private(set) var runs = 0
  init(_ share: @escaping (_ run: Int, _ bin: Int) -> Float) { self.share = share }

  func hear(_ run: FrameRun, isFirst: Bool) {
    for frame in 0..<run.count {
      let new = HearingSpan.weight(of: frame, isFirst: isFirst)
      for channel in 0..<2 {
        let shares = run.voice(frame, channel)
        for bin in 0..<run.bins { shares[bin] += (share(runs, bin) - shares[bin]) * new }
      }
    }
    runs += 1
  }
}

/// Most at 8 kHz, where frames are short.
struct TrackSplitterTests {
  private static let rate = SampleRate(hz: 8000)

  private func split(
    _ sound: [Float], _ choice: StemChoice = .two, grain: SampleGrain = .whole, pieces: Int = 1999,
    _ share: @escaping (Int, Int) -> Float
  ) throws -> (stems: [[Float]], splitter: TrackSplitter, runs: Int) {
    let hearing = StubHearing(share)
    let splitter = TrackSplitter(choice, at: Self.rate, hearing: hearing, grain: grain)
    var stems: [[Float]] = Array(repeating: [], count: choice.rawValue)
    let emit: TrackSplitter.Emit = { pieces in for (index, piece) in pieces.enumerated() { stems[index] += piece } }
    for start in stride(from: 0, to: sound.count, by: 2 * pieces) {
      try splitter.take(Array(sound[start..<min(sound.count, start + 2 * pieces)]), emit)
    }
    try splitter.finish(emit)
    return (stems, splitter, hearing.runs)
  }

  /// Noise in 24 bits.
  private func noise(frames: Int, seed: UInt64 = 1, level: Float = 1) -> [Float] {
    var random = SeededRandom(seed: seed)
    return (0..<(2 * frames)).map { _ in (level * random.sample() * 8_388_607).rounded() / 8_388_608 }
  }

  @Test(arguments: [0, 1, 185, 186, 187, 5000], StemChoice.allCases)
  func stemsAreAsLongAsTheTrackAndSumToIt(frames: Int, choice: StemChoice) throws {
    let sound = noise(frames: frames)
    let (stems, splitter, _) = try split(sound, choice) { _, bin in bin % 7 == 0 ? 0.8 : 0.15 }
    #expect(splitter.kinds == choice.kinds)
    for stem in stems { #expect(stem.count == sound.count) }
    // Whole numbers of 24 bits and their differences are exact in 32-bit floats.
    for index in sound.indices {
      var sum: Float = 0
      for stem in stems.reversed() { sum += stem[index] }
      #expect(sum == sound[index])
      if sum != sound[index] { break }
      #expect(stems.allSatisfy { (-1...0.9999999).contains($0[index]) })
    }
  }

  /// 512 frames at 8 kHz are 95,000 samples: three runs, with their seams.
  @Test func whatIsAllVoiceComesBackAsItWasAcrossRuns() throws {
    let sound = noise(frames: 230_000, level: 0.5)
    let (stems, _, runs) = try split(sound) { _, _ in 1 }
    #expect(runs == 3)
    // Transforms in single precision: some 1e-7 of the level.
    #expect(zip(stems[0], sound).allSatisfy { abs($0 - $1) < 2e-6 })
  }

  @Test func aSeamIsCrossedWithoutAStep() throws {
    let tone = (0..<150_000).flatMap { frame -> [Float] in
      let value = 0.5 * Float(sine(440 * Double(frame) / Self.rate.hz))
      return [value, value]
    }
    let (stems, _, _) = try split(tone) { run, _ in run == 0 ? 0.2 : 0.8 }
    // Each hop's level of the voice: from 0.2 to 0.8 of the tone, in no larger steps than 64 frames make of it.
    let hop = FrameSize(at: Self.rate).hop
    let levels = stride(from: 4 * hop, to: 140_000, by: hop).map { start in
      stems[0][(2 * start)..<(2 * (start + 4 * hop))].map { $0 * $0 }.reduce(0, +).squareRoot()
    }
    let whole = levels.last! / 0.8
    #expect(abs(levels[0] / whole - 0.2) < 0.01)
    let steps = zip(levels, levels.dropFirst()).map { abs($1 - $0) / whole }
    #expect(steps.max()! < 0.6 / 64 * 2)
  }

  /// Sine tones are below and above 220 Hz, clicks are short: each must be strongest in its own stem.
  @Test func drumsBassAndNotesGoApart() throws {
    let frames = 40_000
    func sound(_ value: (Int) -> Double) -> [Float] {
      (0..<frames).flatMap { [Float(value($0)), Float(value($0))] }
    }
    let bass = sound { 0.2 * sine(82 * Double($0) / Self.rate.hz) }
    let note = sound { 0.2 * sine(1237 * Double($0) / Self.rate.hz) }
    let clicks = sound { $0 % 4000 == 2000 ? 0.9 : 0 }
    let mix = zip(zip(bass, note), clicks).map { $0.0 + $0.1 + $1 }
    let (stems, _, _) = try split(mix, .four, grain: .float) { _, _ in 0 }
    for (part, stem) in [(clicks, 1), (bass, 2), (note, 3)] {
      var (signal, error) = (0.0, 0.0)
      for index in part.indices {
        signal += Double(part[index] * part[index])
        error += Double((part[index] - stems[stem][index]) * (part[index] - stems[stem][index]))
      }
      // Plain medians part such sounds by far more than they part music; the clicks have a thousandth of the energy.
      #expect(error < (stem == 1 ? 0.5 : 0.05) * signal)
    }
    #expect(stems[0].allSatisfy { $0 == 0 })
  }

  /// A kick's tone is as narrow as a bass note's; it is told by how soon it is over.
  @Test func aKickIsNoBassNote() throws {
    let frames = 40_000
    let kicks = (0..<frames).flatMap { frame -> [Float] in
      let time = Double(frame % 4000) / Self.rate.hz
      let value = Float(0.6 * exp(-time / 0.08) * sine(55 * time))
      return [value, value]
    }
    let mix = kicks.enumerated().map { $1 + Float(0.2 * sine(110 * Double($0 / 2) / Self.rate.hz)) }
    let (stems, _, _) = try split(mix, .four, grain: .float) { _, _ in 0 }
    #expect(distortionRatio(of: stems[1], to: kicks)! > 9)
  }

  /// However much is wanted, a part and its rest are numbers of 24 bits within full scale, and sum to what there was.
  @Test func aPartAndItsRestCanBothBeWritten() {
    var random = SeededRandom(seed: 8)
    let steps: Float = 8_388_608
    let sound = (0..<4000).map { _ in (random.sample() * 8_388_607).rounded() / steps } + [-1, 0, 8_388_607 / steps]
    let wanted = sound.map { _ in 2.5 * random.sample() }
    var (rest, part) = (sound, sound)
    segue_part(&rest, wanted, &part, Int32(sound.count), true)
    for index in sound.indices {
      #expect(part[index] + rest[index] == sound[index])
      for value in [part[index], rest[index]] {
        #expect(value >= -1 && value < 1 && value * steps == (value * steps).rounded())
      }
      // What can be had is had, to the nearest step.
      let isFree = abs(wanted[index]) < 0.99 && abs(sound[index] - wanted[index]) < 0.99
      if isFree { #expect(abs(part[index] - wanted[index]) <= 0.51 / steps) }
    }
  }

  @Test func beyondFullScaleIsHeldAndCountedInWholeNumbersOnly() throws {
    var sound = noise(frames: 2000, level: 0.1)
    (sound[700], sound[701]) = (1.5, -1.25)
    let held = try split(sound) { _, _ in 0.5 }
    #expect(held.splitter.clipped == 2)
    let free = try split(sound, grain: .float) { _, _ in 0.5 }
    #expect(free.splitter.clipped == 0)
    #expect(abs(free.stems[0][700] + free.stems[1][700] - 1.5) < 1e-6)
  }

  @Test(arguments: [8000.0, 11_025, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000])
  func aFrameIsAsLongInTimeAtEveryRate(hz: Double) {
    let size = FrameSize(at: SampleRate(hz: hz))
    #expect(size.samples % 4 == 0)
    #expect(abs(Double(size.samples) / hz - 4096 / 44_100.0) < 0.02 * 4096 / 44_100)
    if hz == 44_100 { #expect(size.samples == 4096) }
  }
}

/// Of turns.
private func sine(_ turns: Double) -> Double {
  sin(2 * Double.pi * turns)
}
