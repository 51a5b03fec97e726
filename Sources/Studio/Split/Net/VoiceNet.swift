import CStudio

/// Runs nets of one shape over spectrograms. It owns the pictures between the layers: 60 MB for Spleeter's shape. One
/// thread at a time.
// SAFETY: the pictures are the object's own; whoever runs nets side by side has a runner for each.
package final class VoiceNet: @unchecked Sendable {
  /// Of the nets that it runs.
  package let shape: NetShape
  /// The shares that the last run gave: frames × bins × (left, right), each 0…1.
  package let shares: UnsafeMutableBufferPointer<Float>
  private let input: Picture
  /// What each halving made, beside what the doubling that reaches its height made of the one below.
  private let heights: [Picture]
  /// What goes further down, scaled and bent.
  private let lower: [Picture]
  private let phases: Picture
  private let whole: Picture
  private let isWide: Bool

  /// - Parameter plain: the plain path is taken, also where there is a faster one.
  package init(_ shape: NetShape, plain: Bool = false) {
    self.shape = shape
    isWide = !plain && segue_conv_wide()
    input = Picture(rows: shape.rows, columns: shape.columns, channels: NetShape.channels, before: 1, behind: 2)
    func size(_ height: Int) -> (rows: Int, columns: Int) {
      (shape.rows >> (height + 1), shape.columns >> (height + 1))
    }
    heights = (0..<6).map {
      let channels = $0 == 5 ? shape.widths[5] : 2 * shape.widths[$0]
      return Picture(rows: size($0).rows, columns: size($0).columns, channels: channels, before: 1, behind: 1)
    }
    lower = (0..<5).map {
      Picture(rows: size($0).rows, columns: size($0).columns, channels: shape.widths[$0], before: 1, behind: 2)
    }
    phases = Picture(rows: size(0).rows, columns: size(0).columns, channels: 4, before: 0, behind: 0)
    whole = Picture(rows: shape.rows, columns: shape.columns, channels: 1, before: 3, behind: 3)
    shares = .allocate(capacity: shape.rows * shape.columns * NetShape.channels)
    shares.initialize(repeating: 0)
  }

  deinit { shares.deallocate() }

  /// Where the magnitudes of a frame go before a run: bins × (left, right).
  package func magnitudes(ofFrame frame: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: input.pixel(frame, 0), count: shape.columns * NetShape.channels)
  }

  /// Magnitudes → `shares`. - Precondition: the net has this shape.
  package func run(_ net: NetWeights) {
    precondition(net.shape == shape)
    for height in 0..<6 {
      let from = height == 0 ? input : lower[height - 1]
      let halving = net.downwards[height]
      convolve(halving.kernel, from: from, step: 2, into: heights[height], out: heights[height].pixel(0, 0))
      if height < 5 { bend(halving, height) }
    }
    for index in 0..<5 { double(net.upwards[index], from: heights[5 - index], into: heights[4 - index]) }
    finish(net)
  }

  private func convolve(
    _ kernel: PackedKernel, from: Picture, step: Int, into: Picture, out: UnsafeMutablePointer<Float>, spread: Int = 1
  ) {
    kernel.weights.withUnsafeBufferPointer { weights in
      kernel.bias.withUnsafeBufferPointer { bias in
        var layer = segue_conv(
          in: from.pixel(-1, -1), in_row: Int64(from.row), in_stride: Int32(from.channels), step: Int32(step),
          kernel_rows: Int32(kernel.rows), kernel_width: Int32(kernel.width), weights: weights.baseAddress,
          bias: bias.baseAddress, out: out, out_row: Int64(into.row * spread),
          out_stride: Int32(into.channels * spread), rows: Int32(into.rows / spread),
          columns: Int32(into.columns / spread), channels: Int32(kernel.outputs))
        segue_convolve(&layer, isWide)
      }
    }
  }

  private func bend(_ halving: NetWeights.Halving, _ height: Int) {
    let (from, to) = (heights[height], lower[height])
    segue_scale_leaky(
      from.pixel(0, 0), Int64(from.row), Int32(from.channels), to.pixel(0, 0), Int64(to.row), Int32(to.channels),
      Int32(from.rows), Int32(from.columns), Int32(to.channels), halving.scale, halving.shift, 0.2)
  }

  private func double(_ doubling: NetWeights.Doubling, from: Picture, into: Picture) {
    let channels = into.channels / 2
    for (phase, kernel) in doubling.phases.enumerated() {
      convolve(
        kernel, from: from, step: 1, into: into, out: into.pixel(phase / 2, phase % 2) + channels, spread: 2)
    }
    segue_relu_scale(
      into.pixel(0, 0) + channels, Int64(into.row), Int32(into.channels), Int32(into.rows), Int32(into.columns),
      Int32(channels), doubling.scale, doubling.shift)
  }

  /// The sixth doubling, to a single channel, and the last layer.
  private func finish(_ net: NetWeights) {
    let doubling = net.upwards[5]
    convolve(doubling.phases[0], from: heights[0], step: 1, into: phases, out: phases.pixel(0, 0))
    for y in 0..<phases.rows {
      for x in 0..<phases.columns {
        let four = phases.pixel(y, x)
        for phase in 0..<4 { whole.pixel(2 * y + phase / 2, 2 * x + phase % 2).pointee = four[phase] }
      }
    }
    segue_relu_scale(
      whole.pixel(0, 0), Int64(whole.row), 1, Int32(whole.rows), Int32(whole.columns), 1, doubling.scale,
      doubling.shift)
    segue_spread_logistic(
      whole.pixel(-3, -3), Int64(whole.row), net.last.weights, net.last.bias, Int32(NetShape.channels),
      shares.baseAddress, Int32(whole.rows), Int32(whole.columns))
  }
}
