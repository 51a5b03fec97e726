import Engine
import Glibc
import Media
import Music
import Platform

/// `segue render`: a journal into a file of 32-bit floats, or of the kind that its name ends in.
/// - Parameters:
///   - word: the journal, as `JournalFile.path(of:in:)` takes it.
///   - recording: the number of one of its recordings, from 1: exactly its frames are rendered, into a file of its kind
///     when that has the same ending; nil renders the whole set.
///   - report: where to write the frames of all beats; nil: nowhere.
///   - mastering: how the render is mastered; nil: it stays as it was played.
///   - shown: is told how far the mastering is.
///   - say: is told in a sentence, before anything is rendered, how long a set will be that has no end.
///   - progress: is told the seconds rendered so far.
/// - Returns: a sentence on what was made, and sentences on what in the journal came to nothing, and on stems that were
///   mended or lack something.
/// - Throws: `UnknownFormat` for an output whose name says none.
package func renderJournal(
  _ word: String, to output: String, recording: Int? = nil, report: String?, mastering: MasterWish? = nil,
  shown: @escaping (String) -> Void = { _ in }, directories: AppDirectories, say: (String) -> Void = { _ in },
  progress: (Double) -> Void
) throws -> (summary: String, notes: [String]) {
  let set = try renderSet(
    try JournalFile.read(try JournalFile.path(of: word, in: directories.journals)), to: output, recording: recording,
    report: report, mastering: mastering, shown: shown, directories: directories, say: say, progress: progress)
  return (set.summary, set.notes)
}

/// What a render came to.
struct RenderedSet {
  /// A sentence on what was made.
  var summary: String
  /// What in the journal came to nothing, and on stems, in sentences.
  var notes: [String]
  /// When each line was done.
  var done: [(line: Int, frame: ClockFrame)]
}

/// The same with a journal that is at hand.
/// - Parameters:
///   - progress: what it throws ends the work, and nothing is left of the file.
///   - heard: is given what is written, before it is.
func renderSet(
  _ journal: Journal, to output: String, recording: Int? = nil, report: String? = nil, mastering: MasterWish? = nil,
  shown: @escaping (String) -> Void = { _ in }, directories: AppDirectories = .ofThisUser,
  say: (String) -> Void = { _ in }, progress: (Double) throws -> Void,
  heard: (UnsafeBufferPointer<Float>) -> Void = { _ in }
) throws -> RenderedSet {
  let range = try recording.map { number throws(OfflineSet.Failure) in try journal.recording(number) }
  let media = try MediaProgram.find(directories)
  if isFolder(output) {
    throw OfflineSet.Failure(description: "\(output) is a folder: name a file in it, such as \(output)/set.wav")
  }
  let folder = folder(of: output)
  guard access(folder, W_OK) == 0 else {
    throw OfflineSet.Failure(
      description: "no file can be made in the folder \(folder): \(errorText())")
  }
  // A file that lies there already stays until there is something better.
  var status = stat()
  let isDevice = stat(output, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  guard mastering == nil || !isDevice else {
    throw OfflineSet.Failure(description: "\(output) is no file: a master wants one")
  }
  let part = isDevice ? output : output + (mastering == nil ? ".part" : ".unmastered")
  // A device takes bytes of any kind, and has no ending.
  guard let named = RecordingFormat(ending: fileEnding(output)) ?? (isDevice ? .float : nil) else {
    throw UnknownFormat(output)
  }
  // A master is made of floats, and written as what its name says.
  let wanted = named == .wav || mastering != nil ? .float : named
  let format = range.map { $0.recording.format.ending == wanted.ending ? $0.recording.format : wanted } ?? wanted
  let writer = try SoundFileWriter(
    path: part, format: format, sampleRate: journal.rate, channels: 2, isDithered: journal.isDithered)
  var isInPlace = false
  defer { if !isInPlace && !isDevice { unlink(part) } }
  var set = OfflineSet(rate: journal.rate, media: media)
  if range?.end == nil, let sentence = journal.lengthWithoutEnd { say(sentence) }
  let window = Int(range?.start.value ?? 0)..<Int(range.map { $0.end?.value ?? .max } ?? .max)
  var rendered = 0
  var frames = 0
  var told = 0
  do {
    try set.play(journal) { samples in
      let count = samples.count / 2
      let piece = (rendered..<(rendered + count)).clamped(to: window)
      if !piece.isEmpty {
        let first = piece.lowerBound - rendered
        let wanted = UnsafeBufferPointer(rebasing: samples[(2 * first)..<(2 * (first + piece.count))])
        heard(wanted)
        try writer.write(wanted)
        frames += piece.count
      }
      rendered += count
      if rendered - told > 44_100 {
        told = rendered
        try progress(Double(rendered) / journal.rate.hz)
      }
      if rendered >= window.upperBound { throw RecordingIsWhole() }
    }
  } catch is RecordingIsWhole {
    // What the set did after it is of no interest.
  }
  try writer.close()
  let mastered = try mastering.map { try masterRender(part, to: output, $0, say: shown) }
  if mastered == nil, !isDevice {
    if let complaint = move(part, over: output) {
      throw OfflineSet.Failure(description: "\(output) cannot be written: \(complaint)")
    }
    isInPlace = true
  }
  if let report {
    let text = set.beats.report(rate: journal.rate, frames: frames)
    if let complaint = replaceFile(report, with: text) {
      throw OfflineSet.Failure(description: "\(report) cannot be written: \(complaint)")
    }
  }
  return RenderedSet(
    summary: "rendered \(fixed(Double(frames) / journal.rate.hz, 1)) s to \(output)"
      + (mastered.map { "; " + $0.sentence } ?? ""),
    notes: journal.notes + set.notes + (mastered?.remarks ?? []), done: set.done)
}

/// A file's name that says no format, before anything was done.
package struct UnknownFormat: Error, CustomStringConvertible {
  /// The sentence.
  package let description: String

  init(_ path: String) {
    let ending = fileEnding(path)
    let what = ending.isEmpty ? "\(path) has no ending" : "nothing here writes .\(ending)"
    description = "\(what): name a file that ends in .wav, .flac, .ogg, .opus or .mp3"
  }
}

/// All frames of the recording that is rendered are there.
private struct RecordingIsWhole: Error {}
