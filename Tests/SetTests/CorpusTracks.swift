import Media
import Support
import Testing

/// The corpus' tracks, without their stems, in order.
func corpusTracks() throws -> [String] {
  let folder = try #require(Corpus.folder)
  var scan = FolderScan()
  var paths: [String] = []
  scan.walk(folder + "/ready") {
    paths.append($0.path.text)
    return true
  }
  return paths.sorted()
}
