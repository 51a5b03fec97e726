/// What the sound does around a track's beats on average, a value each millisecond; other averages are laid over it.
struct AttackShape {
  /// Milliseconds to each side.
  static let radius = 60
  private let values: [Float]

  /// - Parameter profile: 2 × `radius` + 1 values of `AttackCurve.epochAverage`.
  init(_ profile: [Float]) { values = Self.smoothed(profile) }

  /// Five milliseconds' mean.
  private static func smoothed(_ profile: [Float]) -> [Float] {
    profile.indices.map { index in
      let from = max(0, index - 2)
      let to = min(profile.count - 1, index + 2)
      return profile[from...to].reduce(0, +) / Float(to - from + 1)
    }
  }

  /// By how many seconds `profile` comes later than this one, and how alike they are there (0…1).
  /// - Parameter limit: milliseconds, less than `radius`.
  func shift(of profile: [Float], limit: Int) -> (seconds: Double, likeness: Double) {
    let piece = Self.smoothed(profile)
    let likenesses = (-limit...limit).map { likeness(piece, shift: $0) }
    let top = likenesses.indices.max { likenesses[$0] < likenesses[$1] } ?? limit
    var place = Double(top - limit)
    if top > 0, top < likenesses.count - 1 {
      // A parabola through the three highest finds the place between milliseconds.
      let (a, b, c) = (likenesses[top - 1], likenesses[top], likenesses[top + 1])
      let bend = a - 2 * b + c
      if bend < -1e-9 { place += 0.5 * (a - c) / bend }
    }
    return (place / AttackCurve.rate, likenesses[top])
  }

  private func likeness(_ piece: [Float], shift: Int) -> Double {
    var (dot, a, b) = (Float(0), Float(1e-9), Float(1e-9))
    for index in max(0, -shift)..<min(values.count, values.count - shift) {
      let (x, y) = (values[index], piece[index + shift])
      dot += x * y
      a += x * x
      b += y * y
    }
    return Double(dot / (a * b).squareRoot())
  }

  /// The highest attack within `limit` milliseconds of the beats: how high it is, and by how many seconds it comes
  /// later than they do. Listeners hear a soft sound's beat while it still grows: it is put two milliseconds after its
  /// rise is half as steep as it gets, which on a drum is where it is steepest.
  func attack(limit: Int) -> (seconds: Double, height: Double) {
    let near = (Self.radius - limit)...(Self.radius + limit)
    guard let top = near.max(by: { values[$0] < values[$1] }), values[top] > 0 else { return (0, 0) }
    let half = values[top] / 2
    var index = top
    while index > max(0, top - 8), values[index - 1] > half { index -= 1 }
    let below = index > 0 ? values[index - 1] : 0
    let crossing =
      Double(index) - (values[index] > below ? Double((values[index] - half) / (values[index] - below)) : 0)
    let place = min(Double(top), crossing + 2)
    return ((place - Double(Self.radius)) / AttackCurve.rate, Double(values[top]))
  }
}
