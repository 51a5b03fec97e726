import Library
import Music
import Platform
import Suggestion

/// A partner with its name: the row of a list.
package struct ListedMashup: Sendable, Hashable {
  /// The partner.
  package var track: Track
  /// Which of the two sings, and where.
  package var partner: MashupPartner
  /// Not for a DJ in a hurry.
  package var needsWork: Bool
  /// The place that is chosen, an index of the partner's plans.
  package var place = 0

  /// The plan of that place.
  package var plan: MashupPlan { partner.plans[min(place, partner.plans.count - 1)] }
  /// Which way round, in words.
  package var wayWords: String { partner.way == .ownVoice ? "this voice over its beat" : "its voice over this beat" }
  /// 0…1.
  package var score: Double { plan.score }
  /// "+2 semitones"; nothing where nothing is shifted.
  package var shiftWords: String { plan.shiftWords }
}

extension MashupPlan {
  /// "voice +2 st", with cents where the tunings lie apart; nothing where nothing is shifted.
  package var shiftWords: String {
    guard shift != 0 || cents != 0 else { return "" }
    let tenths = (wholeShift * 100).rounded() / 100
    return "\(shiftSide.rawValue) \(tenths < 0 ? "−" : "+")\(CommandText.number(abs(tenths))) st"
  }
}

/// The partners of a track, best first.
struct MashupListing: Sendable {
  var rows: [ListedMashup] = []
  /// Why there are none, or not all, in a sentence; nil where all is well.
  var note: String?
  /// The track's own stems were not listened to yet.
  var isUnheard = false
  /// Of the track.
  var beatsPerBar = 4
}

extension Library {
  /// The partners of a track for mashups, both ways round.
  /// - Parameters:
  ///   - ratio, keyShift: how its deck plays.
  ///   - shifts: key shifts of decks on which partners are, semitones.
  ///   - isHeld: it keeps its tempo: it plays.
  ///   - earliest: where it plays: what lies before that is past.
  ///   - made: as `planFacts` has it.
  func mashups(
    of track: Track, ratio: TempoRatio = .asRecorded, keyShift: Double = 0,
    shifts: [TrackID: Double] = [:], isHeld: Bool = false, earliest: TrackTime? = nil, limit: Int, rules: MashupRules,
    made: ([NewPlanFacts]) -> Void = { _ in }
  ) throws(LibraryError) -> MashupListing {
    guard let own = try planFacts(of: [track.id], made: made)[track.id] else {
      return MashupListing(note: "\(track.title) is not analysed yet: its partners are listed when it is")
    }
    guard let stems = try stemFacts(of: [track.id])[track.id] else {
      let stamp = try stemStamp(of: track.id)
      return MashupListing(note: try lack(of: track), isUnheard: track.hasStems && stamp == nil)
    }
    let stemmed = try tracksWithStems()
    let others = try candidates().filter { stemmed.contains($0.id) && $0.id != track.id }
    let whole = keyShift.isFinite ? Int(max(-24, min(24, keyShift)).rounded()) : 0
    let likely = likelyPartners(
      of: (track.bpm.map { $0 * ratio }, track.key?.transposed(by: whole)), among: others, rules: rules)
    let byHand = try keyEdits(of: likely + [track.id])
    let (facts, heard) = (try planFacts(of: likely, made: made), try stemFacts(of: likely))
    var lines: [TrackID: [ClosedRange<Double>]] = [:]
    for id in likely + [track.id] where heard[id] != nil || id == track.id { lines[id] = try sungLines(of: id) }
    let sides = Dictionary(
      uniqueKeysWithValues: likely.compactMap { id in
        facts[id].map {
          let side = MashupSide(
            $0, stems: heard[id], keyShift: shifts[id] ?? 0, lines: lines[id] ?? [], isKeyByHand: byHand[id] != nil)
          return (id, side)
        }
      })
    let side = MashupSide(
      own, stems: stems, ratio: ratio, keyShift: keyShift, earliest: earliest, lines: lines[track.id] ?? [],
      isKeyByHand: byHand[track.id] != nil)
    let found = mashupPartners(of: side, id: track.id, isHeld: isHeld, among: sides, limit: limit, rules: rules)
    let tracks = Dictionary(
      try self.tracks(found.partners.map(\.id)).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = found.partners.compactMap { partner in
      tracks[partner.id].map { ListedMashup(track: $0, partner: partner, needsWork: partner.needsWork(rules)) }
    }
    return MashupListing(
      rows: rows, note: try note(rows, likely, found.obstacles), beatsPerBar: own.grid?.beatsPerBar ?? 4)
  }

  /// The sung lines of a track with their times, seconds; none where they are not known.
  private func sungLines(of track: TrackID) throws(LibraryError) -> [ClosedRange<Double>] {
    guard let lyrics = try lyrics(of: track) else { return [] }
    return lyrics.lines.indices.filter { !lyrics.lines[$0].text.isEmpty }.map { index in
      let span = lyrics.span(of: index)
      return span.lowerBound.value...span.upperBound.value
    }
  }

  /// Why a track's own stems say nothing.
  private func lack(of track: Track) throws(LibraryError) -> String {
    guard track.hasStems else {
      return "\(track.title) has no stems: split it (“split a”, “split selected” or segue split), or put those of "
        + "another splitter beside it"
    }
    return try stemStamp(of: track.id) == nil
      ? "the stems of \(track.title) were not listened to yet: that takes some seconds"
      : "the stems of \(track.title) do not fit it: split it again"
  }

  private func note(
    _ rows: [ListedMashup], _ likely: [TrackID], _ obstacles: [TrackID: String]
  ) throws(LibraryError) -> String? {
    guard !likely.isEmpty else {
      return "no other track of the library has stems: split some, and scan their folder"
    }
    let unheard = try unheardStems().count
    if unheard > 0 { return "the stems of \(counted(unheard, "track")) were not listened to yet" }
    return rows.isEmpty ? obstacles.min { $0.key < $1.key }?.value : nil
  }
}
