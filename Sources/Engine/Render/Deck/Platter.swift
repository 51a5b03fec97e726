import CRealtime
import DSP
import Music

/// A hand on the record: what it does, for how long, and how far that has come. Frames of output.
struct Platter: BitwiseCopyable {
  let motion: PlatterMotion
  /// Infinite for what is held.
  let length: Double
  var elapsed = 0.0
  /// The hand that turns it, for as long as one does.
  var hand: HandOnRecord?

  @_noLocks init(_ motion: PlatterMotion, length: Double) {
    self.motion = motion
    self.length = length
  }

  @_noLocks init(holding hand: HandOnRecord) {
    self.init(.hand, length: .infinity)
    self.hand = hand
  }

  /// Turns backwards for as long as it is held.
  var isCensor: Bool {
    @_noLocks get { if case .censor = motion { true } else { false } }
  }
  var isSpinback: Bool {
    @_noLocks get { if case .spinback = motion { true } else { false } }
  }
  /// It will stop by itself.
  var isStopping: Bool {
    @_noLocks get { length.isFinite }
  }

  /// How fast a spin-back is thrown, and the share of its time in which the hand does that.
  private static var throwSpeed: Double {
    @_noLocks get { 3 }
  }
  private static var throwShare: Double {
    @_noLocks get { 0.12 }
  }

  /// The speed so many frames after its beginning, as a factor: continuous, 1 at first and 0 at last for what stops.
  ///
  /// A brake falls by friction (constant) and drag (with the speed), so that it is steeper at first: (1 − x)(1 − x/2).
  @_noLocks func speed(at frame: Double) -> Double {
    let x = min(1, max(0, frame / length))
    switch motion {
    // What a hand does is its own (`HandOnRecord`).
    case .free, .hand: return 1
    case .censor: return -1
    case .brake: return (1 - x) * (1 - x / 2)
    case .spinback:
      if x < Self.throwShare {
        let share = x / Self.throwShare
        return 1 - (1 + Self.throwSpeed) * share * share * (3 - 2 * share)
      }
      let rest = (1 - x) / (1 - Self.throwShare)
      return -Self.throwSpeed * rest * rest
    }
  }
}

/// Censor, brake, spin-back, a hand's way. The track is read from memory at the platter's own speed; its pitch goes
/// with it, as a record's does.
extension Deck {
  /// The beat is lost: the platter turns by hand, and nothing goes on underneath.
  var isOffBeat: Bool {
    @_noLocks get { platter != nil && slip.timeline == nil }
  }

  var isCensored: Bool {
    @_noLocks get { platter.map { $0.isCensor } ?? false }
  }

  /// It will have stopped soon.
  var isStopping: Bool {
    @_noLocks get { platter.map { $0.isStopping } ?? false }
  }

  @_noLocks mutating func censor(_ isOn: Bool) {
    if isOn {
      guard isPlaying, platter == nil else { return }
      leaveTimeline()
      restoreLoop()
      slip.roll = nil
      voices.release(frames: crossfadeFrames, equalPower: true)
      platter = Platter(.censor, length: .infinity)
      startVoice(fadeIn: attackFrames)
    } else if isCensored {
      returnToTimeline()
    }
  }

  /// Brake or spin-back over so many frames.
  @_noLocks mutating func turn(_ motion: PlatterMotion, frames: Double) {
    guard isPlaying, frames.isFinite, !isInHand else { return }
    if platter != nil || slip.roll != nil { endGestures() }
    isCueing = false
    if slip.isOn { leaveTimeline() }
    platter = Platter(motion, length: min(max(frames, 0.05 * sampleRate), 60 * sampleRate))
    leaveStretcher()
  }

  /// The motor has the record again: what was braked is let go and plays.
  @_noLocks mutating func letGoOfPlatter() {
    guard isStopping else { return }
    if slip.timeline != nil { returnToTimeline() } else { endGestures() }
  }

  /// Output frames until the platter stops; nil when it turns on.
  var framesToStand: Double? {
    @_noLocks get {
      guard isPlaying, let platter, platter.length.isFinite else { return nil }
      return platter.length - platter.elapsed
    }
  }

  /// The platter's speed now, as a factor of the tempo's.
  var platterSpeed: Double {
    @_noLocks get {
      guard let platter else { return 1 }
      if let hand = platter.hand { return hand.speed / speed.ratio }
      return platter.speed(at: platter.elapsed)
    }
  }

  /// The current voice's speed in the segment that is rendered next.
  @_noLocks mutating func turnPlatter(frames: Int) {
    guard let platter, let index = voices.current, voices[index].stream == nil, !voices[index].isBridge else { return }
    var (from, to) = (platter.speed(at: platter.elapsed), platter.speed(at: platter.elapsed + Double(frames)))
    if var hand = platter.hand {
      // A hand turns the record at its own speed, whatever the tempo is.
      from = hand.speed / speed.ratio
      hand.advance(frames: Double(frames), motor: isPlaying ? speed.ratio : 0, sampleRate: sampleRate)
      to = hand.speed / speed.ratio
      self.platter?.hand = hand
    }
    voices[index].speed = from
    voices[index].speedSlope = (to - from) / Double(frames)
  }

  /// After the segment: the track in silence, the platter's time, and its end.
  @_noLocks mutating func finishTurn(frames: Int) {
    let (passed, end) = (Double(frames) * speed.ratio, Double(length))
    slip.timeline?.advance(by: passed, length: end)
    guard platter != nil else { return }
    finishHand()
    platter?.elapsed += Double(frames)
    guard let left = framesToStand, left < 0.5 else { return }
    if let platter, platter.isSpinback, slip.timeline != nil {
      returnToTimeline()
    } else {
      stop()
      position = max(0, position)
    }
  }
}
