import Glibc
import Music
import Platform

/// Serato's list of files (`_Serato_/database V2`) with the crates beside it, or one crate alone. Cues and grids lie in
/// the files of music themselves.
struct SeratoDatabase {
  private let file: OpenFile
  private let path: String
  /// The folder of Serato's own; nil where a crate lies elsewhere.
  private let own: String?

  /// - Returns: nil for what does not begin as one.
  init?(_ file: OpenFile, path: String) {
    let head = file.read(at: 0, 8 + 128)
    guard head.starts(with: "vrsn".utf8), let length = head.big(4, 4), length <= 128,
      head.part(8, length)?.utf16Text.contains("Serato") == true
    else { return nil }
    (self.file, self.path) = (file, path)
    let folder = folder(of: path)
    own = fileEnding(path) == "crate" ? (baseName(folder) == "Subcrates" ? Platform.folder(of: folder) : nil) : folder
  }

  /// - Throws: where it is damaged; what came before was good.
  func read(_ progress: (Double) -> Void, give: (ForeignPiece) -> Void) throws(ForeignFault) {
    give(.program(name: "Serato", version: ""))
    if fileEnding(path) == "crate" { return try readCrate(file, named: baseName(path), givesTracks: true, give) }
    var count = 0
    try Self.forEach(of: file) { tag, bytes throws(ForeignFault) in
      guard tag == "otrk" else { return }
      count += 1
      if count > ForeignLimits.tracks {
        throw ForeignFault("it holds more than \(ForeignLimits.tracks) tracks: no more were read")
      }
      give(.track(track(Self.fields(bytes))))
    }
    progress(0.8)
    for crate in crates {
      if let file = OpenFile(crate.path) { try readCrate(file, named: crate.name, givesTracks: false, give) }
    }
  }

  // MARK: Tracks

  private func track(_ fields: [String: [UInt8]]) -> ForeignTrack {
    func text(_ name: String) -> String? { ForeignTexts.given(fields[name]?.utf16Text) }
    let name = text("pfil") ?? ""
    var track = ForeignTrack(key: name, path: place(name))
    track.tags = Tags(
      title: text("tsng"), artist: text("tart"), album: text("talb"), genre: text("tgen"),
      year: ForeignTexts.year(text("ttyr")), bpm: ForeignTexts.tempo(text("tbpm").flatMap(Double.init)),
      key: text("tkey"))
    track.seconds = Self.seconds(text("tlen"))
    track.comment = text("tcom")
    track.plays = min(fields["utpc"]?.big(0, 4) ?? 0, 1_000_000)
    return track
  }

  /// "06:22.93", "1:06:22.93".
  private static func seconds(_ text: String?) -> Double? {
    guard let text else { return nil }
    var seconds = 0.0
    for part in text.split(separator: ":") {
      guard let number = Double(part), number >= 0 else { return nil }
      seconds = seconds * 60 + number
    }
    return seconds > 0 && seconds <= ForeignLimits.seconds.upperBound ? seconds : nil
  }

  /// Paths begin at their disk's root, which is the folder that Serato's lies in on all but the system's disk.
  private func place(_ name: String) -> String {
    let name = ForeignPath.withSlashes(name)
    if name.isEmpty || name.hasPrefix("/") || ForeignPath.isDrive(name) { return name }
    if ForeignPath.isAddress(name) { return name }
    let disk = own.map { plainPath(folder(of: $0) + "/" + name) } ?? plainPath(folder(of: path) + "/" + name)
    return access(disk, F_OK) == 0 || access("/" + name, F_OK) != 0 ? disk : "/" + name
  }

  // MARK: Crates

  /// Folders are in a crate's name.
  private var crates: [(name: String, path: String)] {
    guard let own else { return [] }
    let folder = own + "/Subcrates"
    return (folderEntries(folder) ?? []).filter { fileEnding($0) == "crate" }.sorted()
      .map { (baseName($0), folder + "/" + $0) }
  }

  private func readCrate(
    _ file: OpenFile, named name: String, givesTracks: Bool, _ give: (ForeignPiece) -> Void
  ) throws(ForeignFault) {
    var tracks: [String] = []
    try Self.forEach(of: file) { tag, bytes throws(ForeignFault) in
      guard tag == "otrk", let name = Self.fields(bytes)["ptrk"]?.utf16Text, tracks.count < ForeignLimits.tracks else {
        return
      }
      tracks.append(name)
      if givesTracks { give(.track(ForeignTrack(key: name, path: place(name)))) }
    }
    var parts = name.split(separator: "%%").map(String.init)
    let last = parts.popLast() ?? name
    give(.list(ForeignList(folders: parts, name: last, tracks: tracks)))
  }

  // MARK: Tags of four letters

  /// Each has its name, its length and so many bytes.
  private static func forEach(
    of file: OpenFile, _ take: (String, [UInt8]) throws(ForeignFault) -> Void
  ) throws(ForeignFault) {
    var place = 0
    while place + 8 <= file.count {
      let head = file.read(at: place, 8)
      guard let length = head.big(4, 4), length <= min(1 << 20, file.count - place - 8) else {
        throw ForeignFault("at its byte \(place) it says more than there is: it is damaged")
      }
      try take(String(decoding: head.prefix(4), as: UTF8.self), file.read(at: place + 8, length))
      place += 8 + length
    }
  }

  private static func fields(_ bytes: [UInt8]) -> [String: [UInt8]] {
    var fields: [String: [UInt8]] = [:]
    var place = 0
    while let name = bytes.part(place, 4), let length = bytes.big(place + 4, 4),
      let value = bytes.part(place + 8, length)
    {
      fields[String(decoding: name, as: UTF8.self)] = value
      place += 8 + length
    }
    return fields
  }
}
