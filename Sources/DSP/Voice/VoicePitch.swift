import CRealtime

// SAFETY: the memory belongs to this value alone and is freed with it.
/// The fundamental of what sings, each 20 ms: the normalised autocorrelation of 50 ms of its sound from 150 to 900 Hz,
/// at about 4 kHz. From 70 to 500 Hz; what is higher is heard an octave or more too low. One thread.
struct VoicePitch: ~Copyable, @unchecked Sendable {
  private let every: Int
  private let rate: Double
  private let low: StateVariable.Tuning
  private let high: StateVariable.Tuning
  private var lowPass = StateVariable()
  private var lowPass2 = StateVariable()
  private var highPass = StateVariable()
  private var count = 0
  /// The last `length` samples at the low rate, oldest first.
  private let ring: UnsafeMutablePointer<Float>
  private var fresh = 0
  private let shortest: Int
  private let longest: Int
  private static var length: Int {
    @_noLocks get { 256 }
  }
  private let window: Int
  private let hop: Int
  /// Of the last look; nil where nothing is sung.
  private(set) var hz: Double?

  init(sampleRate: Double) {
    every = max(1, Int(rt_round(sampleRate / 4000)))
    rate = sampleRate / Double(every)
    low = StateVariable.Tuning(hz: 900, sampleRate: sampleRate)
    high = StateVariable.Tuning(hz: 150, sampleRate: sampleRate)
    ring = .allocate(capacity: Self.length)
    ring.initialize(repeating: 0, count: Self.length)
    shortest = Int(rate / 500)
    longest = Int(rate / 70)
    window = Self.length - longest - 2
    hop = Int(0.02 * rate)
  }

  deinit { ring.deallocate() }

  /// Takes one sample. - Returns: whether it has looked anew.
  @inline(__always)
  @_noLocks mutating func take(_ x: Double) -> Bool {
    let band = highPass.split(lowPass2.split(lowPass.split(SIMD2(x, 0), low).low, low).low, high).high.x
    count += 1
    guard count >= every else { return false }
    count = 0
    return keep(Float(band))
  }

  @_noLocks private mutating func keep(_ x: Float) -> Bool {
    for index in 1..<Self.length { ring[index - 1] = ring[index] }
    ring[Self.length - 1] = x
    fresh += 1
    guard fresh >= hop else { return false }
    fresh = 0
    hz = look()
    return true
  }

  /// How like the sound is to itself so many samples ago, −1…1.
  @_noLocks private func likeness(_ lag: Int) -> Float {
    let (now, then) = (ring + Self.length - window, ring + Self.length - window - lag)
    var (product, own, other) = (Float(0), Float(0), Float(0))
    for index in 0..<window {
      product += now[index] * then[index]
      own += now[index] * now[index]
      other += then[index] * then[index]
    }
    // −70 dBFS is silence.
    guard own > Float(window) * 1e-7, other > 0 else { return 0 }
    return product / Float(rt_sqrt(Double(own * other)))
  }

  @_noLocks private func look() -> Double? {
    var best: Float = 0
    for lag in shortest...longest { best = max(best, likeness(lag)) }
    guard best > 0.8 else { return nil }
    var before: Float = likeness(shortest - 1)
    var here = likeness(shortest)
    // The first peak that is nearly as high as the highest: others are its multiples.
    for lag in shortest..<longest {
      let after = likeness(lag + 1)
      if here > 0.9 * best, here >= before, here >= after {
        let bend = before - 2 * here + after
        let shift = bend < 0 ? 0.5 * Double((before - after) / bend) : 0
        return rate / (Double(lag) + shift)
      }
      (before, here) = (here, after)
    }
    return nil
  }
}
