import Music

extension SeededRandom {
  /// White noise, −1…1.
  package mutating func sample() -> Float { Float.random(in: -1...1, using: &self) }
}
