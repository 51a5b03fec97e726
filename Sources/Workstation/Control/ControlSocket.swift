import Glibc
import Platform

/// Where other programs of the same user give commands: a Unix socket that nobody else may open.
///
/// A request is a line: `plain LINE` or `json LINE`, where LINE is one of the prompt, `state`, `radio`, or `watch`. An
/// answer ends with a line that is a single stop; `watch` is answered for as long as somebody reads. In plain answers
/// `= ` stands before what is told and `! ` before what is complained of; a JSON answer is one object.
///
/// The main thread's; waits for nobody: who does not read loses the connection.
final class ControlSocket {
  private let path: String
  private let listener: Int32
  private var connections: [Int32: Connection] = [:]
  private var announcer = Announcer()

  fileprivate struct Connection {
    var reader = LineReader()
    var waiting: [UInt8] = []
    /// Wants to be told of changes, as JSON or as sentences.
    var watch: Form?
  }

  /// How an answer is written.
  fileprivate enum Form: String { case plain, json }

  private static let mostConnections = 16
  /// Bytes that somebody may leave unread.
  private static let mostWaiting = 1 << 20

  /// Listens. - Throws: why it cannot, in a sentence.
  init(at path: String) throws(Refusal) {
    let folder = path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    if let complaint = makeFolder(folder) { throw Refusal(description: "no segue ctl: " + complaint) }
    if let other = try? ControlSocket.connect(to: path) {
      Glibc.close(other)
      throw Refusal(description: "segue ctl speaks to another Segue that runs, not to this one")
    }
    unlink(path)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    self.path = path
    let bound = Self.withAddress(path) { bind(listener, $0, $1) }
    // Nobody gets in before it listens, and by then it is the user's own.
    guard bound == 0, chmod(path, 0o600) == 0, listen(listener, 8) == 0 else {
      let reason = bound == nil ? "the path is too long" : errorText()
      Glibc.close(listener)
      throw Refusal(description: "no segue ctl: \(path): \(reason)")
    }
  }

  /// Why there is no socket.
  struct Refusal: Error, CustomStringConvertible { let description: String }

  /// Nobody can give commands any more.
  func close() {
    for file in connections.keys { Glibc.close(file) }
    connections = [:]
    Glibc.close(listener)
    unlink(path)
  }

  var isWatched: Bool { connections.values.contains { $0.watch != nil } }

  /// One of them is readable when something has come: for whoever waits for input.
  var files: [Int32] { [listener] + connections.keys }

  // MARK: Requests

  /// Takes what has come, and answers.
  /// - Parameters:
  ///   - answer: does a line.
  ///   - snapshot: how the program stands.
  func serve(answer: (String) -> ControlAnswer, snapshot: () -> Snapshot) {
    let wasWatched = isWatched
    var pollers = files.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    if poll(&pollers, UInt(pollers.count), 0) > 0 {
      for poller in pollers where poller.revents != 0 {
        if poller.fd == listener { accept() } else { read(poller.fd, answer, snapshot) }
      }
    }
    // What changed while nobody watched is no news.
    if isWatched, !wasWatched { announcer = Announcer() }
    flush()
  }

  private func accept() {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    guard connections.count < Self.mostConnections, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      Glibc.close(descriptor)
      return
    }
    connections[descriptor] = Connection()
  }

  private func read(_ descriptor: Int32, _ answer: (String) -> ControlAnswer, _ snapshot: () -> Snapshot) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
    guard count > 0, var connection = connections[descriptor] else { return drop(descriptor) }
    for line in connection.reader.feed(bytes[..<count]) {
      switch line {
      case .tooLong: connection.say(["! that line is too long", "."])
      case .typed(let text): connection.take(text, answer, snapshot)
      }
    }
    connections[descriptor] = connection
  }

  private func drop(_ descriptor: Int32) {
    connections[descriptor] = nil
    Glibc.close(descriptor)
  }

  // MARK: Watching

  /// Tells those who watch what is new. - Parameter snapshot: of now; ten times a second is enough.
  func tell(_ snapshot: Snapshot) {
    let changes = announcer.changes(in: snapshot, level: .all)
    let messages = snapshot.status.messages.filter { $0.number > lastMessage }.map(\.text.printable)
    lastMessage = snapshot.status.messages.map(\.number).max() ?? lastMessage
    for descriptor in connections.keys {
      guard let form = connections[descriptor]?.watch else { continue }
      let lines = (messages + changes).map { line in
        form == .plain ? line : JSON.object([("told", .text(line))]).line
      }
      connections[descriptor]?.say(lines)
    }
    flush()
  }

  private var lastMessage = 0

  private func flush() {
    for (descriptor, connection) in connections where !connection.waiting.isEmpty {
      let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
      let count = connection.waiting.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) }
      if count > 0 { connections[descriptor]?.waiting.removeFirst(count) }
      let isGone = count < 0 && errno != EAGAIN && errno != EINTR
      if isGone || connection.waiting.count > Self.mostWaiting { drop(descriptor) }
    }
  }
}

extension ControlSocket.Connection {
  fileprivate mutating func say(_ lines: [String]) {
    for line in lines { waiting += Array((line + "\n").utf8) }
  }

  fileprivate mutating func take(_ request: String, _ answer: (String) -> ControlAnswer, _ snapshot: () -> Snapshot) {
    let words = request.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2, let form = ControlSocket.Form(rawValue: words[0]) else {
      return say(["! a request is plain LINE or json LINE", "."])
    }
    switch words[1] {
    case "watch": watch = form
    case "state":
      let snapshot = snapshot()
      say(form == .json ? [snapshot.json.line] : snapshot.sentences(on: .part(.decks)).map { "= " + $0 })
      say(["."])
    case "radio":
      let snapshot = snapshot()
      say(form == .json ? [snapshot.radioJSON.line] : snapshot.radioSentences.map { "= " + $0 })
      say(["."])
    default:
      let answer = answer(words[1])
      say(form == .json ? [answer.json.line] : answer.lines)
      say(["."])
    }
  }
}

extension ControlSocket {
  /// Connects to a Segue that runs. Blocks for a moment. - Throws: why it cannot, in a sentence.
  static func connect(to path: String) throws(Refusal) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let result = withAddress(path) { Glibc.connect(descriptor, $0, $1) }
    if result == 0 { return descriptor }
    Glibc.close(descriptor)
    throw Refusal(description: "no Segue runs that segue ctl could speak to: \(path) does not answer")
  }

  /// - Returns: nil where the path is too long for a socket.
  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    // SAFETY: every socket address may be given as the general one, with its own length.
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
