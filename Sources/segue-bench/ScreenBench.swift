import Engine
import Glibc
import Music
import Support
import Terminal
import Workstation

// The screen's figures, from the real screen on a pseudo-terminal with two decks playing: this program starts itself as
// the screen, plays the terminal for it, and counts.

private let childMark = "SEGUE_BENCH_SCREEN_CHILD"
private let rateMark = "SEGUE_BENCH_SCREEN_FPS"
private let stillMark = "SEGUE_BENCH_SCREEN_STILL"

/// A terminal that is tried.
private struct ScreenTrial {
  var columns: UInt16 = 200
  var rows: UInt16 = 50
  var depth = Depth.palette
  var framesPerSecond = 30
  /// The decks stand: the screen only shows what keys do.
  var isStill = false

  enum Depth: String, CaseIterable {
    case direct
    case palette = "256"
    case sixteen = "16"
    case mono

    var variables: [String] {
      switch self {
      case .direct: ["TERM=xterm-direct", "COLORTERM=truecolor"]
      case .palette: ["TERM=xterm-256color"]
      case .sixteen: ["TERM=xterm-16color"]
      case .mono: ["TERM=xterm-256color", "NO_COLOR=1"]
      }
    }
  }

  var name: String { "\(framesPerSecond)fps_\(columns)x\(rows)_\(depth.rawValue)" }
}

/// Measures and prints the subject `screen`.
func benchScreen(json: Bool) {
  if getenv(childMark) != nil || getenv("SEGUE_SCREEN_DEMO") != nil {
    exit(runAsScreen())
  }
  let usual = measure(ScreenTrial(), seconds: 6, keys: 120)
  let still = measure(ScreenTrial(isStill: true), seconds: 6, keys: 120)
  var figures: [(String, Double?)] = [
    ("percent_of_core_30fps_200x50", usual.map(\.percentOfCore)),
    ("kilobytes_per_second_30fps_200x50_256", usual.map(\.kilobytesPerSecond)),
    ("key_to_engine_ms_p50", usual.flatMap { percentile($0.toEngine, 50) }),
    ("key_to_engine_ms_p99", usual.flatMap { percentile($0.toEngine, 99) }),
    ("engine_to_screen_ms_p50", still.flatMap { percentile($0.toScreen, 50) }),
    ("engine_to_screen_ms_p99", still.flatMap { percentile($0.toScreen, 99) }),
    ("draw_us_200x50", drawMicroseconds()),
  ]
  for (columns, rows) in [(80, 24), (120, 35), (200, 50)] as [(UInt16, UInt16)] {
    for depth in ScreenTrial.Depth.allCases {
      for rate in [30, 60] {
        let trial = ScreenTrial(columns: columns, rows: rows, depth: depth, framesPerSecond: rate)
        let found = measure(trial, seconds: 2.5, keys: 0)
        figures.append(("percent_of_core_" + trial.name, found.map(\.percentOfCore)))
        // Said above, from a longer look.
        if trial.name == ScreenTrial().name { continue }
        figures.append(("kilobytes_per_second_" + trial.name, found.map(\.kilobytesPerSecond)))
      }
    }
  }
  printFigures("screen", figures, json: json)
}

/// Nil when there are too few.
private func percentile(_ values: [Double], _ percent: Int) -> Double? {
  values.count >= 100 ? values.sorted()[values.count * percent / 100] : nil
}

// MARK: The parent: a terminal

private struct ScreenFigures {
  var percentOfCore = 0.0
  var kilobytesPerSecond = 0.0
  /// Milliseconds from the byte that is written to the command that is said.
  var toEngine: [Double] = []
  /// Milliseconds from there to the first byte that the terminal sees of it; only where nothing else moves.
  var toScreen: [Double] = []
}

/// Seconds that a process of one thread has run.
private func secondsRun(_ process: pid_t) -> Double {
  guard let file = fopen("/proc/\(process)/schedstat", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 128)
  guard fgets(&line, 128, file) != nil else { return 0 }
  return Double(strtoull(line, nil, 10)) / 1e9
}

