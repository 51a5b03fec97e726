import Glibc

/// The last stage: one gain over time, the same for all stems, so that their sum is still the mix. It brings the
/// loudest passage to a level and then keeps peaks below a ceiling.
struct Master {
  /// A little below full scale, so that a converter's or an encoder's peaks between samples stay below it too.
  static let ceiling: Float = 0.84
  private static let block = 64

  /// The gain at each block's start, and one past the last block's end.
  private let nodes: [Float]

  /// - Parameters:
  ///   - loud: the frames that are brought to `level`.
  ///   - level: root mean square, dBFS.
  init(_ buses: [Bus], loud: [Range<Int>], level: Double, rate: Double) {
    let frames = buses[0].frames
    let gain = Self.makeUp(buses, loud: loud, level: level)
    let blocks = (frames + Self.block - 1) / Self.block
    var wanted = [Float](repeating: 1, count: blocks + 2)
    for b in 0..<blocks {
      var peak: Float = 0
      for i in (2 * b * Self.block)..<(2 * min(frames, (b + 1) * Self.block)) {
        var x: Float = 0
        for bus in buses { x += bus.samples[i] }
        peak = max(peak, abs(x))
      }
      wanted[b + 1] = min(1, Self.ceiling / max(1e-9, gain * peak))
    }
    // A node lies between two blocks and serves both; straight lines between nodes then never exceed what a block
    // bears.
    var nodes = (0...blocks).map { min(wanted[$0], wanted[$0 + 1]) }
    let attack = Float(Double(Self.block) / (0.006 * rate))
    let release = Float(Double(Self.block) / (0.18 * rate))
    for i in stride(from: blocks - 1, through: 0, by: -1) { nodes[i] = min(nodes[i], nodes[i + 1] + attack) }
    for i in 1...max(1, blocks) where i < nodes.count { nodes[i] = min(nodes[i], nodes[i - 1] + release) }
    self.nodes = nodes.map { gain * $0 }
  }

  private static func makeUp(_ buses: [Bus], loud: [Range<Int>], level: Double) -> Float {
    var sum = 0.0
    var count = 0
    for range in loud {
      for i in (2 * range.lowerBound)..<(2 * min(range.upperBound, buses[0].frames)) {
        var x: Float = 0
        for bus in buses { x += bus.samples[i] }
        sum += Double(x * x)
        count += 1
      }
    }
    guard sum > 0 else { return 1 }
    return Float(pow(10, level / 20) / (sum / Double(count)).squareRoot())
  }

  /// The stem with the gain applied, rounded to 24 bits.
  func finished(_ bus: Bus) -> [Float] {
    [Float](unsafeUninitializedCapacity: 2 * bus.frames) { buffer, initialized in
      let out = buffer.baseAddress!
      for b in 0..<(nodes.count - 1) {
        let start = b * Self.block
        let slope = (nodes[b + 1] - nodes[b]) / Float(Self.block)
        for i in start..<min(bus.frames, start + Self.block) {
          let gain = nodes[b] + slope * Float(i - start)
          (out + 2 * i).initialize(to: rounded(gain * bus.samples[2 * i]))
          (out + 2 * i + 1).initialize(to: rounded(gain * bus.samples[2 * i + 1]))
        }
      }
      initialized = 2 * bus.frames
    }
  }

  /// To the nearest multiple of 2⁻²³.
  @inline(__always) private func rounded(_ x: Float) -> Float {
    let scaled = x * 0x1p23
    return Float(Int32(scaled + (scaled < 0 ? -0.5 : 0.5))) * 0x1p-23
  }
}
