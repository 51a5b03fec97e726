import Glibc
import Media
import Music
import Platform

/// A folder of stems that is being written: it lies beside its place under a name of its own, and takes its place when
/// all of it is there. It is locked until then: nobody else splits the same track into the same place. What a crash
/// leaves behind has no lock, and is cleared away by the next one in the same folder. One thread.
final class StemFolder {
  /// Where the stems will be.
  let place: String
  private let above: String
  private let partial: String
  private let lock: Int32
  private var writers: [SoundFileWriter] = []
  private var isOpen = true

  /// What a folder that Segue made has beside its stems.
  static let sidecar = "split.json"

  /// Makes the folder that is written into. - Throws: why it cannot be made.
  init(_ place: String) throws(SplitError) {
    self.place = place
    above = folder(of: place)
    partial = "\(above)/.\(fileName(place))\(Self.ending)"
    if let complaint = makeFolder(above) { throw SplitError(.unwritable, "\(complaint): name another one with -o.") }
    Self.clear(above)
    guard mkdir(partial, 0o755) == 0 || errno == EEXIST else {
      throw SplitError(
        .unwritable, "stems cannot be written into \(above) (\(errorText())): name another folder with -o.")
    }
    guard let lock = Self.locked(partial) else {
      throw SplitError(
        .unwritable, "\(fileName(place)) is being split into \(above) by another program: wait until it is done.")
    }
    self.lock = lock
  }

  deinit {
    abandon()
    close(lock)
  }

  private static let ending = ".partial"

  /// A folder that is open and locked; nil where it is locked by another one, or gone. A disk that knows no locks has
  /// none held.
  private static func locked(_ path: String) -> Int32? {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    if flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(folder)
      return nil
    }
    return folder
  }

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
    let former = "\(above)/.\(fileName(place)).former\(Self.ending)"
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
    for name in folderEntries(above) ?? [] where name.hasPrefix(".") && name.hasSuffix(ending) {
      guard let lock = locked("\(above)/\(name)") else { continue }
      remove("\(above)/\(name)")
      close(lock)
    }
  }

  /// A folder and the files in it.
  private static func remove(_ path: String) {
    for name in folderEntries(path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
