import Glibc
import Music
import Platform

/// Folders as they were listed when they were first looked into: a scan looks for the stems of thousands of tracks that
/// lie in the same folders. For one thread.
package final class StemFolders {
  /// A file of music.
  struct File {
    let path: String
    /// Its name with the ending.
    let fileName: FilePath
    let name: StemName
  }

  final class Folder {
    let path: String
    let name: StemName
    let key: String
    let isOutput: Bool
    /// Its words without those that name a splitter; nil where there are none of these.
    let plainWords: [String]?
    fileprivate var listing: Listing?

    init(_ path: String, _ name: StemName) {
      (self.path, self.name, key, isOutput) = (path, name, name.key, name.isOutput)
      let plain = name.words.filter { !StemName.isSplittersWord($0) }
      plainWords = plain.count < name.words.count ? plain : nil
    }
  }

  /// What lies in a folder, by name.
  final class Listing {
    let files: [File]
    let folders: [Folder]
    private let folderNames: Set<FilePath>
    private let byKey: [String: [Int]]
    /// Those with a part in their names, by each word, and each two words, that the name of a track may begin with.
    private let byWords: [String: [Int]]
    /// How many of the files are not called like a part.
    let trackCount: Int
    fileprivate var nested: [Folder]?

    init(_ path: String) {
      var (files, folders): ([File], [Folder]) = ([], [])
      for name in (FolderScan.names(in: path) ?? []).sorted() {
        let whole = path + "/" + name
        if FolderScan.endings.contains(fileEnding(name)) {
          files.append(File(path: whole, fileName: FilePath(name), name: StemName(baseName(name))))
        }
        if isFolder(whole) { folders.append(Folder(whole, StemName(name))) }
      }
      (self.files, self.folders) = (files, folders)
      folderNames = Set(folders.map { FilePath($0.name.text) })
      byKey = Dictionary(grouping: files.indices) { files[$0].name.key }
      var byWords: [String: [Int]] = [:]
      trackCount = files.count { $0.name.part == nil }
      for (index, file) in files.enumerated() where !file.name.labels.isEmpty {
        for words in file.name.beginnings { byWords[words, default: []].append(index) }
      }
      self.byWords = byWords
    }

    /// Whether there is a folder of just this name.
    func hasFolder(_ name: String) -> Bool { folderNames.contains(FilePath(name)) }

    /// The files whose names have these words and no others.
    func files(named key: String) -> [File] { byKey[key, default: []].map { files[$0] } }

    /// The files that may be parts of a track of this name.
    func files(of track: StemName) -> [File] {
      if track.words.isEmpty { return files.filter { !$0.name.labels.isEmpty } }
      return byWords[track.words.prefix(2).joined(separator: " "), default: []].map { files[$0] }
    }
  }

  /// Stems of many tracks are looked for: it pays to list all folders once.
  let isForMany: Bool
  private var listings: [FilePath: Listing] = [:]

  /// - Parameter isForMany: many tracks are asked for: folders that were listed are remembered.
  package init(isForMany: Bool = false) { self.isForMany = isForMany }

  func listing(of folder: String) -> Listing {
    let path = FilePath(folder)
    if let known = listings[path] { return known }
    let listing = Listing(folder)
    listings[path] = listing
    return listing
  }

  func listing(of folder: Folder) -> Listing {
    if let known = folder.listing { return known }
    let listing = listing(of: folder.path)
    folder.listing = listing
    return listing
  }

  /// The folders of a listing that have folders in them.
  func nested(in listing: Listing) -> [Folder] {
    if let known = listing.nested { return known }
    let nested = listing.folders.filter { !self.listing(of: $0).folders.isEmpty }
    listing.nested = nested
    return nested
  }
}

extension StemName {
  /// The first word and the first two words of the tracks of which this may be a part: behind numbers, and behind a
  /// label in front.
  fileprivate var beginnings: Set<String> {
    var begins = starts.filter { $0 < words.count }
    if let front = claimInFront() { begins.append(front.track.lowerBound) }
    return Set(begins.flatMap { begin in (1...2).map { words[begin...].prefix($0).joined(separator: " ") } })
  }
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
