import Glibc
import Media
import Music

/// `segue render`: a journal into a file of 32-bit floats, or of 24 bits when its name ends in .flac.
/// - Parameters:
///   - report: where to write the frames of all beats; nil: nowhere.
///   - progress: is told the seconds rendered so far.
/// - Returns: a sentence on what was made.
package func renderJournal(
  _ path: String, to output: String, report: String?, progress: (Double) -> Void
) throws -> String {
  guard let text = textFile(path) else {
    throw OfflineSet.Failure(description: "the journal \(path) cannot be read: is the path right?")
  }
  let journal = try Journal(parsing: text, name: path)
  let media = try MediaProgram.find()
  if isFolder(output) {
    throw OfflineSet.Failure(description: "\(output) is a folder: name a file in it, such as \(output)/set.wav")
  }
  let folder = folder(of: output)
  guard access(folder, W_OK) == 0 else {
    throw OfflineSet.Failure(
      description: "no file can be made in the folder \(folder): \(String(cString: strerror(errno)))")
  }
  // A file that lies there already stays until there is something better.
  var status = stat()
  let isDevice = stat(output, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  let part = isDevice ? output : output + ".part"
  let writer = try SoundFileWriter(
    path: part, format: output.lowercased().hasSuffix(".flac") ? .flac : .float, sampleRate: journal.rate, channels: 2)
  var isInPlace = false
  defer { if !isInPlace && !isDevice { unlink(part) } }
  var set = OfflineSet(rate: journal.rate, media: media)
  var frames = 0
  var told = 0
  try set.play(journal) { samples in
    try writer.write(samples)
    frames += samples.count / 2
    if frames - told > 441_000 {
      told = frames
      progress(Double(frames) / journal.rate.hz)
    }
  }
  try writer.close()
  guard isDevice || rename(part, output) == 0 else {
    throw OfflineSet.Failure(description: "\(output) cannot be written: \(String(cString: strerror(errno)))")
  }
  isInPlace = true
  if let report { try writeText(set.beats.report(rate: journal.rate, frames: frames), to: report) }
  return "rendered \(fixed(Double(frames) / journal.rate.hz, 1)) s to \(output)"
}

/// Writes a small text file, whole or not at all.
private func writeText(_ text: String, to path: String) throws {
  let temporary = path + ".part"
  guard let file = fopen(temporary, "we") else {
    throw OfflineSet.Failure(description: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
  let written = fputs(text, file)
  guard fclose(file) == 0, written >= 0, rename(temporary, path) == 0 else {
    throw OfflineSet.Failure(description: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
