import Exchange
import FoundationEssentials
import Library
import Media
import Music
import Platform

/// How an import is to be done.
package struct ImportWish: Sendable {
  /// A folder's name there and here.
  package var moved: (from: String, to: String)?
  /// Nothing is written.
  package var isDry = false
  /// What the DJ has in Segue gives way.
  package var replaces = false
  /// Seconds to take from all times, whatever kind of file it is; nil: by the kind.
  package var offset: Double?
  /// Marks of grids that sit on pads become cues.
  package var takesGridPads = false
  /// All tracks stay in the report, with cues and grids as they were there: of a large library hundreds of megabytes.
  package var reportsTracks = true
  /// As it is done where nothing is said.
  package init() {}
}

/// Whether a file is one that `segue analyze -o` wrote: a line of JSON.
package func isAnalysisLog(_ path: String) -> Bool {
  guard let bytes = FileBytes(path: path) else { return path.hasSuffix(".jsonl") }
  return bytes.bytes(at: 0, count: 64).first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D } == UInt8(ascii: "{")
}

/// The files of other programs that a path means: itself, or the libraries that lie in a folder. Blocks on the disk.
/// - Throws: where a folder has none, in a sentence.
package func foreignFiles(at path: String) throws -> [String] {
  let whole = absolutePath(path)
  guard isFolder(whole) else { return [whole] }
  let found = ForeignPlaces.libraries(in: whole)
  guard found.isEmpty else { return found }
  throw OfflineSet.Failure(
    description: "\(whole.printable): no library of rekordbox, Serato, Engine, Mixxx, Traktor or VirtualDJ is in it")
}

/// `segue import` of another program's library or playlist.
/// - Parameter progress: is told shares 0…1.
/// - Throws: what the library refuses, and a file of which nothing could be read.
package func importForeign(
  _ file: String, wish: ImportWish, directories: AppDirectories, library path: String?, progress: (Double) -> Void
) throws -> ImportReport {
  let library = try openLibrary(directories, path, isDry: wish.isDry)
  return try importForeign(file, wish: wish, into: library, media: try MediaProgram.find(), progress: progress)
}

/// The same into a library that is open. The file is read in the media program; may take seconds.
func importForeign(
  _ file: String, wish: ImportWish, into library: Library, media: MediaProgram, progress: (Double) -> Void
) throws -> ImportReport {
  var report = ImportReport(file: absolutePath(file))
  report.isDry = wish.isDry
  var tracks = try read(absolutePath(file), media, &report, progress)
  var importing = ForeignImporting(library: library, media: media, wish: wish, report: report)
  try importing.match(&tracks)
  try importing.store()
  if !wish.isDry, importing.report.counts.taken > 0 { try refreshDerived(of: library, cores: coreCount()) }
  return importing.report
}

/// One that is not there is made, but not to look what would be.
private func openLibrary(_ directories: AppDirectories, _ path: String?, isDry: Bool) throws -> Library {
  let place = path ?? directories.library
  if isDry, FileStamp(at: place) == nil { return try Library.inMemory() }
  if path == nil, let complaint = makeFolder(directories.data) { throw OfflineSet.Failure(description: complaint) }
  return try Library(path: place)
}

/// `segue import --undo`: takes the last import back. - Returns: what to say.
package func undoForeignImport(directories: AppDirectories, library path: String?) throws -> String {
  try undoForeignImport(in: try Library(path: path ?? directories.library))
}

/// The same in a library that is open; may take seconds.
func undoForeignImport(in library: Library) throws -> String {
  guard let undone = try library.undoImport() else { return "nothing was imported that could be taken back" }
  try refreshDerived(of: library, cores: coreCount())
  return "taken back: \(undone.words), \(counted(undone.facts, "fact")); what you changed since stays"
}

private func read(
  _ path: String, _ media: MediaProgram, _ report: inout ImportReport, _ progress: (Double) -> Void
) throws(MediaError) -> [ForeignTrack] {
  var tracks: [ForeignTrack] = []
  let decoder = JSONDecoder()
  do throws(MediaError) {
    try media.read(
      "import", path,
      take: { bytes throws(MediaError) in
        guard let batch = try? decoder.decode(ForeignBatch.self, from: Data(bytes)) else {
          throw MediaError(
            .program, path: path, "segue-media said something that was not understood: is it as new as segue?")
        }
        report.format = batch.format ?? report.format
        report.program = batch.program ?? report.program
        tracks += batch.tracks
        report.lists += batch.lists
      }, progress: progress)
  } catch {
    // What came before the damage is good.
    if tracks.isEmpty && report.lists.isEmpty { throw error }
    report.problems.append(error.sentence)
  }
  return tracks
}

