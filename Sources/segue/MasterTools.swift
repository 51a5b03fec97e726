import Workstation

/// `segue master --analyze`: what mastering looks at, of each file. - Returns: 1 where a file could not be read.
func analyzeMasters(_ files: [String], _ arguments: Arguments) throws -> Int32 {
  let (paths, problems) = musicFiles(files)
  for problem in problems { complain(problem) }
  let progress = ProgressText()
  var (done, isWhole) = (0, problems.isEmpty)
  try analyzeMasters(paths) { found in
    progress.clear()
    done += 1
    for remark in found.remarks { complain(remark) }
    if let failure = found.failure {
      isWhole = false
      complain(failure)
    }
    if arguments.json {
      say(found.json)
    } else if found.failure == nil {
      for line in found.lines { say(line) }
    }
    if done < paths.count { progress.show("\(done) of \(paths.count) measured") }
  }
  progress.clear()
  return isWhole ? 0 : 1
}

/// `segue master`: files mastered. - Returns: 1 where a file could not be.
func master(_ files: [String], _ wish: MasterWish, _ arguments: Arguments) throws -> Int32 {
  let (paths, problems) = musicFiles(files)
  for problem in problems { complain(problem) }
  let progress = ProgressText()
  var isWhole = problems.isEmpty
  try masterFiles(paths, wish, say: progress.show) { made in
    progress.clear()
    for remark in made.remarks { complain(remark) }
    if let failure = made.failure {
      isWhole = false
      complain(failure)
    }
    for line in arguments.json ? [made.json] : made.lines { say(line) }
  }
  progress.clear()
  return isWhole ? 0 : 1
}
