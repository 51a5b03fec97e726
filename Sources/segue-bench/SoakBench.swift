import CRealtime
import Engine
import Glibc
import Media
import Music
import Support

/// `segue-bench soak [MINUTES [ORDINARY [PULSE]]]`: a busy set through a real output, in real time, while `segue
/// analyze` works on every core; `--periods N` sets how many periods of 256 frames the card's buffer has (4). First on
/// the paced fake sound card with 256-frame periods and real-time scheduling, then the same with ordinary scheduling,
/// then into PulseAudio's null sink with a buffer of 2,048 frames. Minutes of each; 0 leaves a part out; 30, 5 and 5
/// when nothing is said.
func benchSoak(_ words: [String], json: Bool) {
  var words = words
  var periods = 4
  if let option = words.firstIndex(of: "--periods"), option + 1 < words.count {
    periods = Int(words[option + 1]) ?? periods
    words.removeSubrange(option...(option + 1))
  }
  let minutes = [30.0, 5, 5].enumerated().map { index, usual in
    index < words.count ? Double(words[index]) ?? usual : usual
  }
  var figures: [(String, Double?)] = []
  do {
    let load = try AnalysisLoad()
    defer { load.end() }
    if minutes[0] > 0 {
      figures += try soakOnCard(minutes[0], priority: 70, periods, "fifo", load)
    }
    if minutes[1] > 0 {
      figures += try soakOnCard(minutes[1], priority: 0, periods, "ordinary", load)
    }
    if minutes[2] > 0, NullSink.isInstalled {
      figures += try soakOnPulse(minutes[2], load)
    }
  } catch {
    tellProgress("segue-bench: \(error)")
    exit(1)
  }
  printFigures("soak", figures, json: json)
}

private func soakOnCard(
  _ minutes: Double, priority: Int, _ periods: Int, _ name: String, _ load: AnalysisLoad
) throws -> [(String, Double?)] {
  // Running out of frames is an xrun; what the card receives is thrown away.
  let card = try SoundCard(options: "strict 1", keepsSound: false)
  var settings = OutputSettings()
  settings.device = "card"
  settings.configuration = card.configuration
  settings.periodFrames = 256
  settings.periods = periods
  settings.priority = priority
  return try soak(settings, minutes: minutes, name, load)
}

private func soakOnPulse(_ minutes: Double, _ load: AnalysisLoad) throws -> [(String, Double?)] {
  // The server beside it is an ordinary program, as on a desktop without rtkit.
  let server = try NullSink(keepsSound: false)
  defer { server.end() }
  var settings = OutputSettings()
  settings.device = "segue_pulse"
  settings.configuration = server.configuration
  return try soak(settings, minutes: minutes, "pulse", load)
}

