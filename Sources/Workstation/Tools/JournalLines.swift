import Engine
import Media
import Music
import Platform

/// What `segue journal` is asked for.
package enum JournalOutput: Sendable, Hashable {
  case story
  case tracklist
  case tracklistJSON
  case cueSheet
}

/// `segue journal`: the sets, newest first: number, date, length, tracks. - Returns: lines, and what could not be read.
package func journalList(in folder: String, json: Bool) -> (lines: [String], problems: [String]) {
  var lines: [String] = []
  var problems: [String] = []
  for (index, file) in JournalFile.all(in: folder).enumerated() {
    let set: Journal
    do { set = try JournalFile.read(file.path) } catch {
      problems.append("\(error)")
      continue
    }
    let frames = Double(set.timed.map(\.frame.value).max() ?? 0)
    let seconds = (frames / set.rate.hz * 1000).rounded() / 1000
    let (tracks, recordings) = (Tracklist(of: set).items.count, set.recordings.count)
    if json {
      let row: JSON = .object([
        ("number", JSON(index + 1)), ("path", .text(file.path)), ("date", .text(file.date)), ("seconds", JSON(seconds)),
        ("tracks", JSON(tracks)), ("recordings", JSON(recordings)), ("ended", .bool(set.isEnded)),
      ])
      lines.append(row.line)
      continue
    }
    var words = "\(index + 1)\t\(file.date)\t\(clock(seconds))\t\(counted(tracks, "track"))"
    if recordings > 0 { words += ", \(counted(recordings, "recording"))" }
    if !set.isEnded { words += JournalWriter.isBeingWritten(file.path) ? ", running" : ", cut off" }
    lines.append(words)
  }
  return (lines, problems)
}

/// `segue journal FILE`: a set as a story, or what was played in it.
/// - Parameter recording: from 1; nil is the whole set, but a cue sheet is its only recording's.
/// - Returns: lines, and what is to be known of them, in sentences.
package func journalLines(
  of word: String, _ wish: JournalOutput, recording: Int?, directories: AppDirectories
) throws -> (lines: [String], notes: [String]) {
  let path = try JournalFile.path(of: word, in: directories.journals)
  let set = try JournalFile.read(path)
  let range = try recording.map { number throws(OfflineSet.Failure) in try set.recording(number) }
  switch wish {
  case .story: return (set.story, set.notes)
  case .tracklist: return (Tracklist(of: set, in: range).lines, set.notes)
  case .tracklistJSON: return (Tracklist(of: set, in: range).jsonLines, set.notes)
  case .cueSheet: return try cueSheet(of: set, range, path)
  }
}

/// A cue sheet names the file that it belongs to: the recording that was asked for, or the only one there is.
private func cueSheet(
  of set: Journal, _ asked: Journal.RecordedRange?, _ path: String
) throws(OfflineSet.Failure) -> (lines: [String], notes: [String]) {
  let recordings = set.recordings
  guard asked != nil || recordings.count < 2 else {
    let names = recordings.enumerated().map { "--recording \($0 + 1) is \($1.recording.path)" }
    throw OfflineSet.Failure(
      description: "\(set.name) has \(recordings.count) recordings, and a cue sheet is one's: "
        + names.joined(separator: ", "))
  }
  let range = asked ?? recordings.first
  let sound = range?.recording.path ?? "\(baseName(path)).wav"
  let note = "\(set.name) has no recording: the sheet is for the whole set as \(sound), which segue render would write"
  let lines = [CueSheet.text(of: Tracklist(of: set, in: range).items, recording: sound)]
  return (lines, set.notes + (range == nil ? [note] : []))
}

extension Journal {
  /// A recording by its number, from 1. - Throws: how many there are.
  package func recording(_ number: Int) throws(OfflineSet.Failure) -> RecordedRange {
    let all = recordings
    guard all.indices.contains(number - 1) else {
      throw OfflineSet.Failure(
        description: "\(name) has \(counted(all.count, "recording")), no number \(number)"
          + (all.isEmpty ? ": it has no line @frame record on" : ""))
    }
    return all[number - 1]
  }

