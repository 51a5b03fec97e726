import Media
import Music
import Platform
import Studio
import Suggestion
import Workstation

/// The command line, read.
struct Arguments {
  enum Job {
    case workstation(folders: [String])
    /// The listening test, of a list or of all.
    case test(of: String?)
    /// Only made, not opened.
    case demo(isOnlyMade: Bool)
    /// Lines on standard output, or whole analyses into a log.
    case analyze(files: [String], log: String?)
    case importing(logs: [String], moved: (from: String, to: String)?)
    /// Libraries and playlists of other programs; none of them: the last import is taken back.
    case bringing(files: [String], ImportWish)
    case exporting(file: String, crate: String?, renamed: (there: String, here: String)?)
    case render(journal: String, output: String, recording: Int?, report: String?)
    /// One set, or a list of all.
    case journal(String?, JournalOutput, recording: Int?)
    case suggest(file: String, limit: Int, steer: String?)
    case mashups(file: String, limit: Int)
    /// Two files; nil: the kind that fits, and only planned.
    case transition(from: String, to: String, kind: BlendPlan.Kind?, output: String?)
    case plan(SetWords)
    case mix(files: [String], output: String, journal: String?)
    case mashup(MashupWords)
    /// Files into their stems.
    case split(files: [String], SplitWish, saysEngine: Bool)
    /// The splitter of a Segue that plays.
    case splitWorker(file: String, data: String, cache: String, engine: String)
    case songWorker(wish: String, data: String, cache: String, library: String)
    /// Stems that were made, and are kept.
    case cache(CacheWish)
    /// Looks through the library, and mends it.
    case library(repairs: Bool)
    /// Files that are measured for mastering.
    case masterAnalysis(files: [String]), master(files: [String], MasterWish)
    case parse(lines: [String])
    /// A line of the prompt; nil: those of standard input.
    case control(line: String?)
    /// A station, with these folders in its library; how it does; its unit for systemd.
    case radio(folders: [String]), radioStatus, radioWatch, radioUnit
    case scan(folders: [String])
    case lyrics(files: [String])
    case recue
    /// What the DJ said to tracks, and what was learnt from it.
    case answers, taste
    /// What was played from a date on; nil: all of it.
    case history(since: Double?)
    /// What a station would play: for so many hours, from a date on; nil: from now on.
    case radioPlan(hours: Double, from: Double?)
    case devices
    /// What there is of controllers; each message as it comes; or a built-in map's text.
    case midi, midiMonitor, midiMap(String)
    /// A map that is made by moving controls; what a unit sends, on standard output; the same again, into a path.
    case midiLearn(String), midiRecord, midiReplay(String, into: String)
    case doctor
    case keys
    case manual
    /// The script for a shell; or what may follow the words of a line.
    case completions(shell: String), nextWords([String])
    case help
    case version
  }

  /// What `segue mashup` is told.
  struct MashupWords {
    var vocals: String
    var instrumental: String
    var output: String
    var arrange: MashupArrangement
    var journal: String?
    var hasStems: Bool
    /// What is left of the instrumental's own voice is held down.
    var isGated: Bool
    /// Semitones; nil: as is planned.
    var shifts: (voice: Double, beat: Double)?
    /// LU; nil: as the settings have it.
    var balance: Double?
  }

  /// What `segue plan` is told.
  struct SetWords {
    var files: [String]
    var minutes: Double
    var course: SetCourse.Shape?
    var first: String?
    var last: String?
    var playlist: String?
    /// Where it is steered to, in words.
    var steer: String?
  }

  var job = Job.workstation(folders: [])
  /// Settings by name, as the config file has them.
  var settings: [(name: String, value: String)] = []
  var library: String?
  var config: String?
  var json = false
  private var make = false
  private(set) var plan = false
  /// The workstation as lines, without a screen.
  private(set) var isPlain = false
  /// The last set is brought back.
  private(set) var resumes = false
  /// The score of each suggestion as a sum.
  private(set) var explain = false
  /// How what is rendered is mastered; nil: not at all.
  private(set) var mastering: MasterWish?
  private(set) var stems = false
  private(set) var gate = false
  private var tracklist = false
  private var cueSheet = false
  private var isDry = false
  private var replaces = false
  private var gridPads = false
  private var undoes = false
  private var analyzes = false
  private var printsUnit = false

