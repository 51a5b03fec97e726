import Engine
import FoundationEssentials
import Glibc
import Library
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// A test that waited for something that did not come to be, with what the program said meanwhile.
struct DidNotHappen: Error, CustomStringConvertible { let description: String }

/// A workstation of a test's own, without a screen, and without a sound card unless it is given one: its clock runs in
/// real time, what it keeps lies in a folder that goes with it.
final class Booth {
  let folder: ScratchFolder
  let music: String
  let library: Library
  private(set) var workstation: Workstation
  private let speed: Double
  private let card: SoundCard?
  /// The number of the last message before what was said last.
  private var before = 0

  /// - Parameters:
  ///   - speed: how many times as fast as music its clock runs.
  ///   - card: what it is heard on.
  init(recording: RecordingFormat = .float, speed: Double = 1, card: SoundCard? = nil) throws {
    self.speed = speed
    self.card = card
    folder = try ScratchFolder()
    music = folder.path + "/music"
    if let complaint = makeFolder(music) { throw DidNotHappen(description: complaint) }
    library = try Library.inMemory()
    workstation = try Self.open(folder.path, library, recording, speed, card)
  }

  deinit { workstation.close() }

  /// Closes the program and opens it again on the same library. - Parameter meanwhile: is done between.
  func restart(meanwhile: () throws -> Void = {}) throws {
    workstation.close()
    try meanwhile()
    workstation = try Self.open(folder.path, library, .float, speed, card)
  }

  private static func open(
    _ folder: String, _ library: Library, _ recording: RecordingFormat, _ speed: Double, _ card: SoundCard?
  ) throws -> Workstation {
    var settings = Settings()
    settings.output.silentSpeed = speed
    settings.output.device = card == nil ? Settings.noDevice : "card"
    settings.output.configuration = card?.configuration
    if card != nil { (settings.output.format, settings.output.priority) = (.float, 0) }
    settings.recordingFormat = recording
    settings.jobs = 1
    return try Workstation(
      settings: settings, directories: directories(folder), library: library, media: try mediaProgram())
  }

  private static func directories(_ folder: String) -> AppDirectories {
    AppDirectories(
      config: folder + "/config", data: folder + "/data", cache: folder + "/cache", state: folder + "/state")
  }

  /// Where the program keeps what is not in the library.
  var directories: AppDirectories { Self.directories(folder.path) }

  /// Says lines of the command language, one after another.
  func say(_ lines: String...) {
    before = workstation.log.past.last?.message.number ?? 0
    for line in lines { workstation.perform(line) }
  }

  /// What is now.
  var snapshot: State {
    workstation.tick()
    return state
  }

  /// The same, without a turn of the program's clock.
  var state: State {
    State(screen: workstation.snapshot(browserRows: 20), engine: workstation.engine.snapshot)
  }

  /// Waits until it is so. - Returns: the state in which it is.
  @discardableResult
  func wait(for what: String, within limit: Duration = .patience, _ isSo: (State) -> Bool) throws -> State {
    var last = snapshot
    var heard: [String] = []
    // A turn of the clock and all that the screen shows: the program has thirty of them a second.
    let came = eventually(within: limit, resting: .milliseconds(10)) {
      last = snapshot
      for message in last.status.messages where !heard.contains(message.text) { heard.append(message.text) }
      return isSo(last)
    }
    if came { return last }
    let said = heard.joined(separator: " | ")
    let waiting = last.status.pending.joined(separator: " | ")
    throw DidNotHappen(description: "\(what) did not come; the program said: \(said); waiting: \(waiting)")
  }

  /// Waits for a message that holds these words.
  @discardableResult
  func wait(forMessage words: String, within limit: Duration = .patience) throws -> Message {
    // On a busy machine one may be over before anybody looks: those that came since the last line was said count too.
    func found(_ state: State) -> Message? {
      (workstation.log.past.map(\.message).filter { $0.number > before } + state.status.messages)
        .last { $0.text.contains(words) }
    }
    return try #require(found(try wait(for: "the message “\(words)”", within: limit) { found($0) != nil }))
  }

  /// Loads a file onto a deck and waits until all of it is there.
  func load(_ path: String, onto deck: DeckID, stems: Int = 0) throws {
    say("deck \(deck.word) load \"\(path)\"")
    try wait(for: "\(path) on deck \(deck.word)") {
      $0[deck].track?.path == path && $0.engine[deck].serial != nil && $0[deck].loading == nil
        && $0[deck].stems.count == stems && $0.engine[deck].lengthFrames.value > 0
    }
  }

  /// Lets a deck play on to a second of its track.
  func play(_ deck: DeckID, to second: Double) throws {
    try wait(for: "second \(second) on deck \(deck.word)") {
      $0.engine[deck].isPlaying && $0.engine[deck].position.value >= second * 44_100
    }
  }

  /// Scans the folder of music and waits until all in it is analysed.
  func scanMusic(tracks: Int) throws {
    say("add \"\(music)\"")
    try wait(for: "\(tracks) analysed tracks", within: .backgroundWork) { snapshot in
      let rows = snapshot.browser.rows
      return rows.count == tracks && snapshot.status.jobs.isEmpty && rows.allSatisfy { $0.bpm != nil }
    }
  }
}

