import CRealtime
import DSP
import Music

/// What a mash adds to a swap on each deck's sound, before its channel: the voice's level over the instrumental, and
/// room for it. Costs nothing and changes nothing while there is no mash. The audio thread only.
struct MashSection: ~Copyable {
  private let sampleRate: Double
  /// The deck that sings; nil while there is no mash.
  private(set) var voice: DeckID?
  /// What is asked for, LU of the voice over the instrumental.
  private(set) var balance = 1.0
  /// On each deck's sound, linear.
  private var gains = PerDeck<Ramp>(repeating: Ramp(1))
  /// What each deck's voice is taken back by with the instrumental under it.
  private var bedGains = PerDeck<Double>(repeating: 1)
  /// Beats until the voice's level is looked at again.
  private var beatsLeft = 0.0
  /// The gain of the voice that was asked for last, dB.
  private var decibels = 0.0
  /// Key shifts of both decks before the mash, and what it made of them; nil where it left a key alone.
  private var formerKeys = PerDeck<Double?>(repeating: nil)
  private var ownKeys = PerDeck<Double>(repeating: 0)

  private let strips: UnsafeMutablePointer<MashStrip>
  private(set) var parts = MashParts()
  /// The part that is heard alone, and how much of the headphones it has, 0…1.
  private var listens: MashPart?
  private var listenShare = Ramp(0)
  /// What it has changed in this segment; zeros where nothing.
  private let difference: UnsafeMutablePointer<StereoFrame>
  private var glue: MashGlue

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    strips = .allocate(capacity: 2)
    for index in 0..<2 { (strips + index).initialize(to: MashStrip(sampleRate: sampleRate)) }
    difference = .allocate(capacity: Console.quantum)
    difference.initialize(repeating: .zero, count: Console.quantum)
    glue = MashGlue(sampleRate: sampleRate)
  }

  deinit {
    strips.deinitialize(count: 2)
    strips.deallocate()
    difference.deallocate()
  }

  /// The level of a voice is right for so many beats: it follows the song's parts, not its lines.
  static var beatsOfLevel: Double {
    @_noLocks get { 64 }
  }

  /// There is a mash.
  var isOn: Bool {
    @_noLocks get { if case .some = voice { true } else { false } }
  }

  /// It does something to a deck's sound, or has not come to rest.
  @_noLocks func works(on index: Int) -> Bool {
    isOn || strips[index].isAtWork || gains[index].isMoving || gains[index].value != 1 || bedGains[index] != 1
  }

  /// It adds something of its own to the mix, or puts something on the headphones.
  var isHeard: Bool {
    @_noLocks get {
      if listenShare.isMoving || listenShare.value != 0 { return true }
      return glue.isHeard || (isOn && parts.isOn(.glue))
    }
  }

  // MARK: Commands

  @_noLocks mutating func begin(_ deck: DeckID, over: Glide) {
    voice = deck
    strips[deck.index].setVoice(true, over: over)
    strips[deck.index].leaveBed()
    strips[deck.other.index].setVoice(false, over: over)
  }

  @_noLocks mutating func end(over: Glide) {
    voice = nil
    decibels = 0
    for index in 0..<2 {
      strips[index].setVoice(false, over: over)
      strips[index].leaveBed()
    }
    for index in 0..<2 where gains[index].target != 1 {
      gains[index].glide(to: 1, over: over, sampleRate: sampleRate)
    }
  }

  @_noLocks mutating func set(_ part: MashPart, _ change: Switch) { parts.set(part, change) }

  /// What a part changes is heard alone, in the headphones; nil: what the DJ has sent there is.
  @_noLocks mutating func listen(to part: MashPart?) {
    if case .some = part { listens = part }
    let target: Double = part.map { _ in 1 } ?? 0
    if listenShare.target != target { listenShare.glide(to: target, over: .short, sampleRate: sampleRate) }
  }

  @_noLocks mutating func setBalance(_ units: Double) {
    if units.isFinite { balance = min(3, max(-1, units)) }
  }

  /// The voice comes to a level, the other deck to its own. - Parameter decibels: on the voice.
  @_noLocks mutating func setLevel(_ decibels: Double, over: Glide) {
    guard let voice else { return }
    self.decibels = decibels
    gains[voice.index].glide(to: linearGain(decibels), over: over, sampleRate: sampleRate)
    let other = voice.other.index
    if gains[other].target != 1 { gains[other].glide(to: 1, over: over, sampleRate: sampleRate) }
    beatsLeft = Self.beatsOfLevel
  }

  /// What the voice's level has been set to, dB.
  var level: Double {
    @_noLocks get { decibels }
  }

  /// The level is to be looked at again. - Parameter beats: that pass until this is asked next.
  @_noLocks mutating func isLevelDue(beats: Double) -> Bool {
    guard isOn else { return false }
    beatsLeft -= beats
    return beatsLeft <= 0
  }

  /// The level is right for another part.
  @_noLocks mutating func keepLevel() { beatsLeft = Self.beatsOfLevel }

  // MARK: Keys

  /// Notes that the mash shifts a deck's key. - Parameter now: where it is, semitones.
  @_noLocks mutating func noteKey(_ index: Int, from now: Double, to own: Double) {
    // A second mash goes back to where the first one began.
    if formerKeys[index] == nil || ownKeys[index] != now { formerKeys[index] = now }
    ownKeys[index] = own
  }

  /// Where a deck's key is to go when the mash ends; nil where the mash has not moved it, or a hand has since.
  @_noLocks mutating func takeFormerKey(_ index: Int, now: Double) -> Double? {
    defer { formerKeys[index] = nil }
    guard let former = formerKeys[index], now == ownKeys[index], former != now else { return nil }
    return former
  }

  /// The end of the mash will move a deck's key.
  @_noLocks func willMoveKey(_ index: Int) -> Bool { formerKeys[index] != nil && formerKeys[index] != ownKeys[index] }

  // MARK: Rendering

  /// What a deck is in the mash now. - Parameters:
  ///   - keyShift: the deck's, semitones.
  ///   - decibels: by which its channel raises it.
  ///   - otherDecibels: by which that of the other deck does.
  ///   - leaks: its own voice sings here, and the other one does.
  ///   - singsSoon: its voice sings here, or soon.
  ///   - heard: of a voice, by how much it is softer than the instrumental.
  @_noLocks func role(
    _ index: Int, keyShift: Double, decibels: Double, otherDecibels: Double, leaks: Bool, singsSoon: Bool,
    heard: Double
  ) -> MashStrip.Role {
    let isVoice = voice.map { $0.index == index } ?? false
    var role = MashStrip.Role(
      isBed: isOn && !isVoice, parts: parts, listens: listens, keyShift: keyShift)
    if role.isBed { role.gain = rt_pow(10, (decibels - otherDecibels) / 10) }
    (role.leaks, role.singsSoon, role.heard) = (leaks, singsSoon, Float(heard))
    return role
  }

  /// In place, on a deck's sound before its channel.
  @_noLocks mutating func process(
    _ index: Int, _ sound: UnsafeMutablePointer<StereoFrame>, _ role: MashStrip.Role, frames: Int, beats: Double,
    scratch: ScratchBuffers
  ) {
    strips[index].processVoice(
      sound, role, frames: frames, beats: beats, difference: difference, scratch: scratch)
    followBed(index, sound, frames: frames)
    if gains[index].isMoving || gains[index].value != 1 {
      gains[index].trace(frames: frames, beats: beats, into: scratch.controlCurve)
      for frame in 0..<frames { sound[frame] *= Float(scratch.controlCurve[frame]) }
    }
    if let voice, voice.index == index, parts.isOn(.eq), strips[index].isVoiceWhole {
      strips[1 - index].hear(sound, role, frames: frames)
    }
    strips[index].processBed(sound, role, frames: frames, difference: difference, scratch: scratch)
  }

  /// The voice follows what the equaliser leaves of the instrumental: the balance is one of what is heard. Slowly, for
  /// it is a matter of loudness: a decibel in half a second.
  @_noLocks private mutating func followBed(_ index: Int, _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    let isVoice = voice.map { $0.index == index } ?? false
    let wanted = isVoice ? strips[1 - index].bedGain : 1
    let from = bedGains[index]
    guard from != 1 || wanted != 1 else { return }
    let most = (isVoice ? 0.23 : 10) * Double(frames) / sampleRate
    let step = min(most, max(-most, wanted - from)) / Double(frames)
    for frame in 0..<frames { sound[frame] *= Float(from + step * Double(frame + 1)) }
    bedGains[index] = abs(from + step * Double(frames) - wanted) < 1e-9 ? wanted : from + step * Double(frames)
  }

  /// Sends a deck's sound, as the master has it, into the room that both share.
  @_noLocks mutating func sendToRoom(_ index: Int, _ sound: UnsafePointer<StereoFrame>, frames: Int) {
    glue.send(sound, gain: voice.map { $0.index == index ? 1 : 0.35 } ?? 0, isFirst: index == 0, frames: frames)
  }

  /// Adds the room to the master, and where a part is listened to puts what it changes on the headphones' bus.
  /// - Parameter size: of the room, 0…1.
  @_noLocks mutating func finish(
    _ master: UnsafeMutablePointer<StereoFrame>, _ phones: UnsafeMutablePointer<StereoFrame>, size: Double,
    frames: Int, scratch: ScratchBuffers
  ) {
    let isGlued = isOn && parts.isOn(.glue)
    let room = glue.process(isOn: isGlued, size: size, frames: frames, curve: scratch.controlCurve)
    if let room { for frame in 0..<frames { master[frame] += room[frame] } }
    guard let listens, listenShare.isMoving || listenShare.value != 0 else { return }
    let isGlue = listens.index == MashPart.glue.index
    listenShare.trace(frames: frames, beats: 0, into: scratch.controlCurve)
    for frame in 0..<frames {
      let alone = isGlue ? room?[frame] ?? .zero : difference[frame]
      phones[frame] += (alone - phones[frame]) * Float(scratch.controlCurve[frame])
    }
    rt_zero(difference, Int64(Console.quantum * 8))
    if !listenShare.isMoving, listenShare.value == 0 { self.listens = nil }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.mash.voice = voice
    snapshot.mash.balance = balance
    snapshot.mash.voiceDecibels = decibels
    snapshot.mash.cutDecibels = max(strips[0].eq.greatestCut, strips[1].eq.greatestCut)
    for part in 0..<5 { snapshot.mash.parts[part] = parts.isOn(index: part) }
    snapshot.mash.listens = listenShare.target == 0 ? nil : listens
  }
}
