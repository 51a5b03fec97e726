import Music

/// What the status line has to say, one message at a time. The newest is shown at once; it fades after as long as it
/// takes to read it, and a warning that was pushed aside before it could be read comes back then. Problems that come
/// together, as at the start, are shown in their order.
struct MessageLog {
  private struct Unread {
    var message: Message
    var shown = Seconds(0)
    let due: Seconds
  }

  /// The one that is shown last.
  private var unread: [Unread] = []
  private var count = 0
  private var lastLook: Seconds?

  /// Shown for this long, a message has been seen, and does not come back.
  private static let glance = Seconds(4)
  /// Of more than so many the oldest are dropped: who could read them?
  private static let most = 12

  mutating func add(_ weight: Message.Weight, _ text: String) {
    let text = text.printable
    count += 1
    unread.removeAll { $0.message.text == text || $0.message.weight == .note || $0.shown >= Self.glance }
    let item = Unread(message: Message(weight: weight, text: text, number: count), due: Self.timeToRead(text, weight))
    // Before what nobody has seen yet, so that it is shown after it.
    let unseen = unread.reversed().prefix { $0.shown == Seconds(0) && $0.message.weight != .note }.count
    unread.insert(item, at: unread.count - unseen)
    if unread.count > Self.most { unread.removeFirst() }
  }

  /// Takes back what is no longer so.
  mutating func withdraw(_ text: String) { unread.removeAll { $0.message.text == text.printable } }

  /// What is to be read, the one that is shown last. - Parameter now: of a clock that never goes back.
  mutating func current(at now: Seconds) -> [Message] {
    // A terminal that was suspended showed nothing meanwhile.
    let passed = lastLook.map { min(max(0, now.value - $0.value), 1) } ?? 0
    lastLook = now
    if let last = unread.indices.last {
      unread[last].shown = Seconds(unread[last].shown.value + passed)
      if unread[last].shown >= unread[last].due { unread.removeLast() }
    }
    return unread.map(\.message)
  }

  /// Fifteen characters a second, for somebody who has a mix to listen to.
  private static func timeToRead(_ text: String, _ weight: Message.Weight) -> Seconds {
    let notice = weight == .note ? 3.0 : 5
    return Seconds(notice + Double(text.count) / 15)
  }
}
