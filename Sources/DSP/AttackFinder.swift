import CRealtime

/// Finds the attacks of drums and notes as sound comes by: where three bands' levels together rise steeply above what they were.
/// Quiet crackles do not count, because a level is compared with a share of the band's recent peak too. Works on blocks of 1.5 ms,
/// and finds a sound no later than 3 ms after it began.
struct AttackFinder: BitwiseCopyable {
  /// An attack's first frame, and how much there is in the 12 ms after it.
  private struct Attack: BitwiseCopyable {
    var frame = Int.max
    var strength = 0.0
  }

  /// After an attack that was chosen none is for this long: the stretcher answers no sooner again.
  let rest: Int
  private var found = InlineArray<16, Attack>(repeating: Attack())
  private var foundCount = 0
  private var takenCount = 0
  private let block: Int
  private let (lowKeep, midKeep, forget): (Double, Double, Double)
  private var frame = 0
  private var filled = 0
  private var lastChosen = Int.min / 2
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
    (foundCount, takenCount) = (0, 0)
    (frame, filled, lastChosen) = (0, 0, Int.min / 2)
    (low, lower, mid) = (0, 0, 0)
    (power, before, peak) = (.zero, .zero, .zero)
  }

  /// Takes the attacks before `frame`. - Returns: whether one of them is to be answered: of those that lie closer than `rest`
  /// only the strongest is, so it wants to have heard that much more.
  @_noLocks mutating func takeAttacks(before frame: Double) -> Bool {
    var isAnswered = false
    while takenCount < foundCount && Double(found[takenCount % 16].frame) < frame {
      let attack = found[takenCount % 16]
      takenCount += 1
      guard attack.frame - lastChosen > rest else { continue }
      var isStrongest = true
      for later in takenCount..<max(takenCount, foundCount) where found[later % 16].frame - attack.frame <= rest {
        if found[later % 16].strength > 1.3 * attack.strength { isStrongest = false }
      }
      guard isStrongest else { continue }
      lastChosen = attack.frame
      isAnswered = true
    }
    return isAnswered
  }

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
    var (score, strength) = (0.0, 0.0)
    for band in 0..<3 {
      let level = rt_sqrt(power[band] / Double(block))
      let floor = 1e-4 + 0.3 * peak[band]
      // Bass drums matter most: they are what beats are heard by.
      let weight = band == 0 ? 2 : band == 1 ? 1 : 0.6
      if level > before[band] { score += weight * rt_log10((level + floor) / (before[band] + floor)) }
      before[band] += (level > before[band] ? 0.35 : 0.06) * (level - before[band])
      strength += weight * level / (floor + level)
      peak[band] = max(level, peak[band] * forget)
    }
    let start = frame - block
    for index in max(takenCount, foundCount - 2)..<foundCount where start - found[index % 16].frame < rest / 4 {
      found[index % 16].strength = max(found[index % 16].strength, strength)
    }
    let isApart = foundCount == 0 || start - found[(foundCount - 1) % 16].frame > rest / 6
    if score > 0.36 && isApart && foundCount - takenCount < 16 {
      found[foundCount % 16] = Attack(frame: start, strength: strength)
      foundCount += 1
    }
    power = .zero
    filled = 0
  }
}
