import CRealtime

/// How strong each deck's own bass is, kick by kick, while both decks play: before kills and swaps, wherever the
/// crossfader stands. The audio thread only.
struct KickEnergy: BitwiseCopyable {
  /// The leader's beat whose kick sounds; nil while not both decks play.
  private(set) var beat: Double?
  /// Power (energy per frame) of the last 30 ms.
  private(set) var recent = SIMD2<Double>.zero
  /// Energy of the running kick, its frames, and the power of the kick before.
  private var energy = SIMD2<Double>.zero
  private var frames = 0.0
  private var lastKick: SIMD2<Double>?

  /// As long as a bass drum's body: a period and a half of 50 Hz.
  private static var recentSeconds: Double {
    @_noLocks get { 0.03 }
  }
  /// The kick before counts like so many beats of the running one: until then little of this one has been heard.
  private static var priorBeats: Double {
    @_noLocks get { 1.0 / 16 }
  }

  @_noLocks init() {}

  /// Goes on to the next kick; nil: nothing is measured any more.
  @_noLocks mutating func begin(_ next: Double?) {
    lastKick = frames > 0 ? energy / frames : lastKick
    (energy, frames) = (.zero, 0)
    beat = next
    if next == nil { (recent, lastKick) = (.zero, nil) }
  }

  /// Adds the energy of a segment's bass.
  @_noLocks mutating func add(_ segment: SIMD2<Double>, frames: Int, sampleRate: Double) {
    guard beat != nil else { return }
    energy += segment
    self.frames += Double(frames)
    let power = segment / Double(frames)
    recent += (power - recent) * min(1, Double(frames) / (Self.recentSeconds * sampleRate))
  }

  /// The mean power of the running kick so far; at its beginning that of the kick before.
  @_noLocks func kickPower(framesPerBeat: Double) -> SIMD2<Double> {
    guard let lastKick else { return frames > 0 ? energy / frames : .zero }
    let prior = Self.priorBeats * framesPerBeat
    return (energy + lastKick * prior) / (frames + prior)
  }
}
