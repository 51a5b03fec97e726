import Glibc
import Music
import Support
import Testing

@testable import DSP

/// What makes room for a voice over an instrumental, measured in what comes out.
@Suite struct VoiceRoomTests {
  private static let rate = 44_100.0

  /// Renders in pieces of 64 frames, as the engine does.
  private static func inPieces(
    _ sound: inout [Float], _ process: (UnsafeMutablePointer<StereoFrame>, Int, Int) -> Void
  ) {
    sound.withUnsafeMutableBytes { bytes in
      let frames = bytes.bindMemory(to: StereoFrame.self)
      for first in stride(from: 0, to: frames.count, by: 64) {
        process(frames.baseAddress! + first, min(64, frames.count - first), first)
      }
    }
  }

  /// The instrumental as a voice that lies over it leaves it. - Parameter lines: when it sings, where that is known.
  private static func ducked(_ bed: [Float], under voice: [Float], lines: [ClosedRange<Double>] = []) -> [Float] {
    var eq = DuckingEQ(sampleRate: rate)
    var (bed, voice) = (bed, voice)
    voice.withUnsafeMutableBytes { bytes in
      let frames = bytes.bindMemory(to: StereoFrame.self).baseAddress!
      inPieces(&bed) { sound, count, first in
        let now = Double(first) / rate
        let goesOn = lines.contains { $0.overlaps(now...now + DuckingEQ.lookAhead) }
        eq.hear(frames + first, frames: count, goesOn: goesOn)
        eq.process(sound, frames: count, gain: 1, isWanted: true)
      }
    }
    return bed
  }

  /// Bit for bit.
  private static func isSame(_ a: [Float], _ b: [Float], _ seconds: Range<Double>) -> Bool {
    (2 * Int(seconds.lowerBound * rate)..<2 * Int(seconds.upperBound * rate)).allSatisfy { a[$0] == b[$0] }
  }

  /// Mean power of the left channel in a third octave.
  private static func power(_ sound: [Float], _ hz: Double, _ seconds: Range<Double>) -> Double {
    let tuning = StateVariable.Tuning(g: StateVariable.tangent(hz, rate), k: 1 / 4.318)
    var (first, second, sum) = (StateVariable(), StateVariable(), 0.0)
    let range = Int(seconds.lowerBound * rate)..<Int(seconds.upperBound * rate)
    for frame in range {
      let once = first.split(SIMD2(Double(sound[2 * frame]), 0), tuning).band / 4.318
      let twice = second.split(once, tuning).band / 4.318
      sum += twice.x * twice.x
    }
    return sum / Double(range.count)
  }

  private static func sung(
    _ span: Range<Double>, seconds: Double, level: Float = 0.12, notes: [Double] = [57, 60, 62, 60]
  ) -> [Float] {
    var random = SeededRandom(seed: 3)
    var signal = Signal(seconds: seconds)
    signal.addVoice(
      from: span.lowerBound, to: span.upperBound, notes: notes, level: level, random: &random)
    return signal.samples
  }

  /// Noise that falls by 3 dB an octave, as music does (P. Kellet's filter, the first three poles).
  private static func pinkNoise(seconds: Double, level: Float) -> [Float] {
    var random = SeededRandom(seed: 8)
    var signal = Signal(seconds: seconds)
    var (a, b, c) = (Float(0), Float(0), Float(0))
    signal.add(at: 0, for: seconds) { _ in
      let white = random.sample()
      a = 0.997_65 * a + white * 0.099_046
      b = 0.963 * b + white * 0.296_516_4
      c = 0.57 * c + white * 1.052_691_3
      return level * (a + b + c + white * 0.1848)
    }
    return signal.samples
  }

  @Test func theVoiceGainsTwoDecibelsWhereBothCollideAndNothingElseChanges() {
    let (voice, bed) = (Self.sung(2..<8, seconds: 11), Self.pinkNoise(seconds: 11, level: 0.1))
    let out = Self.ducked(bed, under: voice)
    #expect(Self.isSame(out, bed, 0..<2), "before the voice")
    #expect(Self.isSame(out, bed, 9..<11), "a second after it")
    var collisions = 0
    let loudest = (0..<VoiceBands.count).map { Self.power(voice, VoiceBands.centre($0), 3..<8) }.max()!
    for band in 0..<VoiceBands.count {
      let hz = VoiceBands.centre(band)
      let (sings, plays) = (Self.power(voice, hz, 3..<8), Self.power(bed, hz, 3..<8))
      let gained = 10 * log10(plays / Self.power(out, hz, 3..<8))
      #expect(gained > -0.3 && gained < 4.1, "\(hz) Hz: \(gained) dB")
      guard sings > loudest / 2500, plays > sings / 4 else { continue }
      collisions += 1
      #expect(gained > 2, "\(hz) Hz: \(gained) dB")
    }
    #expect(collisions >= 14)
  }

