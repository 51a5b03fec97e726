import Exchange
import Library
import Media
import Music
import Platform

/// `segue export`: crates or the whole library as a file of another program, by its name's ending: `.xml` for
/// rekordbox, `.nml` for Traktor, `.m3u8` for all. What is there already is replaced as a whole.
/// - Parameters:
///   - crate: its name, or its folders and name with slashes between; nil: all tracks and all crates.
///   - renamed: a folder's name on the other machine, and here.
/// - Returns: a sentence on what was written.
/// - Throws: what is wrong, in a sentence.
package func exportLibrary(
  to file: String, crate: String?, renamed: (there: String, here: String)?, directories: AppDirectories,
  library path: String?
) throws -> String {
  let ending = fileEnding(file)
  guard ["xml", "nml", "m3u8", "m3u"].contains(ending) else {
    throw OfflineSet.Failure(
      description: "\(fileName(file)): its ending says for whom it is: .xml rekordbox, .nml Traktor, .m3u8 all others")
  }
  let library = try Library(path: path ?? directories.library)
  let crates = try library.crates().filter { found in
    crate.map { found.name == $0 || found.path.joined(separator: "/") == $0 } ?? true
  }
  if let crate, crates.isEmpty {
    let names = try library.crates().map { $0.path.joined(separator: "/") }.joined(separator: ", ")
    throw OfflineSet.Failure(
      description: "there is no crate “\(crate)”: " + (names.isEmpty ? "there is none at all" : "there are \(names)"))
  }
  var exporting = Exporting(library: library, renamed: renamed, program: ending == "xml" ? .rekordboxXML : .traktor)
  let lists = try crates.map { try exporting.list($0) }
  if crate == nil { try exporting.take(try library.search(try Query("missing:no")).tracks) }
  if ending == "xml" || ending == "nml" { exporting.readOrigins(try MediaProgram.find()) }
  let text =
    switch ending {
    case "xml": RekordboxExport.text(exporting.tracks, lists: lists)
    case "nml": TraktorExport.text(exporting.tracks, lists: lists)
    default: M3UExport.text(exporting.tracks)
    }
  if let complaint = replaceFile(absolutePath(file), with: text) { throw OfflineSet.Failure(description: complaint) }
  let lost = exporting.missing > 0 ? "; \(counted(exporting.missing, "track")) without a file stayed away" : ""
  return "\(fileName(file)): \(counted(exporting.tracks.count, "track")), \(counted(lists.count, "list"))\(lost)"
}

/// What goes out, as it is gathered.
private struct Exporting {
  let library: Library
  let renamed: (there: String, here: String)?
  let program: ForeignFormat
  private(set) var tracks: [ExportTrack] = []
  private(set) var missing = 0
  private var known: [TrackID: String] = [:]
  private var places: [String] = []

  init(library: Library, renamed: (there: String, here: String)?, program: ForeignFormat) {
    (self.library, self.renamed, self.program) = (library, renamed, program)
  }

  mutating func list(_ crate: Crate) throws(LibraryError) -> ForeignList {
    let ids = try library.tracks(ofCrate: crate.id)
    try take(ids)
    return ForeignList(
      folders: Array(crate.path.dropLast()), name: crate.name, tracks: ids.compactMap { known[$0] })
  }

  mutating func take(_ ids: [TrackID]) throws(LibraryError) {
    for id in ids where known[id] == nil {
      guard let track = try library.track(id) else { continue }
      if track.isMissing {
        missing += 1
        continue
      }
      let path = there(track.path)
      known[id] = path
      places.append(track.path)
      tracks.append(try export(track, as: path))
    }
  }

  private func export(_ track: Track, as path: String) throws(LibraryError) -> ExportTrack {
    var tags = track.tags
    (tags.title, tags.artist) = (track.title, track.artist)
    tags.key = track.key?.name
    tags.bpm = track.bpm?.value
    let pads = try library.hotCues(of: track.id).map {
      ForeignPads.Pad(number: $0.number, time: $0.time, loop: $0.loop, label: $0.label, colour: $0.colour)
    }
    var grid = try library.gridEdit(of: track.id)
    if grid == nil { grid = try library.analysis(of: track.id)?.grid }
    return ExportTrack(
      path: path, tags: tags, seconds: track.duration?.value,
      grid: grid, pads: pads, start: try library.cue(of: track.id),
      notes: track.notes, plays: track.plays)
  }

  private func there(_ path: String) -> String {
    guard let renamed, let rest = FilePath(path).relative(to: FilePath(renamed.here)) else { return path }
    return renamed.there + (renamed.there.hasSuffix("/") ? "" : "/") + rest
  }

  /// Where the files' times begin, which the other program counts from.
  mutating func readOrigins(_ media: MediaProgram) {
    let indices = places.indices.filter {
      ["mp3", "mp2", "mpga", "m4a", "mp4", "m4v", "aac"].contains(fileEnding(places[$0]))
    }
    let read = media.ask("origin", indices.map { places[$0] }) { path, _ in ReadOrigin(path: path, origin: nil) }
    for (index, found) in zip(indices, read) {
      if let origin = found.origin { tracks[index].origin = origin }
    }
  }
}
