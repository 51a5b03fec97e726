import CRealtime

/// Keeps attacks whole and in their place: around each, the source itself takes the place of what a stretcher made of
/// it, for 20 ms at its own speed, laid where the account has the attack.
///
/// A phase vocoder moves and blurs an attack unless it sets its phases anew just there, which Rubber Band does at most
/// attacks, not at all: a bass drum under a full mix may lie (ratio − 1) × the time since the last one off its place,
/// by several milliseconds. Where it did, both sounds are the same and the splice changes nothing. Fades keep power,
/// whatever the two sounds have in common. Made and freed off the audio thread, used by it. Not thread-safe.
///
/// More than fifteen stored properties: five of them are the lengths of one fade, worked out once.
struct AttackSplice: ~Copyable {
  /// The source from `source` on takes the place of the output from `place` on.
  private struct Splice: BitwiseCopyable {
    var source = 0
    var place = Int.min / 2
    /// Power of the stretched sound, of the source, and what they have in common.
    var stretched: Float = 0
    var original: Float = 0
    var common: Float = 0
    /// Their correlation, 0…1, as it was when the fade began.
    var likeness: Float = 0
  }

  private static let capacity = 16_384
  private let channels: Int
  /// What was fed: one ring per channel.
  private let rings: UnsafeMutablePointer<Float>
  private var heard = 0
  private var finder: AttackFinder
  private var proof: AttackProof
  /// The last attack that there was. What rises so soon after it is its body, unless it rises much more steeply.
  private var last: AttackFinder.Rise?
  private let body: Int
  /// Frames after which an attack can be told at the earliest; and the last that was.
  private let told: Int
  private var early: Int?
  private var splices = InlineArray<4, Splice>(repeating: Splice())
  private var begun = 0
  /// Frames from the attack: the sounds are compared, the source fades in, it is heard alone, it fades out, the end.
  private let (compared, fadeIn, alone, fadeOut, end): (Int, Int, Int, Int, Int)

  init(channels: Int, sampleRate: Double) {
    self.channels = channels
    rings = .allocate(capacity: Self.capacity * channels)
    rings.initialize(repeating: 0, count: Self.capacity * channels)
    finder = AttackFinder(sampleRate: sampleRate)
    proof = AttackProof(sampleRate: sampleRate)
    func frames(_ milliseconds: Double) -> Int { Int(milliseconds / 1000 * sampleRate) }
    (compared, fadeIn, alone, fadeOut, end) = (frames(-24), frames(-20), frames(-14), frames(16), frames(32))
    (body, told) = (frames(40), frames(3))
  }

  deinit { rings.deallocate() }

  @_noLocks mutating func reset() {
    heard = 0
    finder.reset()
    proof.reset()
    (last, early) = (nil, nil)
    for index in 0..<4 { splices[index] = Splice() }
    begun = 0
  }

  /// Hears what the stretcher is fed, `frames` frames of each channel, `stride` floats apart.
  @_noLocks mutating func hear(_ planes: UnsafePointer<Float>, stride: Int, frames: Int) {
    let share = 1 / Float(channels)
    for frame in 0..<frames {
      var sum: Float = 0
      for channel in 0..<channels {
        let sample = planes[channel * stride + frame]
        rings[channel * 16_384 + (heard + frame) & 16_383] = sample
        sum += sample
      }
      finder.hear(sum * share)
      proof.hear(sum * share)
    }
    heard += frames
  }

  /// A sample of what was heard, 0.37 s ago at most at 44.1 kHz.
  @_noLocks func sound(channel: Int, at frame: Int) -> Float { rings[channel * 16_384 + frame & 16_383] }

  /// Whether an attack began within the last `frames` of what was heard, by as much of it as there is, 3 ms at least.
  @_noLocks mutating func hearsAttack(within frames: Int) -> Bool {
    if let early, heard - early < frames { return true }
    let since = heard - finder.suspect
    guard since >= told, since < 4 * told, proof.isAttack(at: finder.suspect, early: true) else { return false }
    early = finder.suspect
    return true
  }

  /// How far before its frame an attack is heard on the average.
  var lead: Int {
    @_noLocks get { finder.block / 2 }
  }

  /// The source frame of what may be the next attack.
  var nextRise: Int? {
    @_noLocks get { finder.next?.frame }
  }

  /// The first output frame that matters for an attack at output frame `place`.
  @_noLocks func beginning(ofAttackAt place: Int) -> Int { place + compared }

  /// Begins a splice where the next rise is an attack, its source frame sounding at output frame `place`; but not where
  /// four still go on, nor where output is wanted from `first` on only, behind the splice's beginning.
  @_noLocks mutating func begin(at place: Int, from first: Int) {
    guard let rise = finder.next else { return }
    finder.take()
    if let last, rise.frame - last.frame < body, rise.steepness < 1.4 * last.steepness { return }
    guard proof.isAttack(at: rise.frame) else { return }
    last = rise
    guard place + compared >= first, splices[begun % 4].place + end <= place + compared else { return }
    splices[begun % 4] = Splice(source: rise.frame, place: place)
    begun += 1
  }

  /// Puts the source in its place in output frames `first` ..< `end` of a stretcher's rings, the oldest splice first.
  @_noLocks mutating func mix(into output: UnsafeMutablePointer<Float>, from first: Int, to last: Int) {
    for index in max(0, begun - 4)..<begun where splices[index % 4].place + end > first {
      let slot = index % 4
      for frame in max(first, splices[slot].place + compared)..<max(first, min(last, splices[slot].place + end)) {
        mixFrame(frame, slot: slot, into: output)
      }
    }
  }

  @_noLocks private mutating func mixFrame(_ frame: Int, slot: Int, into output: UnsafeMutablePointer<Float>) {
    let offset = frame - splices[slot].place
    let from = splices[slot].source + offset
    guard from >= 0, from < heard, from > heard - 16_384 else { return }
    if offset == fadeIn || offset == fadeOut { judgeLikeness(slot) }
    let (weight, rest) = gains(offset, likeness: splices[slot].likeness)
    for channel in 0..<channels {
      let place = channel * 16_384 + frame & 16_383
      let source = rings[channel * 16_384 + from & 16_383]
      let stretched = output[place]
      if offset < fadeIn || offset >= alone {
        splices[slot].stretched += stretched * stretched
        splices[slot].original += source * source
        splices[slot].common += stretched * source
      }
      output[place] = weight * source + rest * stretched
    }
  }

  /// Before each fade, from what both sounds were just then.
  @_noLocks private mutating func judgeLikeness(_ slot: Int) {
    let powers = Double(splices[slot].stretched) * Double(splices[slot].original)
    let likeness = powers > 1e-20 ? Double(splices[slot].common) / rt_sqrt(powers) : 1
    splices[slot].likeness = Float(max(0, min(1, likeness)))
    (splices[slot].stretched, splices[slot].original, splices[slot].common) = (0, 0, 0)
  }

  /// What the source and the stretched sound are to be multiplied with: of the same power in sum throughout.
  @_noLocks private func gains(_ offset: Int, likeness: Float) -> (Float, Float) {
    let level: Float =
      offset < fadeIn
      ? 0
      : offset < alone
        ? Float(offset - fadeIn) / Float(alone - fadeIn)
        : offset < fadeOut ? 1 : 1 - Float(offset - fadeOut) / Float(end - fadeOut)
    let weight = smoothstep(level)
    let rest = 1 - weight
    let power = weight * weight + rest * rest + 2 * likeness * weight * rest
    let scale = 1 / Float(rt_sqrt(Double(power)))
    return (weight * scale, rest * scale)
  }
}
