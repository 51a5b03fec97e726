import DSP

/// What each deck gives to the mix, for a recording of its own: after its fader, the crossfader and its effects, before
/// master gain and limiter, as late as the limiter makes the master. With the master at unity, no fair blend and the
/// limiter idle, the sum of both is the master, bit for bit.
struct DeckRecordingBus: ~Copyable {
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

  /// A deck's frames as they enter the mix.
  @_noLocks func take(_ sound: UnsafePointer<StereoFrame>, of deck: Int, frames: Int) {
    guard isWanted else { return }
    let ring = rings + deck * Self.capacity
    for frame in 0..<frames { ring[(place + frame) & (Self.capacity - 1)] = sound[frame] }
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
