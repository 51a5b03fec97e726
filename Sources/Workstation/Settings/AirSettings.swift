import Broadcast
import Engine
import Media
import Music
import Platform

/// What the config says of streaming.
package struct AirSettings: Sendable, Hashable {
  /// In the order of the config.
  package var mounts: [Mount] = []
  /// What servers' lists say of it.
  package var station = Station()
  /// How the archive is written; nil: there is none.
  package var archive: RecordingFormat?
  /// Where the archive lies; nil: with the recordings.
  package var archiveFolder: String?
  /// The file that says what plays; nil: where Segue keeps what lasts as long as the user is logged in.
  package var nowPlaying: String?
  /// The music that is held for when all else fails; nil: the first track that is heard.
  package var fallback: String?
  /// The port of this machine on which the status page is served; nil: it is not.
  package var pagePort: Int?
  /// For the mounts below it.
  private var password: Secret?

  /// Neither streams nor archive.
  package init() {}

  /// What no file may repeat.
  static let secrets = ["air_password"]

  /// The settings that are its own.
  static let names: Set<String> = [
    "mount", "air_password", "air_password_file", "station_name", "station_about", "station_genre", "station_page",
    "station_public", "archive", "archive_folder", "now_playing",
    "radio_fallback", "radio_page",
  ]

  /// - Returns: nil, or what is wrong with it.
  mutating func use(_ name: String, _ value: String) -> String? {
    switch name {
    case "mount": return add(value)
    case "air_password": password = Secret(value)
    case "air_password_file":
      guard let line = textFile(plainPath(value))?.lines.first?.trimmed, !line.isEmpty else {
        return "air_password_file \(value) cannot be read, or is empty"
      }
      password = Secret(line)
    case "station_name": station.name = value
    case "station_about": station.about = value
    case "station_genre": station.genre = value
    case "station_page": station.page = value
    case "station_public":
      guard let wish = Switch(word: value), wish != .toggle else { return "\(name) is on or off, not \(value)" }
      station.isPublic = wish == .on
    case "archive":
      archive = nil
      if value == "off" { return nil }
      guard let format = RecordingFormat(rawValue: value) else {
        return "archive is off, flac, opus, ogg, mp3, wav or float, not \(value)"
      }
      archive = format
    case "radio_page":
      pagePort = nil
      if value == "off" { return nil }
      guard let port = Int(value), (1...65_535).contains(port) else {
        return "radio_page is a port, 1 to 65535, or off, not \(value)"
      }
      pagePort = port
    case "radio_fallback": fallback = value == "none" ? nil : plainPath(value)
    case "archive_folder": archiveFolder = plainPath(value)
    default: nowPlaying = plainPath(value)
    }
    return nil
  }

  private mutating func add(_ line: String) -> String? {
    do throws(StreamError) {
      var mount = try Mount(line)
      mount.password = password
      if mounts.contains(where: { $0.address == mount.address }) { return "\(mount.address) is a mount already" }
      mounts.append(mount)
      return nil
    } catch { return error.description }
  }
}
