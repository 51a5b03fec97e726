import Glibc
import Platform
import Workstation

/// Opens the screen and runs it until the program wants to quit or a signal ends it. The terminal is restored on every
/// exit, errors and crashes included.
///
/// One thread does it all: keys are read and their commands performed before anything is drawn; a frame is skipped when
/// the terminal has not taken the last one; nothing is drawn when nothing changed.
package func run(program: any Program, options: TerminalOptions) throws(TerminalError) -> TerminalEnd {
  let (keymap, faults) = userKeymap(options.keymapPath, on: program.layout)
  let screen = try Screen(theme: .standard, usesMouse: options.usesMouse)
  let session = Session(program, options, screen, keymap)
  program.define(keymap.macros)
  for fault in faults {
    program.report("keymap \(options.keymapPath ?? ""), \(fault.sentence)", weight: .warning)
  }
  let end = session.serve()
  screen.leave()
  return end
}

/// The compiled-in keymap, at its places on the DJ's keyboard, with the user's over it: that one names keys by what is
/// written on them.
func userKeymap(_ path: String?, on layout: KeyboardLayout) -> (Keymap, [Keymap.Fault]) {
  let standard = Keymap.standard.on(layout)
  guard let path, let text = textFile(path) else { return (standard, []) }
  let (keymap, faults) = standard.overlaid(with: text)
  return (keymap, faults)
}

private final class Session {
  private let program: any Program
  private let options: TerminalOptions
  private let screen: Screen
  private var interface: Interface
  private var parser = InputParser()
  private var snapshot: Snapshot
  private var themeName = Theme.standard.name
  private let themes: ThemeReader
  private var hasShown = false
  /// The terminal has answered that it shows pictures.
  private var showsPictures = false
  private var drawn = DrawnParts()
  /// The last answer to `say` that was shown.
  private var spokenNumber = 0
  /// Frames in a row that showed nothing new.
  private var idleFrames = 0
  /// When a key last had a frame before its time.
  private var hurried = -1.0
  /// Something came in since the last frame.
  private var hasInput = false
  /// The picture changes from frame to frame by itself.
  private var moves = false

  init(_ program: any Program, _ options: TerminalOptions, _ screen: Screen, _ keymap: Keymap) {
    self.program = program
    self.options = options
    self.screen = screen
    themes = ThemeReader(options.themeFolders)
    interface = Interface(keymap: keymap, layout: program.layout, history: options.history)
    interface.commandHelp = program.commandHelp
    interface.knownGlyphs = screen.kind.waveGlyphs
    interface.hasNoOtherGlyphs = screen.kind.glyphs != .full
    interface.usesMouse = options.usesMouse && screen.kind.isModern
    parser.readsMouse = interface.usesMouse
    snapshot = program.snapshot(browserRows: browserRows(width: screen.width, height: screen.height))
  }

  /// After half a second without a change the screen updates only ten times a second.
  private var interval: Double {
    let rate = Double(min(max(snapshot.waveView.framesPerSecond, 1), 120))
    return idleFrames > Int(rate / 2) ? max(0.1, 1 / rate) : 1 / rate
  }

  func serve() -> TerminalEnd {
    var nextFrame = monotonicSeconds()
    while !program.wantsToQuit {
      switch wait(until: nextFrame) {
      case .end(let signal): return .signal(signal)
      case .input:
        idleFrames = 0
        hasInput = true
        hurry(&nextFrame)
      case .nothing: break
      }
      guard monotonicSeconds() >= nextFrame else { continue }
      program.tick()
      let began = monotonicSeconds()
      if screen.isReady { drawFrame() }
      // A slow terminal gets fewer frames, so that keys come first.
      let cost = monotonicSeconds() - began
      nextFrame = began + max(interval, 2 * cost)
    }
    return .quit
  }

  /// A key is answered at once. Where the picture moves anyway, keys that follow each other as fast as a held one's
  /// repeats come with the next frame: they would have it drawn twice as often.
  private func hurry(_ nextFrame: inout Double) {
    let now = monotonicSeconds()
    guard !moves || now - hurried >= 0.1, nextFrame > now + 0.006 else { return }
    (nextFrame, hurried) = (now + 0.006, now)
  }

  // MARK: Waiting

  private enum WakeUp {
    case nothing, input
    case end(Int32)
  }

