import Glibc
import Platform
import Terminal
import Workstation

signal(SIGPIPE, SIG_IGN)
// A file that has grown to its limit is said like a full disk; it does not end the set.
signal(SIGXFSZ, SIG_IGN)
holdStandardStreams()

do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
  exit(try perform(arguments))
} catch let wrong as Arguments.Wrong {
  complain(wrong.sentence + "\nsegue --help lists what there is")
  exit(2)
} catch let wrong as UnknownFormat {
  complain("\(wrong)")
  exit(2)
} catch {
  complain("\(error)")
  exit(1)
}

/// - Returns: the exit status.
func perform(_ arguments: Arguments) throws -> Int32 {
  switch arguments.job {
  case .help: say(usage)
  case .version: say(version)
  case .devices: listDevices()
  case .midi: return try midi(arguments)
  case .midiMonitor:
    let (settings, _) = try readSettings(arguments, .ofThisUser)
    try monitorMIDI(settings.midi, directories: .ofThisUser) { say($0) }
  case .midiLearn(let file):
    let (settings, _) = try readSettings(arguments, .ofThisUser)
    try learnControls(into: file, settings.midi, directories: .ofThisUser, say: say) { question in
      tell(question)
      return readLine()
    }
  case .midiRecord:
    let (settings, _) = try readSettings(arguments, .ofThisUser)
    try recordMIDI(settings.midi, directories: .ofThisUser) { say($0) }
  case .midiReplay(let recording, let path): try replayMIDI(recording, into: path)
  case .midiMap(let name):
    guard let text = builtInMap(name) else {
      throw Arguments.Wrong(sentence: "there is no map “\(name)”: \(builtInMapNames.joined(separator: ", "))")
    }
    say(text)
  case .doctor: return try doctor(arguments)
  case .keys:
    let (settings, problems) = try readSettings(arguments, .ofThisUser)
    for problem in problems { complain(problem) }
    say(Keymap.standardText(on: settings.layout))
  case .manual: say(manualPage())
  case .completions(let shell): say(ShellCompletions(usage: usage).script(for: shell) ?? "")
  case .nextWords(let words):
    let lines = CommandTable.completions(for: words.joined(separator: " "))
    for line in lines { say(line.split(separator: " ").last.map(String.init) ?? line) }
  case .workstation(let folders): return try openWorkstation(arguments, folders: folders)
  case .test(let list): return try openTest(arguments, of: list)
  case .demo(let isOnlyMade): return isOnlyMade ? makeDemo() : try openDemo(arguments)
  case .analyze(let files, let log): return try analyze(files, log: log, arguments)
  case .importing(let logs, let moved): return try importLogs(logs, moved: moved, arguments)
  case .bringing(let files, let wish): return try importFiles(files, wish, arguments)
  case .exporting(let file, let crate, let renamed):
    say(
      try exportLibrary(
        to: file, crate: crate, renamed: renamed, directories: .ofThisUser, library: arguments.library))
  case .render(let journal, let output, let recording, let report):
    return try render(journal, output, recording, report, arguments)
  case .journal(let set, let wish, let recording): return try journal(set, wish, recording: recording, arguments)
  case .parse(let lines): return parse(lines)
  case .control(let line): return try control(line, arguments)
  case .radio(let folders): return try openRadio(arguments, folders: folders)
  case .radioStatus: return try control("radio", arguments)
  case .radioWatch: return try control("watch", arguments)
  case .radioUnit: say(try radioUnit(arguments))
  case .suggest(let file, let limit, let words): return try suggest(file, limit: limit, steer: words, arguments)
  case .mashups(let file, let limit): return try mashups(file, limit: limit, arguments)
  case .transition(let first, let second, let kind, let output):
    return try transition(first, second, kind, output, arguments)
  case .plan(let words): return try plan(words, arguments)
  case .radioPlan(let hours, let date): return try radioPlan(hours: hours, from: date, arguments)
  case .mix(let files, let output, let journal): return try mix(files, output, journal, arguments)
  case .mashup(let words): return try mashup(words, arguments)
  case .split(let files, let wish, let saysEngine): return try split(files, wish, saysEngine: saysEngine, arguments)
  case .splitWorker(let file, let data, let cache, let engine):
    return splitForWorkstation(file, data: data, cache: cache, engine: engine)
  case .songWorker(let wish, let data, let cache, let library):
    return makeSongForWorkstation(wish, data: data, cache: cache, library: library)
  case .cache(let wish):
    for line in cachedStems(wish, json: arguments.json, directories: .ofThisUser) { say(line) }
  case .library(let repairs):
    let (lines, isSound) = try checkLibrary(
      repairs: repairs, json: arguments.json, directories: .ofThisUser, library: arguments.library)
    for line in lines { say(line) }
    return isSound ? 0 : 1
  case .master(let files, let wish): return try master(files, wish, arguments)
  case .masterAnalysis(let files): return try analyzeMasters(files, arguments)
  case .scan(let folders): return try scan(folders, arguments)
  case .lyrics(let files): return try lyrics(files, arguments)
  case .recue: return try recue(arguments)
  case .taste: return try taste(arguments)
  case .history(let date):
    let lines = try playLines(
      since: date, json: arguments.json, directories: .ofThisUser, library: arguments.library)
    for line in lines { say(line) }
  case .answers:
    let lines = try answerLines(json: arguments.json, directories: .ofThisUser, library: arguments.library)
    for line in lines { say(line) }
  }
  return 0
}

/// Where a standard stream was closed, the next file opened would take its number, and be written to as if it were it.
func holdStandardStreams() {
  while true {
    let descriptor = open("/dev/null", O_RDWR)
    if descriptor < 0 { return }
    if descriptor > 2 {
      close(descriptor)
      return
    }
  }
}

/// A line on stderr, with the program's name, as tools do.
func complain(_ text: String) { tell("segue: \(text)\n") }

/// Text on stderr as it is.
func tell(_ text: String) {
  var text = text
  text.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

/// A line on stdout at once: whoever reads a pipe gets each result as it is there.
func say(_ text: String) {
  var line = text + "\n"
  line.withUTF8 { bytes in
    var sent = 0
    while sent < bytes.count {
      let count = write(1, bytes.baseAddress! + sent, bytes.count - sent)
      if count < 0, errno == EINTR { continue }
      // Whoever reads has seen enough ("| head"): all that was wanted is done.
      if count < 0, errno == EPIPE { exit(0) }
      if count <= 0 {
        complain("standard output cannot be written: \(errorText())")
        exit(1)
      }
      sent += count
    }
  }
}
