import CRealtime
import DSP
import Music

/// A station's ident over the mix: it is added behind the decks' faders, with all else a little softer, and goes
/// through master gain and limiter with it. While none is heard it costs a branch. Part of the console; the audio
/// thread only.
struct IdentVoice: BitwiseCopyable {
  /// Nil once the sound is over.
  private var track: UnsafePointer<RenderTrack>?
  /// The frame of it that comes next.
  private var position = 0
  /// Linear.
  private var gain: Float = 1
  /// What is left of the rest, linear.
  private var dip = Ramp(1)

  private static var dipSeconds: Double {
    @_noLocks get { 0.2 }
  }
  private static var riseSeconds: Double {
    @_noLocks get { 0.6 }
  }

  @_noLocks init() {}

  /// It is heard, or the mix still comes back from it.
  var isActive: Bool {
    @_noLocks get { track != nil || dip.isMoving || dip.value != 1 }
  }
  /// The number of the sound; nil while none is heard.
  var serial: UInt64? {
    @_noLocks get { track.map { $0.pointee.serial } }
  }

  /// - Returns: whether it begins: one at a time is heard.
  @_noLocks mutating func start(
    _ track: UnsafePointer<RenderTrack>, gain: Decibels, dip: Decibels, sampleRate: Double
  ) -> Bool {
    guard self.track == nil, gain.value.isFinite, dip.value.isFinite else { return false }
    (self.track, position) = (track, 0)
    self.gain = Float(linearGain(min(24, max(-60, gain.value))))
    self.dip.move(to: linearGain(min(0, max(-60, dip.value))), frames: Self.dipSeconds * sampleRate)
    return true
  }

  /// Adds the next frames to the master. - Returns: the address of the sound that is over; 0 where none is.
  @_noLocks mutating func render(
    into bus: UnsafeMutablePointer<StereoFrame>, frames: Int, curve: UnsafeMutablePointer<Double>, sampleRate: Double
  ) -> UInt64 {
    if dip.isMoving || dip.value != 1 {
      dip.trace(frames: frames, beats: 0, into: curve)
      for frame in 0..<frames { bus[frame] *= Float(curve[frame]) }
    }
    guard let track else { return 0 }
    let left = track.pointee.original._withUnsafeGuaranteedRef { $0.framesReady } - position
    let count = max(0, min(frames, left))
    let samples = track.pointee.samples + position
    for frame in 0..<count { bus[frame] += samples[frame] * gain }
    position += count
    guard count >= left else { return 0 }
    self.track = nil
    dip.move(to: 1, frames: Self.riseSeconds * sampleRate)
    return UInt64(UInt(bitPattern: track))
  }
}
