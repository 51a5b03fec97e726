import CRealtime

/// Finds what may be attacks of drums and notes as sound comes by: where three bands' levels together rise steeply
/// above what they were; tones that beat with each other do so too, see `AttackProof`. Quiet crackles do not count,
/// because a level is compared with a share of the band's recent peak too; nor do hats alone. Works on blocks of 1.5
/// ms, and places most attacks within 4 ms.
///
/// More than fifteen stored properties: the state of one detector, sample by sample.
struct AttackFinder: BitwiseCopyable {
  /// What may be an attack: its first frame, and how steeply it rises at most.
  struct Rise: BitwiseCopyable {
    var frame = 0
    var steepness = 0.0
  }

  /// The first frame of the newest rise, be it small yet.
  private(set) var suspect = Int.min / 2
  private var found = InlineArray<16, Rise>(repeating: Rise())
  private var foundCount = 0
  private var takenCount = 0
  /// Frames by which levels are taken: what rises lies anywhere in the block before its frame.
  let block: Int
  /// What rises so soon is still the beginning of the last.
  private let onset: Int
  /// How steeply it rose of late, and the block in which that began.
  private var rise = 0.0
  private var foot = 0
  private let (lowKeep, midKeep): (Float, Float)
  private var frame = 0
  private var filled = 0
  /// Two poles that keep what lies below 180 Hz, one that keeps what lies below 2.5 kHz.
  private var (low, lower, mid): (Float, Float, Float) = (0, 0, 0)
  private var power = SIMD4<Float>.zero
  private var before = SIMD4<Double>.zero
  private var peak = SIMD4<Double>.zero

  init(sampleRate: Double) {
    block = max(16, Int(64 * sampleRate / 44_100))
    onset = Int(0.006 * sampleRate)
    lowKeep = Float(1 - rt_exp(-2 * Double.pi * 180 / sampleRate))
    midKeep = Float(1 - rt_exp(-2 * Double.pi * 2500 / sampleRate))
  }

  @_noLocks mutating func reset() {
    (foundCount, takenCount) = (0, 0)
    (frame, filled) = (0, 0)
    (low, lower, mid) = (0, 0, 0)
    power = .zero
    (before, peak) = (.zero, .zero)
    (rise, foot, suspect) = (0, 0, Int.min / 2)
  }

  /// The oldest that was not taken yet.
  var next: Rise? {
    @_noLocks get { takenCount < foundCount ? found[takenCount % 16] : nil }
  }

  @_noLocks mutating func take() { takenCount += 1 }

  @_noLocks mutating func hear(_ sample: Float) {
    low += lowKeep * (sample - low)
    lower += lowKeep * (low - lower)
    mid += midKeep * (sample - mid)
    let bands = SIMD4(lower, mid - low, sample - mid, 0)
    power += bands * bands
    frame += 1
    filled += 1
    if filled == block { finishBlock() }
  }

  @_noLocks private mutating func finishBlock() {
    var score = 0.0
    for band in 0..<3 {
      let level = rt_sqrt(Double(power[band]) / Double(block))
      let floor = 1e-4 + 0.3 * peak[band]
      // Bass drums matter most: they are what beats are heard by.
      let weight = band == 0 ? 2 : band == 1 ? 1 : 0.3
      if level > before[band] { score += weight * rt_log10((level + floor) / (before[band] + floor)) }
      before[band] += (level > before[band] ? 0.35 : 0.06) * (level - before[band])
      peak[band] = max(level, peak[band] * 0.9995)
    }
    rise = 0.6 * rise + score
    let start = frame - block
    if score > 0.1 && start - foot > 4 * block { foot = start }
    if rise > 0.15 && start - suspect > onset { suspect = foot + block }
    let newest = (foundCount - 1) & 15
    if foundCount > 0 && start - found[newest].frame < onset {
      found[newest].steepness = max(found[newest].steepness, rise)
    } else if rise > 0.5 && foundCount - takenCount < 16 {
      // Most attacks begin softly; all of it lies in the block before this, or near its end.
      found[foundCount % 16] = Rise(frame: foot + block, steepness: rise)
      foundCount += 1
    }
    power = .zero
    filled = 0
  }
}