  /// Consonants are told by 4 to 6 kHz, where they lie up to 35 dB under the loudest vowels: there is room for those,
  /// too, and none is made for what lies 48 dB under them.
  @Test(arguments: [(-35.0, 2.9..<4.1), (-48, -0.1..<0.5)])
  func consonantsHaveRoom(decibels: Double, expected: Range<Double>) {
    var (vowels, hiss) = (Signal(seconds: 9), Signal(seconds: 9))
    vowels.add(at: 2, for: 6) { t in
      (1...4).reduce(0) { $0 + 0.05 * Float(sin(2 * Double.pi * 220 * Double($1) * t)) }
    }
    for start in stride(from: 2.2, to: 8, by: 0.4) {
      hiss.add(at: start, for: 0.1) { t in
        (0..<80).reduce(0) { $0 + Float(sin(2 * Double.pi * (4200 + 25 * Double($1)) * t + Double($1 * $1))) }
      }
    }
    let loudest = (0..<VoiceBands.count).map { Self.power(vowels.samples, VoiceBands.centre($0), 3..<8) }.max()!
    let gain = sqrt(loudest * pow(10, decibels / 10) / Self.power(hiss.samples, 5080, 3.0..<3.1))
    let voice = zip(vowels.samples, hiss.samples).map { $0 + Float(gain) * $1 }
    let bed = Self.pinkNoise(seconds: 9, level: 0.1)
    let out = Self.ducked(bed, under: voice)
    let gained = 10 * log10(Self.power(bed, 5080, 3..<8) / Self.power(out, 5080, 3..<8))
    #expect(expected.contains(gained), "\(gained) dB")
  }

  /// A line that begins with a consonant has room for it once the singer's consonants are known.
  @Test func theConsonantsOfOneLineAreKnownInTheNext() {
    var voice = Signal(seconds: 9)
    for line in [1.0, 6] {
      voice.add(at: line, for: 2) { t in
        (1...4).reduce(0) { $0 + 0.05 * Float(sin(2 * Double.pi * 220 * Double($1) * t)) }
      }
      voice.add(at: line + 1, for: 0.1) { t in
        (0..<80).reduce(0) { $0 + 0.001 * Float(sin(2 * Double.pi * (4200 + 25 * Double($1)) * t + Double($1 * $1))) }
      }
    }
    let bed = Self.pinkNoise(seconds: 9, level: 0.1)
    let out = Self.ducked(bed, under: voice.samples)
    func gained(_ seconds: Range<Double>) -> Double {
      10 * log10(Self.power(bed, 5080, seconds) / Self.power(out, 5080, seconds))
    }
    #expect(abs(gained(1.3..<1.9)) < 0.1)
    #expect(gained(2.3..<3) > 2.9)
    let isLetGo = Self.isSame(out, bed, 4.5..<6)
    #expect(isLetGo)
    #expect(gained(6.3..<7) > 2.9)
  }

  /// A man's voice has its lowest partial under 200 Hz: there is room for that, too.
  @Test func aLowVoiceHasRoomDownToItsLowestPartial() {
    let (voice, bed) = (Self.sung(2..<8, seconds: 9, notes: [53, 54, 53, 52]), Self.pinkNoise(seconds: 9, level: 0.1))
    let out = Self.ducked(bed, under: voice)
    let gained = 10 * log10(Self.power(bed, 178, 3..<8) / Self.power(out, 178, 3..<8))
    #expect(gained > 2.5 && gained < 4.1, "\(gained) dB")
  }

  /// A chord that is held, under a voice with vibrato: beside its tones there is nothing new over −60 dB.
  @Test func aHeldPadIsNotModulated() {
    let voice = Self.sung(0.5..<10, seconds: 10)
    var pad = Signal(seconds: 10)
    let tones = [330.0, 660, 990, 1650, 2310]
    pad.add(at: 0, for: 10) { t in tones.reduce(0) { $0 + 0.05 * Float(sin(2 * Double.pi * $1 * t)) } }
    let out = Self.ducked(pad.samples, under: voice)
    #expect(!Self.isSame(out, pad.samples, 3..<9))
    let left = stride(from: 0, to: out.count, by: 2).map { out[$0] }
    func level(_ hz: Double) -> Double { ClickTracks.level(of: hz, in: left, from: 3 * 44_100, frames: 6 * 44_100) }
    for tone in tones {
      for apart in [1.0, 2, 3.7, 4, 5.5, 8, 11] {
        for side in [-apart, apart] {
          #expect(20 * log10(level(tone + side) / level(tone)) < -60, "\(side) Hz beside \(tone) Hz")
        }
      }
    }
  }

