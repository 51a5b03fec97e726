import Engine
import Glibc
import Music
import Workstation

func madeUpSnapshot() -> Snapshot {
  var snapshot = Snapshot()
  snapshot.deckA = madeUpDeck(1, "Night Bus to Norrköping", "Kassiopeia Bloom", bpm: 124, key: "8A", seconds: 322)
  snapshot.deckB = madeUpDeck(2, "Glass Harbour (Extended Mix)", "Ilse & the Tides", bpm: 126, key: "9A", seconds: 364)
  var sound = SoundModel()
  for deck in DeckID.allCases {
    let grid = snapshot[deck].grid!
    sound[deck].hasTrack = true
    sound[deck].isPlaying = true
    sound[deck].key = snapshot[deck].track?.key
    sound[deck].hasGrid = true
    sound[deck].length = snapshot[deck].track!.duration!
    sound[deck].ratio = TempoRatio(deck == .a ? 1 : 124.0 / 126)
    sound[deck].bpm = grid.bpm(at: TrackTime(0)) * sound[deck].ratio
    sound[deck].hotCues[0] = TrackTime(32 * 60.0 / 124)
    sound[deck].hotCues[1] = TrackTime(63.5)
    sound[deck].cue = TrackTime(0.25)
  }
  sound.leader = .a
  sound.deckB.sync = true
  sound.deckB.phaseError = Beats(0.012)
  sound.deckB.eqDecibels = [-26, 2, -4]
  sound.deckB.kills[0] = true
  sound.deckA.filter = 0.35
  sound.deckA.stemMutes[0] = true
  sound.deckB.headphones = true
  sound.deckB.loopIn = TrackTime(30 + 4 * 60 / 126)
  sound.deckB.loopOut = TrackTime(30 + 8 * 60 / 126)
  sound.deckB.isLooping = true
  sound.limiterDecibels = -1.3
  snapshot.sound = sound
  let words = ["Violet", "Copper", "Northern", "Slow", "Second", "Paper", "Distant", "Low", "Static", "Amber"]
  let things = ["Signals", "Garden", "Motion", "Weather", "Machine", "Horizon", "Letters", "Current", "Rooms", "日本の夜"]
  snapshot.browser.rows = (0..<60).map { index in
    var track = Track(id: TrackID(Int64(index + 1)), path: "/music/\(index).flac")
    track.tags.title = words[index % 10] + " " + things[index * 7 % 10]
    track.tags.artist = things[index * 3 % 9] + " Ensemble"
    track.tags.album = words[index * 3 % 10] + " Sides"
    track.tags.genre = index % 3 == 0 ? "Deep House" : "Techno"
    track.tags.year = 1996 + index % 28
    track.duration = Seconds(200 + Double(index * 37 % 200))
    track.bpm = BPM(118 + Double(index * 13 % 120) / 10)
    track.key = MusicalKey.all[index * 5 % 24]
    track.energy = 1 + index * 7 % 10
    track.hasStems = index % 4 == 0
    track.isMissing = index == 9
    return track
  }
  snapshot.browser.total = 1284
  snapshot.browser.selected = 4
  snapshot.suggestions.deck = .a
  snapshot.suggestions.rows = snapshot.browser.rows.prefix(14).enumerated().map { index, track in
    SuggestedTrack(
      track: track, score: 0.97 - Double(index) * 0.05, keyFits: true,
      reasons: ["8A → \(track.key?.camelot.code ?? "?")", "−1.\(index % 10) %", "energy +1"])
  }
  for index in snapshot.suggestions.rows.indices {
    snapshot.suggestions.rows[index].plan = madeUpPlan(index)
    snapshot.suggestions.rows[index].glance = TrackGlance(
      outline: WaveformOutline(snapshot[index % 2 == 0 ? .b : .a].waveform!), sections: snapshot.deckB.sections)
  }
  snapshot.status.device = "pulse 44.1 kHz, 1024 × 2"
  snapshot.status.isSilent = false
  snapshot.status.scheduling = "SCHED_FIFO 70"
  snapshot.status.isRealtime = true
  snapshot.status.load = 0.14
  snapshot.status.recording = Status.Recording(path: "set.wav", seconds: 754)
  snapshot.status.jobs = [JobProgress(name: "analysing", done: 312, total: 1284)]
  return snapshot
}

