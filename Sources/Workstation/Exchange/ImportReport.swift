import Exchange
import Library
import Music
import Platform

/// What an import found, and did.
package struct ImportReport: Sendable {
  /// One track of the file.
  struct Item: Sendable {
    var track: ForeignTrack
    var place: FileMatching.Place
    /// In Segue's own times.
    var grid: BeatGrid?
    var pads: ForeignPads
    /// What was taken from its times, seconds.
    var offset: Double
  }

  /// The file that was read.
  var file: String
  var format: ForeignFormat?
  /// With its version; nil where it does not say.
  var program: String?
  var items: [Item] = []
  /// Of tracks that are not among the items: where their files are, or why they are not here.
  var others: [FileMatching.Place] = []
  /// Cues that found no free pad.
  var leftCues = 0
  /// Files that are missing, the first ones.
  private(set) var missingPaths: [String] = []
  var lists: [ForeignList] = []
  var choices: [OffsetCheck.Choice] = []
  var counts = ImportCounts()
  /// What went wrong, in sentences.
  package var problems: [String] = []
  var isDry = false

  /// Keeps the path of a file that is not here, as long as there are few.
  mutating func noteMissing(_ path: String) { if missingPaths.count < Self.mostMissing { missingPaths.append(path) } }

  private static let mostMissing = 20

  private var trackCount: Int { items.count + others.count }

  private func count(_ isWanted: (FileMatching.Place) -> Bool) -> Int {
    items.count { isWanted($0.place) } + others.count(where: isWanted)
  }

  private var found: Int { count { if case .exact = $0 { true } else { false } } }
  private var elsewhere: Int { count { if case .elsewhere = $0 { true } else { false } } }
  private var missing: Int { count { $0 == .missing } }
  private var skipped: Int { count { $0 == .stream } }
  private var doubtful: Int { count { if case .doubtful = $0 { true } else { false } } }
  private var cues: [ForeignCue] { items.flatMap(\.track.cues) }

  /// One object, as the contract has it.
  package var json: String {
    JSON.object([
      ("file", .text(file)), ("format", JSON(format?.rawValue)), ("program", JSON(program)),
      ("tracks", JSON(trackCount)), ("hot_cues", JSON(cues.count { $0.pad != nil })),
      ("memory_cues", JSON(cues.count { $0.pad == nil })), ("loops", JSON(cues.count { $0.kind == .loop })),
      ("grid_anchors", JSON(items.reduce(0) { $0 + ($1.grid?.anchors.count ?? 0) })),
      ("playlists", JSON(lists.count)), ("found", JSON(found)), ("found_elsewhere", JSON(elsewhere)),
      ("missing", JSON(missing)), ("skipped", JSON(skipped)), ("doubtful", JSON(doubtful)),
      ("facts_taken", JSON(counts.taken)), ("facts_known", JSON(counts.known)), ("facts_kept", JSON(counts.kept)),
      ("crates", JSON(counts.crates)), ("problems", .list(problems.map { .text($0) })),
      ("items", .list(items.map(Self.json))),
    ]).line
  }

  private static func json(_ item: Item) -> JSON {
    let track = item.track
    let anchors = item.grid?.anchors ?? []
    let grid = anchors.map { anchor -> JSON in
      var beat: Int?
      if let grid = item.grid, let downbeat = grid.downbeat {
        let place = (Int(anchor.beat.value.rounded()) - downbeat) % grid.beatsPerBar
        beat = (place + grid.beatsPerBar) % grid.beatsPerBar + 1
      }
      return .object([
        ("seconds", .number(anchor.time.value)), ("bpm", .number(anchor.bpm.value)), ("bar_beat", JSON(beat)),
      ])
    }
    let cues = track.cues.filter { $0.kind != .grid || $0.pad != nil }.map { cue -> JSON in
      .object([
        ("number", JSON(cue.pad)), ("seconds", .number(cue.seconds - item.offset)),
        ("end_seconds", JSON(cue.end.map { $0 - item.offset })), ("name", .text(cue.name)),
        ("colour", JSON(cue.colour.map(hex))), ("kind", .text(cue.kind.rawValue)),
      ])
    }
    return .object([
      ("path", .text(item.place.path ?? track.path)), ("path_there", .text(track.path)),
      ("title", JSON(track.tags.title)), ("artist", JSON(track.tags.artist)), ("bpm", JSON(track.tags.bpm)),
      ("key", JSON(track.tags.key.flatMap(MusicalKey.init(parsing:))?.name)), ("rating", JSON(track.rating)),
      ("plays", JSON(track.plays)), ("last_played", JSON(track.lastPlayed)),
      ("offset_seconds", .number(item.offset)), ("grid", .list(grid)), ("cues", .list(cues)),
    ])
  }

  private static func hex(_ colour: UInt32) -> String {
    let digits = String(colour, radix: 16, uppercase: true)
    return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// In one line: what came in of how much.
  var summary: String {
    var words = "\(fileName(file)): \(counted(trackCount, "track")), \(counted(counts.taken, "fact"))"
    if counts.crates > 0 { words += " and \(counted(counts.crates, "crate"))" }
    words += " came in"
    if missing > 0 { words += "; \(counted(missing, "file")) missing" }
    if doubtful > 0 { words += "; \(doubtful) could be one of several files" }
    return (words + " (messages says which; import undo takes it back)").printable
  }

  /// Lines for a DJ to read.
  package var lines: [String] {
    var lines = ["\(fileName(file)): \(program ?? format?.words ?? "unknown"), \(counted(trackCount, "track"))"]
    var places = ["\(found) found at their places"]
    if elsewhere > 0 { places.append("\(elsewhere) elsewhere") }
    if missing > 0 { places.append("\(missing) missing") }
    if doubtful > 0 { places.append("\(doubtful) doubtful: several files could be meant") }
    if skipped > 0 { places.append("\(skipped) skipped: they come from a service on the net") }
    lines.append(places.joined(separator: ", "))
    for choice in choices where choice.kind != .exact {
      let name = choice.kind.words
      if let measured = choice.measured {
        let milliseconds = fixed(measured * 1000, 1)
        lines.append(
          choice.isDoubtful
            ? "\(name): beats differ by \(milliseconds) ms, which no known program explains: check a track by ear"
            : "\(name): \(milliseconds) ms by \(choice.count) of your own grids, corrected")
      }
    }
    let verb = isDry ? "would come in" : "came in"
    lines.append(
      counted(counts.taken, "fact")
        + " (cues, grids, keys, ratings, comments, plays) \(verb), \(counts.known) were there already, "
        + "\(counts.kept) stayed as you have them")
    if !lists.isEmpty {
      let kept = counts.keptCrates > 0 ? ", \(counts.keptCrates) stayed as you have them" : ""
      lines.append(counted(counts.crates, "crate") + " of \(counted(lists.count, "playlist")) \(verb)\(kept)")
    }
    if leftCues > 0 { lines.append("\(counted(leftCues, "cue")) found no free pad") }
    for path in missingPaths { lines.append("missing: \(path)") }
    let more = missing - missingPaths.count
    if more > 0 { lines.append("… and \(more) more; --moved THERE=HERE says where a folder is now") }
    return lines.map(\.printable)
  }
}
