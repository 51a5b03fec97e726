import Glibc
import Workstation

setvbuf(stdout, nil, _IOLBF, 0)
signal(SIGPIPE, SIG_IGN)

do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
  exit(try perform(arguments))
} catch let wrong as Arguments.Wrong {
  complain(wrong.sentence + "\nsegue --help lists what there is")
  exit(2)
} catch {
  complain("\(error)")
  exit(1)
}

/// - Returns: the exit status.
func perform(_ arguments: Arguments) throws -> Int32 {
  switch arguments.job {
  case .help: print(usage)
  case .version: print(version)
  case .devices: listDevices()
  case .workstation(let folders): return try openWorkstation(arguments, folders: folders)
  case .demo: return try openDemo(arguments)
  case .analyze(let files): return try analyze(files, arguments)
  case .render(let journal, let output, let report): return try render(journal, output, report, arguments)
  case .suggest(let file, let limit): return try suggest(file, limit: limit, arguments)
  case .scan(let folders): return try scan(folders, arguments)
  }
  return 0
}

/// A line on stderr, with the program's name, as tools do.
func complain(_ text: String) {
  fputs("segue: \(text)\n", stderr)
}
