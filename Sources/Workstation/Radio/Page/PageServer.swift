import Dispatch
import Glibc
import Platform
import Synchronization

/// Serves one page to this machine's own browsers: read only, on loopback alone. Each request is answered on a thread
/// of its own kind, one after the other; who is slow is given two seconds.
final class PageServer: Sendable {
  private let listener: Int32
  private let port: Int
  private let page = Mutex(StationPage())
  private let isClosed = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Why there is no page, in a sentence.
  struct Refusal: Error, CustomStringConvertible { let description: String }

  /// Bytes that a request may have.
  private static let most = 8192

  /// Listens. - Parameter port: 1…65535; 0: any that is free. - Throws: why it cannot.
  init(port: Int) throws(Refusal) {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(clamping: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        file >= 0 && bind(file, address, size) == 0 && listen(file, 8) == 0
          && getsockname(file, address, &size) == 0
      }
    }
    guard isBound else {
      let reason = errorText()
      if file >= 0 { Glibc.close(file) }
      throw Refusal(description: "no status page: port \(port) of this machine cannot be listened to: \(reason)")
    }
    listener = file
    self.port = Int(UInt16(bigEndian: address.sin_port))
    DispatchQueue(label: "segue.page", qos: .utility).async { @Sendable [self] in serve() }
  }

  /// Where a browser finds it.
  var address: String { "http://127.0.0.1:\(port)/" }

  /// From now on this is shown. Any thread; never waits.
  func show(_ page: StationPage) { self.page.withLock { $0 = page } }

  /// Nobody is answered any more.
  func close() {
    isClosed.store(true, ordering: .releasing)
    shutdown(listener, Int32(SHUT_RDWR))
    _ = ended.wait(timeout: .now() + 3)
    Glibc.close(listener)
  }

  // MARK: Its thread

  private func serve() {
    defer { ended.signal() }
    while !isClosed.load(ordering: .acquiring) {
      let connection = accept(listener, nil, nil)
      if connection < 0 {
        // No descriptor is free, or somebody left before they were let in.
        usleep(50_000)
        continue
      }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      var patience = timeval(tv_sec: 2, tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(connection, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
      }
      if let request = request(from: connection) { send(Array(answer(to: request).utf8), to: connection) }
      Glibc.close(connection)
    }
  }

  /// A request's head; nil for one that does not come, or has no end.
  private func request(from connection: Int32) -> String? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 2048)
    let until = monotonicSeconds() + 2
    while bytes.count < Self.most, monotonicSeconds() < until {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      bytes += piece[..<count]
      let text = String(decoding: bytes, as: UTF8.self)
      if text.contains("\r\n\r\n") { return text }
    }
    return nil
  }

  private func send(_ bytes: [UInt8], to connection: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      sent += count
    }
  }

  /// The whole answer to a request's head.
  private func answer(to request: String) -> String {
    let lines = request.split(separator: "\r\n").map(String.init)
    let words = lines.first?.split(separator: " ").map(String.init) ?? []
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return Self.refusal("400 Bad Request") }
    guard words[0] == "GET" || words[0] == "HEAD" else { return Self.refusal("405 Method Not Allowed") }
    // Under another name some page of the web would be asking, by way of a browser here.
    let host = lines.first { $0.lowercased().hasPrefix("host:") }.map { String($0.dropFirst(5)).trimmed }
    guard let host, ["127.0.0.1", "localhost"].contains(where: { host == "\($0):\(port)" || host == $0 }) else {
      return Self.refusal("403 Forbidden")
    }
    guard words[1] == "/" else { return Self.refusal("404 Not Found") }
    let html = page.withLock { $0 }.html
    return Self.head("200 OK", "text/html", html.utf8.count) + (words[0] == "HEAD" ? "" : html)
  }

  private static func refusal(_ status: String) -> String { head(status, "text/plain", status.utf8.count) + status }

  private static func head(_ status: String, _ kind: String, _ length: Int) -> String {
    [
      "HTTP/1.1 \(status)", "Content-Type: \(kind); charset=utf-8", "Content-Length: \(length)", "Connection: close",
      "Cache-Control: no-store", "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
      "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      "", "",
    ].joined(separator: "\r\n")
  }
}
