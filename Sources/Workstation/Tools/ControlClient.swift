import Glibc
import Platform

/// `segue ctl`: lines for the Segue that runs. Blocks until each is answered; `watch` is answered until that Segue or
/// the reader ends.
/// - Parameters:
///   - lines: of the prompt, or `state`, or `watch`.
///   - json: answers are objects, a line each; else sentences.
///   - say, complain: what is told, and what is complained of.
/// - Returns: whether all of it was done.
/// - Throws: that no Segue runs, in a sentence.
package func control(
  _ lines: [String], json: Bool, directories: AppDirectories, say: (String) -> Void, complain: (String) -> Void
) throws -> Bool {
  let descriptor = try ControlSocket.connect(to: directories.controlSocket)
  defer { close(descriptor) }
  var (isGood, reader, answered) = (true, LineReader(), 0)
  for line in lines {
    var request = (json ? "json " : "plain ") + line + "\n"
    let count = request.withUTF8 { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    guard count > 0 else { throw ControlSocket.Refusal(description: "Segue ended before “\(line)” was done") }
    answered += 1
    while answered > 0 {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        if line == "watch" || line == "quit" { return isGood }
        throw ControlSocket.Refusal(description: "Segue ended before “\(line)” was answered")
      }
      for case .typed(let text) in reader.feed(bytes[..<count]) {
        switch text {
        case ".": answered -= 1
        case _ where text.hasPrefix("= "): say(String(text.dropFirst(2)))
        case _ where text.hasPrefix("! "):
          isGood = false
          complain(String(text.dropFirst(2)))
        default:
          if text.contains("\"ok\":false") { isGood = false }
          say(text)
        }
      }
    }
  }
  return isGood
}
