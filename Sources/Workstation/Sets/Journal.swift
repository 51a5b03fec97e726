import Engine
import Media
import Music
import Platform

/// A set as text: every command that reached the engine, with its frame. It can be replayed, edited and rendered.
///
///     segue journal 1
///     rate 44100
///     @0 deck a load "/music/one.flac" grid 0.137:0:126 downbeat 0 stems
///     @44100 deck a play
///     @12.5s deck b play at bar
///     +16 beats crossfade b over 16 beats
///
/// `@` takes frames, or seconds with an `s`; `+` waits after the line before it, in seconds or in beats of the leader;
/// `@a:85.7s` waits until deck A's track is at 85.7 seconds, and no longer than the deck plays.
/// Where every line has a time of its own, they may stand in any order and are done in the order of their times; what
/// waits with `+` hangs on the line before it, so a time that lies before that one's is refused. The rate stands above
/// all times.
///
/// `cancel 3` takes back what waits for its beat, bar or phrase: of all commands with a moment (`at bar`) that the
/// engine was given, whether they had to wait or not, the third.
///
/// A line `dither on` has a render to whole numbers dithered.
///
/// Some lines only tell what happened. Their frame may lie before that of the line above, and a render passes over
/// them:
///
///     @88200 record on "/recordings/one.wav" wav
///     @90112 heard a "/music/one.flac" title "One" artist "Somebody"
///     @999999 record off
package struct Journal: Sendable {
  /// What it is called in errors.
  package var name = ""
  /// Of the engine that played it.
  package var rate = SampleRate.cd
  /// What is rendered of it to whole numbers is dithered, always in the same way.
  package var isDithered = false
  /// In the order of the file.
  package var entries: [Entry] = []
  /// What a reader should know of the text, in sentences: lines that were put in order, that nothing will come of, or
  /// that were torn.
  package internal(set) var notes: [String] = []

  /// A line of it.
  package struct Entry: Sendable {
    /// When it was done.
    package var when: When
    /// What was done.
    package var what: What
    /// Where it stands in the text, from 1; 0 where there is none.
    package var line: Int
    /// - Parameter line: of the file, from 1; 0 where it was not read from one.
    package init(when: When, what: What, line: Int = 0) {
      self.when = when
      self.what = what
      self.line = line
    }
  }

  /// A line's time: on the set's clock, or after the line before it.
  package enum When: Sendable, Hashable {
    case frame(ClockFrame)
    case after(Seconds)
    case afterBeats(Beats)
    /// When a deck's track gets there, or stands still before.
    case deckAt(DeckID, TrackTime)
  }

  /// What a line says.
  package enum What: Sendable {
    case command(EngineCommand)
    case load(DeckID, TrackSpec)
    /// The same track with more known of it: its stems or its grid arrived while it was on the deck.
    case refresh(DeckID, TrackSpec)
    /// A station's ident over the mix.
    case ident(IdentSpec, Moment)
    /// A stem by its name: its number is known from the track that the deck has by then.
    case stem(DeckID, StemKind, Command.StemChange, Moment, Glide)
    /// What depends on the track's tempo, and on its length.
    case bpm(DeckID, BPM, Moment, Glide)
    case seekFraction(DeckID, Double, Moment)
    /// The recording's first frame; and the one after its last.
    case recordOn(Recording)
    case recordOff
    /// From here on the room hears a deck's track.
    case heard(DeckID, PlayedTrack)
    /// The end of the set.
    case end

    /// Whether it tells of the set and does nothing in a render.
    package var isRemark: Bool {
      switch self {
      case .recordOn, .recordOff, .heard: true
      default: false
      }
    }
  }

  /// A recording that was made of the set.
  package struct Recording: Sendable, Hashable {
    /// The file that was written.
    package var path: String
    /// How it was written.
    package var format: RecordingFormat
    /// A file and its format.
    package init(path: String, format: RecordingFormat) {
      self.path = path
      self.format = format
    }
  }

  /// A track that was heard, by its path and tags.
  package struct PlayedTrack: Sendable, Hashable {
    /// The file.
    package var path: FilePath
    /// The song's name.
    package var title: String
    /// Who made it.
    package var artist: String?
    /// What a cue sheet says of a track.
    package init(path: String, title: String, artist: String?) {
      self.path = FilePath(path)
      self.title = title
      self.artist = artist
    }
  }

  /// What a deck was given, in words that bring it back.
  package struct TrackSpec: Sendable, Hashable {
    /// The file.
    package var path: FilePath
    /// As it was loaded.
    package var grid: GridSpec
    /// Its stems were loaded too.
    package var stems: Bool
    /// A track as a journal loads it.
    package init(path: String, grid: GridSpec, stems: Bool) {
      self.path = FilePath(path)
      self.grid = grid
      self.stems = stems
    }
  }

  /// A grid as a line has it.
  package enum GridSpec: Sendable, Hashable {
    case known(BeatGrid)
    /// The deck had none.
    case none
    /// Nothing was said: found by analysis.
    case unsaid
  }

  /// A line that makes no sense, named.
  package struct Broken: Error, Sendable, CustomStringConvertible {
    /// The sentence.
    package let description: String
  }

  /// An empty one.
  package init() {}

  /// Reads a journal. A torn last line, as a crash leaves it, is dropped and noted; any other broken line is an error.
  package init(parsing text: String, name: String) throws(Broken) {
    self.name = name
    try readLines(of: text)
    try putInOrder()
    lookForEmptyDecks()
  }

  private mutating func readLines(of text: String) throws(Broken) {
    let lines = text.lines
    var sawHeader = false
    for (index, line) in lines.enumerated() {
      let content = line.trimmed
      if content.isEmpty || content.hasPrefix("#") { continue }
      if !sawHeader {
        guard content == Self.header else {
          let found = String(content.prefix(40)).printable
          throw Broken(description: "\(name): a journal begins with “\(Self.header)”, not with “\(found)”")
        }
        sawHeader = true
        continue
      }
      do {
        try read(content, at: index + 1)
      } catch {
        if index == lines.count - 1 {
          return notes.append("\(name), line \(index + 1) is torn and was left out: \(error.description)")
        }
        throw Broken(description: "\(name), line \(index + 1): \(error.description)")
      }
    }
    guard sawHeader else { throw Broken(description: "\(name) is empty: a journal begins with “\(Self.header)”") }
  }

  /// The first line of every journal.
  package static let header = "segue journal 1"

  private mutating func read(_ line: String, at number: Int) throws(CommandError) {
    if line.hasPrefix("rate ") {
      guard let hz = Double(line.dropFirst(5)), hz == 44_100 || hz == 48_000 else {
        throw CommandError("the rate is 44100 or 48000")
      }
      if let first = entries.first, hz != rate.hz {
        throw CommandError(
          "the rate stands above all times: line \(first.line) was counted at \(CommandText.number(rate.hz)) already")
      }
      rate = SampleRate(hz: hz)
      return
    }
    if line == "dither on" {
      isDithered = true
      return
    }
    let (when, rest) = try readWhen(line)
    let what = try Self.readWhat(rest)
    if what.isRemark {
      guard case .frame = when else {
        throw CommandError("“record” and “heard” lines need a time of their own, @frame or @12.5s, not a wait")
      }
    }
    entries.append(Entry(when: when, what: what, line: number))
  }

  private func readWhen(_ line: String) throws(CommandError) -> (When, String) {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else { throw CommandError("“\(line)” has a time but no command, or the reverse") }
    let mark = words[0].dropFirst()
    if words[0].hasPrefix("@") {
      if mark.hasSuffix("s"), let seconds = Double(mark.dropLast()), seconds >= 0, seconds < 1e7 {
        return (.frame(ClockFrame(Int64((seconds * rate.hz).rounded()))), words[1])
      }
      if let frame = Int64(mark), frame >= 0 { return (.frame(ClockFrame(frame)), words[1]) }
      let parts = mark.split(separator: ":", maxSplits: 1)
      if parts.count == 2, let deck = DeckID(word: String(parts[0])), parts[1].hasSuffix("s"),
        let seconds = Double(parts[1].dropLast()), seconds >= 0, seconds < 1e7
      {
        return (.deckAt(deck, TrackTime(seconds)), words[1])
      }
    } else if words[0].hasPrefix("+"), let wait = Double(mark), wait >= 0, wait < 1e7 {
      let rest = words[1].split(separator: " ", maxSplits: 1).map(String.init)
      if rest.count == 2 {
        if rest[0] == "beats" || rest[0] == "beat" { return (.afterBeats(Beats(wait)), rest[1]) }
        if rest[0] == "seconds" || rest[0] == "second" { return (.after(Seconds(wait)), rest[1]) }
      }
    }
    throw CommandError("a line begins with @frame, @12.5s, @a:12.5s, +4 beats or +2 seconds, not “\(words[0])”")
  }

  static func readWhat(_ line: String) throws(CommandError) -> What {
    let words = try CommandLine.split(line)
    if words == ["end"] { return .end }
    if let remark = try readRemark(words) { return remark }
    if words.count >= 4, words[0] == "deck", let deck = DeckID(word: words[1]),
      words[2] == "load" || words[2] == "refresh"
    {
      let spec = try TrackSpec(words: Array(words[3...]))
      return words[2] == "load" ? .load(deck, spec) : .refresh(deck, spec)
    }
    if let (ident, moment) = try IdentSpec.read(words) { return .ident(ident, moment) }
    let command = try CommandTable.parse(line)
    switch command.action {
    case .engine(let action): return .command(EngineCommand(action, at: command.at, over: command.over))
    case .stem(let deck, let stem, let change): return .stem(deck, stem, change, command.at, command.over)
    case .bpm(let deck, let bpm): return .bpm(deck, bpm, command.at, command.over)
    case .seekFraction(let deck, let fraction): return .seekFraction(deck, fraction, command.at)
    case .matchKey:
      throw CommandError("“\(line)” depends on both tracks: write the shift into a journal, deck a key = 1")
    case .seekSection:
      throw CommandError("“\(line)” depends on the track's sections: write the time into a journal, deck a seek 83.5")
    case .line:
      throw CommandError("“\(line)” depends on the song's words: write the time into a journal, deck a seek 83.5")
    case .toggleEffect: throw CommandError("toggles like “\(line)” can't be replayed: write on or off")
    default: throw CommandError("“\(line)” doesn't affect the sound, so journals don't take it")
    }
  }

  /// - Returns: nil for a line that does something.
  private static func readRemark(_ words: [String]) throws(CommandError) -> What? {
    switch words.first {
    case "record" where words == ["record", "off"]: return .recordOff
    case "record" where words.count >= 2 && words[1] == "on":
      guard words.count <= 4 else { throw CommandError("“record on” takes a file's name and its format, no more") }
      let path = words.count > 2 ? words[2] : ""
      let name = words.count > 3 ? words[3] : "wav"
      guard let format = RecordingFormat(rawValue: name) else { throw CommandError("there is no format “\(name)”") }
      return .recordOn(Recording(path: path, format: format))
    case "heard":
      guard words.count >= 5, words.count <= 7, words.count != 6, words[3] == "title",
        words.count == 5 || words[5] == "artist", let deck = DeckID(word: words[1])
      else { throw CommandError("a played track is written: heard a \"path\" title \"…\" artist \"…\"") }
      return .heard(deck, PlayedTrack(path: words[2], title: words[4], artist: words.count > 6 ? words[6] : nil))
    default: return nil
    }
  }

  /// A recording and where it lies in the set; one that a crash ended has no end.
  package struct RecordedRange: Sendable, Hashable {
    /// What was written.
    package var recording: Recording
    /// Its first frame, on the set's clock.
    package var start: ClockFrame
    /// The frame after its last; nil where the program ended meanwhile.
    package var end: ClockFrame?
  }

  /// The set's recordings, in order.
  package var recordings: [RecordedRange] {
    var marks: [(frame: ClockFrame, what: What)] = []
    for entry in entries {
      guard case .frame(let frame) = entry.when else { continue }
      switch entry.what {
      case .recordOn, .recordOff: marks.append((frame, entry.what))
      default: break
      }
    }
    var ranges: [RecordedRange] = []
    for mark in marks {
      if case .recordOn(let recording) = mark.what {
        ranges.append(RecordedRange(recording: recording, start: mark.frame, end: nil))
      } else if let last = ranges.indices.last, ranges[last].end == nil {
        ranges[last].end = mark.frame
      }
    }
    return ranges
  }
}

