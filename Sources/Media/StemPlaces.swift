import Glibc
import Music
import Platform

/// A track's name among those of the files that lie beside it.
struct TrackName {
  /// Where the track lies.
  let home: String
  let name: StemName
  /// The keys of the other files in the track's folder: what is theirs is not this track's.
  private let rivals: Set<String>
  /// Other files whose names have the same words, as they are written.
  private let twins: [String]

  init(of path: String) {
    home = folder(of: path)
    name = StemName(baseName(path))
    let others = (FolderScan.names(in: home) ?? []).filter {
      FolderScan.endings.contains(fileEnding($0)) && FilePath(baseName($0)) != FilePath(baseName(path))
    }.map { StemName(baseName($0)) }
    let key = name.key
    rivals = Set(others.map(\.key)).subtracting([key])
    twins = others.filter { $0.key == key }.map(\.text)
  }

  /// Whether a folder is called as the track.
  func isName(of folder: String) -> Bool {
    let folder = StemName(folder)
    guard folder.key == name.key else {
      // "NAME_umxl", "NAME stems": nothing but a splitter's words besides.
      let others = folder.words.filter { !StemName.isSplittersWord($0) }
      return others.count < folder.words.count && others == name.words
    }
    return isNearest(to: folder)
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

  /// How a name begins: 2 with the same bytes as the track's, 1 with the same letters ("é" may be one or two), 0 with the
  /// same words at best. Two *tracks* whose names look alike are two.
  private func closeness(_ track: String, to other: StemName) -> Int {
    other.starts.map { start in
      var text = Substring(other.text)
      for _ in 0..<start { text = text.drop { $0 != "_" }.dropFirst() }
      return text.utf8.starts(with: track.utf8) ? 2 : text.hasPrefix(track) ? 1 : 0
    }.max() ?? 0
  }

  private func isOfRival(_ file: StemName, _ start: Int, _ end: Int) -> Bool {
    (end..<file.words.count).contains { longer in
      rivals.contains(file.words[start...longer].joined(separator: " "))
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
  /// As tools may write the track's name; for folders that are not worth a listing.
  private let spellings: [String]

  /// More folders than these are not listed for a name that has letters beyond ASCII, which may be written in two ways.
  private static let mostListed = 1000

  init(of track: TrackName) {
    self.track = track
    let text = track.name.text
    spellings = [text, String(text.map { #"<>:"/\|?*"#.contains($0) ? "_" : $0 })]
    let home = track.home
    all.append(Place(path: home, isOwn: isAlone))
    look(in: home, isNear: true)
    let above = folder(of: home)
    if above != home { look(in: above, isNear: true) }
    let top = folder(of: above)
    if top != above { look(in: top, isNear: false) }
  }

  /// Nothing but the track and parts lies in its folder.
  private var isAlone: Bool {
    let names = (FolderScan.names(in: track.home) ?? []).filter { FolderScan.endings.contains(fileEnding($0)) }
    return names.count { StemName(baseName($0)).part == nil } == 1
  }

  /// - Parameter isNear: folders of any name are looked into, not only those that splitters make.
  private mutating func look(in base: String, isNear: Bool) {
    let folders = Self.folders(in: base)
    if isNear { all += folders.filter { track.isName(of: $0) }.map { Place(path: base + "/" + $0, isOwn: true) } }
    let outputs = folders.filter { StemName($0).isOutput && !(isNear && track.isName(of: $0)) }
    for output in outputs { open(base + "/" + output, depth: 2) }
    guard isNear else { return }
    let rest = folders.filter { !StemName($0).isOutput && !track.isName(of: $0) }
    for folder in rest { peek(base + "/" + folder, isListed: rest.count <= Self.mostListed) }
  }

  /// A splitter's folder: files with the track's name in it, folders of the track's name, and models' folders.
  private mutating func open(_ folder: String, depth: Int) {
    all.append(Place(path: folder, isOwn: false))
    let inner = Self.folders(in: folder)
    all += inner.filter { track.isName(of: $0) }.map { Place(path: folder + "/" + $0, isOwn: true) }
    // It may hold a thousand tracks: only models' folders, and those with this track, are opened.
    for name in inner where !track.isName(of: name) {
      if depth > 1, StemName(name).isOutput {
        open(folder + "/" + name, depth: depth - 1)
      } else {
        peek(folder + "/" + name, isListed: false)
      }
    }
  }

  /// A folder of any name is a splitter's when a folder with the track's name lies in it.
  private mutating func peek(_ folder: String, isListed: Bool) {
    let isPlain = track.name.text.utf8.allSatisfy { $0 < 0x80 }
    guard isListed && !isPlain || spellings.contains(where: { access(folder + "/" + $0, F_OK) == 0 }) else { return }
    all += Self.folders(in: folder).filter { track.isName(of: $0) }.map {
      Place(path: folder + "/" + $0, isOwn: true)
    }
  }

  private static func folders(in folder: String) -> [String] {
    (FolderScan.names(in: folder) ?? []).sorted().filter { name in
      var status = stat()
      return stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }
}