  /// The set in words, a line for each thing that was done; a knob that was turned in many steps is one.
  package var story: [String] {
    var lines: [(seconds: Double, text: String, verb: String, times: Int)] = []
    for (frame, entry) in timed.sorted(by: { $0.frame < $1.frame }) {
      guard let (text, verb) = entry.what.words else { continue }
      let seconds = Double(frame.value) / rate.hz
      if let last = lines.last, !verb.isEmpty, last.verb == verb, seconds - last.seconds < 2 {
        lines[lines.count - 1] = (seconds, text, verb, last.times + 1)
      } else {
        lines.append((seconds, text, verb, 1))
      }
    }
    return lines.map { line in
      let times = line.times > 1 ? "  (\(line.times) times)" : ""
      return clock(line.seconds) + "\t" + line.text.printable + times
    }
  }
}

extension Journal.What {
  /// What happened, and for a control that moves the words before its value. Nil for what a listener would not miss.
  fileprivate var words: (text: String, verb: String)? {
    switch self {
    case .load(let deck, let spec):
      var text = "deck \(deck.word): loads \(fileName(spec.path.text))"
      if case .known(let grid) = spec.grid, let bpm = grid.anchors.first?.bpm { text += ", \(fixed(bpm.value, 1)) BPM" }
      return (text, "")
    case .refresh(let deck, let spec): return spec.stems ? ("deck \(deck.word): its stems are there", "") : nil
    case .ident(let spec, _): return ("♪ ident \(fileName(spec.path.text))", "")
    case .stem(let deck, let stem, .mute(let wish), _, _):
      return ("deck \(deck.word): \(stem.rawValue) mute \(wish.word)", "")
    case .stem(let deck, let stem, .level, _, _): return ("deck \(deck.word): level of the \(stem.rawValue) stem", "")
    case .bpm(let deck, let bpm, _, _): return ("deck \(deck.word): bpm \(CommandText.number(bpm.value))", "")
    case .seekFraction(let deck, let share, _):
      return ("deck \(deck.word): seek \(CommandText.number((share * 1000).rounded() / 10)) %", "")
    case .recordOn(let recording): return ("● recording to \(recording.path)", "")
    case .recordOff: return ("● the recording ends", "")
    case .heard(let deck, let track):
      return ("♪ deck \(deck.word) is heard: \(track.artist.map { $0 + " – " } ?? "")\(track.title)", "")
    case .end: return ("the end", "")
    case .command(let command): return words(of: command)
    }
  }

  private func words(of command: EngineCommand) -> (text: String, verb: String)? {
    switch command.action {
    case .deck(_, .autoGain), .deck(_, .hotCueSet), .deck(_, .cueSet), .deck(_, .cueRelease): return nil
    case .mixer(.swap(let deck)):
      let what = "the vocals of deck \(deck.word) over the music of deck \(deck.other.word)"
      return (what + CommandText.timing(command.at, command.over), "")
    case .mixer(.mash(let setup)):
      let (voice, beat) = (setup.voice.word, setup.voice.other.word)
      let what = "a mashup: the voice of deck \(voice) over deck \(beat)"
      return (what + CommandText.timing(command.at, command.over), "")
    case .mixer(.mashOff), .mixer(.swapOff):
      return ("both decks whole again" + CommandText.timing(command.at, command.over), "")
    default: break
    }
    guard let line = CommandText.line(for: command) else { return nil }
    var words = line.split(separator: " ").map(String.init)
    let isMove = words.contains("=") || words.contains { $0.hasPrefix("+") || Double($0).map { $0 < 0 } == true }
    let verb = isMove ? words.filter { Double($0) == nil && $0 != "=" }.joined(separator: " ") : ""
    words.removeAll { $0 == "=" }
    guard words.count > 2, words[0] == "deck" || words[0] == "stem" else { return (words.joined(separator: " "), verb) }
    let rest = (words[0] == "stem" ? ["stem"] : []) + words[2...]
    return ("deck \(words[1]): \(rest.joined(separator: " "))", verb)
  }
}
