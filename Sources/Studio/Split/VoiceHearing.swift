import Dispatch

/// Tells the voice's share of each bin of frames that follow each other. One thread at a time.
protocol VoiceHearing: AnyObject {
  /// Fills the voice's shares of the run's frames.
  /// - Parameter isFirst: no frame came before; else the shares of the first `overlap` frames were told with the run
  ///   before, and go over into the new ones.
  func hear(_ run: FrameRun, isFirst: Bool)
}

/// How much of a track is heard at once.
enum HearingSpan {
  /// Frames: 11.9 s.
  static let frames = 512
  /// Frames that are heard twice, in which one hearing goes over into the next: 1.5 s.
  static let overlap = 64

  /// How much a new hearing of a frame counts against the one before.
  static func weight(of frame: Int, isFirst: Bool) -> Float {
    isFirst || frame >= overlap ? 1 : (Float(frame) + 0.5) / Float(overlap)
  }
}

/// Hears voices by nets.
final class NetHearing: VoiceHearing {
  private let nets: [NetWeights]
  private let runners: [VoiceNet]
  private let runsSideBySide: Bool

  /// - Parameters:
  ///   - isFast: the voice's net alone: half the work, some 0.5 dB less.
  ///   - sideBySide: both nets at once, on two cores, with 60 MB more.
  init(_ model: VoiceModel, isFast: Bool, sideBySide: Bool) {
    nets = isFast ? [model.voice] : [model.voice, model.accompaniment]
    runsSideBySide = sideBySide && !isFast
    runners = nets.map { VoiceNet($0.shape) }
  }

  func hear(_ run: FrameRun, isFirst: Bool) {
    let shape = nets[0].shape
    for runner in runners { take(run, shape, runner) }
    if runsSideBySide {
      DispatchQueue.concurrentPerform(iterations: nets.count) { [nets, runners] in runners[$0].run(nets[$0]) }
    } else {
      for (net, runner) in zip(nets, runners) { runner.run(net) }
    }
    for frame in 0..<run.count { give(frame, to: run, shape, new: HearingSpan.weight(of: frame, isFirst: isFirst)) }
  }

  private func take(_ run: FrameRun, _ shape: NetShape, _ runner: VoiceNet) {
    let bins = min(run.bins, shape.columns)
    for frame in 0..<shape.rows {
      let magnitudes = runner.magnitudes(ofFrame: frame)
      magnitudes.update(repeating: 0)
      guard frame < run.count else { continue }
      for channel in 0..<2 {
        let spectrum = run.spectrum(frame, channel)
        for bin in 0..<bins {
          let (re, im) = (spectrum[2 * bin], spectrum[2 * bin + 1])
          magnitudes[2 * bin + channel] = (re * re + im * im).squareRoot()
        }
      }
    }
  }

  /// - Parameter new: how much this hearing counts against the one before.
  private func give(_ frame: Int, to run: FrameRun, _ shape: NetShape, new: Float) {
    let bins = min(run.bins, shape.columns)
    // What lies above all that the net sees goes with what lies right below: air.
    let top = shape.columns - shape.columns * 2 / 11
    for channel in 0..<2 {
      let shares = run.voice(frame, channel)
      let first = runners[0].shares.baseAddress! + frame * shape.columns * 2 + channel
      for bin in 0..<bins {
        var share = first[2 * bin]
        if nets.count > 1 {
          let other = runners[1].shares[frame * shape.columns * 2 + 2 * bin + channel]
          // As Spleeter does it: by the squares of both estimates, which sum to one.
          let magnitude = runners[0].magnitudes(ofFrame: frame)[2 * bin + channel]
          let (mine, theirs) = (share * magnitude, other * magnitude)
          share = (mine * mine + 0.5e-10) / (mine * mine + theirs * theirs + 1e-10)
        }
        shares[bin] += (share - shares[bin]) * new
      }
      guard run.bins > bins else { continue }
      var sum: Float = 0
      for bin in top..<bins { sum += shares[bin] }
      let air = sum / Float(bins - top)
      for bin in bins..<run.bins { shares[bin] = air }
    }
  }
}
