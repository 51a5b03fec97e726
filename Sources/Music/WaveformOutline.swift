/// A whole track in few columns, for lists and plans: how loud it is where, and how much bass it has there.
package struct WaveformOutline: Sendable, Hashable {
  /// How many columns the outline of any track has, at most.
  package static let columns = 512
  /// One for each column, 0…255: its mean level, where 255 is what the track reaches in loud moments.
  package let levels: [UInt8]
  /// The same of the lows.
  package let lows: [UInt8]

  /// The outline of a whole waveform; takes a millisecond.
  package init(_ waveform: Waveform) {
    let count = min(Self.columns, waveform.columns)
    levels = Self.means((0..<waveform.columns).map(waveform.level), count)
    lows = Self.means((0..<waveform.columns).map { waveform.bytes[3 * $0] }, count)
  }

  /// Means of `count` equal parts, on the scale of their loud moments; 64 at least is loud, as in `WaveformZooms`.
  private static func means(_ values: [UInt8], _ count: Int) -> [UInt8] {
    let loud = Int(max(64, loudMoments(values)))
    return (0..<count).map { column in
      let part = values[(column * values.count / count)..<((column + 1) * values.count / count)]
      return UInt8(min(255, part.reduce(0) { $0 + Int($1) } * 255 / (part.count * loud)))
    }
  }

  /// The means of a part of the track, 0…1; 0 outside of it.
  /// - Parameter part: shares of its length, 0…1.
  package func mean(of part: Range<Double>) -> (level: Double, low: Double) {
    guard !levels.isEmpty, part.lowerBound.isFinite, part.upperBound.isFinite, part.upperBound > 0,
      part.lowerBound < 1
    else { return (0, 0) }
    let count = Double(levels.count)
    let first = min(levels.count - 1, Int(max(0, part.lowerBound) * count))
    let last = max(first + 1, min(levels.count, Int((min(1, part.upperBound) * count).rounded(.up))))
    func mean(_ values: [UInt8]) -> Double {
      Double(values[first..<last].reduce(0) { $0 + Int($1) }) / Double(255 * (last - first))
    }
    return (mean(levels), mean(lows))
  }
}
