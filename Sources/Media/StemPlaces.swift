import Glibc
import Music
import Platform

/// A track's name among those of the files that lie beside it.
struct TrackName {
  /// Where the track lies.
  let home: String
  let name: StemName
  private let key: String
  /// The files beside the track: what is theirs is not this track's.
  private let beside: StemFolders.Listing
  /// Other files whose names have the same words, as they are written.
  private let twins: [String]

  init(of path: String, in folders: StemFolders) {
    home = folder(of: path)
    name = StemName(baseName(path))
    key = name.key
    beside = folders.listing(of: home)
    let own = FilePath(name.text)
    twins = beside.files(named: key).map(\.name.text).filter { FilePath($0) != own }
  }

  /// Whether a folder is called as the track.
  func isName(of folder: StemFolders.Folder) -> Bool {
    if folder.key == key { return isNearest(to: folder.name) }
    // "NAME_umxl", "NAME stems": nothing but a splitter's words besides.
    return folder.plainWords.map { $0 == name.words } ?? false
  }

  /// What a file says of its part in this track; nil for what is none.
  func claim(of file: StemName) -> StemClaim? {
    guard isNearest(to: file) else { return nil }
    if name.words.isEmpty { return closeness(name.text, to: file) > 0 ? file.claim(track: 0..<0) : nil }
    for start in file.starts where file.words[start...].starts(with: name.words) {
      let end = start + name.words.count
      // "Song Remix_(Vocals)" is the remix's where there is one.
      guard let claim = file.claim(track: start..<end), !isOfRival(file, start, end) else { continue }
      return claim
    }
    guard let front = file.claimInFront(), file.words[front.track].elementsEqual(name.words) else { return nil }
    return front.claim
  }

  /// No other track with the same words is written more like it.
  private func isNearest(to other: StemName) -> Bool {
    if twins.isEmpty { return true }
    let own = closeness(name.text, to: other)
    return twins.allSatisfy { closeness($0, to: other) <= own }
  }

  /// How a name begins: 2 with the same bytes as the track's, 1 with the same letters ("é" may be one or two), 0 with
  /// the same words at best. Two *tracks* whose names look alike are two.
  private func closeness(_ track: String, to other: StemName) -> Int {
    other.starts.map { start in
      var text = Substring(other.text)
      for _ in 0..<start { text = text.drop { $0 != "_" }.dropFirst() }
      return text.utf8.starts(with: track.utf8) ? 2 : text.hasPrefix(track) ? 1 : 0
    }.max() ?? 0
  }

  private func isOfRival(_ file: StemName, _ start: Int, _ end: Int) -> Bool {
    (end..<file.words.count).contains { longer in
      let rival = file.words[start...longer].joined(separator: " ")
      return rival != key && !beside.files(named: rival).isEmpty
        && file.claim(track: start..<(longer + 1)) != nil
    }
  }
}

/// Where the stems of a track may lie.
struct StemPlaces {
  struct Place {
    var path: String
    /// The folder is the track's own: what lies in it need not carry its name.
    var isOwn: Bool
  }

  /// The likeliest first. Only folders that were listed.
  private(set) var all: [Place] = []
  private let track: TrackName
  private let folders: StemFolders
  /// As tools may write the track's name; for folders that are not worth a listing.
  private let spellings: [String]

  /// More folders than these are not listed for a name that has letters beyond ASCII, which may be written in two ways.
  private static let mostListed = 1000

  init(of track: TrackName, in folders: StemFolders) {
    self.track = track
    self.folders = folders
    let text = track.name.text
    spellings = [text, String(text.map { #"<>:"/\|?*"#.contains($0) ? "_" : $0 })]
    let home = track.home
    // Nothing but the track and parts lies in its folder.
    let isAlone = folders.listing(of: home).trackCount == 1
    all.append(Place(path: home, isOwn: isAlone))
    look(in: home, isNear: true)
    let above = folder(of: home)
    if above != home { look(in: above, isNear: true) }
    let top = folder(of: above)
    if top != above { look(in: top, isNear: false) }
  }

  /// - Parameter isNear: folders of any name are looked into, not only those that splitters make.
  private mutating func look(in base: String, isNear: Bool) {
    let listing = folders.listing(of: base)
    if isNear { addOwn(among: listing) }
    for output in listing.folders where output.isOutput && !(isNear && track.isName(of: output)) {
      open(output, depth: 2)
    }
    guard isNear else { return }
    let isListed = listing.folders.count <= Self.mostListed
    for folder in peeked(in: listing) where !folder.isOutput && !track.isName(of: folder) {
      peek(folder, isListed: isListed)
    }
  }

  private mutating func addOwn(among listing: StemFolders.Listing) {
    for folder in listing.folders where track.isName(of: folder) { all.append(Place(path: folder.path, isOwn: true)) }
  }

  /// A splitter's folder: files with the track's name in it, folders of the track's name, and models' folders.
  private mutating func open(_ folder: StemFolders.Folder, depth: Int) {
    all.append(Place(path: folder.path, isOwn: false))
    let listing = folders.listing(of: folder)
    addOwn(among: listing)
    // It may hold a thousand tracks: only models' folders, and those with this track, are opened.
    if depth > 1 {
      for each in listing.folders where each.isOutput && !track.isName(of: each) { open(each, depth: depth - 1) }
    }
    for each in peeked(in: listing) where !(depth > 1 && each.isOutput) && !track.isName(of: each) {
      peek(each, isListed: false)
    }
  }

  /// Those of a folder's folders that may have the track's folder in them.
  private func peeked(in listing: StemFolders.Listing) -> [StemFolders.Folder] {
    folders.isForMany ? folders.nested(in: listing) : listing.folders
  }

  /// A folder of any name is a splitter's when a folder with the track's name lies in it.
  private mutating func peek(_ folder: StemFolders.Folder, isListed: Bool) {
    let isPlain = track.name.text.utf8.allSatisfy { $0 < 0x80 }
    guard isListed && !isPlain || spellings.contains(where: { isThere($0, in: folder) }) else { return }
    addOwn(among: folders.listing(of: folder))
  }

  private func isThere(_ name: String, in folder: StemFolders.Folder) -> Bool {
    folders.isForMany
      ? folders.listing(of: folder).hasFolder(name) : access(folder.path + "/" + name, F_OK) == 0
  }
}
