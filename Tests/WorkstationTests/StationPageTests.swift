import Glibc
import Music
import Platform
import Testing

@testable import Workstation

/// A station's page: what it answers, to whom, and that a tag in it is text.
@Suite struct StationPageTests {
  private func page() -> StationPage {
    var page = StationPage()
    page.station = "Night & Day"
    page.now = StationPage.Now(
      title: "<script>alert(1)</script>", artist: "A \"B\" & 'C'\u{1B}[31m", share: 0.25, clock: "1:00 of 4:00",
      outline: [0, 128, 255, 64])
    page.next = ComingBlend(
      title: "</title><img src=x onerror=1>", words: ["in 2:10"], kind: "long blend", reasons: ["<b>same key</b>"])
    page.played = [StationPage.Played(time: "14:05", title: "<iframe src=\"https://example.org\">")]
    page.streams = [("127.0.0.1:8000/live.mp3", "not on air: <no>")]
    return page
  }

  /// All that a connection answers to these bytes; nil where none can be made.
  private func answer(to request: String, port: Int) -> String? {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isOpen else { return nil }
    let bytes = Array(request.utf8)
    guard send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return nil }
    var (answer, piece) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
    while case let count = recv(file, &piece, piece.count, 0), count > 0 { answer += piece[..<count] }
    return String(decoding: answer, as: UTF8.self)
  }

  @Test func tagsAreTextAndNothingComesFromElsewhere() {
    let html = page().html
    #expect(
      html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && html.contains("A &quot;B&quot; &amp; &#39;C&#39;"))
    // What begins a tag, or has a browser fetch something.
    let own = html.replacing("&lt;img src=x onerror=1&gt;", with: "").replacing("&lt;iframe src=&quot;https:", with: "")
    for mark in ["<script", "<img", "<iframe", "<b>", "http:", "https:", " src=", "@import", "url(", "\u{1B}"] {
      #expect(!own.contains(mark), "\(mark)")
    }
    #expect(html.contains("<h1>Night &amp; Day</h1>") && html.contains("prefers-color-scheme:dark"))
    #expect(html.contains("Not on air") && html.contains("<time>14:05</time>") && html.contains("1:00 of 4:00"))
    #expect(StationPage().html.contains("Nothing plays."))
  }

  @Test func itIsServedToThisMachinesBrowsersOnly() throws {
    let server = try PageServer(port: 0)
    let port = try #require(Int(server.address.dropFirst("http://127.0.0.1:".count).dropLast()))
    server.show(page())
    func status(_ line: String, host: String? = nil) -> String {
      let request = "\(line)\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n\r\n"
      return answer(to: request, port: port)?.split(separator: "\r\n").first.map(String.init) ?? "none"
    }
    let whole = try #require(answer(to: "GET / HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n", port: port))
    #expect(whole.hasPrefix("HTTP/1.1 200 OK\r\n") && whole.hasSuffix("</html>\n"))
    #expect(whole.contains("Content-Security-Policy: default-src 'none'") && whole.contains("Night &amp; Day"))
    #expect(status("HEAD / HTTP/1.1") == "HTTP/1.1 200 OK")
    #expect(status("POST / HTTP/1.1") == "HTTP/1.1 405 Method Not Allowed")
    #expect(status("GET /etc/passwd HTTP/1.1") == "HTTP/1.1 404 Not Found")
    #expect(status("GET / HTTP/1.1", host: "example.org") == "HTTP/1.1 403 Forbidden")
    #expect(status("nonsense") == "HTTP/1.1 400 Bad Request")
    // Who says nothing, or too much, holds up nobody for long.
    #expect(answer(to: String(repeating: "x", count: 20_000), port: port) != nil)
    #expect(status("GET / HTTP/1.1") == "HTTP/1.1 200 OK")
    server.close()
    #expect(answer(to: "GET / HTTP/1.1\r\n\r\n", port: port) == nil)
  }

  @Test func aPortThatIsTakenIsSaid() throws {
    let first = try PageServer(port: 0)
    defer { first.close() }
    let port = try #require(Int(first.address.dropFirst("http://127.0.0.1:".count).dropLast()))
    #expect(throws: PageServer.Refusal.self) { try PageServer(port: port) }
  }
}
