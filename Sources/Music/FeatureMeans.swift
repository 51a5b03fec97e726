extension TrackFeatures {
  /// The thirty numbers of a cell side by side, in the order in which `Cell` declares them: sums of many cells are
  /// quick so.
  package typealias Lanes = SIMD32<Float>

  /// - Precondition: 0 ≤ `index` < `count`.
  package func lanes(of index: Int) -> Lanes {
    Self.reading(bytes) { bytes, values in
      var lanes = Lanes()
      Self.read(bytes + index * Self.stride, values) { lane, value in lanes[lane] = value }
      return lanes
    }
  }

  /// The mean of the cells between each border and the next, each cell by how much of it lies there. A stretch without
  /// cells takes the nearest one.
  ///
  /// - Precondition: there are cells.
  package func means(between borders: [Double]) -> [Lanes] {
    precondition(count > 0, "no cells")
    var from = 0
    return Self.reading(bytes) { bytes, values in
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2) { memory in
        memory.initialize(repeating: .zero)
        // SAFETY: thirty-two floats each; the compiler makes vector code of loops over these, not of arithmetic with
        // `Lanes`.
        let cell = UnsafeMutableRawPointer(memory.baseAddress!).assumingMemoryBound(to: Float.self)
        let sums = UnsafeMutableRawPointer(memory.baseAddress! + 1).assumingMemoryBound(to: Float.self)
        return zip(borders, borders.dropFirst()).map { start, end in
          while from < count - 1, times[from + 1] <= start { from += 1 }
          sums.update(repeating: 0, count: Lanes.scalarCount)
          var total: Float = 0
          var index = from
          repeat {
            let weight = Float(max(1e-6, min(end, times[index + 1]) - max(start, times[index])))
            Self.read(bytes + index * Self.stride, values) { lane, value in cell[lane] = value }
            for lane in 0..<Lanes.scalarCount { sums[lane] += weight * cell[lane] }
            total += weight
            index += 1
          } while index < count && times[index] < end
          for lane in 0..<Lanes.scalarCount { sums[lane] /= total }
          return memory[1]
        }
      }
    }
  }

  /// What each byte stands for: levels, onsets, the note in its low half and in its high half, loudness, width; 256
  /// values each.
  private static let byteValues: [Float] = {
    let bytes = (0..<256).map(Float.init)
    return bytes.map { 0.5 * $0 - 60 } + bytes.map { power($0 / 40) - 1 }
      + (0..<256).map { Float($0 & 15) / 15 } + (0..<256).map { Float($0 >> 4) / 15 }
      + bytes.map { -$0 / 2.5 } + bytes.map { $0 / 255 }
  }()

  private static func reading<Result>(
    _ bytes: [UInt8], _ body: (UnsafePointer<UInt8>, UnsafePointer<Float>) -> Result
  ) -> Result {
    byteValues.withUnsafeBufferPointer { values in
      bytes.withUnsafeBufferPointer { body($0.baseAddress!, values.baseAddress!) }
    }
  }

  @inline(__always)
  private static func read(
    _ cell: UnsafePointer<UInt8>, _ values: UnsafePointer<Float>, _ take: (Int, Float) -> Void
  ) {
    for lane in 0..<12 { take(lane, values[Int(cell[lane])]) }
    for lane in 12..<16 { take(lane, values[256 + Int(cell[lane])]) }
    for pair in 0..<6 {
      let notes = Int(cell[16 + pair])
      take(16 + 2 * pair, values[512 + notes])
      take(17 + 2 * pair, values[768 + notes])
    }
    take(28, values[1024 + Int(cell[22])])
    take(29, values[1280 + Int(cell[23])])
  }
}

extension TrackFeatures.Cell {
  /// A cell of these means.
  package init(_ lanes: TrackFeatures.Lanes) {
    self.init(
      levels: (0..<8).map { lanes[$0] }, floors: (8..<12).map { lanes[$0] }, onsets: (12..<16).map { lanes[$0] },
      chroma: (16..<28).map { lanes[$0] }, loudness: lanes[28], width: lanes[29])
  }
}

extension TrackFeatures.Lanes {
  /// Mean level of a band, or its floor (bands from `TrackFeatures.floorBands.lowerBound` on).
  package func level(_ band: Int) -> Float { self[band] }
  /// `Cell.floors`, by the band's number: one of `TrackFeatures.floorBands`.
  package func floor(_ band: Int) -> Float { self[8 + band - TrackFeatures.floorBands.lowerBound] }
  /// As `Cell.levels`.
  package var levels: [Float] { (0..<8).map { self[$0] } }
  /// As `Cell.floors`.
  package var floors: [Float] { (8..<12).map { self[$0] } }
  /// As `Cell.onsets`.
  package var onsets: [Float] { (12..<16).map { self[$0] } }
  /// As `Cell.chroma`.
  package var chroma: [Float] { (16..<28).map { self[$0] } }
  /// The sum of the levels.
  package var allLevels: Float { (0..<8).reduce(0) { $0 + self[$1] } }
  /// The sum of the onsets.
  package var allOnsets: Float { (12..<16).reduce(0) { $0 + self[$1] } }
}
