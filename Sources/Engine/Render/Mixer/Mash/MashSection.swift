import CRealtime
import DSP
import Music

/// What a mash adds to a swap on each deck's sound, before its channel: the voice's level over the instrumental. Costs
/// nothing and changes nothing while there is no mash. The audio thread only.
struct MashSection: ~Copyable {
  private let sampleRate: Double
  /// The deck that sings; nil while there is no mash.
  private(set) var voice: DeckID?
  /// What is asked for, LU of the voice over the instrumental.
  private(set) var balance = 1.0
  /// On each deck's sound, linear.
  private var gains = PerDeck<Ramp>(repeating: Ramp(1))
  /// Beats until the voice's level is looked at again.
  private var beatsLeft = 0.0
  /// The gain of the voice that was asked for last, dB.
  private var decibels = 0.0
  /// Key shifts of both decks before the mash, and what it made of them; nil where it left a key alone.
  private var formerKeys = PerDeck<Double?>(repeating: nil)
  private var ownKeys = PerDeck<Double>(repeating: 0)

  init(sampleRate: Double) { self.sampleRate = sampleRate }

  /// The level of a voice is right for so many beats: it follows the song's parts, not its lines.
  static var beatsOfLevel: Double {
    @_noLocks get { 64 }
  }

  /// There is a mash.
  var isOn: Bool {
    @_noLocks get { if case .some = voice { true } else { false } }
  }

  // MARK: Commands

  @_noLocks mutating func begin(_ deck: DeckID) { voice = deck }

  @_noLocks mutating func end(over: Glide) {
    voice = nil
    decibels = 0
    for index in 0..<2 where gains[index].target != 1 {
      gains[index].glide(to: 1, over: over, sampleRate: sampleRate)
    }
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

  /// In place, on a deck's sound before its channel. - Parameter curve: scratch memory, a value a frame.
  @_noLocks mutating func process(
    _ index: Int, _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, beats: Double,
    curve: UnsafeMutablePointer<Double>
  ) {
    guard gains[index].isMoving || gains[index].value != 1 else { return }
    gains[index].trace(frames: frames, beats: beats, into: curve)
    for frame in 0..<frames { sound[frame] *= Float(curve[frame]) }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.mash.voice = voice
    snapshot.mash.balance = balance
    snapshot.mash.voiceDecibels = decibels
  }
}
