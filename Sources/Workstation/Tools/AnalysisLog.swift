import FoundationEssentials
import Glibc
import Music
import Platform

/// A file of analyses, one JSON object a line, that `segue analyze -o` writes and `segue import` reads. It can be added
/// to, cut in pieces, and put together with `cat`: a collection may be analysed by many machines.
///
/// A line is what `segue analyze --json` prints and, where the file was analysed, its `waveform` and its
/// `features` (base64).
final class AnalysisLog {
  /// Files that this version has analysed already.
  let done: Set<FilePath>
  private let path: String
  private let file: Int32
  /// Bytes that are whole lines.
  private var length: Int

  /// Opens a log to add to; one that ends in the middle of a line, as a crash leaves it, loses that line.
  /// - Throws: why it cannot be written, in a sentence.
  init(addingTo path: String) throws(OfflineSet.Failure) {
    self.path = path
    var whole = 0
    var known: Set<FilePath> = []
    if access(path, F_OK) == 0 {
      try forEachLine(of: path) { line, isEnded throws(OfflineSet.Failure) in
        guard isEnded else { return }
        whole += line.count + 1
        guard let record = AnalysisRecord(line) else {
          throw OfflineSet.Failure(
            description: "\(path) holds something else than analyses: nothing was written to it. Name another file.")
        }
        // What an older version found is analysed again; its line stays, and the import passes over it.
        if let heard = record.analysis, heard.analysis_version >= TrackAnalysis.currentVersion {
          known.insert(FilePath(record.path))
        }
      }
    }
    done = known
    file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      throw OfflineSet.Failure(description: "\(path) cannot be written: \(errorText())")
    }
    ftruncate(file, off_t(whole))
    length = whole
  }

  deinit { close(file) }

  /// One line, written at once. - Throws: that the disk is full, or gone.
  func add(_ analyzed: AnalyzedFile) throws(OfflineSet.Failure) {
    var line = analyzed.record + "\n"
    let written = line.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
    guard written == line.utf8.count else {
      let reason = errorText(written < 0 ? errno : ENOSPC)
      if written > 0 { ftruncate(file, off_t(length)) }
      throw OfflineSet.Failure(
        description:
          "\(path) cannot be written on: \(reason). What is in it stays good; the same command goes on from there.")
    }
    length += written
  }
}

/// A line of an analysis log, read.
struct AnalysisRecord {
  let path: String
  /// Nil for a file that could not be analysed.
  let analysis: TrackAnalysis?
  /// Without the peaks of the signal in logs of earlier versions.
  let waveform: Waveform?
  /// Nil in logs of earlier versions too.
  let features: TrackFeatures?

  private struct Head: Decodable {
    var path: String
    var error: String?
    var waveform: Data?
    var peaks: Data?
    var features: Data?
  }

  /// - Returns: nil for a line that is none.
  init?(_ line: [UInt8]) {
    let data = Data(line)
    let decoder = JSONDecoder()
    guard let head = try? decoder.decode(Head.self, from: data) else { return nil }
    path = head.path
    waveform = head.waveform.map { Waveform(bytes: [UInt8]($0), peaks: [UInt8](head.peaks ?? Data())) }
    features = head.features.flatMap { TrackFeatures(blob: [UInt8]($0)) }
    if head.error != nil {
      analysis = nil
    } else {
      guard let heard = try? decoder.decode(TrackAnalysis.self, from: data) else { return nil }
      analysis = heard
    }
  }
}

extension AnalyzedFile {
  /// The line of an analysis log.
  fileprivate var record: String {
    guard let waveform, json.hasSuffix("}") else { return json }
    let shape = ",\"waveform\":\"\(Data(waveform.bytes).base64EncodedString())\""
    let peaks = ",\"peaks\":\"\(Data(waveform.peaks).base64EncodedString())\""
    let sound = features.map { ",\"features\":\"\(Data($0.blob).base64EncodedString())\"" } ?? ""
    return json.dropLast() + shape + peaks + sound + "}"
  }
}

/// The lines of a file without their ends, one at a time: logs may be larger than the memory.
/// - Parameter take: is given the bytes, and whether the line was ended.
func forEachLine(
  of path: String, _ take: ([UInt8], Bool) throws(OfflineSet.Failure) -> Void
) throws(OfflineSet.Failure) {
  guard let stream = fopen(path, "re") else {
    throw OfflineSet.Failure(description: "\(path) cannot be read: \(errorText())")
  }
  defer { fclose(stream) }
  var buffer: UnsafeMutablePointer<CChar>?
  var capacity = 0
  defer { free(buffer) }
  while true {
    let count = getline(&buffer, &capacity, stream)
    guard count > 0, let buffer else { return }
    let isEnded = buffer[count - 1] == 10
    let bytes = UnsafeRawBufferPointer(start: buffer, count: isEnded ? count - 1 : count)
    try take([UInt8](bytes), isEnded)
  }
}