  /// A breath is no end: what was taken back stays through pauses of up to 1.2 s, where it is known that the voice goes
  /// on, and goes at once where it does not.
  @Test func aBreathLetsNothingGo() {
    let lines = [0.5...4.0, 4.6...7.0, 8.1...12.0]
    var voice = [Float](repeating: 0, count: 2 * 14 * 44_100)
    for line in lines {
      for (index, sample) in Self.sung(line.lowerBound..<line.upperBound, seconds: 14).enumerated() {
        voice[index] += sample
      }
    }
    var pad = Signal(seconds: 14)
    let tones = [330.0, 660, 990, 1650, 2310]
    pad.add(at: 0, for: 14) { t in tones.reduce(0) { $0 + 0.05 * Float(sin(2 * Double.pi * $1 * t)) } }
    let out = Self.ducked(pad.samples, under: voice, lines: lines)
    let left = stride(from: 0, to: out.count, by: 2).map { out[$0] }
    func level(_ hz: Double) -> Double { ClickTracks.level(of: hz, in: left, from: 3 * 44_100, frames: 8 * 44_100) }
    for tone in tones {
      for apart in [0.875, 1, 1.5, 2, 3.75, 5.5, 8, 11] {
        for side in [-apart, apart] {
          #expect(20 * log10(level(tone + side) / level(tone)) < -60, "\(side) Hz beside \(tone) Hz")
        }
      }
    }
    #expect(Self.isSame(out, pad.samples, 13..<14), "a second after it")
  }

