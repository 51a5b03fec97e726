import Engine
import Media
import Music
import Platform
import Suggestion

/// Files that a tool makes something of, with what is known of each.
struct KnownFiles {
  /// Those that could be analysed, in order.
  private(set) var tracks: [(path: String, analysis: TrackAnalysis)] = []
  /// Why the others are left out, in sentences.
  private(set) var problems: [String] = []

  /// Looks the files up in the library, or analyses them.
  /// - Parameter progress: is told how many of how many are known.
  /// - Throws: why nothing could be analysed at all, in a sentence.
  init(_ paths: [String], jobs: Int?, library: String?, progress: (Int, Int) -> Void = { _, _ in }) throws {
    let (_, refusal) = try analyzeFiles(paths, jobs: jobs, library: library) { file, count, total in
      if let analysis = file.analysis { tracks.append((file.path, analysis)) }
      if let error = file.error { problems.append(error) }
      progress(count, total)
    }
    if let refusal { throw OfflineSet.Failure(description: refusal) }
  }
}

/// Files by name, all of a folder's, and those that a playlist (M3U) names, in their order.
/// - Returns: and what could not be read, in sentences.
package func listedFiles(_ paths: [String]) -> (files: [String], problems: [String]) {
  var (files, problems): ([String], [String]) = ([], [])
  for path in paths {
    guard ["m3u", "m3u8"].contains(fileEnding(path)) else {
      let found = musicFiles([path])
      files += found.files
      problems += found.problems
      continue
    }
    guard let text = textFile(path) else {
      problems.append("the playlist \(path) cannot be read: \(errorText())")
      continue
    }
    for line in text.lines.map(\.trimmed) where !line.isEmpty && !line.hasPrefix("#") {
      files.append(line.hasPrefix("/") ? line : neighbour(of: path, named: line))
    }
  }
  return (files, problems)
}

/// The stems that there are of a file; not looked into.
func stemKinds(of path: String, _ analysis: TrackAnalysis) -> [StemKind] {
  var files = StemSearch.stems(of: path)
  if files.isEmpty, let content = analysis.content_id {
    files = StemCache(inCache: AppDirectories.ofThisUser.cache).stems(of: ContentID(hex: content))
  }
  return files.prefix(stemCount).map(\.kind)
}
