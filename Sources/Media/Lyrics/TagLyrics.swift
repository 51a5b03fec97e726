import Music

extension Lyrics {
  /// The frames of ID3v2 that hold words.
  package static let frames: Set<String> = ["USLT", "ULT", "SYLT", "SLT"]

  /// Words in a frame of ID3v2; nil where it holds none: chords, a damaged frame.
  /// - Parameter mpegFrame: how long a frame of MPEG sound lasts: some frames count in them.
  package init?(frame name: String, _ body: [UInt8], mpegFrame: Seconds) {
    switch name {
    case "USLT", "ULT":
      guard var texts = ID3v2Texts(body), texts.bytes(3) != nil else { return nil }
      _ = texts.text()
      self.init(lrc: texts.text(), from: .usltFrame)
    case "SYLT", "SLT":
      guard let events = Self.events(body, mpegFrame) else { return nil }
      self.init(source: .syltFrame, found: [.syltFrame], lines: Self.lines(of: events))
    default: return nil
    }
    if isEmpty { return nil }
  }

  /// Words in a tag with a name: `SYNCEDLYRICS`, `LYRICS`, `UNSYNCEDLYRICS`, `lyrics-eng`; nil for tags of other names.
  package init?(tag name: String, _ text: [UInt8]) {
    let name = name.lowercased()
    let isSynced = name == "syncedlyrics"
    guard
      isSynced || name == "lyrics" || name == "unsyncedlyrics" || name == "unsynced lyrics"
        || name.hasPrefix("lyrics-") || name == "©lyr"
    else { return nil }
    self.init(lrc: text, from: isSynced ? .synced : .tag)
    if isEmpty { return nil }
  }

  /// What a frame of timed words says, piece by piece: the language and what it is, then texts with their times.
  private static func events(_ body: [UInt8], _ mpegFrame: Seconds) -> [(time: Double, text: String)]? {
    guard var texts = ID3v2Texts(body), let head = texts.bytes(5) else { return nil }
    let (unit, kind) = (head[3], head[4])
    // 1 is words, 2 the same as somebody wrote them down; the rest are chords, parts, trivia.
    guard (1...2).contains(unit), (1...2).contains(kind) else { return nil }
    _ = texts.text()
    var events: [(time: Double, text: String)] = []
    while !texts.isAtEnd, events.count < mostLines {
      let text = texts.text()
      guard let time = texts.bytes(4) else { break }
      let count = Double(time.bigEndian)
      let seconds = unit == 2 ? count / 1000 : count * mpegFrame.value
      if seconds < 86_400 { events.append((seconds, text)) }
    }
    return events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  /// Pieces made lines of: a line begins with a line feed. Where there is none, each piece is a line if it has several
  /// words; else a line ends where nothing is sung for a while.
  private static func lines(of events: [(time: Double, text: String)]) -> [Line] {
    let breaks = events.contains { $0.text.contains(where: \.isNewline) }
    let words = events.reduce(0) { $0 + $1.text.split(whereSeparator: \.isWhitespace).count }
    let areLines = !breaks && words >= 2 * events.count
    var lines: [Line] = []
    var open = ""
    var last = -1.0
    func close() {
      if let index = lines.indices.last { lines[index].text = LRCReader.clean(open[...]) }
      open = ""
    }
    for event in events {
      let begins = event.text.first?.isNewline == true
      let text = LRCReader.clean(event.text[...])
      let pause = !breaks && event.time - last > 1.5
      if lines.isEmpty || begins || areLines || pause || text.isEmpty {
        close()
        lines.append(Line(TrackTime(event.time), ""))
      }
      open += event.text
      if !text.isEmpty { lines[lines.count - 1].words.append(Word(TrackTime(event.time), text)) }
      last = event.time
      // A line feed at the end closes a line as well.
      if event.text.last?.isNewline == true, !begins, event.text.count > 1, breaks { close() }
    }
    close()
    return closed(lines)
  }

  /// Lines of one word have no times of words; a line ends where one without a text follows.
  private static func closed(_ lines: [Line]) -> [Line] {
    var lines = lines
    for index in lines.indices {
      if lines[index].words.count < 2 { lines[index].words = [] }
      if index + 1 < lines.count, lines[index + 1].text.isEmpty, !lines[index].text.isEmpty {
        lines[index].end = lines[index + 1].start
      }
    }
    return lines
  }
}
