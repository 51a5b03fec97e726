import Engine
import Glibc
import Music
import Platform
import Suggestion
import Support
import Testing
import Workstation

/// A planned blend of two tracks whose drums lie off their grids, rendered: where each track's drums are heard.
@Suite struct KickLockTests {
  /// Clicks on every beat, `late` after it, a time of the beat.
  private static func clicks(bpm: Double, seed: UInt64, late: (Double) -> Double) -> PCM {
    var signal = Signal(seconds: 60)
    var random = SeededRandom(seed: seed)
    for index in 0..<Int(58 * bpm / 60) {
      let beat = 0.1 + Double(index) * 60 / bpm
      let time = beat + late(beat)
      signal.add(at: time, for: 0.02) { t in Float(exp(-t / 0.003)) * 0.5 * random.sample() }
    }
    return PCM(interleaved: signal.samples, sampleRate: .cd)!
  }

  private static func analysis(_ path: String, bpm: Double) -> TrackAnalysis {
    var analysis = TrackAnalysis(path: path)
    analysis.duration_seconds = 60
    (analysis.bpm, analysis.bpm_confidence) = (bpm, 1)
    analysis.grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1), downbeat: 0, phraseStart: 0)
    return analysis
  }

  /// Milliseconds that the drums of what comes in are heard behind the others, beat by beat, in the second half of the
  /// window: each track is rendered by itself, the other one silent.
  private static func heard(
    late: @escaping (_ bars: Double) -> Double, locks: Bool
  ) throws -> (offset: Double?, heard: [Double]) {
    let scratch = try ScratchFolder()
    let paths = ["a.wav", "b.wav"].map { scratch.path + "/" + $0 }
    for path in paths { #expect(replaceFile(path, with: "") == nil) }
    let (a, b) = (analysis(paths[0], bpm: 124), analysis(paths[1], bpm: 122))
    var plan = planBlend(from: BlendSide(a), to: BlendSide(b), kind: .shortBlend)
    #expect(plan.bars >= 8 && plan.tempoChangePercent != nil, "\(plan)")
    let start = plan.in.lowerBound.value
    let sounds = [
      clicks(bpm: 124, seed: 1) { _ in 0 }, clicks(bpm: 122, seed: 2) { late(($0 - start) * 122 / 240) },
    ]
    if locks, let first = a.grid, let second = b.grid {
      plan = plan.locked(HeardTrack(sound: sounds[0], grid: first), HeardTrack(sound: sounds[1], grid: second))
    }
    plan.steps.removeAll { if case .bass = $0.move { true } else { false } }
    let text = transitionJournal(
      of: plan, from: (paths[0], a), to: (paths[1], b), lead: Seconds(4), tail: Seconds(4), stems: false,
      settings: Settings())
    func strikes(_ silent: DeckID) throws -> [Double] {
      var lines = text.split(separator: "\n").map(String.init)
      let first = try #require(lines.firstIndex { $0.hasPrefix("@0.1s") })
      lines.removeAll { $0.contains(" crossfade") }
      let alone: [EngineCommand.Action] = [.mixer(.curve(.cut)), .deck(silent, .set(.fader, 0))]
      lines.insert(contentsOf: alone.map { "@0s \(Command(.engine($0)).line)" }, at: first - 1)
      let decoded = [FilePath(paths[0]): sounds[0], FilePath(paths[1]): sounds[1]]
      var set = OfflineSet(rate: .cd, media: try mediaProgram(), decoded: decoded)
      var sound: [Float] = []
      try set.play(try Journal(parsing: lines.joined(separator: "\n") + "\n", name: "a test")) { samples in
        for frame in 0..<(samples.count / 2) { sound.append(abs(samples[2 * frame])) }
      }
      // Where the sound rises out of nothing.
      var found: [Double] = []
      var quiet = 0
      for frame in sound.indices {
        if sound[frame] > 0.02 {
          if quiet > 4410 { found.append(Double(frame) / 44.1) }
          quiet = 0
        } else {
          quiet += 1
        }
      }
      return found
    }
    let (mine, theirs) = (try strikes(.b), try strikes(.a))
    let offsets = theirs.compactMap { strike in
      mine.map { strike - $0 }.min { abs($0) < abs($1) }.flatMap { abs($0) < 60 ? $0 : nil }
    }
    return (plan.kickOffset.map { $0.value * 1000 }, offsets)
  }

  /// A noise burst's first loud sample lies within a millisecond of its start; key lock puts attacks there within half.
  @Test(arguments: [0.007, -0.005]) func drumsOffTheirGridAreHeardTogether(late: Double) throws {
    let (offset, heard) = try Self.heard(late: { _ in late }, locks: true)
    #expect(abs(try #require(offset) - late * 1000 * 122 / 124) < 0.5, "\(offset ?? 0)")
    let settled = heard.dropFirst(heard.count / 2).map { abs($0) }.sorted()
    #expect(settled.count >= 6 && settled[settled.count / 2] < 0.8, "\(heard)")
  }

  /// Records play another drum in each section: from the fifth bar on this one's lie elsewhere.
  @Test func drumsThatLieElsewhereInTheNextFourBarsAreHeardTogetherThere() throws {
    let (offset, heard) = try Self.heard(late: { $0 < 3.9 ? 0.005 : -0.004 }, locks: true)
    #expect(abs(try #require(offset) - 5.0 * 122 / 124) < 0.5, "\(offset ?? 0)")
    let settled = heard.dropFirst(heard.count - 10).prefix(8).map { abs($0) }.sorted()
    #expect(heard.count >= 24 && settled[settled.count / 2] < 0.8, "\(heard)")
  }

  /// The same on the grids alone: what the lock is for.
  @Test func withoutTheLockTheyAreNot() throws {
    let (offset, heard) = try Self.heard(late: { _ in 0.007 }, locks: false)
    let settled = heard.dropFirst(heard.count / 2).map { abs($0) }.sorted()
    #expect(offset == nil && settled.count >= 6 && settled[settled.count / 2] > 5, "\(heard)")
  }

  /// What comes in begins in step, to the sample, however the renderer's quanta fall.
  @Test func drumsOnTheirGridAreHeardTogetherFromTheFirstBeat() throws {
    let (_, heard) = try Self.heard(late: { _ in 0 }, locks: false)
    let first = heard.prefix(4).map { abs($0) }.sorted()
    #expect(first.count == 4 && first[2] < 0.8, "\(heard)")
  }
}
