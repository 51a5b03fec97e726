import Music

/// Whether stems belong to a track: their length, and how well their sum is the original, also when it is shifted.
package enum StemCheck {
  /// Splitters pad and cut: so much may be missing or too much.
  private static let lengthTolerance = Seconds(0.6)
  /// How far a constant shift may go.
  private static let reach = Seconds(0.25)
  /// How far the shift may wander over the track.
  private static let driftTolerance = Seconds(0.003)
  /// Below this normalised correlation the sum is another piece of music. Lossy copies of stems reach .95 and more;
  /// splitters that drop a part (a file without its vocals) still .5.
  private static let leastCorrelation = 0.4

  /// Fits stems to the original: each comes back as long as the original, from the same first frame.
  /// - Throws: `.stems` with the reason when they do not belong to it.
  package static func fit(_ stems: [PCM], to original: PCM) throws(MediaError) -> [PCM] {
    let rate = original.sampleRate
    for stem in stems {
      let difference = Seconds(Double(stem.framesReady - original.framesReady) / rate.hz)
      guard abs(difference.value) <= lengthTolerance.value else {
        throw refusal(
          "its stems do not fit: one lasts \(clock(stem.duration)), the track \(clock(original.duration)). Split it again."
        )
      }
    }
    let halves = [0..<original.framesReady / 2, original.framesReady / 2..<original.framesReady]
    let found = halves.compactMap { place(of: stems, in: original, within: $0) }
    // The louder half decides; where neither can be judged (silence, a second of sound) equal length is enough.
    let best = found.max { $0.energy < $1.energy }
    guard best.map({ $0.correlation >= leastCorrelation }) ?? true else {
      throw refusal("its stems are of another recording (their sum is unlike the track). Split it again.")
    }
    let drift = found.map { abs($0.shift - (best?.shift ?? 0)) }.max() ?? 0
    guard
      Double(drift) <= driftTolerance.value * rate.hz || found.contains(where: { $0.correlation < leastCorrelation })
    else { throw refusal("its stems run at another speed than the track: they drift apart. Split it again.") }
    let shift = best?.shift ?? 0
    if shift == 0, stems.allSatisfy({ $0.framesReady == original.framesReady }) { return stems }
    var fitted: [PCM] = []
    for stem in stems { fitted.append(try moved(stem, by: shift, length: original.framesReady)) }
    return fitted
  }

  private static func refusal(_ sentence: String) -> MediaError { MediaError(.stems, path: "", sentence) }

  /// Where the stems lie, as heard in one part of the track.
  private struct Place {
    /// Frames by which the stems lie behind the original.
    var shift: Int
    /// −1…1, of the sum of the stems and the original there.
    var correlation: Double
    /// Of the original.
    var energy: Double
  }

  /// Looks where `range` is loud: first on means of 16 frames, then on single ones.
  /// - Returns: nil where it is too short or silent.
  private static func place(of stems: [PCM], in original: PCM, within range: Range<Int>) -> Place? {
    let rate = original.sampleRate.hz
    let window = min(range.count, Int(6 * rate))
    let reach = min(Int(Self.reach.frames(at: original.sampleRate).value), window / 4)
    guard window > 4096 else { return nil }
    let start = loudest(original, window: window, within: range)
    let reference = mono([original], from: start + reach, count: window - 2 * reach)
    let energy = reference.reduce(0.0) { $0 + Double($1) * Double($1) }
    guard energy > 1e-8 * Double(reference.count) else { return nil }
    let sum = mono(stems, from: start, count: window)
    let step = 16
    let coarse = best(
      reference.thinned(by: step), sum.thinned(by: step), shifts: 0...(2 * reach / step), first: reach / step)
    let near = max(0, coarse.shift * step - 2 * step)...min(2 * reach, coarse.shift * step + 2 * step)
    let fine = best(reference, sum, shifts: near, first: reach)
    return Place(shift: fine.shift - reach, correlation: fine.correlation, energy: energy)
  }

  /// The shift at which two signals are most alike. Of shifts that are equally good, as loops have them, the one nearest
  /// to `first`.
  private static func best(
    _ reference: [Float], _ sum: [Float], shifts: ClosedRange<Int>, first: Int
  ) -> (shift: Int, correlation: Double) {
    let energy = reference.reduce(0.0) { $0 + Double($1) * Double($1) }
    var best = (shift: shifts.lowerBound, correlation: -1.0)
    for shift in shifts.sorted(by: { abs($0 - first) < abs($1 - first) }) where shift + reference.count <= sum.count {
      var product = 0.0
      var power = 1e-12
      for index in reference.indices {
        let sample = Double(sum[shift + index])
        product += Double(reference[index]) * sample
        power += sample * sample
      }
      let correlation = product / (energy * power + 1e-12).squareRoot()
      if correlation > best.correlation + 1e-5 { best = (shift, correlation) }
    }
    return best
  }

  /// Where the loudest `window` frames begin, in steps of a second.
  private static func loudest(_ pcm: PCM, window: Int, within range: Range<Int>) -> Int {
    let second = Int(pcm.sampleRate.hz)
    var best = (start: range.lowerBound, energy: -1.0)
    for start in stride(from: range.lowerBound, through: range.upperBound - window, by: second) {
      var energy = 0.0
      for frame in stride(from: start, to: start + window, by: 61) {
        let sample = Double(pcm.samples[2 * frame]) + Double(pcm.samples[2 * frame + 1])
        energy += sample * sample
      }
      if energy > best.energy { best = (start, energy) }
    }
    return best.start
  }

  /// The sum of all channels of all `tracks`; silence beyond their ends.
  private static func mono(_ tracks: [PCM], from start: Int, count: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: count)
    for track in tracks {
      for index in 0..<max(0, min(count, track.framesReady - start)) {
        sum[index] += track.samples[2 * (start + index)] + track.samples[2 * (start + index) + 1]
      }
    }
    return sum
  }

  /// A copy that begins `shift` frames later in the source and has `length` frames, with silence where there is nothing.
  private static func moved(_ stem: PCM, by shift: Int, length: Int) throws(MediaError) -> PCM {
    guard let copy = PCM(capacity: length, sampleRate: stem.sampleRate) else {
      throw MediaError(.stems, path: "", "there is no memory left for its stems.")
    }
    let silence = [Float](repeating: 0, count: 2 * 4096)
    func pad(_ frames: Int) {
      var left = frames
      while left > 0 {
        let count = min(left, 4096)
        silence.withUnsafeBufferPointer { _ = copy.append(UnsafeBufferPointer(rebasing: $0[..<(2 * count)])) }
        left -= count
      }
    }
    if shift < 0 { pad(min(length, -shift)) }
    let first = max(0, shift)
    let count = max(0, min(stem.framesReady - first, length - copy.framesReady))
    copy.append(UnsafeBufferPointer(start: stem.samples + 2 * first, count: 2 * count))
    pad(length - copy.framesReady)
    copy.finish()
    return copy
  }
}

extension [Float] {
  /// Means of `step` samples each: a rough low-pass and decimation, enough to find a shift.
  fileprivate func thinned(by step: Int) -> [Float] {
    stride(from: 0, to: count - step + 1, by: step).map { start in
      var sum: Float = 0
      for index in start..<(start + step) { sum += self[index] }
      return sum / Float(step)
    }
  }
}