/// A line on stderr, at once.
private func tellProgress(_ line: String) {
  var text = line + "\n"
  text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

/// Plays and counts.
private func soak(
  _ settings: OutputSettings, minutes: Double, _ name: String, _ load: AnalysisLoad
) throws -> [(String, Double?)] {
  let set = BusySet()
  let output = ALSAOutput(settings, tap: RecordingTap())
  try output.start(set.source)
  defer { output.stop() }
  // An xrun that comes with a standstill of the machine is told apart.
  let witness = Witness(milliseconds: 10, of: output)
  defer { witness.end() }
  let stolenBefore = stolenMilliseconds()
  let began = segue_monotonic_nanoseconds()
  let analysedBefore = load.analysed
  var most = 0.0
  var told = 0
  while true {
    let seconds = Double(segue_monotonic_nanoseconds() - began) / 1e9
    if seconds >= minutes * 60 { break }
    load.keepUp()
    set.play(on: seconds)
    let status = output.status
    most = max(most, status.load)
    if Int(seconds / 60) > told {
      told = Int(seconds / 60)
      tellProgress(
        "soak \(name): \(told) min, \(status.xruns) xruns, \(witness.excusedXruns) of them at standstills of the "
          + "machine, "
          + "of which there were \(witness.count), the longest \(Int(witness.longestMilliseconds)) ms; "
          + "\(status.losses) losses, load \(Int(100 * status.load)) %, "
          + "\(status.scheduling), \(status.summary)")
    }
    usleep(20_000)
  }
  let status = output.status
  let seconds = Double(segue_monotonic_nanoseconds() - began) / 1e9
  return [
    ("\(name)_minutes", seconds / 60), ("\(name)_xruns", Double(status.xruns)),
    ("\(name)_xruns_at_machine_standstills", Double(witness.excusedXruns)),
    ("\(name)_machine_standstills_over_10_ms", Double(witness.count)),
    ("\(name)_machine_standstill_max_ms", witness.longestMilliseconds),
    ("\(name)_stolen_by_host_ms", stolenMilliseconds() - stolenBefore),
    ("\(name)_device_losses", Double(status.losses)), ("\(name)_realtime", status.isRealtime ? 1 : 0),
    ("\(name)_callback_max_percent_of_period", 100 * most),
    ("\(name)_clock_error_ppm", 1e6 * (Double(status.frames) / status.rate.hz / seconds - 1)),
    ("\(name)_commands", Double(set.said)), ("\(name)_tracks_analysed", Double(load.analysed - analysedBefore)),
  ]
}

/// Two key-locked decks with four stems each, and something done every half second.
private final class BusySet {
  private let engine = Engine(sampleRate: .cd)
  let source: RenderedSource
  private(set) var said = 0
  private var next = 1.0

  init() {
    source = RenderedSource(engine.takeRenderer())
    for (deck, bpm, tempo) in [(DeckID.a, 124.0, 4.0), (.b, 124 * 1.04 / 0.97, -3)] {
      let kicks = benchKicks(bpm: bpm, seconds: 120)
      let stems: [LoadedTrack.LoadedStem] = [StemKind.vocals, .drums, .bass, .other].map {
        LoadedTrack.LoadedStem(kind: $0, pcm: PCM(interleaved: kicks, sampleRate: .cd)!)
      }
      let track = LoadedTrack(
        serial: UInt64(deck.index + 1), original: PCM(interleaved: kicks, sampleRate: .cd)!, stems: stems,
        grid: BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1)))
      engine.submit(EngineCommand(.load(deck, engine.handle(for: track))))
      for action in [DeckAction.keyLock(.on), .set(.tempo, tempo), .play] {
        engine.submit(EngineCommand(.deck(deck, action)))
      }
    }
    engine.submit(EngineCommand(.deck(.b, .sync(.on))))
  }

  /// What a DJ's hands do meanwhile, and the screen's reading of snapshots.
  func play(on seconds: Double) {
    let snapshot = engine.snapshot()
    _ = engine.takeApplied()
    engine.collectReturns()
    for deck in DeckID.allCases where !snapshot[deck].isPlaying || snapshot[deck].position.value > 100 * 44_100 {
      tell(.deck(deck, .seek(TrackTime(4))))
      tell(.deck(deck, .play))
    }
    guard seconds >= next else { return }
    next += 0.5
    let deck: DeckID = said % 3 == 0 ? .a : .b
    let turn = Double(said % 7) / 7
    let gestures: [(EngineCommand.Action, Glide)] = [
      (.deck(deck, .hotCue(UInt8(said % 8))), .short), (.deck(deck, .jump(Beats(said % 2 == 0 ? 4 : -4))), .short),
      (.deck(deck, .set(.filter, turn - 0.5)), .beats(2)), (.deck(deck, .loop(Beats(4))), .short),
      (.deck(deck, .loopToggle), .short), (.deck(deck, .set(.eq(.low), -20 * turn)), .beats(4)),
      (.mixer(.set(.crossfader, 2 * turn - 1)), .beats(8)), (.deck(deck, .stemMute(UInt8(said % 4), .toggle)), .short),
      (.deck(deck, .stemsReset), .short), (.deck(deck, .set(.filter, 0)), .short),
      (.deck(.a, .set(.tempo, 6 * turn - 3)), .seconds(1)),
    ]
    let (action, over) = gestures[said % gestures.count]
    tell(action, over)
  }

  private func tell(_ action: EngineCommand.Action, _ over: Glide = .short) {
    engine.submit(EngineCommand(action, over: over))
    said += 1
  }
}

/// `segue analyze` on as many files at a time as there are cores, over and over.
private final class AnalysisLoad {
  private static let batch = 64
  private let scratch: ScratchFolder
  private var folder: String { scratch.path }
  private let program: String
  private var running: Programs.Running?
  private var rounds = 0

  struct NoProgram: Error, CustomStringConvertible { let description = "segue is not built beside segue-bench" }

  init() throws {
    guard let program = Programs.built("segue") else { throw NoProgram() }
    self.program = program
    scratch = try ScratchFolder()
    let writer = try SoundFileWriter(path: folder + "/track.wav", format: .float, sampleRate: .cd, channels: 2)
    let kicks = benchKicks(bpm: 126, seconds: 180)
    try kicks.withUnsafeBufferPointer { try writer.write($0) }
    try writer.close()
    try begin()
  }

  private func begin() throws {
    let files = Array(repeating: folder + "/track.wav", count: Self.batch)
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    running = try Programs.Running(
      [program, "analyze", "--jobs", "\(cores)"] + files, environment: ["XDG_CONFIG_HOME": folder],
      output: folder + "/analysed-\(rounds)", errors: "/dev/null")
    rounds += 1
  }

  /// Begins anew when all files are done.
  func keepUp() {
    guard let running, running.hasEnded else { return }
    try? begin()
  }

  /// Files analysed so far.
  var analysed: Int {
    (0..<rounds).reduce(0) { $0 + Programs.contents(folder + "/analysed-\($1)").count { $0 == "\n" } }
  }

  func end() { running?.stop() }
}
