import Glibc
import Music
import Platform
import Studio
import Terminal
import Workstation

/// `segue analyze`: one line a file as it is done, JSON as the contract has it, or words; into a file for `segue
/// import` where one is named.
func analyze(_ files: [String], log: String?, _ arguments: Arguments) throws -> Int32 {
  let (settings, _) = try readSettings(arguments, .ofThisUser)
  let (paths, problems) = musicFiles(files.flatMap { $0 == "-" ? linesOfStandardInput() : [$0] })
  for problem in problems { complain(problem) }
  let progress = ProgressText()
  var (done, failed, fromLibrary) = (0, 0, 0)
  let (known, refusal) = try analyzeFiles(
    paths, jobs: settings.jobs, log: log, library: arguments.library ?? AppDirectories.ofThisUser.library
  ) { result, count, total in
    progress.clear()
    if result.error != nil { failed += 1 } else { done += 1 }
    if result.isFromLibrary { fromLibrary += 1 }
    if let error = result.error, !arguments.json || log != nil { complain(error) }
    if log == nil, let line = arguments.json ? result.json : result.words { say(line) }
    if count < total { progress.show("\(count) of \(total) analysed") }
  }
  progress.clear()
  if let log {
    let before = known > 0 ? "; \(known) were in it already" : ""
    say("\(done) analyses added to \(log)\(before)")
  }
  if fromLibrary > 0 {
    complain("\(fromLibrary) of \(paths.count) files were not decoded again: the library has their analysis")
  }
  if failed > 0 { complain("\(failed) of \(paths.count) files could not be analysed") }
  if let refusal {
    complain("\(refusal) \(paths.count - known - done - failed) of \(paths.count) files are left")
  }
  return failed > 0 || refusal != nil || !problems.isEmpty ? 1 : 0
}

/// `segue import`: what other machines analysed, into the library.
func importLogs(_ logs: [String], moved: (from: String, to: String)?, _ arguments: Arguments) throws -> Int32 {
  let progress = ProgressText()
  let (summary, problems) = try importAnalyses(logs, moved: moved, directories: .ofThisUser, library: arguments.library)
  {
    progress.show("\($0) analyses imported")
  }
  progress.clear()
  for problem in problems { complain(problem) }
  say(summary)
  return problems.isEmpty ? 0 : 1
}

/// `segue midi`: what maps and controllers there are.
func midi(_ arguments: Arguments) throws -> Int32 {
  let (settings, _) = try readSettings(arguments, .ofThisUser)
  let (lines, problems) = midiLines(settings.midi, directories: .ofThisUser)
  for line in lines { say(line) }
  for problem in problems { complain(problem) }
  return problems.isEmpty ? 0 : 1
}

/// `segue import`: other programs' libraries and playlists; without files the last import is taken back.
func importFiles(_ files: [String], _ wish: ImportWish, _ arguments: Arguments) throws -> Int32 {
  guard !files.isEmpty else {
    say(try undoForeignImport(directories: .ofThisUser, library: arguments.library))
    return 0
  }
  let progress = ProgressText()
  var wish = wish
  wish.reportsTracks = arguments.json
  var isWhole = true
  var whole: [String] = []
  for file in files {
    do {
      whole += try foreignFiles(at: file)
    } catch {
      complain("\(error)")
      isWhole = false
    }
  }
  for file in whole {
    do {
      let report = try importForeign(file, wish: wish, directories: .ofThisUser, library: arguments.library) {
        progress.show("\(fileName(file)): \(Int(100 * $0)) %")
      }
      progress.clear()
      for problem in report.problems { complain(problem) }
      for line in arguments.json ? [report.json] : report.lines { say(line) }
      isWhole = isWhole && report.problems.isEmpty
    } catch {
      progress.clear()
      complain("\(error)")
      isWhole = false
    }
  }
  return isWhole ? 0 : 1
}

private func linesOfStandardInput() -> [String] {
  var lines: [String] = []
  while var line = readLine() {
    // The mark that some editors put before UTF-8.
    if lines.isEmpty, line.unicodeScalars.first == "\u{FEFF}" { line.unicodeScalars.removeFirst() }
    if !line.isEmpty { lines.append(line) }
  }
  return lines
}

