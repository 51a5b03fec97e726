import Library
import Media
import Music
import Platform

/// `segue import`: analyses that were made elsewhere, into the library. What the DJ made of a track is not touched.
/// - Parameters:
///   - moved: the folder's name there and here, where they differ.
///   - progress: is told how many lines were read.
/// - Returns: a sentence on what was done, and what could not be done, in sentences.
package func importAnalyses(
  _ logs: [String], moved: (from: String, to: String)?, directories: AppDirectories, library path: String?,
  progress: (Int) -> Void
) throws -> (summary: String, problems: [String]) {
  if path == nil, let complaint = makeFolder(directories.data) { throw OfflineSet.Failure(description: complaint) }
  var importing = Importing(library: try Library(path: path ?? directories.library), moved: moved)
  do throws(LibraryError) {
    for log in logs { try importing.read(log, progress) }
    try importing.storeWaiting()
    try refreshDerived(of: importing.library, cores: coreCount())
  } catch {
    // What the library refuses once, it refuses for each line.
    importing.problems.append("the import stopped: \(error.description) The same command goes on from there.")
  }
  return (importing.summary(tracks: (try? importing.library.trackCount()) ?? 0), importing.problems)
}

private struct Importing {
  let library: Library
  let moved: (from: String, to: String)?
  var problems: [String] = []
  private(set) var taken = 0
  private var known = 0
  private var failed = 0
  private var missing = 0
  private var waiting: [FileAnalysis] = []
  private var waitingContents: Set<String> = []

  init(library: Library, moved: (from: String, to: String)?) {
    self.library = library
    self.moved = moved.map { ($0.from.withoutSlashesAtTheEnd, $0.to) }
  }

  func summary(tracks: Int) -> String {
    var text =
      counted(taken + known, "analysis", "analyses") + " taken in; \(counted(tracks, "track")) in the library"
    if known > 0 { text += "; \(known) of them it had already, or newer ones" }
    if missing > 0 { text += "; \(missing) belong to files that are not here and to no track of the library" }
    if failed > 0 { text += "; \(failed) files could not be analysed there" }
    return text
  }

  /// - Throws: what the library refuses; what the log itself lacks becomes a problem.
  mutating func read(_ log: String, _ progress: (Int) -> Void) throws(LibraryError) {
    var number = 0
    var refusal: LibraryError?
    do throws(OfflineSet.Failure) {
      try forEachLine(of: log) { line, isEnded throws(OfflineSet.Failure) in
        number += 1
        guard !line.isEmpty else { return }
        guard let record = AnalysisRecord(line) else {
          if isEnded { problems.append("\(log), line \(number) is no analysis: it was left out") }
          return
        }
        do throws(LibraryError) {
          try take(record)
        } catch {
          refusal = error
          throw OfflineSet.Failure(description: error.description)
        }
        if number % 100 == 0 { progress(taken) }
      }
    } catch {
      if let refusal { throw refusal }
      problems.append(error.description)
    }
  }

  mutating func take(_ record: AnalysisRecord) throws(LibraryError) {
    guard var analysis = record.analysis else {
      failed += 1
      return
    }
    guard let place = try place(of: analysis) else {
      if missing == 0 {
        problems.append("\(analysis.path) is not here, nor is its music in the library under another name")
      }
      missing += 1
      return
    }
    if let content = analysis.content_id {
      // Logs that were put together may tell of a sound twice.
      if waitingContents.contains(content) { try storeWaiting() }
      if try isKnown(ContentID(hex: content), analysis, record.features) {
        try attach(place, to: ContentID(hex: content))
        known += 1
        return
      }
      waitingContents.insert(content)
    }
    analysis.path = place
    waiting.append(FileAnalysis(analysis, waveform: record.waveform, features: record.features))
    if waiting.count == 256 { try storeWaiting() }
  }

  mutating func storeWaiting() throws(LibraryError) {
    try library.store(waiting)
    taken += waiting.count
    waiting.removeAll(keepingCapacity: true)
    waitingContents.removeAll(keepingCapacity: true)
  }

  /// The library has this analysis, or a newer one.
  private func isKnown(
    _ content: ContentID, _ analysis: TrackAnalysis, _ features: TrackFeatures?
  ) throws(LibraryError) -> Bool {
    guard let here = try library.knowledge(of: content), let version = here.version else { return false }
    return version > analysis.analysis_version
      || version == analysis.analysis_version && (here.hasFeatures || features == nil)
  }

  /// A file that was not read yet is one more place of what it holds; all that is known of that stays.
  private func attach(_ place: String, to content: ContentID) throws(LibraryError) {
    guard try library.content(at: place) == nil, let track = try library.track(holding: content) else { return }
    try library.identify(path: place, as: content, tags: track.tags, duration: nil)
  }

  /// Where the file is here: at its path, if it does not hold something else by now, or wherever the library has the
  /// same sound.
  private func place(of analysis: TrackAnalysis) throws(LibraryError) -> String? {
    var path = analysis.path
    if let moved, let rest = FilePath(path).relative(to: FilePath(moved.from)) { path = moved.to + "/" + rest }
    let content = analysis.content_id.map { ContentID(hex: $0) }
    if let file = FileStamp(at: absolutePath(path)) {
      try library.upsert([file])
      let held = try library.content(at: file.path.text)
      if content == nil || held == nil || held == content { return file.path.text }
    }
    guard let content, let track = try library.track(holding: content) else { return nil }
    return try library.places(of: track.id).first?.text
  }
}

extension String {
  fileprivate var withoutSlashesAtTheEnd: String {
    var text = self
    while text.hasSuffix("/") { text.removeLast() }
    return text
  }
}
