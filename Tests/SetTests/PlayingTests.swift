import Engine
import Glibc
import Library
import Music
import Support
import Testing
import Workstation

/// Two tracks that fit: D minor at 124 and A minor at 126, and one that fits neither; half a minute each.
private func writeMusic(in folder: String) throws {
  let plan: [(name: String, tempo: Double, key: String)] = [
    ("Low Tide", 124, "D minor"), ("High Water", 126, "A minor"), ("Far Away", 96, "F# major"),
  ]
  for (number, track) in plan.enumerated() {
    let key = try #require(MusicalKey(parsing: track.key))
    let made = SyntheticTrack(tempo: { _ in track.tempo }, seconds: 34, key: key, seed: UInt64(number + 1))
    let tags = Tags(title: track.name, artist: "The Synthesisers", genre: "House", year: 2020 + number)
    try write(made.signal.samples, to: "\(folder)/\(number + 1).flac", .flac, tags: tags)
  }
}

@Suite("A set without a screen", .serialized, .waits)
struct PlayingTests {
  @Test("scan, search, sort, load, suggest, sync")
  func fromFolderToMix() throws {
    let booth = try Booth()
    try writeMusic(in: booth.music)
    try booth.scanMusic(tracks: 3)
    let rows = booth.snapshot.browser.rows
    let tempos = Dictionary(uniqueKeysWithValues: rows.map { ($0.title, $0.bpm?.value ?? 0) })
    #expect(abs((tempos["Low Tide"] ?? 0) - 124) < 0.1)
    #expect(abs((tempos["High Water"] ?? 0) - 126) < 0.1)

    booth.say("search tide artist:synth")
    #expect(booth.snapshot.browser.rows.map(\.title) == ["Low Tide"])
    booth.say("search bpm:120-130 house", "sort bpm")
    #expect(booth.snapshot.browser.rows.map(\.title) == ["Low Tide", "High Water"])
    booth.say("sort bpm")
    #expect(booth.snapshot.browser.rows.map(\.title) == ["High Water", "Low Tide"])
    booth.say("search bpm:fast")
    #expect(booth.snapshot.browser.queryError?.contains("fast") == true)
    booth.say("search", "sort title", "browse bottom")
    #expect(booth.snapshot.browser.selected == 2)

    booth.say("deck a load selected")
    try booth.wait(for: "Low Tide on deck a") { $0.deckA.track?.title == "Low Tide" && $0.engine.deckA.hasGrid }
    // It plays for as long as it takes to find what fits and to read that.
    booth.say("deck a play", "deck a loop 4")
    let suggested = try booth.wait(for: "a suggestion") { !$0.suggestions.rows.isEmpty }
    #expect(suggested.suggestions.deck == .a)
    #expect(suggested.suggestions.rows.map(\.track.title) == ["High Water", "Far Away"])
    #expect(suggested.suggestions.rows.map(\.needsWork) == [false, true])
    let best = try #require(suggested.suggestions.rows.first)
    // 124 over 126 is −1.6 %; the tempos are what the analysis hears.
    #expect((4...8).contains { best.reasons.contains("−1.\($0) %") })

    booth.say("deck b load suggested")
    try booth.wait(for: "High Water on deck b") { $0.deckB.track?.title == "High Water" && $0.engine.deckB.hasGrid }
    booth.say("deck b sync on", "deck b play")
    let mixed = try booth.wait(for: "both decks in phase") {
      $0.engine.deckB.isPlaying && $0.engine.deckB.sync && $0.engine.deckB.position.value > 44_100
        && abs($0.engine.deckB.phaseError?.value ?? 1) < 0.005
    }
    #expect(mixed.engine.leader == .a)
    #expect(abs(mixed.engine.deckB.bpm.value - mixed.engine.deckA.bpm.value) < 0.05)
    let beats = mixed.engine.deckA.beat.value - mixed.engine.deckB.beat.value
    #expect(abs(beats - beats.rounded()) < 0.01)
    #expect(mixed.status.isSilent)
    #expect(mixed.status.trackCount == 3)
  }

