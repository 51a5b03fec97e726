import CRealtime
import DSP
import Music

/// A hand that lies on the record and turns it, and the moment in which it lets the motor have it again.
///
/// A jog tells in steps, some hundred a second, how far it was turned. Each step is spread over the time that the last
/// ones took to come, so that a hand that turns evenly is heard without flutter. The record follows the hand like a
/// weight on a damped spring: its speed has no step, and it comes to the very place that it was turned to, some
/// milliseconds later.
struct HandOnRecord: BitwiseCopyable {
  /// Frames of the track per output frame; negative backwards.
  private(set) var speed: Double
  /// Frames of the track from where the record is to where the hand is.
  private var ahead: Double
  /// Frames of the track that the hand has still to go, and its speed.
  private var toCome = 0.0
  private var handSpeed = 0.0
  /// Output frames between two steps of the jog, and since the last one.
  private var interval: Double
  private var sinceStep = Double.infinity
  /// How fast the record was when it was let go, and the output frames since.
  private var letGo: (speed: Double, elapsed: Double)?

  /// Per second: the record is behind the hand by 2 / stiffness, 10 ms.
  private static var stiffness: Double {
    @_noLocks get { 200 }
  }
  /// Seconds over which the first step of a movement is spread, and the most for any.
  private static var firstInterval: Double {
    @_noLocks get { 0.005 }
  }
  private static var longestInterval: Double {
    @_noLocks get { 0.03 }
  }
  /// The fastest that a record is turned, either way: as far as it is read free of aliases.
  private static var topSpeed: Double {
    @_noLocks get { 4.15 }
  }
  /// Seconds in which the motor takes it up.
  private static var releaseSeconds: Double {
    @_noLocks get { 0.05 }
  }

  /// Lays a hand on a record that turns so fast: it stands a moment later, without swinging back.
  @_noLocks init(speed: Double, sampleRate: Double) {
    self.speed = speed
    ahead = speed * sampleRate / Self.stiffness
    interval = Self.firstInterval * sampleRate
  }

  /// It lies on the record still.
  var isHeld: Bool {
    @_noLocks get { letGo == nil }
  }

  /// Turns the record by so many frames of the track.
  @_noLocks mutating func turn(by frames: Double, sampleRate: Double) {
    guard isHeld else { return }
    if sinceStep > Self.longestInterval * sampleRate {
      interval = Self.firstInterval * sampleRate
    } else if sinceStep > 0 {
      interval += (sinceStep - interval) / 2
    }
    sinceStep = 0
    // A hand that is faster than the record may be slips on it: nothing is made up for afterwards.
    let most = Self.topSpeed * sampleRate * (2 / Self.stiffness + Self.longestInterval)
    toCome = min(most, max(-most, ahead + toCome + frames)) - ahead
    handSpeed = toCome / max(1, interval)
  }

  /// The motor has it again.
  @_noLocks mutating func release() {
    if isHeld { letGo = (speed, 0) }
  }

  /// The record has come against an end of the track.
  @_noLocks mutating func stand() { (speed, ahead, toCome, handSpeed) = (0, 0, 0, 0) }

  /// Goes on by so many output frames. - Parameter motor: the speed that it comes to when it was let go.
  @_noLocks mutating func advance(frames: Double, motor: Double, sampleRate: Double) {
    if let letGo {
      let elapsed = letGo.elapsed + frames
      self.letGo = (letGo.speed, elapsed)
      let share = min(1, elapsed / (Self.releaseSeconds * sampleRate))
      speed = share < 1 ? letGo.speed + (motor - letGo.speed) * smoothstep(share) : motor
      return
    }
    sinceStep += frames
    let way = abs(handSpeed * frames) < abs(toCome) ? handSpeed * frames : toCome
    toCome -= way
    if toCome == 0 { handSpeed = 0 }
    // The critically damped spring, solved over these frames for a hand that goes `way` evenly; the record's own way is
    // the one that the voice goes at a speed that changes evenly, so that no frame is lost.
    let pull = Self.stiffness / sampleRate
    let (before, even) = (speed, way / frames)
    let decay = rt_exp2(-pull * frames / 0.693_147_180_559_945_3)
    let difference = before - even
    let stretch = ahead - 2 * even / pull
    let reached = even + (difference + pull * (pull * stretch - difference) * frames) * decay
    speed = min(Self.topSpeed, max(-Self.topSpeed, reached))
    ahead += way - (before + speed) / 2 * frames
    // Rounding is no movement: a hand that rests is silent.
    if abs(speed) < 1e-6, abs(ahead) < 1e-3, toCome == 0 { stand() }
  }

  /// The motor has taken it up.
  @_noLocks func isOver(sampleRate: Double) -> Bool {
    guard let letGo else { return false }
    return letGo.elapsed >= Self.releaseSeconds * sampleRate
  }
}

/// Scratching: the sound goes where the record is turned, at its pitch, read from memory without key lock.
extension Deck {
  /// A hand lies on the record, or the motor is just taking it up.
  var isInHand: Bool {
    @_noLocks get { platter.map { $0.hand != nil } ?? false }
  }

  /// Lays a hand on the record, or takes it off. Under slip the track goes on in silence meanwhile.
  @_noLocks mutating func hold(_ isOn: Bool) {
    if isOn { grip() } else { letGoOfRecord() }
  }

  @_noLocks private mutating func grip() {
    guard track != nil else { return }
    if let hand = platter?.hand {
      if !hand.isHeld { platter = Platter(holding: HandOnRecord(speed: hand.speed, sampleRate: sampleRate)) }
      return
    }
    let turning = isPlaying ? platterSpeed * speed.ratio : 0
    restoreLoop()
    slip.roll = nil
    isCueing = false
    speed.dropNudge()
    if slip.isOn { leaveTimeline() }
    platter = Platter(holding: HandOnRecord(speed: turning, sampleRate: sampleRate))
    if voices.current == nil { startVoice(fadeIn: attackFrames) } else { leaveStretcher() }
  }

  @_noLocks private mutating func letGoOfRecord() {
    guard isInHand else { return }
    guard slip.timeline != nil else {
      platter?.hand?.release()
      return
    }
    returnToTimeline()
    if !isPlaying { voices.release(frames: crossfadeFrames, equalPower: false) }
    hasMovedByHand = true
  }

  /// The record that was let go turns by the motor again, or stands with it: a stretcher takes over where one is
  /// wanted, by a blend in the same place.
  @_noLocks private mutating func endHand() {
    platter = nil
    hasMovedByHand = true
    guard isPlaying else { return voices.release(frames: crossfadeFrames, equalPower: false) }
    if let index = voices.current { voices[index].speed = 1 }
    let folded = loop.folded(position)
    if folded != position {
      jump(to: folded)
    } else if wantsStretch {
      standIn(split: wantsSplit)
    }
  }

  /// After a segment under the hand: the track's ends, and the end of letting go.
  @_noLocks mutating func finishHand() {
    guard let hand = platter?.hand else { return }
    let place = min(max(position, -10 * sampleRate), Double(length))
    if place != position {
      position = place
      if let index = voices.current { voices[index].place = place }
      if hand.isHeld { platter?.hand?.stand() }
    }
    if hand.isOver(sampleRate: sampleRate) { endHand() }
  }
}
