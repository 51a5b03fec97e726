/// How loud each stem of a track is, column by column as a `Waveform` has them, at the zooms of `WaveformZooms`: what
/// is left of the track's shape when some of its stems are silent. Six stems of five minutes are 360 KB.
package struct StemShapes: Sendable, Hashable {
  /// One width of columns.
  package struct Level: Sendable, Hashable {
    /// Columns a second.
    package let columnsPerSecond: Double
    /// Column by column one for each stem: its highest sample, 0…255 on a linear scale of amplitude.
    package let bytes: [UInt8]
  }

  /// How many stems there are.
  package let count: Int
  /// The finest one first, each next one a quarter as fine.
  package private(set) var levels: [Level]
  /// What each stem reaches in loud moments: one column in fifty lies above. A stem that is next to silent counts as a
  /// fifth of the loudest, so that what bleeds into it is not drawn as music.
  package let loud: [UInt8]

  /// Looks at stems that are all decoded; takes some ten milliseconds a stem. Any thread.
  /// - Parameter stems: in the deck's order.
  package init(_ stems: [PCM]) {
    let count = stems.count
    let seconds = stems.map(\.duration.value).max() ?? 0
    let columns = Int((seconds * Waveform.columnsPerSecond).rounded(.up))
    var bytes = [UInt8](repeating: 0, count: count * columns)
    for (index, stem) in stems.enumerated() {
      for column in 0..<columns { bytes[count * column + index] = stem.peak(ofColumn: column) }
    }
    let each = (0..<count).map { stem in
      loudMoments((0..<columns).map { bytes[count * $0 + stem] })
    }
    let least = max(1, (each.max() ?? 0) / 5)
    loud = each.map { max(least, $0) }
    self.count = count
    levels = [Level(columnsPerSecond: Waveform.columnsPerSecond, bytes: bytes)]
    while let finer = levels.last, finer.bytes.count >= 64 * count, count > 0 {
      levels.append(finer.coarser(stems: count))
    }
  }

  /// The level that has as many columns a second as one of a waveform's zooms; nil where none has.
  package func level(columnsPerSecond: Double) -> Level? {
    levels.first { $0.columnsPerSecond == columnsPerSecond }
  }
}

/// What one value in fifty lies above; 0 of none.
func loudMoments(_ values: [UInt8]) -> UInt8 {
  var counts = [Int](repeating: 0, count: 256)
  for value in values { counts[Int(value)] += 1 }
  var above = 0
  var loud = 255
  while loud > 0, above + counts[loud] <= values.count / 50 {
    above += counts[loud]
    loud -= 1
  }
  return UInt8(loud)
}

extension StemShapes.Level {
  fileprivate func coarser(stems: Int) -> Self {
    var coarse = [UInt8](repeating: 0, count: (bytes.count / stems + 3) / 4 * stems)
    for (index, byte) in bytes.enumerated() {
      let place = index / (4 * stems) * stems + index % stems
      coarse[place] = max(coarse[place], byte)
    }
    return Self(columnsPerSecond: columnsPerSecond / 4, bytes: coarse)
  }
}

extension PCM {
  /// The highest sample of a waveform's column, 0…255; 0 behind the end.
  fileprivate func peak(ofColumn column: Int) -> UInt8 {
    func place(_ column: Int) -> Int {
      min(framesReady, Int((Double(column) * sampleRate.hz / Waveform.columnsPerSecond).rounded(.up)))
    }
    let (first, last) = (2 * place(column), 2 * place(column + 1))
    let sound = UnsafeRawPointer(samples)
    var (highest, lowest) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var index = first
    while index + 8 <= last {
      let eight = sound.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
      highest = highest.replacing(with: eight, where: eight .> highest)
      lowest = lowest.replacing(with: eight, where: eight .< lowest)
      index += 8
    }
    var peak = max(highest.max(), -lowest.min())
    for index in index..<last { peak = max(peak, abs(samples[index])) }
    return UInt8(min(255, (peak * 255).rounded()))
  }
}
