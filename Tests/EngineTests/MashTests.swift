import DSP
import Engine
import Glibc
import Music
import Support
import Testing

/// A track for mashups: what it sings and what it plays, heard on one channel only, deck A's on the left and deck B's
/// on the right.
struct MashTrack {
  let deck: DeckID
  let bpm: Double
  let voice: [Float]
  let music: [Float]

  /// - Parameters: tones in Hz and their amplitudes.
  init(_ deck: DeckID, bpm: Double, voice: (hz: Double, amplitude: Double), music: (hz: Double, amplitude: Double)) {
    func tone(_ sound: (hz: Double, amplitude: Double)) -> [Float] {
      ClickTracks.sine(hz: sound.hz, amplitude: sound.amplitude, seconds: 40)
    }
    self.init(deck, bpm: bpm, voice: tone(voice), music: tone(music))
  }

  /// - Parameters: stereo, of which the deck's side is kept.
  init(_ deck: DeckID, bpm: Double, voice: [Float], music: [Float]) {
    func side(_ sound: [Float]) -> [Float] {
      var sound = sound
      for frame in 0..<(sound.count / 2) { sound[2 * frame + deck.other.index] = 0 }
      return sound
    }
    (self.deck, self.bpm, self.voice, self.music) = (deck, bpm, side(voice), side(music))
  }

  func loaded(serial: UInt64, phraseStart: Int = 0, knowsLevels: Bool = true) -> LoadedTrack {
    func tenths(_ sound: [Float]) -> [Float] {
      let meter = LoudnessMeter(sampleRate: .cd)!
      sound.withUnsafeBufferPointer { meter.addWeighted($0) }
      return meter.tenthPowers.map(Float.init)
    }
    let grid = BeatGrid(
      anchors: [.init(time: TrackTime(0), beat: BeatPosition(0), bpm: BPM(bpm))], beatsPerBar: 4, downbeat: 0,
      phraseStart: phraseStart, barsPerPhrase: 4)
    return LoadedTrack(
      serial: serial, original: PCM(interleaved: zip(voice, music).map { $0 + $1 }, sampleRate: .cd)!,
      stems: [(StemKind.vocals, voice), (.instrumental, music)].map {
        .init(kind: $0.0, pcm: PCM(interleaved: $0.1, sampleRate: .cd)!)
      }, grid: grid,
      busLoudness: knowsLevels ? .init(voice: tenths(voice), instrumental: tenths(music)) : nil)
  }
}

/// Mashups, measured in what is rendered.
@Suite struct MashTests {
  private static let start: Int64 = 640
  private static let a = MashTrack(.a, bpm: 120, voice: (1900, 0.05), music: (700, 0.2))
  private static let b = MashTrack(.b, bpm: 120, voice: (1100, 0.2), music: (310, 0.2))

