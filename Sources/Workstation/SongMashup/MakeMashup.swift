import DSP
import Engine
import Media
import Music
import Platform
import Suggestion

/// A mashup that was made.
package struct MadeMashup {
  /// A sentence on what was made.
  package let summary: String
  /// What was done, for people, a line each: the text beside the file.
  package let lines: [String]
  /// The same as one object.
  package let json: String
  /// What a DJ should know, in sentences.
  package let notes: [String]
}

/// `segue mashup`: one song's voice over another one's whole instrumental, through the engine into a file, with a text
/// beside it that says what was done. All in floats to one dithered conversion; loudness and true peak are set at the
/// end, by the gain of the master, and where that is not enough by some decibels of the limiter.
/// - Parameters:
///   - directories: where stems are kept.
///   - library: the one that may know the files already.
///   - jobs: how many files are analysed at a time; nil: as many as there are cores.
///   - mastering: how the song is mastered, stems not; nil: not at all.
///   - shown: is told how far mastering is.
///   - say: is told how far it is; what it throws ends the work, and nothing is left of the file.
/// - Throws: what is missing, and what would do, in a sentence.
package func makeMashup(
  _ wish: SongWish, in directories: AppDirectories, library: String?, jobs: Int?, mastering: MasterWish? = nil,
  shown: @escaping (String) -> Void = { _ in }, say: (SongProgress) throws -> Void
) throws -> MadeMashup {
  let output = wish.output
  guard RecordingFormat(ending: fileEnding(output)) != nil else { throw UnknownFormat(output) }
  let song = try PlannedSong(wish, directories, library, jobs, say)
  let both: [(SongMashupLines.Bus, String)] = [(.voice, "voice"), (.instrumental, "instrumental")]
  let buses = wish.hasStems ? both : []
  let passes = 3 + buses.count
  func rendered(_ seconds: Double, _ pass: Int, _ what: String) throws {
    try say(SongProgress(seconds, of: song.lines.seconds, pass: pass, of: passes, what))
  }
  let measure = try SongMeasure(of: song.lines, directories) { seconds, pass, name in
    try rendered(seconds, pass, "of the \(name) measured")
  }
  func journal(_ master: Double, _ bus: SongMashupLines.Bus? = nil) throws -> Journal {
    try Journal(
      parsing: song.lines.text(master: master, balance: measure.balance, only: bus), name: "the mashup")
  }
  guard let level = measure.programme.integrated, let peak = measure.programme.truePeak else {
    throw OfflineSet.Failure(description: "the mashup would be silent: are the stems those of these tracks?")
  }
  let wanted = wish.loudness - level.value
  let room = SongLevels.ceiling - peak.value
  let master = thousandths(max(-60, min(12, min(wanted, room + SongLevels.mostLimiting))))
  let finalText = song.lines.text(master: master, balance: measure.balance, isLimited: master > room)
  let final = try Journal(parsing: finalText, name: "the mashup")
  let meter = LoudnessMeter(sampleRate: final.rate)
  var pieces = PieceBuffer()
  let whole = try renderSet(
    final, to: output, mastering: mastering, shown: shown, directories: directories,
    progress: { try rendered($0, 2, "rendered") }, heard: { samples in pieces.add(samples) { meter?.add($0) } })
  pieces.finish { meter?.add($0) }
  let levels = SongLevels(
    master: master, wanted: wanted, limited: max(0, master - room), measured: meter?.programme ?? ProgrammeLoudness(),
    balance: measure.heardBalance)
  var files = [output]
  for (number, (bus, name)) in buses.enumerated() {
    let file = neighbour(of: output, named: "\(baseName(output))-\(name).\(fileEnding(output))")
    _ = try renderSet(
      try journal(master, bus), to: file, directories: directories,
      progress: { try rendered($0, 3 + number, "of the \(name) rendered") })
    files.append(file)
  }
  func write(_ text: String, to path: String) throws {
    if let complaint = replaceFile(path, with: text) {
      throw OfflineSet.Failure(description: "\(path) cannot be written: \(complaint)")
    }
    files.append(path)
  }
  if let place = wish.journal { try write(finalText, to: place) }
  let report = SongReport(song: song, levels: levels, arrange: wish.arrange)
  let text = neighbour(of: output, named: "\(baseName(output)).txt")
  try write(report.lines.joined(separator: "\n") + "\n", to: text)
  return MadeMashup(
    summary: whole.summary, lines: report.lines, json: report.json(files: files),
    notes: song.notes + whole.notes + levels.notes(balance: song.lines.terms.balance))
}

