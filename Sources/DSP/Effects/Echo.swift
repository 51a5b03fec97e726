import CRealtime

// SAFETY: the rings belong to this value alone and are freed with it.
/// An echo whose repeats lose a little of both ends of the spectrum on each round, as tape does. The amount is what
/// goes into the line, not what comes out: repeats ring out by themselves when the amount goes to 0 or the sound stops.
/// A delay that changes by a few percent, as with the tempo, glides (repeats bend by 17 cents at most); a greater
/// change fades over. One thread.
///
/// More than fifteen stored properties: the state of one algorithm, all of it touched by each frame.
package struct Echo: ~Copyable, @unchecked Sendable {
  private let sampleRate: Double
  /// What repeats.
  private let line: DelayRing
  /// What came in, always: the last beat is there when the sound is thrown into the echo.
  private let history: DelayRing
  private var index = 0
  /// The line is silence before this.
  private var lineStart = 0
  private var blend = Blend()
  private var delay = 0.0
  /// Frames a frame by which the delay glides.
  private var drift = 0.0
  /// The delay that fades away, and how far it has.
  private var oldDelay = 0.0
  private var fade = 1.0
  /// The history sounds from the one frame to the other.
  private var throwStart = Int.min
  private var throwEnd = Int.min
  private var lowPassed = StereoFrame.zero
  private var lowCut = StereoFrame.zero
  private let highCoefficient: Float
  private let lowCoefficient: Float
  /// Frames since the line was last fed with something to hear.
  private var quiet = Int.max / 2

  /// Room for 5.4 seconds at 48 kHz: four beats at 45 a minute.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    line = DelayRing(capacity: 1 << 18)
    history = DelayRing(capacity: 1 << 18)
    highCoefficient = Float(1 - rt_exp(-2 * Double.pi * 6500 / sampleRate))
    lowCoefficient = Float(1 - rt_exp(-2 * Double.pi * 90 / sampleRate))
  }

  /// Repeats are still to be heard.
  package var isRinging: Bool {
    @_noLocks get { quiet < Int(max(delay, oldDelay)) + 4 || index < throwEnd }
  }

  /// The sound of the last `delay` frames repeats from now on, though the echo was off: the way out of a track whose
  /// sound is cut at this moment.
  @_noLocks package mutating func throwLast(delay wanted: Double) {
    if !isRinging { wake(wanted) }
    throwStart = index
    throwEnd = index + Int(delay) + Int(0.02 * sampleRate)
  }

  @_noLocks private mutating func wake(_ wanted: Double) {
    lineStart = index
    delay = clamped(wanted)
    drift = 0
    fade = 1
    lowPassed = .zero
    lowCut = .zero
  }

  @_noLocks private func clamped(_ wanted: Double) -> Double {
    guard wanted.isFinite else { return 0.5 * sampleRate }
    var delay = max(64, wanted)
    // What the line has no room for is halved: it stays in time.
    while delay > Double(line.capacity - 1024) { delay *= 0.5 }
    return rt_round(delay)
  }

  /// Works in place; bit for bit through when the amount is 0 and the line is empty.
  /// - Parameters:
  ///   - amounts: dry/wet, one value a frame, 0…1.
  ///   - isOff: the amount is 0 and stays there.
  ///   - feedback: one value a frame; 0…0.95 of each repeat's level is left in the next.
  ///   - delay: frames between repeats.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, amounts: UnsafePointer<Double>, isOff: Bool,
    feedback: UnsafePointer<Double>, delay wanted: Double
  ) {
    if isOff && !isRinging {
      for frame in 0..<frames { history.write(sound[frame], at: index + frame) }
      index += frames
      blend.follow(0)
      return
    }
    if !isRinging { wake(wanted) }
    let target = clamped(wanted)
    if fade >= 1 && abs(target - delay) > 0.04 * delay { changeOver(to: target) }
    for frame in 0..<frames {
      if fade >= 1 && (delay != target || drift != 0) { glide(to: target) }
      blend.follow(amounts[frame])
      let x = sound[frame]
      history.write(x, at: index)
      let repeated = tap()
      lowPassed += highCoefficient * (repeated - lowPassed)
      lowCut += lowCoefficient * (lowPassed - lowCut)
      let fed = x * blend.send + (lowPassed - lowCut) * Float(min(0.95, max(0, feedback[frame])))
      line.write(fed, at: index)
      quiet = max(abs(fed.x), abs(fed.y)) > 1e-6 ? 0 : quiet + 1
      sound[frame] = x * blend.dry + repeated
      index += 1
    }
  }

  @_noLocks private mutating func changeOver(to target: Double) {
    oldDelay = delay
    delay = target
    drift = 0
    fade = 0
  }

  /// A frame of the way, soft at both ends, one percent a frame at most.
  @inline(__always)
  @_noLocks private mutating func glide(to target: Double) {
    let wanted = min(0.01, max(-0.01, (target - delay) / 4000))
    drift += (wanted - drift) / 1000
    delay += drift
    if abs(target - delay) < 1e-3 && abs(drift) < 1e-6 {
      delay = target
      drift = 0
    }
  }

  /// What repeats now: from the line, and from the history while that is thrown in.
  @inline(__always)
  @_noLocks private mutating func tap() -> StereoFrame {
    var sound = read(delay)
    if fade < 1 {
      // 40 ms, equal power: the two places have nothing in common.
      let angle = smoothstep(fade) * (Double.pi / 2)
      sound = sound * Float(rt_sin(angle)) + read(oldDelay) * Float(rt_cos(angle))
      fade = min(1, fade + 25 / sampleRate)
    }
    if index < throwEnd {
      let edge = 0.005 * sampleRate
      let rise = min(1, min(Double(index - throwStart), Double(throwEnd - index)) / edge)
      sound += history.read(delay, before: index) * (Float(smoothstep(rise)) * (1 - blend.send))
    }
    return sound
  }

  @inline(__always)
  @_noLocks private func read(_ delay: Double) -> StereoFrame {
    index - Int(delay) - 2 < lineStart ? .zero : line.read(delay, before: index)
  }
}
