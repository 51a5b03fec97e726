import Engine
import Glibc
import Library
import Media
import Platform

/// `segue scan`: folders into the library, read and analysed, until all is done.
/// - Parameter progress: is told what goes on, a few times a second.
/// - Returns: a sentence on what was done, and what could not be done, in sentences.
package func scanLibrary(
  _ folders: [String], settings: Settings, directories: AppDirectories, library path: String?,
  progress: (String) -> Void
) throws -> (summary: String, problems: [String]) {
  if path == nil, let complaint = makeFolder(directories.data) { throw OfflineSet.Failure(description: complaint) }
  let library = try Library(path: path ?? directories.library)
  var problems: [String] = []
  let named = folders.map(absolutePath)
  for folder in named {
    if isFolder(folder) { try library.add(folder: folder) } else { problems.append("\(folder) is not a folder") }
  }
  let told = BlockingQueue<String>()
  let unreadable = BlockingQueue<String>()
  let analysed = BlockingQueue<FilePath>()
  let jobs = LibraryJobs(
    library: library, writer: LibraryWriter(library) { _ in }, media: try MediaProgram.find(directories),
    limit: settings.jobs
  ) { news in
    switch news {
    case .problem(_, let sentence): told.put(sentence)
    case .unreadable(let sentence), .failed(_, let sentence): unreadable.put(sentence)
    case .analysed(let path): analysed.put(path)
    case .changed, .unreadableFiles: break
    }
  }
  jobs.scan(folders.isEmpty ? try library.folders() : named.filter(isFolder))
  while !jobs.isIdle {
    progress(
      jobs.progress.filter { $0.done > 0 || $0.total != nil }
        .map { "\($0.name) \($0.done)\($0.total.map { " of \($0)" } ?? "")" }.joined(separator: ", "))
    usleep(100_000)
  }
  let failed = unreadable.takeAll()
  problems += failed + told.takeAll()
  // What refused once refuses again: it was said.
  if !jobs.wasRefused { try refreshDerived(of: library, cores: coreCount()) }
  var summary = "\(counted(try library.trackCount(), "track")) in the library, \(analysed.takeAll().count) analysed now"
  if !failed.isEmpty { summary += ", \(failed.count) could not be read" }
  if jobs.wasRefused { summary += "; the rest is left to the next scan" }
  return (summary, problems)
}

/// The sound devices, one a line: name, then what it is.
package func deviceLines() -> [String] {
  OutputDevices.list().map { $0.name + "\t" + $0.description }
}
