import Music
import Platform
import Synchronization

/// What the status line has to say. A message is there from when it comes until it could be read, eight seconds at
/// most, and never again: a newer one takes its place. What has only just come, and answers no command, stays beside
/// the newer one: problems that come together, as at the start, are read together.
///
/// A complaint about a command goes with the next command that works, the echo of a command with the next one. What
/// lasts (a recording, a command that waits for its bar, a lost device) is a state of the snapshot, no message.
///
/// The main thread's; what other threads have to say they leave in `elsewhere`.
final class MessageLog {
  private struct Item {
    var message: Message
    let isAnswer: Bool
    let isEcho: Bool
    /// When it was first looked at.
    var since: Seconds?
    /// It was there long enough to be noticed.
    var isSeen = false
  }

  /// For all other threads.
  let elsewhere = MessageQueue()
  private let thread = OwnThread()
  private var items: [Item] = []
  private var count = 0
  /// A command is being done: what is said now is its answer.
  private var isAnswering = false
  private var hasComplained = false
  /// How often something went wrong.
  private(set) var complaints = 0
  /// What was said, the newest last.
  private(set) var past: [Past] = []

  /// What nobody has taken yet; nil: nobody has asked.
  private var untaken: [Message]?

  /// A message that was said once.
  struct Past {
    var message: Message
    /// On the clock on the wall: 20:15:03.
    var time: String
    /// No line of a log: the list alone has it.
    var isDetail = false
  }
  /// What was said of the command that is being done, without its echo.
  private var answer: [Message] = []

  /// Shown for so long a message was seen.
  private static let glance = Seconds(1.5)
  /// The longest that any is shown.
  private static let longest = Seconds(8)
  /// So many are listed.
  private static let remembered = 100
  /// More at once nobody reads: the oldest are dropped.
  private static let most = 4

  func add(_ weight: Message.Weight, _ text: String) { add(weight, text, isEcho: false) }

  /// What only the list of messages has: details behind what is said.
  func keep(_ text: String) {
    count += 1
    remember(Message(weight: .note, text: text.printable, number: count), isDetail: true)
  }

  /// A command, as it was understood.
  func echo(_ line: String) { add(.note, "→ \(line)", isEcho: true) }

  private func add(_ weight: Message.Weight, _ text: String, isEcho: Bool) {
    thread.check()
    let text = text.printable
    count += 1
    if isAnswering, weight != .note { hasComplained = true }
    if weight != .note { complaints += 1 }
    items.removeAll { $0.message.text == text || $0.isSeen || ($0.isAnswer && $0.since != nil) }
    let message = Message(weight: weight, text: text, number: count)
    if isAnswering, !isEcho { answer.append(message) }
    remember(message)
    untaken?.append(message)
    items.append(Item(message: message, isAnswer: isAnswering, isEcho: isEcho))
    if items.count > Self.most { items.removeFirst() }
  }

  /// A key that is hammered says the same again and again: once is enough.
  private func remember(_ message: Message, isDetail: Bool = false) {
    if past.last?.message.text == message.text { past.removeLast() }
    past.append(Past(message: message, time: timeOfDay(), isDetail: isDetail))
    if past.count > Self.remembered { past.removeFirst() }
  }

  /// What is said until `endAnswer` answers a command.
  func beginAnswer() {
    (isAnswering, hasComplained, answer) = (true, false, [])
    items.removeAll { $0.isEcho && $0.since != nil }
  }

  /// A command that worked takes earlier complaints about commands with it, but for those of the same moment.
  /// - Returns: what was said of it.
  @discardableResult
  func endAnswer() -> [Message] {
    isAnswering = false
    guard !hasComplained else { return answer }
    items.removeAll { $0.isAnswer && $0.message.weight != .note && $0.since != nil }
    return answer
  }

  /// Takes in what other threads have left.
  func collect() { for message in elsewhere.take() { add(message.weight, message.text) } }

  /// All that was said since it was asked last, the newest last; at first what is remembered. For who keeps a log.
  func take() -> [Message] {
    collect()
    defer { untaken = [] }
    return untaken ?? past.filter { !$0.isDetail }.map(\.message)
  }

  /// What is to be read, newest last. - Parameter now: of a clock that never goes back.
  func current(at now: Seconds) -> [Message] {
    collect()
    for index in items.indices {
      let since = items[index].since ?? now
      items[index].since = since
      items[index].isSeen = now - since >= Self.glance
    }
    items.removeAll { item in item.since.map { now - $0 >= Self.timeToRead(item.message) } ?? false }
    return items.map(\.message)
  }

  /// Fifteen characters a second, for somebody who has a mix to listen to.
  private static func timeToRead(_ message: Message) -> Seconds {
    let notice = message.weight == .note ? 3.0 : 5
    return min(longest, Seconds(notice + Double(message.text.count) / 15))
  }
}

/// Messages of other threads, until the main one takes them into its log.
final class MessageQueue: Sendable {
  private let messages = Mutex<[(weight: Message.Weight, text: String)]>([])

  /// Any thread; never waits.
  func post(_ weight: Message.Weight, _ text: String) { messages.withLock { $0.append((weight, text)) } }

  fileprivate func take() -> [(weight: Message.Weight, text: String)] {
    messages.withLock { messages in
      defer { messages.removeAll() }
      return messages
    }
  }
}
