/// How much sound the head of a WAVE, AIFF, CAF or AU file promises, held against what lies in the file. A recorder
/// that loses its power leaves a size of 0, or that of its last look; a copy that was broken off holds less than its
/// head says.
struct SoundExtent {
  /// What is promised, as a multiple of what is there; 1 where both are the same or nothing is promised.
  private(set) var promise = 1.0
  /// Bytes to be read in place of the file's own, so that all of its sound is found.
  private(set) var patches: [(place: Int, bytes: [UInt8])] = []

  /// What is left behind the sound is sound as well, if it is no chunk and as long as this.
  private static let leastSound = 1 << 16

  init(path: String) {
    guard let file = FileBytes(path: path) else { return }
    if let list = ChunkList(file) { look(at: list, in: file) } else { lookAtAU(file) }
  }

  private mutating func look(at list: ChunkList, in file: FileBytes) {
    guard let chunk = list.first(list.family == .aiff ? "SSND" : "data") else { return }
    // Before the samples of an AIFF chunk stand two numbers, before those of CAF one.
    let before = list.family == .aiff ? 8 : list.family == .caf ? 4 : 0
    let start = min(file.count, chunk.body.lowerBound + before)
    let promised = chunk.promised > UInt64(before) ? chunk.promised - UInt64(before) : 0
    judge(promised, from: start, in: file)
    // A promise that is kept, or is none, has a chunk behind it or the end of the file.
    guard promised < UInt64(file.count - start),
      list.isBroken(behind: chunk, in: file, least: promised == 0 ? 1 : Self.leastSound)
    else { return }
    let size = UInt64(file.count - chunk.body.lowerBound)
    patch(chunk.sizeField, size, isLittle: list.family == .wave)
    if list.family == .aiff { patchFrames(list, bytes: file.count - start, in: file) }
  }

  /// AIFF counts frames in a chunk of their own.
  private mutating func patchFrames(_ list: ChunkList, bytes: Int, in file: FileBytes) {
    guard let common = list.first("COMM"), common.body.count >= 8 else { return }
    let head = file.bytes(at: common.body.lowerBound, count: 8)
    let frame = Int(head[..<2].bigEndian) * Int((head[6...].bigEndian + 7) / 8)
    guard frame > 0 else { return }
    patch(common.body.lowerBound + 2..<common.body.lowerBound + 6, UInt64(bytes / frame), isLittle: false)
  }

  private mutating func lookAtAU(_ file: FileBytes) {
    let head = file.bytes(at: 0, count: 12)
    guard head.count == 12, head.starts(with: ".snd".utf8) else { return }
    let start = min(file.count, Int(head[4..<8].bigEndian))
    let promised = head[8...].bigEndian
    judge(promised, from: start, in: file)
    let rest = UInt64(file.count - start)
    if promised < rest, promised == 0 || rest - promised >= UInt64(Self.leastSound) {
      patch(8..<12, 0xFFFF_FFFF, isLittle: false)
    }
  }

  /// Less is there than was promised. Programs that write without knowing how much it will be promise the most that
  /// their field can hold, or nearly so: that is no promise.
  private mutating func judge(_ promised: UInt64, from start: Int, in file: FileBytes) {
    let there = file.count - start
    let most: [UInt64] = [0x8000_0000, 0x1_0000_0000, 0x8000_0000_0000_0000, .max]
    let isOpen = most.contains { (most: UInt64) -> Bool in
      let distance = promised > most ? promised - most : most - promised
      return distance < 4096
    }
    if there > 0, promised > UInt64(there), !isOpen { promise = Double(promised) / Double(there) }
  }

  private mutating func patch(_ field: Range<Int>, _ value: UInt64, isLittle: Bool) {
    let value = min(value, field.count == 4 ? 0xFFFF_FFFF : UInt64(Int64.max))
    let bytes = (0..<field.count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    patches.append((field.lowerBound, isLittle ? bytes : bytes.reversed()))
  }
}

extension ChunkList {
  /// Whether what follows a chunk is no other chunk, and at least so long.
  fileprivate func isBroken(behind chunk: Chunk, in file: FileBytes, least: Int) -> Bool {
    guard file.count - chunk.body.upperBound >= least else { return false }
    guard let place = chunks.firstIndex(where: { $0.body == chunk.body }), place + 1 < chunks.count else { return true }
    // Sound may look like four letters and a size by chance, but hardly like a name.
    return !chunks[place + 1].id.utf8.allSatisfy { byte in
      (0x41...0x5A).contains(byte & 0xDF) || (0x30...0x39).contains(byte) || " ()_-.".utf8.contains(byte)
    }
  }
}
