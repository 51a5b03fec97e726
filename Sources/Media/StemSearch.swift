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
    if name.hasSuffix(".stem.mp4") || name.hasSuffix(".stem.m4a") { return nativeInstruments(path) }
    let home = folder(of: path)
    let track = baseName(path)
    for place in places(around: home) {
      let own = choose(inFolder: place + "/" + track)
      if own.count > 1 { return own }
      let named = choose(
        files(in: place).filter { $0 != path }.compactMap { file in
          kind(of: baseName(file), track: track).map { StemFile(kind: $0, label: label(file), path: file) }
        })
      if named.count > 1 { return named }
    }
    return []
  }

  /// Which of a folder's files are parts of a track and no tracks themselves.
  static func parts(among files: [String], in folder: String) -> Set<String> {
    // A splitter's folder: nothing in it but stems under their usual names.
    let kinds = files.map { kind(ofStemName: baseName($0)) }
    if files.count > 1, kinds.allSatisfy({ $0 != nil }) { return Set(files) }
    var parts: Set<String> = []
    let names = files.map(baseName)
    for file in files {
      let isPart = names.contains { track in
        track.count < baseName(file).count && kind(of: baseName(file), track: track) != nil
      }
      if isPart { parts.insert(file) }
    }
    return parts
  }

  private static func nativeInstruments(_ path: String) -> [StemFile] {
    [StemKind.drums, .bass, .other, .vocals].enumerated().map { index, kind in
      StemFile(kind: kind, label: kind.rawValue, path: path, stream: index + 1)
    }
  }

  /// Where stems may lie: the track's folder and the one above, and up to two levels of folders below each.
  private static func places(around home: String) -> [String] {
    var places = [home]
    for base in [home, folder(of: home)] {
      for outer in folders(in: base) where isStemFolder(outer) {
        places.append(base + "/" + outer)
        places += folders(in: base + "/" + outer).map { base + "/" + outer + "/" + $0 }
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

  /// One file a kind. With at least two parts beside the vocals, or one part and no vocals, the mixed instrumental is left out.
  private static func choose(_ found: [StemFile]) -> [StemFile] {
    var byKind: [StemKind: StemFile] = [:]
    for stem in found where byKind[stem.kind] == nil { byKind[stem.kind] = stem }
    let parts = byKind.keys.filter { $0 != .vocals && $0 != .instrumental }
    if parts.count >= 2 { byKind[.instrumental] = nil }
    if byKind[.instrumental] != nil {
      for part in parts where parts.count == 1 && part != .guitar { byKind[part] = nil }
    }
    return StemKind.allCases.compactMap { byKind[$0] }
  }

  private static func label(_ path: String) -> String { printable(baseName(path)) }

  /// The kind that a file in a splitter's folder is named after.
  static func kind(ofStemName name: String) -> StemKind? {
    switch name.lowercased() {
    case "vocals", "vocal", "acapella", "lead_vocals": .vocals
    case "drums", "drum", "percussion": .drums
    case "bass": .bass
    case "other", "others", "synth", "melody", "residual": .other
    case "guitar", "guitars": .guitar
    case "piano", "keys": .piano
    case "no_vocals", "accompaniment", "instrumental", "instrum", "backing", "karaoke", "minus_vocals": .instrumental
    default: nil
    }
  }

  /// The kind of a file that carries the track's name and, after or around it, a stem's.
  static func kind(of name: String, track: String) -> StemKind? {
    var rest = name
    // Some tools number what they write: "1_NAME_(Vocals)".
    if let mark = rest.firstIndex(of: "_"), rest[..<mark].allSatisfy(\.isNumber), !rest.hasPrefix(track) {
      rest = String(rest[rest.index(after: mark)...])
    }
    guard rest.hasPrefix(track), rest.count > track.count else { return nil }
    let tail = rest.dropFirst(track.count)
    if let open = tail.firstIndex(of: "("), let close = tail[open...].firstIndex(of: ")") {
      return kind(ofStemName: String(tail[tail.index(after: open)..<close]).replacing(" ", with: "_"))
    }
    guard let first = tail.first, "_- .".contains(first) else { return nil }
    return kind(ofStemName: String(tail.drop { "_- .".contains($0) }))
  }
}
