import Glibc
import Music

/// When a vocal stem is heard: its loudness over time against its loudest moment. This is what the truth of a track is
/// measured by, and what a deck with stems shows.
package struct VocalEnvelope: Sendable {
  /// Frames a second; frame `n` lasts from n ÷ `rate` to (n + 1) ÷ `rate` seconds.
  package static let rate = 50.0
  /// Below the loudest tenth of a second by so many decibels, a stem counts as silent: separators leave residues.
  private static let range: Float = 35
  /// Where the stem as a whole stays under this (−60 dBFS), nobody sings.
  private static let faintest: Float = 0.001

  /// One a frame.
  package let isSung: [Bool]

  /// - Parameter samples: frames × 2, interleaved stereo, full scale ±1; what is not a number counts as silence.
  package init(ofStem samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate) {
    let step = sampleRate.hz >= 1000 ? Int((sampleRate.hz / Self.rate).rounded()) : 0
    guard step > 0 else {
      isSung = []
      return
    }
    let power = (0..<samples.count / 2 / step).map { frame in
      var sum: Float = 0
      for index in 2 * frame * step..<2 * (frame + 1) * step where abs(samples[index]) < 1e4 {
        sum += samples[index] * samples[index]
      }
      return sum / Float(2 * step)
    }
    let loudness = power.indices.map { frame in
      let around = max(0, frame - 2)..<min(power.count, frame + 3)
      return (power[around].reduce(0, +) / Float(around.count)).squareRoot()
    }
    let loudest = loudness.max() ?? 0
    let threshold = max(Self.faintest, loudest * powf(10, -Self.range / 20))
    isSung = loudness.map { $0 > threshold }
  }

  /// What is sung without a breath (0.6 s) in between is one span; what is shorter than 0.3 s is none.
  package var spans: [TrackAnalysis.VocalSpan] {
    var spans: [TrackAnalysis.VocalSpan] = []
    for frame in isSung.indices where isSung[frame] {
      let (start, end) = (Double(frame) / Self.rate, Double(frame + 1) / Self.rate)
      if let last = spans.last, start - last.end_seconds < 0.6 {
        spans[spans.count - 1].end_seconds = end
      } else {
        spans.append(TrackAnalysis.VocalSpan(start_seconds: start, end_seconds: end, confidence: 1))
      }
    }
    return spans.filter { $0.end_seconds - $0.start_seconds >= 0.3 }
  }
}

/// Where a vocal stem is sung: spans in order, apart, with confidence 1; empty for a silent stem.
/// - Parameter samples: frames × 2, interleaved stereo, full scale ±1.
package func vocalSpans(
  ofStem samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate
) -> [TrackAnalysis.VocalSpan] {
  VocalEnvelope(ofStem: samples, sampleRate: sampleRate).spans
}
