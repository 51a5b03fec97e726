import Music
import Workstation

/// What is heard of a deck's stems while they are apart: some silent or down, or one half of the track swapped for the
/// other deck's.
struct HeardStems: Sendable, Equatable {
  private let shapes: StemShapes
  private let kinds: [StemKind]
  /// 0…1, one for each stem.
  private var gains: [Float]
  /// What makes a stem's level comparable with the others': its own loud moments, half way.
  private var weights: [Float]
  /// How much is heard of what kicks, 0…1.
  private(set) var kick: Float

  /// - Returns: nil while all stems are up, and where their shapes are not known.
  init?(_ deck: Deck, _ snapshot: Snapshot) {
    let loaded = snapshot[deck]
    let count = loaded.stems.count
    guard let shapes = loaded.stemShapes, shapes.count == count, count > 1 else { return nil }
    let state = snapshot.sound[deck]
    let silent = snapshot.sound.silentBus(of: deck)
    let kinds = loaded.stems
    let gains = kinds.enumerated().map { index, kind -> Float in
      guard index < state.stemLevels.count else { return 1 }
      return state.stemMutes[index] || kind.bus == silent ? 0 : Float(state.stemLevels[index])
    }
    if gains.allSatisfy({ $0 > 0.99 }) { return nil }
    (self.shapes, self.kinds, self.gains) = (shapes, kinds, gains)
    weights = zip(gains, shapes.loud).map { $0 / Float($1).squareRoot() }
    let drums = kinds.indices.filter { kinds[$0] == .drums }
    let rest = kinds.indices.filter { kinds[$0] != .vocals }
    kick = (drums.isEmpty ? rest : drums).map { gains[$0] }.max() ?? 0
  }

  /// The same with its gains in eighths: a picture is not made anew for every step of a glide.
  var coarse: Self {
    var coarse = self
    coarse.gains = gains.map { ($0 * 8).rounded() / 8 }
    coarse.weights = zip(coarse.gains, shapes.loud).map { $0 / Float($1).squareRoot() }
    coarse.kick = (kick * 8).rounded() / 8
    return coarse
  }

  /// Gives the stems' levels at a zoom of the waveform; without them where that has none.
  func withLevels(
    of level: WaveformZooms.Level, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let bytes = shapes.level(columnsPerSecond: level.columnsPerSecond)?.bytes ?? []
    bytes.withUnsafeBufferPointer(body)
  }

  /// What is left of a column's height, 0…1, and the colour of the stem that is louder in it than the others that are
  /// heard.
  func part(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>) -> (share: Float, stem: Role?) {
    let count = gains.count
    var (all, heard, loudest): (Float, Float, Float) = (0, 0, 0)
    var stem: Role?
    for index in 0..<count {
      var peak: UInt8 = 0
      for column in range where count * column + index < bytes.count { peak = max(peak, bytes[count * column + index]) }
      let level = Float(peak)
      all += level * level
      heard += gains[index] * level * gains[index] * level
      if weights[index] * level > loudest { (loudest, stem) = (weights[index] * level, kinds[index].role) }
    }
    return all > 0 ? ((heard / all).squareRoot(), stem) : (0, nil)
  }
}
