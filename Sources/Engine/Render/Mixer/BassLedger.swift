import CRealtime

/// How strong each deck's own bass is, while both decks play: before kills and handovers, wherever the crossfader
/// stands.
struct BassLedger: BitwiseCopyable {
  /// The leader's beat whose kick sounds; nil while not both decks play.
  private(set) var beat: Double?
  /// Power (energy per frame) of the last 30 ms.
  private(set) var now = SIMD2<Double>.zero
  /// Energy of the running kick, its frames, and the power of the one before.
  private var sum = SIMD2<Double>.zero
  private var frames = 0.0
  private var last: SIMD2<Double>?

  @_noLocks init() {}

  /// Goes on to the next kick.
  @_noLocks mutating func turn(to next: Double?) {
    last = frames > 0 ? sum / frames : last
    (sum, frames) = (.zero, 0)
    beat = next
    if next == nil { (now, last) = (.zero, nil) }
  }

  /// The energy of a segment's bass.
  @_noLocks mutating func add(_ energy: SIMD2<Double>, frames: Int, sampleRate: Double) {
    guard beat != nil else { return }
    sum += energy
    self.frames += Double(frames)
    let power = energy / Double(frames)
    now += (power - now) * min(1, Double(frames) / (0.03 * sampleRate))
  }

  /// The power of the running kick, as far as it has been heard; at its beginning it is as strong as the one before.
  /// - Parameter beatFrames: frames in a beat.
  @_noLocks func kick(beatFrames: Double) -> SIMD2<Double> {
    guard let last else { return frames > 0 ? sum / frames : .zero }
    let prior = beatFrames / 16
    return (sum + last * prior) / (frames + prior)
  }
}