  @Test("seek, loops and hot cues, which the library keeps")
  func cuesStay() throws {
    let booth = try Booth()
    try writeMusic(in: booth.music)
    try booth.scanMusic(tracks: 3)
    let path = booth.music + "/1.flac"
    try booth.load(path, onto: .a)
    booth.say("deck a quantize off", "deck a seek 12")
    try booth.wait(for: "second 12") { $0.engine.deckA.position.value == 12 * 44_100 }
    booth.say("deck a hotcue 1", "deck a hotcue 3 set 20.5")
    let set = try booth.wait(for: "two hot cues") {
      $0.engine.deckA.hotCues[0] != nil && $0.engine.deckA.hotCues[2] != nil
    }
    #expect(abs((set.engine.deckA.hotCues[0]?.value ?? 0) - 12 * 44_100) < 1)
    let track = try #require(try booth.library.track(at: path))
    try booth.wait(for: "the cues in the library") { _ in
      (try? booth.library.hotCues(of: track.id).map(\.number)) == [1, 3]
    }
    booth.say("deck a seek 50 %")
    try booth.wait(for: "the middle") { abs($0.engine.deckA.position.value - 17 * 44_100) < 44 }
    booth.say("deck a hotcue 3")
    try booth.wait(for: "a jump to the third cue") { $0.engine.deckA.position.value >= 20.5 * 44_100 - 1 }
    booth.say("deck a play", "deck a loop 4")
    try booth.wait(for: "a loop of four beats") { $0.engine.deckA.isLooping }
    booth.say("deck a loop toggle", "deck a pause", "deck a hotcue 1 clear")
    try booth.wait(for: "one cue fewer") { $0.engine.deckA.hotCues[0] == nil && !$0.engine.deckA.isPlaying }

    try booth.restart()
    try booth.load(path, onto: .b)
    let back = try booth.wait(for: "the cue, kept") { $0.engine.deckB.hotCues[2] != nil }
    #expect(abs((back.engine.deckB.hotCues[2]?.value ?? 0) - 20.5 * 44_100) < 1)
    #expect(back.engine.deckB.hotCues[0] == nil)
    #expect(back.deckB.waveform != nil)
  }

  @Test("effects are switched on and off; where the bands part is kept for the next time")
  func effectsAndCrossovers() throws {
    let booth = try Booth()
    let path = booth.music + "/click.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 20), to: path)
    try booth.load(path, onto: .a)
    let (echo, gate) = (DeckEffect.echo.index, DeckEffect.gate.index)
    booth.say("deck a echo toggle", "deck a gate on")
    try booth.wait(for: "echo and gate") {
      $0.engine.deckA.effectAmounts[echo] == 0.4 && $0.engine.deckA.effectAmounts[gate] == 0.9
    }
    booth.say("deck a echo toggle")
    try booth.wait(for: "no echo") {
      $0.engine.deckA.effectAmounts[echo] == 0 && $0.engine.deckA.effectAmounts[gate] == 0.9
    }
    booth.say("deck a gate off", "crossovers 200 3000")
    try booth.wait(for: "all of it") {
      $0.engine.deckA.effectAmounts[gate] == 0 && abs($0.engine.lowCrossover - 200) < 0.1
    }
    var settings = Settings()
    SavedSettings.read(booth.directories).apply(to: &settings)
    #expect(settings.crossovers == SIMD2(200, 3000))
  }

  @Test("cues have names, colours and loops that are kept; rolls and slip come back")
  func cuesAndSlip() throws {
    let booth = try Booth()
    let path = booth.music + "/click.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 40), to: path)
    try booth.load(path, onto: .a)
    try booth.wait(for: "a grid", within: .backgroundWork) { $0.engine.deckA.hasGrid }
    booth.say("deck a hotcue 2 name too early")
    try booth.wait(forMessage: "hot cue 2 of deck A is not set")
    booth.say("deck a roll 1/4")
    try booth.wait(forMessage: "deck A is not playing")
    booth.say("deck a seek 10", "deck a hotcue 2")
    try booth.wait(for: "a cue") { $0.engine.deckA.hotCues[1] != nil }
    booth.say("deck a hotcue 2 name \"First drop\"", "deck a hotcue 2 colour violet")
    booth.say("deck a loop save 2")
    try booth.wait(forMessage: "deck A has no loop to save")
    booth.say("deck a play", "deck a seek 20", "deck a loop 2")
    try booth.wait(for: "a loop") { $0.engine.deckA.isLooping }
    booth.say("deck a loop save 2")
    try booth.wait(forMessage: "hot cue 2 of deck A is a point")
    booth.say("deck a loop save 5")
    let kept = try booth.wait(for: "a saved loop") { $0.engine.deckA.hotLoops[4] != nil }
    #expect(abs((kept.engine.deckA.hotLoops[4]?.value ?? 0) - 44_100) < 50)
    #expect(kept.deckA.cueMarks[1] == CueMark(label: "First drop", colour: .violet))
    booth.say("deck a loop toggle", "deck a roll 1/8")
    try booth.wait(for: "a roll") { $0.engine.deckA.roll == Beats(0.125) && $0.engine.deckA.slipPosition != nil }
    booth.say("deck a roll off", "deck a censor on")
    try booth.wait(for: "backwards") { $0.engine.deckA.platter == .censor }
    booth.say("deck a censor off", "deck a brake over 0.1 seconds")
    try booth.wait(for: "a stand") { !$0.engine.deckA.isPlaying }

    try booth.restart()
    try booth.load(path, onto: .b)
    let back = try booth.wait(for: "the loop, kept") { $0.engine.deckB.hotLoops[4] != nil }
    #expect(back.deckB.cueMarks[1] == CueMark(label: "First drop", colour: .violet))
    #expect(back.engine.deckB.hotLoops[1] == nil)
    booth.say("deck b hotcue 5")
    try booth.wait(for: "the loop again") { $0.engine.deckB.isLooping }
    booth.say("deck b loop forget 5", "deck b hotcue 2 clear")
    try booth.wait(for: "nothing left") { $0.engine.deckB.hotCues[4] == nil && $0.deckB.cueMarks[1] == CueMark() }
    let id = try #require(try booth.library.track(at: path)?.id)
    #expect(eventually { (try? booth.library.hotCues(of: id).isEmpty) == true })
  }