/// What the screen is shown, and what the audio thread last said of itself.
@dynamicMemberLookup struct State {
  var screen: Snapshot
  var engine: EngineSnapshot
  subscript<Value>(dynamicMember path: KeyPath<Snapshot, Value>) -> Value { screen[keyPath: path] }
  subscript(deck: DeckID) -> LoadedDeck { screen[deck] }
}

/// The helper that reads music files, beside the tests.
func mediaProgram() throws -> MediaProgram {
  MediaProgram(executable: try #require(Programs.built("segue-media"), "segue-media is not built: swift build"))
}

/// The whole sound of a file as it is: interleaved stereo.
func sound(of path: String) throws -> [Float] {
  let file = try SoundFile(path: path)
  var samples: [Float] = []
  var buffer = [Float](repeating: 0, count: 2 * 65_536)
  while true {
    let count = file.read(into: &buffer, frames: 65_536)
    if count == 0 { return samples }
    samples.append(contentsOf: buffer[..<(2 * count)])
  }
}

/// Writes stereo to a file: `.wav` holds 24 bits, or floats where they are asked for.
func write(_ samples: [Float], to path: String, _ format: RecordingFormat = .wav, tags: Tags = Tags()) throws {
  let writer = try SoundFileWriter(path: path, format: format, sampleRate: .cd, channels: 2, tags: tags)
  var failure: MediaError?
  samples.withUnsafeBufferPointer { all in
    do throws(MediaError) { try writer.write(all) } catch { failure = error }
  }
  if let failure { throw failure }
  try writer.close()
}

/// Writes a track and, in a splitter's layout beside it, its stems. - Returns: the track's path.
@discardableResult
func writeTrack(_ name: String, in folder: String, stems: [(kind: StemKind, samples: [Float])]) throws -> String {
  var mix = stems[0].samples
  for stem in stems.dropFirst() { for index in mix.indices { mix[index] += stem.samples[index] } }
  let place = "\(folder)/stems/\(name)"
  if let complaint = makeFolder(place) { throw DidNotHappen(description: complaint) }
  for stem in stems { try write(stem.samples, to: "\(place)/\(stem.kind.rawValue).wav", .float) }
  try write(mix, to: "\(folder)/\(name).wav", .float)
  return "\(folder)/\(name).wav"
}

/// A voice that strikes on each beat of a track but for the last two bars of eight, stereo.
/// - Parameters:
///   - decay: per second.
///   - frames: that a strike lasts.
func struckVoice(
  _ track: SyntheticTrack, seconds: Double, level: Double = 0.3, decay: Double = 5, frames: Int = 18_000
) -> [Float] {
  var sound = [Float](repeating: 0, count: Int(seconds * 44_100) * 2)
  for (number, beat) in track.beats.enumerated() where number / 4 % 8 < 6 {
    let first = Int((beat * 44_100).rounded(.up))
    for index in 0..<frames where 2 * (first + index) + 1 < sound.count {
      let t = Double(first + index) / 44_100 - beat
      let value = Float(level * exp(-decay * t) * min(1, t * 4000) * sin(2 * Double.pi * 440 * t))
      sound[2 * (first + index)] += value
      sound[2 * (first + index) + 1] += value
    }
  }
  return sound
}

/// Writes a small text file.
func writeText(_ text: String, to path: String) throws {
  guard let file = fopen(path, "we") else { throw DidNotHappen(description: "\(path) cannot be written") }
  fputs(text, file)
  fclose(file)
}

/// The names of what lies in a folder.
func names(in folder: String) -> [String] {
  guard let entries = opendir(folder) else { return [] }
  defer { closedir(entries) }
  var names: [String] = []
  while let entry = readdir(entries) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// A journal that was rendered by the program, and its report.
struct Rendered {
  struct Report: Decodable, Equatable {
    struct Beat: Decodable, Equatable {
      var beat: Int
      var frame: Double
    }
    struct Decks: Decodable, Equatable {
      var a: [Beat]
      var b: [Beat]
    }
    var sample_rate_hz: Double
    var frames: Int
    var decks: Decks
  }

  let samples: [Float]
  let report: Report

  init(_ journal: String, in scratch: ScratchFolder, name: String) throws {
    let base = scratch.path + "/" + name
    try writeText(journal, to: base + ".journal")
    let program = try #require(Programs.built("segue"))
    let ended = try Programs.run([
      program, "render", base + ".journal", "-o", base + ".rendered.wav", "--report", base + ".json",
    ])
    guard ended.status == 0 else { throw DidNotHappen(description: "render: \(ended.errors)") }
    samples = try sound(of: base + ".rendered.wav")
    report = try JSONDecoder().decode(Report.self, from: Data(Programs.contents(base + ".json").utf8))
  }
}

extension Tag {
  /// Takes more than ten seconds: real time passes in it.
  @Tag static var slow: Self
}
