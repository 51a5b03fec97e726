import Engine
import Glibc
import Music

/// A set as text: every command that reached the engine, with its frame. It can be replayed, edited and rendered.
///
///     segue journal 1
///     rate 44100
///     @0 deck a load "/music/one.flac" grid 0.137:0:126 downbeat 0 stems
///     @44100 deck a play
///     @12.5s deck b play at bar
///     +16 beats crossfade b over 16 beats
///
/// `@` takes frames, or seconds with an `s`; `+` waits after the line before it, in seconds or in beats of the leader.
package struct Journal: Sendable {
  package var rate = SampleRate.cd
  package var entries: [Entry] = []

  package struct Entry: Sendable {
    package var when: When
    package var what: What
    package init(when: When, what: What) {
      self.when = when
      self.what = what
    }
  }

  package enum When: Sendable, Hashable {
    case frame(ClockFrame)
    case after(Seconds)
    case afterBeats(Beats)
  }

  package enum What: Sendable {
    case command(EngineCommand)
    case load(DeckID, TrackSpec)
    /// The same track with more known of it: its stems or its grid arrived while it was on the deck.
    case refresh(DeckID, TrackSpec)
    /// A stem by its name, as a person writes it; a set that was played has its number.
    case stem(DeckID, StemKind, Command.StemChange, Moment, Glide)
    /// The end of the set.
    case end
  }

  /// What a deck was given, in words that bring it back.
  package struct TrackSpec: Sendable, Hashable {
    package var path: String
    package var grid: GridSpec
    package var stems: Bool
    package init(path: String, grid: GridSpec, stems: Bool) {
      self.path = path
      self.grid = grid
      self.stems = stems
    }
  }

  package enum GridSpec: Sendable, Hashable {
    case known(BeatGrid)
    /// The deck had none.
    case none
    /// Nothing was said: found by analysis.
    case unsaid
  }

  /// A line that makes no sense, named.
  package struct Broken: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  package init() {}

  /// Reads a journal. A torn last line, as a crash leaves it, is dropped; any other broken line is an error.
  package init(parsing text: String, name: String) throws(Broken) {
    let lines = text.lines
    var sawHeader = false
    for (index, line) in lines.enumerated() {
      let content = line.trimmed
      if content.isEmpty || content.hasPrefix("#") { continue }
      if !sawHeader {
        guard content == Self.header else {
          throw Broken(description: "\(name): a journal begins with “\(Self.header)”")
        }
        sawHeader = true
        continue
      }
      do {
        try read(String(content))
      } catch {
        if index == lines.count - 1 { return }
        throw Broken(description: "\(name), line \(index + 1): \(error.description)")
      }
    }
    guard sawHeader else { throw Broken(description: "\(name) is empty: a journal begins with “\(Self.header)”") }
  }

  package static let header = "segue journal 1"

  private mutating func read(_ line: String) throws(CommandError) {
    if line.hasPrefix("rate ") {
      guard let hz = Double(line.dropFirst(5)), hz == 44_100 || hz == 48_000 else {
        throw CommandError("the rate is 44100 or 48000")
      }
      rate = SampleRate(hz: hz)
      return
    }
    let (when, rest) = try readWhen(line)
    entries.append(Entry(when: when, what: try Self.readWhat(rest)))
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
    } else if words[0].hasPrefix("+"), let wait = Double(mark), wait >= 0, wait < 1e7 {
      let rest = words[1].split(separator: " ", maxSplits: 1).map(String.init)
      if rest.count == 2 {
        if rest[0] == "beats" || rest[0] == "beat" { return (.afterBeats(Beats(wait)), rest[1]) }
        if rest[0] == "seconds" || rest[0] == "second" { return (.after(Seconds(wait)), rest[1]) }
      }
    }
    throw CommandError("a line begins with @frame, @12.5s, +4 beats or +2 seconds, not “\(words[0])”")
  }

  static func readWhat(_ line: String) throws(CommandError) -> What {
    let words = try CommandLine.split(line)
    if words == ["end"] { return .end }
    if words.count >= 4, words[0] == "deck", let deck = DeckID(word: words[1]),
      words[2] == "load" || words[2] == "refresh"
    {
      let spec = try TrackSpec(words: Array(words[3...]))
      return words[2] == "load" ? .load(deck, spec) : .refresh(deck, spec)
    }
    switch try CommandTable.parse(line) {
    case .engine(let command): return .command(command)
    case .stem(let deck, let stem, let change, let at, let over): return .stem(deck, stem, change, at, over)
    default: throw CommandError("“\(line)” is not heard, so it has no place in a journal")
    }
  }
}

extension Journal.What {
  /// - Returns: nil for a command that only a load or a refresh stands for.
  var line: String? {
    switch self {
    case .command(let command): CommandText.line(for: command)
    case .load(let deck, let spec): "deck \(deck.word) load \(spec.words)"
    case .refresh(let deck, let spec): "deck \(deck.word) refresh \(spec.words)"
    case .stem: nil
    case .end: "end"
    }
  }
}

