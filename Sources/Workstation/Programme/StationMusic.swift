import Library
import Music
import Platform
import Suggestion

/// A library as a programme plays from it. On a thread that may wait for it.
struct StationMusic {
  /// All that may be played.
  let pool: ProgrammePool
  /// The station's idents, in their order.
  let jingles: [(id: TrackID, length: Seconds)]
  /// What is to be said of the table and of this library: crates that are not there, dayparts without music.
  let notes: [String]
  /// What is left out of the library, and why.
  let remarks: [String]

  /// - Parameter left: tracks that are not played.
  init(_ library: Library, for programme: Programme, without left: Set<TrackID> = []) throws(LibraryError) {
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
    var known = try library.rotationFacts().mapValues(ProgrammeFacts.init)
    for daypart in programme.dayparts {
      for share in daypart.crates {
        for id in try tracks(of: share.crate, for: daypart.name) { known[id]?.crates.append(share.crate) }
      }
    }
    let idents =
      try programme.jingles.map { name throws(LibraryError) in try tracks(of: name, for: "the station") } ?? []
    jingles = idents.compactMap { id in known[id].map { (id, $0.length ?? Seconds(10)) } }
    if programme.dayparts.contains(where: { $0.vocals != nil }) {
      for (id, sound) in try library.sounds().sounds { known[id]?.vocals = sound.whole[.vocals].map(Double.init) }
    }
    let unheard = left.union(idents)
    let candidates = try library.candidates().filter { !unheard.contains($0.id) }
    pool = ProgrammePool(candidates, for: programme) { known[$0] }
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
}

extension ProgrammeFacts {
  fileprivate init(_ facts: RotationFacts) {
    self.init()
    (genre, tags, album, length) = (facts.genre, facts.tags, facts.album, facts.length)
  }
}

extension WallTime {
  /// By the clock on this machine's wall. - Parameter date: seconds since 1970.
  init(here date: Double) { self.init(date: date, offset: utcOffset(at: date)) }
}
