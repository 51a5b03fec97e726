import DSP
import Music

/// Listens to a track of any length while it is decoded, in bounded memory.
///
/// Up to `wholeUpTo` a track is heard as a whole. What is longer, a mix as a rule, is heard in windows of `window` that
/// overlap by half a minute, whose facts are joined (`JoinedWindows`); loudness is measured over all of it. So at most
/// a quarter of an hour of samples is in memory: 318 MB of stereo at 44.1 kHz.
///
/// One thread at a time.
package struct StreamAnalyzer: ~Copyable {
  /// The longest track that is heard as a whole.
  package static let wholeUpTo = Seconds(15 * 60)
  /// What is heard at once of a longer one, without the overlap. A whole number of seconds and of waveform columns.
  package static let window = Seconds(10 * 60)
  /// How far windows extend into each other; they are joined in its middle.
  package static let overlap = Seconds(30)

  private let expectedFrames: Int?
  private let longestWhole: Int
  private var intake: Intake
  /// The frame of the track that `intake` begins with.
  private var start = 0
  private var joined: JoinedWindows?
  /// Of the whole track.
  private let meter: LoudnessMeter?
  /// CPU seconds since the last window.
  private var spent = (mixdown: 0.0, loudness: 0.0)

  /// Frames that were taken so far.
  package var frames: Int { start + intake.frames }

  /// - Parameters:
  ///   - sampleRate: 1 kHz to 2 MHz.
  ///   - expecting: how long the track is said to be, in frames at `sampleRate`; for the progress alone.
  package init(sampleRate: SampleRate, expecting expectedFrames: Int? = nil) {
    self.init(sampleRate: sampleRate, expecting: expectedFrames, wholeUpTo: Self.wholeUpTo)
  }

  init(sampleRate: SampleRate, expecting expectedFrames: Int?, wholeUpTo longest: Seconds) {
    self.expectedFrames = expectedFrames
    longestWhole = longest.value.isFinite ? Int(longest.frames(at: sampleRate).value) : .max
    let most = min(longestWhole, Int(Self.wholeUpTo.frames(at: sampleRate).value)) + 65_536
    intake = Intake(sampleRate: sampleRate, reserving: min(most, expectedFrames ?? most))
    meter = LoudnessMeter(sampleRate: sampleRate)
  }

  /// Takes the next piece: frames × 2, interleaved. Now and then it listens to a window, which takes seconds.
  /// - Parameter progress: is told 0…1 while it listens.
  package mutating func take(_ piece: UnsafeBufferPointer<Float>, progress: (Double) -> Void = { _ in }) {
    forEachPiece(of: piece) { sound in
      let began = threadSeconds()
      intake.add(sound)
      let mixed = threadSeconds()
      meter?.addWeighted(sound)
      spent.mixdown += mixed - began
      spent.loudness += threadSeconds() - mixed
    }
    if intake.frames >= longestWhole {
      let advance = Int(Self.window.frames(at: intake.sampleRate).value)
      hear(frames: advance + Int(Self.overlap.frames(at: intake.sampleRate).value), fresh: advance, progress)
      intake.removeFirst(advance)
      start += advance
    }
  }

  /// Listens to what is left. - Returns: as `analyze`.
  package consuming func finish(progress: (Double) -> Void = { _ in }) -> AnalysisResult {
    guard joined != nil else {
      return analyze(intake.mixdown(first: intake.frames), loudness: meter, spent: spent, progress: progress)
    }
    let length = Double(frames) / intake.sampleRate.hz
    hear(frames: intake.frames, fresh: intake.frames, progress)
    guard let joined else { return AnalysisResult(analysis: TrackAnalysis(path: ""), waveform: Waveform(bytes: [])) }
    return joined.result(duration: length, sampleRate: intake.sampleRate, loudness: TrackAnalysis.Loudness(meter))
  }

  /// Hears the first `frames` of what is there; in `fresh` of these, no peaks have been looked for yet nor will be.
  private mutating func hear(frames: Int, fresh: Int, _ progress: (Double) -> Void) {
    let expected = Double(max(expectedFrames ?? 0, self.frames))
    let (from, length) = (Double(start), Double(fresh))
    let new = intake.mixdown(first: fresh)
    new.withMiddle { middle in new.withSide { meter?.findPeaks(middle, $0) } }
    let result = analyze(intake.mixdown(first: frames), loudness: nil, spent: spent) {
      progress((from + $0 * length) / expected)
    }
    spent = (0, 0)
    if joined == nil { joined = JoinedWindows() }
    joined?.append(result, at: from / intake.sampleRate.hz, overlap: Self.overlap.value)
  }
}
