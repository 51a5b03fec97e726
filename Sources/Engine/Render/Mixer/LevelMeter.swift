import CRealtime
import DSP

/// Peak and power since somebody last read them.
struct LevelMeter: BitwiseCopyable {
  var peak = SIMD2<Float>.zero
  var squares = 0.0
  var frames = 0

  @_noLocks init() {}

  @_noLocks mutating func add(_ sound: UnsafePointer<StereoFrame>, frames count: Int) {
    var highest = peak
    var sum = SIMD2<Float>.zero
    for frame in 0..<count {
      let x = sound[frame]
      let size = StereoFrame(abs(x.x), abs(x.y))
      highest.replace(with: size, where: size .> highest)
      sum += x * x
    }
    peak = highest
    squares += Double(sum.x + sum.y)
    frames += count
  }

  var meter: Meter {
    @_noLocks get {
      var meter = Meter()
      meter.peakLeft = peak.x
      meter.peakRight = peak.y
      meter.rms = frames > 0 ? Float(rt_sqrt(squares / Double(2 * frames))) : 0
      return meter
    }
  }
}

/// The factor on amplitudes that a level in dB is; 1 at 0 dB to the bit.
@_noLocks func linearGain(_ decibels: Double) -> Double {
  decibels == 0 ? 1 : rt_exp2(decibels * 0.166_096_404_744_368_1)
}