/// `segue render`: a journal through the engine, as fast as the machine can.
func render(
  _ journal: String, _ output: String, _ recording: Int?, _ report: String?, _ arguments: Arguments
) throws -> Int32 {
  let progress = ProgressText()
  let (summary, notes) = try renderJournal(
    journal, to: output, recording: recording, report: report, mastering: arguments.mastering, shown: progress.show,
    directories: .ofThisUser, say: complain
  ) { seconds in progress.show("\(Int(seconds)) s rendered") }
  progress.clear()
  for note in notes { complain(note) }
  say(summary)
  return 0
}

/// `segue journal`: what sets there are, or what happened in one.
func journal(_ set: String?, _ wish: JournalOutput, recording: Int?, _ arguments: Arguments) throws -> Int32 {
  if let set {
    let (lines, notes) = try journalLines(of: set, wish, recording: recording, directories: .ofThisUser)
    for note in notes { complain(note) }
    for line in lines { say(line) }
    return 0
  }
  let (lines, problems) = journalList(in: AppDirectories.ofThisUser.journals, json: arguments.json)
  for line in lines { say(line) }
  for problem in problems { complain(problem) }
  if lines.isEmpty, problems.isEmpty {
    complain("no set was played yet; those of the demo lie in \(AppDirectories.ofThisUser.data)/demo/journals")
  }
  return problems.isEmpty ? 0 : 1
}

/// `segue parse`: each line as the language has it, or what is wrong with it. - Returns: 2 when one was not understood.
func parse(_ lines: [String]) -> Int32 {
  var status: Int32 = 0
  for line in lines.flatMap({ $0 == "-" ? linesOfStandardInput() : [$0] }) {
    do {
      say(try NaturalLine.canonical(line))
    } catch {
      complain(error.description)
      status = 2
    }
  }
  return status
}

/// `segue ctl`: a line, or those of standard input, for the Segue that runs. - Returns: 1 where one was not done.
func control(_ line: String?, _ arguments: Arguments) throws -> Int32 {
  let lines = line.map { [$0] } ?? linesOfStandardInput()
  let isGood = try control(
    lines.filter { !$0.isEmpty }, json: arguments.json, directories: .ofThisUser, say: { say($0) },
    complain: { complain($0) })
  return isGood ? 0 : 1
}

/// `segue suggest`: what fits after a track of the library.
func suggest(_ file: String, limit: Int, steer words: String?, _ arguments: Arguments) throws -> Int32 {
  var (settings, problems) = try readSettings(arguments, .ofThisUser)
  for problem in problems { complain(problem) }
  if let complaint = settings.readTaste(.ofThisUser) { complain(complaint) }
  let lines = try suggestionLines(
    for: file, limit: limit, json: arguments.json, explain: arguments.explain, steer: words, note: complain,
    settings: settings,
    directories: .ofThisUser, library: arguments.library)
  if lines.isEmpty { complain("there is nothing else in the library: segue scan FOLDER adds a folder") }
  for line in lines { say(line) }
  return 0
}

/// `segue mashups`: partners of a track of the library, its voice over their beat and the other way round.
func mashups(_ file: String, limit: Int, _ arguments: Arguments) throws -> Int32 {
  let (settings, problems) = try readSettings(arguments, .ofThisUser)
  for problem in problems { complain(problem) }
  let lines = try mashupLines(
    for: file, limit: limit, json: arguments.json, explain: arguments.explain, note: complain, settings: settings,
    directories: .ofThisUser, library: arguments.library)
  for line in lines { say(line) }
  return 0
}

/// `segue taste`: what was learnt of the DJ. - Returns: 1 where its file cannot be used.
func taste(_ arguments: Arguments) throws -> Int32 {
  var (settings, problems) = try readSettings(arguments, .ofThisUser)
  let complaint = settings.readTaste(.ofThisUser)
  problems += complaint.map { [$0] } ?? []
  for problem in problems { complain(problem) }
  for line in settings.tasteLines(json: arguments.json) { say(line) }
  return complaint == nil ? 0 : 1
}

