import Dispatch
import Media
import Music
import Platform

/// What can be done with other programs' libraries.
package enum ImportCommand: Sendable, Hashable {
  /// Reads a library, a stick or a playlist, or those that lie in a folder.
  case file(String)
  /// Takes the last import back.
  case undo
}

/// Imports of other programs' libraries while the program runs, one after another, on a thread of their own: cues,
/// grids, notes and crates come in at once when all is read. The main thread's.
final class ImportDesk {
  private let library: LibraryWork
  private let media: MediaProgram
  private let log: MessageLog
  private let inbox = MainQueue<ImportDesk>()
  private let worker = DispatchQueue(label: "segue.import", qos: .utility)
  /// Files that are read or wait to be, the first one first.
  private var running: [String] = []
  /// Of the first one, in percent.
  private var percent = 0

  init(library: LibraryWork, media: MediaProgram, log: MessageLog) {
    (self.library, self.media, self.log) = (library, media, log)
  }

  /// What is being read, for the line of jobs.
  var progress: [JobProgress] {
    running.first.map {
      [JobProgress(name: "importing \(fileName($0))", done: percent, total: 100)]
    } ?? []
  }

  /// What the worker has done since the last time.
  func tick() { inbox.run(on: self) }

  /// Does what a command says.
  func perform(_ command: ImportCommand) {
    switch command {
    case .file(let name): read(name)
    case .undo: takeBack()
    }
  }

  private func read(_ name: String) {
    let path = absolutePath(name)
    guard !running.contains(path) else { return log.add(.warning, "\(fileName(path)) is being read already") }
    running.append(path)
    log.add(.note, "importing \(fileName(path)): the music goes on, what comes in is said")
    worker.async { @Sendable [inbox, library = library.tracks.library, media] in
      let found = Result { try foreignFiles(at: path) }
      var lines: [String] = []
      var summaries: [String] = []
      var problems: [String] = []
      switch found {
      case .failure(let error): problems.append("\(error)")
      case .success(let files):
        for file in files {
          var (told, wish) = (0, ImportWish())
          wish.reportsTracks = false
          do {
            let report = try importForeign(file, wish: wish, into: library, media: media) { done in
              let percent = Int(100 * done)
              guard percent != told else { return }
              told = percent
              inbox.post { $0.percent = percent }
            }
            lines += report.lines
            summaries.append(report.summary)
            problems += report.problems
          } catch { problems.append("\(error)") }
        }
      }
      inbox.post { [lines, summaries, problems] in $0.done(path, lines, summaries, problems) }
    }
  }

  /// - Parameters:
  ///   - lines: what came in.
  ///   - summaries: the same in a line for each file.
  private func done(_ path: String, _ lines: [String], _ summaries: [String], _ problems: [String]) {
    running.removeAll { $0 == path }
    percent = 0
    for problem in problems { log.add(.failure, problem) }
    for line in lines { log.keep(line) }
    for summary in summaries { log.add(.note, summary) }
    if !summaries.isEmpty { library.wasImportedInto() }
  }

  private func takeBack() {
    guard running.isEmpty else {
      return log.add(.warning, "\(fileName(running[0])) is still being read: import undo takes it back when it is in")
    }
    worker.async { @Sendable [inbox, library = library.tracks.library] in
      let said = Result { try undoForeignImport(in: library) }
      inbox.post { desk in
        switch said {
        case .success(let sentence): desk.log.add(.note, sentence)
        case .failure(let error): desk.log.add(.failure, "\(error)")
        }
        desk.library.wasImportedInto()
      }
    }
  }
}