  /// A line that grows by 18 dB needs less room at its end than it was given: what was taken back stays so until it is
  /// over.
  @Test func aLineThatGrowsLouderLetsNothingGo() {
    var voice = Self.sung(0.5..<8, seconds: 9, level: 0.03)
    for index in voice.indices where index > 2 * 4 * 44_100 { voice[index] *= 8 }
    var pad = Signal(seconds: 9)
    let tones = [220.0, 330, 440, 660, 990, 1650]
    pad.add(at: 0, for: 9) { t in tones.reduce(0) { $0 + 0.01 * Float(sin(2 * Double.pi * $1 * t)) } }
    let out = Self.ducked(pad.samples, under: voice)
    let left = stride(from: 0, to: out.count, by: 2).map { out[$0] }
    func decibels(_ hz: Double, _ second: Int) -> Double {
      20 * log10(ClickTracks.level(of: hz, in: left, from: second * 44_100, frames: 44_100))
    }
    for tone in tones { #expect(decibels(tone, 6) < decibels(tone, 3) + 0.2, "\(tone) Hz") }
    #expect(decibels(330, 3) < decibels(330, 0) - 1)
  }

  /// A vowel that was shifted by three semitones has its formants where they were.
  @Test(arguments: [-3.0, 3])
  func formantsStay(shift: Double) {
    /// A buzz through three resonances, whose frequencies are multiplied.
    func vowel(note: Double, formants: Double) -> [Float] {
      var signal = Signal(seconds: 2)
      signal.add(at: 0, for: 2) { t in
        var value = 0.0
        for harmonic in 1...50 {
          let hz = note * Double(harmonic)
          var gain = 0.0
          for (centre, width, level) in [(700.0, 110.0, 1.0), (1220, 130, 0.5), (2600, 200, 0.2)] {
            let distance = (hz / formants - centre) / width
            gain += level / (1 + distance * distance)
          }
          value += gain * sin(2 * Double.pi * hz * t)
        }
        return 0.05 * Float(value)
      }
      return signal.samples
    }
    let pitch = exp2(shift / 12)
    let note = 110 * pitch
    let wanted = vowel(note: note, formants: 1)
    var sound = vowel(note: note, formants: pitch)
    func distance(_ sound: [Float]) -> Double {
      let left = stride(from: 0, to: sound.count, by: 2).map { sound[$0] }
      let right = stride(from: 0, to: wanted.count, by: 2).map { wanted[$0] }
      var sum = 0.0
      var count = 0.0
      for harmonic in 1...28 {
        let hz = note * Double(harmonic)
        let (a, b) = (
          ClickTracks.level(of: hz, in: left, from: 44_100, frames: 22_050),
          ClickTracks.level(of: hz, in: right, from: 44_100, frames: 22_050)
        )
        sum += pow(20 * log10(a / b), 2)
        count += 1
      }
      return (sum / count).squareRoot()
    }
    let before = distance(sound)
    var keeper = FormantKeeper(sampleRate: Self.rate)
    Self.inPieces(&sound) { frames, count, _ in keeper.process(frames, frames: count, pitch: pitch) }
    #expect(sound.allSatisfy { $0.isFinite })
    let after = distance(sound)
    #expect(after < 0.55 * before, "\(before) dB off before, \(after) dB after")
  }

  /// Rumble under a voice goes, its lowest partial stays.
  @Test func theLowCutLiesUnderTheLowestPartial() {
    var signal = Signal(seconds: 8)
    signal.add(at: 0, for: 8) { t in
      let phase = 2 * Double.pi * 233 * t
      let voice = (1...8).reduce(0.0) { $0 + sin(phase * Double($1)) / Double($1) }
      return Float(0.1 * voice + 0.05 * sin(2 * Double.pi * 55 * t))
    }
    var lowCut = VoiceLowCut(sampleRate: Self.rate)
    var sound = signal.samples
    Self.inPieces(&sound) { frames, count, _ in lowCut.process(frames, frames: count) }
    func level(_ hz: Double, _ sound: [Float]) -> Double {
      let left = stride(from: 0, to: sound.count, by: 2).map { sound[$0] }
      return 20 * log10(ClickTracks.level(of: hz, in: left, from: 7 * 44_100, frames: 44_100))
    }
    #expect(level(55, sound) - level(55, signal.samples) < -24)
    #expect(abs(level(233, sound) - level(233, signal.samples)) < 0.5)
    #expect(abs(lowCut.hz / (0.7 * 233) - 1) < 0.05)
  }

  @Test func sibilantsAreSoftenedAndVowelsAreNot() {
    var random = SeededRandom(seed: 4)
    var signal = Signal(seconds: 3)
    signal.add(at: 0, for: 1) { t in 0.2 * Float(sin(2 * Double.pi * 400 * t)) }
    var (last, before) = (Float(0), Float(0))
    signal.add(at: 1.5, for: 0.5) { _ in
      defer { (before, last) = (last, random.sample()) }
      return 0.1 * (last - before)
    }
    func worked(depth: Double) -> [Float] {
      var (sound, deEsser) = (signal.samples, DeEsser(sampleRate: Self.rate))
      Self.inPieces(&sound) { frames, count, _ in deEsser.process(frames, frames: count, depth: depth) }
      return sound
    }
    #expect(Self.isSame(worked(depth: 0), signal.samples, 0..<3))
    let out = worked(depth: 6)
    #expect(Self.isSame(out, signal.samples, 0..<1))
    let gained = 10 * log10(Self.power(out, 8000, 1.6..<1.9) / Self.power(signal.samples, 8000, 1.6..<1.9))
    #expect(gained < -3.5 && gained > -6.1)
  }

  @Test func theGateTakesTheMiddleAloneAndOnlyWhileItIsShut() {
    var signal = Signal(seconds: 4)
    signal.add(at: 0, for: 4) { t in Float(0.1 * sin(2 * Double.pi * 1000 * t) + 0.1 * sin(2 * Double.pi * 60 * t)) }
    // A tone of the sides.
    for frame in 0..<(4 * 44_100) {
      let side = 0.1 * Float(sin(2 * Double.pi * 1500 * Double(frame) / 44_100))
      signal.samples[2 * frame] += side
      signal.samples[2 * frame + 1] -= side
    }
    var (sound, gate) = (signal.samples, BleedGate(sampleRate: Self.rate))
    var curve = [Double](repeating: 0, count: 64)
    Self.inPieces(&sound) { frames, count, first in
      gate.shut(first >= 44_100 && first < 2 * 44_100)
      gate.process(frames, frames: count, curve: &curve)
    }
    #expect(Self.isSame(sound, signal.samples, 0..<1) && Self.isSame(sound, signal.samples, 2.5..<4))
    func gained(_ hz: Double) -> Double {
      let (a, b) = (sound, signal.samples)
      return 10 * log10(Self.power(a, hz, 1.2..<1.9) / Self.power(b, hz, 1.2..<1.9))
    }
    #expect(gained(1000) < -4)
    #expect(abs(gained(60)) < 0.3)
  }
}
