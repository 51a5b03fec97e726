import Exchange
import Media
import Music
import Platform

/// Says what stands in a library or playlist of another program, batch by batch.
func readForeign(_ path: String) {
  do throws(MediaError) {
    try checkReadable(path)
    if FolderScan.endings.contains(fileEnding(path).lowercased()) {
      try readSeratoFile(path)
      return output.write(.end, UnsafeRawBufferPointer(start: nil, count: 0))
    }
    let batches = Batches()
    do throws(ForeignFault) {
      let file = try ForeignFile(path: path)
      batches.waiting.format = file.format
      try file.read(decoded: TagEncoding.listOfNames, progress: { say($0) }, give: batches.take)
    } catch {
      batches.give()
      throw MediaError(.unreadable, path: path, "\(fileName(path)): \(error.sentence).")
    }
    batches.give()
  } catch {
    say(.failure, error)
  }
  output.write(.end, UnsafeRawBufferPointer(start: nil, count: 0))
}

/// Keeps pieces until there are enough for one message.
private final class Batches {
  var waiting = ForeignBatch()

  func take(_ piece: ForeignPiece) {
    waiting.add(piece)
    if waiting.isFull { give() }
  }

  func give() {
    say(.result, waiting)
    waiting = ForeignBatch()
  }
}

/// Says where the time of a file of music begins.
func readOrigin(_ path: String) {
  say(.result, ReadOrigin(path: path, origin: origin(of: path)))
}

private func origin(of path: String) -> SoundOrigin? {
  guard let bytes = FileBytes(path: path) else { return nil }
  switch fileEnding(path) {
  case "mp3", "mp2", "mpga":
    let start = TagContainers(bytes).id3v2.first { $0.lowerBound == 0 }?.upperBound ?? 0
    return SoundOrigin(mpeg: bytes.bytes(at: start, count: 16_384))
  case "m4a", "mp4", "m4v", "aac":
    guard let file = try? FFmpegFile(path: path, stream: 0, decodes: false) else { return nil }
    guard file.isAAC else { return .exact }
    return SoundOrigin(kind: .aac, skip: priming(of: bytes), rate: file.format.rate.hz)
  default: return .exact
  }
}

/// The frames of priming that an edit list leaves out; Apple's 2112 where none says.
private func priming(of bytes: FileBytes) -> Int {
  let piece = 8 << 20
  for place in Set([0, max(0, bytes.count - piece)]).sorted() {
    let part = bytes.bytes(at: place, count: piece)
    guard let found = part.firstRange(of: Array("elst".utf8))?.upperBound, found + 16 <= part.count else { continue }
    let isLong = part[found] == 1
    // Version and flags, how many, how long; then where in the media it begins.
    let start = found + 8 + (isLong ? 8 : 4)
    let width = isLong ? 8 : 4
    guard start + width <= part.count else { continue }
    let time = part[start..<start + width].reduce(0) { $0 << 8 | Int($1) }
    if (1...10_000).contains(time) { return time }
  }
  return 2112
}
