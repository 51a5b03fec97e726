/// Seeded randomness for composing: the same seed makes the same music (SplitMix64, Steele, Lea and Flood 2014).
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< 1.
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// −1 ..< 1.
  mutating func signed() -> Float { 2 * unit() - 1 }

  /// - Precondition: `choices` is not empty.
  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }
}

/// White noise, −1 … 1, from a linear congruential generator: one multiplication a sample.
struct Noise {
  private var state: UInt32

  init(seed: UInt64) { state = UInt32(truncatingIfNeeded: seed ^ (seed >> 32)) | 1 }

  @inline(__always) mutating func next() -> Float {
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(Int32(bitPattern: state)) * 0x1p-31
  }
}
