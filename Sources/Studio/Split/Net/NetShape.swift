/// The sizes of a net that hears a voice in a spectrogram: a U-net of six halvings (Jansson and others, "Singing Voice
/// Separation with Deep U-Net Convolutional Networks", ISMIR 2017) with 5 × 5 kernels, as Spleeter's nets are
/// (Hennequin and others, JOSS 5, 2020).
package struct NetShape: Sendable, Hashable {
  /// Frames that it sees at once; a multiple of 64.
  package var rows: Int
  /// Bins from 0 Hz up that it sees; a multiple of 64.
  package var columns: Int
  /// Channels of the picture after each of the six halvings.
  package var widths: [Int]

  /// Taps of a kernel, downwards and across.
  static let taps = 5
  /// Of the last layer's kernel, which lie two pixels apart.
  static let lastTaps = 4
  /// Channels of the picture that goes in and comes out: left and right.
  static let channels = 2

  /// - Precondition: six widths; rows and columns are multiples of 64.
  package init(rows: Int, columns: Int, widths: [Int]) {
    precondition(widths.count == 6 && rows % 64 == 0 && columns % 64 == 0 && rows > 0 && columns > 0)
    self.rows = rows
    self.columns = columns
    self.widths = widths
  }

  /// Spleeter's: 512 frames × 1024 bins.
  package static let spleeter = NetShape(rows: 512, columns: 1024, widths: [16, 32, 64, 128, 256, 512])

  /// A halving of the picture, or its undoing.
  struct Layer: Hashable {
    var inputs: Int
    var outputs: Int
    var weights: Int { inputs * outputs * NetShape.taps * NetShape.taps }
  }

  /// The six halvings, from the top.
  var downwards: [Layer] {
    (0..<6).map { Layer(inputs: $0 == 0 ? Self.channels : widths[$0 - 1], outputs: widths[$0]) }
  }

  /// The six doublings, from the bottom; all but the first see what the halving at their height made, too.
  var upwards: [Layer] {
    (0..<6).map { Layer(inputs: $0 == 0 ? widths[5] : 2 * widths[5 - $0], outputs: $0 == 5 ? 1 : widths[4 - $0]) }
  }

  /// Numbers of one net, in the order in which a model file has them: of each halving its weights
  /// [output][input][down][across], its biases and, but for the last, the scale and shift of what goes further down; of
  /// each doubling its weights [input][output][down][across], biases, scale and shift; of the last layer its weights
  /// [output][down][across] and biases.
  package var count: Int {
    let down = downwards.map { $0.weights + 3 * $0.outputs }.reduce(0, +) - 2 * widths[5]
    let up = upwards.map { $0.weights + 3 * $0.outputs }.reduce(0, +)
    return down + up + Self.channels * (Self.lastTaps * Self.lastTaps + 1)
  }
}
