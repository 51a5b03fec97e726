/// Weighted sums over neighbouring bins of a spectrum, one a filter.
package struct FilterBank: Sendable {
  /// How many values behind the spectrum's last bin may be read; they count nothing, but must be finite.
  package static let padding = 4

  private struct Filter {
    var first: Int
    /// Fours of weights, and where they begin.
    var fours: Int
    var weights: Int
  }
  private let filters: [Filter]
  private let weights: [Float]

  /// Bands.
  package var count: Int { filters.count }

  /// - Parameter filters: each one's first bin, and its weights from there on.
  package init(_ filters: [(first: Int, weights: [Float])]) {
    var weights: [Float] = []
    self.filters = filters.map { filter in
      let fours = (filter.weights.count + 3) / 4
      let made = Filter(first: filter.first, fours: fours, weights: weights.count)
      weights += filter.weights + [Float](repeating: 0, count: 4 * fours - filter.weights.count)
      return made
    }
    self.weights = weights
  }

  /// Writes one sum a filter to `sums`. `spectrum`: as many bins as the filters span, and `padding` values behind
  /// them.
  package func apply(to spectrum: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>) {
    weights.withUnsafeBufferPointer { weights in
      for (index, filter) in filters.enumerated() {
        let bins = UnsafeRawPointer(spectrum + filter.first)
        let weights = UnsafeRawPointer(weights.baseAddress! + filter.weights)
        var sum = SIMD4<Float>.zero
        for four in 0..<filter.fours {
          sum +=
            bins.loadUnaligned(fromByteOffset: 16 * four, as: SIMD4<Float>.self)
            * weights.loadUnaligned(fromByteOffset: 16 * four, as: SIMD4<Float>.self)
        }
        sums[index] = (sum.x + sum.y) + (sum.z + sum.w)
      }
    }
  }
}
