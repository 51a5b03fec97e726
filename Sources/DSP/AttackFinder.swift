import CRealtime

/// Finds the attacks of drums and notes as sound comes by: where three bands' levels together rise steeply above what they were.
/// Quiet crackles do not count, because a level is compared with a share of the band's recent peak too. Works on blocks of 1.5 ms,
/// and is told of a sound no later than 3 ms after it began.
struct AttackFinder: BitwiseCopyable {
  /// Frame at which the newest attack's block begins, or nil once it was taken.
  private(set) var newest: Int?
  private let block: Int
  /// After an attack none is reported for this long: the stretcher answers no sooner again.
  private let rest: Int
  private let (lowKeep, midKeep, forget): (Double, Double, Double)
  private var frame = 0
  private var filled = 0
  private var last = Int.min / 2
  /// Two poles that keep what lies below 180 Hz, one that keeps what lies below 2.5 kHz.
  private var (low, lower, mid) = (0.0, 0.0, 0.0)
  private var power = SIMD4<Double>.zero
  private var before = SIMD4<Double>.zero
  private var peak = SIMD4<Double>.zero

  init(sampleRate: Double) {
    block = max(16, Int(64 * sampleRate / 44_100))
    rest = Int(0.05 * sampleRate)
    lowKeep = 1 - rt_exp(-2 * Double.pi * 180 / sampleRate)
    midKeep = 1 - rt_exp(-2 * Double.pi * 2500 / sampleRate)
    forget = 0.9995
  }

  @_noLocks mutating func reset() {
    newest = nil
    (frame, filled, last) = (0, 0, Int.min / 2)
    (low, lower, mid) = (0, 0, 0)
    (power, before, peak) = (.zero, .zero, .zero)
  }

  @_noLocks mutating func take() { newest = nil }

  @_noLocks mutating func hear(_ sample: Float) {
    let input = Double(sample)
    low += lowKeep * (input - low)
    lower += lowKeep * (low - lower)
    mid += midKeep * (input - mid)
    let bands = SIMD4(lower, mid - low, input - mid, 0)
    power += bands * bands
    frame += 1
    filled += 1
    if filled == block { finishBlock() }
  }

  @_noLocks private mutating func finishBlock() {
    var score = 0.0
    for band in 0..<3 {
      let level = rt_sqrt(power[band] / Double(block))
      let floor = 1e-4 + 0.3 * peak[band]
      // Bass drums matter most: they are what beats are heard by.
      let weight = band == 0 ? 2 : band == 1 ? 1 : 0.6
      if level > before[band] { score += weight * rt_log10((level + floor) / (before[band] + floor)) }
      before[band] += (level > before[band] ? 0.35 : 0.06) * (level - before[band])
      peak[band] = max(level, peak[band] * forget)
    }
    let start = frame - block
    if score > 0.36 && start - last > rest {
      last = start
      newest = start
    }
    power = .zero
    filled = 0
  }
}
