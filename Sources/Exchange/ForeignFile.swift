import Glibc
import Platform

/// A file of another program, read as it comes.
package struct ForeignFile {
  /// The file.
  package let path: String
  /// What it is, by its content.
  package let format: ForeignFormat
  private let bytes: OpenFile
  private let database: ForeignDatabase?

  /// Opens a file and looks what it is.
  /// - Throws: why it cannot be opened, or that it is of no known kind.
  package init(path: String) throws(ForeignFault) {
    guard let bytes = OpenFile(path) else { throw ForeignFault("it cannot be opened: \(errorText())") }
    let head = bytes.read(at: 0, 4096)
    if head.isEmpty { throw ForeignFault("it is empty") }
    if head.starts(with: "SQLite format 3\0".utf8) {
      let database = try ForeignDatabase(path: path)
      guard let format = ForeignFormat(database) else {
        throw ForeignFault("it is a database, but not one of Engine DJ or Mixxx")
      }
      (self.path, self.format, self.bytes, self.database) = (path, format, bytes, database)
      return
    }
    database = nil
    if RekordboxStick(bytes, path: path) != nil || SeratoDatabase(bytes, path: path) != nil {
      (self.path, self.bytes) = (path, bytes)
      format = head.starts(with: "vrsn".utf8) ? .serato : .rekordboxStick
      return
    }
    guard let format = ForeignFormat(head: head, ending: fileEnding(path).lowercased()) else {
      throw ForeignFault(
        "it is nothing that is known: " + ForeignFormat.allCases.map(\.words).joined(separator: ", ") + " are")
    }
    (self.path, self.format, self.bytes) = (path, format, bytes)
  }

  /// Reads all of it.
  /// - Parameters:
  ///   - decoded: the text of a list that does not say how it is encoded.
  ///   - progress: is told the share that was read, 0…1.
  ///   - give: takes what is read, as it comes.
  /// - Throws: where it is damaged; what was given before is good.
  package func read(
    decoded: ([UInt8]) -> String, progress: (Double) -> Void, give: @escaping (ForeignPiece) -> Void
  ) throws(ForeignFault) {
    let name = baseName(path)
    switch format {
    case .engine: if let database { try EngineDatabase(database, path: path).read(progress, give: give) }
    case .mixxx: if let database { try MixxxDatabase(database).read(progress, give: give) }
    case .rekordboxStick: try RekordboxStick(bytes, path: path)?.read(progress, give: give)
    case .serato: try SeratoDatabase(bytes, path: path)?.read(progress, give: give)
    case .rekordboxXML: try readXML(RekordboxXML(give), progress)
    case .traktor: try readXML(TraktorNML(give), progress)
    case .iTunes: try readXML(ITunesXML(give), progress)
    case .virtualDJ: try readXML(VirtualDJDatabase(give), progress)
    case .xspf: try readXML(XSPF(name: name) { give($0.absolute(in: folder(of: path))) }, progress)
    case .m3u: Playlists.m3u(try text(decoded), name: name) { give($0.absolute(in: folder(of: path))) }
    case .pls: Playlists.pls(try text(decoded), name: name) { give($0.absolute(in: folder(of: path))) }
    case .cueSheet: Playlists.cueSheet(try text(decoded), name: name) { give($0.absolute(in: folder(of: path))) }
    }
  }

  private func text(_ decoded: ([UInt8]) -> String) throws(ForeignFault) -> String {
    let most = ForeignLimits.playlistBytes
    if bytes.count > most { throw ForeignFault("a list of \(bytes.count / 1_000_000) MB is none: it was not read") }
    return decoded(bytes.read(at: 0, bytes.count))
  }

  private func readXML(_ taker: some XMLTaker, _ progress: (Double) -> Void) throws(ForeignFault) {
    var place = 0
    try XMLReader(taker).read {
      let piece = bytes.read(at: place, 1 << 18)
      place += piece.count
      progress(Double(place) / Double(max(1, bytes.count)))
      return piece
    }
  }
}

extension ForeignFormat {
  /// Whose database it is; nil for that of another program.
  fileprivate init?(_ database: ForeignDatabase) {
    if EngineDatabase.isOne(database) {
      self = .engine
    } else if MixxxDatabase.isOne(database) {
      self = .mixxx
    } else {
      return nil
    }
  }

  /// What a file is by its first bytes; its name's ending decides where lists look alike.
  package init?(head: [UInt8], ending: String) {
    // UTF-16 has zeros between its letters.
    let text = String(decoding: head.filter { $0 != 0 }, as: UTF8.self)
    let elements: [(String, ForeignFormat)] = [
      ("<DJ_PLAYLISTS", .rekordboxXML), ("<NML", .traktor), ("<VirtualDJ_Database", .virtualDJ), ("<plist", .iTunes),
      ("<playlist", .xspf),
    ]
    if text.contains("<") {
      for (element, format) in elements where text.contains(element) {
        self = format
        return
      }
    }
    let lines = text.split(whereSeparator: \.isNewline).prefix(40).map { $0.trimmed }
    if text.contains("#EXTM3U") || ending == "m3u" || ending == "m3u8" {
      self = .m3u
    } else if ending == "pls" || lines.contains(where: { $0.lowercased() == "[playlist]" }) {
      self = .pls
    } else if ending == "cue" || lines.contains(where: { $0.hasPrefix("FILE \"") }) {
      self = .cueSheet
    } else {
      return nil
    }
  }
}

extension ForeignPiece {
  /// The same with relative paths as paths in a folder.
  func absolute(in folder: String) -> ForeignPiece {
    func absolute(_ path: String) -> String {
      if path.isEmpty || path.hasPrefix("/") || path.hasPrefix("#") || ForeignPath.isDrive(path) { return path }
      return ForeignPath.isAddress(path) ? path : plainPath(folder + "/" + path)
    }
    switch self {
    case .program: return self
    case .track(var track):
      if !track.isStream { (track.path, track.key) = (absolute(track.path), absolute(track.key)) }
      return .track(track)
    case .list(var list):
      list.tracks = list.tracks.map(absolute)
      return .list(list)
    }
  }
}