  @Test("bands go between decks that play, and else it is said why not")
  func bandSwaps() throws {
    let booth = try Booth()
    let path = booth.music + "/click.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 40), to: path)
    try booth.load(path, onto: .a)
    booth.say("bass to b over 8 bars")
    try booth.wait(forMessage: "deck B is empty")
    try booth.load(path, onto: .b)
    try booth.wait(for: "both grids", within: .backgroundWork) { $0.engine.deckA.hasGrid && $0.engine.deckB.hasGrid }
    booth.say("deck a play", "deck a loop 4")
    try booth.wait(for: "deck a") { $0.engine.deckA.isPlaying && $0.engine.deckA.isLooping }
    booth.say("mids to b over 8 bars at bar")
    try booth.wait(forMessage: "deck B is not playing")
    booth.say("all to a")
    try booth.wait(forMessage: "deck B is not playing: there is no sound to hand over")
    // Both in one breath: the second is not refused for what has not been heard of yet.
    booth.say("deck b play; bass to b over 2 beats")
    try booth.wait(for: "a bass swapped over") { $0.engine.deckA.kills[0] && $0.engine.deckB.bandGains[0] == 1 }
    let last = booth.snapshot.engine
    #expect((1..<3).allSatisfy { last.deckA.bandGains[$0] == 1 && last.deckB.bandGains[$0] == 1 })
  }

