import CRealtime
import DSP
import Music

/// What makes room on one deck's sound in a mash: all that a voice gets, and all that an instrumental gets. While the
/// deck is neither, it costs nothing and changes nothing. The audio thread only.
struct MashStrip: ~Copyable {
  private let sampleRate: Double
  /// 0…1 of what the voice gets.
  private var voiceShare = Ramp(0)
  private var lowCutShare = Ramp(0)
  private var formantShare = Ramp(0)
  private var formants: FormantKeeper
  private var lowCut: VoiceLowCut
  private var deEsser: DeEsser
  private(set) var eq: DuckingEQ
  private var gate: BleedGate
  /// Energy of the instrumental before and after the equaliser, lately; and what the voice is taken back by for it.
  private var energy = SIMD2<Double>.zero
  private(set) var bedGain = 1.0

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    formants = FormantKeeper(sampleRate: sampleRate)
    lowCut = VoiceLowCut(sampleRate: sampleRate)
    deEsser = DeEsser(sampleRate: sampleRate)
    eq = DuckingEQ(sampleRate: sampleRate)
    gate = BleedGate(sampleRate: sampleRate)
  }

  /// It changes the sound, or will let go of it.
  var isAtWork: Bool {
    @_noLocks get { voiceShare.isMoving || voiceShare.value != 0 || !eq.isAtRest || !gate.isOpen }
  }

  /// What is asked of a deck in this segment.
  struct Role: BitwiseCopyable {
    let isBed: Bool
    let parts: MashParts
    let listens: MashPart?
    /// Semitones that its key is shifted by.
    let keyShift: Double
    /// Of a bed: how much greater its power will be than here, against the voice's.
    var gain = 1.0
    /// Of a bed: its own voice sings here, and the other one does.
    var leaks = false
    /// Of a voice: it sings here, or so soon that a silence is only a breath.
    var singsSoon = false
    /// Of a voice: by how much faders and crossfader leave it softer than the instrumental, linear, 0…1; 0: nobody
    /// hears it.
    var heard: Float = 1

    @_noLocks init(isBed: Bool, parts: MashParts, listens: MashPart?, keyShift: Double) {
      self.isBed = isBed
      self.parts = parts
      self.listens = listens
      self.keyShift = keyShift
    }
  }

  /// Semitones of a shift that moves formants by as much as can be heard: 1.2 %, less than the 1.5 % by which two
  /// vowels must differ to be told apart (D. Kewley-Port and C. S. Watson, 1994).
  private static var audibleShift: Double {
    @_noLocks get { 0.2 }
  }

  /// The deck begins to sing, or ends.
  @_noLocks mutating func setVoice(_ isVoice: Bool, over: Glide) {
    let target: Double = isVoice ? 1 : 0
    guard voiceShare.target != target else { return }
    voiceShare.glide(to: target, over: over, sampleRate: sampleRate)
  }

  /// The deck is no instrumental any more.
  @_noLocks mutating func leaveBed() {
    (energy, bedGain) = (.zero, 1)
    eq.release(frames: MixerAction.shortSeconds * sampleRate)
    gate.shut(false)
  }

  /// All that the voice gets, in place. - Parameters:
  ///   - difference: what the part that is listened to has changed.
  @_noLocks mutating func processVoice(
    _ sound: UnsafeMutablePointer<StereoFrame>, _ role: Role, frames: Int, beats: Double,
    difference: UnsafeMutablePointer<StereoFrame>, scratch: ScratchBuffers
  ) {
    guard voiceShare.isMoving || voiceShare.value != 0 else { return }
    let (dry, step) = (scratch.voice, scratch.stem)
    rt_copy(dry, sound, Int64(frames * 8))
    keepFormants(sound, role, frames: frames, beats: beats, scratch: scratch)

    rt_copy(step, sound, Int64(frames * 8))
    let wanted: Double = role.parts.isOn(.lowCut) ? 1 : 0
    if lowCutShare.target != wanted { lowCutShare.glide(to: wanted, over: .short, sampleRate: sampleRate) }
    if lowCutShare.isMoving || lowCutShare.value != 0 {
      lowCut.process(step, frames: frames)
      lowCutShare.trace(frames: frames, beats: beats, into: scratch.controlCurve)
      Self.note(step, minus: sound, in: difference, frames: frames, if: role, listensTo: .lowCut)
      for frame in 0..<frames { sound[frame] += (step[frame] - sound[frame]) * Float(scratch.controlCurve[frame]) }
    }

    rt_copy(step, sound, Int64(frames * 8))
    // A voice that is not shifted up is as sharp as its singer wants it.
    let depth = role.parts.isOn(.deEss) ? min(6, max(0, 3 * role.keyShift)) : 0
    deEsser.process(sound, frames: frames, depth: depth)
    Self.note(sound, minus: step, in: difference, frames: frames, if: role, listensTo: .deEss)

    guard voiceShare.isMoving || voiceShare.value != 1 else { return }
    voiceShare.trace(frames: frames, beats: beats, into: scratch.controlCurve)
    for frame in 0..<frames {
      sound[frame] = dry[frame] + (sound[frame] - dry[frame]) * Float(scratch.controlCurve[frame])
    }
  }

  /// Where the voice is shifted by as much as can be heard, its formants are what they were.
  @_noLocks private mutating func keepFormants(
    _ sound: UnsafeMutablePointer<StereoFrame>, _ role: Role, frames: Int, beats: Double, scratch: ScratchBuffers
  ) {
    let wanted: Double = abs(role.keyShift) >= Self.audibleShift ? 1 : 0
    if formantShare.target != wanted {
      if formantShare.value == 0 { formants.reset() }
      formantShare.glide(to: wanted, over: .short, sampleRate: sampleRate)
    }
    guard formantShare.isMoving || formantShare.value != 0 else { return }
    let (step, pitch) = (scratch.stem, rt_exp2(role.keyShift / 12))
    guard formantShare.isMoving else { return formants.process(sound, frames: frames, pitch: pitch) }
    rt_copy(step, sound, Int64(frames * 8))
    formants.process(sound, frames: frames, pitch: pitch)
    formantShare.trace(frames: frames, beats: beats, into: scratch.controlCurve)
    for frame in 0..<frames {
      sound[frame] = step[frame] + (sound[frame] - step[frame]) * Float(scratch.controlCurve[frame])
    }
  }

  /// All that the instrumental gets, in place.
  @_noLocks mutating func processBed(
    _ sound: UnsafeMutablePointer<StereoFrame>, _ role: Role, frames: Int,
    difference: UnsafeMutablePointer<StereoFrame>, scratch: ScratchBuffers
  ) {
    let isDucked = role.isBed && role.parts.isOn(.eq)
    let isGated = role.isBed && role.parts.isOn(.gate)
    if isDucked || !eq.isAtRest {
      rt_copy(scratch.stem, sound, Int64(frames * 8))
      if !isDucked { eq.release(frames: MixerAction.shortSeconds * sampleRate) }
      eq.process(sound, frames: frames, gain: role.gain, isWanted: isDucked)
      if !eq.isAtRest { weigh(sound, frames: frames, before: scratch.stem) } else if !isDucked { bedGain = 1 }
      Self.note(sound, minus: scratch.stem, in: difference, frames: frames, if: role, listensTo: .eq)
    }
    if isGated || !gate.isOpen {
      rt_copy(scratch.stem, sound, Int64(frames * 8))
      gate.shut(isGated && role.leaks)
      gate.process(sound, frames: frames, curve: scratch.controlCurve)
      Self.note(sound, minus: scratch.stem, in: difference, frames: frames, if: role, listensTo: .gate)
    }
  }

  /// How much softer the equaliser makes the instrumental, over the last three seconds in which it did something. The
  /// voice goes half of that way: loudness is gated, and soft parts, which lose most, count least.
  @_noLocks private mutating func weigh(
    _ sound: UnsafePointer<StereoFrame>, frames: Int, before: UnsafePointer<StereoFrame>
  ) {
    var sums = SIMD2<Double>.zero
    for frame in 0..<frames {
      let (old, new) = (SIMD2<Double>(before[frame]), SIMD2<Double>(sound[frame]))
      sums += SIMD2((old * old).sum(), (new * new).sum())
    }
    energy = energy * rt_exp(-Double(frames) / (3 * sampleRate)) + sums
    // A tenth of a second at −40 dBFS is enough to go by.
    if energy.x > 2e-5 * sampleRate { bedGain = min(1, max(0.5, rt_pow(energy.y / energy.x, 0.25))) }
  }

  /// The voice is there as a whole, and nothing of the deck beside it.
  var isVoiceWhole: Bool {
    @_noLocks get { !voiceShare.isMoving && voiceShare.value == 1 }
  }

  /// The other deck's voice, for the room that it needs here.
  @_noLocks mutating func hear(_ voice: UnsafePointer<StereoFrame>, _ role: Role, frames: Int) {
    eq.hear(voice, frames: frames, gain: role.heard, goesOn: role.singsSoon)
  }

  @_noLocks private static func note(
    _ sound: UnsafePointer<StereoFrame>, minus other: UnsafePointer<StereoFrame>,
    in difference: UnsafeMutablePointer<StereoFrame>, frames: Int, if role: Role, listensTo part: MashPart
  ) {
    guard let listens = role.listens, listens.index == part.index else { return }
    for frame in 0..<frames { difference[frame] = sound[frame] - other[frame] }
  }
}

/// Which parts of a mash are on.
struct MashParts: BitwiseCopyable {
  private var on = InlineArray<5, Bool>(repeating: false)

  /// What works unasked.
  @_noLocks init() { for index in 0..<3 { on[index] = true } }

  @_noLocks func isOn(_ part: MashPart) -> Bool { isOn(index: part.index) }

  @_noLocks func isOn(index: Int) -> Bool { on[index] }

  @_noLocks mutating func set(_ part: MashPart, _ change: Switch) {
    on[part.index] = change.applied(to: on[part.index])
  }
}
