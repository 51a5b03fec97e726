import CStudio

/// One net's numbers, as the convolutions read them. Never changed: any number of threads may use it.
package final class NetWeights: Sendable {
  /// Its sizes.
  package let shape: NetShape
  let downwards: [Halving]
  let upwards: [Doubling]
  let last: (weights: [Float], bias: [Float])

  struct Halving: Sendable {
    let kernel: PackedKernel
    /// Of what goes further down; empty for the lowest.
    let scale: [Float]
    let shift: [Float]
  }

  /// A picture is doubled by four convolutions, one for each of the four pixels that a pixel becomes. A single output
  /// is made by one convolution with the four pixels as its channels, which fills vectors better.
  struct Doubling: Sendable {
    let phases: [PackedKernel]
    let scale: [Float]
    let shift: [Float]
  }

  /// - Parameter numbers: in the order that `NetShape.count` tells.
  /// - Precondition: there are as many as the shape has.
  package init(_ numbers: UnsafeBufferPointer<Float>, shape: NetShape) {
    precondition(numbers.count == shape.count)
    self.shape = shape
    var place = 0
    func take(_ count: Int) -> UnsafeBufferPointer<Float> {
      defer { place += count }
      return UnsafeBufferPointer(rebasing: numbers[place..<(place + count)])
    }
    downwards = shape.downwards.enumerated().map { index, layer in
      let weights = take(layer.weights)
      let bias = take(layer.outputs)
      let kernel = PackedKernel(halving: weights, bias: bias, of: layer)
      if index == 5 { return Halving(kernel: kernel, scale: [], shift: []) }
      return Halving(kernel: kernel, scale: Array(take(layer.outputs)), shift: Array(take(layer.outputs)))
    }
    upwards = shape.upwards.map { layer in
      let weights = take(layer.weights)
      let bias = take(layer.outputs)
      return Doubling(
        phases: PackedKernel.doubling(weights, bias: bias, of: layer), scale: Array(take(layer.outputs)),
        shift: Array(take(layer.outputs)))
    }
    let taps = NetShape.lastTaps * NetShape.lastTaps
    last = (Array(take(NetShape.channels * taps)), Array(take(NetShape.channels)))
  }
}

/// A kernel's weights in panels of sixteen outputs, taps and inputs in the order in which they lie in a picture.
struct PackedKernel: Sendable {
  let rows: Int
  /// Taps across × inputs.
  let width: Int
  let outputs: Int
  let weights: [Float]
  let bias: [Float]

  /// - Parameter weight: of an output, a row, a place across, an input.
  private init(
    rows: Int, across: Int, inputs: Int, outputs: Int, bias: (Int) -> Float,
    weight: (_ output: Int, _ row: Int, _ across: Int, _ input: Int) -> Float
  ) {
    let lanes = Int(SEGUE_CONV_LANES)
    let panels = (outputs + lanes - 1) / lanes
    var packed = [Float](repeating: 0, count: panels * rows * across * inputs * lanes)
    for output in 0..<outputs {
      let (panel, lane) = output.quotientAndRemainder(dividingBy: lanes)
      for row in 0..<rows {
        for place in 0..<across {
          for input in 0..<inputs {
            packed[(((panel * rows + row) * across + place) * inputs + input) * lanes + lane] =
              weight(output, row, place, input)
          }
        }
      }
    }
    self.rows = rows
    width = across * inputs
    self.outputs = outputs
    weights = packed
    self.bias = (0..<(panels * lanes)).map { $0 < outputs ? bias($0) : 0 }
  }

  /// - Parameter weights: [output][input][down][across].
  init(halving weights: UnsafeBufferPointer<Float>, bias: UnsafeBufferPointer<Float>, of layer: NetShape.Layer) {
    let taps = NetShape.taps
    self.init(rows: taps, across: taps, inputs: layer.inputs, outputs: layer.outputs, bias: { bias[$0] }) {
      weights[(($0 * layer.inputs + $3) * taps + $1) * taps + $2]
    }
  }

  /// The four convolutions over a picture that give the pixels of one twice as high and wide: above left, above right,
  /// below left, below right; or one with four outputs, where the layer has a single one.
  ///
  /// A transposed convolution with step 2 adds tap k of input pixel m to output pixel 2 m + k; its first row and column
  /// and its last two are cut off. So an upper (left) pixel gets taps 3 and 1 of the pixels before and at it, a lower
  /// (right) one taps 4, 2 and 0 of those before, at and behind it.
  /// - Parameter weights: [input][output][down][across].
  static func doubling(
    _ weights: UnsafeBufferPointer<Float>, bias: UnsafeBufferPointer<Float>, of layer: NetShape.Layer
  ) -> [PackedKernel] {
    let taps = [[3, 1], [4, 2, 0]]
    func weight(_ output: Int, _ down: Int, _ across: Int, _ input: Int) -> Float {
      weights[((input * layer.outputs + output) * NetShape.taps + down) * NetShape.taps + across]
    }
    if layer.outputs == 1 {
      func tap(_ phase: Int, _ place: Int) -> Int? { place < taps[phase].count ? taps[phase][place] : nil }
      return [
        PackedKernel(rows: 3, across: 3, inputs: layer.inputs, outputs: 4, bias: { _ in bias[0] }) {
          guard let down = tap($0 / 2, $1), let across = tap($0 % 2, $2) else { return 0 }
          return weight(0, down, across, $3)
        }
      ]
    }
    return (0..<4).map { phase in
      let (down, across) = (taps[phase / 2], taps[phase % 2])
      return PackedKernel(
        rows: down.count, across: across.count, inputs: layer.inputs, outputs: layer.outputs, bias: { bias[$0] }
      ) { weight($0, down[$1], across[$2], $3) }
    }
  }
}