  @Test("a key is matched to what the other deck sounds in")
  func keyMatch() throws {
    let booth = try Booth()
    for (number, key) in ["A minor", "F# minor"].enumerated() {
      let made = SyntheticTrack(
        tempo: { _ in 124 }, seconds: 34, key: try #require(MusicalKey(parsing: key)), seed: UInt64(number + 4))
      try write(made.signal.samples, to: "\(booth.music)/\(number + 1).flac", .flac, tags: Tags(title: key))
    }
    try booth.scanMusic(tracks: 2)
    booth.say("deck a key match")
    try booth.wait(forMessage: "deck A is empty")
    try booth.load(booth.music + "/1.flac", onto: .a)
    try booth.load(booth.music + "/2.flac", onto: .b)
    booth.say("deck b key match")
    // F# minor is 11A; a semitone or two away is what fits 8A: up one, G minor is 6A; down two, E minor is 9A; ...
    try booth.wait(forMessage: "sounds in")
    // It glides there.
    try booth.wait(for: "a shift by two") { abs(abs($0.engine.deckB.keyShift) - 2) < 0.1 }
    booth.say("deck b key reset")
    try booth.wait(for: "the recorded key") { $0.engine.deckB.keyShift == 0 }
  }

  @Test("stems are found, muted and swapped")
  func stems() throws {
    let booth = try Booth()
    let seconds = 12.0
    let vocals = ClickTracks.sine(hz: 1000, amplitude: 0.2, seconds: seconds)
    let drums = ClickTracks.kicks(bpm: 120, seconds: seconds)
    let path = try writeTrack("Sung", in: booth.music, stems: [(.vocals, vocals), (.drums, drums)])
    try booth.load(path, onto: .a, stems: 2)
    #expect(booth.snapshot.deckA.stems == [.vocals, .drums])
    booth.say("stem a vocals mute on", "stem a drums level 0.5")
    let muted = try booth.wait(for: "muted vocals") { $0.engine.deckA.stemMutes[0] }
    try booth.wait(for: "quieter drums") { $0.engine.deckA.stemLevels[1] == 0.5 }
    #expect(!muted.engine.deckA.stemMutes[1])
    booth.say("stem a reset")
    try booth.wait(for: "all stems back") { !$0.engine.deckA.stemMutes[0] && $0.engine.deckA.stemLevels[1] == 1 }
    booth.say("stem a bass mute on")
    try booth.wait(forMessage: "deck A has no bass stem, only vocals, drums")
    booth.say("swap a")
    try booth.wait(forMessage: "deck B is not playing: only the vocals of deck A are left")
    try booth.wait(for: "the swap") { $0.engine.swap == .a }
    booth.say("swap off")
    try booth.wait(for: "the swap's end") { $0.engine.swap == nil }
    booth.say("deck a unload")
    try booth.wait(for: "an empty deck") { $0.engine.deckA.serial == nil && $0.deckA.track == nil }
    booth.say("swap a")
    #expect(booth.snapshot.status.messages.map(\.text) == ["deck A is empty: load a track first"])
    booth.say("help sync")
    #expect(booth.snapshot.help.number == 1)
    #expect(eventually { (try? booth.library.track(at: path))?.hasStems == true })
  }

  @Test func aTrackLoadedRightAfterAnEjectComes() throws {
    let booth = try Booth()
    let path = booth.music + "/one.wav"
    try write(ClickTracks.sine(hz: 440, amplitude: 0.1, seconds: 3), to: path, .wav)
    try booth.load(path, onto: .a)
    booth.say("deck a unload")
    // The audio thread has done it, and the program does not know yet.
    #expect(eventually { booth.state.engine.deckA.serial == nil })
    try booth.load(path, onto: .a)
  }

  @Test("a file that holds more than its head says plays whole, with its stems")
  func moreThanPromised() throws {
    let booth = try Booth()
    let (vocals, drums) = (
      ClickTracks.sine(hz: 900, amplitude: 0.2, seconds: 12), ClickTracks.kicks(bpm: 120, seconds: 12)
    )
    try writeTrack("Long", in: booth.music, stems: [(.vocals, vocals), (.drums, drums)])
    let path = booth.music + "/Long.flac"
    try write(zip(vocals, drums).map { $0 + $1 }, to: path, .flac)
    unlink(booth.music + "/Long.wav")
    // The head says three seconds (the last 36 bits of the eight bytes at 18).
    let file = try #require(fopen(path, "r+b"))
    fseek(file, 22, SEEK_SET)
    fwrite([0, 2, 4, 204].map { UInt8($0) }, 1, 4, file)
    fclose(file)
    try booth.load(path, onto: .a, stems: 2)
    #expect(booth.snapshot.engine.deckA.lengthFrames.value == 12 * 44_100)
    #expect(!booth.snapshot.status.messages.contains { $0.weight == .failure })
    booth.say("deck a seek 8", "deck a play")
    try booth.play(.a, to: 8.2)
    let track = try #require(try booth.library.track(at: path))
    #expect(track.failure == nil)
  }

  @Test("stems of another length are refused with a reason")
  func wrongStems() throws {
    let booth = try Booth()
    let path = try writeTrack(
      "Cut", in: booth.music, stems: [(.vocals, ClickTracks.sine(hz: 900, amplitude: 0.2, seconds: 8))])
    for name in ["vocals", "drums"] {
      try write(ClickTracks.sine(hz: 900, amplitude: 0.1, seconds: 5), to: "\(booth.music)/stems/Cut/\(name).wav")
    }
    try booth.load(path, onto: .a)
    let refused = try booth.wait(for: "a reason") { $0.deckA.stemRefusal != nil }
    #expect(refused.deckA.stemRefusal?.contains("5") == true)
    booth.say("deck a play")
    try booth.play(.a, to: 0.5)
    booth.say("stem a vocals mute on")
    try booth.wait(forMessage: "stems do not fit")
  }

  @Test("a recording has the frames that were played")
  func recording() throws {
    let booth = try Booth(recording: .wav)
    let path = booth.music + "/noise.wav"
    let noise = ClickTracks.noise(bits: 24, seconds: 6, seed: 5)
    try write(noise, to: path)
    try booth.load(path, onto: .a)
    // The loudness that the analysis finds moves the auto-gain; what is said after it stays.
    try booth.wait(for: "the analysis", within: .backgroundWork) { $0.deckA.waveform != nil }
    booth.say("crossfader = -1", "deck a autogain 0")
    try booth.wait(for: "the gain") { $0.engine.deckA.autoGainDecibels == 0 && $0.engine.crossfader == -1 }
    booth.say("record on", "deck a play")
    let recording = try booth.wait(for: "the recording") { $0.status.recording != nil }
    try booth.play(.a, to: 1.5)
    booth.say("record on")
    #expect(booth.snapshot.status.recording?.path == recording.status.recording?.path)
    booth.say("record off")
    try booth.wait(forMessage: "recorded ")
    #expect(booth.snapshot.status.recording == nil)
    let heard = try sound(of: try #require(recording.status.recording?.path))
    #expect(heard.count > 44_100)
    let start = try #require(heard.firstIndex { $0 != 0 }) / 2
    let frames = min(heard.count / 2 - start, 66_150)
    let differing = (0..<2 * frames).count { heard[2 * start + $0] != noise[$0] }
    #expect(differing == 0, "of \(2 * frames) samples")
  }

  @Test("what cannot be done says why")
  func complaints() throws {
    let booth = try Booth()
    let path = booth.music + "/click.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 30), to: path)
    booth.say("waltz wildly")
    try booth.wait(forMessage: "“waltz” isn't a command: help lists them all")
    booth.say("deck a jump sideways")
    try booth.wait(forMessage: "unexpected “sideways” after “deck a jump”")
    booth.say("deck b play")
    try booth.wait(forMessage: "deck B is empty: load a track first")
    booth.say("deck a load suggested")
    try booth.wait(forMessage: "nothing is suggested yet")
    booth.say("add \"\(booth.music)/nowhere\"")
    try booth.wait(forMessage: "nowhere is not a folder")

    try booth.load(path, onto: .a)
    booth.say("deck a play")
    try booth.play(.a, to: 0.2)
    booth.say("deck a load \"\(path)\"")
    try booth.wait(forMessage: "deck A is playing: stop it before you load another track")
    // A start that is said while a track is on its way is that track's (`RoomSilenceTests`).
    booth.say("deck a pause")
    try booth.wait(for: "a stand") { !$0.engine.deckA.isPlaying }
    booth.say("deck a load \"\(path)\"", "deck a play")
    try booth.wait(for: "music") { $0.engine.deckA.isPlaying }
    booth.say("device nonsense:99")
    try booth.wait(for: "a failed device and the silent clock") { snapshot in
      snapshot.status.isSilent
        && snapshot.status.messages.contains { $0.weight == .failure && $0.text.contains("nonsense") }
    }
    // The music went on, on the silent clock.
    try booth.play(.a, to: 1)
  }

  @Test("files that are no music, and one that is gone")
  func badFiles() throws {
    let booth = try Booth()
    let click = ClickTracks.kicks(bpm: 120, seconds: 8)
    try write(click, to: booth.music + "/good.wav")
    // Of another content: the same one would be the same track in two places.
    let other = ClickTracks.kicks(bpm: 130, seconds: 9)
    try write(other, to: booth.music + "/gone.wav", tags: Tags(title: "Gone"))
    try writeText("This is a letter, not music.\n", to: booth.music + "/letter.mp3")
    try writeText("", to: booth.music + "/empty.flac")
    booth.say("add \"\(booth.music)\"")
    try booth.wait(for: "four tracks, two of them failed", within: .backgroundWork) { snapshot in
      snapshot.status.jobs.isEmpty && snapshot.browser.rows.count == 4
        && snapshot.browser.rows.filter { $0.failure != nil }.count == 2
    }
    #expect(
      booth.snapshot.browser.rows.filter { $0.failure != nil }.map(\.path).sorted().map(lastPart) == [
        "empty.flac", "letter.mp3",
      ])
    booth.say("deck a load \"\(booth.music)/letter.mp3\"")
    try booth.wait(for: "why the letter is no music") { snapshot in
      snapshot.status.messages.contains { $0.weight == .failure && $0.text.contains("letter.mp3") }
    }
    unlink(booth.music + "/gone.wav")
    booth.say("deck a load \"\(booth.music)/gone.wav\"")
    try booth.wait(forMessage: "gone.wav is not there")
    try booth.wait(for: "the mark in the list") {
      $0.browser.rows.contains { $0.isMissing && $0.path.hasSuffix("gone.wav") }
    }
    #expect(booth.snapshot.engine.deckA.serial == nil)
    // It comes back as it was.
    try write(other, to: booth.music + "/gone.wav", tags: Tags(title: "Gone"))
    booth.say("rescan")
    try booth.wait(for: "the file, found again") { !$0.browser.rows.contains(where: \.isMissing) }
  }

  private func lastPart(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }
}
