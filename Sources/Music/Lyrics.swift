/// The words of a song, line by line, with the times that somebody gave them.
package struct Lyrics: Sendable, Hashable, Codable {
  /// Where words were found, in the order in which they are believed.
  package enum Source: String, Sendable, Hashable, Codable, CaseIterable {
    /// An `.lrc` file beside the track.
    case file = "lrc"
    /// The tag `SYNCEDLYRICS`.
    case synced = "SYNCEDLYRICS"
    /// ID3's frame of timed words.
    case syltFrame = "SYLT"
    /// `LYRICS`, `©lyr` and their like.
    case tag = "LYRICS"
    /// ID3's frame of words without times, which often holds timed lines all the same.
    case usltFrame = "USLT"
  }

  /// A word, or a few, that were given a time of their own.
  package struct Word: Sendable, Hashable, Codable {
    /// When it is sung.
    package var start: TrackTime
    /// Free of control characters.
    package var text: String
    /// - Parameter text: free of control characters.
    package init(_ start: TrackTime, _ text: String) { (self.start, self.text) = (start, text) }
  }

  /// A line, or, without a text, the end of the one before it.
  package struct Line: Sendable, Hashable, Codable {
    /// When it begins to be sung.
    package var start: TrackTime
    /// When it ends; nil where nobody said.
    package var end: TrackTime?
    /// Free of control characters; empty: nothing is sung from here on.
    package var text: String
    /// In order of time; empty where the line alone has one.
    package var words: [Word]
    /// - Parameters:
    ///   - end: nil where nobody said.
    ///   - text: free of control characters.
    package init(_ start: TrackTime, _ text: String, end: TrackTime? = nil, words: [Word] = []) {
      (self.start, self.end, self.text, self.words) = (start, end, text, words)
    }
  }

  /// Where they come from; nil where there are none.
  package var source: Source?
  /// All that was found, in the order of `Source`, whether it was taken or not.
  package var found: [Source]
  /// In order of time; two may begin at once (two voices, or a translation). Empty where no line has a time.
  package var lines: [Line]
  /// Lines that have no time, where none has one.
  package var plain: [String]
  /// What could not be understood, in sentences.
  package var notes: [String]

  /// - Parameters:
  ///   - lines: in order of time.
  ///   - plain: where no line has a time.
  package init(
    source: Source? = nil, found: [Source] = [], lines: [Line] = [], plain: [String] = [], notes: [String] = []
  ) {
    (self.source, self.found, self.lines, self.plain, self.notes) = (source, found, lines, plain, notes)
  }

  /// Whether lines have times.
  package var isTimed: Bool { lines.contains { !$0.text.isEmpty } }

  /// Whether there is not a word.
  package var isEmpty: Bool { !isTimed && plain.isEmpty }

  /// All words, a line each.
  package var text: String {
    isTimed ? lines.lazy.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n") : plain.joined(separator: "\n")
  }
}

extension Lyrics {
  /// Longer than that nobody sings a line; what is not said ends by then.
  private static let longestLine = Seconds(12)
  /// What a word takes at most, where nobody said when the line ends.
  private static let slowWord = Seconds(0.8)

  /// When a line with a text is sung: to where it is said to end, else to the next line, and no longer than its words
  /// ask for.
  /// - Precondition: `index` is one of `lines`.
  package func span(of index: Int) -> ClosedRange<TrackTime> {
    let line = lines[index]
    if let end = line.end, end > line.start { return line.start...end }
    let words = line.text.split(whereSeparator: \.isWhitespace).count
    // Where nothing stands between words, a sign is one.
    let count = max(words, line.text.utf8.count > 4 * line.text.count / 2 ? line.text.count / 2 : 0, 2)
    let likely = line.start + Seconds(min(Self.longestLine.value, Self.slowWord.value * Double(count)))
    let next = lines[(index + 1)...].first { $0.start > line.start }?.start
    return line.start...min(likely, next ?? likely)
  }

