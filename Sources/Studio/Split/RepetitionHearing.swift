import CStudio
import Glibc
import Music

/// Hears a voice as what does not come back: what accompanies it repeats after beats and bars, what is sung over it
/// does not (Rafii and Pardo, "Music/Voice Separation using the Similarity Matrix", ISMIR 2012), and a voice stands in
/// the middle between left and right. Some 3 dB where the nets have 5; needs nothing but the track. One thread.
final class RepetitionHearing: VoiceHearing {
  /// Frames that sound like one, of which the median is what comes back.
  private static let likes = 8
  /// Frames that they are from it at least; from each other, half as many.
  private static let apart = 16
  private static let bands = 64
  /// Raised where the same track would get other stems.
  static let version = 1
  private let bins: Int
  /// Where a voice is looked for: from 150 Hz to 11 kHz.
  private let reach: Range<Int>
  private let bandOfBin: [Int]
  private let magnitudes: UnsafeMutableBufferPointer<Float>
  /// What each frame sounds like: the roots of its bands' levels, of length 1.
  private let shapes: UnsafeMutableBufferPointer<Float>
  private let back: UnsafeMutableBufferPointer<Float>
  private let told: UnsafeMutableBufferPointer<Float>

  init(_ size: FrameSize, at rate: SampleRate) {
    bins = size.bins
    func bin(_ hz: Double) -> Int { min(size.bins, Int((hz * Double(size.samples) / rate.hz).rounded())) }
    let reach = bin(150)..<max(bin(150), bin(11_000))
    self.reach = reach
    let span = log(Double(max(reach.lowerBound + 1, reach.upperBound)) / Double(max(1, reach.lowerBound)))
    bandOfBin = reach.map {
      min(Self.bands - 1, Int(log(Double($0) / Double(max(1, reach.lowerBound))) / span * Double(Self.bands)))
    }
    magnitudes = .allocate(capacity: 2 * HearingSpan.frames * size.bins)
    magnitudes.initialize(repeating: 0)
    shapes = .allocate(capacity: HearingSpan.frames * Self.bands)
    shapes.initialize(repeating: 0)
    back = .allocate(capacity: size.bins)
    back.initialize(repeating: 0)
    told = .allocate(capacity: size.bins)
    told.initialize(repeating: 0)
  }

  deinit { for memory in [magnitudes, shapes, back, told] { memory.deallocate() } }

  func hear(_ run: FrameRun, isFirst: Bool) {
    for frame in 0..<run.count { measure(run, frame) }
    for frame in 0..<run.count {
      let like = alike(frame, of: run.count)
      for channel in 0..<2 { tell(frame, channel, like, run, new: HearingSpan.weight(of: frame, isFirst: isFirst)) }
    }
  }

  private func magnitudes(_ frame: Int, _ channel: Int) -> UnsafeMutablePointer<Float> {
    magnitudes.baseAddress! + (2 * frame + channel) * bins
  }

  private func measure(_ run: FrameRun, _ frame: Int) {
    let shape = shapes.baseAddress! + frame * Self.bands
    for band in 0..<Self.bands { shape[band] = 0 }
    for channel in 0..<2 {
      let (spectrum, out) = (run.spectrum(frame, channel), magnitudes(frame, channel))
      for bin in reach {
        let (re, im) = (spectrum[2 * bin], spectrum[2 * bin + 1])
        out[bin] = (re * re + im * im).squareRoot()
        shape[bandOfBin[bin - reach.lowerBound]] += out[bin]
      }
    }
    var power: Float = 1e-12
    for band in 0..<Self.bands {
      power += shape[band]
      shape[band] = shape[band].squareRoot()
    }
    let scale = 1 / power.squareRoot()
    for band in 0..<Self.bands { shape[band] *= scale }
  }

  /// The frames that sound most like one, the likest first.
  private func alike(_ frame: Int, of count: Int) -> [Int] {
    let own = shapes.baseAddress! + frame * Self.bands
    var likeness = [Float](repeating: -1, count: count)
    for other in 0..<count where abs(other - frame) >= Self.apart {
      let shape = shapes.baseAddress! + other * Self.bands
      // Four sums side by side: their order is always the same.
      var sums = SIMD4<Float>()
      for band in stride(from: 0, to: Self.bands, by: 4) {
        sums +=
          SIMD4(own[band], own[band + 1], own[band + 2], own[band + 3])
          * SIMD4(shape[band], shape[band + 1], shape[band + 2], shape[band + 3])
      }
      likeness[other] = sums.sum()
    }
    var found: [Int] = []
    while found.count < Self.likes {
      var best = 0
      for other in 1..<count where likeness[other] > likeness[best] { best = other }
      guard likeness[best] >= 0 else { break }
      found.append(best)
      let near = max(0, best - Self.apart / 2 + 1)..<min(count, best + Self.apart / 2)
      for other in near { likeness[other] = -1 }
    }
    return found
  }

  private func tell(_ frame: Int, _ channel: Int, _ like: [Int], _ run: FrameRun, new: Float) {
    if !like.isEmpty, !reach.isEmpty {
      let first = reach.lowerBound
      let rows: [UnsafePointer<Float>?] = like.map { UnsafePointer(magnitudes($0, channel) + first) }
      segue_median_of_rows(rows, Int32(rows.count), back.baseAddress! + first, Int32(reach.count))
      segue_front_shares(
        magnitudes(frame, channel) + first, back.baseAddress! + first, run.spectrum(frame, 0) + 2 * first,
        run.spectrum(frame, 1) + 2 * first, told.baseAddress! + first, Int32(reach.count))
    } else {
      told.update(repeating: 0)
    }
    let shares = run.voice(frame, channel)
    for bin in 0..<bins { shares[bin] += (told[bin] - shares[bin]) * new }
  }
}
