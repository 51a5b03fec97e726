import CRealtime

// SAFETY: the memory belongs to this value alone and is freed with it.
/// Room for a voice over an instrumental that was not made for it: the instrumental is taken back, by 4 dB at the most,
/// in those of sixteen bands from 160 Hz to 6 kHz in which the voice sings and the instrumental is about as loud or
/// louder. What it does is held while the voice sings on, through syllables, beats and short breaths, so that nothing
/// pumps: a cut comes in 50 ms, stays until the voice has been silent for 0.4 s and does not come back within 0.8 s
/// more, and goes in 350 ms; while it stays it stands still to the bit.
///
/// The bands' cuts are solved for, as in a graphic equaliser (J. Rämö and V. Välimäki, 2014), here as a parallel one:
/// y = x + Σ w·band(x). With no cut it is the identity, bit for bit. One thread.
package struct DuckingEQ: ~Copyable, @unchecked Sendable {
  private typealias Lanes = VoiceBands.Lanes
  private let sampleRate: Double
  private let tuning: VoiceBands.Tuning
  /// Columns of the matrix that gives the bands' weights for the wanted gains, and their own powers for those measured.
  private let columns: UnsafeMutablePointer<SIMD16<Float>>
  /// Of each band's power, what the voice's emphasis has made of it taken back.
  private let flattening: SIMD16<Float>
  private var lastOfVoice = StereoFrame.zero
  private var voiceLeft = VoiceBands()
  private var voiceRight = VoiceBands()
  private var bedLeft = VoiceBands()
  private var bedRight = VoiceBands()
  /// Power by band since the last decision, and frames in it.
  private var voiceSum = SIMD16<Float>.zero
  private var bedSum = SIMD16<Float>.zero
  private var voiceFrames = 0
  private var bedFrames = 0
  private var voiceGoesOn = false
  private var voice = HeldLevels()
  private var bed = HeldLevels()
  private var consonants = HeldConsonants()
  /// dB of each band's cut.
  private var cuts = InlineArray<16, Ramp>(repeating: Ramp(0))
  private var weights = SIMD16<Float>.zero
  /// Something is cut, or was until the last segment.
  private var isCutting = false

  /// The most that is taken away, dB.
  package static var most: Double {
    @_noLocks get { 4 }
  }
  private static var attack: Double {
    @_noLocks get { 0.05 }
  }
  private static var release: Double {
    @_noLocks get { 0.35 }
  }
  /// Frames between two decisions.
  private static var step: Int {
    @_noLocks get { 256 }
  }

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    tuning = VoiceBands.Tuning(sampleRate: sampleRate)
    var flattening = SIMD16<Float>.zero
    for band in 0..<VoiceBands.count {
      let gain = 2 * rt_sin(.pi * VoiceBands.centre(band) / sampleRate)
      flattening[band] = Float(1 / (gain * gain))
    }
    self.flattening = flattening
    columns = .allocate(capacity: VoiceBands.count)
    columns.initialize(repeating: .zero, count: VoiceBands.count)
    let inverse = Self.inverse(sampleRate: sampleRate)
    for column in 0..<VoiceBands.count {
      for row in 0..<VoiceBands.count { columns[column][row] = Float(inverse[row][column]) }
    }
  }

  deinit { columns.deallocate() }

  /// The power of each band alone: what is in phase of what a two-pole filter lets through is its power, too.
  @_noLocks private func parted(_ power: SIMD16<Float>) -> SIMD16<Float> {
    var own = SIMD16<Float>.zero
    for band in 0..<VoiceBands.count { own += columns[band] * power[band] }
    return own.replacing(with: 0, where: own .< power * 0.03)
  }

  /// It changes nothing now, and has nothing to come down from.
  package var isAtRest: Bool {
    @_noLocks get { !isCutting }
  }

  /// The greatest cut now, dB.
  package var greatestCut: Double {
    @_noLocks get {
      var greatest = 0.0
      for band in 0..<VoiceBands.count { greatest = max(greatest, cuts[band].value) }
      return greatest
    }
  }

  /// It is not wanted any more: what it has heard is forgotten once its cuts are gone. - Parameter frames: until then.
  @_noLocks package mutating func release(frames: Double) {
    for band in 0..<VoiceBands.count where cuts[band].target != 0 { cuts[band].move(to: 0, frames: frames) }
    voice = HeldLevels()
    bed = HeldLevels()
    consonants = HeldConsonants()
  }

  /// How far ahead of a silent voice is looked, seconds.
  package static var lookAhead: Double {
    @_noLocks get { HeldLevels.lookAhead }
  }

  /// Listens to the voice, its treble raised by 6 dB an octave: voices fall by about as much, and what vowels leave in
  /// the skirts of the upper bands would be taken for consonants.
  /// - Parameters:
  ///   - gain: with which it is heard beside the instrumental, linear.
  ///   - goesOn: it sings within `lookAhead` of here, as far as is known.
  @_noLocks package mutating func hear(
    _ sound: UnsafePointer<StereoFrame>, frames: Int, gain: Float = 1, goesOn: Bool = false
  ) {
    voiceGoesOn = goesOn
    for frame in 0..<frames {
      let heard = sound[frame] * gain
      let step = heard - lastOfVoice
      lastOfVoice = heard
      let left = voiceLeft.bands(step.x, tuning)
      let right = voiceRight.bands(step.y, tuning)
      voiceSum += left * left + right * right
    }
    voiceFrames += frames
  }

  /// Takes back the instrumental, in place. - Parameters:
  ///   - gain: by which the instrumental's power will be greater than here, against the voice's.
  ///   - isWanted: it follows the voice; else it only lets go of what it did.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, gain: Double, isWanted: Bool
  ) {
    if isWanted { decide(gain: Float(gain)) }
    let from = weights
    if isCutting { followCuts(frames: frames) }
    let step = (weights - from) / Float(frames)
    let isFlat = from == .zero && weights == .zero
    var now = from
    for frame in 0..<frames {
      let left = bedLeft.bands(sound[frame].x, tuning)
      let right = bedRight.bands(sound[frame].y, tuning)
      bedSum += left * left + right * right
      if isFlat { continue }
      now += step
      sound[frame] += StereoFrame((left * now).sum(), (right * now).sum())
    }
    bedFrames += frames
  }

  /// New cuts, where enough was heard since the last ones.
  @_noLocks private mutating func decide(gain: Float) {
    guard voiceFrames >= Self.step, bedFrames > 0 else { return }
    let seconds = Float(Double(voiceFrames) / sampleRate)
    let sung = parted(voiceSum / Float(voiceFrames)) * flattening
    let played = parted(bedSum * (gain / Float(bedFrames)))
    voice.take(sung, seconds: seconds, goesOn: voiceGoesOn)
    bed.take(played, seconds: seconds)
    (voiceSum, bedSum, voiceFrames, bedFrames) = (.zero, .zero, 0, 0)
    let loudest = voice.held.max()
    consonants.follow(voice.held)
    for band in 0..<VoiceBands.count {
      aim(band, at: wantedCut(band, loudest: loudest), isSinging: loudest > 0)
    }
  }

  /// 0 … `most`. It is whole where the voice is within 36 dB of its loudest band and the instrumental at most 6 dB
  /// softer than it, and 0 from 44 and 14 dB on: words are told by consonants, which lie 25 to 35 dB under vowels
  /// between 4 and 6 kHz.
  @_noLocks private func wantedCut(_ band: Int, loudest: Float) -> Double {
    let (voice, bed) = (max(voice.held[band], consonants.levels[band] * loudest), bed.held[band])
    // −60 dBFS is no voice.
    guard loudest > 1e-6, voice > loudest * 4e-5, bed > 1e-9 else { return 0 }
    let share = (10 * rt_log10(Double(voice / loudest)) + 44) / 8
    let over = (10 * rt_log10(Double(bed / voice)) + 14) / 8
    return Self.most * min(1, max(0, share)) * min(1, max(0, over))
  }

  /// Small changes are let pass, and while the voice sings all that are for less, to nothing as well, as where a louder
  /// syllable would need no room: a cut that follows each of them would be heard as a modulation.
  @_noLocks private mutating func aim(_ band: Int, at wanted: Double, isSinging: Bool) {
    let target = cuts[band].target
    guard isSinging ? wanted - target >= 1 : target != 0 else { return }
    let seconds = wanted > target ? Self.attack : Self.release
    cuts[band].move(to: wanted, frames: seconds * sampleRate)
    isCutting = true
  }

  @_noLocks private mutating func followCuts(frames: Int) {
    var isMoving = false
    var isAtZero = true
    for band in 0..<VoiceBands.count {
      if cuts[band].isMoving { isMoving = true }
      cuts[band].advance(frames: frames, beats: 0)
      if cuts[band].value != 0 || cuts[band].isMoving { isAtZero = false }
    }
    guard isMoving else { return }
    isCutting = !isAtZero
    weights = .zero
    if isAtZero { return }
    for band in 0..<VoiceBands.count where cuts[band].value != 0 {
      weights += columns[band] * Float(rt_pow(10, -cuts[band].value / 20) - 1)
    }
  }

  /// What weights give gains that differ from one by so much at the bands' centres.
  private static func inverse(sampleRate: Double) -> [[Double]] {
    let count = VoiceBands.count
    var rows = (0..<count).map { row in
      (0..<count).map { VoiceBands.overlap(of: $0, at: row, sampleRate: sampleRate) }
        + (0..<count).map { $0 == row ? 1.0 : 0 }
    }
    for pivot in 0..<count {
      let scale = rows[pivot][pivot]
      for column in 0..<(2 * count) { rows[pivot][column] /= scale }
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot]
        for column in 0..<(2 * count) { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return rows.map { Array($0[count...]) }
  }
}

