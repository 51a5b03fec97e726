import Glibc
import Music

/// Finds the stems that a splitter left for a track.
///
/// - a folder with the track's name, beside it or inside a folder beside it, or one level up, such as `stems/`,
///   `separated/htdemucs/` or a model's name: Demucs' `vocals.wav, drums.wav …`, Spleeter's `vocals.wav, accompaniment.wav`;
/// - files beside the track, or in such a folder, that carry its name: `NAME (Vocals).flac`, `NAME_vocals.wav`,
///   `NAME - Drums.mp3`, `1_NAME_(Instrumental)_model.wav` as audio-separator, UVR and BS-RoFormer tools write them;
/// - the streams of a Native Instruments stem file: the first is the master, then drums, bass, other, vocals.
package enum StemSearch {
  /// The stems of the track at `path`, in the order of `StemKind`; empty when there are none. Full stems go before a
  /// mixed instrumental: never both.
  package static func stems(of path: String) -> [StemFile] {
    let name = fileName(path).lowercased()
    if name.hasSuffix(".stem.mp4") || name.hasSuffix(".stem.m4a") {
      return NativeInstrumentsStems.streams(of: path)
    }
    let home = folder(of: path)
    let track = baseName(path)
    for place in places(around: home, track: track) {
      let own = choose(inFolder: place + "/" + track)
      if own.count > 1 { return own }
      // "NAME stems/vocals.wav"
      if place != home, fileName(place).hasPrefix(track) {
        let only = choose(inFolder: place)
        if only.count > 1 { return only }
      }
      let named = choose(
        files(in: place).filter { $0 != path }.compactMap { file in
          kind(of: baseName(file), track: track).map { StemFile(kind: $0, label: label(file), path: file) }
        })
      if named.count > 1 { return named }
    }
    for ending in [".stem.mp4", ".stem.m4a"] {
      let beside = home + "/" + track + ending
      if FolderScan.file(at: beside) != nil { return NativeInstrumentsStems.streams(of: beside) }
    }
    return []
  }

  /// Which of a folder's files are parts of a track and no tracks themselves.
  static func parts(among files: [String], in folder: String) -> Set<String> {
    // A splitter's folder: nothing in it but stems under their usual names.
    let kinds = files.map { kind(ofStemName: baseName($0)) }
    if files.count > 1, kinds.allSatisfy({ $0 != nil }) { return Set(files) }
    let tracks = Set(files.map(baseName))
    var groups: [String: [StemFile]] = [:]
    for file in files.sorted() {
      guard let (track, kind) = part(baseName(file), of: tracks) else { continue }
      groups[track, default: []].append(StemFile(kind: kind, label: label(file), path: file))
    }
    // One alone is no stem but a version of its own, such as the instrumental that came out with the song.
    return Set(groups.values.filter { choose($0).count > 1 }.joined().map(\.path))
  }

  /// The one of `tracks` that a name begins with, and the kind that stands behind it; nil for what is no part. Looks only
  /// where a track's name may end: a folder may hold ten thousand files.
  private static func part(_ name: String, of tracks: Set<String>) -> (track: String, kind: StemKind)? {
    for text in [name, withoutNumber(name)] {
      for end in text.indices where separators.contains(text[end]) || text[end] == "(" {
        let track = String(text[..<end])
        if tracks.contains(track), let kind = kind(of: name, track: track) { return (track, kind) }
      }
    }
    return nil
  }

  /// Where stems may lie: the track's folder and the one above, and up to two levels of splitters' folders below each.
  private static func places(around home: String, track: String) -> [String] {
    var places = [home]
    for base in [home, folder(of: home)] {
      for outer in folders(in: base) where isStemFolder(outer) {
        places.append(base + "/" + outer)
        // A splitter's folder may hold a thousand tracks: only models' folders, and those with this track, are opened.
        places += folders(in: base + "/" + outer).map { base + "/" + outer + "/" + $0 }.filter {
          isStemFolder(fileName($0)) || access($0 + "/" + track, F_OK) == 0
        }
      }
    }
    return places
  }

  /// Not every folder beside a track is looked into: only those that splitters make.
  private static func isStemFolder(_ name: String) -> Bool {
    let lower = name.lowercased()
    return ["stem", "separat", "demucs", "spleeter", "mdx", "uvr", "roformer", "splitter"].contains {
      lower.contains($0)
    }
  }

  private static func folders(in folder: String) -> [String] {
    (FolderScan.names(in: folder) ?? []).sorted().filter { name in
      var status = stat()
      return stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
  }

  private static func files(in folder: String) -> [String] {
    (FolderScan.names(in: folder) ?? []).sorted().filter { FolderScan.endings.contains(fileEnding($0)) }.map {
      folder + "/" + $0
    }
  }

  private static func choose(inFolder folder: String) -> [StemFile] {
    choose(
      files(in: folder).compactMap { file in
        kind(ofStemName: baseName(file)).map { StemFile(kind: $0, label: label(file), path: file) }
      })
  }

  /// One file a kind. Where the instrumental comes both whole and in parts, the parts are taken if "other" is among them
  /// (they are complete then), else the whole. A guitar and its backing are no such case: the backing lacks the guitar.
  private static func choose(_ found: [StemFile]) -> [StemFile] {
    var byKind: [StemKind: StemFile] = [:]
    for stem in found where byKind[stem.kind] == nil { byKind[stem.kind] = stem }
    let parts = byKind.keys.filter { $0 != .vocals && $0 != .instrumental }
    if byKind[.instrumental] != nil {
      if parts.contains(.other), parts.count > 1 {
        byKind[.instrumental] = nil
      } else if parts != [.guitar] || byKind[.vocals] != nil {
        for part in parts { byKind[part] = nil }
      }
    }
    return StemKind.allCases.compactMap { byKind[$0] }
  }

  private static func label(_ path: String) -> String { baseName(path).printable }

  /// The kind that a file in a splitter's folder is named after.
  static func kind(ofStemName name: String) -> StemKind? {
    switch String(name.lowercased().map { " -".contains($0) ? "_" : $0 }) {
    case "vocals", "vocal", "voice", "vox", "acapella", "acappella", "lead_vocals": .vocals
    case "drums", "drum", "percussion": .drums
    case "bass": .bass
    case "other", "others", "synth", "melody", "residual": .other
    case "guitar", "guitars": .guitar
    case "piano", "keys": .piano
    case "no_vocals", "novocals", "no_vocal", "accompaniment", "inst", "instrumental", "instrum", "backing", "karaoke",
      "minus_vocals":
      .instrumental
    default: nil
    }
  }

  /// The kind of a file that carries the track's name and, after or around it, a stem's.
  static func kind(of name: String, track: String) -> StemKind? {
    let rest = name.hasPrefix(track) ? name : withoutNumber(name)
    guard rest.hasPrefix(track), rest.count > track.count else { return nil }
    let tail = rest.dropFirst(track.count)
    // Nothing but separators may lie between: "Song Remix (Vocals)" is no part of "Song".
    let label = tail.drop { separators.contains($0) }
    if label.first == "(", let close = label.firstIndex(of: ")") {
      return kind(ofStemName: String(label[label.index(after: label.startIndex)..<close]))
    }
    return label.count < tail.count ? kind(ofStemName: String(label)) : nil
  }

  private static let separators: Set<Character> = ["_", "-", " ", "."]

  /// Some tools number what they write: "1_NAME_(Vocals)" is "NAME_(Vocals)".
  private static func withoutNumber(_ name: String) -> String {
    guard let mark = name.firstIndex(of: "_"), name[..<mark].allSatisfy(\.isNumber) else { return name }
    return String(name[name.index(after: mark)...])
  }
}