/// An import between the file and the library.
private struct ForeignImporting {
  let library: Library
  let media: MediaProgram
  let wish: ImportWish
  var report: ImportReport
  private var origins: [String: SoundOrigin] = [:]
  /// The tracks whose files were found, and what comes in of each, in the same order.
  private var found: [Found] = []
  private var imported: [ImportedTrack] = []

  /// A track whose file is here.
  private struct Found {
    /// What playlists call it, and where it was there; empty where there are none.
    let keys: [String]
    /// Where its file is.
    let path: String
    /// The library's number; nil where it has none yet.
    var id: TrackID?
  }

  init(library: Library, media: MediaProgram, wish: ImportWish, report: ImportReport) {
    (self.library, self.media, self.wish, self.report) = (library, media, wish, report)
  }

  /// Finds the files, and brings times to where Segue counts from.
  /// - Parameter tracks: go into the report one by one, so that no two of each are in memory; none are left.
  mutating func match(_ tracks: inout [ForeignTrack]) throws {
    let clues = try library.fileClues()
    let places = FileMatching(clues, moved: wish.moved).places(of: tracks)
    let known = Dictionary(clues.map { (FilePath($0.path), $0.track) }) { first, _ in first }
    if format == .serato { tracks = withSeratoTags(tracks, places) }
    readOrigins(tracks, places)
    try checkOffsets(tracks, places, known)
    for index in tracks.indices {
      let (track, place) = (tracks[index], places[index])
      tracks[index] = ForeignTrack()
      if place == .missing { report.noteMissing(track.path) }
      if wish.reportsTracks || place.path != nil { take(item(track, place), known) }
      if !wish.reportsTracks { report.others.append(place) }
    }
    tracks = []
  }

  private mutating func take(_ item: ImportReport.Item, _ known: [FilePath: TrackID]) {
    report.leftCues += item.pads.left
    if wish.reportsTracks { report.items.append(item) }
    guard let path = item.place.path else { return }
    let keys = report.lists.isEmpty ? [] : [item.track.key, item.track.path]
    found.append(Found(keys: keys, path: path, id: known[FilePath(path)]))
    imported.append(Self.imported(item))
  }

  private var format: ForeignFormat { report.format ?? .m3u }

  /// Serato keeps cues and grids in the files of music.
  private func withSeratoTags(_ tracks: [ForeignTrack], _ places: [FileMatching.Place]) -> [ForeignTrack] {
    let indices = tracks.indices.filter {
      places[$0].path != nil && tracks[$0].cues.isEmpty && tracks[$0].marks.isEmpty
    }
    let read = media.ask("serato", indices.compactMap { places[$0].path }) { path, _ in ForeignTrack(path: path) }
    var tracks = tracks
    for (index, found) in zip(indices, read) {
      (tracks[index].cues, tracks[index].marks) = (found.cues, found.marks)
      tracks[index].tags.bpm = tracks[index].tags.bpm ?? found.tags.bpm
    }
    return tracks
  }

  /// Only of files that have something to be moved.
  private mutating func readOrigins(_ tracks: [ForeignTrack], _ places: [FileMatching.Place]) {
    let paths = zip(tracks, places).compactMap { track, place in
      track.marks.isEmpty && track.cues.isEmpty ? nil : place.path
    }.filter { ["mp3", "mp2", "mpga", "m4a", "mp4", "m4v", "aac"].contains(fileEnding($0)) }
    for found in media.ask("origin", paths, failed: { path, _ in ReadOrigin(path: path, origin: nil) }) {
      origins[found.path] = found.origin
    }
  }

  private mutating func checkOffsets(
    _ tracks: [ForeignTrack], _ places: [FileMatching.Place], _ known: [FilePath: TrackID]
  ) throws {
    var cases: [OffsetCheck.Case] = []
    for (index, track) in tracks.enumerated() where cases.count < 2000 {
      guard let path = places[index].path, let id = known[FilePath(path)], let origin = origins[path],
        !track.marks.isEmpty,
        let own = try library.analysis(of: id)?.grid, let foreign = grid(of: track, offset: 0)
      else { continue }
      cases.append(.init(origin: origin, foreign: foreign, own: own, seconds: track.seconds ?? 300))
    }
    report.choices = OffsetCheck.choices(cases, of: format)
  }

