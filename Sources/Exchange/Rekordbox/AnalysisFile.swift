/// What rekordbox wrote of one track beside a stick's tables (`ANLZ0000.DAT`, `.EXT`, `.2EX`): sections with names,
/// most of them pictures, which are left unread.
struct AnalysisFile {
  /// The marks of the grid: few, of all its beats.
  private(set) var marks: [ForeignTrack.GridMark] = []
  /// Cues with names and colours.
  private(set) var named: [ForeignCue] = []
  /// Cues as older players know them.
  private(set) var plain: [ForeignCue] = []

  /// A longer section of beats or cues is damaged.
  private static let longest = 4 << 20
  private static let mostSections = 256

  /// - Parameter file: what is damaged ends it.
  init(_ file: OpenFile) {
    guard let head = Self.section(file.read(at: 0, 12)), head.name == "PMAI" else { return }
    var place = head.head
    for _ in 0..<Self.mostSections {
      guard let section = Self.section(file.read(at: place, 12)), section.length >= 12 else { return }
      if ["PQTZ", "PCOB", "PCO2"].contains(section.name), section.length <= Self.longest {
        let bytes = file.read(at: place, section.length)
        switch section.name {
        case "PQTZ": marks = Self.marks(bytes, head: section.head)
        case "PCOB": plain += Self.plain(bytes, head: section.head)
        default: named += Self.named(bytes, head: section.head)
        }
      }
      place += section.length
    }
  }

  private static func section(_ bytes: [UInt8]) -> (name: String, head: Int, length: Int)? {
    guard bytes.count == 12, let head = bytes.big(4, 4), let length = bytes.big(8, 4), head >= 12 else { return nil }
    return (String(decoding: bytes[..<4], as: UTF8.self), head, length)
  }

  /// Every beat: which of its bar, its tempo (rounded, and not needed), its time in milliseconds.
  private static func marks(_ bytes: [UInt8], head: Int) -> [ForeignTrack.GridMark] {
    guard let count = bytes.big(20, 4) else { return [] }
    var beats: [ForeignGrid.Beat] = []
    for index in 0..<min(count, ForeignLimits.marks) {
      let place = head + 8 * index
      guard let beat = bytes.big(place, 2), let time = bytes.big(place + 4, 4),
        let seconds = ForeignTexts.place(Double(time) / 1000)
      else { break }
      beats.append(.init(seconds: seconds, barBeat: (1...16).contains(beat) ? beat : nil))
    }
    return ForeignGrid.marks(of: beats)
  }

  /// Entries of one length: 0 or the pad, whether it is there, its kind, its time, its loop's end.
  private static func plain(_ bytes: [UInt8], head: Int) -> [ForeignCue] {
    entries(bytes, head: head, name: "PCPT").compactMap { entry in
      guard let pad = entry.big(12, 4), let status = entry.big(16, 4), status != 0 else { return nil }
      return cue(pad: pad, kind: entry.big(28, 1), time: entry.big(32, 4), end: entry.big(36, 4))
    }
  }

  /// The same with a name and a colour, which some entries end before.
  private static func named(_ bytes: [UInt8], head: Int) -> [ForeignCue] {
    entries(bytes, head: head, name: "PCP2").compactMap { entry in
      guard let pad = entry.big(12, 4),
        var cue = cue(pad: pad, kind: entry.big(16, 1), time: entry.big(20, 4), end: entry.big(24, 4))
      else { return nil }
      guard let length = entry.big(40, 4), let name = entry.part(44, length) else { return cue }
      cue.name = name.utf16Text
      if let colour = entry.big(45 + length, 3), colour != 0 { cue.colour = UInt32(colour) }
      return cue
    }
  }

  private static func entries(_ bytes: [UInt8], head: Int, name: String) -> [[UInt8]] {
    var entries: [[UInt8]] = []
    var place = head
    while let found = bytes.part(place, 12), let section = section(found), section.name == name, section.length >= 12,
      entries.count < ForeignLimits.cues
    {
      // An entry that is cut by the end still has its first fields.
      entries.append(Array(bytes[place..<min(bytes.count, place + section.length)]))
      place += section.length
    }
    return entries
  }

  private static func cue(pad: Int, kind: Int?, time: Int?, end: Int?) -> ForeignCue? {
    guard let time, let seconds = ForeignTexts.place(Double(time) / 1000), let kind, (1...2).contains(kind) else {
      return nil
    }
    let last = kind == 2 ? end.flatMap { $0 > time ? ForeignTexts.place(Double($0) / 1000) : nil } : nil
    return ForeignCue(
      last == nil ? .cue : .loop, pad: (1...16).contains(pad) ? pad : nil, seconds: seconds, end: last)
  }
}

/// Cues of the files of one track: each comes in several of them.
struct AnalysisCues {
  private var named: [ForeignCue] = []
  private var plain: [ForeignCue] = []

  mutating func add(_ file: AnalysisFile) {
    named += file.named
    plain += file.plain
  }

  /// Those with names first; hot cues by their pads, then memory cues by their times.
  var all: [ForeignCue] {
    var all: [ForeignCue] = []
    for cue in named + plain {
      let isThere = all.contains {
        $0.pad == cue.pad && (cue.pad != nil || (abs($0.seconds - cue.seconds) < 0.0015 && $0.kind == cue.kind))
      }
      if !isThere { all.append(cue) }
    }
    return all.sorted { ($0.pad ?? 99, $0.seconds) < ($1.pad ?? 99, $1.seconds) }
  }
}