/// Puts small pieces together: a meter reads peaks between samples within a piece only.
struct PieceBuffer {
  private var samples: [Float] = []
  private static let size = 2 * 441_000

  mutating func add(_ piece: UnsafeBufferPointer<Float>, _ take: (UnsafeBufferPointer<Float>) -> Void) {
    samples.append(contentsOf: piece)
    if samples.count >= Self.size { finish(take) }
  }

  mutating func finish(_ take: (UnsafeBufferPointer<Float>) -> Void) {
    if !samples.isEmpty { samples.withUnsafeBufferPointer(take) }
    samples.removeAll(keepingCapacity: true)
  }
}

/// How loud the whole is.
struct SongLevels {
  /// The highest that is allowed between the samples, dBTP, with a tenth for what meters differ by.
  static let ceiling = -1.1
  /// What the limiter may take off the highest peaks, dB: more is heard.
  static let mostLimiting = 3.0

  /// dB.
  let master: Double
  /// What would have brought it to the loudness that is wanted, dB.
  let wanted: Double
  /// What the limiter takes off the highest peak, dB.
  let limited: Double
  /// Of the file.
  let measured: ProgrammeLoudness
  /// The voice's loudness less the instrumental's where the voice lies over it, LU.
  let balance: Double

  /// What was asked of the balance and what it came to, LU.
  func notes(balance asked: Double) -> [String] {
    var notes: [String] = []
    if abs(balance - asked) > 0.3 {
      notes.append(
        "the voice lies \(signed(balance, 1)) LU over the instrumental, \(signed(asked, 1)) was asked for: a mash goes "
          + "no further; deck a trim in the journal does")
    }
    guard wanted - master > 0.5 else { return notes }
    return notes + [
      "its peaks keep it \(fixed(wanted - master, 1)) LU under the target: the limiter takes "
        + "\(fixed(Self.mostLimiting, 0)) dB at most, mastering can have it louder"
    ]
  }
}

/// Both songs, their terms and the arrangement.
struct PlannedSong {
  let lines: SongMashupLines
  let notes: [String]

  init(
    _ wish: SongWish, _ directories: AppDirectories, _ library: String?, _ jobs: Int?,
    _ say: (SongProgress) throws -> Void
  ) throws {
    try say(SongProgress(planning: "reading the files"))
    let known = try KnownFiles([wish.vocals, wish.instrumental], jobs: jobs, library: library)
    guard known.tracks.count == 2 else {
      throw OfflineSet.Failure(description: known.problems.first ?? "\(wish.vocals) cannot be analysed")
    }
    let media = try MediaProgram.find(directories)
    let corrected = known.tracks.map { CorrectedAnalysis($0.analysis, at: $0.path, library: library) }
    try say(SongProgress(planning: "reading the stems of the voice"))
    let voice = try MashupTrack(wish.vocals, corrected[0], bus: .vocal, media: media)
    try say(SongProgress(planning: "reading the stems of the instrumental"))
    let beat = try MashupTrack(wish.instrumental, corrected[1], bus: .instrumental, media: media)
    try say(SongProgress(planning: "planning"))
    let terms = try SongTerms(voice: voice, beat: beat, wish)
    let material = SongMaterial(
      voice: voice.analysis, over: beat.analysis, sung: voice.sung, multiple: terms.multiple)
    lines = SongMashupLines(
      voice: voice, beat: beat, terms: terms, placements: try arrangeSong(material, wish.arrange))
    notes = terms.notes + voice.remarks + beat.remarks
  }
}