  private func offset(_ place: FileMatching.Place) -> Double {
    if let offset = wish.offset { return offset }
    guard let path = place.path, let origin = origins[path] else { return 0 }
    if let choice = report.choices.first(where: { $0.kind == origin.kind }), let likely = choice.place,
      !choice.isDoubtful
    {
      return origin.likelyOffsets[likely]
    }
    return origin.offset(of: format) ?? 0
  }

  private func grid(of track: ForeignTrack, offset: Double) -> BeatGrid? {
    let places = track.cues.filter { $0.kind != .grid }.flatMap { [$0.seconds] + ($0.end.map { [$0] } ?? []) }
    return ForeignGrid.grid(
      track.marks, offset: offset, places: places, tempoHasTwoDecimals: format == .rekordboxXML)
  }

  private func item(_ track: ForeignTrack, _ place: FileMatching.Place) -> ImportReport.Item {
    let offset = offset(place)
    return ImportReport.Item(
      track: track, place: place, grid: grid(of: track, offset: offset),
      pads: ForeignPads(track.cues, offset: offset, takesGridPads: wish.takesGridPads), offset: offset)
  }

  /// Brings what was found into the library, or counts what would come.
  mutating func store() throws {
    if wish.isDry { numberNewOnes() } else { try fileNewOnes() }
    var keys: [String: TrackID] = [:]
    for track in found {
      guard let id = track.id else { continue }
      for key in track.keys { keys[key] = keys[key] ?? id }
    }
    let crates = report.lists.compactMap { list -> (path: [String], tracks: [TrackID])? in
      let tracks = list.tracks.compactMap { keys[$0] }
      return tracks.isEmpty ? nil : (list.folders + [list.name], tracks)
    }
    // A file that has gone since it was found has no number.
    for index in found.indices { imported[index].track = found[index].id ?? TrackID(0) }
    imported.removeAll { $0.track == TrackID(0) }
    found = []
    report.counts = try library.bring(
      imported, crates: Self.named(crates), words: fileName(report.file), replaces: wish.replaces, isDry: wish.isDry)
  }

  /// Files that were found and that no scan has met are tracks from now on.
  private mutating func fileNewOnes() throws {
    let new = found.indices.compactMap { index in
      found[index].id == nil ? FileStamp(at: found[index].path).map { (index: index, stamp: $0) } : nil
    }
    let filed = try library.upsert(new.map(\.stamp), atOnce: 4096)
    for (file, filed) in zip(new, filed) { found[file.index].id = filed.track }
  }

  /// A dry run files nothing: it counts what would come for them under numbers that no track has.
  private mutating func numberNewOnes() {
    var numbers: [String: TrackID] = [:]
    for index in found.indices where found[index].id == nil {
      let number = numbers[found[index].path] ?? TrackID(-1 - Int64(numbers.count))
      numbers[found[index].path] = number
      found[index].id = number
    }
  }

  private static func imported(_ item: ImportReport.Item) -> ImportedTrack {
    var imported = ImportedTrack(track: TrackID(0))
    imported.pads = item.pads.pads.map {
      HotCue(number: $0.number, time: $0.time, loop: $0.loop, label: $0.label, colour: $0.colour)
    }
    imported.cue = item.pads.start
    imported.grid = item.grid
    imported.rating = item.track.rating
    imported.comment = item.track.comment
    imported.plays = item.track.plays
    // Which hour it was nothing says: noon is on that day in most of the world.
    imported.lastPlayedAt = item.track.lastPlayed.flatMap(ForeignDay.init).map { Double($0.number) * 86_400 + 43_200 }
    imported.key = item.track.tags.key.flatMap(MusicalKey.init(parsing:))
    return imported
  }

  /// Two of one name in one folder are told apart.
  private static func named(
    _ crates: [(path: [String], tracks: [TrackID])]
  ) -> [(path: [String], tracks: [TrackID])] {
    var used: Set<[String]> = []
    return crates.map { crate in
      var path = crate.path
      var number = 2
      while !used.insert(path).inserted {
        path[path.count - 1] = "\(crate.path.last ?? "") (\(number))"
        number += 1
      }
      return (path, crate.tracks)
    }
  }
}