  /// Both decks play, in sync, crossfader open.
  private func booth(_ tracks: [MashTrack], phraseStarts: [Int] = [0, 0]) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    booth.say(.mixer(.fairBlend(.off)))
    for (index, track) in tracks.enumerated() {
      booth.load(track.deck, track.loaded(serial: UInt64(index + 1), phraseStart: phraseStarts[index]))
      booth.say(track.deck, .tempoRange(50))
      booth.say(track.deck, .sync(.on), at: Self.start)
      booth.say(track.deck, .play, at: Self.start)
    }
    return booth
  }

  private func loudness(_ sound: [Float], _ channel: Int, _ seconds: Range<Double>) -> Double {
    let mono = ClickTracks.channel(channel, of: sound)
    let part = mono[Int(seconds.lowerBound * 44_100)..<Int(seconds.upperBound * 44_100)]
    var stereo = [Float](repeating: 0, count: 2 * part.count)
    for (frame, sample) in part.enumerated() { stereo[2 * frame] = sample }
    return stereo.withUnsafeBufferPointer { LoudnessMeter(sampleRate: .cd)!.measure($0).integrated!.value }
  }

  private func greatestDifference(_ a: [Float], _ b: [Float], _ range: Range<Int>) -> Float {
    range.reduce(0) { max($0, abs(a[$1] - b[$1])) }
  }

  private func greatestStep(_ sound: [Float], _ range: Range<Int>) -> Float {
    range.dropFirst().reduce(0) { max($0, abs(sound[$1] - sound[$1 - 1])) }
  }

  @Test(arguments: [-1.0, 1, 3])
  func theVoiceLiesOverTheInstrumentalAsIsAsked(balance: Double) {
    var booth = booth([Self.a, Self.b])
    booth.say(.mixer(.mashBalance(Decibels(balance))))
    booth.say(.a, .autoGain(Decibels(-4)))
    booth.say(.mixer(.mash(MashSetup(voice: .a))), at: 100_000, moment: .bar)
    let sound = booth.render(8 * 44_100)
    #expect(abs(loudness(sound, 0, 5..<8) - loudness(sound, 1, 5..<8) - balance) < 0.1)
  }

  /// The bar line at 4 s: key and swap are there within a millisecond, and nothing jumps further than the tones do. The
  /// tone that is shifted is the instrumental's: a voice of one tone has no formants. Without the equaliser, by which
  /// the voice would be softer later.
  @Test func aMashIsThereOnTheBarLine() {
    let beat = MashTrack(.b, bpm: 120, voice: (1100, 0.2), music: (1900, 0.2))
    func rendered(mashes: Bool) -> [Float] {
      var booth = booth([Self.a, beat])
      booth.say(.mixer(.mashPart(.eq, .off)))
      let setup = MashSetup(voice: .a, keys: MashKeys(voice: 0, beat: 2))
      if mashes { booth.say(.mixer(.mash(setup)), at: 3 * 44_100, moment: .bar) }
      return booth.render(6 * 44_100)
    }
    let (sound, plain) = (rendered(mashes: true), rendered(mashes: false))
    let (left, right) = (ClickTracks.channel(0, of: sound), ClickTracks.channel(1, of: sound))
    let line = Int(Self.start) + 4 * 44_100 + Engine.latencyFrames
    // Up to the 10 ms in which it comes, deck A is as it was, and deck B (in a stretcher by then) sounds alike.
    // (Stems that are added up again round otherwise than the original.)
    #expect(greatestDifference(left, ClickTracks.channel(0, of: plain), 0..<(line - 445)) < 1e-6)
    // From a millisecond after the line on, each wave of the instrumental is one of the shifted tone.
    let hz = 1900 * exp2(2.0 / 12)
    var crossings: [Double] = []
    for frame in (line + 44)..<(line + 2205) where right[frame] <= 0 && right[frame + 1] > 0 {
      crossings.append(Double(frame) - Double(right[frame] / (right[frame + 1] - right[frame])))
    }
    let periods = zip(crossings, crossings.dropFirst()).map { $1 - $0 }
    #expect(periods.count > 80)
    for period in periods { #expect(abs(44_100 / period / hz - 1) < 0.03) }
    // What is gone is gone by then.
    #expect(ClickTracks.level(of: 1100, in: right, from: line + 44, frames: 4410) < 0.0005)
    for side in [left, right] {
      let greatest = greatestStep(side, (line - 4410)..<(line + 8820))
      let own = max(greatestStep(side, 44_100..<88_200), greatestStep(side, 5 * 44_100..<6 * 44_100))
      #expect(greatest < 1.1 * own)
    }
  }

  /// A voice that sings in these seconds, and a held pad that nobody sings over.
  private func voiceOverPad(_ spans: [ClosedRange<Double>]) -> [MashTrack] {
    var voice = Signal(seconds: 14)
    var random = SeededRandom(seed: 4)
    for span in spans {
      voice.addVoice(
        from: span.lowerBound, to: span.upperBound, notes: [57, 60, 62, 60], level: 0.12, random: &random)
    }
    var pad = Signal(seconds: 14)
    pad.add(at: 0, for: 14) { t in
      [330.0, 660, 990].reduce(0) { $0 + 0.05 * Float(sin(2 * Double.pi * $1 * t)) }
    }
    let silence = [Float](repeating: 0, count: pad.samples.count)
    return [
      MashTrack(.a, bpm: 120, voice: voice.samples, music: pad.samples),
      MashTrack(.b, bpm: 120, voice: silence, music: pad.samples),
    ]
  }

  /// The track says when its voice comes back: through a breath of 0.9 s the room for it stays as it is, through a
  /// pause of two seconds the instrumental is its own, bit for bit.
  @Test func roomStaysThroughABreathAndGoesInAPause() {
    let tracks = voiceOverPad([1...4, 4.9...7, 9...13])
    func beat(_ eq: Switch) -> [Float] {
      var booth = booth(tracks)
      booth.say(.mixer(.mashPart(.eq, eq)))
      booth.say(.mixer(.mash(MashSetup(voice: .a, keys: MashKeys(voice: 0, beat: 0)))))
      return ClickTracks.channel(1, of: booth.render(12 * 44_100))
    }
    let (ducked, plain) = (beat(.on), beat(.off))
    func cut(_ seconds: Double, _ hz: Double) -> Double {
      let (from, frames) = (Int(seconds * 44_100), 11_025)
      return 20
        * log10(
          ClickTracks.level(of: hz, in: plain, from: from, frames: frames)
            / ClickTracks.level(of: hz, in: ducked, from: from, frames: frames))
    }
    for hz in [330.0, 660] {
      #expect(cut(3.5, hz) > 1, "\(hz) Hz")
      // 0.9 s are bridged: nothing was let go by the time that the voice is back.
      for seconds in [4.5, 4.7] { #expect(abs(cut(seconds, hz) - cut(3.7, hz)) < 0.01, "\(hz) Hz at \(seconds) s") }
    }
    #expect(greatestDifference(ducked, plain, Int(8.1 * 44_100)..<Int(8.9 * 44_100)) == 0)
  }

  /// A voice that sings with its fader or the crossfader closed is heard by nobody: the instrumental is its own, bit
  /// for bit, until it is let in, and again behind it.
  @Test(arguments: [false, true])
  func noRoomIsMadeForAVoiceThatIsNotHeard(byCrossfader: Bool) {
    let tracks = voiceOverPad([0.5...13])
    func beat(_ eq: Switch) -> [Float] {
      var booth = booth(tracks)
      func letIn(_ isIn: Bool, at second: Int64) {
        if byCrossfader {
          booth.say(.mixer(.set(.crossfader, isIn ? 0 : 1)), at: second * 44_100)
        } else {
          booth.say(.a, .set(.fader, isIn ? 1 : 0), at: second * 44_100)
        }
      }
      booth.say(.mixer(.mashPart(.eq, eq)))
      letIn(false, at: 0)
      booth.say(.mixer(.mash(MashSetup(voice: .a, keys: MashKeys(voice: 0, beat: 0)))))
      letIn(true, at: 4)
      letIn(false, at: 8)
      return ClickTracks.channel(1, of: booth.render(12 * 44_100))
    }
    let (ducked, plain) = (beat(.on), beat(.off))
    #expect(greatestDifference(ducked, plain, 0..<4 * 44_100) == 0)
    #expect(greatestDifference(ducked, plain, 6 * 44_100..<8 * 44_100) > 0.01)
    #expect(greatestDifference(ducked, plain, Int(9.5 * 44_100)..<12 * 44_100) == 0)
  }

  @Test func backAtUnityAllIsBitExact() {
    func rendered(mashes: Bool) -> [Float] {
      var booth = booth([Self.a, Self.b])
      let setup = MashSetup(voice: .a, keys: MashKeys(voice: -1.3, beat: 0.5))
      if mashes {
        booth.say(.mixer(.mash(setup)), at: 3 * 44_100, moment: .bar)
        booth.say(.mixer(.mashOff), at: 7 * 44_100, moment: .bar)
      }
      return booth.render(11 * 44_100)
    }
    let (sound, plain) = (rendered(mashes: true), rendered(mashes: false))
    #expect(greatestDifference(sound, plain, 4 * 5 * 44_100..<4 * 6 * 44_100) > 0.1)
    #expect(greatestDifference(sound, plain, 4 * 9 * 44_100..<sound.count) == 0)
  }

  /// The slower deck leads by its smaller stretch; a voice at half the tempo needs none.
  @Test func tempoIsThatOfTheSmallerStretch() {
    let far = MashTempo(speeds: SIMD2(100, 128), ratios: SIMD2(1, 1), leader: .b)
    #expect(far?.leader == .a && abs((far?.followerPercent ?? 0) + 21.875) < 1e-9)
    let near = MashTempo(speeds: SIMD2(122, 124), ratios: SIMD2(1, 1), leader: .b)
    #expect(near?.leader == .b && abs((near?.followerPercent ?? 0) - 1.639) < 0.001)
    // A deck that is far off its own tempo is better brought back.
    let fast = MashTempo(speeds: SIMD2(120, 126), ratios: SIMD2(1.06, 1), leader: .a)
    #expect(fast?.leader == .b && abs((fast?.followerPercent ?? 0) - 5) < 1e-9)
    let half = MashTempo(speeds: SIMD2(64, 128), ratios: SIMD2(1, 1), leader: .b)
    #expect(half?.leader == .b && half?.followerPercent == 0 && half?.followerBeats == 0.5)
    #expect(MashTempo(speeds: SIMD2(0, 128), ratios: SIMD2(1, 1), leader: .b) == nil)
  }

  /// Deck A is two bars into its phrase where deck B begins one: the voice goes to where their phrases meet.
  @Test func phraseLiesOnPhrase() {
    var booth = booth([Self.a, Self.b], phraseStarts: [8, 0])
    booth.say(.mixer(.mash(MashSetup(voice: .a))), at: 3 * 44_100, moment: .bar)
    let engine = booth.engine
    _ = booth.render(6 * 44_100)
    let snapshot = engine.snapshot()
    let (a, b) = (snapshot.deckA.beat.value - 8, snapshot.deckB.beat.value)
    let apart = (a - b).truncatingRemainder(dividingBy: 16)
    #expect(min(abs(apart), 16 - abs(apart)) < 0.001)
    #expect(snapshot.mash.voice == .a && snapshot.swap == .a)
  }

  /// Its track ends the shift of a deck's key: another one is heard in its own.
  @Test func anotherTrackHasItsOwnKey() {
    var booth = booth([Self.a, Self.b])
    booth.say(.mixer(.mash(MashSetup(voice: .a, keys: MashKeys(voice: 2, beat: 0)))), at: 100_032)
    booth.say(.a, .pause, at: 130_048)
    let other = Self.a.loaded(serial: 9, knowsLevels: false)
    booth.say(.load(.a, booth.engine.handle(for: other)), at: 150_016)
    let engine = booth.engine
    _ = booth.render(160_000)
    #expect(engine.snapshot().deckA.keyShift == 0)
    #expect(engine.snapshot().mash.voice == .a && engine.snapshot().mash.voiceDecibels == 0)
  }
}
