import CStudio
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

  /// Makes the folder that is written into. - Throws: why it cannot be made.
  init(_ place: String) throws(SplitError) {
    self.place = place
    above = folder(of: place)
    partial = "\(above)/.\(fileName(place))\(StemCache.partialEnding)"
    if let complaint = makeFolder(above) { throw SplitError(.unwritable, "\(complaint): name another one with -o.") }
    Self.clear(above)
    lock = try Self.made(partial, for: place)
  }

  deinit {
    abandon()
    Glibc.close(lock)
  }

  /// Makes a folder and locks it.
  private static func made(_ partial: String, for place: String) throws(SplitError) -> Int32 {
    // Whoever clears away what a crash left may be faster than the lock.
    for _ in 0..<10 {
      guard mkdir(partial, 0o755) == 0 || errno == EEXIST else {
        throw SplitError(
          .unwritable,
          "stems cannot be written into \(folder(of: partial)) (\(errorText())): name another folder with -o.")
      }
      if let lock = locked(partial) { return lock }
    }
    throw SplitError(
      .busy,
      "\(fileName(place)) is being split into \(folder(of: partial)) by another program: wait until it is done.")
  }

  /// A folder that is open and locked; nil where it is locked by another one, or gone. A disk that knows no locks has
  /// none held.
  private static func locked(_ path: String) -> Int32? {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    var (held, named) = (stat(), stat())
    if flock(folder, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      Glibc.close(folder)
      return nil
    }
    // What is locked may have been removed, or have taken another name, meanwhile.
    guard fstat(folder, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino else {
      Glibc.close(folder)
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

  /// Where a stem is until the folder is in its place.
  func path(_ kind: StemKind, _ format: RecordingFormat) -> String {
    "\(partial)/\(kind.rawValue).\(format.ending)"
  }

  /// Writes the next stretch of each stem.
  func write(_ pieces: [UnsafeBufferPointer<Float>]) throws(MediaError) {
    for (writer, piece) in zip(writers, pieces) { try writer.write(piece) }
  }

  /// Writes the next stretch of one of them, by its place among the stems.
  func write(_ piece: UnsafeBufferPointer<Float>, stem: Int) throws(MediaError) { try writers[stem].write(piece) }

  /// Takes finished stems from elsewhere, in place of what is written here. - Throws: why that cannot be done.
  func fill(with files: [String]) throws(SplitError) {
    for file in files {
      let copy = "\(partial)/\(fileName(file))"
      unlink(copy)
      if let complaint = putCopy(of: file, at: copy) {
        throw SplitError(.unwritable, "\(place) cannot be written: \(complaint).")
      }
    }
  }

  /// Ends the files. - Returns: their sizes, in the order in which they were begun.
  func close() throws(MediaError) -> [Int64] {
    for writer in writers { try writer.close() }
    return writers.map { FileStamp(at: $0.path)?.bytes ?? 0 }
  }

  /// Puts the folder, whose files are ended, in its place. One that was made before is replaced.
  /// - Parameter sidecar: what is to be known of the stems.
  func finish(sidecar: String) throws(SplitError) {
    func refuse(_ complaint: String) throws(SplitError) -> Never {
      throw SplitError(.unwritable, "\(place) cannot be written: \(complaint).")
    }
    if let complaint = replaceFile("\(partial)/\(StemCache.sidecar)", with: sidecar) { try refuse(complaint) }
    guard access(place, F_OK) == 0 else {
      if let complaint = move(partial, over: place) { try refuse(complaint) }
      isOpen = false
      return
    }
    guard access("\(place)/\(StemCache.sidecar)", F_OK) == 0 else {
      throw SplitError(
        .unwritable, "\(place) is there already, and Segue did not make it: name another folder with -o.")
    }
    if let complaint = replacePlace() { try refuse(complaint) }
    isOpen = false
  }

  /// The new folder takes the old one's place, in one step where the disk can do that.
  /// - Returns: why it could not.
  private func replacePlace() -> String? {
    // Locked until it is gone: nobody takes it for a folder that he may write into.
    let formerLock = Self.locked(place)
    defer { if let formerLock { Glibc.close(formerLock) } }
    if segue_exchange(partial, place) == 0 {
      StemCache.removeFolder(partial)
      return nil
    }
    let former = "\(above)/.\(fileName(place)).former\(StemCache.partialEnding)"
    if let complaint = move(place, over: former) { return complaint }
    if let complaint = move(partial, over: place) {
      _ = move(former, over: place)
      return complaint
    }
    StemCache.removeFolder(former)
    return nil
  }

  /// Takes one stem out of the folder, gives it a name of its own, and clears the rest away.
  /// - Parameter path: a file of that name is replaced.
  func keep(only kind: StemKind, format: RecordingFormat, as path: String) throws(SplitError) {
    if let complaint = move(self.path(kind, format), over: path) {
      throw SplitError(.unwritable, "\(path) cannot be written: \(complaint).")
    }
    abandon()
  }

  /// A folder in it for what another program writes. - Throws: why it cannot be made.
  func makeScratch() throws(SplitError) -> String {
    let scratch = "\(partial)/work"
    if let complaint = makeFolder(scratch) { throw SplitError(.unwritable, "\(complaint).") }
    return scratch
  }

  /// Removes it.
  func removeScratch() { Self.remove("\(partial)/work") }

  /// A folder and all that is in it.
  private static func remove(_ path: String) {
    for name in folderEntries(path) ?? [] where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
    rmdir(path)
  }

  /// Leaves nothing behind.
  func abandon() {
    guard isOpen else { return }
    isOpen = false
    for writer in writers { try? writer.close() }
    Self.remove(partial)
  }

  /// Removes what programs that are no more have left half made. - Parameter above: the folder of places.
  /// - Returns: whether anything is half made still.
  @discardableResult static func clear(_ above: String) -> Bool {
    var isAnyLeft = false
    for name in folderEntries(above) ?? [] where name.hasPrefix(".") && name.hasSuffix(StemCache.partialEnding) {
      guard let lock = locked("\(above)/\(name)") else {
        isAnyLeft = true
        continue
      }
      remove("\(above)/\(name)")
      Glibc.close(lock)
    }
    return isAnyLeft
  }
}