  private func wait(until deadline: Double) -> WakeUp {
    var pollers = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: screen.signals, events: Int16(POLLIN), revents: 0),
    ]
    if let file = screen.waitsFor { pollers.append(pollfd(fd: file, events: Int16(POLLOUT), revents: 0)) }
    let others = pollers.count
    pollers += program.controlFiles.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let seconds = max(0, min(deadline, parser.deadline ?? .infinity) - monotonicSeconds())
    let count = poll(&pollers, UInt(pollers.count), Int32((seconds * 1000).rounded(.up)))
    if count > 0, pollers[1].revents != 0, let end = readSignals() { return .end(end) }
    if count > 0, others > 2, pollers[2].revents != 0 { screen.goOn() }
    if count > 0, pollers.dropFirst(others).contains(where: { $0.revents != 0 }) { program.takeControl() }
    if count > 0, pollers[0].revents != 0 { return readKeys() }
    if let due = parser.deadline, monotonicSeconds() >= due {
      take(parser.timeOut(at: monotonicSeconds()))
      return .input
    }
    return .nothing
  }

  private func take(_ events: [InputEvent]) {
    for event in events { handle(event) }
    interface.isPasting = parser.isPasting
  }

  private func readKeys() -> WakeUp {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return .nothing }
    // The terminal is gone.
    guard count > 0 else { return .end(SIGHUP) }
    take(parser.feed(bytes[..<count], at: monotonicSeconds()))
    screen.hasAnswered = parser.hasAnswered
    return .input
  }

  /// - Returns: the signal that ends the program, if one came.
  private func readSignals() -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(screen.signals, &bytes, bytes.count)
    guard count > 0 else { return nil }
    for number in bytes[..<count].map(Int32.init) {
      switch number {
      case SIGWINCH: screen.resize()
      case SIGTSTP: suspend()
      case SIGCONT:
        letGo()
        // In the background the terminal is the shell's.
        if tcgetpgrp(STDIN_FILENO) == getpgrp() { screen.enter() }
      default: return number
      }
    }
    idleFrames = 0
    return nil
  }

  // MARK: Keys

  private var autorepeat = AutorepeatDetector()

  private func handle(_ read: InputEvent) {
    let event = autorepeat.read(read, at: monotonicSeconds(), reportsKeyUp: interface.reportsKeyUp)
    if event == .reportsKeyUp { screen.requestKeyUpReports() }
    if event == .showsPictures { showsPictures = true }
    interface.size = (screen.width, screen.height)
    let requests = interface.handle(event, snapshot: snapshot) { [program, themes] line in
      program.completions(for: line) + themes.completions(for: line)
    }
    for request in requests {
      switch request {
      case .command(let command):
        program.listInHand = interface.listInHand
        program.perform(command)
      case .typed(let line):
        options.remember(line)
        program.listInHand = interface.listInHand
        program.perform(line)
      case .say(let text): program.answer(text, weight: .warning)
      case .listThemes: themes.list()
      case .redraw: screen.forget()
      case .suspend: suspend()
      }
    }
  }

  private func suspend() {
    letGo()
    screen.suspend()
  }

  /// Keys that are down come up for another program: here they count as up now.
  private func letGo() {
    for command in interface.letGo() { program.perform(command) }
  }

  // MARK: Drawing

  private func drawFrame() {
    let (width, height) = (screen.width, screen.height)
    followTheme()
    followLayout()
    snapshot = program.snapshot(browserRows: browserRows(width: width, height: height, view: snapshot.view))
    interface.openHelpIfAsked(snapshot)
    showSpoken()
    if interface.help != nil { interface.limitHelp(to: lastHelpLine(interface, width: width, height: height)) }
    interface.canShowPictures = showsPictures && screen.cellSize != nil
    let frame = draw(snapshot, interface, width: width, height: height, reusing: &drawn)
    let isNew = screen.show(frame)
    idleFrames = isNew ? 0 : idleFrames + 1
    if !hasInput { moves = isNew }
    (hasInput, hasShown) = (false, true)
  }

  /// What `say` was asked is read on the line of messages, a list over the screen.
  private func showSpoken() {
    guard snapshot.spokenAnswer.number > spokenNumber else { return }
    spokenNumber = snapshot.spokenAnswer.number
    let answer = snapshot.spokenAnswer
    if !answer.title.isEmpty {
      interface.sheet = TextSheet(title: answer.title, lines: answer.lines)
      return
    }
    program.answer(answer.lines.joined(separator: " "), weight: .note)
  }

  /// The key file is read anew: it names keys by what is written on them.
  private func followLayout() {
    guard program.layout != interface.layout else { return }
    interface.use(userKeymap(options.keymapPath, on: program.layout).0, on: program.layout)
  }

  /// The first frame already has its theme; a later theme comes when it is read.
  private func followTheme() {
    // A theme is shown while its name stands in the prompt; what is not chosen goes again.
    let wanted = interface.themeInPrompt.flatMap { themes.knows($0) ? $0 : nil } ?? program.themeName
    if wanted != themeName {
      themeName = wanted
      if !hasShown { themes.readNow(wanted) } else { themes.read(wanted) }
    }
    for news in themes.take() {
      switch news {
      case .theme(let theme): screen.apply(theme)
      case .missing(let complaint): program.answer(complaint, weight: .warning)
      case .fault(let sentence): program.report(sentence, weight: .warning)
      case .list(let names): program.answer("themes: \(names.joined(separator: ", "))", weight: .note)
      }
    }
  }
}
