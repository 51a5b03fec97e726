import Glibc
import Terminal
import Workstation

/// `segue analyze`: one line a file as it is done, JSON as the contract has it, or words; into a file for `segue import`
/// where one is named.
func analyze(_ files: [String], log: String?, _ arguments: Arguments) throws -> Int32 {
  let (settings, _) = try readSettings(arguments, .ofThisUser)
  let paths = files.flatMap { $0 == "-" ? linesOfStandardInput() : [$0] }
  let showsProgress = isatty(STDERR_FILENO) == 1
  var (done, failed) = (0, 0)
  let (known, refusal) = try analyzeFiles(paths, jobs: settings.jobs, log: log) { result, count, total in
    if result.error != nil { failed += 1 } else { done += 1 }
    if showsProgress { tell("\r\u{1B}[K") }
    if log == nil { say(arguments.json ? result.json : result.words) }
    if let error = result.error, !arguments.json || log != nil { complain(error) }
    if showsProgress && count < total { tell("analysing \(count) of \(total)") }
  }
  if let log {
    let before = known > 0 ? "; \(known) were in it already" : ""
    say("\(done) analyses added to \(log)\(before)")
  }
  if failed > 0 { complain("\(failed) of \(paths.count) files could not be analysed") }
  if let refusal {
    if showsProgress { tell("\r\u{1B}[K") }
    complain("\(refusal) \(paths.count - known - done - failed) of \(paths.count) files are left")
  }
  return failed > 0 || refusal != nil ? 1 : 0
}

/// `segue import`: what other machines analysed, into the library.
func importLogs(_ logs: [String], moved: (from: String, to: String)?, _ arguments: Arguments) throws -> Int32 {
  let showsProgress = isatty(STDERR_FILENO) == 1
  let (summary, problems) = try importAnalyses(logs, moved: moved, places: .ofThisUser, library: arguments.library) {
    if showsProgress { tell("\r\u{1B}[Kimporting \($0)") }
  }
  if showsProgress { tell("\r\u{1B}[K") }
  for problem in problems { complain(problem) }
  say(summary)
  return problems.isEmpty ? 0 : 1
}

private func linesOfStandardInput() -> [String] {
  var lines: [String] = []
  while let line = readLine() { if !line.isEmpty { lines.append(line) } }
  return lines
}

/// `segue render`: a journal through the engine, as fast as the machine can.
func render(
  _ journal: String, _ output: String, _ recording: Int?, _ report: String?, _ arguments: Arguments
) throws -> Int32 {
  let showsProgress = isatty(STDERR_FILENO) == 1
  let summary = try renderJournal(journal, to: output, recording: recording, report: report) { seconds in
    if showsProgress { tell("\r\u{1B}[Krendering \(Int(seconds)) s") }
  }
  if showsProgress { tell("\r\u{1B}[K") }
  say(summary)
  return 0
}

/// `segue journal`: what sets there are, or what happened in one.
func journal(_ set: String?, _ wish: JournalWish, recording: Int?, _ arguments: Arguments) throws -> Int32 {
  if let set {
    for line in try journalLines(of: set, wish, recording: recording, places: .ofThisUser) { say(line) }
    return 0
  }
  let (lines, problems) = journalList(in: Places.ofThisUser.journals, json: arguments.json)
  for line in lines { say(line) }
  for problem in problems { complain(problem) }
  return problems.isEmpty ? 0 : 1
}

/// `segue suggest`: what fits after a track of the library.
func suggest(_ file: String, limit: Int, _ arguments: Arguments) throws -> Int32 {
  for line in try suggestionLines(
    for: file, limit: limit, json: arguments.json, places: .ofThisUser, library: arguments.library)
  {
    say(line)
  }
  return 0
}

/// `segue scan`: folders into the library, with analysis, until all is done.
func scan(_ folders: [String], _ arguments: Arguments) throws -> Int32 {
  let (settings, _) = try readSettings(arguments, .ofThisUser)
  let showsProgress = isatty(STDERR_FILENO) == 1
  let (summary, problems) = try scanLibrary(
    folders, settings: settings, places: .ofThisUser, library: arguments.library
  ) {
    progress in
    if showsProgress { tell("\r\u{1B}[K\(progress)") }
  }
  if showsProgress { tell("\r\u{1B}[K") }
  for problem in problems { complain(problem) }
  say(summary)
  return problems.isEmpty ? 0 : 1
}

/// `segue doctor`: what a set depends on, and what to do about it. - Returns: 1 when something is missing.
func doctor(_ arguments: Arguments) throws -> Int32 {
  let (settings, problems) = try readSettings(arguments, .ofThisUser)
  // Asked first, while nothing else is said.
  let terminal = examineTerminal()
  if isatty(STDERR_FILENO) == 1 { tell("watching how this machine wakes an audio thread …") }
  var findings = problems.map { Finding("config", .warning, $0, advice: "mend that line, or take it out") }
  findings += examine(settings: settings, places: .ofThisUser, seconds: 2) + terminal
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
  let showsProgress = isatty(STDERR_FILENO) == 1
  let summary = try recueLibrary(places: .ofThisUser, library: arguments.library) { done, total in
    if showsProgress { tell("\r\u{1B}[Kdeciding \(done) of \(total)") }
  }
  if showsProgress { tell("\r\u{1B}[K") }
  say(arguments.json ? summary.json : summary.words)
  return 0
}

func listDevices() {
  for line in deviceLines() { say(line) }
}
