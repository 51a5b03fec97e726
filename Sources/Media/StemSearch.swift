import Glibc
import Music
import Platform

/// Finds the stems that a splitter left for a track.
///
/// - a folder with the track's name, beside it, one or two levels up, or in a folder there (`stems/`, `output/`,
///   `separated/htdemucs/`, a model's name): Demucs' `vocals.wav, drums.wav …` or `drums.wav, no_drums.wav`, Spleeter's
///   `vocals.wav, accompaniment.wav`;
/// - files beside the track, or in such a folder, that carry its name: `NAME (Vocals).flac`, `NAME_vocals.wav`,
///   `NAME - Drums.mp3`, `1_NAME_MODEL_(Instrumental).wav`, `NAME_vocals_split_by_….mp3` (`StemName`);
/// - the streams of a Native Instruments stem file: the first is the master, then drums, bass, other, vocals.
///
/// A name is the track's when it has the same words: tools replace what file systems dislike, and Macs write é as two
/// letters. Nothing is opened by a name that was put together here: folders are listed.
package enum StemSearch {
  /// The stems of the track at `path`, in the order of `StemKind`; empty when there are none. Full stems go before a
  /// mixed instrumental: never both. Blocks on the disk.
  /// - Parameter folders: what was listed already, where stems of several tracks are looked for.
  package static func stems(of path: String, in folders: StemFolders = StemFolders()) -> [StemFile] {
    let name = fileName(path).lowercased()
    if name.hasSuffix(".stem.mp4") || name.hasSuffix(".stem.m4a") {
      return NativeInstrumentsStems.streams(of: path)
    }
    let track = TrackName(of: path, in: folders)
    let own = FilePath(fileName(path))
    for place in StemPlaces(of: track, in: folders).all {
      let listing = folders.listing(of: place.path)
      func others(_ files: [StemFolders.File]) -> [StemFolders.File] {
        files.filter { $0.fileName != own }
      }
      let bare = place.isOwn ? bare(others(listing.files)) : []
      let chosen = choose(bare + named(others(listing.files(of: track.name)), track))
      if chosen.count > 1 { return chosen }
      let beside = others(listing.files(named: track.name.key + " stem")).first {
        ["mp4", "m4a"].contains(fileEnding($0.path))
      }
      if let beside { return NativeInstrumentsStems.streams(of: beside.path) }
    }
    return []
  }

  typealias Found = (part: StemPart, file: StemFile)

  private static func found(_ part: StemPart, _ path: String) -> Found {
    let kind: StemKind =
      switch part {
      case .kind(let kind): kind
      case .lead: .vocals
      case .karaoke, .rest(of: .other): .instrumental
      case .backing, .rest, .unused: .other
      }
    return (part, StemFile(kind: kind, label: baseName(path).printable, path: path))
  }

  /// Files that are called like parts and nothing more.
  private static func bare(_ files: [StemFolders.File]) -> [Found] {
    files.compactMap { file in file.name.part.map { found($0, file.path) } }
  }

  /// Files with the track's name and a part's.
  private static func named(_ files: [StemFolders.File], _ track: TrackName) -> [Found] {
    let claims = files.compactMap { file in track.claim(of: file.name).map { (file.path, $0) } }
    return confirmed(claims).map { found($0.1.part, $0.0) }
  }

  /// Without those claims whose further words no other part has.
  private static func confirmed<File>(_ claims: [(File, StemClaim)]) -> [(File, StemClaim)] {
    var parts: [String: Set<StemPart>] = [:]
    for (_, claim) in claims where claim.part != .unused { parts[claim.context, default: []].insert(claim.part) }
    return claims.filter { $0.1.context.isEmpty || parts[$0.1.context, default: []].count > 1 }
  }

  private static func files(in folder: String) -> [String] {
    (FolderScan.names(in: folder) ?? []).sorted().filter { FolderScan.endings.contains(fileEnding($0)) }.map {
      folder + "/" + $0
    }
  }

  /// One file a kind, such that together they are the track as far as names tell: all parts, if "other" is among them
  /// (they are complete then), else vocals and instrumental, else one kind and the rest.
  static func choose(_ found: [Found]) -> [StemFile] {
    var files: [StemPart: StemFile] = [:]
    for (part, file) in found where files[part] == nil { files[part] = file }
    func kind(_ kind: StemKind) -> StemFile? { files[.kind(kind)] }
    var vocals = kind(.vocals) ?? files[.lead]
    let instrumental = kind(.instrumental) ?? files[.karaoke]
    if vocals == nil, kind(.instrumental) != nil { vocals = files[.karaoke].map { $0.as(.vocals) } }
    let parts = [StemKind.drums, .bass, .other, .guitar, .piano].compactMap { kind($0) }
    if kind(.other) != nil, parts.count > 1 { return [vocals].compactMap { $0 } + parts }
    if let vocals, let instrumental {
      // What was split from the vocals plays on with the rest.
      let isSplit = vocals == files[.lead] && instrumental == kind(.instrumental)
      return [vocals] + (isSplit ? [files[.backing]].compactMap { $0 } : []) + [instrumental]
    }
    for kind in StemKind.allCases {
      if let part = files[.kind(kind)], let rest = files[.rest(of: kind)] { return [part, rest] }
    }
    guard let instrumental else { return [vocals].compactMap { $0 } + parts }
    // A guitar and its backing: the backing lacks the guitar. Other parts without "other" are in the instrumental too.
    return (parts.map(\.kind) == [.guitar] ? parts : []) + [instrumental]
  }

  // MARK: Scanning

  /// Which of a folder's files are parts of a track and no tracks themselves, by name.
  static func parts(among files: [String], in folder: String) -> Set<FilePath> {
    let names = files.map { StemName(baseName($0)) }
    let bare = files.indices.filter { names[$0].part != nil }
    var parts = isSplittersFolder(names, bare, folder) ? Set(bare.map { FilePath(files[$0]) }) : []
    // A part that was split once more belongs to the track, not to the part.
    let all = Set(names.map(\.key))
    let tracks = all.subtracting(names.filter { $0.owner(among: all) != nil }.map(\.key))
    var groups: [String: [(String, StemClaim)]] = [:]
    var strays: [(String, StemName)] = []
    for (file, name) in zip(files, names) where !parts.contains(FilePath(file)) {
      if let (owner, claim) = name.owner(among: tracks) {
        groups[owner, default: []].append((file, claim))
      } else if name.words.count > 1 {
        strays.append((file, name))
      }
    }
    // One alone is no stem but a version of its own, such as the instrumental that came out with the song.
    for group in groups.values {
      let group = confirmed(group)
      if choose(group.map { found($0.1.part, $0.0) }).count > 1 { parts.formUnion(group.map { FilePath($0.0) }) }
    }
    return parts.union(partsOfTracksElsewhere(strays, folder))
  }

  /// Whether the files that are called like parts are parts.
  private static func isSplittersFolder(_ names: [StemName], _ bare: [Int], _ folder: String) -> Bool {
    let usable = bare.compactMap { names[$0].part }.filter { $0 != .unused }
    guard !usable.isEmpty else { return false }
    if isInSplittersFolder(folder) { return true }
    guard usable.count > 1 else { return false }
    // Nothing but parts, or beside them the one track that they belong to.
    if bare.count >= names.count - 1 { return true }
    return tracks(above: folder, levels: 1).contains(StemName(fileName(folder)).key)
  }

  /// Files that name a part of a track that does not lie beside them: in a splitter's folder, or below the track's own.
  private static func partsOfTracksElsewhere(_ strays: [(String, StemName)], _ folder: String) -> Set<FilePath> {
    var groups: [String: [(String, StemClaim)]] = [:]
    for (file, name) in strays {
      guard let (track, claim) = name.likeliestOwner else { continue }
      groups[track + "|" + claim.context, default: []].append((file, claim))
    }
    groups = groups.filter { Set($0.value.map(\.1.part)).subtracting([.unused]).count > 1 }
    if groups.isEmpty { return [] }
    if !isInSplittersFolder(folder) {
      let above = tracks(above: folder, levels: 2)
      groups = groups.filter { group in
        group.value.contains { StemName(baseName($0.0)).owner(among: above) != nil }
      }
    }
    return Set(groups.values.joined().map { FilePath($0.0) })
  }

  /// One of the last folders of the path is a splitter's.
  private static func isInSplittersFolder(_ folder: String) -> Bool {
    FilePath(folder).parts.suffix(3).contains { StemName($0).isSplitters }
  }

  /// The keys of the files in the folders above.
  private static func tracks(above folder: String, levels: Int) -> Set<String> {
    var keys: Set<String> = []
    var place = folder
    for _ in 0..<levels {
      place = Platform.folder(of: place)
      keys.formUnion(files(in: place).map { StemName(baseName($0)).key })
    }
    return keys
  }

  /// The kind that a stem in a file with several is named after.
  static func kind(ofStemName name: String) -> StemKind? {
    StemName(name).part.flatMap { part in
      switch part {
      case .kind(let kind): kind
      case .lead: .vocals
      default: nil
      }
    }
  }
}

