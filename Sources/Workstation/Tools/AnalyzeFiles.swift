import FoundationEssentials
import Glibc
import Library
import Media
import Music
import Platform
import Synchronization

/// One file's line of `segue analyze`.
package struct AnalyzedFile: Sendable {
  /// The file.
  package let path: String
  /// What was found; nil until then, and where it failed.
  package private(set) var analysis: TrackAnalysis?
  let waveform: Waveform?
  let features: TrackFeatures?
  /// Why it failed, in a sentence.
  package let error: String?

  /// With its energy by another scale.
  fileprivate func scaled(by scale: EnergyScale) -> AnalyzedFile {
    var file = self
    if let drive = analysis?.drive { file.analysis?.energy = scale.energy(of: drive) }
    return file
  }

  /// One JSON object, as the contract has it.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    struct Failed: Encodable {
      var path: String
      var error: String
    }
    let data = analysis.map { try? encoder.encode($0) } ?? (try? encoder.encode(Failed(path: path, error: error ?? "")))
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// "128.00 BPM  8A  -9.1 LUFS  energy 7  title.flac"; nil for a file that failed, whose error says all.
  package var words: String? {
    guard let analysis else { return nil }
    let tempo = analysis.bpm.map { "\(fixed($0, 2)) BPM" } ?? "no tempo"
    let loudness = analysis.loudness.integrated_lufs.map { "\(fixed($0, 1)) LUFS" } ?? "silent"
    let energy = analysis.energy.map { "energy \($0)" } ?? ""
    return "\(tempo)\t\(analysis.camelot ?? "–")\t\(loudness)\t\(energy)\t\(path.printable)"
  }
}

/// The files that are meant by paths of files and folders: of a folder, what a scan would take for music, by name.
/// - Returns: and the folders that could not be read, in sentences.
package func musicFiles(_ paths: [String]) -> (files: [String], problems: [String]) {
  var files: [String] = []
  var scan = FolderScan()
  for path in paths {
    guard isFolder(path) else {
      files.append(path)
      continue
    }
    scan.walk(path) {
      files.append($0.path.text)
      return true
    }
  }
  return (files, scan.problems)
}

/// Analyses files in child processes, a few at a time, and hands on each in the order of the paths as soon as those
/// before it are done; into a log, as it is done.
/// - Parameters:
///   - jobs: at a time; nil: as many as there are cores.
///   - log: a file that keeps all of it for `segue import`, and by which an interrupted run goes on; nil: none.
///   - library: the one by whose scale the energies are counted, where it is there: a file has one energy, in its list
///     as here. A log has what the file alone says, for whichever library takes it in.
///   - done: called on the calling thread, with how many of how many are done.
/// - Returns: how many files were in the log already, and why not all of the others are done: the log cannot be written
///   on, or the media program does not start, in a sentence.
@discardableResult
package func analyzeFiles(
  _ paths: [String], jobs: Int?, log: String? = nil, library: String? = nil,
  _ done: (AnalyzedFile, _ count: Int, _ total: Int) -> Void
) throws -> (known: Int, refusal: String?) {
  let media = try MediaProgram.find()
  guard let log else {
    let scale = library.flatMap(energyScale) ?? EnergyScale()
    let refusal = analyze(paths, media, jobs, inOrder: true) { file, count, total in
      done(file.scaled(by: scale), count, total)
    }
    return (0, refusal)
  }
  let record = try AnalysisLog(addingTo: log)
  // Names are kept whole: the log is read in another folder, perhaps.
  let left = paths.map(absolutePath).filter { !record.done.contains(FilePath($0)) }
  let refusal = analyze(left, media, jobs, inOrder: false) { file, count, total throws(OfflineSet.Failure) in
    try record.add(file)
    done(file, count, total)
  }
  return (paths.count - left.count, refusal)
}

/// - Returns: nil where there is no library, or it cannot be read now: the file itself does not hang on it.
private func energyScale(ofLibrary path: String) -> EnergyScale? {
  guard access(path, F_OK) == 0, let library = try? Library(path: path) else { return nil }
  return try? library.energyScale()
}

/// - Returns: what ended it before all files were done, nil where they are.
private func analyze<Failure: Error>(
  _ paths: [String], _ media: MediaProgram, _ jobs: Int?, inOrder: Bool,
  _ done: (AnalyzedFile, Int, Int) throws(Failure) -> Void
) -> String? {
  let workers = AnalysisWorkers(media)
  let finished = Mailbox<(number: Int, file: AnalyzedFile, concernsAll: Bool)>()
  // By number: a file that is named twice is analysed twice, and has its two lines.
  let queue = JobQueue<Int>(name: "analyze", limit: jobs ?? coreCount()) { number in
    let path = paths[number]
    do throws(MediaError) {
      let heard = try workers.analyze(path)
      let file = AnalyzedFile(
        path: path, analysis: heard.analysis, waveform: heard.waveform, features: heard.features, error: nil)
      finished.put((number, file, false))
    } catch {
      let file = AnalyzedFile(path: path, analysis: nil, waveform: nil, features: nil, error: error.sentence)
      finished.put((number, file, error.kind == .notStarted))
    }
  }
  defer { queue.close() }
  queue.add(Array(paths.indices))
  var early: [Int: AnalyzedFile] = [:]
  var count = 0
  for _ in paths {
    let (number, file, concernsAll) = finished.take()
    if concernsAll { return file.error }
    early[inOrder ? number : count] = file
    while let next = early.removeValue(forKey: count) {
      count += 1
      do throws(Failure) { try done(next, count, paths.count) } catch { return "\(error)" }
    }
  }
  return nil
}
