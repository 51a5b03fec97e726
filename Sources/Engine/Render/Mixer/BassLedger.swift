import CRealtime

/// The energy of each deck's own bass, kick by kick and as it goes on, while both decks play: before kills and handovers,
/// wherever the crossfader stands.
struct BassLedger: BitwiseCopyable {
  /// The leader's beat whose kick sounds; nil while not both decks play.
  private(set) var beat: Double?
  /// Power (energy per frame) of the last 30 ms and of the last bar.
  private(set) var now = SIMD2<Double>.zero
  private(set) var usual = SIMD2<Double>.zero
  /// Frames of it that were heard.
  private var heard = 0.0
  /// Of the running kick so far.
  private var sums = SIMD2<Double>.zero
  /// Of the last whole kicks, by their place in the bar.
  private var bar = InlineArray<4, SIMD2<Double>?>(repeating: nil)
  private var last = SIMD2<Double>.zero
  private var isWhole = false

  @_noLocks init() {}

  /// Goes on to the next kick.
  @_noLocks mutating func turn(to next: Double?) {
    if isWhole, let beat {
      bar[Self.place(beat)] = sums
      last = sums
    }
    sums = .zero
    if let beat, let next { isWhole = next == beat + 1 } else { isWhole = false }
    beat = next
    guard next == nil else { return }
    bar = InlineArray(repeating: nil)
    (now, usual, heard) = (.zero, .zero, 0)
  }

  /// The energy of a segment's bass. - Parameter beatFrames: frames in a beat.
  @_noLocks mutating func add(_ energy: SIMD2<Double>, frames: Int, beatFrames: Double, sampleRate: Double) {
    guard beat != nil else { return }
    sums += energy
    heard += Double(frames)
    let power = energy / Double(frames)
    // What is known of less than a bar counts alike.
    now += (power - now) * min(1, Double(frames) / min(heard, 0.03 * sampleRate))
    usual += (power - usual) * min(1, Double(frames) / min(heard, 4 * beatFrames))
  }

  /// What the running kick will probably have: as much as the one a bar before.
  var expected: SIMD2<Double> {
    @_noLocks get { beat.flatMap { bar[Self.place($0)] } ?? last }
  }

  @_noLocks private static func place(_ beat: Double) -> Int { Int(beat - 4 * rt_floor(beat / 4)) }
}