extension Journal.TrackSpec {
  /// `"path" grid TIME:BEAT:BPM,… bar 4 downbeat 0 phrase 0 8 stems`, or `nogrid` in the grid's place.
  init(words: [String]) throws(CommandError) {
    path = words[0]
    grid = .unsaid
    stems = false
    var anchors: [BeatGrid.Anchor] = []
    var bar = 4
    var downbeat: Int?
    var phrase: (start: Int, bars: Int)?
    var index = 1
    func integer(_ offset: Int) throws(CommandError) -> Int {
      guard index + offset < words.count, let number = Int(words[index + offset]) else {
        throw CommandError("“\(words[index])” wants a whole number")
      }
      return number
    }
    while index < words.count {
      switch words[index] {
      case "stems": stems = true
      case "nogrid": grid = .none
      case "grid" where index + 1 < words.count:
        anchors = try Self.anchors(words[index + 1])
        index += 1
      case "bar":
        bar = try integer(1)
        index += 1
      case "downbeat":
        downbeat = try integer(1)
        index += 1
      case "phrase":
        phrase = (try integer(1), try integer(2))
        index += 2
      case let word: throw CommandError("“\(word)” says nothing about a track")
      }
      index += 1
    }
    if !anchors.isEmpty {
      grid = .known(
        BeatGrid(
          anchors: anchors, beatsPerBar: bar, downbeat: downbeat, phraseStart: phrase?.start,
          barsPerPhrase: phrase?.bars ?? 8))
    }
  }

  private static func anchors(_ text: String) throws(CommandError) -> [BeatGrid.Anchor] {
    var anchors: [BeatGrid.Anchor] = []
    for part in text.split(separator: ",") {
      let numbers = part.split(separator: ":").compactMap { Double($0) }
      guard numbers.count == 3, numbers.allSatisfy(\.isFinite), numbers[2] > 0 else {
        throw CommandError("“\(part)” is not second:beat:BPM")
      }
      let anchor = BeatGrid.Anchor(
        time: TrackTime(numbers[0]), beat: BeatPosition(numbers[1]), bpm: BPM(numbers[2]))
      if let last = anchors.last, anchor.time <= last.time || anchor.beat <= last.beat {
        throw CommandError("a grid's anchors rise in time and beat")
      }
      anchors.append(anchor)
    }
    return anchors
  }

  var words: String {
    var text = CommandLine.quoted(path)
    switch grid {
    case .none: text += " nogrid"
    case .unsaid: break
    case .known(let grid):
      let anchors = grid.anchors.map {
        [$0.time.value, $0.beat.value, $0.bpm.value].map(CommandText.number).joined(separator: ":")
      }
      text += " grid \(anchors.joined(separator: ",")) bar \(grid.beatsPerBar)"
      if let downbeat = grid.downbeat { text += " downbeat \(downbeat)" }
      if let phrase = grid.phraseStart { text += " phrase \(phrase) \(grid.barsPerPhrase)" }
    }
    return stems ? text + " stems" : text
  }
}

/// The journal of the running set, on disk as it happens: each line is written at once, so that a crash loses nothing
/// that the system had time to take.
final class JournalWriter {
  let path: String
  private let file: Int32
  /// Bytes that are whole lines.
  private var length = 0
  /// Why lines are missing, in words, until somebody takes it; said once for all that follow.
  private var complaint: String?
  private var isIncomplete = false

  /// - Throws: why the file could not be made, in words.
  init(folder: String, rate: SampleRate, started: String) throws(Journal.Broken) {
    if let complaint = Places.makeFolder(folder) { throw Journal.Broken(description: complaint) }
    path = freeName(folder + "/" + started, ending: "journal")
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0o644)
    guard file >= 0 else {
      throw Journal.Broken(description: "cannot write the journal \(path): \(String(cString: strerror(errno)))")
    }
    append(Journal.header + "\nrate \(CommandText.number(rate.hz))\n")
  }

  deinit { close(file) }

  func write(_ what: Journal.What, at frame: ClockFrame) {
    guard let line = what.line else { return }
    append("@\(frame.value) \(line)\n")
  }

  /// What the DJ is to be told; nil when all is well, or was said before.
  func takeComplaint() -> String? {
    defer { complaint = nil }
    return complaint
  }

  /// A full disk must not stop the music: what cannot be written is left out, whole lines only.
  private func append(_ text: String) {
    var text = text
    let written = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
    if written == text.utf8.count {
      length += written
      return
    }
    let reason = String(cString: strerror(written < 0 ? errno : ENOSPC))
    if written > 0 { ftruncate(file, off_t(length)) }
    if !isIncomplete {
      complaint =
        "the journal \(path) misses what you do now: \(reason). The music plays on; a render of this set will differ"
    }
    isIncomplete = true
  }
}