/// `segue transition`: a blend of two files, planned and rendered.
func transition(
  _ first: String, _ second: String, _ kind: BlendPlan.Kind?, _ output: String?, _ arguments: Arguments
) throws -> Int32 {
  let (settings, problems) = try readSettings(arguments, .ofThisUser)
  for problem in problems { complain(problem) }
  let progress = ProgressText()
  let made = try transition(
    from: first, to: second, kind: kind, output: output, settings: settings,
    library: arguments.library ?? AppDirectories.ofThisUser.library
  ) { seconds in progress.show("\(Int(seconds)) s rendered") }
  progress.clear()
  for note in made.notes { complain(note) }
  if arguments.plan { say(made.json) }
  if let summary = made.summary, !arguments.plan { say(summary) }
  return 0
}

/// `segue plan`: music ordered into a set. - Returns: 1 where files could not be read.
func plan(_ words: Arguments.SetWords, _ arguments: Arguments) throws -> Int32 {
  let (settings, mistakes) = try readSettings(arguments, .ofThisUser)
  for mistake in mistakes { complain(mistake) }
  let (files, problems) = listedFiles(words.files)
  let progress = ProgressText()
  let set = try SetPlan(
    of: files, minutes: words.minutes, course: words.course, from: words.first, to: words.last, steer: words.steer,
    note: complain, settings: settings, library: arguments.library ?? AppDirectories.ofThisUser.library
  ) { progress.show("\($0) of \($1) files analysed") }
  progress.clear()
  for problem in problems + set.problems { complain(problem) }
  if arguments.json { say(set.json) } else { for line in set.lines { say(line) } }
  if let playlist = words.playlist, let complaint = set.write(playlist: playlist) {
    complain(complaint)
    return 1
  }
  return problems.isEmpty && set.problems.isEmpty ? 0 : 1
}

/// `segue mix`: music one after the other, blend by blend, into a file. - Returns: 1 where files could not be read.
func mix(_ files: [String], _ output: String, _ journal: String?, _ arguments: Arguments) throws -> Int32 {
  let (settings, mistakes) = try readSettings(arguments, .ofThisUser)
  for mistake in mistakes { complain(mistake) }
  let (files, problems) = listedFiles(files)
  let progress = ProgressText()
  let mixed = try mixFiles(
    files, to: output, journal: journal, settings: settings,
    library: arguments.library ?? AppDirectories.ofThisUser.library, mastering: arguments.mastering, say: progress.show)
  progress.clear()
  for problem in problems + mixed.notes { complain(problem) }
  for line in mixed.tracklist { say(line) }
  say(mixed.summary)
  return problems.isEmpty && mixed.isWhole ? 0 : 1
}

/// `segue mashup`: one song's voice over another one's instrumental, into a file.
func mashup(_ words: Arguments.MashupWords, _ arguments: Arguments) throws -> Int32 {
  let (settings, mistakes) = try readSettings(arguments, .ofThisUser)
  for mistake in mistakes { complain(mistake) }
  let progress = ProgressText()
  var wish = SongWish(
    vocals: words.vocals, instrumental: words.instrumental, output: words.output, settings: settings)
  wish.arrange = words.arrange
  if let (voice, beat) = words.shifts { wish.shift(voice: voice, beat: beat) }
  if let balance = words.balance { wish.rules.balance = balance }
  if words.isGated { wish.gate() }
  (wish.hasStems, wish.journal) = (words.hasStems, words.journal)
  let made = try makeMashup(
    wish, in: .ofThisUser, library: arguments.library ?? AppDirectories.ofThisUser.library, jobs: settings.jobs,
    mastering: arguments.mastering, shown: progress.show
  ) { progress.show($0.words) }
  progress.clear()
  if arguments.json {
    for note in made.notes { complain(note) }
    say(made.json)
  } else {
    for line in made.lines { say(line) }
    say(made.summary)
  }
  return 0
}

