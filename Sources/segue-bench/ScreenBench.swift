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
  /// The terminal shows pictures.
  var showsPictures = false

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

  var name: String { "\(framesPerSecond)fps_\(columns)x\(rows)_\(showsPictures ? "pictures" : depth.rawValue)" }
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
    for (depth, showsPictures) in ScreenTrial.Depth.allCases.map({ ($0, false) }) + [(.direct, true)] {
      for rate in [30, 60] {
        let trial = ScreenTrial(
          columns: columns, rows: rows, depth: depth, framesPerSecond: rate, showsPictures: showsPictures)
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
  let cell: (UInt16, UInt16) = trial.showsPictures ? (8, 17) : (0, 0)
  guard let terminal = PseudoTerminal(columns: trial.columns, rows: trial.rows, cellSize: cell) else { return nil }
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
      if trial.showsPictures, let answer = answer(to: shown) {
        _ = write(terminal.descriptor, answer, answer.utf8.count)
      }
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

/// What a terminal says that is asked whether it shows pictures; nil where it is not.
private func answer(to shown: [UInt8]) -> String? {
  guard shown.count < 4096 else { return nil }
  let text = String(decoding: shown, as: UTF8.self)
  return text.firstRange(of: "_Gi=").flatMap { ShownPictures.answer(String(text[$0.lowerBound...])) }
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

  func takeMessages() -> [Message] { state.status.messages }

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