extension StemFile {
  fileprivate func `as`(_ kind: StemKind) -> StemFile { StemFile(kind: kind, label: label, path: path, stream: stream) }
}

extension StemName {
  /// The one of `tracks` whose words the name begins with, the longest, and what it claims to be of it.
  fileprivate func owner(among tracks: Set<String>) -> (track: String, claim: StemClaim)? {
    let labels = labels
    guard let last = labels.last else { return nil }
    for start in starts where start < last.range.lowerBound {
      for end in ((start + 1)...last.range.lowerBound).reversed() {
        let key = words[start..<end].joined(separator: " ")
        if tracks.contains(key), let claim = claim(track: start..<end) { return (key, claim) }
      }
    }
    if let front = claimInFront() {
      let key = words[front.track].joined(separator: " ")
      if tracks.contains(key) { return (key, front.claim) }
    }
    return nil
  }

  /// The track that the name seems to be a part of, where no track is at hand: all that stands before the first label
  /// that is written as tools do.
  fileprivate var likeliestOwner: (track: String, claim: StemClaim)? {
    guard let start = starts.last else { return nil }
    for label in labels where label.range.lowerBound > start {
      if let claim = claim(track: start..<label.range.lowerBound) {
        return (words[start..<label.range.lowerBound].joined(separator: " "), claim)
      }
    }
    return claimInFront().map { (words[$0.track].joined(separator: " "), $0.claim) }
  }
}
