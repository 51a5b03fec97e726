import Glibc
import Music
import Platform

/// Folders as they were listed when they were first looked into: a scan looks for the stems of thousands of tracks that lie
/// in the same folders. For one thread.
package final class StemFolders {
  /// A file of music.
  struct File {
    let path: String
    let name: StemName
  }

  struct Folder {
    let name: StemName
    let key: String
    let isOutput: Bool
    /// Its words without those that name a splitter; nil where there are none of these.
    let plainWords: [String]?
  }

  /// What lies in a folder, by name.
  final class Listing {
    let files: [File]
    let folders: [Folder]
    private let byKey: [String: [Int]]
    /// By each word that a track's name may begin with.
    private let byWord: [String: [Int]]

    init(_ path: String) {
      var (files, folders): ([File], [Folder]) = ([], [])
      for name in (FolderScan.names(in: path) ?? []).sorted() {
        if FolderScan.endings.contains(fileEnding(name)) {
          files.append(File(path: path + "/" + name, name: StemName(baseName(name))))
        }
        if isFolder(path + "/" + name) { folders.append(Folder(StemName(name))) }
      }
      (self.files, self.folders) = (files, folders)
      byKey = Dictionary(grouping: files.indices) { files[$0].name.key }
      var byWord: [String: [Int]] = [:]
      for (index, file) in files.enumerated() {
        for word in file.name.firstWords { byWord[word, default: []].append(index) }
      }
      self.byWord = byWord
    }

    /// The files whose names have these words and no others.
    func files(named key: String) -> [File] { byKey[key, default: []].map { files[$0] } }

    /// The files that may be parts of a track of this name.
    func files(of track: StemName) -> [File] {
      track.words.first.map { word in byWord[word, default: []].map { files[$0] } } ?? files
    }
  }

  private var listings: [FilePath: Listing] = [:]

  package init() {}

  func listing(of folder: String) -> Listing {
    let path = FilePath(folder)
    if let known = listings[path] { return known }
    let listing = Listing(folder)
    listings[path] = listing
    return listing
  }
}

extension StemFolders.Folder {
  fileprivate init(_ name: StemName) {
    let plain = name.words.filter { !StemName.isSplittersWord($0) }
    self.init(
      name: name, key: name.key, isOutput: name.isOutput, plainWords: plain.count < name.words.count ? plain : nil)
  }
}

extension StemName {
  /// The words that a track may begin with of which this is a part: behind numbers, and behind a label in front.
  fileprivate var firstWords: Set<String> {
    var words = Set(starts.filter { $0 < self.words.count }.map { self.words[$0] })
    if let front = claimInFront() { words.insert(self.words[front.track.lowerBound]) }
    return words
  }
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
