import Music

/// Decoded sound that waits to be heard, taken piece by piece: the middle and the side of its channels, free of what is
/// not a number.
struct Intake {
  let sampleRate: SampleRate
  /// Half the sum of left and right, and half their difference; one a frame.
  private var middle: [Float] = []
  private var side: [Float] = []
  private var image: StereoImage
  /// Where a piece is worked on: it stays in the processor's cache.
  private var scratch = [Float](repeating: 0, count: 2 * pieceFrames)

  /// Pieces of this length are the quickest.
  static let pieceFrames = 8192

  var frames: Int { middle.count }

  init(sampleRate: SampleRate, reserving frames: Int = 0) {
    self.sampleRate = sampleRate
    image = StereoImage(sampleRate: sampleRate)
    // Address space: it becomes memory as it is filled.
    middle.reserveCapacity(frames)
    side.reserveCapacity(frames)
  }

  /// Samples far beyond full scale are damage, as what is no number is; their squares must not overflow. Nil where
  /// there are none, else the samples with silence in their places.
  static func repaired(_ samples: UnsafeBufferPointer<Float>) -> [Float]? {
    samples.allLie(within: 1e4) ? nil : samples.map { abs($0) < 1e4 ? $0 : 0 }
  }

  /// Takes `pieceFrames` frames × 2 at most, interleaved, as `repaired` leaves them.
  mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    guard let source = samples.baseAddress else { return }
    let count = samples.count / 2
    scratch.withUnsafeMutableBufferPointer { scratch in
      let (middles, sides) = (scratch.baseAddress!, scratch.baseAddress! + Self.pieceFrames)
      image.add(source, frames: count, middles: middles, sides: sides)
      middle.append(contentsOf: UnsafeBufferPointer(start: middles, count: count))
      side.append(contentsOf: UnsafeBufferPointer(start: sides, count: count))
    }
  }

  /// Forgets the first frames. - Precondition: they are whole hundredths of a second, and there are as many.
  mutating func removeFirst(_ frames: Int) {
    middle.removeFirst(frames)
    side.removeFirst(frames)
    image.removeFirst(frames)
  }

  /// The first `frames` frames as they are heard; all of them, or a whole number of hundredths of a second.
  func mixdown(first frames: Int) -> Mixdown {
    Mixdown(middle: middle, side: side, frames: frames, image: image.first(frames), sampleRate: sampleRate)
  }
}
