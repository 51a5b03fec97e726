import CRealtime

// SAFETY: the memory belongs to this value alone and is freed with it.
/// Saturation, band by band, without aliasing: peaks are bent over by y = x − x³ ∕ 3a², a being a band's own ceiling.
///
/// A cubic makes nothing above three times the highest frequency, so twice the sample rate holds it: what folds back
/// from there falls above half of the original rate, where the filter back takes it away (J. Schattschneider and U.
/// Zölzer, "Discrete-Time Models for Nonlinear Audio Systems", DAFx 1999). What is added is worked out apart and put on
/// the sound, which itself passes no filter: `latency` frames late, else bit for bit. One thread.
package struct BandSaturator: ~Copyable, @unchecked Sendable {
  /// Frames of delay.
  package static let latency = taps
  /// Frames at once at most.
  package static let block = 4096
  /// Of the filter for the points between two samples: its stop band is 96 dB down, and begins 4 kHz above where its
  /// pass band ends at CD's rate.
  private static let taps = 68
  private let weights: UnsafeMutablePointer<Float>
  /// Of each band: frames that were before, then those that are worked on.
  private let bands: UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>
  private let count: Int
  /// What is added, at the samples and between them.
  private let onSamples: UnsafeMutablePointer<StereoFrame>
  private let between: UnsafeMutablePointer<StereoFrame>
  private let delay: UnsafeMutablePointer<StereoFrame>
  private let room = 4096 + 68 + 8

  /// - Parameter bands: how many.
  package init(bands count: Int) {
    self.count = count
    weights = .allocate(capacity: Self.taps)
    var sum = 0.0
    let shape = (0..<Self.taps).map { tap -> Double in
      let distance = Double(tap - Self.taps / 2) + 0.5
      return rt_sin(.pi * distance) / (.pi * distance) * Self.kaiser(distance / (Double(Self.taps) / 2))
    }
    for weight in shape { sum += weight }
    for tap in 0..<Self.taps { weights[tap] = Float(shape[tap] / sum) }
    func silence(_ room: Int) -> UnsafeMutablePointer<StereoFrame> {
      let memory = UnsafeMutablePointer<StereoFrame>.allocate(capacity: room)
      memory.initialize(repeating: .zero, count: room)
      return memory
    }
    bands = .allocate(capacity: count)
    for band in 0..<count { bands[band] = silence(room) }
    (onSamples, between, delay) = (silence(room), silence(room), silence(room))
  }

  deinit {
    for band in 0..<count { bands[band].deallocate() }
    bands.deallocate()
    weights.deallocate()
    onSamples.deallocate()
    between.deallocate()
    delay.deallocate()
  }

  /// Kaiser's window with β = 9.6: side lobes 96 dB down.
  private static func kaiser(_ x: Double) -> Double {
    let beta = 9.6
    func bessel(_ square: Double) -> Double {
      var (sum, term, number) = (1.0, 1.0, 1.0)
      while term > 1e-14 * sum {
        term *= square / (number * number)
        sum += term
        number += 1
      }
      return sum
    }
    return bessel(beta * beta / 4 * max(0, 1 - x * x)) / bessel(beta * beta / 4)
  }

  /// Adds to `sound`, which is delayed by `latency`, what bending the bands' peaks makes of it.
  /// - Parameters:
  ///   - parts: the bands, that sum to the sound.
  ///   - ceilings: of each band, linear amplitude, where a third of it is taken away; what is higher is held there.
  ///     Nil: the band stays as it is.
  package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, parts: UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>,
    ceilings: [Float?], frames: Int
  ) {
    for frame in 0..<frames {
      (onSamples[Self.taps + frame], between[Self.taps + frame]) = (.zero, .zero)
      delay[Self.taps + frame] = sound[frame]
    }
    for band in 0..<count {
      rt_copy(bands[band] + Self.taps, parts[band], Int64(8 * frames))
      if let ceiling = ceilings[band] { bend(bands[band], ceiling: ceiling, frames: frames) }
      for frame in 0..<Self.taps { bands[band][frame] = bands[band][frame + frames] }
    }
    for frame in 0..<frames {
      let added = 0.5 * (onSamples[frame + Self.taps / 2] + convolved(between + frame))
      sound[frame] = added == .zero ? delay[frame] : delay[frame] + added
    }
    for frame in 0..<Self.taps {
      (onSamples[frame], between[frame]) = (onSamples[frame + frames], between[frame + frames])
      delay[frame] = delay[frame + frames]
    }
  }

  /// `band`: `taps` frames that were before, then `frames` new ones. Fills the results' new frames: half of the taps
  /// late.
  private func bend(_ band: UnsafeMutablePointer<StereoFrame>, ceiling: Float, frames: Int) {
    let share = -1 / (3 * ceiling * ceiling)
    let (least, most) = (StereoFrame(repeating: -ceiling), StereoFrame(repeating: ceiling))
    @inline(__always) func added(_ x: StereoFrame) -> StereoFrame {
      let held = pointwiseMin(pointwiseMax(x, least), most)
      return held * held * held * share + (held - x)
    }
    for frame in 0..<frames {
      // The sample itself, and the point half a sample behind it.
      onSamples[Self.taps + frame] += added(band[frame + Self.taps / 2])
      between[Self.taps + frame] += added(convolved(band + frame + 1))
    }
  }

  @inline(__always)
  private func convolved(_ first: UnsafeMutablePointer<StereoFrame>) -> StereoFrame {
    let bytes = UnsafeRawPointer(first)
    var sum = SIMD8<Float>.zero
    for four in 0..<Self.taps / 4 {
      let w = UnsafeRawPointer(weights + 4 * four).loadUnaligned(as: SIMD4<Float>.self)
      let spread = SIMD8<Float>(w.x, w.x, w.y, w.y, w.z, w.z, w.w, w.w)
      sum += bytes.loadUnaligned(fromByteOffset: 32 * four, as: SIMD8<Float>.self) * spread
    }
    let pair = sum.lowHalf + sum.highHalf
    return pair.lowHalf + pair.highHalf
  }
}
