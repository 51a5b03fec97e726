import Broadcast
import Music
import Platform

/// How the program is on air.
package struct AirStatus: Sendable {
  /// Since it went on.
  package var seconds: Double
  /// "Artist - Title" of what took over last.
  package var title: String?
  /// In the order of the config.
  package var streams: [StreamStatus]
  /// The file of the archive that is written; nil where there is none.
  package var archive: String?
  /// How long there was nothing to hear, up to now.
  package var silence: Seconds
  /// Of the mix, since no thread came to take them.
  package var lostFrames: Int

  /// Streams that servers take now.
  package var heard: Int { streams.count { $0.state == .onAir } }

  /// "AIR 2/3"; "AIR" where all are heard.
  package var lamp: String { heard == streams.count ? "AIR" : "AIR \(heard)/\(streams.count)" }

  var sentences: [String] {
    streams.map { stream in
      let place = "\(stream.mount.address.printable), \(stream.mount.format.words)"
      return switch stream.state {
      case .onAir: "On air: \(place)."
      case .connecting: "Connecting: \(place)."
      case .waiting(_, let why): "Not on air: \(place): \(why)."
      case .ended: "Ended: \(place)."
      }
    } + (archive.map { ["Archive: \($0.printable)."] } ?? [])
  }

  var json: JSON {
    .object([
      ("seconds", JSON((seconds * 10).rounded() / 10)), ("title", JSON(title)), ("archive", JSON(archive)),
      ("silence_seconds", JSON((silence.value * 100).rounded() / 100)), ("lost_frames", JSON(lostFrames)),
      ("streams", .list(streams.map(\.json))),
    ])
  }
}

extension StreamStatus {
  fileprivate var json: JSON {
    let (name, why): (String, String?) =
      switch state {
      case .connecting: ("connecting", nil)
      case .onAir: ("on air", nil)
      case .waiting(_, let why): ("waiting", why)
      case .ended: ("ended", nil)
      }
    return .object([
      ("mount", .text(mount.address)), ("format", .text(mount.format.words)), ("state", .text(name)),
      ("reason", JSON(why)), ("seconds", JSON(since.map { (10 * (monotonicSeconds() - $0)).rounded() / 10 })),
      ("connections", JSON(connections)), ("bytes", JSON(bytes)),
      ("queued_seconds", JSON((queuedSeconds * 100).rounded() / 100)), ("unsent_bytes", JSON(unsentBytes)),
      ("dropped_seconds", JSON((droppedSeconds * 100).rounded() / 100)),
      ("encoder_percent_of_core", JSON((encoderLoad * 1e4).rounded() / 100)),
    ])
  }
}