  struct Wrong: Error { let sentence: String }

  /// - Throws: what is wrong, and where to look.
  init(_ words: [String]) throws(Wrong) {
    var plain: [String] = []
    var values: [String: String] = [:]
    var index = 0
    var onlyPlain = false
    while index < words.count {
      let word = words[index]
      index += 1
      // "-6" is a number of a command.
      if onlyPlain || word == "-" || !word.hasPrefix("-") || word.dropFirst().first?.isNumber == true {
        plain.append(word)
        continue
      }
      switch word {
      case "--": onlyPlain = true
      case "-h", "--help":
        job = .help
        return
      case "-V", "--version":
        job = .version
        return
      case "--json": json = true
      case "--make": make = true
      // `segue radio` wants to be told for how long.
      case "--plan" where plain.first != "radio": plan = true
      case "--plain": isPlain = true
      case "--mouse": settings.append(("mouse", "on"))
      case "--resume": resumes = true
      case "--explain": explain = true
      // `segue split` wants to be told how many.
      case "--stems" where plain.first != "split": stems = true
      case "--gate": gate = true
      case "--tracklist": tracklist = true
      case "--cuesheet": cueSheet = true
      case "--dry-run": isDry = true
      case "--replace": replaces = true
      case "--grid-pads": gridPads = true
      case "--undo": undoes = true
      case "--analyze": analyzes = true
      case "--unit": printsUnit = true
      default:
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        let name = parts[0] == "-o" ? "--output" : parts[0]
        let isValued =
          Self.valued.contains(name) || name == "--stems" && plain.first == "split"
          || name == "--plan" && plain.first == "radio"
        guard isValued else {
          throw Wrong(sentence: "there is no option \(word)")
        }
        if parts.count == 2 {
          values[name] = parts[1]
        } else if index < words.count {
          values[name] = words[index]
          index += 1
        } else {
          throw Wrong(sentence: "\(word) wants a value")
        }
      }
    }
    library = values["--library"]
    config = values["--config"]
    for name in ["device", "period", "periods", "rate", "cue", "headphones", "theme", "jobs", "glyphs", "fps"] {
      if let value = values["--" + name] { settings.append((name, value)) }
    }
    mastering = try values["--master"].map { preset throws(Wrong) in
      guard ["render", "mix", "mashup"].contains(plain.first), preset != "reference" else {
        throw Wrong(sentence: "--master streaming, loud or club goes with render, mix and mashup")
      }
      return try Self.masterWish(
        values.filter { ["--lufs", "--true-peak"].contains($0.key) }.merging(["--preset": preset]) { $1 })
    }
    job = try readJob(plain, values)
  }

  private static let valued: Set<String> = [
    "--device", "--period", "--periods", "--rate", "--cue", "--headphones", "--theme", "--glyphs", "--fps",
    "--library", "--config", "--jobs", "--output",
    "--report", "--limit", "--moved", "--recording", "--kind", "--minutes", "--start", "--end", "--course",
    "--journal", "--offset", "--crate", "--as", "--steer", "--vocals", "--instrumental", "--arrange", "--shift",
    "--shift-beat", "--balance", "--engine", "--format", "--remove", "--preset", "--reference", "--lufs",
    "--true-peak", "--bits", "--analysis", "--master", "--from", "--since",
  ]

  /// What is to be said of a set.
  private var wish: JournalOutput {
    if cueSheet { return .cueSheet }
    return json ? .tracklistJSON : tracklist ? .tracklist : .story
  }

