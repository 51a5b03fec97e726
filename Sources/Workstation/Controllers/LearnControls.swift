import Controllers
import Glibc
import Platform
import Synchronization

/// `segue midi learn`: each control that is moved gets a command that is typed, and the line goes into a map's file.
/// Waits for hands and for lines; ends when no line is left.
/// - Parameters:
///   - file: the map; made where it is not there.
///   - ask: shows a question and waits for the answer; nil when nobody answers any more.
/// - Throws: why nothing can be read or written.
package func learnControls(
  into file: String, _ midi: MIDIPlace, directories: AppDirectories, say: (String) -> Void,
  ask: (String) -> String?
) throws {
  guard let place = midi.place else { throw OfflineSet.Failure(description: "MIDI is off (midi = auto in the config)") }
  let heard = Mutex<[MIDIMessage]>([])
  let thread = try ControllerThread(place, maps: []) { _, message in
    if case .realtime = message { return }
    heard.withLock { $0.append(message) }
  }
  defer { thread.end() }
  var text = textFile(file) ?? ""
  if text.isEmpty {
    thread.waitForNews(milliseconds: 300)
    let names = thread.take().compactMap { if case .appeared(_, let name, _) = $0 { name } else { nil } }
    text = "controller = \(names.first ?? "part of the controller's name")\n"
  }
  while true {
    say("press a button, or turn a knob to and fro (Ctrl-C ends)")
    heard.withLock { messages in messages.removeAll() }
    while heard.withLock({ $0.isEmpty }) { usleep(20_000) }
    usleep(1_500_000)
    guard let address = ControlGuess.address(of: heard.withLock { $0 }) else { continue }
    guard let command = ask("\(address) = ") else { return }
    if command.trimmed.isEmpty { continue }
    let line = "\(address) = \(command.trimmed)"
    let (_, faults) = ControllerMap.read(text + line, check: ControllerMaps.complaint)
    let number = (text + line).lines.count
    if let fault = faults.first(where: { $0.line == number }) {
      say(fault.reason)
      continue
    }
    text += line + "\n"
    if let complaint = replaceFile(file, with: text) {
      throw OfflineSet.Failure(description: "\(file) cannot be written: \(complaint)")
    }
  }
}

/// `segue midi record`: what a controller sends, a message a line: seconds since the first, then its bytes. Until the
/// program is ended.
package func recordMIDI(
  _ midi: MIDIPlace, directories: AppDirectories, say: @escaping @Sendable (String) -> Void
) throws {
  guard let place = midi.place else { throw OfflineSet.Failure(description: "MIDI is off (midi = auto in the config)") }
  let began = Mutex<Double?>(nil)
  let thread = try ControllerThread(place, maps: []) { _, message in
    let now = monotonicSeconds()
    let first = began.withLock { first in
      first = first ?? now
      return first ?? now
    }
    let bytes = message.bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
    say("\(fixed(now - first, 4)) \(bytes.joined(separator: " "))")
  }
  while true {
    thread.waitForNews(milliseconds: 60_000)
    _ = thread.take()
  }
}

/// `segue midi replay`: a recording of `segue midi record`, in its own time, into a named pipe or a raw MIDI device.
/// - Throws: why it cannot be read or written, or which line is none.
package func replayMIDI(_ recording: String, into path: String) throws {
  guard let text = textFile(recording) else {
    throw OfflineSet.Failure(description: "\(recording) cannot be read: \(errorText())")
  }
  let output = open(path, O_WRONLY | O_CLOEXEC)
  guard output >= 0 else { throw OfflineSet.Failure(description: "\(path) cannot be written: \(errorText())") }
  defer { close(output) }
  let began = monotonicSeconds()
  for (index, line) in text.lines.enumerated() where !line.trimmed.isEmpty && !line.hasPrefix("#") {
    let words = line.split(separator: " ")
    let bytes = words.dropFirst().compactMap { UInt8($0, radix: 16) }
    guard let time = words.first.flatMap({ Double($0) }), bytes.count == words.count - 1, !bytes.isEmpty else {
      throw OfflineSet.Failure(
        description: "\(recording), line \(index + 1): a line is seconds, then bytes of two digits: 1.25 90 0B 7F")
    }
    let left = time - (monotonicSeconds() - began)
    if left > 0 { usleep(UInt32(min(left, 3600) * 1e6)) }
    guard write(output, bytes, bytes.count) == bytes.count else {
      throw OfflineSet.Failure(description: "\(path) takes no more: \(errorText())")
    }
  }
}
