import FoundationEssentials
import Media
import Music
import Platform
import Synchronization

/// One file's line of `segue analyze`.
package struct AnalyzedFile: Sendable {
  package let path: String
  package let analysis: TrackAnalysis?
  let waveform: Waveform?
  let features: TrackFeatures?
  /// Why it failed, in a sentence.
  package let error: String?

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

  /// "128.00 BPM  8A  -9.1 LUFS  energy 7  title.flac".
  package var words: String {
    guard let analysis else { return "failed: \(path.printable)" }
    let tempo = analysis.bpm.map { "\(fixed($0, 2)) BPM" } ?? "no tempo"
    let loudness = analysis.loudness.integrated_lufs.map { "\(fixed($0, 1)) LUFS" } ?? "silent"
    let energy = analysis.energy.map { "energy \($0)" } ?? ""
    return "\(tempo)\t\(analysis.camelot ?? "–")\t\(loudness)\t\(energy)\t\(path.printable)"
  }
}

/// A number with so many decimals, rounded.
func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "–" }
  var factor = 1.0
  for _ in 0..<decimals { factor *= 10 }
  let whole = Int64((abs(value) * factor).rounded())
  let sign = value < 0 && whole != 0 ? "-" : ""
  guard decimals > 0 else { return "\(sign)\(whole)" }
  let rest = "\(whole % Int64(factor))"
  return "\(sign)\(whole / Int64(factor)).\(String(repeating: "0", count: decimals - rest.count))\(rest)"
}

/// Analyses files in child processes, a few at a time, and hands on each as it is done.
/// - Parameters:
///   - jobs: at a time; nil: as many as there are cores.
///   - log: a file that keeps all of it for `segue import`, and by which an interrupted run goes on; nil: none.
///   - done: called on the calling thread, with how many of how many are done.
/// - Returns: how many files were in the log already, and why not all of the others are done: the log cannot be written
///   on, or the media program does not start, in a sentence.
@discardableResult
package func analyzeFiles(
  _ paths: [String], jobs: Int?, log: String? = nil, _ done: (AnalyzedFile, _ count: Int, _ total: Int) -> Void
) throws -> (known: Int, refusal: String?) {
  let media = try MediaProgram.find()
  guard let log else { return (0, analyze(paths, media, jobs, done)) }
  let record = try AnalysisLog(addingTo: log)
  // Names are kept whole: the log is read in another folder, perhaps.
  let left = paths.map(absolutePath).filter { !record.done.contains(FilePath($0)) }
  let refusal = analyze(left, media, jobs) { file, count, total throws(OfflineSet.Failure) in
    try record.add(file)
    done(file, count, total)
  }
  return (paths.count - left.count, refusal)
}

/// - Returns: what ended it before all files were done, nil where they are.
private func analyze<Failure: Error>(
  _ paths: [String], _ media: MediaProgram, _ jobs: Int?,
  _ done: (AnalyzedFile, Int, Int) throws(Failure) -> Void
) -> String? {
  let workers = AnalysisWorkers(media)
  let finished = Mailbox<(file: AnalyzedFile, concernsAll: Bool)>()
  // By number: a file that is named twice is analysed twice, and has its two lines.
  let queue = JobQueue<Int>(name: "analyze", limit: jobs ?? coreCount()) { number in
    let path = paths[number]
    do throws(MediaError) {
      let heard = try workers.analyze(path)
      let file = AnalyzedFile(
        path: path, analysis: heard.analysis, waveform: heard.waveform, features: heard.features, error: nil)
      finished.put((file, false))
    } catch {
      let file = AnalyzedFile(path: path, analysis: nil, waveform: nil, features: nil, error: error.sentence)
      finished.put((file, error.kind == .notStarted))
    }
  }
  defer { queue.close() }
  queue.add(Array(paths.indices))
  for count in paths.indices {
    let (file, concernsAll) = finished.take()
    if concernsAll { return file.error }
    do throws(Failure) { try done(file, count + 1, paths.count) } catch { return "\(error)" }
  }
  return nil
}