/// Sixteen bars into what is suggested, the basses handed over in the middle.
private func madeUpPlan(_ index: Int) -> BlendPlan {
  let start = 240 + Double(index)
  return BlendPlan(
    kind: .longBlend, out: TrackTime(start)...TrackTime(start + 31), in: TrackTime(0.25)...TrackTime(31.25), bars: 16,
    tempoChangePercent: -1.6,
    steps: [
      .init(Seconds(0), .start), .init(Seconds(0), .keepBass), .init(Seconds(0), .meet(.beats(16))),
      .init(Seconds(15.5), .bass(.beats(4))), .init(Seconds(23), .crossfade(.beats(16))),
      .init(Seconds(31), .stopOut),
    ], reasons: ["on a phrase", "both instrumental"])
}

/// Stems whose loud and silent moments are at different places.
private func madeUpStems(_ count: Int, seconds: Double) -> StemShapes {
  let rate = SampleRate(hz: 8 * Waveform.columnsPerSecond)
  return StemShapes(
    (0..<count).map { stem in
      let samples = (0..<Int(seconds * rate.hz)).flatMap { frame -> [Float] in
        let beats = Double(frame) / rate.hz * 2.07
        let decay = exp(-beats.truncatingRemainder(dividingBy: 1))
        let level = Float(0.2 + 0.6 * abs(sin(beats / Double(4 << stem))) * decay)
        return [level, -level]
      }
      return PCM(interleaved: samples, sampleRate: rate)!
    })
}

private func madeUpDeck(
  _ id: Int64, _ title: String, _ artist: String, bpm: Double, key: String, seconds: Double
) -> LoadedDeck {
  var deck = LoadedDeck()
  var track = Track(id: TrackID(id), path: "/music/\(title).flac", duration: Seconds(seconds), bpm: BPM(bpm))
  track.tags = Tags(title: title, artist: artist)
  track.key = MusicalKey(parsing: key)
  track.energy = 7
  deck.track = track
  let grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.25), downbeat: 0, phraseStart: 0)
  deck.grid = grid
  deck.gridConfidence = 0.95
  deck.stems = [.vocals, .drums, .bass, .other]
  let labels = ["intro", "build", "drop", "breakdown", "build", "drop", "outro"]
  deck.sections = labels.enumerated().map { index, label in
    let each = seconds / Double(labels.count)
    return TrackAnalysis.Section(
      label: label, start_seconds: Double(index) * each, end_seconds: Double(index + 1) * each)
  }
  func level(_ time: Double) -> Double { [0.35, 0.55, 1, 0.4, 0.6, 0.95, 0.4][min(6, Int(time / seconds * 7))] }
  deck.energyCurve = (0..<Int(seconds)).map { level(Double($0)) }
  var noise: UInt64 = UInt64(id) &* 0x9E37_79B9
  func random() -> Double {
    noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(noise >> 40) / Double(1 << 24)
  }
  var bytes: [UInt8] = []
  for column in 0..<Int(seconds * Waveform.columnsPerSecond) {
    let time = Double(column) / Waveform.columnsPerSecond
    let beat = grid.beat(at: TrackTime(time)).value
    let phase = beat - beat.rounded(.down)
    let loudness = level(time)
    let kick = exp(-phase * 7) * loudness
    let snare = Int(beat.rounded(.down)) % 2 == 1 ? exp(-phase * 9) * loudness : 0
    let hat = exp(-((phase + 0.5).truncatingRemainder(dividingBy: 1)) * 11) * loudness
    let pad = 0.3 + 0.15 * sin(beat / 4)
    bytes.append(UInt8(min(255, max(0, 240 * (0.92 * kick + 0.12 * random() * loudness)))))
    bytes.append(UInt8(min(255, max(0, 235 * (0.6 * snare + pad * (0.7 + 0.3 * random()) * (0.5 + loudness / 2))))))
    bytes.append(UInt8(min(255, max(0, 220 * (0.3 * hat + 0.2 * snare + 0.05 * random())))))
  }
  deck.waveform = Waveform(bytes: bytes)
  deck.stemShapes = madeUpStems(deck.stems.count, seconds: seconds)
  return deck
}
