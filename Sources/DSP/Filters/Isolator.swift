import CRealtime

/// The isolator's bands of one frame at unity; their sum is the all-pass.
package struct BandFrame: BitwiseCopyable, Sendable {
  /// Below the lower corner.
  package var low = SIMD2<Double>.zero
  /// Between the corners.
  package var mid = SIMD2<Double>.zero
  /// Above the upper corner.
  package var high = SIMD2<Double>.zero

  /// Silence.
  package init() {}
}

/// A three-band isolator: Linkwitz-Riley crossovers of 24 dB per octave (S. Linkwitz, Active Crossover Networks for
/// Noncoincident Drivers, JAES 1976). The three bands sum to an all-pass, the low one brought in phase with the upper
/// crossover. What comes out is that all-pass, made by itself, and each band's difference from unity.
/// The bands can be had apart as well, for what is to be added to that sound or taken away from it.
///
/// With all bands at unity the sound passes bit for bit. Between the two the phase differs by half a turn at each
/// crossover, so a blend would have a hole there. Instead the all-pass enters and leaves with its corners beyond
/// hearing: they slide down in 25 ms when a band moves (the level stays within 0.9 dB below and 1.6 dB above at any
/// frequency, where a 10 ms blend makes holes at both crossovers; the bands' own changes wait for it), and up in a
/// second once all is flat, too slow to be heard. In silence both are done at once. The bands' filters always run, so
/// that they are warm. One thread.
///
/// More than fifteen stored properties: the state of one algorithm, all of it touched by each frame.
package struct Isolator: BitwiseCopyable, Sendable {
  private let sampleRate: Double
  private var corners: SIMD2<Double>
  private var lowTuning: StateVariable.Tuning
  private var highTuning: StateVariable.Tuning

  // The bands.
  private var lowSplit = StateVariable()
  private var lowAgain = StateVariable()
  private var lowPhase = StateVariable()
  private var restAgain = StateVariable()
  private var highSplit = StateVariable()
  private var midAgain = StateVariable()
  private var topAgain = StateVariable()

  // The sum.
  private var lowFlat = StateVariable()
  private var highFlat = StateVariable()
  private var lowFlatTuning: StateVariable.Tuning
  private var highFlatTuning: StateVariable.Tuning
  /// How far the all-pass is blended in by each frame, and how far its corners slide in a second.
  private static var entry: Double {
    @_noLocks get { 1.0 / 192 }
  }
  private static var cornerSpeed: Double {
    @_noLocks get { 50 }
  }
  /// 0: corners beyond hearing, 1: at the crossovers.
  private var cornerProgress = 0.0
  /// How much of the bands' changes is let in meanwhile.
  private var share = 1.0
  /// 0: the sound as it came, 1: the all-pass.
  private var wet = 0.0
  private var quietFrames = 0

  /// - Parameters: lowHz, highHz: where bass ends and where treble begins.
  package init(sampleRate: Double, lowHz: Double = 246, highHz: Double = 2500) {
    self.sampleRate = sampleRate
    corners = SIMD2(rt_log2(lowHz), rt_log2(highHz))
    lowTuning = StateVariable.Tuning(hz: lowHz, sampleRate: sampleRate)
    highTuning = StateVariable.Tuning(hz: highHz, sampleRate: sampleRate)
    lowFlatTuning = lowTuning
    highFlatTuning = highTuning
  }

  /// Frames until the bands' changes are heard in full, from a band's first move on; 0 while they are.
  package var framesToArrive: Double {
    @_noLocks get { (1 - wet) / Self.entry + (1 - cornerProgress) / (Self.cornerSpeed / sampleRate) }
  }

  /// Works in place. - Parameters:
  ///   - gains: linear, one value a frame: low, mid, high.
  ///   - isFlat: all of them are 1 and stay there.
  ///   - corners: log2 of the crossovers in Hz, one value a frame.
  ///   - apart: where the bands are to go, as far as they are let in by now; nil: they are not wanted. Who wants them
  ///     keeps the isolator in the path.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, gains: UnsafePointer<SIMD4<Double>>,
    isFlat allAtUnity: Bool,
    corners wanted: UnsafePointer<SIMD2<Double>>, apart: UnsafeMutablePointer<BandFrame>? = nil
  ) {
    let isFlat = allAtUnity && apart == nil
    skipTransitionInSilence(sound, frames: frames, isFlat: isFlat)
    for frame in 0..<frames {
      if wanted[frame] != corners { tune(wanted[frame]) }
      let x = SIMD2<Double>(sound[frame])
      let first = lowSplit.split(x, lowTuning)
      let bass = lowPhase.allPass(lowAgain.split(first.low, lowTuning).low, highTuning)
      let rest = restAgain.split(first.high, lowTuning).high
      let second = highSplit.split(rest, highTuning)
      let middle = midAgain.split(second.low, highTuning).low
      let top = topAgain.split(second.high, highTuning).high
      if isFlat && wet == 0 { continue }
      advanceTransition(isFlat: isFlat)
      let flat = highFlat.allPass(lowFlat.allPass(x, lowFlatTuning), highFlatTuning)
      let gain = gains[frame] - 1
      let change = (bass * gain.x + middle * gain.y + top * gain.z) * share
      if let apart {
        apart[frame].low = bass * share
        apart[frame].mid = middle * share
        apart[frame].high = top * share
      }
      sound[frame] = StereoFrame(x + (flat - x) * Self.soft(wet) + change)
    }
  }

  @_noLocks private mutating func tune(_ wanted: SIMD2<Double>) {
    corners = wanted
    lowTuning = StateVariable.Tuning(hz: rt_exp2(wanted.x), sampleRate: sampleRate)
    highTuning = StateVariable.Tuning(hz: rt_exp2(wanted.y), sampleRate: sampleRate)
    tuneFlat()
  }

  @_noLocks private mutating func tuneFlat() {
    if cornerProgress >= 1 {
      share = 1
      lowFlatTuning = lowTuning
      highFlatTuning = highTuning
      return
    }
    let top = SIMD2(repeating: rt_log2(0.47 * sampleRate))
    let progress = Self.soft(cornerProgress)
    share = progress * progress * progress * progress * progress * progress
    let place = top + (corners - top) * progress
    lowFlatTuning = StateVariable.Tuning(hz: rt_exp2(place.x), sampleRate: sampleRate)
    highFlatTuning = StateVariable.Tuning(hz: rt_exp2(place.y), sampleRate: sampleRate)
  }

  /// Progress of 0…1 without corners at its ends, nor in its slope.
  @inline(__always)
  @_noLocks private static func soft(_ progress: Double) -> Double {
    progress * progress * progress * (progress * (progress * 6 - 15) + 10)
  }

  /// Moves the sum by a frame towards the sound as it came, or towards the bands' own phase.
  @inline(__always)
  @_noLocks private mutating func advanceTransition(isFlat: Bool) {
    if isFlat {
      if cornerProgress > 0 {
        cornerProgress = max(0, cornerProgress - 1 / sampleRate)
        tuneFlat()
      } else {
        wet = max(0, wet - Self.entry)
      }
      return
    }
    if cornerProgress >= 1 && wet >= 1 { return }
    if wet == 0 {
      lowFlat = StateVariable()
      highFlat = StateVariable()
      tuneFlat()
    }
    // While the corners are still beyond hearing: the blend is one of two sounds that are all but the same.
    wet = min(1, wet + Self.entry)
    if wet >= 1 && cornerProgress < 1 {
      cornerProgress = min(1, cornerProgress + Self.cornerSpeed / sampleRate)
      tuneFlat()
    }
  }

  /// Where nothing sounds, and has not for long enough that the filters are at rest, there is nothing to hide.
  @_noLocks private mutating func skipTransitionInSilence(
    _ sound: UnsafePointer<StereoFrame>, frames: Int, isFlat: Bool
  ) {
    var peak = StereoFrame.zero
    for frame in 0..<frames {
      let size = StereoFrame(abs(sound[frame].x), abs(sound[frame].y))
      peak.replace(with: size, where: size .> peak)
    }
    quietFrames = max(peak.x, peak.y) < 1e-6 ? quietFrames + frames : 0
    let target: Double = isFlat ? 0 : 1
    guard Double(quietFrames) > 0.1 * sampleRate, wet != target || cornerProgress != target else { return }
    if wet == 0 {
      lowFlat = StateVariable()
      highFlat = StateVariable()
    }
    cornerProgress = target
    wet = target
    tuneFlat()
  }
}