extension Journal.What {
  var line: String? { line(stems: [:]) }

  /// - Parameter stems: those of the tracks on the decks: they are called by their names.
  /// - Returns: nil for a command that only a load or a refresh stands for.
  func line(stems: [DeckID: [StemKind]]) -> String? {
    switch self {
    case .command(let command): CommandText.line(for: command, stems: stems)
    case .load(let deck, let spec): "deck \(deck.word) load \(spec.words)"
    case .refresh(let deck, let spec): "deck \(deck.word) refresh \(spec.words)"
    case .ident(let spec, let moment): spec.line(moment)
    case .stem(let deck, let stem, let change, let at, let over):
      Command(.stem(deck, stem, change), at: at, over: over).line
    case .bpm(let deck, let bpm, let at, let over): Command(.bpm(deck, bpm), at: at, over: over).line
    case .seekFraction(let deck, let share, let at): Command(.seekFraction(deck, share), at: at).line
    case .recordOn(let recording): "record on \(CommandLine.quoted(recording.path)) \(recording.format.rawValue)"
    case .recordOff: "record off"
    case .heard(let deck, let track):
      "heard \(deck.word) \(CommandLine.quoted(track.path.text)) title \(CommandLine.quoted(track.title))"
        + (track.artist.map { " artist \(CommandLine.quoted($0))" } ?? "")
    case .end: "end"
    }
  }
}
