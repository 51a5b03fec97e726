import Engine
import Glibc
import Media
import Music
import Support
import Testing

@testable import Workstation

/// Mashups through the whole program: what is said of them, and what stands in their way.
@Suite("Mashups", .waits) struct MashSetTests {
  private static let seconds = 30.0
  private static let silence = [Float](repeating: 0, count: Int(2 * seconds * 44_100))

  private static func tone(_ hz: Double) -> [Float] { ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: seconds) }
  private static func noise(_ seed: UInt64) -> [Float] {
    Signal.noise(seconds: seconds, seed: seed).samples
  }
  private static func kicks(_ bpm: Double) -> [Float] { ClickTracks.kicks(bpm: bpm, seconds: seconds) }

  private func track(_ name: String, in booth: Booth, voice: [Float], bpm: Double) throws -> String {
    try writeTrack(name, in: booth.music, stems: [(.vocals, voice), (.drums, Self.kicks(bpm))])
  }

  @Test("the plan is said and shown before it sounds, then what is heard; and both decks come back")
  func aMashIsPlanned() throws {
    let booth = try Booth()
    try booth.load(try track("Sung", in: booth, voice: Self.tone(660), bpm: 120), onto: .a, stems: 2)
    try booth.load(try track("Played", in: booth, voice: Self.tone(880), bpm: 124), onto: .b, stems: 2)
    booth.say("deck a grid 120 0", "deck b grid 124 0", "deck a correct key 8A", "deck b correct key 10A")
    booth.say("deck b play", "deck b loop 4", "deck a play")
    try booth.wait(for: "both decks play") { $0.engine.deckA.isPlaying && $0.engine.deckB.isPlaying }
    booth.say("mash balance 2", "mash a at bar")
    try booth.wait(forMessage: "mash at bar: voice +")
    #expect(booth.snapshot.mash?.hasPrefix("MASH at bar: voice +") == true)
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .a }
    // The screen was read a moment before the engine: it may be one picture behind.
    let heard = try booth.wait(for: "its line") {
      $0.mash?.hasPrefix("MASH: voice of A over B, +2.0 LU: voice +") == true
    }
    #expect(heard.mash?.contains("phones") == false)
    booth.say("mash listen eq")
    try booth.wait(for: "what is listened to") { $0.mash?.hasPrefix("MASH: eq alone in the headphones, voice") == true }
    booth.say("mash listen off")
    try booth.wait(for: "its end") { $0.mash?.hasPrefix("MASH: voice of A over B, ") == true }
    try booth.wait(for: "its key") { abs($0.engine.deckA.keyShift - 2) < 0.1 }
    #expect(booth.snapshot.engine.swap == .a)
    booth.say("mash off")
    let over = try booth.wait(for: "its end") { $0.engine.mash.voice == nil && $0.engine.deckA.keyShift == 0 }
    #expect(over.engine.swap == nil)
    try booth.wait(for: "the end of its line") { $0.mash == nil }
  }

  @Test("what is missing is said, each in a sentence")
  func whatIsMissing() throws {
    let booth = try Booth()
    booth.say("mash a")
    try booth.wait(forMessage: "deck A is empty: load a track first")
    try booth.load(try track("Mute", in: booth, voice: Self.silence, bpm: 120), onto: .a, stems: 2)
    try booth.load(try track("Sung", in: booth, voice: Self.tone(660), bpm: 124), onto: .b, stems: 2)
    booth.say("deck b grid 124 0", "deck b play", "deck b loop 4", "mash a")
    try booth.wait(forMessage: "deck A: its vocals are silent: there is no voice to lay over deck B")
    #expect(booth.snapshot.engine.mash.voice == nil)
    let bare = booth.music + "/bare.wav"
    try write(Self.tone(500), to: bare, .wav)
    booth.say("deck a unload")
    try booth.wait(for: "an empty deck") { $0.engine.deckA.serial == nil && $0.deckA.track == nil }
    try booth.load(bare, onto: .a)
    try booth.wait(for: "the search for stems") { _ in !booth.workstation.decks.a.load.awaitsStems }
    booth.say("mash b")
    try booth.wait(forMessage: "deck A: no stems were found beside this track: it plays whole, at its own level")
    try booth.wait(forMessage: "deck A has no beat grid: the voice is not held on the beat (deck a grid tap)")
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .b }
    booth.say("mash off", "mash shift off", "mash balance 9")
    try booth.wait(forMessage: "“9” is out of range: a mashup's balance goes from -1 to 3 LU")
  }

  @Test("a swap with a track that has no stems is refused whole, whichever deck it is on, and said once")
  func aSwapWithoutStems() throws {
    let booth = try Booth()
    let bare = booth.music + "/bare.wav"
    try write(Self.tone(500), to: bare, .wav)
    try booth.load(try track("Sung", in: booth, voice: Self.tone(660), bpm: 120), onto: .a, stems: 2)
    try booth.load(bare, onto: .b)
    try booth.wait(for: "the search for stems") { _ in !booth.workstation.decks.b.load.awaitsStems }
    booth.say("deck b play", "deck a play")
    for line in ["swap a", "swap b", "swap b at bar"] {
      booth.say(line)
      let said = try booth.wait(forMessage: "no swap: deck B: no stems were found beside this track; “split b”")
      #expect(booth.workstation.log.past.filter { $0.message.number >= said.number }.count == 1)
      #expect(booth.snapshot.status.pending.isEmpty)
    }
    let later = Int64(22_050) + booth.snapshot.engine.frame.value
    #expect(try booth.wait(for: "half a second") { $0.engine.frame.value > later }.engine.swap == nil)
  }

  @Test("a swap or a mash whose voice goes from its deck is taken off, and said: the other deck is whole")
  func aVoiceThatGoes() throws {
    let booth = try Booth()
    let (sung, bare) = (try track("Sung", in: booth, voice: Self.tone(660), bpm: 120), booth.music + "/bare.wav")
    let played = try track("Played", in: booth, voice: Self.tone(880), bpm: 124)
    let third = try track("Third", in: booth, voice: Self.tone(550), bpm: 121)
    try write(Self.tone(500), to: bare, .wav)
    try booth.load(played, onto: .b, stems: 2)
    // It plays for as long as it takes to read the others.
    booth.say("deck b grid 124 0", "deck b play", "deck b loop 4")
    for (begin, name) in [("swap a", "swap"), ("mash a", "mash")] {
      try booth.load(sung, onto: .a, stems: 2)
      booth.say(begin)
      try booth.wait(for: begin) { $0.engine.swap == .a }
      booth.say("deck a pause")
      try booth.wait(for: "a deck that stands") { !$0.engine.deckA.isPlaying }
      // Another one that sings takes its place; one that has no voice does not.
      try booth.load(third, onto: .a, stems: 2)
      #expect(booth.snapshot.engine.swap == .a)
      try booth.load(bare, onto: .a)
      try booth.wait(forMessage: "beside this track: the \(name) is off, deck B is whole again")
      try booth.wait(for: "its end") { $0.engine.swap == nil && $0.engine.mash.voice == nil }
    }
    try booth.load(sung, onto: .a, stems: 2)
    booth.say("swap a")
    try booth.wait(for: "the swap") { $0.engine.swap == .a }
    booth.say("deck a unload")
    try booth.wait(forMessage: "deck A is empty: the swap is off, deck B is whole again")
    try booth.wait(for: "its end") { $0.engine.swap == nil }
    // One that lies under the voice plays whole.
    try booth.load(sung, onto: .a, stems: 2)
    booth.say("swap a", "deck b pause")
    try booth.wait(for: "the swap") { $0.engine.swap == .a && !$0.engine.deckB.isPlaying }
    try booth.load(bare, onto: .b)
    try booth.wait(forMessage: "it plays whole under the voice of deck A until swap off")
    #expect(booth.snapshot.engine.swap == .a)
  }

  /// Both decks play, with keys and grids; deck A's is given.
  private func playing(_ voice: String, _ beat: String, in booth: Booth, grids: [String]) throws {
    try booth.load(voice, onto: .a, stems: 2)
    try booth.load(beat, onto: .b, stems: 2)
    for grid in grids { booth.say(grid) }
    booth.say("deck a correct key 8A", "deck b correct key 8A")
    booth.say("deck b play", "deck b loop 4", "deck a play")
    try booth.wait(for: "both decks play") { $0.engine.deckA.isPlaying && $0.engine.deckB.isPlaying }
  }

  @Test("a voice at half the tempo is counted in half time and needs no stretch")
  func halfTempo() throws {
    let booth = try Booth()
    let (slow, fast) = (
      try track("Slow", in: booth, voice: Self.tone(660), bpm: 62),
      try track("Fast", in: booth, voice: Self.tone(880), bpm: 124)
    )
    try playing(slow, fast, in: booth, grids: ["deck a grid 62 0", "deck b grid 124 0"])
    booth.say("mash a")
    try booth.wait(forMessage: "±0.0 % in ")
    let state = try booth.wait(for: "the mash") { $0.engine.mash.voice == .a }
    #expect(abs(state.engine.deckA.tempoPercent) < 0.01 && abs(state.engine.deckB.tempoPercent) < 0.01)
  }

  @Test("without a key the keys are left alone, and what would do is said")
  func nothingIsKnown() throws {
    let booth = try Booth()
    try booth.load(try track("Sung", in: booth, voice: Self.noise(1), bpm: 120), onto: .a, stems: 2)
    try booth.load(try track("Played", in: booth, voice: Self.noise(2), bpm: 124), onto: .b, stems: 2)
    booth.say("deck b play", "deck a play", "mash a")
    try booth.wait(forMessage: "deck A has a track whose key is not known: deck a correct key 8A sets it")
    let state = try booth.wait(for: "the mash") { $0.engine.mash.voice == .a && $0.engine.swap == .a }
    #expect(state.engine.deckA.keyShift == 0 && state.engine.deckB.keyShift == 0)
    // The engine's picture may be newer than the screen's.
    try booth.wait(for: "what it is") { $0.mash?.contains("keys as they are") == true }
  }

  @Test("another track in mid-mash is heard in its own key, and that is said; mash off gives all back")
  func anotherTrack() throws {
    let booth = try Booth()
    let third = try track("Third", in: booth, voice: Self.tone(550), bpm: 121)
    try playing(
      try track("Sung", in: booth, voice: Self.tone(660), bpm: 120),
      try track("Played", in: booth, voice: Self.tone(880), bpm: 124), in: booth,
      grids: ["deck a grid 120 0", "deck b grid 124 0"])
    booth.say("deck b correct key 10A", "mash a")
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .a && abs($0.engine.deckA.keyShift - 2) < 0.1 }
    booth.say("deck a pause")
    try booth.wait(for: "a deck that stands") { !$0.engine.deckA.isPlaying }
    try booth.load(third, onto: .a, stems: 2)
    try booth.wait(forMessage: "deck A has another track, in its own key: its voice alone is heard until mash off")
    #expect(booth.snapshot.engine.deckA.keyShift == 0)
    booth.say("mash off")
    let over = try booth.wait(for: "its end") { $0.engine.mash.voice == nil && $0.engine.swap == nil }
    #expect(over.engine.deckB.keyShift == 0 && over.engine.deckB.isPlaying)
  }

  @Test("stems that go, and stems of another length, are refused with the reason; the track plays whole")
  func stemsThatDoNotFit() throws {
    let booth = try Booth()
    let sung = try track("Sung", in: booth, voice: Self.tone(660), bpm: 120)
    let short = try track("Short", in: booth, voice: Self.tone(880), bpm: 124)
    for stem in ["vocals", "drums"] {
      try write([Float](Self.kicks(124).prefix(2 * 5 * 44_100)), to: "\(booth.music)/stems/Short/\(stem).wav", .float)
    }
    try booth.load(sung, onto: .a, stems: 2)
    try booth.load(short, onto: .b)
    try booth.wait(for: "the look at the stems") { _ in !booth.workstation.decks.b.load.awaitsStems }
    booth.say("deck a grid 120 0", "deck a play", "deck a loop 4", "mash a")
    try booth.wait(forMessage: "its stems do not fit: “vocals” (vocals.wav) lasts 0:05, the track 0:30")
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .a }
    // The files go while the deck holds them: it has what it read.
    for stem in ["vocals", "drums"] { unlink("\(booth.music)/stems/Sung/\(stem).wav") }
    booth.say("mash off", "mash b")
    try booth.wait(for: "the other way round") { $0.engine.mash.voice == .b }
    // Loaded anew there are none, and neither deck has any.
    booth.say("mash off", "deck a pause", "deck b pause")
    try booth.wait(for: "decks that stand") { !$0.engine.deckA.isPlaying && $0.engine.mash.voice == nil }
    try booth.load(sung, onto: .a)
    try booth.wait(for: "the search for stems") { _ in !booth.workstation.decks.a.load.awaitsStems }
    booth.say("mash a")
    try booth.wait(forMessage: "deck A: no stems were found beside this track")
    #expect(booth.snapshot.engine.mash.voice == nil)
  }

  @Test("stems of another sample rate are laid on the track")
  func anotherRate() throws {
    let booth = try Booth()
    let path = try track("Sung", in: booth, voice: Self.tone(660), bpm: 120)
    let writer = try SoundFileWriter(
      path: "\(booth.music)/stems/Sung/vocals.wav", format: .float, sampleRate: SampleRate(hz: 48_000), channels: 2)
    let voice = (0..<Int(Self.seconds * 48_000)).flatMap { frame -> [Float] in
      let sample = Float(0.2 * sin(2 * Double.pi * 660 * Double(frame) / 48_000))
      return [sample, sample]
    }
    var failure: MediaError?
    voice.withUnsafeBufferPointer { all in
      do throws(MediaError) { try writer.write(all) } catch { failure = error }
    }
    if let failure { throw failure }
    try writer.close()
    try booth.load(path, onto: .a, stems: 2)
    let stem = try #require(booth.workstation.decks.a.track?.loaded.stems.first)
    #expect(stem.pcm.framesReady == Int(Self.seconds * 44_100))
    let left = (0..<(stem.pcm.framesReady)).map { stem.pcm.samples[2 * $0] }
    #expect(abs(ClickTracks.level(of: 660, in: left, from: 44_100, frames: 5 * 44_100) - 0.2) < 0.002)
  }
}
