import CRealtime
import DSP
import Music

/// The room that both halves of a mash are heard in, so that they sound as if recorded together: a little of the voice
/// and less of the instrumental go in, and what comes back is added to the master. Costs nothing while it is off and
/// has rung out. The audio thread only.
struct MashGlue: ~Copyable {
  private let sampleRate: Double
  private var room: Reverb
  private var amount = Ramp(0)
  private let sound: UnsafeMutablePointer<StereoFrame>

  /// How much of the voice is heard as room: −18 dB.
  private static var level: Float {
    @_noLocks get { 0.126 }
  }

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    room = Reverb(sampleRate: sampleRate)
    sound = .allocate(capacity: Console.quantum)
    sound.initialize(repeating: .zero, count: Console.quantum)
  }

  deinit { sound.deallocate() }

  /// It is on, or still rings.
  var isHeard: Bool {
    @_noLocks get { amount.isMoving || amount.value != 0 || room.isRinging }
  }

  @_noLocks mutating func send(
    _ deck: UnsafePointer<StereoFrame>, gain: Double, isFirst: Bool, frames: Int
  ) {
    let gain = Self.level * Float(gain)
    if isFirst {
      for frame in 0..<frames { sound[frame] = deck[frame] * gain }
    } else {
      for frame in 0..<frames { sound[frame] += deck[frame] * gain }
    }
  }

  /// - Returns: what is to be added to the master; nil where that is nothing.
  @_noLocks mutating func process(
    isOn: Bool, size: Double, frames: Int, curve: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<StereoFrame>? {
    let target: Double = isOn ? 1 : 0
    if amount.target != target { amount.move(to: target, frames: 0.05 * sampleRate) }
    let isOff = !amount.isMoving && amount.value == 0
    if isOff && !room.isRinging { return nil }
    amount.trace(frames: frames, beats: 0, into: curve)
    // The amount is what goes in; the room itself is taken whole.
    for frame in 0..<frames {
      sound[frame] *= Float(curve[frame])
      curve[frame] = 1
    }
    room.process(sound, frames: frames, amounts: curve, isOff: false, size: size)
    return UnsafePointer(sound)
  }
}
