import Library
import Media
import Music
import Platform
import Suggestion
import Synchronization

/// A library as a programme plays from it. On a thread that may wait for it.
struct StationMusic: Sendable {
  /// All that may be played.
  let pool: ProgrammePool
  /// The station's idents, in their order.
  let jingles: [(id: TrackID, length: Seconds)]
  /// What is to be said of the table and of this library: crates that are not there, dayparts without music.
  let notes: [String]
  /// What is left out of the library, and why.
  let remarks: [String]

  /// - Parameters:
  ///   - rotation: what is known of the tracks, as new as it can be.
  ///   - left: tracks that are not played.
  init(
    _ library: Library, _ rotation: KnownRotation, for programme: Programme, without left: Set<TrackID> = []
  ) throws(LibraryError) {
    var notes: [String] = []
    let crates = try library.crates()
    func tracks(of name: String, for whom: String) throws(LibraryError) -> [TrackID] {
      guard let crate = Crate.named(name, among: crates) else {
        notes.append("there is no crate \(name.printable): \(whom) goes on without it")
        return []
      }
      do { return try library.tracks(of: crate) } catch {
        notes.append("the crate \(name.printable) finds nothing: \(error)")
        return []
      }
    }
    var crated: [TrackID: [String]] = [:]
    for daypart in programme.dayparts {
      for share in daypart.crates {
        for id in try tracks(of: share.crate, for: daypart.name) { crated[id, default: []].append(share.crate) }
      }
    }
    var idents: [TrackID] = []
    if let name = programme.jingles {
      if let paths = Self.files(named: name) {
        for path in paths { if let track = try library.track(at: path) { idents.append(track.id) } }
      } else {
        idents = try tracks(of: name, for: "the station")
      }
    }
    jingles = idents.compactMap { id in rotation.facts[id].map { (id, $0.length ?? Seconds(10)) } }
    var vocals: [TrackID: Double] = [:]
    if programme.dayparts.contains(where: { $0.vocals != nil }) {
      for (id, sound) in try library.sounds().sounds { vocals[id] = sound.whole[.vocals].map(Double.init) }
    }
    let unheard = left.union(idents)
    let candidates = try library.candidates().filter { !unheard.contains($0.id) }
    pool = ProgrammePool(candidates, for: programme) { id in
      rotation.facts[id].map { ProgrammeFacts($0, crates: crated[id] ?? [], vocals: vocals[id]) }
    }
    for (place, daypart) in programme.dayparts.enumerated() {
      let counts = pool.counts(of: place, in: programme)
      if counts.words == 0 {
        notes.append("no track is there for \(daypart.name): all music is played then")
      } else if counts.tempo == 0 {
        notes.append("no track of \(daypart.name) lies in its tempo")
      }
    }
    self.notes = notes
    let reasons = pool.rejected.map(\.why)
    remarks = ProgrammePool.Reject.allCases.compactMap { why in
      let count = reasons.count { $0 == why }
      return count == 0 ? nil : "\(counted(count, "track")) \(count == 1 ? "is" : "are") left out: \(why.rawValue)"
    }
  }

  /// The station's idents as files. - Parameter name: of a crate, a folder or a file.
  static func idents(named name: String, in library: Library) throws(LibraryError) -> [String] {
    if let files = files(named: name) { return files }
    guard let crate = Crate.named(name, among: try library.crates()) else { return [] }
    var paths: [String] = []
    for id in (try? library.tracks(of: crate)) ?? [] {
      if let track = try library.track(id), !track.isMissing, track.failure == nil { paths.append(track.path) }
    }
    return paths
  }

  /// The sounds in a folder, in the order of their names, or a file; nil for the name of a crate.
  private static func files(named name: String) -> [String]? {
    guard name.hasPrefix("/") || name.hasPrefix("~") else { return nil }
    let place = plainPath(name)
    guard isFolder(place) else { return [place] }
    return (folderEntries(place) ?? []).filter { FolderScan.endings.contains(fileEnding($0)) }.sorted().map {
      "\(place)/\($0)"
    }
  }

  /// Of a library that is asked once.
  init(_ library: Library, for programme: Programme) throws(LibraryError) {
    var rotation = KnownRotation()
    _ = try library.refresh(&rotation)
    try self.init(library, rotation, for: programme)
  }
}

/// A station's music, kept from one choice to the next: what was written since is read, and nothing else. Any thread
/// that may wait for the library.
final class KeptStationMusic: Sendable {
  private struct Kept {
    var rotation = KnownRotation()
    /// Nil: not yet.
    var music: StationMusic?
    var programme = Programme()
    var left: Set<TrackID> = []
  }

  private let kept = Mutex(Kept())

  /// What may be played now. - Parameter left: tracks that are not played.
  func music(
    _ library: Library, for programme: Programme, without left: Set<TrackID>
  ) throws(LibraryError) -> StationMusic {
    // Taken out meanwhile: whoever comes at the same time reads it all, and nobody waits.
    var kept = self.kept.withLock { kept in
      defer { kept = Kept() }
      return kept
    }
    let isNew = try library.refresh(&kept.rotation)
    let music: StationMusic
    if let known = kept.music, !isNew, kept.programme == programme, kept.left == left {
      music = known
    } else {
      music = try StationMusic(library, kept.rotation, for: programme, without: left)
    }
    (kept.music, kept.programme, kept.left) = (music, programme, left)
    self.kept.withLock { [kept] in $0 = kept }
    return music
  }
}

extension ProgrammeFacts {
  fileprivate init(_ facts: RotationFacts, crates: [String], vocals: Double?) {
    self.init()
    (genre, tags, album, length) = (facts.genre, facts.tags, facts.album, facts.length)
    (self.crates, self.vocals, isSilent) = (crates, vocals, facts.isSilent)
  }
}

extension WallTime {
  /// By the clock on this machine's wall. - Parameter date: seconds since 1970.
  init(here date: Double) { self.init(date: date, offset: utcOffset(at: date)) }
}