/// The greatest powers by band since something began to be heard: gaps between syllables and between beats are none.
/// All are forgotten once nothing has been heard for 0.4 s, unless something is known to come.
struct HeldLevels: BitwiseCopyable {
  private(set) var held = SIMD16<Float>.zero
  private var smooth = SIMD16<Float>.zero
  private var silence: Float = 0
  /// Seconds for which it is not told yet what begins to be heard: filters are settling, and an attack has energy in
  /// bands in which the sound has none.
  private var unsettled = Self.settling

  private static var settling: Float {
    @_noLocks get { 0.05 }
  }

  @_noLocks init() {}

  /// Seconds that what comes may lie ahead. Nothing is waited for longer than that, wherever it is said to be: a loop
  /// may never get there.
  static var lookAhead: Double {
    @_noLocks get { 0.8 }
  }

  /// - Parameter goesOn: something comes within `lookAhead`.
  @_noLocks mutating func take(_ power: SIMD16<Float>, seconds: Float, goesOn: Bool = false) {
    if held == .zero, power.max() <= 1e-6 {
      (smooth, unsettled) = (.zero, Self.settling)
      return
    }
    unsettled -= seconds
    if unsettled > 0 { return }
    smooth += (power - smooth) * Float(1 - rt_exp(-Double(seconds) / 0.04))
    held.replace(with: smooth, where: smooth .> held)
    // 30 dB below what was loudest, or −60 dBFS.
    silence = smooth.max() > max(1e-6, held.max() * 1e-3) ? 0 : silence + seconds
    if silence > (goesOn ? 0.4 + Float(Self.lookAhead) : 0.4) { held = .zero }
  }
}

/// Where a singer's consonants lie, as the last line had them: they begin and end words, and are over before they are
/// heard; those of the next line are much the same, whatever it is sung on.
private struct HeldConsonants: BitwiseCopyable {
  /// Of the last line, by band, as shares of its loudest one; 0 where they are not told.
  private(set) var levels = SIMD16<Float>.zero
  private var line = SIMD16<Float>.zero

  /// Vowels lie below it, and change with the note. Hz.
  private static var lowest: Double {
    @_noLocks get { 2500 }
  }

  @_noLocks init() {}

  /// - Parameter held: what the line that is sung has had by now; all 0 when it is over.
  @_noLocks mutating func follow(_ held: SIMD16<Float>) {
    if held != .zero {
      line = held
    } else if line != .zero {
      levels = line / line.max()
      for band in 0..<VoiceBands.count where VoiceBands.centre(band) < Self.lowest { levels[band] = 0 }
      line = .zero
    }
  }
}
