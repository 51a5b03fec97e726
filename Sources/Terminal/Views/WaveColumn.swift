import Music
import Platform

/// A column of a waveform as it is drawn: places from the axis outwards.
struct WaveColumn: BitwiseCopyable, Sendable, Hashable {
  enum Band: UInt8, BitwiseCopyable, Sendable { case low, mid, high }

  /// Places that are lit; 0 in silence.
  var height = 0
  /// Places of them that a kick has.
  var kick = 0
  /// The band that is louder than it is as a rule in this track.
  var band = Band.low
  /// The colour of the stem that is louder than the others, while they are apart; it goes before the band's.
  var stem: Role?
  /// The signal reaches 0 dB. False where it is not known.
  var isFull = false

  /// All columns of the axis, of which the track's loud moments are `places` high but for the outermost one.
  /// - Parameter stems: what is heard of them; nil: all of the track.
  static func columns(
    of zooms: WaveformZooms?, on axis: TimeAxis, places: Int, heard stems: HeardStems? = nil
  ) -> [WaveColumn] {
    columns(of: zooms, count: axis.width * axis.perCell, places: places, heard: stems, span: axis.span)
  }

  /// So many columns, each of a span of the track.
  static func columns(
    of zooms: WaveformZooms?, count: Int, places: Int, heard stems: HeardStems?, span: (Int) -> Range<Double>
  ) -> [WaveColumn] {
    var columns = [WaveColumn](repeating: WaveColumn(), count: count)
    guard let zooms, count > 0 else { return columns }
    let first = span(0)
    let level = zooms.level(with: 2, in: first.upperBound - first.lowerBound)
    let data = (0..<count).map { Self.data(span($0), level) }
    let scale = WaveScale(zooms, places: places)
    scale.withBytes(of: level) { bytes in
      for index in 0..<count where !data[index].isEmpty { columns[index] = scale.column(data[index], bytes) }
    }
    stems?.withLevels(of: level) { bytes in
      guard let stems, !bytes.isEmpty else { return }
      for index in 0..<count where columns[index].height > 0 {
        let (share, stem) = stems.part(data[index], of: bytes)
        columns[index].lessen(to: share, kick: stems.kick, of: stem)
      }
    }
    return columns
  }

  /// What is left where a picture shows the rest.
  var withoutHeight: Self {
    var column = self
    (column.height, column.kick) = (0, 0)
    return column
  }

  /// Leaves what is heard of the stems.
  private mutating func lessen(to share: Float, kick heard: Float, of stem: Role?) {
    // The signal as a whole reaches 0 dB, not what is left of it.
    guard share > 0.01, let stem else { return self = WaveColumn() }
    let kicking = Float(kick) * share * heard
    height = max(1, Int((Float(height) * share).rounded()))
    kick = Int(kicking.rounded())
    (self.stem, isFull) = (stem, false)
  }

  /// The data whose middles lie in a span: each belongs to one column and no other. Where columns are finer than data
  /// there is none; then it is the one that the span's middle lies in.
  private static func data(_ span: Range<Double>, _ level: WaveformZooms.Level) -> Range<Int> {
    let rate = level.columnsPerSecond
    var from = ceiling(span.lowerBound * rate - 0.5)
    var to = ceiling(span.upperBound * rate - 0.5)
    if from >= to {
      from = -ceiling(-(span.lowerBound + span.upperBound) / 2 * rate)
      to = from + 1
    }
    from = max(0, from)
    return from..<max(from, min(level.means.count, to))
  }
}

/// The whole number at or above a place on the axis, without a call of the C library.
private func ceiling(_ place: Double) -> Int {
  guard place.isFinite else { return 0 }
  let whole = Int(min(max(place, -1e15), 1e15))
  return Double(whole) < place ? whole + 1 : whole
}

/// From a track's bytes to places.
private struct WaveScale {
  private let places: Float
  private let most: Int
  private let low: Float
  private let mid: Float
  private let high: Float

  init(_ zooms: WaveformZooms, places: Int) {
    most = max(1, places - 1)
    self.places = Float(most) / Float(zooms.loudPeak)
    // Lows are louder than what is heard as loud as they, and highs less so.
    (low, mid, high) = (1 / Float(zooms.loud.low), 1 / Float(zooms.loud.mid), 0.9 / Float(zooms.loud.high))
  }

  /// A zoom's bytes, as `WaveformZooms.Level` has them.
  struct Bytes {
    let bands: UnsafeBufferPointer<UInt8>
    let peaks: UnsafeBufferPointer<UInt8>
    let means: UnsafeBufferPointer<UInt8>
    let kicks: UnsafeBufferPointer<UInt8>
  }

  func withBytes(of level: WaveformZooms.Level, _ body: (Bytes) -> Void) {
    level.highest.bytes.withUnsafeBufferPointer { bands in
      level.highest.peaks.withUnsafeBufferPointer { peaks in
        level.means.withUnsafeBufferPointer { means in
          level.kicks.withUnsafeBufferPointer { body(Bytes(bands: bands, peaks: peaks, means: means, kicks: $0)) }
        }
      }
    }
  }

  func column(_ range: Range<Int>, _ data: Bytes) -> WaveColumn {
    var (lows, mids, highs, kick, signal): (UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0)
    var sum = 0
    for index in range {
      lows = max(lows, data.bands[3 * index])
      mids = max(mids, data.bands[3 * index + 1])
      highs = max(highs, data.bands[3 * index + 2])
      kick = max(kick, data.kicks[index])
      sum += Int(data.means[index])
    }
    for index in data.peaks.isEmpty ? 0..<0 : range { signal = max(signal, data.peaks[index]) }
    let peak = data.peaks.isEmpty ? max(lows, mids, highs) : signal
    guard peak > 0 else { return WaveColumn() }
    // Half way between peak and mean: what is dense is fuller than what only has peaks.
    let level = 0.5 * (Float(peak) + Float(sum) / Float(range.count))
    var column = WaveColumn()
    column.height = min(most, max(1, Int(level * places + 0.5)))
    // A faint thump is the bass; from there on a kick soon has nearly all of its column.
    let share = min(1, max(0, Float(kick) / 255 - 0.12) * 1.5)
    column.kick = Int(share * Float(column.height) + 0.5)
    let (l, m, h) = (Float(lows) * low, Float(mids) * mid, Float(highs) * high)
    column.band = l >= m && l >= h ? .low : m >= h ? .mid : .high
    column.isFull = signal == 255
    return column
  }
}
