import Music

/// What Serato wrote into a file of music: cues, loops and the grid, in the wrapping of each kind of file.
package struct SeratoTags: Sendable {
  /// The older list of cues, which the newer one gives way to.
  private var slots: [Slot?]?
  /// The newer list, with names.
  private var entries: [ForeignCue]?
  private var loops: [ForeignCue] = []
  private var marks: [ForeignTrack.GridMark] = []
  private var bpm: Double?

  private struct Slot {
    var kind: Int
    var start: Int
    var end: Int?
    var colour: UInt32?
  }

  /// Nothing was read yet.
  package init() {}

  /// Nothing of Serato's was in the file.
  package var isEmpty: Bool { slots == nil && entries == nil && loops.isEmpty && marks.isEmpty && bpm == nil }

  /// Takes one tag.
  /// - Parameters:
  ///   - name: as Serato calls it, or as the file's tags do: "Serato Markers2", "SERATO_MARKERS_V2", "markersv2".
  ///   - bytes: as they lie in the file. Others' tags, and damaged ones, say nothing.
  package mutating func take(_ name: String, _ bytes: [UInt8]) {
    let words = name.lowercased().filter { $0.isLetter || $0.isNumber }
    let content = SeratoWrapping.content(bytes)
    switch words {
    case "seratomarkers2", "seratomarkersv2", "markersv2": takeEntries(content)
    case "seratomarkers": takeSlots(content)
    case "seratobeatgrid", "beatgrid": marks = Self.marks(content)
    case "seratoautotags", "seratoautogain", "autgain":
      bpm = ForeignTexts.tempo(Double(String(decoding: content.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)))
    default: break
    }
  }

  /// Adds what was found to a track: times are Serato's.
  package func add(to track: inout ForeignTrack) {
    track.cues += cues
    if track.marks.isEmpty { track.marks = marks }
    if track.tags.bpm == nil { track.tags.bpm = bpm }
  }

  /// The first five cues are those of the older list, where there is one; names are in the newer one alone.
  private var cues: [ForeignCue] {
    var cues = entries ?? []
    if let slots {
      let named = cues
      cues.removeAll { $0.pad.map { $0 <= 5 } ?? false }
      for (index, slot) in slots.prefix(5).enumerated() {
        guard let slot else { continue }
        let name = named.first { $0.pad == index + 1 }?.name ?? ""
        cues.append(
          ForeignCue(.cue, pad: index + 1, seconds: Double(slot.start) / 1000, name: name, colour: slot.colour))
      }
      cues.sort { ($0.pad ?? 99) < ($1.pad ?? 99) }
    }
    let older = (slots ?? []).dropFirst(5).compactMap { slot -> ForeignCue? in
      guard let slot, let end = slot.end, end > slot.start else { return nil }
      return ForeignCue(.loop, seconds: Double(slot.start) / 1000, end: Double(end) / 1000)
    }
    return cues + (loops.isEmpty ? older : loops)
  }

  // MARK: The newer list

  private mutating func takeEntries(_ content: [UInt8]) {
    guard content.starts(with: [1, 1]) else { return }
    var cues: [ForeignCue] = []
    loops = []
    var place = 2
    while place < content.count, content[place] != 0, cues.count + loops.count < 256 {
      guard let end = content[place...].firstIndex(of: 0), let length = content.big(end + 1, 4),
        let body = content.part(end + 5, length)
      else { break }
      switch String(decoding: content[place..<end], as: UTF8.self) {
      case "CUE": if let cue = Self.cue(body) { cues.append(cue) }
      case "LOOP": if let loop = Self.loop(body) { loops.append(loop) }
      default: break
      }
      place = end + 5 + length
    }
    entries = cues
  }

  private static func cue(_ body: [UInt8]) -> ForeignCue? {
    guard let index = body.big(1, 1), let time = body.big(2, 4), let colour = body.big(7, 3),
      let seconds = ForeignTexts.place(Double(time) / 1000)
    else { return nil }
    let name = String(decoding: body.dropFirst(12).prefix { $0 != 0 }, as: UTF8.self)
    // Black at the beginning, without a name: some versions write all that is not set so.
    if time == 0, colour == 0, name.isEmpty { return nil }
    return ForeignCue(.cue, pad: index + 1, seconds: seconds, name: name, colour: UInt32(colour))
  }

  private static func loop(_ body: [UInt8]) -> ForeignCue? {
    guard let start = body.big(2, 4), let end = body.big(6, 4), end > start,
      let seconds = ForeignTexts.place(Double(start) / 1000), let last = ForeignTexts.place(Double(end) / 1000)
    else { return nil }
    let name = String(decoding: body.dropFirst(20).prefix { $0 != 0 }, as: UTF8.self)
    return ForeignCue(.loop, seconds: seconds, end: last, name: name)
  }

  // MARK: The older list

  /// Fourteen places, five of cues and nine of loops.
  private mutating func takeSlots(_ content: [UInt8]) {
    guard content.starts(with: [2, 5]), let count = content.big(2, 4), (5...64).contains(count),
      content.count >= 6 + 22 * count
    else { return }
    slots = (0..<count).map { index in
      let place = 6 + 22 * index
      guard content[place] == 0, let start = Self.packed(content, place + 1),
        [1, 3].contains(content[place + 20])
      else { return nil }
      let end = content[place + 5] == 0 ? Self.packed(content, place + 6) : nil
      return Slot(
        kind: Int(content[place + 20]), start: start, end: end,
        colour: Self.packed(content, place + 16).map { UInt32($0 & 0xFF_FFFF) })
    }
  }

  /// 24 bits in four bytes of seven; nil where they are no such.
  private static func packed(_ bytes: [UInt8], _ place: Int) -> Int? {
    let part = bytes[place..<place + 4]
    return part.allSatisfy { $0 < 0x80 } ? part.reduce(0) { $0 << 7 | Int($1) } & 0xFF_FFFF : nil
  }

  // MARK: The grid

  /// Places in seconds; behind each how many beats to the next, behind the last the tempo.
  private static func marks(_ content: [UInt8]) -> [ForeignTrack.GridMark] {
    guard content.starts(with: [1, 0]), let count = content.big(2, 4), (1...ForeignLimits.marks).contains(count) else {
      return []
    }
    var marks: [ForeignTrack.GridMark] = []
    for index in 0..<count {
      let place = 6 + 8 * index
      guard let seconds = ForeignTexts.place(content.bigFloat(place)) else { break }
      var bpm: Double?
      if index == count - 1 {
        bpm = content.bigFloat(place + 4)
      } else if let beats = content.big(place + 4, 4), let next = content.bigFloat(place + 8), next > seconds {
        bpm = Double(beats) * 60 / (next - seconds)
      }
      // The first one is where a bar begins.
      if let bpm = ForeignTexts.tempo(bpm) {
        marks.append(.init(seconds: seconds, bpm: bpm, barBeat: marks.isEmpty ? 1 : nil))
      }
    }
    return marks
  }
}

