import Music
import Workstation

/// Two decks in the middle of a blend, a library and suggestions: all that the views can show at once, and always the
/// same.
func sampleSnapshot() -> Snapshot {
  var snapshot = Snapshot()
  snapshot.deckA = sampleDeck(1, "Night Bus to Norrköping", "Kassiopeia Bloom", bpm: 120, key: "8A", seconds: 320)
  snapshot.deckB = sampleDeck(2, "Glass Harbour (Extended Mix)", "Ilse & the Tides", bpm: 125, key: "9A", seconds: 400)
  snapshot.sound.deckA = sampleState(snapshot.deckA, at: 61, ratio: 1)
  snapshot.sound.deckB = sampleState(snapshot.deckB, at: 57.6, ratio: 0.96)
  snapshot.sound.leader = .a
  snapshot.sound.heard = .a
  snapshot.sound.crossfader = 0.5
  snapshot.sound.masterPeak = 0.5
  snapshot.sound.limiterDecibels = -1.2
  snapshot.sound.deckA.filter = 0.5
  snapshot.sound.deckA.stemMutes[0] = true
  snapshot.sound.deckB.sync = true
  snapshot.sound.deckB.follows = .a
  snapshot.sound.deckB.phaseError = Beats(0.01)
  snapshot.sound.deckB.barOffset = 0
  snapshot.sound.deckB.eqDecibels = [-6, 0, 6]
  snapshot.sound.deckB.kills[0] = true
  snapshot.sound.deckB.keyShift = 1
  snapshot.sound.deckB.key = snapshot.deckB.track?.key?.transposed(by: 1)
  snapshot.sound.deckB.loopIn = TrackTime(57.6)
  snapshot.sound.deckB.loopOut = TrackTime(59.52)
  snapshot.sound.deckB.isLooping = true
  snapshot.master.momentary = LUFS(-8.6)
  snapshot.master.shortTerm = LUFS(-9.8)
  snapshot.master.integrated = LUFS(-10.4)
  snapshot.master.highestTruePeak = Decibels(-1)
  snapshot.master.correlation = 0.71
  snapshot.deckA.cueMarks[0] = CueMark(label: "First drop", colour: .violet)
  snapshot.sound.deckA.slip = true
  snapshot.sound.deckA.roll = Beats(0.25)
  snapshot.sound.deckA.slipPosition = TrackTime(62)
  snapshot.sound.deckB.quantizeUnit = .bar
  snapshot.browser.rows = (0..<40).map(sampleTrack)
  snapshot.browser.total = 1284
  snapshot.browser.selected = 3
  snapshot.suggestions.deck = .a
  snapshot.suggestions.rows = (0..<12).map { index in
    SuggestedTrack(
      track: sampleTrack(index * 3), score: 0.96 - 0.06 * Double(index), keyFits: true,
      reasons: ["8A → 9A", "−1.2 %", "energy +1"])
  }
  for index in snapshot.suggestions.rows.indices {
    snapshot.suggestions.rows[index].plan = samplePlan()
    snapshot.suggestions.rows[index].glance = TrackGlance(
      outline: WaveformOutline(snapshot.deckB.waveform!),
      sections: snapshot.deckB.sections.map {
        .init(label: $0.label, start_seconds: $0.start_seconds / 2, end_seconds: $0.end_seconds / 2)
      })
  }
  snapshot.status.device = "pulse 44.1 kHz, 1024 × 2"
  snapshot.status.isSilent = false
  snapshot.status.scheduling = "SCHED_FIFO 70"
  snapshot.status.isRealtime = true
  snapshot.status.load = 0.14
  snapshot.status.dropouts = 1
  snapshot.status.recording = Status.Recording(path: "set.wav", seconds: 754)
  snapshot.status.jobs = [JobProgress(name: "analysing", done: 312, total: 1284)]
  snapshot.status.messages = [Message(weight: .note, text: "loaded Glass Harbour", number: 1)]
  return snapshot
}

/// Sixteen bars from the start of deck A's outro; the basses go over in the middle.
func samplePlan() -> BlendPlan {
  BlendPlan(
    kind: .longBlend, out: TrackTime(240)...TrackTime(272), in: TrackTime(0)...TrackTime(32.5), bars: 16,
    tempoChangePercent: -1.6,
    steps: [
      .init(Seconds(0), .start), .init(Seconds(0), .keepBass), .init(Seconds(0), .meet(.beats(16))),
      .init(Seconds(16), .bass(.beats(4))), .init(Seconds(24), .crossfade(.beats(16))), .init(Seconds(32), .stopOut),
    ])
}

/// Sixteen eighths of sound: a wave whose height is known at every column.
private func sampleDeck(
  _ id: Int64, _ title: String, _ artist: String, bpm: Double, key: String, seconds: Double
) -> LoadedDeck {
  var deck = LoadedDeck()
  var track = sampleTrack(Int(id))
  track.tags = Tags(title: title, artist: artist)
  track.key = MusicalKey(parsing: key)
  track.bpm = BPM(bpm)
  track.duration = Seconds(seconds)
  deck.track = track
  deck.grid = BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0), downbeat: 0, phraseStart: 0)
  deck.gridConfidence = 0.9
  deck.stems = [.vocals, .drums, .bass, .other]
  let labels = ["intro", "build", "drop", "outro"]
  deck.sections = labels.enumerated().map { index, label in
    TrackAnalysis.Section(
      label: label, start_seconds: Double(index) * seconds / 4, end_seconds: Double(index + 1) * seconds / 4)
  }
  deck.energyCurve = (0..<Int(seconds)).map { Double($0) / seconds }
  let columnsPerBeat = Waveform.columnsPerSecond * 60 / bpm
  deck.waveform = Waveform(
    bytes: (0..<Int(seconds * Waveform.columnsPerSecond)).flatMap { column -> [UInt8] in
      let beat = Double(column) / columnsPerBeat
      let phase = beat - beat.rounded(.down)
      return [UInt8(230 * (1 - phase)), UInt8(120 * phase), 20]
    })
  return deck
}

private func sampleState(_ deck: LoadedDeck, at seconds: Double, ratio: Double) -> DeckModel {
  var state = DeckModel()
  state.hasTrack = true
  state.isPlaying = true
  state.isHeard = true
  state.position = TrackTime(seconds)
  state.length = deck.track!.duration!
  state.ratio = TempoRatio(ratio)
  state.key = deck.track?.key
  state.hasGrid = true
  state.beat = deck.grid!.beat(at: TrackTime(seconds))
  state.bpm = deck.grid!.bpm(at: TrackTime(seconds)) * state.ratio
  state.hotCues[0] = TrackTime(60)
  state.hotCues[2] = TrackTime(120)
  state.peak = 0.3
  return state
}

func sampleTrack(_ index: Int) -> Track {
  let words = ["Violet", "Copper", "Northern", "Slow", "日本の"]
  let things = ["Signals", "Garden", "Motion", "Weather", "Machine", "Horizon", "Letters"]
  var track = Track(id: TrackID(Int64(index)), path: "/music/\(index).flac")
  track.tags = Tags(
    title: words[index % 5] + " " + things[index % 7], artist: things[index * 3 % 7] + " Ensemble", album: "Sides",
    genre: "Techno", year: 1996 + index % 20)
  track.duration = Seconds(200 + Double(index * 7))
  track.bpm = BPM(118 + Double(index % 12))
  track.key = MusicalKey.all[index * 5 % 24]
  track.energy = 1 + index % 10
  track.hasStems = index % 4 == 0
  track.isMissing = index == 5
  return track
}
