import Glibc

/// The attacks of a track's bass drums: found once in the track itself, then in what a deck made of it. An attack is
/// known by its wave: a few milliseconds of the source are laid over the sound until they fit best.
package struct KickAttacks {
  /// Index of the beat, and the frame of its attack in the source.
  package let attacks: [(beat: Int, frame: Int)]
  private let source: [Float]
  private let rate: Double

  /// - Parameters:
  ///   - source: one channel.
  ///   - beats: frames at which beats truly are.
  package init(source: [Float], beats: [Double], rate: Double = 44_100) {
    self.source = source
    self.rate = rate
    let reach = Int(0.012 * rate)
    var found: [(beat: Int, frame: Int, height: Float)] = []
    for (beat, place) in beats.enumerated() {
      let middle = Int(place)
      guard middle > 4 * reach, middle + 6 * reach < source.count else { continue }
      let levels = Self.levels(source, from: middle - 3 * reach, count: 6 * reach, half: Int(0.001 * rate))
      let quiet = levels[..<(2 * reach)].sorted()[reach]
      let peak = levels[(2 * reach)...].max() ?? 0
      guard let crossing = levels[(2 * reach)...].firstIndex(where: { $0 > quiet + 0.25 * (peak - quiet) }) else {
        continue
      }
      found.append((beat, middle - 3 * reach + crossing, peak - quiet))
    }
    let heights = found.map(\.height).sorted()
    let least = heights.isEmpty ? 0 : 0.6 * heights[heights.count * 9 / 10]
    attacks = found.filter { $0.height > least }.map { ($0.beat, $0.frame) }
  }

  /// Root mean square around each frame.
  private static func levels(_ sound: [Float], from first: Int, count: Int, half: Int) -> [Float] {
    var sum: Float = 0
    var levels = [Float](repeating: 0, count: count)
    for frame in (first - half)..<(first + half) { sum += sound[frame] * sound[frame] }
    for index in 0..<count {
      levels[index] = (max(0, sum) / Float(2 * half)).squareRoot()
      let (old, new) = (sound[first + index - half], sound[first + index + half])
      sum += new * new - old * old
    }
    return levels
  }

  /// Where an attack sounds in a rendered channel, with fractions of a frame. - Returns: nil where its wave is not
  /// within 4 ms of `place`, or not alike enough to be told.
  package func place(of attack: Int, in sound: [Float], near place: Double, likeness: Double = 0.7) -> Double? {
    let before = Int(0.002 * rate)
    let length = Int(0.012 * rate)
    let search = Int(0.004 * rate)
    let from = attack - before
    let start = Int(place.rounded()) - before - search
    guard from >= 0, from + length < source.count, start >= 0, start + length + 2 * search + 1 < sound.count else {
      return nil
    }
    var own = 1e-12
    for index in 0..<length { own += Double(source[from + index] * source[from + index]) }
    var fits = [Double](repeating: 0, count: 2 * search + 1)
    for shift in fits.indices {
      var product: Float = 0
      var power: Float = 1e-9
      for index in 0..<length {
        let value = sound[start + shift + index]
        product += value * source[from + index]
        power += value * value
      }
      fits[shift] = Double(product) / (own * Double(power)).squareRoot()
    }
    guard let best = fits.indices.max(by: { fits[$0] < fits[$1] }), best > 0, best < 2 * search,
      fits[best] >= likeness
    else { return nil }
    let bend = 2 * fits[best] - fits[best - 1] - fits[best + 1]
    let fraction = bend > 0 ? (fits[best + 1] - fits[best - 1]) / (2 * bend) : 0
    return Double(start + best + before) + fraction
  }
}
