import Music
import Platform

extension Lyrics {
  /// A text is read so far, bytes; a line's words so far, letters; so many lines.
  package static let (mostBytes, mostLetters, mostLines) = (1 << 20, 500, 10_000)

  /// Reads words as `.lrc` files have them: `[mm:ss.xx]line`, with one, two, three digits or none behind the point (or
  /// a colon in its place), minutes of 60 and more, `[h:mm:ss.xx]`, several times before a line, words with times of
  /// their own (`<mm:ss.xx>word`, or `[mm:ss.xx]` within a line), and `[offset:+250]`: 250 ms earlier. A text without
  /// any time is taken as it stands.
  package init(lrc text: String, from source: Source) {
    var reader = LRCReader()
    for line in text.lines.prefix(Self.mostLines) { reader.take(line.trimmed) }
    self = reader.lyrics
    (self.source, found) = (source, [source])
  }

  /// The bytes of a file that does not say how it is encoded.
  package init(lrc bytes: [UInt8], from source: Source) {
    self.init(lrc: TagEncoding.wholeText(Array(bytes.prefix(Self.mostBytes))), from: source)
    if bytes.count > Self.mostBytes { notes.append("It is longer than a megabyte: its beginning was read.") }
  }

  /// What is taken of all that a track has: the first that has times, else the first that has words.
  package static func best(of all: [Lyrics]) -> Lyrics {
    let sources = Source.allCases
    func rank(_ lyrics: Lyrics) -> Int { lyrics.source.flatMap(sources.firstIndex) ?? sources.count }
    let ordered = all.filter { !$0.isEmpty || $0.source == .file }.enumerated()
      .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
    guard var best = ordered.first(where: \.isTimed) ?? ordered.first(where: { !$0.isEmpty }) ?? ordered.first else {
      return Lyrics()
    }
    best.found = ordered.compactMap(\.source)
    if best.isEmpty { best.source = nil }
    return best
  }
}

/// A text of lines with times in brackets, taken line by line.
struct LRCReader {
  private var lines: [Lyrics.Line] = []
  private var plain: [String] = []
  private var offset = 0.0
  private var unreadable = 0

  /// Nobody moves all lines by more, seconds.
  private static let mostOffset = 600.0
  private static let mostStamps = 64
  private static let mostWords = 200

  mutating func take(_ line: String) {
    var rest = line[...]
    var stamps: [Double] = []
    while rest.first == "[", let close = rest.firstIndex(of: "]") {
      let inside = rest[rest.index(after: rest.startIndex)..<close]
      guard let time = Self.time(inside) else {
        if stamps.isEmpty { return takeUnstamped(line, inside) }
        guard Self.isMeantAsTime(inside) else { break }
        rest = rest[rest.index(after: close)...].drop(while: \.isWhitespace)
        continue
      }
      if stamps.count < Self.mostStamps { stamps.append(time) }
      rest = rest[rest.index(after: close)...].drop(while: \.isWhitespace)
    }
    // Some write the times of words alone.
    if stamps.isEmpty, rest.first == "<", let close = rest.firstIndex(of: ">"),
      let time = Self.time(rest[rest.index(after: rest.startIndex)..<close])
    {
      stamps = [time]
    }
    guard let first = stamps.first else {
      // A bracket that is not closed.
      if rest.first == "[", Self.isMeantAsTime(rest.dropFirst()) { return unreadable += 1 }
      return takePlain(line)
    }
    let said = Self.words(of: Self.withoutVoice(rest), from: first)
    for stamp in stamps where lines.count < Lyrics.mostLines {
      let shift = Seconds(stamp - first)
      lines.append(
        Lyrics.Line(
          TrackTime(stamp), said.text, end: said.end.map { TrackTime($0) + shift },
          words: said.words.map { Lyrics.Word($0.start + shift, $0.text) }))
    }
  }

  /// A line that begins with brackets without a time in them: `[ar:somebody]`, `[bg: …]`, `[Chorus]`.
  private mutating func takeUnstamped(_ line: String, _ inside: Substring) {
    guard let colon = inside.firstIndex(of: ":") else { return takePlain(line) }
    let name = inside[..<colon].lowercased().trimmed
    let value = String(inside[inside.index(after: colon)...]).trimmed
    if Self.isMeantAsTime(inside) {
      unreadable += 1
    } else if name == "offset", let milliseconds = Double(value.hasPrefix("+") ? String(value.dropFirst()) : value),
      abs(milliseconds) <= 1000 * Self.mostOffset
    {
      offset = milliseconds / 1000
    }
  }

  /// Digits or a sign before a colon: what stands in brackets was to be a time, read or not.
  private static func isMeantAsTime(_ inside: Substring) -> Bool {
    guard let colon = inside.firstIndex(of: ":") else { return false }
    let first = String(inside[..<colon]).trimmed
    return first.hasPrefix("-") || first.allSatisfy { $0.isASCII && $0.isNumber }
  }

  private mutating func takePlain(_ line: String) { plain.append(Self.clean(line[...])) }

