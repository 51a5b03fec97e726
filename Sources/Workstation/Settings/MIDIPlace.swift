import Controllers
import Platform

/// Where controllers are read.
package enum MIDIPlace: Sendable, Hashable {
  /// All that is plugged in.
  case system
  /// Nowhere.
  case off
  /// A raw MIDI device, or a named pipe; and, where lights go elsewhere, another.
  case path(String, output: String?)

  /// `auto`, `off`, a path, or two with a space between them.
  init(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case nil, "auto"?, "on"?: self = .system
    case "off"?, "none"?: self = .off
    case let path?: self = .path(absolutePath(path), output: words.count > 1 ? absolutePath(words[1]) : nil)
    }
  }

  /// Where a thread reads; nil: nowhere. A map is found by the file's name.
  package var place: ControllerThread.Place? {
    switch self {
    case .system: .sequencer
    case .off: nil
    case .path(let path, let output): .path(path, output: output, name: FilePath(path).parts.last ?? path)
    }
  }
}
