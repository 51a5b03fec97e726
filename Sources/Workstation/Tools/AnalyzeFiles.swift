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
  /// The library had the analysis: nothing was decoded.
  package let isFromLibrary: Bool
  /// Why it failed, in a sentence.
  package let error: String?

  private init(_ path: String, _ found: FileAnalysis, isFromLibrary: Bool) {
    self.path = path
    analysis = found.analysis
    analysis?.path = path
    waveform = found.waveform
    features = found.features
    error = nil
    self.isFromLibrary = isFromLibrary
  }

  fileprivate init(_ path: String, _ found: FileAnalysis) { self.init(path, found, isFromLibrary: false) }

  fileprivate init(_ path: String, failed sentence: String) {
    self.path = path
    (analysis, waveform, features, isFromLibrary) = (nil, nil, nil, false)
    error = sentence
  }

  /// What the library knows of a file that has not changed since it was analysed; nil where it must be decoded. A
  /// library that cannot be read now is no reason not to analyse.
  fileprivate init?(_ path: String, knownTo library: Library?) {
    let began = monotonicSeconds()
    guard let library, let file = FileStamp(at: absolutePath(path)),
      let known = (try? library.knownAnalysis(of: file)) ?? nil
    else { return nil }
    self.init(path, known, isFromLibrary: true)
    analysis?.elapsed_seconds = monotonicSeconds() - began
  }

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
///   - library: the one that may know files already, which are not decoded again, and by whose scale the energies are
///     counted, where it is there: a file has one energy, in its list as here. A log has what the file alone says, for
///     whichever library takes it in.
///   - done: called on the calling thread, with how many of how many are done.
/// - Returns: how many files were in the log already, and why not all of the others are done: the log cannot be written
///   on, or the media program does not start, in a sentence.
@discardableResult
package func analyzeFiles(
  _ paths: [String], jobs: Int?, log: String? = nil, library: String? = nil,
  _ done: (AnalyzedFile, _ count: Int, _ total: Int) -> Void
) throws -> (known: Int, refusal: String?) {
  let media = try MediaProgram.find()
  let library = library.flatMap(existingLibrary)
  guard let log else {
    // What the file itself says does not hang on the library.
    let scale = library.flatMap { try? $0.energyScale() } ?? EnergyScale()
    let refusal = analyze(paths, media, jobs, library, inOrder: true) { file, count, total in
      done(file.scaled(by: scale), count, total)
    }
    return (0, refusal)
  }
  let record = try AnalysisLog(addingTo: log)
  // Names are kept whole: the log is read in another folder, perhaps.
  let left = paths.map(absolutePath).filter { !record.done.contains(FilePath($0)) }
  let refusal = analyze(left, media, jobs, library, inOrder: false) { file, count, total throws(OfflineSet.Failure) in
    let file = file.scaled(by: EnergyScale())
    try record.add(file)
    done(file, count, total)
  }
  return (paths.count - left.count, refusal)
}

/// - Returns: nil where there is no library, or it cannot be opened now: no file hangs on it.
func existingLibrary(_ path: String) -> Library? {
  access(path, F_OK) == 0 ? try? Library(path: path) : nil
}

/// - Returns: what ended it before all files were done, nil where they are.
private func analyze<Failure: Error>(
  _ paths: [String], _ media: MediaProgram, _ jobs: Int?, _ library: Library?, inOrder: Bool,
  _ done: (AnalyzedFile, Int, Int) throws(Failure) -> Void
) -> String? {
  let workers = AnalysisWorkers(media)
  let finished = BlockingQueue<(number: Int, file: AnalyzedFile, concernsAll: Bool)>()
  // By number: a file that is named twice is analysed twice, and has its two lines.
  let queue = JobQueue<Int>(name: "analyze", limit: jobs ?? coreCount()) { number in
    let path = paths[number]
    if let known = AnalyzedFile(path, knownTo: library) { return finished.put((number, known, false)) }
    do throws(MediaError) {
      finished.put((number, AnalyzedFile(path, try workers.analyze(path)), false))
    } catch {
      finished.put((number, AnalyzedFile(path, failed: error.sentence), error.kind == .notStarted))
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
