import Music
import Platform

/// A place on a streaming server, and how the stream there is encoded.
package struct Mount: Sendable, Hashable {
  /// How it is encoded.
  package var format: StreamFormat
  /// By name or number.
  package var host: String
  /// TCP.
  package var port: UInt16
  /// With the stroke in front: "/live.mp3".
  package var path: String
  /// Over TLS (`https://`).
  package var isSecure = false
  /// Who streams.
  package var user = "source"
  /// Nil: none was told.
  package var password: Secret?

  /// Where it is, in words that a listener could use.
  package var address: String { "\(host):\(port)\(path)" }

  /// Reads `FORMAT [RATE] [http[s]://][USER@]HOST[:PORT]/PATH`.
  /// - Throws: what is wrong with it.
  package init(_ line: String) throws(StreamError) {
    let words = line.split(separator: " ").map(String.init)
    let example = "mount = mp3 128 radio.example.org:8000/live.mp3"
    guard let (format, count) = StreamFormat.read(words), words.count == count + 1 else {
      throw StreamError(
        "a mount is mp3 128 (or mp3 v2), opus 96, ogg 128 or flac, and an address, as in “\(example)”, not “\(line)”")
    }
    self.format = format
    var rest = Substring(words[count])
    for (scheme, secure) in [("https://", true), ("http://", false)] where rest.lowercased().hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      isSecure = secure
    }
    guard let stroke = rest.firstIndex(of: "/"), rest.index(after: stroke) != rest.endIndex else {
      throw StreamError("“\(rest)” lacks the mount's name, as in “\(example)”")
    }
    path = String(rest[stroke...])
    var place = rest[..<stroke]
    if let sign = place.lastIndex(of: "@") {
      user = String(place[..<sign])
      place = place[place.index(after: sign)...]
      guard !user.contains(":") else {
        throw StreamError("a password does not belong into an address: air_password = … goes above it")
      }
    }
    (host, port) = try Self.place(place, isSecure: isSecure)
  }

  private static func place(_ text: Substring, isSecure: Bool) throws(StreamError) -> (String, UInt16) {
    // The colons of an IPv6 address stand in brackets.
    let bracket = text.lastIndex(of: "]") ?? text.startIndex
    guard let colon = text[bracket...].lastIndex(of: ":") else { return (bare(text), isSecure ? 443 : 8000) }
    guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
      throw StreamError("“\(text)” has no port that there is: 1 to 65535")
    }
    return (bare(text[..<colon]), port)
  }

  private static func bare(_ host: Substring) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
  }
}

/// What a server's list says of the station.
package struct Station: Sendable, Hashable {
  /// Its name.
  package var name = "Segue"
  /// A sentence about it.
  package var about: String?
  /// What it plays.
  package var genre: String?
  /// Its page.
  package var page: String?
  /// Public directories may list it.
  package var isPublic = false

  /// One that nobody has described.
  package init() {}
}
