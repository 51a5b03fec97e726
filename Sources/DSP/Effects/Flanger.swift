import CRealtime

// SAFETY: the ring belongs to this value alone and is freed with it.
/// A flanger: the sound and a copy of it 0.4 to 6 ms late, swept by a sine, with some of the copy fed back (J.
/// Dattorro, Effect Design Part 2, JAES 1997). The right channel's sweep is a quarter turn behind, so the comb moves
/// through the room. At the full amount both are equally loud: the deepest notches. One thread.
package struct Flanger: ~Copyable, @unchecked Sendable {
  private let sampleRate: Double
  private let ring: DelayRing
  private var index = 0
  private var amount = 0.0
  private var quiet = Int.max / 2
  /// Turns of the sweep.
  private var turn = 0.0

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    ring = DelayRing(capacity: 2048)
  }

  /// What is in the delay can still be heard.
  package var isRinging: Bool {
    @_noLocks get { quiet < 2048 }
  }

  /// Works in place; bit for bit through when the amount is 0 and the line is empty.
  /// - Parameters:
  ///   - amounts: one value a frame, 0…1.
  ///   - turns: of the sweep, in this call.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, amounts: UnsafePointer<Double>, isOff: Bool, turns: Double
  ) {
    let start = turn
    turn = start + max(0, turns)
    turn -= rt_floor(turn)
    if isOff && !isRinging { return }
    if !isRinging { ring.clear() }
    let angle = 2 * Double.pi * max(0, turns) / Double(frames)
    let (stepCosine, stepSine) = (rt_cos(angle), rt_sin(angle))
    var (cosine, sine) = (rt_cos(2 * Double.pi * start), rt_sin(2 * Double.pi * start))
    for frame in 0..<frames {
      let share = Float(min(1, max(0, amounts[frame])))
      let x = sound[frame]
      let left = ring.read(delay(cosine), before: index).x
      let right = ring.read(delay(sine), before: index).y
      let late = StereoFrame(left, right)
      let fed = x * share + late * 0.55
      ring.write(fed, at: index)
      quiet = max(abs(fed.x), abs(fed.y)) > 1e-6 ? 0 : quiet + 1
      sound[frame] = x * (1 - 0.35 * share) + late * (0.65 * share)
      (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine)
      index += 1
    }
  }

  /// Frames, for the sweep's place −1…1. Slower where the delay is short: the ear hears ratios.
  @inline(__always)
  @_noLocks private func delay(_ place: Double) -> Double {
    let rise = 0.5 - 0.5 * place
    return (0.0004 + 0.0056 * rise * rise) * sampleRate
  }
}
