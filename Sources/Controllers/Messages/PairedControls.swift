/// Controls of 14 bits, which come as two messages: seven upper bits, then seven lower ones; some units send the other
/// way round, or leave out lower bits that have not changed. The rule of MIDI 1.0 that upper bits set the lower ones
/// to zero is not kept: it would make the value jump.
struct PairedControls: Sendable {
  struct Key: Hashable, Sendable {
    let channel: UInt8
    let upper: UInt8
  }

  private struct Pair {
    var upper: UInt8?
    var lower: UInt8 = 0
    /// Upper bits wait for lower ones until then, seconds.
    var deadline: Double?
    /// Lower bits come before upper ones on this unit.
    var isReversed = false
  }

  private var pairs: [Key: Pair] = [:]
  /// So long upper bits wait for lower ones, seconds.
  static let patience = 0.002

  init() {}

  /// When something that waits is due; nil when nothing does.
  var deadline: Double? { pairs.values.compactMap(\.deadline).min() }

  /// - Returns: the value 0…16383, once both halves are there.
  mutating func takeUpper(_ value: UInt8, of key: Key, at time: Double) -> Int? {
    var pair = pairs[key] ?? Pair()
    defer { pairs[key] = pair }
    pair.upper = value
    if pair.isReversed { return Int(value) << 7 | Int(pair.lower) }
    pair.deadline = time + Self.patience
    return nil
  }

  /// - Returns: the value 0…16383, once both halves are there.
  mutating func takeLower(_ value: UInt8, of key: Key) -> Int? {
    var pair = pairs[key] ?? Pair()
    defer { pairs[key] = pair }
    pair.lower = value
    let isWaitedFor = pair.deadline != nil
    pair.deadline = nil
    if !isWaitedFor, pair.upper == nil { pair.isReversed = true }
    guard let upper = pair.upper, !pair.isReversed else { return nil }
    return Int(upper) << 7 | Int(value)
  }

  /// Upper bits that were left alone. - Returns: their values, with the last lower bits known.
  mutating func due(at time: Double) -> [(key: Key, value: Int)] {
    var due: [(key: Key, value: Int)] = []
    for (key, pair) in pairs {
      guard let deadline = pair.deadline, deadline <= time, let upper = pair.upper else { continue }
      pairs[key]?.deadline = nil
      due.append((key, Int(upper) << 7 | Int(pair.lower)))
    }
    return due.sorted { ($0.key.channel, $0.key.upper) < ($1.key.channel, $1.key.upper) }
  }
}
