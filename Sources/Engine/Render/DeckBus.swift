import DSP

/// What each deck gives to the mix, for a recording of its own: after its fader and the crossfader, before master gain and
/// limiter, as late as the limiter makes the master. With the master at unity and the limiter idle, the sum of both is the
/// master, bit for bit.
struct DeckBus: ~Copyable {
  var isWanted = false
  private var place = 0
  /// Two rings, deck A's before deck B's.
  private let rings: UnsafeMutablePointer<StereoFrame>

  private static var capacity: Int {
    @_noLocks get { 8192 }
  }

  init() {
    rings = .allocate(capacity: 2 * Self.capacity)
    rings.initialize(repeating: .zero, count: 2 * Self.capacity)
  }

  deinit { rings.deallocate() }

  /// A deck's frames with the gain that they enter the mix with, reckoned as the mix does it.
  @_noLocks func take(
    _ sound: UnsafePointer<StereoFrame>, of deck: Int, frames: Int, from: Double, to end: Double
  ) {
    guard isWanted else { return }
    let ring = rings + deck * Self.capacity
    let isSilent = from == 0 && end == 0
    let first = Float(from)
    let step = (Float(end) - first) / Float(frames)
    for frame in 0..<frames {
      let gain = first + step * Float(frame)
      ring[(place + frame) & (Self.capacity - 1)] = isSilent ? .zero : sound[frame] * gain
    }
  }

  /// Writes `frames` frames of deck A left, right, deck B left, right.
  @_noLocks mutating func finish(into output: UnsafeMutablePointer<Float>, frames: Int) {
    for frame in 0..<frames {
      let slot = (place + frame - Limiter.latency) & (Self.capacity - 1)
      let (a, b) = (rings[slot], rings[slot + Self.capacity])
      output[4 * frame] = a.x
      output[4 * frame + 1] = a.y
      output[4 * frame + 2] = b.x
      output[4 * frame + 3] = b.y
    }
    place += frames
  }
}