/// What tags of Serato's are packed in: base64 once or twice, with a head that names the content.
enum SeratoWrapping {
  private static let kind = Array("application/octet-stream\0".utf8)

  /// The content itself.
  static func content(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<4 {
      if bytes.starts(with: kind) {
        // The kind, a file's name that is empty, the content's name.
        guard let end = bytes[min(kind.count + 1, bytes.count)...].firstIndex(of: 0) else { return [] }
        bytes = Array(bytes[(end + 1)...])
      } else if bytes.starts(with: [1, 1]), let inner = base64(bytes.dropFirst(2)), inner.starts(with: [1, 1]) {
        bytes = inner
      } else if let first = bytes.first, first >= 0x2B, let inner = base64(bytes[...]),
        inner.starts(with: kind) || inner.first.map({ $0 < 3 }) == true
      {
        bytes = inner
      } else {
        return bytes
      }
    }
    return bytes
  }

  /// Without signs that fill it up, with ends of lines in it, and now and then a letter short: to the first zero.
  static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    for letter in text {
      if letter == 0 || letter == 0x3D { break }
      if letter == 0x0A || letter == 0x0D { continue }
      guard let value = value(letter) else { return nil }
      bits = (bits << 6 | value) & 0xFF_FFFF
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(bits >> count & 255))
      }
    }
    // The letter that is short stands for zeros.
    if count == 6 { bytes.append(UInt8(bits << 2 & 255)) }
    return bytes.isEmpty ? nil : bytes
  }

  private static func value(_ letter: UInt8) -> Int? {
    switch letter {
    case 0x41...0x5A: Int(letter) - 0x41
    case 0x61...0x7A: Int(letter) - 0x61 + 26
    case 0x30...0x39: Int(letter) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}
