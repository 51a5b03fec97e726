import Glibc
import Platform
import Terminal
import Workstation

/// Opens the workstation on the user's library, or says why it cannot be opened.
func openWorkstation(_ arguments: Arguments, folders: [String]) throws -> Int32 {
  let opened = try Opened(arguments, directories: .ofThisUser)
  for folder in folders { opened.workstation.addFolder(folder) }
  return try opened.run()
}

/// Opens the workstation and begins a listening test. - Parameter list: a playlist, crate or folder; nil: all tracks.
func openTest(_ arguments: Arguments, of list: String?) throws -> Int32 {
  let opened = try Opened(arguments, directories: .ofThisUser)
  opened.workstation.perform(list.map { Command(.test(.of($0))) } ?? Command(.test(.listed)))
  return try opened.run()
}

/// Opens the workstation on the demo crate, in a library of its own.
func openDemo(_ arguments: Arguments) throws -> Int32 {
  var directories = AppDirectories.ofThisUser
  directories.data += "/demo"
  let opened = try Opened(arguments, directories: directories)
  opened.workstation.openDemoCrate()
  return try opened.run()
}

/// Makes the demo crate's files where they are not there yet.
func makeDemo() -> Int32 {
  let crate = DemoCrate(folder: AppDirectories.ofThisUser.demo)
  let showsProgress = isatty(STDERR_FILENO) == 1
  let problems = crate.make { share in
    if showsProgress { tell("\r\u{1B}[Kmaking the demo crate: \(Int(100 * share)) %") }
  } made: {
  }
  if showsProgress { tell("\r\u{1B}[K") }
  for problem in problems { complain(problem) }
  say(crate.folder)
  return problems.isEmpty ? 0 : 1
}

/// Before anything is opened or written: there must be a screen to show it on.
private func checkTerminal() throws {
  guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw TerminalError.notATerminal }
}

/// The workstation with its screen.
struct Opened {
  let workstation: Workstation
  private let directories: AppDirectories
  /// As lines, without a screen.
  private let isPlain: Bool
  private let usesMouse: Bool

  /// - Parameter isService: nobody sits before it: no screen, no keys, no controllers.
  init(_ arguments: Arguments, directories: AppDirectories, isService: Bool = false) throws {
    self.directories = directories
    var (settings, problems) = try readSettings(arguments, directories)
    // The config's device is the DJ's: a station plays for those who listen to its streams.
    if isService, !arguments.settings.contains(where: { $0.name == "device" }) {
      settings.output.device = Settings.noDevice
    }
    // They take four times a track's memory, and nobody's hand swaps them.
    if isService, settings.said["stems"] == nil { settings.readsStems = false }
    isPlain = arguments.isPlain || isService
    usesMouse = settings.usesMouse
    if !isPlain { try checkTerminal() }
    workstation = try Workstation.open(settings: settings, directories: directories, library: arguments.library)
    workstation.openControl()
    if !isService { workstation.openControllers(settings.midi) }
    if arguments.resumes { workstation.resume() }
    for problem in problems { workstation.report(problem, weight: .warning) }
  }

  /// - Returns: the exit status.
  func run(service: Service? = nil) throws -> Int32 {
    var options = TerminalOptions()
    options.themeFolders = ThemeFolders([directories.config + "/themes"])
    options.keymapPath = directories.keymapFile
    options.history = PromptHistory.read(directories)
    options.usesMouse = usesMouse
    options.service = service
    options.remember = { [workstation] line in workstation.rememberTyped(line) }
    let end: TerminalEnd
    do {
      defer { workstation.close(say: complain) }
      end =
        isPlain
        ? runPlain(program: workstation, options: options)
        : try Terminal.run(program: workstation, options: options)
    }
    // The shell is back: where to find what was played.
    if !isPlain { for line in workstation.keptOfSet { say(line) } }
    if case .signal(let number) = end {
      signal(number, SIG_DFL)
      raise(number)
    }
    return 0
  }
}

/// The config file and the options, in this order. - Returns: the settings and a sentence for each line that is broken.
func readSettings(_ arguments: Arguments, _ directories: AppDirectories) throws -> (Settings, [String]) {
  var settings = Settings()
  var problems: [String] = []
  let file = arguments.config ?? directories.configFile
  if let text = textFile(file) {
    problems = settings.read(text, from: file).map(\.text)
  } else if arguments.config != nil {
    throw Arguments.Wrong(sentence: "the config file \(file) cannot be read")
  } else if access(file, F_OK) == 0 {
    problems = ["\(file) cannot be read: is it a text file, and are its permissions right? The defaults are used"]
  }
  SavedSettings.read(directories).apply(to: &settings)
  for (name, value) in arguments.settings {
    if let complaint = settings.use(name, value) { throw Arguments.Wrong(sentence: complaint) }
  }
  return (settings, problems)
}

extension Workstation: Program {
  /// Whole lines that this one could become.
  package func completions(for line: String) -> [String] {
    CommandTable.completions(for: line) + macroCompletions(for: line)
  }
  /// The rows of the table, section by section.
  package var commandHelp: [CommandHelp] {
    CommandTable.rows.map { CommandHelp(syntax: $0.syntax, summary: $0.summary, section: $0.section.rawValue) }
  }
}