  private func importJob(_ files: [String], _ values: [String: String]) throws(Wrong) -> Job {
    if undoes {
      guard files.isEmpty else { throw Wrong(sentence: "import --undo takes the last import back: it wants no files") }
      return .bringing(files: [], ImportWish())
    }
    guard !files.isEmpty else {
      throw Wrong(sentence: "import wants files of other programs, or of segue analyze -o: segue import rekordbox.xml")
    }
    let moved = try values["--moved"].map { text throws(Wrong) in try Self.moved(text) }
    let logs = files.filter(isAnalysisLog)
    if !logs.isEmpty {
      guard logs.count == files.count else {
        throw Wrong(sentence: "import wants either analyses of Segue's own or other programs' files, not both at once")
      }
      return .importing(logs: logs, moved: moved)
    }
    var wish = ImportWish()
    (wish.moved, wish.isDry, wish.replaces, wish.takesGridPads) = (moved, isDry, replaces, gridPads)
    if let text = values["--offset"] {
      guard let milliseconds = Double(text), abs(milliseconds) <= 1000 else {
        throw Wrong(sentence: "--offset wants milliseconds: --offset 51.2")
      }
      wish.offset = milliseconds / 1000
    }
    return .bringing(files: files, wish)
  }

  private static func exportJob(_ words: [String], _ values: [String: String]) throws(Wrong) -> Job {
    guard words.count == 1 else {
      throw Wrong(sentence: "export wants one file: segue export rekordbox.xml, traktor.nml or list.m3u8")
    }
    let renamed = try values["--as"].map { text throws(Wrong) -> (there: String, here: String) in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw Wrong(sentence: "--as wants a folder there and here: --as C:/Music=/home/me/music")
      }
      return (parts[0], plainPath(parts[1]))
    }
    return .exporting(file: words[0], crate: values["--crate"], renamed: renamed)
  }

  private static func moved(_ text: String) throws(Wrong) -> (from: String, to: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw Wrong(sentence: "--moved wants two folders: --moved /there/music=/home/me/music")
    }
    return (parts[0], parts[1])
  }

  private func readJob(_ words: [String], _ values: [String: String]) throws(Wrong) -> Job {
    let rest = Array(words.dropFirst())
    switch words.first {
    case nil: return .workstation(folders: [])
    case "demo": return .demo(isOnlyMade: make)
    case "devices": return .devices
    case "midi":
      switch (rest.first, rest.count) {
      case (nil, _): return .midi
      case ("monitor"?, 1): return .midiMonitor
      case ("map"?, 2): return .midiMap(rest[1])
      case ("learn"?, 2): return .midiLearn(rest[1])
      case ("record"?, 1): return .midiRecord
      case ("replay"?, 3): return .midiReplay(rest[1], into: rest[2])
      default:
        throw Wrong(sentence: "segue midi takes nothing, monitor, map NAME, learn MAP, record, or replay FILE PIPE")
      }
    case "test":
      guard rest.count < 2 else { throw Wrong(sentence: "test wants one playlist, crate or folder, or none") }
      return .test(of: rest.first)
    case "doctor":
      guard rest.isEmpty else { throw Wrong(sentence: "doctor wants no arguments: segue doctor") }
      return .doctor
    case "keys":
      guard rest.isEmpty else { throw Wrong(sentence: "keys takes no arguments: segue keys > ~/.config/segue/keys") }
      return .keys
    case "manual": return .manual
    case "completions":
      if rest.first == "line" { return .nextWords(Array(rest.dropFirst())) }
      guard rest.count == 1, ShellCompletions.shells.contains(rest[0]) else {
        throw Wrong(
          sentence: "completions wants a shell, \(ShellCompletions.shells.joined(separator: ", ")): see --help")
      }
      return .completions(shell: rest[0])
    case "radio": return try printsUnit ? .radioUnit : Self.radioJob(rest, values)
    case "scan": return .scan(folders: rest)
    case "lyrics":
      guard !rest.isEmpty else { throw Wrong(sentence: "lyrics wants files: segue lyrics SONG.mp3") }
      return .lyrics(files: rest)
    case "split": return try Self.splitJob(rest, values)
    case "split-worker":
      guard rest.count == 4 else { throw Wrong(sentence: "split-worker is Segue's own: segue split is for people") }
      return .splitWorker(file: rest[0], data: rest[1], cache: rest[2], engine: rest[3])
    case "mashup-worker":
      guard rest.count == 4 else { throw Wrong(sentence: "mashup-worker is Segue's own: segue mashup is for people") }
      return .songWorker(wish: rest[0], data: rest[1], cache: rest[2], library: rest[3])
    case "cache": return .cache(try Self.cacheWish(rest))
    case "library":
      guard rest == ["check"] || rest == ["repair"] else {
        throw Wrong(sentence: "library wants check or repair: segue library check")
      }
      return .library(repairs: rest == ["repair"])
    case "recue":
      guard rest.isEmpty else { throw Wrong(sentence: "recue takes no files: it works on the whole library") }
      return .recue
    case "history": return try Self.historyJob(rest, values)
    case "answers":
      guard rest.isEmpty else { throw Wrong(sentence: "answers takes no files: it lists all of them") }
      return .answers
    case "taste":
      guard rest.isEmpty else { throw Wrong(sentence: "taste takes no words here: it shows what was learnt") }
      return .taste
    case "analyze":
      guard !rest.isEmpty else { throw Wrong(sentence: "analyze wants files: segue analyze FILE…") }
      return .analyze(files: rest, log: values["--output"])
    case "import":
      return try importJob(rest, values)
    case "export": return try Self.exportJob(rest, values)
    case "render":
      guard rest.count == 1, let output = values["--output"] else {
        throw Wrong(sentence: "render wants a journal and a place: segue render JOURNAL -o OUT.wav")
      }
      return .render(
        journal: rest[0], output: output, recording: try Self.recording(values), report: values["--report"])
    case "journal":
      guard rest.count <= 1 else { throw Wrong(sentence: "journal wants one set, or none: segue journal 1") }
      guard !rest.isEmpty || !(tracklist || cueSheet) else {
        throw Wrong(sentence: "a track list is one set's: segue journal 1 --tracklist")
      }
      return .journal(rest.first, wish, recording: try Self.recording(values))
    case "parse":
      guard !rest.isEmpty else { throw Wrong(sentence: "parse wants lines: segue parse \"play a\"") }
      return .parse(lines: rest)
    case "ctl":
      guard !rest.isEmpty else { throw Wrong(sentence: "ctl wants a line of the prompt: segue ctl play a") }
      return .control(line: rest == ["-"] ? nil : rest.joined(separator: " "))
    case "suggest":
      guard !rest.isEmpty else { throw Wrong(sentence: "suggest wants one file or title: segue suggest FILE") }
      return .suggest(file: rest.joined(separator: " "), limit: try Self.limit(values), steer: values["--steer"])
    case "mashups":
      guard !rest.isEmpty else { throw Wrong(sentence: "mashups wants one file or title: segue mashups FILE") }
      return .mashups(file: rest.joined(separator: " "), limit: try Self.limit(values))
    case "transition":
      guard rest.count == 2, plan || values["--output"] != nil else {
        throw Wrong(sentence: "transition wants two files and a place, or --plan: segue transition A B -o CLIP.wav")
      }
      return .transition(from: rest[0], to: rest[1], kind: try Self.kind(values), output: values["--output"])
    case "plan":
      guard !rest.isEmpty else { throw Wrong(sentence: "plan wants music: segue plan FOLDER --minutes 60") }
      return .plan(try Self.setWords(rest, values))
    case "mashup": return .mashup(try mashupWords(rest, values))
    case "master":
      guard !rest.isEmpty else { throw Wrong(sentence: "master wants files: segue master FILE -o MASTER.wav") }
      return analyzes ? .masterAnalysis(files: rest) : .master(files: rest, try Self.masterWish(values))
    case "mix":
      guard !rest.isEmpty, let output = values["--output"] else {
        throw Wrong(sentence: "mix wants music and a place: segue mix ONE.flac TWO.flac -o SET.flac")
      }
      return .mix(files: rest, output: output, journal: values["--journal"])
    case let word?:
      guard word.contains("/") || word.hasPrefix(".") || isFolder(word) else {
        throw Wrong(sentence: "“\(word)” is neither a command nor a folder")
      }
      return .workstation(folders: words)
    }
  }
}
