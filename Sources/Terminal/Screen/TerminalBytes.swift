/// Bytes on their way to the terminal, put together one by one: some ten thousand a frame.
struct TerminalBytes: ~Copyable {
  // SAFETY: of `capacity` bytes, of which the first `count` are written; it is this value's alone and goes with it.
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 16
  private var count = 0

  init() { start = .allocate(capacity: capacity) }
  deinit { start.deallocate() }

  /// What was appended since it was emptied last.
  var all: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// Keeps its room.
  mutating func empty() { count = 0 }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    start[count] = byte
    count += 1
  }

  mutating func append(_ word: [UInt8]) {
    if count + word.count > capacity { grow(by: word.count) }
    word.withUnsafeBufferPointer { word in
      guard let first = word.baseAddress else { return }
      (start + count).update(from: first, count: word.count)
    }
    count += word.count
  }

  /// One of a table's words.
  mutating func append(_ index: UInt8, of table: WordTable) {
    let (from, to) = (Int(table.ends[Int(index)]), Int(table.ends[Int(index) + 1]))
    if count + to - from > capacity { grow(by: to - from) }
    for place in from..<to {
      start[count] = table.bytes[place]
      count += 1
    }
  }

  /// A number in decimal digits. - Parameter number: 0…9,999.
  mutating func append(decimal number: Int) {
    if number >= 1000 { append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 1000 % 10)) }
    if number >= 100 { append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 100 % 10)) }
    if number >= 10 { append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10)) }
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// A scalar in UTF-8.
  mutating func append(scalar: UInt32) {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift & 0x3F)) }
    switch scalar {
    case ..<0x80: append(UInt8(scalar))
    case ..<0x800:
      append(UInt8(0xC0 | scalar >> 6))
      append(tail(0))
    case ..<0x1_0000:
      append(UInt8(0xE0 | scalar >> 12))
      append(tail(6))
      append(tail(0))
    default:
      append(UInt8(0xF0 | scalar >> 18 & 7))
      append(tail(12))
      append(tail(6))
      append(tail(0))
    }
  }

  private mutating func grow(by more: Int) {
    let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + more)
    wider.update(from: start, count: count)
    start.deallocate()
    (start, capacity) = (wider, 2 * capacity + more)
  }
}

/// Words that are sent often, one after another.
struct WordTable {
  fileprivate let bytes: [UInt8]
  /// Where each begins, and the end of all.
  fileprivate let ends: [Int32]

  init(_ words: [[UInt8]]) {
    bytes = Array(words.joined())
    ends = words.reduce(into: [0]) { ends, word in ends.append(ends[ends.count - 1] + Int32(word.count)) }
  }
}
