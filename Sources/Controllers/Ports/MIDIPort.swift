import Glibc
import Platform

/// What comes in through a port.
enum MIDIArrival: Sendable {
  /// A controller is there. - Parameter source: its number, for as long as it is.
  case appeared(source: Int, name: String)
  case gone(source: Int)
  case message(source: Int, MIDIMessage)
}

/// Where controllers are plugged in. One thread's alone.
protocol MIDIPort: AnyObject {
  /// Readable when something has come.
  var files: [pollfd] { get }
  /// What has come; never waits.
  func read() -> [MIDIArrival]
  /// Never waits: what the unit does not take is lost.
  func send(_ bytes: [UInt8], to source: Int)
  func close()
}

/// Why there is no such port, in a sentence.
package struct MIDITrouble: Error, Sendable, CustomStringConvertible {
  /// The sentence.
  package let description: String
}

/// A controller behind a path: a raw MIDI device of the kernel's, or a named pipe.
final class PathPort: MIDIPort {
  private let input: Int32
  private let output: Int32
  private let name: String
  private var stream = MIDIStream()
  private var isAnnounced = false
  private var isGone = false

  /// - Parameters:
  ///   - output: where lights are sent; nil: the same.
  ///   - name: what maps are found by.
  /// - Throws: why it cannot be opened.
  init(path: String, output: String?, name: String) throws(MIDITrouble) {
    // For both: a pipe that is open to write as well stays readable when its writer goes and comes again.
    let input = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard input >= 0 else { throw MIDITrouble(description: "no MIDI from \(path): \(errorText())") }
    var out = input
    if let output {
      out = open(output, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
      guard out >= 0 else {
        let reason = errorText()
        Glibc.close(input)
        throw MIDITrouble(description: "no MIDI to \(output): \(reason)")
      }
    }
    (self.input, self.output, self.name) = (input, out, name)
  }

  var files: [pollfd] { isGone ? [] : [pollfd(fd: input, events: Int16(POLLIN), revents: 0)] }

  func read() -> [MIDIArrival] {
    var arrivals: [MIDIArrival] = []
    if !isAnnounced {
      isAnnounced = true
      arrivals.append(.appeared(source: 0, name: name))
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    while !isGone {
      let count = Glibc.read(input, &bytes, bytes.count)
      if count > 0 {
        arrivals += stream.feed(bytes[..<count]).map { .message(source: 0, $0) }
      } else if count < 0, errno == EINTR {
        continue
      } else {
        if count < 0, errno != EAGAIN {
          isGone = true
          arrivals.append(.gone(source: 0))
        }
        break
      }
    }
    return arrivals
  }

  func send(_ bytes: [UInt8], to source: Int) { _ = bytes.withUnsafeBytes { write(output, $0.baseAddress, $0.count) } }

  func close() {
    Glibc.close(input)
    if output != input { Glibc.close(output) }
  }
}
