import Music

/// What a programme looks at in a track, beside what every suggestion does.
package struct ProgrammeFacts: Sendable, Hashable {
  /// As tagged.
  package var genre: String?
  /// The DJ's own.
  package var tags: [String] = []
  /// The crates that it is in, as the table names them.
  package var crates: [String] = []
  /// The record that it is on, as a digest of its artist and name; nil where it is not tagged.
  package var album: UInt64?
  /// How long its sound is; nil where it is not known.
  package var length: Seconds?
  /// The share of it in which somebody sings, 0…1; nil where it is not known.
  package var vocals: Double?
  /// There is nothing to hear in it.
  package var isSilent = false

  /// Nothing is known.
  package init() {}
}

/// The tracks that a station plays from, each with what the table says of it: worked out once, because thousands of
/// choices are made from them.
package struct ProgrammePool: Sendable {
  /// A track, and where in the table it belongs.
  struct Entry: Sendable {
    var candidate: Candidate
    var album: UInt64?
    var length: Seconds?
    var vocals: Double?
    /// A bit for each daypart whose words and crates it answers to.
    var dayparts: UInt64 = 0
    /// By daypart: a bit for each of its crates that the track is in; only of dayparts with crates.
    var crates: [UInt64] = []
  }

  /// Why a track is not for a station.
  package enum Reject: String, Sendable, Hashable, CaseIterable {
    /// Faster than `Programme.fastest`.
    case tooFast = "too fast"
    /// Shorter than `Programme.shortest`.
    case tooShort = "too short"
    /// Silence from one end to the other.
    case noMusic = "silent from end to end"
    /// Of one of `Programme.kindsLeftOut`.
    case wrongKind = "of a kind that is not played"
  }

  let entries: [Entry]
  /// What is left out of those that were offered.
  package let rejected: [(id: TrackID, why: Reject)]
  private let places: [TrackID: Int]

  /// - Parameters:
  ///   - candidates: in any order.
  ///   - facts: what is known of each; nil: nothing.
  package init(_ candidates: [Candidate], for programme: Programme, facts: (TrackID) -> ProgrammeFacts?) {
    let parts = programme.dayparts.prefix(Programme.most).map(Part.init)
    let hasCrates = parts.contains { !$0.crates.isEmpty }
    let kindsLeftOut = programme.kindsLeftOut.map { genreWords($0) }.filter { !$0.isEmpty }
    // Thousands of tracks have a few genres.
    var kinds: [String?: Kind] = [:]
    var rejected: [(id: TrackID, why: Reject)] = []
    let entries = candidates.compactMap { candidate -> Entry? in
      let known = facts(candidate.id) ?? ProgrammeFacts()
      let kind = kinds[known.genre] ?? Kind(known.genre, parts, kindsLeftOut)
      kinds[known.genre] = kind
      if let why = Reject(candidate, known, programme, kind) {
        rejected.append((candidate.id, why))
        return nil
      }
      var entry = Entry(candidate: candidate, album: known.album, length: known.length, vocals: known.vocals)
      let tags = Set(known.tags.map(\.folded))
      let crates = Set(known.crates.map(\.folded))
      for (place, part) in parts.enumerated() {
        let inCrates = part.bits(of: crates)
        if hasCrates { entry.crates.append(inCrates) }
        if kind.parts & 1 << UInt64(place) != 0, part.wants(tags), part.crates.isEmpty || inCrates != 0 {
          entry.dayparts |= 1 << UInt64(place)
        }
      }
      return entry
    }
    (self.entries, self.rejected) = (entries, rejected)
    places = Dictionary(entries.indices.map { (entries[$0].candidate.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A daypart's words, folded once.
  fileprivate struct Part {
    let genres: [Set<String>]
    let tags: Set<String>
    let crates: [String]

    init(_ daypart: Daypart) {
      genres = daypart.genres.map { genreWords($0) }.filter { !$0.isEmpty }
      tags = Set(daypart.tags.map(\.folded))
      crates = daypart.crates.map(\.crate.folded)
    }

    func wants(genre: Set<String>) -> Bool { genres.isEmpty || genres.contains { $0.isSubset(of: genre) } }
    func wants(_ tags: Set<String>) -> Bool { self.tags.isEmpty || !self.tags.isDisjoint(with: tags) }

    func bits(of crates: Set<String>) -> UInt64 {
      self.crates.enumerated().reduce(0) { crates.contains($1.element) ? $0 | 1 << UInt64($1.offset) : $0 }
    }
  }

  /// What the table says of a genre.
  fileprivate struct Kind {
    /// A bit for each daypart that plays it.
    let parts: UInt64
    let isLeftOut: Bool

    init(_ genre: String?, _ dayparts: [Part], _ leftOut: [Set<String>]) {
      let words = genreWords(genre)
      parts = dayparts.enumerated().reduce(0) { $1.element.wants(genre: words) ? $0 | 1 << UInt64($1.offset) : $0 }
      isLeftOut = leftOut.contains { $0.isSubset(of: words) }
    }
  }

  /// How many tracks there are.
  package var count: Int { entries.count }

  /// It may be played.
  package func has(_ id: TrackID) -> Bool { places[id] != nil }

  subscript(id: TrackID) -> Entry? { places[id].map { entries[$0] } }

  /// Which record a track is on; nil where it is not known.
  package func album(of id: TrackID) -> UInt64? { self[id]?.album }

  /// How many tracks answer to a daypart's words, and how many of them lie in its tempo too.
  package func counts(of place: Int, in programme: Programme) -> (words: Int, tempo: Int) {
    let mine = entries.filter { $0.isIn(place) }
    let daypart = programme.dayparts[place]
    return (mine.count, mine.count { $0.hasTempo(of: daypart) })
  }
}

extension ProgrammePool.Entry {
  func isIn(_ place: Int) -> Bool { dayparts & (1 << UInt64(place)) != 0 }

  func hasTempo(of daypart: Daypart) -> Bool {
    daypart.bpm.map { band in candidate.bpm.map { band.contains($0.value) } ?? false } ?? true
  }

  func hasEnergy(of daypart: Daypart) -> Bool {
    daypart.energy.map { band in candidate.energy.map { band.contains(Double($0)) } ?? false } ?? true
  }

  func hasVocals(of daypart: Daypart) -> Bool {
    daypart.vocals.map { band in vocals.map(band.contains) ?? false } ?? true
  }
}

extension ProgrammePool.Reject {
  fileprivate init?(
    _ candidate: Candidate, _ facts: ProgrammeFacts, _ programme: Programme, _ kind: ProgrammePool.Kind
  ) {
    if kind.isLeftOut {
      self = .wrongKind
    } else if facts.isSilent {
      self = .noMusic
    } else if let bpm = candidate.bpm, bpm.value > programme.fastest {
      self = .tooFast
    } else if let length = facts.length, length < programme.shortest {
      self = .tooShort
    } else {
      return nil
    }
  }
}
