import Glibc
import Media
import Music
import Platform

/// A folder of stems that is being written: it lies beside its place under a name of its own, and takes its place when
/// all of it is there. What a crash leaves behind is cleared away by the next one in the same folder. One thread.
final class StemFolder {
  /// Where the stems will be.
  let place: String
  private let above: String
  private let partial: String
  private var writers: [SoundFileWriter] = []
  private var isOpen = true

  /// What a folder that Segue made has beside its stems.
  static let sidecar = "split.json"

  /// Makes the folder that is written into. - Throws: why it cannot be made.
  init(_ place: String) throws(SplitError) {
    self.place = place
    above = folder(of: place)
    partial = "\(above)/.\(fileName(place)).partial-\(getpid())"
    if let complaint = makeFolder(above) { throw SplitError(.unwritable, "\(complaint): name another one with -o.") }
    Self.clear(above)
    guard mkdir(partial, 0o755) == 0 else {
      throw SplitError(
        .unwritable, "stems cannot be written into \(above) (\(errorText())): name another folder with -o.")
    }
  }

  deinit { abandon() }

  /// Begins a file for each stem.
  func open(
    _ kinds: [StemKind], format: RecordingFormat, rate: SampleRate
  ) throws(MediaError) {
    for kind in kinds {
      writers.append(
        try SoundFileWriter(
          path: path(kind, format), format: format, sampleRate: rate, channels: 2))
    }
  }

  private func path(_ kind: StemKind, _ format: RecordingFormat) -> String {
    "\(partial)/\(kind.rawValue).\(format.ending)"
  }

  /// Writes the next stretch of each stem.
  func write(_ pieces: [UnsafeBufferPointer<Float>]) throws(MediaError) {
    for (writer, piece) in zip(writers, pieces) { try writer.write(piece) }
  }

  /// Ends the files, and puts the folder in its place. One that was made before is replaced.
  /// - Parameter sidecar: what is to be known of the stems.
  func finish(sidecar: String) throws {
    for writer in writers { try writer.close() }
    if let complaint = replaceFile("\(partial)/\(Self.sidecar)", with: sidecar) {
      throw SplitError(.unwritable, "\(place) cannot be written: \(complaint).")
    }
    let former = "\(partial).former"
    let hasFormer = access(place, F_OK) == 0
    if hasFormer {
      guard access("\(place)/\(Self.sidecar)", F_OK) == 0 else {
        throw SplitError(
          .unwritable, "\(place) is there already, and Segue did not make it: name another folder with -o.")
      }
      if let complaint = move(place, over: former) {
        throw SplitError(.unwritable, "\(place) cannot be replaced: \(complaint).")
      }
    }
    if let complaint = move(partial, over: place) {
      if hasFormer { _ = move(former, over: place) }
      throw SplitError(.unwritable, "\(place) cannot be written: \(complaint).")
    }
    isOpen = false
    if hasFormer { Self.remove(former) }
  }

  /// Takes one stem out of the folder, gives it a name of its own, and clears the rest away.
  /// - Parameter path: a file of that name is replaced.
  func keep(only kind: StemKind, format: RecordingFormat, as path: String) throws {
    for writer in writers { try writer.close() }
    if let complaint = move(self.path(kind, format), over: path) {
      throw SplitError(.unwritable, "\(path) cannot be written: \(complaint).")
    }
    abandon()
  }

  /// Leaves nothing behind.
  func abandon() {
    guard isOpen else { return }
    isOpen = false
    for writer in writers { try? writer.close() }
    Self.remove(partial)
  }

  /// Removes what programs that are no more have left half made.
  private static func clear(_ above: String) {
    for name in folderEntries(above) ?? [] where name.hasPrefix(".") {
      guard let range = name.lastRange(of: ".partial-") else { continue }
      let number = name[range.upperBound...].prefix { $0.isNumber }
      guard let pid = pid_t(number), kill(pid, 0) != 0, errno == ESRCH else { continue }
      remove("\(above)/\(name)")
    }
  }

  /// A folder and the files in it.
  private static func remove(_ path: String) {
    for name in folderEntries(path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

extension String {
  fileprivate func lastRange(of text: String) -> Range<Index>? {
    var found: Range<Index>?
    for start in indices where self[start...].hasPrefix(text) { found = start..<index(start, offsetBy: text.count) }
    return found
  }
}
