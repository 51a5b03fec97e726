import DSP
import Glibc
import Media
import Music
import Platform
import Studio

/// A file that was mastered.
package struct MasteredFile {
  /// What came in.
  package let path: String
  /// What was written; nil where it failed.
  package private(set) var output: String?
  private var report: MasterReport?
  /// Why it failed, in a sentence.
  package private(set) var failure: String?
  /// What was wrong with the file and what could not be had, in sentences.
  package private(set) var remarks: [String] = []
  private var seconds = 0.0

  /// Loudness and peaks are where they were to be, or as near as does no harm.
  package var isReached: Bool { report?.isReached == true }

  fileprivate init(_ path: String, failed sentence: String) { (self.path, failure) = (path, sentence) }

  fileprivate init(_ path: String, output: String, _ report: MasterReport, remarks: [String], seconds: Double) {
    (self.path, self.output, self.report, self.seconds) = (path, output, report, seconds)
    self.remarks = remarks + report.notes
  }

  /// One object.
  package var json: String {
    guard let report else { return JSON.object([("path", .text(path)), ("error", JSON(failure))]).line }
    return JSON.object([
      ("path", .text(path)), ("output", JSON(output)), ("preset", .text(report.goal.preset.rawValue)),
      ("engine_version", JSON(Mastering.version)),
      (
        "goal",
        .object([
          ("integrated_lufs", .number(report.goal.loudness)), ("true_peak_dbtp", .number(report.goal.truePeak)),
        ])
      ),
      ("reached", .bool(report.isReached)), ("unchanged", .bool(report.settings.isNeutral)),
      ("rounds", JSON(report.rounds)), ("limited_db", .number((report.limited * 100).rounded() / 100)),
      ("stages", .list(report.settings.words.map(JSON.text))), ("before", report.before.json),
      ("after", report.after.json), ("runtime_seconds", .number((seconds * 100).rounded() / 100)),
      ("warnings", .list((remarks + report.before.warnings).map(JSON.text))),
    ]).line
  }

  private var done: String {
    guard let report else { return "" }
    return report.settings.isNeutral ? "it is right already: unchanged" : report.settings.words.joined(separator: "; ")
  }

  /// In one sentence: what was done, and what came of it.
  var sentence: String {
    let (loudness, peak) = (report?.after.loudness.integrated, report?.after.loudness.truePeak)
    let figures = loudness.flatMap { loudness in peak.map { "\(fixed(loudness, 1)) LUFS, \(fixed($0, 1)) dBTP" } }
    return "mastered: \(done)" + (figures.map { ": \($0)" } ?? "")
  }

  /// For people: what was done, then a table of before and after.
  package var lines: [String] {
    guard let report, let output else { return [] }
    var lines = ["\(fileName(path).printable) → \(output.printable)", "  \(done)"]
    lines += MasterTable.lines(report).map { "  \($0)" }
    return lines + report.before.warnings.map { "  warning   \($0)" }
  }
}

/// Masters files, one after the other. Blocks.
/// - Parameters:
///   - say: is told how far it is.
///   - each: gets every file as it is done.
/// - Throws: why none can be read, or the reference cannot, in a sentence; `UnknownFormat` for an output's name.
package func masterFiles(
  _ files: [String], _ wish: MasterWish, say: @escaping (String) -> Void, each: (MasteredFile) -> Void
) throws {
  let media = try MediaProgram.find()
  let places = try files.map { try MasterPlace($0, wish, isOnly: files.count == 1) }
  for place in places { try place.check() }
  let reference = try wish.reference.map { path in
    let track = try WholeTrack(absolutePath(path), media)
    let found = MasteringMeter.measure(track.samples, at: track.pcm.sampleRate)
    guard found.loudness.integrated != nil else {
      throw OfflineSet.Failure(description: "\(path) is silent: a reference wants sound")
    }
    return found
  }
  let goal = wish.goal(reference)
  var analyses: [String] = []
  for (file, place) in zip(files, places) {
    let mastered = master(absolutePath(file), place, goal, wish, media) { say("\(fileName(file).printable): \($0)") }
    analyses.append(mastered.json)
    each(mastered)
  }
  if let place = wish.analysis, let complaint = replaceFile(place, with: analyses.joined(separator: "\n") + "\n") {
    throw OfflineSet.Failure(description: "\(place) cannot be written: \(complaint)")
  }
}

/// Masters what was just rendered. Blocks.
/// - Parameters:
///   - path: the render, in floats.
///   - output: the master; a file that lies there stays until the master is whole.
/// - Throws: why it cannot be, in a sentence.
func masterRender(
  _ path: String, to output: String, _ wish: MasterWish, say: @escaping (String) -> Void
) throws -> MasteredFile {
  var wish = wish
  wish.output = output
  let place = try MasterPlace(path, wish, isOnly: true)
  let made = master(path, place, wish.goal(nil), wish, try MediaProgram.find(), say: say)
  if let failure = made.failure { throw OfflineSet.Failure(description: failure) }
  return made
}

private func master(
  _ path: String, _ place: MasterPlace, _ goal: MasterGoal, _ wish: MasterWish, _ media: MediaProgram,
  say: @escaping (String) -> Void
) -> MasteredFile {
  let began = monotonicSeconds()
  do {
    say("reading")
    let track = try WholeTrack(path, media, rate: wish.rate)
    guard track.pcm.framesReady > 0 else { return MasteredFile(path, failed: "\(fileName(path)) has no sound in it") }
    say("measuring")
    let report = try place.write(Mastering(track.pcm, goal, progress: say), track, bits: wish.bits)
    return MasteredFile(
      path, output: place.path, report, remarks: track.remarks, seconds: monotonicSeconds() - began)
  } catch {
    return MasteredFile(path, failed: "\(error)")
  }
}