  var lyrics: Lyrics {
    // Nobody sings before the track begins; times are kept to the millisecond.
    func moved(_ time: TrackTime) -> TrackTime { TrackTime(max(0, ((time.value - offset) * 1000).rounded() / 1000)) }
    var notes: [String] = []
    if unreadable > 0 { notes.append("\(counted(unreadable, "line")) with times that cannot be read left out.") }
    guard !lines.isEmpty else {
      let words = plain.drop(while: \.isEmpty)
      let isEmpty = !words.contains { !$0.isEmpty }
      return Lyrics(plain: isEmpty ? [] : Array(words), notes: notes)
    }
    var inOrder = lines.map { line in
      Lyrics.Line(
        moved(line.start), line.text, end: line.end.map(moved),
        words: line.words.map { Lyrics.Word(moved($0.start), $0.text) })
    }.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
    for index in inOrder.indices where inOrder[index].end == nil && !inOrder[index].text.isEmpty {
      let next = inOrder[(index + 1)...].first { $0.start > inOrder[index].start }
      if let next, next.text.isEmpty { inOrder[index].end = next.start }
    }
    return Lyrics(lines: inOrder, notes: notes)
  }

  // MARK: Parts of a line

  /// `12:34.56` in seconds; nil for what is no time.
  static func time(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard (2...3).contains(parts.count) else { return nil }
    func whole(_ text: some StringProtocol) -> Double? {
      guard (1...5).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      return Double(text)
    }
    func fraction(_ digits: Substring) -> Double? {
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.count <= 9 else { return nil }
      return digits.isEmpty ? 0 : Double("0.\(digits)")
    }
    let last = parts[parts.count - 1]
    let point = last.firstIndex { $0 == "." || $0 == "," }
    let seconds: Double?
    if let point {
      guard let whole = whole(last[..<point]), let part = fraction(last[last.index(after: point)...]), whole < 60 else {
        return nil
      }
      seconds = whole + part
    } else {
      seconds = whole(last)
    }
    guard let seconds, let first = whole(parts[0]) else { return nil }
    var total: Double
    if parts.count == 2 {
      guard seconds < 60 else { return nil }
      total = 60 * first + seconds
    } else if point != nil {
      guard let minutes = whole(parts[1]), minutes < 60 else { return nil }
      total = 3600 * first + 60 * minutes + seconds
    } else {
      // Parts of a second behind a colon.
      guard let middle = whole(parts[1]), middle < 60, let part = fraction(last[...]) else { return nil }
      total = 60 * first + middle + part
    }
    total = (total * 1e6).rounded() / 1e6
    return total < 86_400 ? total : nil
  }

  /// Who sings, as some write it before a line: `v1:`, `M:`, `F:`, `D:`.
  private static func withoutVoice(_ line: Substring) -> Substring {
    guard let colon = line.prefix(4).firstIndex(of: ":") else { return line }
    let name = line[..<colon]
    let isVoice =
      ["M", "F", "D"].contains(name) || name.first == "v" && name.count > 1 && name.dropFirst().allSatisfy(\.isNumber)
    return isVoice ? line[line.index(after: colon)...].drop(while: \.isWhitespace) : line
  }

  /// A line's words: where it has times within it, each with its own.
  private static func words(
    of line: Substring, from start: Double
  ) -> (text: String, words: [Lyrics.Word], end: Double?) {
    var pieces: [(time: Double?, text: String)] = [(nil, "")]
    var rest = line
    while let open = rest.firstIndex(where: { $0 == "<" || $0 == "[" }) {
      let closing: Character = rest[open] == "<" ? ">" : "]"
      pieces[pieces.count - 1].text += rest[..<open]
      if let close = rest[open...].firstIndex(of: closing), let time = time(rest[rest.index(after: open)..<close]) {
        pieces.append((time, ""))
        rest = rest[rest.index(after: close)...]
      } else {
        pieces[pieces.count - 1].text.append(rest[open])
        rest = rest[rest.index(after: open)...]
      }
    }
    pieces[pieces.count - 1].text += rest
    let text = clean(pieces.map(\.text).joined()[...])
    guard pieces.count > 1 else { return (text, [], nil) }
    let words = pieces.map { (time: $0.time ?? start, text: clean($0.text[...])) }
    let sung = words.filter { !$0.text.isEmpty }
    // Times that run backwards are none.
    let rises = zip(words.dropFirst(), words.dropFirst(2)).allSatisfy { $0.time <= $1.time }
    guard rises, let first = sung.first, first.time >= start - 1 else { return (text, [], nil) }
    let end = words.last.flatMap { $0.text.isEmpty && $0.time > start ? $0.time : nil }
    if sung.count == 1, pieces[0].text.contains(where: { !$0.isWhitespace }) { return (text, [], end) }
    return (text, sung.prefix(mostWords).map { Lyrics.Word(TrackTime($0.time), $0.text) }, end)
  }

  /// On one line, without control characters, no longer than anybody reads.
  static func clean(_ text: Substring) -> String {
    String(
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ").printable
        .filter { $0 != "\u{FEFF}" }.prefix(Lyrics.mostLetters))
  }
}
