import DSP
import Music

/// Listens to a track of any length while it is decoded, in bounded memory.
///
/// Up to `wholeUpTo` a track is heard as a whole. What is longer, a mix as a rule, is heard in windows of `window` that
/// overlap by half a minute, whose facts are joined (`JoinedWindows`); loudness is measured over all of it. So at most a
/// quarter of an hour of samples is in memory: 318 MB of stereo at 44.1 kHz, half as much again for their mono mix.
///
/// One thread at a time.
package struct Listener: ~Copyable {
  /// The longest track that is heard as a whole.
  package static let wholeUpTo = Seconds(15 * 60)
  /// What is heard at once of a longer one, without the overlap. A whole number of seconds and of waveform columns.
  package static let window = Seconds(10 * 60)
  /// How far windows reach into each other; they are joined in its middle.
  package static let overlap = Seconds(30)

  private let sampleRate: SampleRate
  private let expectedFrames: Int?
  private var samples: [Float] = []
  /// The frame of the track that `samples` begins with.
  private var start = 0
  private var joined: JoinedWindows?
  private var meter: LoudnessMeter?

  /// Frames that were taken so far.
  package var frames: Int { start + samples.count / 2 }

  /// - Parameter expecting: how long the track is said to be, in frames at `sampleRate`; for the progress alone.
  package init(sampleRate: SampleRate, expecting expectedFrames: Int? = nil) {
    self.sampleRate = sampleRate
    self.expectedFrames = expectedFrames
    // Address space: it becomes memory as it is filled.
    samples.reserveCapacity(2 * (Int(Self.wholeUpTo.frames(at: sampleRate).value) + 65_536))
  }

  /// Takes the next piece: frames × 2, interleaved. Now and then it listens to a window, which takes seconds.
  /// - Parameter progress: is told 0…1 while it listens.
  package mutating func take(_ piece: UnsafeBufferPointer<Float>, progress: (Double) -> Void = { _ in }) {
    samples.append(contentsOf: piece)
    if samples.count >= 2 * Int(Self.wholeUpTo.frames(at: sampleRate).value) {
      let advance = Int(Self.window.frames(at: sampleRate).value)
      hear(frames: advance + Int(Self.overlap.frames(at: sampleRate).value), fresh: advance, progress)
      samples.removeFirst(2 * advance)
      start += advance
    }
  }

  /// Listens to what is left. - Returns: as `analyze`.
  package consuming func finish(progress: (Double) -> Void = { _ in }) -> AnalysisResult {
    guard joined != nil else {
      return samples.withUnsafeBufferPointer { analyze($0, sampleRate: sampleRate, progress: progress) }
    }
    let length = Double(frames) / sampleRate.hz
    hear(frames: samples.count / 2, fresh: samples.count / 2, progress)
    guard let joined else { return AnalysisResult(analysis: TrackAnalysis(path: ""), waveform: Waveform(bytes: [])) }
    return joined.result(duration: length, sampleRate: sampleRate, loudness: TrackAnalysis.Loudness(meter))
  }

  /// Hears the first `frames` of what is there; of these, `fresh` have not been measured for loudness yet nor will be.
  private mutating func hear(frames: Int, fresh: Int, _ progress: (Double) -> Void) {
    let expected = Double(max(expectedFrames ?? 0, self.frames))
    let (from, length) = (Double(start), Double(fresh))
    if joined == nil {
      joined = JoinedWindows()
      meter = LoudnessMeter(sampleRate: sampleRate)
    }
    samples.withUnsafeBufferPointer { all in
      let sound = UnsafeBufferPointer(rebasing: all[..<(2 * frames)])
      Self.measure(UnsafeBufferPointer(rebasing: all[..<(2 * fresh)]), with: meter)
      let result = analyze(sound, sampleRate: sampleRate) { progress((from + $0 * length) / expected) }
      joined?.append(result, at: from / sampleRate.hz, overlap: Self.overlap.value)
    }
  }

  /// What is not a number counts as silence here as it does in `analyze`.
  private static func measure(_ samples: UnsafeBufferPointer<Float>, with meter: LoudnessMeter?) {
    if samples.allSatisfy({ abs($0) < 1e4 }) {
      meter?.add(samples)
    } else {
      samples.map { abs($0) < 1e4 ? $0 : 0 }.withUnsafeBufferPointer { meter?.add($0) }
    }
  }
}
