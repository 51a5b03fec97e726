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
///   - isGated: what is left of the instrumental's own voice is held down while the other one sings.
///   - stems: the voice and the instrumental are written as well, each to a file of its own.
///   - journal: where to write the journal that renders the same again; nil: nowhere.
///   - settings: the loudness that it is brought to.
///   - library: the one that may know the files already.
///   - mastering: how the song is mastered, stems not; nil: not at all.
///   - say: is told how far it is.
/// - Throws: what is missing, and what would do, in a sentence.
package func makeMashup(
  vocals: String, instrumental: String, to output: String, arrange: MashupArrangement, isGated: Bool, stems: Bool,
  journal place: String?, settings: Settings, library: String?, mastering: MasterWish? = nil,
  say: @escaping (String) -> Void
) throws -> MadeMashup {
  guard RecordingFormat(ending: fileEnding(output)) != nil else { throw UnknownFormat(output) }
  let song = try PlannedSong(vocals, instrumental, arrange, isGated, settings, library) { say($0) }
  let measure = try SongMeasure(of: song.lines) { say($0) }
  func journal(_ master: Double, _ bus: SongMashupLines.Bus? = nil) throws -> Journal {
    try Journal(
      parsing: song.lines.text(master: master, balance: measure.balance, only: bus), name: "the mashup")
  }
  guard let level = measure.programme.integrated, let peak = measure.programme.truePeak else {
    throw OfflineSet.Failure(description: "the mashup would be silent: are the stems those of these tracks?")
  }
  let wanted = settings.targetLoudness.value - level.value
  let room = SongLevels.ceiling - peak.value
  let master = thousandths(max(-60, min(12, min(wanted, room + SongLevels.mostLimiting))))
  let finalText = song.lines.text(master: master, balance: measure.balance, isLimited: master > room)
  let final = try Journal(parsing: finalText, name: "the mashup")
  let meter = LoudnessMeter(sampleRate: final.rate)
  var pieces = PieceBuffer()
  let rendered = try renderSet(
    final, to: output, mastering: mastering, shown: say, progress: { say("\(clock($0)) rendered") }
  ) { samples in
    pieces.add(samples) { meter?.add($0) }
  }
  pieces.finish { meter?.add($0) }
  let levels = SongLevels(
    master: master, wanted: wanted, limited: max(0, master - room), measured: meter?.programme ?? ProgrammeLoudness(),
    balance: measure.heardBalance)
  var files = [output]
  if stems {
    for (bus, name) in [(SongMashupLines.Bus.voice, "voice"), (.instrumental, "instrumental")] {
      let file = neighbour(of: output, named: "\(baseName(output))-\(name).\(fileEnding(output))")
      _ = try renderSet(try journal(master, bus), to: file, progress: { say("\(clock($0)) of the \(name) rendered") })
      files.append(file)
    }
  }
  func write(_ text: String, to path: String) throws {
    if let complaint = replaceFile(path, with: text) {
      throw OfflineSet.Failure(description: "\(path) cannot be written: \(complaint)")
    }
    files.append(path)
  }
  if let place { try write(finalText, to: place) }
  let report = SongReport(song: song, levels: levels, arrange: arrange)
  let text = neighbour(of: output, named: "\(baseName(output)).txt")
  try write(report.lines.joined(separator: "\n") + "\n", to: text)
  return MadeMashup(
    summary: rendered.summary, lines: report.lines, json: report.json(files: files),
    notes: song.notes + rendered.notes + levels.notes(balance: song.lines.terms.balance))
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
    _ vocals: String, _ instrumental: String, _ arrange: MashupArrangement, _ isGated: Bool, _ settings: Settings,
    _ library: String?, say: (String) -> Void
  ) throws {
    let known = try KnownFiles([vocals, instrumental], jobs: settings.jobs, library: library) {
      say("\($0) of \($1) files analysed")
    }
    guard known.tracks.count == 2 else {
      throw OfflineSet.Failure(description: known.problems.first ?? "\(vocals) cannot be analysed")
    }
    let media = try MediaProgram.find(.ofThisUser)
    let corrected = known.tracks.map { CorrectedAnalysis($0.analysis, at: $0.path, library: library) }
    say("reading stems")
    let voice = try MashupTrack(vocals, corrected[0], bus: .vocal, media: media)
    let beat = try MashupTrack(instrumental, corrected[1], bus: .instrumental, media: media)
    let terms = try SongTerms(voice: voice, beat: beat, isGated: isGated, rules: settings.mashup)
    let material = SongMaterial(
      voice: voice.analysis, over: beat.analysis, sung: voice.sung, multiple: terms.multiple)
    lines = SongMashupLines(
      voice: voice, beat: beat, terms: terms, placements: try arrangeSong(material, arrange))
    notes = terms.notes + voice.remarks + beat.remarks
  }
}
