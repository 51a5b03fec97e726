import CStudio
import Glibc
import Music

/// Tells drums from notes in what is left without the voice: a drum is high and narrow in a spectrogram, a note low and
/// wide (Fitzgerald, "Harmonic/Percussive Separation using Median Filtering", DAFx 2010). One thread.
final class RhythmHearing {
  /// Frames and bins on either side of a median.
  private static let half = 15
  /// Hz up to which a drum is no broader than a note, and is told by time alone.
  private static let kicks = 200.0
  private let bins: Int
  private let kickBins: Int
  /// The magnitudes of the frames before the run, and of the run.
  private let magnitudes: UnsafeMutableBufferPointer<Float>
  private let notes: UnsafeMutableBufferPointer<Float>
  private let drums: UnsafeMutableBufferPointer<Float>
  /// Frames before the run that are known: none at the beginning.
  private var before = 0
  /// What of the notes in each bin is the bass's, 0…1.
  private let bass: [Float]

  /// - Parameter capacity: the most frames of a run.
  init(_ size: FrameSize, at rate: SampleRate, capacity: Int) {
    bins = size.bins
    kickBins = min(size.bins, Int(Self.kicks * Double(size.samples) / rate.hz))
    magnitudes = .allocate(capacity: (Self.half + capacity) * bins)
    magnitudes.initialize(repeating: 0)
    notes = .allocate(capacity: capacity * bins)
    notes.initialize(repeating: 0)
    drums = .allocate(capacity: capacity * bins)
    drums.initialize(repeating: 0)
    bass = (0..<bins).map { bin in
      // Over an octave around 220 Hz: most basses' fundamentals and first overtones lie below.
      let octaves = log2(max(1, Double(bin) * rate.hz / Double(size.samples)) / 220)
      return Float(0.5 - 0.5 * max(-1, min(1, 2 * octaves)))
    }
  }

  deinit {
    magnitudes.deallocate()
    notes.deallocate()
    drums.deallocate()
  }

  /// Listens to a run whose voice was heard; then tells of its first `frames` frames, after which those behind them
  /// come to its front.
  func listen(_ run: FrameRun, frames: Int) {
    for frame in 0..<run.count { measure(run, frame) }
    let all = magnitudes.baseAddress!
    let count = before + run.count
    // A run shorter than a median, as a very short track is: all is noise to it.
    guard count > Self.half, bins > Self.half else {
      notes.update(repeating: 1)
      drums.update(repeating: 1)
      return
    }
    for bin in 0..<bins {
      segue_sliding_median(
        all + bin, Int64(bins), Int32(count), Int32(Self.half), Int32(before), notes.baseAddress! + bin, Int64(bins),
        Int32(frames))
    }
    for frame in 0..<frames {
      segue_sliding_median(
        all + (before + frame) * bins, 1, Int32(bins), Int32(Self.half), 0, drums.baseAddress! + frame * bins, 1,
        Int32(bins))
    }
    // A kick is a falling tone: narrow, as a bass note is, but soon over. What stands out of the median over time is
    // the kick's.
    for frame in 0..<frames {
      let own = all + (before + frame) * bins
      for bin in 0..<kickBins {
        let place = frame * bins + bin
        drums[place] = max(drums[place], own[bin] - notes[place])
      }
    }
    let kept = min(Self.half, before + frames)
    all.update(from: all + (before + frames - kept) * bins, count: kept * bins)
    before = kept
  }

  /// Left and right together, without the voice.
  private func measure(_ run: FrameRun, _ frame: Int) {
    let out = magnitudes.baseAddress! + (before + frame) * bins
    for bin in 0..<bins { out[bin] = 0 }
    for channel in 0..<2 {
      let (spectrum, voice) = (run.spectrum(frame, channel), run.voice(frame, channel))
      for bin in 0..<bins {
        let (re, im) = (spectrum[2 * bin], spectrum[2 * bin + 1])
        out[bin] += (1 - voice[bin]) * (re * re + im * im).squareRoot()
      }
    }
  }

  /// The shares of drums and bass in each bin of a frame that was listened to.
  /// - Parameter voice: the voice's.
  func shares(
    ofFrame frame: Int, voice: UnsafePointer<Float>, drums drumShares: inout [Float], bass bassShares: inout [Float]
  ) {
    for bin in 0..<bins {
      let (note, drum) = (notes[frame * bins + bin], drums[frame * bins + bin])
      let percussive = (drum * drum + 1e-20) / (note * note + drum * drum + 2e-20)
      let rest = 1 - voice[bin]
      drumShares[bin] = rest * percussive
      bassShares[bin] = rest * (1 - percussive) * bass[bin]
    }
  }
}
