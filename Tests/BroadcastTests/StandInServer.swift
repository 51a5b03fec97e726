import Dispatch
import Glibc
import Synchronization

/// Plays a streaming server's part on loopback.
final class StandInServer: Sendable {
  enum Manner: Sendable {
    case takes
    case refuses
    /// Takes the stream, and reads nothing of it.
    case stalls
    /// Lets itself be called, and says nothing.
    case isSilent
  }

  struct Seen {
    var requests: [String] = []
    var bytes: [UInt8] = []
    var titles: [String] = []
  }

  let port: UInt16
  private let listener: Int32
  private let seen = Mutex(Seen())
  private let manner: Mutex<Manner>
  private let open = Mutex<[Int32]>([])

  init(_ manner: Manner) {
    self.manner = Mutex(manner)
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // Little room, so that a server that reads nothing is noticed soon.
    var room: Int32 = 4096
    setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &room, 4)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, size)
        _ = listen(listener, 8)
        _ = getsockname(listener, $0, &size)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    DispatchQueue.global().async { @Sendable [self] in
      while true {
        let file = accept(listener, nil, nil)
        if file < 0 { return }
        open.withLock { $0.append(file) }
        DispatchQueue.global().async { @Sendable [self] in serve(file) }
      }
    }
  }

  func become(_ manner: Manner) { self.manner.withLock { $0 = manner } }
  var looks: Seen { seen.withLock { $0 } }

  /// All connections break.
  func hangUp() {
    for file in open.withLock({ $0 }) { shutdown(file, Int32(SHUT_RDWR)) }
  }

  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    hangUp()
  }

  private func serve(_ file: Int32) {
    let manner = manner.withLock { $0 }
    if case .isSilent = manner { return }
    var (head, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
    while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
      let count = recv(file, &buffer, buffer.count, 0)
      if count <= 0 { return }
      head += buffer[..<count]
    }
    let text = String(decoding: head, as: UTF8.self)
    seen.withLock { seen in
      seen.requests.append(text)
      if text.contains("/admin/metadata") { seen.titles.append(String(text.prefix { $0 != "\r\n" })) }
    }
    // As Icecast does, it asks for the password first.
    var answer = text.contains("Authorization: Basic ") ? "200 OK" : "401 Unauthorized"
    if case .refuses = manner { answer = "401 Unauthorized" }
    let asks = answer.hasPrefix("401") ? "WWW-Authenticate: Basic realm=\"stand-in\"\r\n" : ""
    var reply = "HTTP/1.0 \(answer)\r\n\(asks)Content-Length: 0\r\n\r\n"
    reply.withUTF8 { _ = send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if answer.hasPrefix("401") || text.contains("/admin/") {
      shutdown(file, Int32(SHUT_RDWR))
      return
    }
    if case .stalls = manner { return }
    while true {
      let count = recv(file, &buffer, buffer.count, 0)
      if count <= 0 { return }
      seen.withLock { $0.bytes += buffer[..<count] }
    }
  }
}