private func measure(_ trial: ScreenTrial, seconds: Double, keys: Int) -> ScreenFigures? {
  guard let terminal = PseudoTerminal(columns: trial.columns, rows: trial.rows) else { return nil }
  defer { terminal.close() }
  var report: [Int32] = [0, 0]
  guard pipe(&report) == 0 else { return nil }
  var variables = [childMark + "=1", "\(rateMark)=\(trial.framesPerSecond)", "LC_ALL=C.UTF-8", "PATH=/usr/bin"]
  if trial.isStill { variables.append(stillMark + "=1") }
  variables += trial.depth.variables
  guard let child = terminal.start("/proc/self/exe", ["screen"], environment: variables, extra: report[1]) else {
    return nil
  }
  close(report[1])
  defer { close(report[0]) }

  var figures = ScreenFigures()
  var bytes = 0
  var sent = 0
  var pressed: Double?
  var said: Double?
  var began: Double?
  // The first second is the opening: only then is counted.
  let opened = clockSeconds() + 1
  let end = opened + seconds
  while clockSeconds() < end {
    let time = clockSeconds()
    if time > opened, began == nil { began = secondsRun(child) }
    if sent < keys, pressed == nil, said == nil, time > opened + Double(sent) * seconds / Double(keys) {
      var key = UInt8(ascii: "g")
      pressed = clockSeconds()
      sent += 1
      _ = write(terminal.descriptor, &key, 1)
    }
    var pollers = [
      pollfd(fd: terminal.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: report[0], events: Int16(POLLIN), revents: 0),
    ]
    poll(&pollers, 2, 10)
    if pollers[1].revents & Int16(POLLIN) != 0 {
      var stamp = 0.0
      if read(report[0], &stamp, 8) == 8, let since = pressed {
        figures.toEngine.append((stamp - since) * 1000)
        pressed = nil
        said = trial.isStill ? stamp : nil
      }
    }
    if pollers[0].revents & Int16(POLLIN) != 0 {
      let shown = terminal.read(waiting: 0)
      if time > opened { bytes += shown.count }
      if let since = said, !shown.isEmpty {
        figures.toScreen.append((clockSeconds() - since) * 1000)
        said = nil
      }
    }
  }
  figures.percentOfCore = (secondsRun(child) - (began ?? 0)) / seconds * 100
  figures.kilobytesPerSecond = Double(bytes) / seconds / 1000
  _ = terminal.stop(child)
  return figures
}

private func drawMicroseconds() -> Double {
  let program = PlayingProgram()
  let interface = Interface()
  var snapshot = program.snapshot(browserRows: 20)
  let rounds = 200
  let began = clockSeconds()
  var cells = 0
  var parts = DrawnParts()
  for _ in 0..<rounds {
    for deck in DeckID.allCases { snapshot.sound[deck].position.value += 1.0 / 30 }
    cells += draw(snapshot, interface, width: 200, height: 50, reusing: &parts).width
  }
  precondition(cells == 200 * rounds)
  return (clockSeconds() - began) / Double(rounds) * 1e6
}

// MARK: The child: the screen of a program that plays

private func runAsScreen() -> Int32 {
  let program = PlayingProgram()
  program.reports = getenv(childMark) != nil
  var options = TerminalOptions()
  if let folder = getenv("SEGUE_SCREEN_DEMO") { options.themeFolders = ThemeFolders([String(cString: folder)]) }
  do {
    _ = try run(program: program, options: options)
    return 0
  } catch {
    print(error)
    return 1
  }
}

/// Two decks that play a made-up pair of tracks on the wall clock, without sound.
private final class PlayingProgram: Program {
  var reports = false
  var wantsToQuit = false
  var controlFiles: [Int32] { [] }
  func takeControl() {}
  func define(_ macros: [Macro]) {}
  var themeName = "segue"
  var listInHand = ListInHand.library
  let layout = KeyboardLayout.us
  let commandHelp = [CommandHelp(syntax: "deck a|b play", summary: "start", section: "Decks")]
  private var state = madeUpSnapshot()
  private let opened = clockSeconds()
  private let isStill = getenv(stillMark) != nil
  private var keys = 0

  init() {
    let rate = getenv(rateMark).map { String(cString: $0) } ?? "30"
    var settings = Settings()
    _ = settings.use("fps", rate)
    state.waveView = settings.waveView
  }

  func tick() {}

  func snapshot(browserRows: Int) -> Snapshot {
    let elapsed = isStill ? 0 : clockSeconds() - opened
    for deck in DeckID.allCases {
      guard let grid = state[deck].grid else { continue }
      let start = deck == .a ? 61.3 : 30.0
      let ratio = state.sound[deck].ratio
      let time = TrackTime(start + elapsed * ratio.value)
      state.sound[deck].position = time
      state.sound[deck].beat = grid.beat(at: time)
      let pulse = 1 - state.sound[deck].beat.value.truncatingRemainder(dividingBy: 1)
      state.sound[deck].peak = Float(0.15 + 0.7 * pulse)
    }
    state.sound.masterPeak = state.sound.deckA.peak
    state.sound.crossfader = sin(elapsed / 4) * 0.8
    var shown = state
    shown.browser.rows = Array(state.browser.rows.prefix(browserRows))
    return shown
  }

  func perform(_ command: Command) { perform(command.line) }

  func perform(_ command: String) {
    if reports {
      var stamp = clockSeconds()
      _ = write(3, &stamp, 8)
    }
    keys += 1
    if command == "quit" { wantsToQuit = true }
    if command.hasPrefix("theme ") { themeName = String(command.dropFirst(6)) }
    if command == "crash" { fatalError("asked to") }
    if command.hasPrefix("search ") { state.browser.query = String(command.dropFirst(7)) }
    if command == "browse down" { state.browser.selected += 1 }
    if command == "browse up" { state.browser.selected -= 1 }
    report("\(command), \(keys)", weight: .note)
  }

  func completions(for line: String) -> [String] {
    ["deck a play", "deck a pause", "deck b play", "theme segue", "quit"].filter { $0.hasPrefix(line) }
  }

  func answer(_ text: String, weight: Message.Weight) { report(text, weight: weight) }

  func report(_ text: String, weight: Message.Weight) {
    state.status.messages = [Message(weight: weight, text: text, number: 1)]
  }
}

private func madeUpSnapshot() -> Snapshot {
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
