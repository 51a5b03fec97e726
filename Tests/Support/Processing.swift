import Glibc

/// Stereo sound as frames, for what works on it piece by piece.
package enum Frames {
  /// Left and right from a formula of the frame's number.
  package static func make(_ count: Int, _ sample: (Int) -> (Double, Double)) -> [SIMD2<Float>] {
    (0..<count).map { frame in
      let (left, right) = sample(frame)
      return SIMD2(Float(left), Float(right))
    }
  }

  /// The same sample left and right.
  package static func mono(_ count: Int, _ sample: (Int) -> Double) -> [SIMD2<Float>] {
    make(count) { (sample($0), sample($0)) }
  }

  /// Interleaved.
  package static func interleaved(_ frames: [SIMD2<Float>]) -> [Float] { frames.flatMap { [$0.x, $0.y] } }
}

/// Figures of a sine that went through something.
package enum Distortion {
  /// Harmonics 2 to 10 against the fundamental, as a share, of a stretch of the left channel that should hold whole
  /// cycles.
  package static func harmonics(of hz: Double, in sound: [SIMD2<Float>], from: Int, frames: Int, rate: Double) -> Double
  {
    func level(_ frequency: Double) -> Double {
      var (re, im) = (0.0, 0.0)
      for index in 0..<frames {
        let angle = 2 * Double.pi * frequency * Double(index) / rate
        let value = Double(sound[from + index].x) * (1 - cos(2 * .pi * (Double(index) + 0.5) / Double(frames)))
        re += value * cos(angle)
        im += value * sin(angle)
      }
      return (re * re + im * im).squareRoot()
    }
    let fundamental = level(hz)
    let sum = (2...10).map { level(hz * Double($0)) }.reduce(0) { $0 + $1 * $1 }
    return sum.squareRoot() / fundamental
  }
}