/// `segue split`: files into their stems. - Returns: 1 where one was not split, 130 where Ctrl-C ended it.
func split(_ files: [String], _ wish: SplitWish, saysEngine: Bool, _ arguments: Arguments) throws -> Int32 {
  var wish = wish
  let (settings, mistakes) = try readSettings(arguments, .ofThisUser)
  for mistake in mistakes { complain(mistake) }
  // Another program makes the stems that it makes.
  if !saysEngine, !wish.removesVoice, wish.choice == .four { try wish.use(engine: settings.splitEngine) }
  let (paths, problems) = musicFiles(files)
  for problem in problems { complain(problem) }
  let progress = ProgressText()
  Interruption.watch()
  let isWhole = try splitFiles(
    paths, wish, directories: .ofThisUser, progress: progress.show, goesOn: { !Interruption.hasCome }
  ) { result in
    progress.clear()
    switch result {
    case .success(let report):
      if arguments.json {
        say(report.json.line)
      } else {
        say(report.lines[0])
        for line in report.lines.dropFirst() { complain("\(fileName(report.path).printable): \(line)") }
      }
    case .failure(let failure):
      if arguments.json { say(failure.json) }
      complain(failure.sentence)
    }
  }
  progress.clear()
  if Interruption.hasCome { return 130 }
  return isWhole && problems.isEmpty ? 0 : 1
}

/// `segue lyrics`: the words of files. - Returns: 1 where a file could not be read.
func lyrics(_ files: [String], _ arguments: Arguments) throws -> Int32 {
  let (paths, problems) = musicFiles(files.filter { !isLyricsFile($0) })
  for problem in problems { complain(problem) }
  var isWhole = problems.isEmpty
  for song in try songWords(of: files.filter(isLyricsFile) + paths) {
    if let failure = song.failure {
      complain(failure)
      isWhole = false
    }
    for line in arguments.json ? [song.json] : song.lines { say(line) }
  }
  return isWhole ? 0 : 1
}

/// `segue scan`: folders into the library, with analysis, until all is done.
func scan(_ folders: [String], _ arguments: Arguments) throws -> Int32 {
  let (settings, _) = try readSettings(arguments, .ofThisUser)
  let progress = ProgressText()
  let (summary, problems) = try scanLibrary(
    folders, settings: settings, directories: .ofThisUser, library: arguments.library
  ) { progress.show($0) }
  progress.clear()
  for problem in problems { complain(problem) }
  say(summary)
  return problems.isEmpty ? 0 : 1
}

/// `segue doctor`: what a set depends on, and what to do about it. - Returns: 1 when something is missing.
func doctor(_ arguments: Arguments) throws -> Int32 {
  let (settings, problems) = try readSettings(arguments, .ofThisUser)
  // Asked first, while nothing else is said.
  let terminal = terminalFindings(layout: settings.layout)
  if isatty(STDERR_FILENO) == 1 { tell("watching how this machine wakes an audio thread …") }
  var findings = problems.map { Finding("config", .warning, $0, advice: "correct that line, or take it out") }
  findings += examine(settings: settings, directories: .ofThisUser, seconds: 2) + terminal
  if isatty(STDERR_FILENO) == 1 { tell("\r\u{1B}[K") }
  if arguments.json {
    say(findings.json)
  } else {
    for line in findings.lines { say(line) }
  }
  for finding in findings where finding.weight == .failure { complain(finding.finding) }
  return findings.hasFailure ? 1 : 0
}

/// `segue recue`: sections, mix points and energy of every track, from what is stored.
func recue(_ arguments: Arguments) throws -> Int32 {
  let isTerminal = isatty(STDERR_FILENO) == 1
  let summary = try rederiveLibrary(directories: .ofThisUser, library: arguments.library) { done, total in
    // Told on any thread; it takes seconds.
    if isTerminal { tell("\r\u{1B}[K\(done) of \(total) derived") }
  }
  if isTerminal { tell("\r\u{1B}[K") }
  say(arguments.json ? summary.json : summary.words)
  return 0
}

func listDevices() {
  for line in deviceLines() { say(line) }
}