  /// The line that is being sung at a time, the one that began last; nil between lines.
  package func line(at time: TrackTime) -> Int? {
    guard let last = lines.lastIndex(where: { $0.start <= time }), !lines[last].text.isEmpty else { return nil }
    // A line whose end nobody knows stands until the next one.
    if let end = lines[last].end, end <= time { return nil }
    // Of two that begin at once, the first: the second is a translation or another voice.
    return lines[...last].firstIndex { $0.start == lines[last].start && !$0.text.isEmpty } ?? last
  }

  /// The next line with a text that begins behind a time.
  package func line(after time: TrackTime) -> Int? { lines.firstIndex { $0.start > time && !$0.text.isEmpty } }

  /// The line that holds what a DJ remembers of it, from a place on and then from the beginning: all words in their
  /// order, the last one may be unfinished, in any case and accent; else the first that has most of them.
  /// - Returns: nil where no line has half of them.
  package func line(saying words: String, after time: TrackTime = TrackTime(-1)) -> Int? {
    let wanted = Self.letters(of: words)
    guard !wanted.isEmpty else { return nil }
    let order = lines.indices.filter { !lines[$0].text.isEmpty }
    let behind = order.filter { lines[$0].start > time } + order.filter { lines[$0].start <= time }
    let said = wanted.joined(separator: " ")
    if let exact = behind.first(where: {
      (" " + Self.letters(of: lines[$0].text).joined(separator: " ")).contains(" " + said)
    }) {
      return exact
    }
    // A run of letters without blanks between them (Japanese, Chinese) is found anywhere.
    if let within = behind.first(where: { Self.letters(of: lines[$0].text).joined().contains(wanted.joined()) }) {
      return within
    }
    let counts = behind.map { index in
      let there = Self.letters(of: lines[index].text)
      return wanted.count { word in there.contains { $0 == word } }
    }
    guard let most = counts.max(), 2 * most > wanted.count, let first = counts.firstIndex(of: most) else { return nil }
    return behind[first]
  }

  private static func letters(of text: String) -> [String] {
    text.folded.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }
      .map { $0.filter { $0.isLetter || $0.isNumber } }.filter { !$0.isEmpty }
  }

  /// Where somebody sings, by the lines: spans that touch are one.
  package var sung: [ClosedRange<TrackTime>] {
    var spans: [ClosedRange<TrackTime>] = []
    for index in lines.indices where !lines[index].text.isEmpty {
      let span = span(of: index)
      if let last = spans.last, span.lowerBound - last.upperBound < Seconds(0.5) {
        spans[spans.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
      } else {
        spans.append(span)
      }
    }
    return spans
  }

  /// Where somebody sings by what was heard and by the lines: lines tell of quiet singing that a detector misses. They
  /// count only where they fit the track: four lines at least, all of them within it, a third of them begun where
  /// somebody was heard (words of another version, or without their offset, lie elsewhere).
  /// - Parameters:
  ///   - heard: in order of time.
  ///   - duration: of the track.
  package func improving(_ heard: [TrackAnalysis.VocalSpan], duration: Seconds) -> [TrackAnalysis.VocalSpan] {
    let begun = lines.filter { !$0.text.isEmpty }.map(\.start.value)
    guard begun.count >= 4, let last = begun.last, last < duration.value else { return heard }
    let matched = begun.count { start in
      heard.contains { $0.start_seconds - 1 <= start && start <= $0.end_seconds + 1 }
    }
    guard heard.isEmpty || 3 * matched >= begun.count else { return heard }
    let said = sung.map {
      TrackAnalysis.VocalSpan(
        start_seconds: $0.lowerBound.value, end_seconds: min(duration.value, $0.upperBound.value), confidence: 1)
    }
    var joined: [TrackAnalysis.VocalSpan] = []
    for span in (heard + said).sorted(by: { ($0.start_seconds, $0.end_seconds) < ($1.start_seconds, $1.end_seconds) }) {
      guard let before = joined.last, span.start_seconds <= before.end_seconds else {
        joined.append(span)
        continue
      }
      joined[joined.count - 1].end_seconds = max(before.end_seconds, span.end_seconds)
      joined[joined.count - 1].confidence = max(before.confidence, span.confidence)
    }
    return joined
  }
}
