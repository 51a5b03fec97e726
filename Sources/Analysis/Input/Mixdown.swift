import Music

/// A track as the analysis listens to it: one channel at the file's own rate, and what sets the two channels apart.
struct Mixdown {
  let sampleRate: SampleRate
  let frames: Int
  /// Root mean square of the one channel.
  let rms: Float
  let stereo: StereoImage
  private let middle: [Float]
  /// Half of left − right.
  private let side: [Float]
  /// Where the channels cancel each other (one of them is inverted), the left one stands for both.
  private let left: [Float]?

  var duration: Double { Double(frames) / sampleRate.hz }

  /// - Parameters:
  ///   - middle: half of left + right; of it and of `side`, the first `frames` count.
  ///   - image: of those frames.
  init(middle: [Float], side: [Float], frames: Int, image: StereoImage, sampleRate: SampleRate) {
    self.sampleRate = sampleRate
    self.frames = frames
    (self.middle, self.side, stereo) = (middle, side, image)
    let powers = image.powers
    let isInverted = powers.middle < 0.02 * powers.both
    left = isInverted ? zip(middle, side).prefix(frames).map { $0 + $1 } : nil
    rms = frames == 0 ? 0 : Float(((isInverted ? powers.both : powers.middle) / Double(frames)).squareRoot())
  }

  /// Mixes frames × 2 interleaved samples.
  init(_ samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate) {
    var intake = Intake(sampleRate: sampleRate, reserving: samples.count / 2)
    forEachPiece(of: samples) { intake.add($0) }
    self = intake.mixdown(first: intake.frames)
  }

  /// The one channel, `frames` samples.
  func withMono<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    (left ?? middle).withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<frames])) }
  }

  /// Half of left + right, `frames` samples: what `withMono` gives but where the channels cancel each other.
  func withMiddle<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    middle.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<frames])) }
  }

  /// Half of left − right, `frames` samples.
  func withSide<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    side.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<frames])) }
  }

  /// How far the one channel lies from the right one, in halves of left − right.
  var sideGain: Float { left == nil ? 1 : 2 }
}

/// Interleaved sound in pieces that an `Intake` takes, damage repaired.
func forEachPiece(of samples: UnsafeBufferPointer<Float>, _ take: (UnsafeBufferPointer<Float>) -> Void) {
  let whole = samples.count / 2 * 2
  for start in stride(from: 0, to: whole, by: 2 * Intake.pieceFrames) {
    let piece = UnsafeBufferPointer(rebasing: samples[start..<min(whole, start + 2 * Intake.pieceFrames)])
    guard let repaired = Intake.repaired(piece) else { take(piece); continue }
    repaired.withUnsafeBufferPointer(take)
  }
}
